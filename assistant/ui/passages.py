"""What can be done with the words an author selected. Nothing in here knows Streamlit.

Positions are UTF-16 offsets of the text at the revision the answer names; the browser
carries them over what was typed since, and makes each move one undoable change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.diagnosis.reopening import reopen_sentence
from assistant.draft import (
    Change,
    Draft,
    move_to_actions,
    move_to_timeline,
    parse_draft,
    whole_sentences,
)
from assistant.span import Span, Utf16Index


def read_passage(
    text: str, start: int, end: int, quote: str, revision: int
) -> dict[str, Any] | None:
    """Return what can be done with the sentences a selection touches.

    Args:
        text: The whole text.
        start: Beginning of the selection, in UTF-16 units.
        end: Its end.
        quote: The words the author selected.
        revision: The text's revision.

    Returns:
        The passage as data, or None where the text no longer holds the quote there or the
        selection is no prose.
    """
    index = Utf16Index(text)
    length = index.to_utf16(len(text))
    if not 0 <= start <= end <= length:
        return None
    selected = Span(index.from_utf16(start), index.from_utf16(end))
    if selected.of(text) != quote:
        return None
    draft = parse_draft(text)
    span = whole_sentences(draft, selected)
    if span is None:
        return None
    return {
        "revision": revision,
        "from": index.to_utf16(span.start),
        "to": index.to_utf16(span.end),
        "questions": [
            {"question": one.question, "blank": one.blank}
            for one in reopen_sentence(span.of(draft.prose))
        ],
        "timeline": _changes(move_to_timeline, draft, span, index),
        "action": _changes(move_to_actions, draft, span, index),
    }


def _changes(
    move: Callable[[Draft, Span], tuple[Change, ...]], draft: Draft, span: Span, index: Utf16Index
) -> list[dict[str, Any]]:
    return [
        {
            "from": index.to_utf16(change.span.start),
            "to": index.to_utf16(change.span.end),
            "insert": change.insert,
        }
        for change in move(draft, span)
    ]
