"""Plain words found as people mean them."""

from __future__ import annotations

import pytest

from assistant.diagnosis.phrases import PhraseBook, read_words


def _found(text: str, *phrases: str) -> list[str]:
    book = PhraseBook((p, (), (), p) for p in phrases)
    return [h.span.of(text) for h in book.find(text, read_words(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("support agent", "Two Support agents left", ["Support agents"]),
        ("agency", "both agencies", ["agencies"]),
        ("branch", "all branches", ["branches"]),
        ("support", "support's day", ["support's"]),
        ("support", "support’s day", ["support’s"]),
        ("call centre", "the call-centre rang", ["call-centre"]),
        ("call centre", "the call\ncentre rang", ["call\ncentre"]),
        ("call centre", "a call. Centre stage", []),
        ("config*", "a configuration", ["configuration"]),
        ("HR", "HR said, hr said", ["HR"]),
        ("support", "posted in #support", []),
        ("user", "user_id and user-facing", []),
        ("support", "unsupported", []),
        ("nurse", "(nurse)", ["nurse"]),
        ("équipe", "l' équipe", ["équipe"]),
    ],
)
def test_words_are_found_whole_and_in_their_forms(phrase: str, text: str, found: list[str]) -> None:
    """Plurals, possessives and hyphens count; channels, fields and parts of words do not."""
    assert _found(text, phrase) == found


def test_the_longest_phrase_wins() -> None:
    """A support engineer is no engineer."""
    assert _found("a support engineer", "engineer", "support", "support engineer") == [
        "support engineer"
    ]


def test_a_phrase_of_two_departments_counts_for_both() -> None:
    """A word two departments share is evidence for each."""
    book = PhraseBook([("desk", (), (), "a"), ("desk", (), (), "b")])
    text = "the desk"
    assert {h.payload for h in book.find(text, read_words(text))} == {"a", "b"}
