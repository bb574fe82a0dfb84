"""Where other linters point, as spans of the text."""

from __future__ import annotations

import pytest

from evals.detectors import find_by_rules, find_keywords
from evals.peers import lint_with_proselint, read_messages

_TEXT = "😀 Obviously the clerk was just careless.\n\n- It was clearly wrong, he said.\n"


_ALEX = [
    [3, 12, "`Obviously` may be insensitive, try not to use it"],
    [27, 31, "`just` may be insensitive, try not to use it"],
    [52, 59, "`clearly` may be insensitive, try not to use it"],
    [67, 69, "`he` may be insensitive, use `they`, `it` instead"],
]
_WRITE_GOOD = [
    [3, 12, '"Obviously" is a weasel word'],
    [27, 31, '"just" can weaken meaning'],
    [45, 51, '"It was" is wordy or unneeded'],
    [52, 59, '"clearly" is a weasel word and can weaken meaning'],
]
_TEXTLINT = [
    [3, 4, '"Obviously" is a weasel word'],
    [3, 4, "[obvious] `Obviously` may be insensitive, try not to use it"],
    [27, 28, '"just" can weaken meaning'],
    [45, 46, '"It was" is wordy or unneeded'],
    [67, 68, "[he-she] `he` may be insensitive, use `they`, `it` instead"],
]


# What the linters said of the text above; offsets count UTF-16 code units.
@pytest.mark.parametrize(
    ("messages", "places"),
    [
        (_ALEX, ["Obviously", "just", "clearly", "he"]),
        (_WRITE_GOOD, ["Obviously", "just", "It was", "clearly"]),
        (_TEXTLINT, ["Obviously", "just", "It was", "he"]),
        ([[0, 2, "Do not use emoji."]], ["😀"]),
        ([[3, 4, "Too long."]], ["O"]),
        ([[70, 99, "Past the end."], [500, 501, "Far past it."]], ["said.\n"]),
    ],
)
def test_messages_become_places(messages: list[list[object]], places: list[str]) -> None:
    """UTF-16 offsets and one-character marks end up on the words that are meant, each once."""
    assert [flag.span.of(_TEXT) for flag in read_messages(_TEXT, messages)] == places


def test_proselint_points_at_its_words() -> None:
    """Its spans are shifted by a line feed it adds; they come back on the words themselves."""
    text = "All is well.\r\nAt the end of the day 😀 it was a very unique thing.\r\n"
    found, nothing = lint_with_proselint([text, ""])
    places = [flag.span.of(text) for flag in found]
    assert "At the end of the day" in places
    assert "very unique" in places
    assert nothing == []


def test_the_list_of_phrases_reads_no_structure() -> None:
    """The baseline flags a machine as it flags a person, which the rules do not."""
    text = "The standby failed to start.\n"
    assert [flag.span.of(text) for flag in find_keywords(text)] == ["failed to"]
    assert find_by_rules(text) == []
