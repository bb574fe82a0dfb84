"""Where a quote stands in the sentences that were sent.

Models name the wrong sentence and tidy what they quote, so a quote is looked for in its
sentence, then around it, then everywhere, exactly before approximately. Measured on
quotes as models return them: sentence id and quote together place 91 % right, the quote
alone 82 %, approximate search alone 74 %, plain search 29 %.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

# Least likeness (rapidfuzz ratio, 0 to 100) near the named sentence and anywhere else,
# and the shortest quote that may be placed by likeness; chosen on the same measurement.
NEAR_LIKENESS = 75.0
FAR_LIKENESS = 90.0
SHORTEST_LIKE = 10

_SHORTEST = 3
_FOLDED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"}
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("*_`~\u00ad\u200b", None)
)
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely)\b|n't\b"
)
_GAP = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?)\s*")
_WORD = re.compile(r"\S+")
_LONGEST_GAP = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: from a character of one sentence to one of the same or a later.

    Attributes:
        first: Index of the sentence the quote begins in.
        start: Its first character there.
        last: Index of the sentence the quote ends in.
        end: One past its last character there.
    """

    first: int
    start: int
    last: int
    end: int


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    end: int
    likeness: float


class SentenceIndex:
    """The sentences of one request, searchable for quotes."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._bounds: list[tuple[int, int]] = []
        self._origins: list[tuple[int, int]] = []
        pieces: list[str] = []
        for number, sentence in enumerate(sentences):
            if pieces:
                pieces.append(" ")
                self._origins.append((number, 0))
            start = len(self._origins)
            for character, at in _fold(sentence):
                pieces.append(character)
                self._origins.append((number, at))
            self._bounds.append((start, len(self._origins)))
        self._text = "".join(pieces)

    def place(self, quote: str, sentence: int | None) -> Place | None:
        """Return where `quote` stands, or None when it cannot be placed for certain.

        Args:
            quote: The phrase as the model wrote it.
            sentence: Index of the sentence the model named; None, or one that does not
                exist, when it named none.
        """
        wanted = "".join(c for c, _ in _fold(quote)).strip(" \"'")
        if sum(c.isalnum() for c in wanted) < _SHORTEST:
            return None
        if sentence is not None and not 0 <= sentence < len(self._bounds):
            sentence = None
        windows = list(self._windows(sentence))
        if sentence is None and len(self._occurrences(wanted, windows[0])) > 1:
            return None  # the same words twice and no sentence to choose by
        found = None
        for search in (self._exactly, self._with_gap, self._alike):
            for window in windows:
                found = found or search(wanted, window, sentence)
        return self._place(*found) if found else None

    def _windows(self, sentence: int | None) -> Iterator[_Window]:
        last = len(self._bounds) - 1
        if sentence is not None:
            yield _Window(*self._bounds[sentence], NEAR_LIKENESS)
            before, after = (
                self._bounds[max(0, sentence - 1)],
                self._bounds[min(last, sentence + 1)],
            )
            yield _Window(before[0], after[1], NEAR_LIKENESS)
        yield _Window(0, len(self._text), FAR_LIKENESS)

    def _exactly(
        self, wanted: str, window: _Window, sentence: int | None
    ) -> tuple[int, int] | None:
        for quote in (wanted, wanted.rstrip(".,;:!? ")):
            hits = self._occurrences(quote, window)
            if hits:
                anchor = self._bounds[sentence][0] if sentence is not None else 0
                return min(hits, key=lambda hit: abs(hit[0] - anchor))
        return None

    def _occurrences(self, quote: str, window: _Window) -> list[tuple[int, int]]:
        hits = []
        at = self._text.find(quote, window.start, window.end)
        while quote and at >= 0:
            if self._is_whole(at, at + len(quote)):
                hits.append((at, at + len(quote)))
            at = self._text.find(quote, at + 1, window.end)
        return hits

    def _is_whole(self, start: int, end: int) -> bool:
        """Say whether no word is cut at either end."""
        text = self._text
        cuts_first = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
        cuts_last = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
        return not cuts_first and not cuts_last

    def _with_gap(self, wanted: str, window: _Window, _: int | None) -> tuple[int, int] | None:
        """Place a quote the model shortened in the middle."""
        pieces = [p for p in _GAP.split(wanted) if p]
        if len(pieces) < 2 or min(len(pieces[0]), len(pieces[-1])) < _SHORTEST:
            return None
        start = self._text.find(pieces[0], window.start, window.end)
        if start < 0:
            return None
        gap_end = min(window.end, start + len(wanted) + _LONGEST_GAP)
        at = self._text.find(pieces[-1], start + len(pieces[0]), gap_end)
        end = at + len(pieces[-1])
        if at < 0 or not self._is_whole(start, end):
            return None
        keeps_sense = _facts(wanted)[1] == _facts(self._text[start:end])[1]
        return (start, end) if keeps_sense else None

    def _alike(self, wanted: str, window: _Window, _: int | None) -> tuple[int, int] | None:
        """Place a quote by likeness, if it states the same numbers and negations."""
        text = self._text[window.start : window.end]
        if len(wanted) < SHORTEST_LIKE or len(text) < SHORTEST_LIKE:
            return None
        start, end = 0, len(text)
        if len(text) > len(wanted):
            cutoff = window.likeness - 8
            roughly = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=cutoff)
            if roughly is None:
                return None
            start, end = roughly.dest_start, roughly.dest_end
        words = [m.span() for m in _WORD.finditer(text)]
        starts = sorted((w[0] for w in words), key=lambda at: abs(at - start))[:6]
        ends = sorted((w[1] for w in words), key=lambda at: abs(at - end))[:6]
        best = max(
            (fuzz.ratio(wanted, text[a:b].strip(" \"'.,;:")), -abs(b - a - len(wanted)), a, b)
            for a in starts
            for b in ends
            if b > a
        )
        likeness, _, start, end = best
        if likeness < window.likeness or _facts(wanted) != _facts(text[start:end]):
            return None
        while text[end - 1] in "\"',;:." and end - 1 > start:
            end -= 1
        return window.start + start, window.start + end

    def _place(self, start: int, end: int) -> Place:
        first, at = self._origins[start]
        last, before_end = self._origins[end - 1]
        return Place(first, at, last, before_end + 1)


def _fold(text: str) -> Iterator[tuple[str, int]]:
    """Yield the characters that are compared, each with its place in `text`."""
    after_space = True
    for at, original in enumerate(text):
        for character in unicodedata.normalize("NFKC", original).translate(_FOLDED).casefold():
            if character.isspace():
                if not after_space:
                    yield " ", at
                after_space = True
            else:
                yield character, at
                after_space = False


def _facts(text: str) -> tuple[list[str], int]:
    return sorted(_NUMBER.findall(text)), len(_NEGATION.findall(text))
