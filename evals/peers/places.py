"""Where other linters point, as spans of the text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from assistant.errors import AssistantError
from assistant.span import Span, Utf16Index
from evals.language_score import Flag
from evals.peers.node import CACHE, HERE, install_peers, run_node

NODE_PEERS = ("alex", "write-good", "textlint")
# What they said of texts seen before: textlint needs minutes for all of ours.
_ANSWERS = CACHE / "peer-answers"
_VERSIONED = ("package-lock.json", "linters.mjs", "textlintrc.json")
# What textlint's rules name in their messages: the words they mean.
_NAMED = re.compile(r"[`\"]([^`\"]+)[`\"]")


def lint_with_proselint(texts: Sequence[str]) -> list[list[Flag]]:
    """Return where proselint points in each text.

    Raises:
        AssistantError: It is not installed.
    """
    try:
        from proselint.checks import __register__
        from proselint.registry import CheckRegistry
        from proselint.tools import LintFile
    except ImportError as error:
        raise AssistantError("It is not installed.", "It is a development dependency.") from error
    registry = CheckRegistry()
    if not registry.checks:
        registry.register_many(__register__)
    return [
        # It reads the text between two line feeds of its own, and counts the first.
        _flags(text, ((start - 1, end - 1) for start, end in _proselint_spans(LintFile, text)))
        for text in texts
    ]


def _proselint_spans(lint_file: Callable[[str, str], Any], text: str) -> list[tuple[int, int]]:
    return [hit.check_result.span for hit in lint_file("draft.md", text).lint()] if text else []


def lint_with_node(name: str, texts: Sequence[str]) -> list[list[Flag]]:
    """Return where one of `NODE_PEERS` points in each text.

    Raises:
        AssistantError: It is not at hand, or ended with an error.
    """
    path = _ANSWERS / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    version = b"".join((HERE / file).read_bytes() for file in _VERSIONED)
    keys = [hashlib.sha256(version + text.encode()).hexdigest() for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        given = json.dumps(list(new.values()))
        answer = json.loads(run_node("lint.mjs", name, folder=install_peers(), given=given))
        known |= dict(zip(new, answer, strict=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(known), encoding="utf-8")
    return [read_messages(text, known[key]) for text, key in zip(texts, keys, strict=True)]


def read_messages(text: str, messages: Iterable[Sequence[Any]]) -> list[Flag]:
    """Return a Node linter's messages about a text as places.

    Args:
        text: The text.
        messages: Start and end of each, in UTF-16 code units, and what it says. Where a
            message marks one character only, as textlint's rules do, the place is the
            words it names.
    """
    units = Utf16Index(text)
    spans = []
    for first, last, message in messages:
        start, end = units.from_utf16(first), units.from_utf16(last)
        named = _NAMED.search(message)
        if end - start <= 1 and named:
            whole = start + len(named[1])
            end = whole if text[start:whole].lower() == named[1].lower() else end
        spans.append((start, end))
    return _flags(text, spans)


def _flags(text: str, spans: Iterable[tuple[int, int]]) -> list[Flag]:
    """Return spans as flags, each place once, none outside the text."""
    places = {(max(start, 0), min(end, len(text))) for start, end in spans}
    return [Flag(Span(start, end)) for start, end in sorted(places) if start < end]
