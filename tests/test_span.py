"""Positions and their conversion at the edges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.span import LineIndex, Span, SpanIndex, Utf16Index


@given(st.text())
def test_utf16_offsets_agree_with_the_encoder(source: str) -> None:
    """The browser and the program mean the same character, whatever the script or emoji."""
    source = source.encode("utf-8", "ignore").decode()
    index = Utf16Index(source)
    for offset in range(len(source) + 1):
        units = index.to_utf16(offset)
        assert units == len(source[:offset].encode("utf-16-le")) // 2
        assert index.from_utf16(units) == offset


def test_an_offset_inside_a_surrogate_pair_is_the_start_of_its_character() -> None:
    """A browser that points into an emoji cannot cut it in half."""
    assert Utf16Index("a🙂b").from_utf16(2) == 1


def test_lines_and_columns_count_from_one_and_crlf_belongs_to_its_line() -> None:
    """An annotation lands on the line an editor shows, also in files from Windows."""
    lines = LineIndex("one\r\ntwo\n")
    assert lines.locate(0) == (1, 1)
    assert lines.locate(4) == (1, 5)
    assert lines.locate(5) == (2, 1)
    assert lines.locate(9) == (3, 1)


def test_spans_overlap_only_where_they_share_a_character() -> None:
    """Neighbouring findings are two findings; one inside the other is contained."""
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))
    assert Span(0, 5).contains(Span(3, 5))
    assert Span(1, 3).of("abcd") == "bc"


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=12),
    st.integers(0, 40),
    st.integers(0, 9),
)
def test_an_index_of_spans_says_what_each_span_would(
    places: list[tuple[int, int]], start: int, length: int
) -> None:
    """Whether a finding is hidden by another does not depend on how it is looked up."""
    spans = [Span(a, a + n) for a, n in places]
    asked = Span(start, start + length)
    assert SpanIndex(spans).overlaps(asked) is any(asked.overlaps(one) for one in spans)
