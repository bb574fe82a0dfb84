"""Questions put into the text as blanks."""

from __future__ import annotations

import re

from assistant.draft import new_draft_text, parse_draft, place_blank, without_blanks
from assistant.span import Span

QUESTION = "How tired were they?"


def _apply(source: str, *headings: str, after: Span | None = None) -> str:
    draft = parse_draft(source)
    change = place_blank(draft, QUESTION, [re.compile(h, re.I) for h in headings], after)
    assert change.span.start == change.span.end
    return source[: change.span.start] + change.insert + source[change.span.end :]


def test_a_blank_about_a_sentence_stands_behind_it() -> None:
    """The question is read right where its answer belongs."""
    source = "It was late. We went home.\n"
    told = _apply(source, after=Span(0, 12))
    assert told == f"It was late. [… {QUESTION}] We went home.\n"


def test_a_blank_stands_at_the_end_of_the_first_section_that_fits() -> None:
    """It comes below what is written there, and above the next heading."""
    table = "| a | b |\n|---|---|\n| c | d |"
    source = f"# T\n\n## Why\n\nThe queue.\n\n## For people\n\n{table}\n\n## End\n"
    told = _apply(source, r"for people", r"why")
    assert f"| c | d |\n\n[… {QUESTION}]\n\n## End" in told
    assert parse_draft(told).sections[-2].title == "For people"


def test_without_such_a_section_a_blank_ends_the_text() -> None:
    """Nothing is asked in a section where it does not belong, and an empty text takes it too."""
    assert _apply("# T\n\nThe queue.\n", "why") == f"# T\n\nThe queue.\n\n[… {QUESTION}]\n"
    assert _apply("", "why") == f"[… {QUESTION}]"


def test_the_template_has_a_place_for_it() -> None:
    """In a new draft the blank stands below the heading and its note."""
    told = _apply(new_draft_text(), r"for people")
    _, below = told.split("### What it was like for people")
    assert f"-->\n\n[… {QUESTION}]\n\n## " in below


def test_a_blank_says_nothing() -> None:
    """What reads a text for what it tells passes over its questions."""
    assert without_blanks(f"Late. [… {QUESTION}] Home [1].").split() == ["Late.", "Home", "[1]."]
