"""Blanks: questions in square brackets that wait in the text for an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft.document import Draft
from assistant.draft.moving import Change
from assistant.prepared import compile_expression
from assistant.span import Span

_BLANK = compile_expression(r"\[…[^\[\]\n]{0,500}\]")


def without_blanks(text: str) -> str:
    """Return a text with its blanks left out: a question tells nothing."""
    return _BLANK.sub(" ", text) if "[…" in text else text


def place_blank(
    draft: Draft, question: str, headings: Sequence[re.Pattern[str]], after: Span | None = None
) -> Change:
    """Return the change that puts a question into the text as a blank.

    Args:
        draft: The draft.
        question: The question.
        headings: What the heading of the section it belongs to says, the best first.
        after: The sentence it is about; it then stands right behind it.

    Returns:
        An insertion: behind the sentence, else at the end of the first section whose heading
        fits, else at the end of the text.
    """
    blank = f"[… {question}]"
    if after is not None:
        return Change(Span(after.end, after.end), f" {blank}")
    for pattern in headings:
        for section in draft.sections:
            if section.heading and section.level > 1 and pattern.search(section.title):
                start, end = section.heading.end, section.span.end
                return _at_end(draft.source, start, end, blank)
    return _at_end(draft.source, 0, len(draft.source), blank)


def _at_end(source: str, start: int, end: int, blank: str) -> Change:
    at = start + len(source[start:end].rstrip())
    before = "\n\n" if at else ""
    return Change(Span(at, at), before + blank)
