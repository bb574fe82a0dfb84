"""How long other linters take, from a cold start and warm."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from evals.peers.node import install_peers, run_node
from evals.peers.places import NODE_PEERS, lint_with_proselint


def check_cold(name: str, path: Path) -> None:
    """Check one file by a linter's command, in a new process.

    Raises:
        AssistantError: It is not at hand.
    """
    if name not in NODE_PEERS:
        # The exit code tells of findings.
        command = [sys.executable, "-m", name, "check", str(path)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    folder = install_peers()
    package = folder / "node_modules" / name
    program = json.loads((package / "package.json").read_text(encoding="utf-8"))["bin"]
    script = package / (program if isinstance(program, str) else program[name])
    config = ["--config", "textlintrc.json"] if name == "textlint" else []
    run_node(str(script), *config, str(path), folder=folder, may_find=True)


def check_warm(name: str, path: Path, seconds: float) -> float:
    """Return the seconds a loaded linter takes for a file: the fewest of many.

    Args:
        name: The linter.
        path: The file.
        seconds: How long to repeat it.

    Raises:
        AssistantError: It is not at hand.
    """
    if name in NODE_PEERS:
        arguments = ("warm.mjs", name, str(path), str(seconds))
        return float(run_node(*arguments, folder=install_peers())) / 1000
    texts = [path.read_text(encoding="utf-8")]
    best = float("inf")
    until = time.perf_counter() + seconds
    while True:
        start = time.perf_counter()
        lint_with_proselint(texts)
        end = time.perf_counter()
        best = min(best, end - start)
        if end > until:
            return best
