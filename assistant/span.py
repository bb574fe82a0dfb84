"""Positions in a draft, and their conversion at the edges of the program.

Inside the program a position is an offset in Unicode code points of the source as the
author typed it. A browser counts UTF-16 code units, an annotation counts lines: both
conversions live here and are used only where text leaves or enters the program.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

_LINE_FEED = re.compile("\n")
# The characters a browser counts as two.
_WIDE = re.compile(r"[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of code points of a draft's source."""

    start: int
    end: int

    def of(self, source: str) -> str:
        """Return the text of `source` this span covers."""
        return source[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Say whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class SpanIndex:
    """Tells whether a span overlaps one of many, without looking at each."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        # How far the spans up to each one reach.
        self._reach = list(accumulate((span.end for span in ordered), max))

    def overlaps(self, span: Span) -> bool:
        """Say whether `span` shares at least one character with one of the spans."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start


class LineIndex:
    """Line and column of a code point offset, both counted from 1.

    A line ends at its line feed; the carriage return of a CRLF belongs to the line it ends.
    """

    def __init__(self, source: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_FEED.finditer(source))]

    def locate(self, offset: int) -> tuple[int, int]:
        """Return ``(line, column)`` of `offset`, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Utf16Index:
    """Code point offsets to UTF-16 code unit offsets and back, for one source."""

    def __init__(self, source: str) -> None:
        # Offsets of the characters that take two units, in code points and in units.
        self._wide = [match.start() for match in _WIDE.finditer(source)]
        self._wide_units = [offset + number for number, offset in enumerate(self._wide)]

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 offset of a code point offset."""
        return offset + bisect_left(self._wide, offset)

    def from_utf16(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 offset.

        An offset inside a surrogate pair is moved to the start of its character.
        """
        return offset - bisect_left(self._wide_units, offset)
