"""What can be done with the words an author selected. Nothing in here knows Streamlit.

Positions are UTF-16 offsets of the text at the revision the answer names; the browser
carries them over what was typed since, and makes each move one undoable change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """Words an author selected, and the text they stand in.

    Attributes:
        session_id: The editor session that asks.
        seq: Number of the act that asks.
        revision: The text's revision.
        text: The whole text.
        start: Beginning of the selection, in UTF-16 units.
        end: Its end.
        quote: The words the author selected.
    """

    session_id: str
    seq: int
    revision: int
    text: str
    start: int
    end: int
    quote: str

    def find(self) -> tuple[Draft, Span] | None:
        """Return the draft and the sentences that are meant.

        Returns:
            None where the text no longer holds the quote there or it is no prose.
        """
        index = Utf16Index(self.text)
        if not 0 <= self.start <= self.end <= index.to_utf16(len(self.text)):
            return None
        selected = Span(index.from_utf16(self.start), index.from_utf16(self.end))
        if selected.of(self.text) != self.quote:
            return None
        draft = parse_draft(self.text)
        span = whole_sentences(draft, selected)
        return None if span is None else (draft, span)


def read_passage(question: PassageQuestion) -> dict[str, Any] | None:
    """Return what can be done with the sentences a selection touches, as data, or None."""
    found = question.find()
    if found is None:
        return None
    draft, span = found
    index = Utf16Index(question.text)
    return {
        "revision": question.revision,
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
