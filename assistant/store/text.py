"""What of a text the store can keep, and what it calls it."""

from __future__ import annotations

import re
from itertools import islice

from assistant.errors import StoreError

_TITLE_LENGTH = 200
_TITLE_WITHIN = 10_000
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_TOP_HEADING = re.compile(r"^ {0,3}#[ \t]+(.*\w.*)$|^(.*\w.*)\r?\n=+[ \t]*\r?$", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS = re.compile(r"^.*\w.*$", re.MULTILINE)


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


def count_words(text: str) -> int:
    """Return the number of words of `text`, separated by white space."""
    return len(text.split())


def title_of(text: str) -> str:
    """Return the name of a draft: its first heading of level one, else its first line.

    Front matter, comments and fenced code are passed over, Markdown marks at either end
    are taken off, and at most 200 characters are kept. A draft without words is
    "Untitled draft".
    """
    prose = text[:_TITLE_WITHIN]
    for hidden in (_FRONT_MATTER, _COMMENT, _FENCED):
        prose = hidden.sub("", prose)
    headings = (found[1] or found[2] for found in _TOP_HEADING.finditer(prose))
    lines = (found[0] for found in _WORDS.finditer(prose))
    for line in islice((*islice(headings, 1), *islice(lines, 1)), 1):
        name = line.strip().lstrip("#>-*_+` \t").rstrip("#*_` \t")
        return name[:_TITLE_LENGTH].rstrip()
    return "Untitled draft"
