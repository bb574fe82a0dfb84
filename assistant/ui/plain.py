"""Untrusted words on a page: shown as typed, or as Markdown that can do nothing."""

from __future__ import annotations

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_TEXT = {"p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "hr", "br"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


def plain(text: str) -> str:
    """Return `text` so that `st.markdown` shows it exactly, whatever it contains.

    Every punctuation mark is escaped, which also undoes directives, formulas, links and
    images; white space is folded.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def inert_html(markdown: str) -> str:
    """Return a document's Markdown as HTML without links, images, raw HTML or attributes.

    The parser has them off and the sanitiser would take them out again: either alone has
    been got around.
    """
    return nh3.clean(
        _parser().render(markdown), tags=_HEADINGS | _TEXT | _TABLE, attributes={}, link_rel=None
    )


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["image", "link", "autolink", "reference"])
