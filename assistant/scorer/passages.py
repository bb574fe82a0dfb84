"""What the scorer reads at once: a few whole sentences of one block, and what stands before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.draft import Draft, Sentence
from assistant.span import Span

# Longer blocks are read in pieces of whole sentences. The model sees at most 160 word
# pieces, about 600 characters of English.
LONGEST_PASSAGE = 420
# Characters of what stands before; the model sees the last 40 word pieces of them.
CONTEXT = 200

_KINDS = {"went-well": "went well", "other": "notes"}


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of one block that are read together.

    Attributes:
        kind: What the section is for, in a word the model was trained with.
        before: The end of the passage before, which may say who "they" are.
        span: Its place in the source.
        sentences: The spans of its sentences.
    """

    kind: str
    before: str
    span: Span
    sentences: tuple[Span, ...]


def split_passages(draft: Draft) -> Iterator[Passage]:
    """Yield the passages of a draft in reading order; together they hold every sentence."""
    before = ""
    for _, group in groupby(draft.sentences, key=lambda sentence: id(sentence.block)):
        for sentences in _pieces(list(group)):
            span = Span(sentences[0].span.start, sentences[-1].span.end)
            kind = draft.section_of(sentences[0]).kind.value
            yield Passage(
                _KINDS.get(kind, kind), before, span, tuple(one.span for one in sentences)
            )
            before = sentences[-1].span.of(draft.prose)[-CONTEXT:]


def _pieces(sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    piece = sentences[:1]
    for sentence in sentences[1:]:
        if sentence.span.end - piece[0].span.start > LONGEST_PASSAGE:
            yield piece
            piece = []
        piece.append(sentence)
    yield piece
