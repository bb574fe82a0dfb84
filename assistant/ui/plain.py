"""Untrusted words on a page: shown as typed, or as Markdown that can do nothing."""

from __future__ import annotations

import re
import textwrap
from functools import cache

import nh3
from markdown_it import MarkdownIt

# Characters of a title in a list; a longer one would break its row at laptop width.
_LONGEST_TITLE = 80
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_TEXT = {"p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "hr", "br"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_STYLE = """
.pm-document { max-width: 46rem; line-height: 1.65; }
.pm-document h1 { font-size: 1.75rem; line-height: 1.25; }
.pm-document h2 { font-size: 1.3rem; }
.pm-document :is(h3, h4, h5, h6) { font-size: 1.1rem; }
.pm-document table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
.pm-document :is(th, td) { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
.pm-document blockquote { margin: 1rem 0; padding-left: 1rem;
  border-left: 3px solid color-mix(in srgb, currentColor 25%, transparent); }
"""


def plain(text: str) -> str:
    """Return `text` so that `st.markdown` shows it exactly, whatever it contains.

    Every punctuation mark is escaped, which also undoes directives, formulas, links and
    images; white space is folded.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def plain_title(title: str) -> str:
    """Return a draft's title like `plain`, cut to what a row of a list has room for."""
    return plain(textwrap.shorten(title, _LONGEST_TITLE, placeholder=" …"))


def inert_html(markdown: str) -> str:
    """Return a document's Markdown as HTML without links, images, raw HTML or attributes.

    The parser has them off and the sanitiser would take them out again: either alone has
    been got around. Only the frame around it has a style, for measure and tables.
    """
    tags = _HEADINGS | _TEXT | _TABLE
    cleaned = nh3.clean(_parser().render(markdown), tags=tags, attributes={}, link_rel=None)
    return f'<style>{_STYLE}</style><div class="pm-document">{cleaned}</div>'


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["image", "link", "autolink", "reference"])
