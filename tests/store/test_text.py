"""What a draft is called, and how much of it changed."""

from __future__ import annotations

import pytest

from assistant.store.text import count_changed_words, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "Untitled draft"),
        ("\n \n---\n***\n", "Untitled draft"),
        ("# Orders stood still\r\n\r\nText", "Orders stood still"),
        ("Some words first\n\n# The heading", "The heading"),
        ("No heading, one line\nand another", "No heading, one line"),
        ("## Only a smaller heading\ntext", "Only a smaller heading"),
        ("Underlined\r\n==========\r\n", "Underlined"),
        ("# **Bold** and `code` #\n", "Bold** and `code"),
        ("---\ntitle: x\n---\n\nFirst line", "First line"),
        ("<!-- how to use\nthis template -->\n# Real", "Real"),
        ("```\n# a shell comment\n```\nProse", "Prose"),
        ("#hashtag, not a heading\n", "hashtag, not a heading"),
        ("> - a quoted item", "a quoted item"),
        ("# 東京の停電 🗼", "東京の停電 🗼"),
        ("# " + "x" * 500, "x" * 200),
    ],
)
def test_draft_is_called_by_its_heading_or_first_line(text: str, title: str) -> None:
    """A list of drafts shows a name its author recognises, without Markdown marks."""
    assert title_of(text) == title


@pytest.mark.parametrize("text", ["<!--" * 5000, "`" * 20_000, "---\n" * 5000, "#" * 20_000])
def test_hostile_text_has_a_title_too(text: str) -> None:
    """Unterminated marks and walls of signs still give a name."""
    assert title_of(text) == "Untitled draft"


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("", "", (0, 0)),
        ("", "one two", (2, 0)),
        ("one two three", "one three", (0, 1)),
        ("one two", "two one", (0, 0)),
        ("a\nb c\nd", "a\nb x\nd", (1, 1)),
        ("a\n\nb", "a\nb", (0, 0)),
        ("the queue\nstood", "stood\nthe queue grew", (1, 0)),
    ],
)
def test_changed_words_are_counted(old: str, new: str, changed: tuple[int, int]) -> None:
    """What came and what went is counted in words; what only moved is neither."""
    assert count_changed_words(old, new) == changed
