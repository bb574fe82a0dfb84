"""Markdown as the words a reader sees, on one line."""

from __future__ import annotations

import re

from assistant.incidents.answers import Match

# As much as a glance takes in; the incident itself is one click away.
PASSAGE_WORDS = 60

_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])")
_ADDRESS = re.compile(r"<?\bhttps?://[^\s<>)\]]+>?")
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_RULE = re.compile(r"^[ \t|:=_*-]+$", re.MULTILINE)
_LINE_MARK = re.compile(
    r"^[ \t]*(?:#{1,6}|>|(?:[-*+]|\d+[.)])(?:[ \t]+\[[ xX]\])?)[ \t]+", re.MULTILINE
)
_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")


def plain_text(markdown: str) -> str:
    """Return the words of a piece of Markdown on one line.

    Addresses, image and link targets, tags, rules and marks are left out; the words of
    code, quotations and tables stay.
    """
    text = _TAG.sub(" ", _LINK.sub(r"\1", markdown))
    text = _LINE_MARK.sub("", _RULE.sub("", _ADDRESS.sub(" ", text)))
    return " ".join(_EMPHASIS.sub("", text).replace("|", " ").split())


def show_passage(match: Match) -> str:
    """Return the words of the passage that answers best, or "" where there is none.

    The incident's title, which stands above it on every screen, is not said again; a long
    passage is cut at `PASSAGE_WORDS`.
    """
    if not match.passages:
        return ""
    text = plain_text(match.passages[0].text).removeprefix(plain_text(match.incident.title))
    words = text.split()
    return " ".join(words[:PASSAGE_WORDS]) + (" …" if len(words) > PASSAGE_WORDS else "")
