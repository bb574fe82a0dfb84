"""Incidents cut into the pieces that are searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.incidents.answers import Passage
from assistant.span import Span

# Word pieces. The encoder reads 256 and was trained on about that; on 1,464 incident texts
# this length, with one sentence shared, found most.
PASSAGE_TOKENS = 160

# Twice what 20,000 words make. Beyond it stand pasted logs, which are searched by words.
MAX_PASSAGES = 400

_SENTENCE_END = re.compile(r"(?<=[.!?])[ \t]+|\s*\n\s*")
_WORD = re.compile(r"\w")
_LONGEST_PIECE = 2000  # characters; no passage is longer, so longer runs are halved uncounted


def cut_passages(text: str, count_tokens: Callable[[str], int]) -> list[Passage]:
    """Return the passages of a text in order, neighbours sharing one sentence.

    Args:
        text: Markdown; a line end ends a sentence, so that list items and rows stay whole.
        count_tokens: Returns the number of word pieces of a text.

    Returns:
        Passages of at most `PASSAGE_TOKENS` word pieces that cover every word, or the first
        `MAX_PASSAGES` of them.
    """
    passages: list[Passage] = []
    packed: list[tuple[Span, int]] = []
    for piece, tokens in _pieces(text, count_tokens):
        if packed and sum(size for _, size in packed) + tokens > PASSAGE_TOKENS:
            _keep(passages, text, packed)
            if len(passages) == MAX_PASSAGES:
                return passages
            shared = packed[-1]
            packed = [shared] if len(packed) > 1 and shared[1] + tokens <= PASSAGE_TOKENS else []
        packed.append((piece, tokens))
    _keep(passages, text, packed)
    return passages


def _keep(passages: list[Passage], text: str, packed: list[tuple[Span, int]]) -> None:
    if packed and _WORD.search(text, packed[0][0].start, packed[-1][0].end):
        span = Span(packed[0][0].start, packed[-1][0].end)
        passages.append(Passage(span.of(text), span.start, span.end))


def _pieces(text: str, count_tokens: Callable[[str], int]) -> Iterator[tuple[Span, int]]:
    """Yield the sentences with their length in word pieces, those too long in parts."""
    for sentence in _sentences(text):
        waiting = [sentence]
        while waiting:
            piece = waiting.pop()
            short = piece.end - piece.start <= _LONGEST_PIECE
            tokens = count_tokens(piece.of(text)) if short else PASSAGE_TOKENS + 1
            if tokens <= PASSAGE_TOKENS:
                yield piece, tokens
            else:
                first, second = _halve(text, piece)
                waiting += (second, first)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if start < end.start():
            yield Span(start, end.start())
        start = end.end()
    if start < len(text):
        yield Span(start, len(text))


def _halve(text: str, piece: Span) -> tuple[Span, Span]:
    middle = (piece.start + piece.end) // 2
    space = text.rfind(" ", piece.start + 1, middle)
    middle = space if space > 0 else middle
    return Span(piece.start, middle), Span(middle, piece.end)
