"""Where a sentence ends, and where it does not."""

from __future__ import annotations

import pytest

from assistant.draft import parse_draft


def _split(source: str) -> list[str]:
    draft = parse_draft(source)
    return [" ".join(s.span.of(source).split()) for s in draft.sentences]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It stopped at 10.32 today. Then it ran.", ["It stopped at 10.32 today.", "Then it ran."]),
        ("We moved to v5.4.0. It was green.", ["We moved to v5.4.0.", "It was green."]),
        ("Some systems, e.g. The mill, stood.", ["Some systems, e.g. The mill, stood."]),
        ("Dr. Weiss called. She asked.", ["Dr. Weiss called.", "She asked."]),
        ("J. Doe called. He asked.", ["J. Doe called.", "He asked."]),
        ("It cost approx. 40 euros. Fine.", ["It cost approx. 40 euros.", "Fine."]),
        ("So I. Then we.", ["So I.", "Then we."]),
        ("at 4 p.m. the line stood", ["at 4 p.m. the line stood"]),
        ("He said “stop.” Then it stopped.", ["He said “stop.”", "Then it stopped."]),
        ("It stopped (again). We waited.", ["It stopped (again).", "We waited."]),
        ("We waited … and then it ran", ["We waited … and then it ran"]),
        ("**Bold end.** Next one.", ["Bold end.", "Next one."]),
        ("one line\nof the same sentence. Next", ["one line of the same sentence.", "Next"]),
        ("10:32 a thing\n10:35 another thing", ["10:32 a thing", "10:35 another thing"]),
        ("Is this it? yes, it is.", ["Is this it?", "yes, it is."]),
        ("See `a. B` there. Next.", ["See `a. B` there.", "Next."]),
        ("東京が止まった。 Next.", ["東京が止まった。 Next."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(source: str, expected: list[str]) -> None:
    """Abbreviations, decimals, versions and times end no sentence; full stops do."""
    assert [s.strip("*") for s in _split(source)] == expected


def test_headings_items_and_cells_are_their_own_sentences() -> None:
    """A sentence never runs from one block into the next."""
    source = "# A heading\n\n- first\n- second\n\n| a |\n|---|\n| cell |\n\npara"
    assert _split(source) == ["A heading", "first", "second", "cell", "para"]


def test_sentence_at_finds_the_sentence_under_an_offset() -> None:
    """A finding or a cursor is placed in its sentence, and between sentences in none."""
    draft = parse_draft("One two.  Three.")
    assert draft.sentence_at(0) == draft.sentences[0]
    assert draft.sentence_at(7) == draft.sentences[0]
    assert draft.sentence_at(8) is None
    assert draft.sentence_at(10) == draft.sentences[1]
    assert draft.sentence_at(99) is None
