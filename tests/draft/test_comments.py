"""A draft without its comments."""

from __future__ import annotations

import re

from assistant.draft import new_draft_text, without_comments


def test_comments_go_with_their_lines_and_the_rest_stays() -> None:
    """Each comment is left out with the empty line it stood in; no other character changes."""
    source = "# A\n\n<!-- one\nand more -->\n\nText <!-- b --> on.\n\n- item <!-- c -->\n<!-- d -->"
    assert without_comments(source) == "# A\n\nText on.\n\n- item\n"
    assert without_comments("  No comment,\r\nno change. ") == "  No comment,\r\nno change. "


def test_comments_in_code_are_text() -> None:
    """A comment shown in a block or a span of code is what the author wrote about."""
    source = "```html\n<!-- kept -->\n```\n\nWrite `<!-- kept -->` here.\n<!-- never closed\n"
    assert without_comments(source) == source


def test_a_text_full_of_beginnings_is_read_at_once() -> None:
    """What only begins comments holds none, and is not searched for their end each time."""
    source = "a <!-- b -->\n" + "<!--" * 100_000
    assert without_comments(source) == "a\n" + "<!--" * 100_000


def test_the_template_keeps_its_headings_and_tables() -> None:
    """Of the template, headings and tables stay, one empty line apart."""
    left = without_comments(new_draft_text())
    assert "<!--" not in left
    assert "\n\n\n" not in left
    assert re.findall(r"^#.*", left, re.M) == re.findall(r"^#.*", new_draft_text(), re.M)
    assert left.count("| --- |") == new_draft_text().count("| --- |")
