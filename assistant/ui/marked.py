"""A draft's own text on a page, with what was found in it marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.report.contract import FindingEntry
from assistant.ui.plain import inert_html

# Private characters stand for the marks until the text has been made harmless.
_BEGINS, _ENDS = "\ue000", "\ue001"
_ASIDE = re.compile(r"\A---\n.{0,20000}?\n---\n|<!--.{0,20000}?-->", re.S)
_TITLE = re.compile(r"<h1>.*?</h1>", re.S)
_STYLE = """<style>.pm-document mark { background: none; color: inherit;
  text-decoration: underline 2px; text-underline-offset: 3px; font-weight: 600; }</style>"""


def marked_html(source: str, findings: Sequence[FindingEntry]) -> str:
    """Return a draft as HTML in which nothing runs, the phrases of these findings marked.

    Its title, its comments and its front matter are left out.
    """
    pieces, at = [], 0
    for finding in sorted(findings, key=lambda f: f.start):
        if finding.start < at:
            continue
        before, phrase = source[at : finding.start], source[finding.start : finding.end]
        pieces += [_own(before), _BEGINS, _own(phrase), _ENDS]
        at = finding.end
    pieces.append(_own(source[at:]))
    html = inert_html(_ASIDE.sub("", "".join(pieces)))
    html = _TITLE.sub("", html, count=1)
    return _STYLE + html.replace(_BEGINS, "<mark>").replace(_ENDS, "</mark>")


def _own(text: str) -> str:
    """Return a piece of the text without characters that would be taken for marks."""
    return text.replace(_BEGINS, "").replace(_ENDS, "")
