"""Prose linters that others wrote, to measure beside: where they point, and how fast.

They look for other things than we do, and none claims to look for blame; the figures say what
somebody who runs them on a postmortem gets. proselint is a development dependency; alex,
write-good and textlint come from npm by the lock in this folder and run with the Node of the
wheel that builds the editor. textlint has no rules of its own: it runs its adapters of alex
and write-good, which read Markdown better than write-good does.
"""

from evals.peers.node import install_peers
from evals.peers.places import NODE_PEERS, lint_with_node, lint_with_proselint, read_messages
from evals.peers.speed import check_cold, check_warm

__all__ = [
    "NODE_PEERS",
    "check_cold",
    "check_warm",
    "install_peers",
    "lint_with_node",
    "lint_with_proselint",
    "read_messages",
]
