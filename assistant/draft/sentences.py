"""Sentences of a block of prose, with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.prepared import compile_expression
from assistant.span import Span

# A full stop after these ends no sentence.
_ABBREVIATIONS = frozenset(
    (
        "approx",
        "ca",
        "cf",
        "dept",
        "dr",
        "e.g",
        "eg",
        "est",
        "etc",
        "fig",
        "i.e",
        "ie",
        "inc",
        "jr",
        "ltd",
        "mr",
        "mrs",
        "ms",
        "no",
        "nr",
        "resp",
        "sr",
        "st",
        "vs",
    )
)
# "[… What was there instead?]" is one sentence.
_END = compile_expression(r"(?<!\[)[.!?…]+[\"'”’)\]*_]*(?=\s+\S|\s*$)")
_NEXT = compile_expression(r"\s+(\S)")
# A line of a paragraph that starts with a time of day is an entry of its own.
_NEW_ENTRY = compile_expression(
    r"\n(?=[ \t]*[\[(~]?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m)\b)", re.I
)
_LAST_WORD = compile_expression(r"([\w.]+)$")
# Blocks whose sentences are remembered, and the longest of them in characters.
_REMEMBERED, _LONGEST_REMEMBERED = 10_000, 4_000


def split_sentences(prose: str, block: Span) -> Iterator[Span]:
    """Yield the sentences of `block` as trimmed, non-empty spans in order.

    A sentence ends at a full stop, question or exclamation mark followed by a capital
    letter, a digit or an opening mark; abbreviations, decimals and versions end none.
    """
    text = prose[block.start : block.end]
    split = _split if len(text) <= _LONGEST_REMEMBERED else _split.__wrapped__
    for start, end in split(text):
        yield Span(block.start + start, block.start + end)


def forget() -> None:
    """Forget every block split before, to measure what splitting costs."""
    _split.cache_clear()


@lru_cache(maxsize=_REMEMBERED)
def _split(text: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences of one block's text as offsets into it."""
    sentences: list[tuple[int, int]] = []
    start = 0
    ends = sorted({m.end() for m in _END.finditer(text) if _ends(text, m)} | _entry_ends(text))
    for end in (*ends, len(text)):
        sentence = text[start:end]
        if stripped := sentence.strip():
            first = start + len(sentence) - len(sentence.lstrip())
            sentences.append((first, first + len(stripped)))
        start = end
    return tuple(sentences)


def _entry_ends(text: str) -> set[int]:
    return {m.start() for m in _NEW_ENTRY.finditer(text)}


def _ends(text: str, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end())
    if following is None:
        return True
    if following[1].islower() and not stop[0].startswith(("!", "?")):
        return False
    if following[1] in ",;:)":
        return False
    before = _LAST_WORD.search(text, max(0, stop.start() - 20), stop.start())
    if stop[0] != "." or before is None:
        return True
    word = before[1].lower()
    # A single initial, as in "J. Doe", ends no sentence; "plan B." does at a line's end only.
    return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha() and word != "i")
