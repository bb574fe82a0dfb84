"""How many words a draft has."""

from __future__ import annotations

import pytest

from assistant.draft import count_words, new_draft_text, parse_draft


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", 0),
        ("One two-three don't.", 3),
        ("---\ntitle: A b c\n---\n\n# One two\n", 2),
        ("One <!-- a note for you --> two", 2),
        ("One\n\n```\nfour five\n```\n\ntwo\n", 2),
        ("One\n\n> a step of the practice\n\ntwo https://example.com/a/b\n", 2),
        ("| one | two |\n| --- | --- |\n| 3 | four |\n", 4),
        ("<!-- never closed", 2),
    ],
)
def test_only_what_the_author_wrote_is_counted(source: str, words: int) -> None:
    """Notes, marks, pasted code and quotations are no words of the report."""
    assert count_words(source) == words


def test_every_place_counts_alike() -> None:
    """The review says the number that the list of drafts says; a template's notes are in none."""
    source = new_draft_text() + "\nIt rained.\n"
    assert parse_draft(source).words == count_words(source)
    assert count_words(source) - count_words(new_draft_text()) == 2
    assert count_words(new_draft_text()) < 120
