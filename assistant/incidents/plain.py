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
# What stands on a line of its own and would run into the next: a heading, a row, an item.
_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+(?P<marked>[^\n]+?)[ \t#]*|\*\*(?P<bold>[^*\n]{1,80})\*\*[ \t]*)$",
    re.MULTILINE,
)
_ROW = re.compile(r"^[ \t]*\|(?P<cells>[^\n]*?)\|?[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+[^\n]*\w)[ \t]*$(?=\n)", re.MULTILINE)
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
    title = plain_text(match.incident.title)
    text = plain_text(_apart(match.passages[0].text)).removeprefix(title).lstrip(" :")
    words = text.split()
    return " ".join(words[:PASSAGE_WORDS]) + (" …" if len(words) > PASSAGE_WORDS else "")


def _apart(markdown: str) -> str:
    """Return Markdown whose headings, rows and items stay apart on one line."""
    text = _ROW.sub(_row, _RULE.sub("", markdown))
    return _ITEM.sub(r"\1;", _HEADING.sub(_heading, text))


def _row(match: re.Match[str]) -> str:
    cells = [cell.strip() for cell in match["cells"].split("|") if cell.strip()]
    return " · ".join(cells) + ";" if cells else ""


def _heading(match: re.Match[str]) -> str:
    title = (match["marked"] or match["bold"]).strip()
    return title if title.endswith((".", ":", "?", "!")) else f"{title}:"
