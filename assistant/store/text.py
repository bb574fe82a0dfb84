"""What of a text the store can keep, and what it calls it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from assistant.errors import StoreError

_TITLE_LENGTH = 200
_TITLE_WITHIN = 10_000
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encode_text(text: str, what: str) -> bytes:
    """Return `text` as UTF-8, or refuse what no database gives back unchanged.

    Args:
        text: Any text.
        what: What the text is, to begin the message with: "This draft".

    Raises:
        StoreError: The text holds a NUL character, which PostgreSQL refuses, or half of a
            surrogate pair, which has no form in UTF-8; the message names the line.
    """
    if is_storable(text):
        return text.encode()
    at = text.find("\0")
    reason = "a NUL character"
    if half := _SURROGATE.search(text):
        at, reason = half.start(), "half of a character (a lone surrogate)"
    line = text.count("\n", 0, at) + 1
    raise StoreError(
        f"{what} cannot be saved: line {line} holds {reason}.",
        "Remove it, or paste that line again as plain text.",
    )


def is_storable(name: str) -> bool:
    """Say whether a database can hold `name`; what it cannot hold, it cannot have."""
    return "\0" not in name and not _SURROGATE.search(name)


def count_changed_words(old: str, new: str) -> tuple[int, int]:
    """Return how many words `new` has beyond those of `old`, and how many it lacks.

    A word that only stands elsewhere is in neither number.
    """
    had, has = Counter(old.split("\n")), Counter(new.split("\n"))
    # Words are counted in the changed lines alone: ten times faster on a long draft.
    lost, gained = (_words_of(lines) for lines in (had - has, has - had))
    return (gained - lost).total(), (lost - gained).total()


def _words_of(lines: Counter[str]) -> Counter[str]:
    return Counter(word for line in lines.elements() for word in line.split())


def shared_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts share at the start, and then at the end."""
    shorter = min(len(old), len(new))
    before = _agreement(shorter, lambda n: old[:n] == new[:n])
    after = _agreement(shorter - before, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return before, after


def _agreement(limit: int, agrees: Callable[[int], bool]) -> int:
    """Return the largest length up to `limit` that agrees; shorter ones agree too."""
    return bisect_left(range(1, limit + 1), True, key=lambda length: not agrees(length))


def title_of(text: str) -> str:
    """Return the name of a draft: its first heading of level one, else its first line.

    Front matter, comments and fenced code are passed over, Markdown marks at either end
    are taken off, and at most 200 characters are kept. A draft without words is
    "Untitled draft".
    """
    prose = text[:_TITLE_WITHIN]
    for hidden in (_FRONT_MATTER, _COMMENT, _FENCED):
        prose = hidden.sub("", prose)
    lines = prose.splitlines()
    headings = (
        line
        for line, below in pairwise([*lines, ""])
        if line.lstrip().startswith(("# ", "#\t")) or set(below.strip()) == {"="}
    )
    for line in (*headings, *lines):
        if any(map(str.isalnum, line)):
            name = line.strip().lstrip("#>-*_+` \t").rstrip("#*_` \t")
            return name[:_TITLE_LENGTH].rstrip()
    return "Untitled draft"
