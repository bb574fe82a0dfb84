"""A text taken as an incident: title, day, summary, departments, open actions."""

import datetime

import pytest

from assistant.incidents.account import SUMMARY_WORDS, read_account

TODAY = datetime.date(2026, 6, 1)

FULL = """---
id: Gate 7!
title: The gate that would not close
date: 2025-03-09
departments: [Operations, legal, operations, People Team]
summary: A gate stood open for a night.
sample: true
---

# Another heading

The gate stood open.
"""

SECTIONS = """# Parcels went to the wrong depot

Author: Kim

## Impact

Two thousand parcels were a day late and the depot in Leeds was full to the door.

## Summary

A new postcode table left out one district. All its parcels were sorted to Leeds, where
nobody expected them.

## Actions

- [x] Load the table again
- [ ] Compare each table with the last one
- Ask Leeds who to call

| What | Owner | Due | Status |
| --- | --- | --- | --- |
| Draw a map | Kim | June | done |
| Count parcels by district | Lee | July | open |
"""


def read(text, name="notes/2024-02-03-late-parcels.md"):
    """Return the incident a text tells, on a fixed day."""
    return read_account(name, text, TODAY)


def test_front_matter_is_believed():
    """What the front matter names is taken over what the text would suggest."""
    incident = read(FULL)
    assert incident.id == "Gate-7"
    assert incident.title == "The gate that would not close"
    assert incident.date == datetime.date(2025, 3, 9)
    assert incident.departments == ("operations", "legal", "people-team")
    assert incident.summary == "A gate stood open for a night."
    assert incident.sample
    assert incident.text == "# Another heading\n\nThe gate stood open."
    assert incident.origin == "notes/2024-02-03-late-parcels.md"


def test_text_without_front_matter_tells_the_rest():
    """Without front matter the headings, sections, tables and file name are read."""
    incident = read(SECTIONS)
    assert incident.id == "2024-02-03-late-parcels"
    assert incident.title == "Parcels went to the wrong depot"
    assert incident.date == datetime.date(2024, 2, 3)
    assert incident.summary.startswith("A new postcode table left out one district.")
    assert incident.open_actions == 3
    assert incident.departments == ()
    assert not incident.sample


def test_front_matter_that_is_no_yaml_stays_in_the_text():
    """Nothing is lost where the front matter cannot be read."""
    incident = read("---\ntitle: [unclosed\n---\n\nThe belt stopped at noon for an hour.\n")
    assert "title: [unclosed" in incident.text
    assert incident.id == "2024-02-03-late-parcels"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The belt stopped.\nThen it burned.", "The belt stopped."),
        ("## Summary\n\nThe belt stopped at noon.", "The belt stopped at noon."),
        ("Intro words.\n\n## What we saw next\n\nMore.", "Intro words."),
        ("## The *belt* stopped at `noon`\n\nMore.", "The belt stopped at noon"),
        ("The belt stopped. " + "It went on and on. " * 20, "The belt stopped."),
        ("```\nlog\n```", "late"),
    ],
)
def test_title_is_the_heading_the_first_line_or_the_name(text, title):
    """A title is never a section's name, and never a whole paragraph."""
    assert read(text, "late.md").title == title


def test_title_fits_a_line():
    """A title as long as a paragraph is cut at a word."""
    title = read("# " + "very " * 100 + "long").title
    assert len(title) <= 200
    assert title.endswith(" …")


def test_summary_is_short_and_ends_with_a_sentence():
    """A long summary section is cut between sentences, a single long sentence between words."""
    summary = read("# T\n\n## Summary\n\n" + "One two three four five six seven. " * 30).summary
    assert len(summary.split()) <= SUMMARY_WORDS
    assert summary.endswith("seven.")
    endless = read("# T\n\n" + "word " * 300).summary
    assert len(endless.split()) == SUMMARY_WORDS + 1
    assert endless.endswith("…")


def test_summary_of_a_list_is_its_items():
    """A summary section that holds a list gives the list's items."""
    text = "# T\n\n## Summary\n\n- The belt stopped at noon for about one hour.\n- Nobody was hurt"
    assert read(text).summary.startswith("The belt stopped at noon")


def test_departments_as_words():
    """Departments may be written as one line."""
    incident = read("---\ndepartments: Finance, Customer Care\n---\nText.")
    assert incident.departments == ("finance", "customer-care")


@pytest.mark.parametrize(
    "front_matter",
    [
        "title: 7\nid: 2024\ndate: soon\nsummary: 1.5\ndepartments: 3",
        "title: [a, b]\nid: {a: b}\ndate: [1]\nsummary: {a: 1}\ndepartments: {a: b}",
        "title:\nid:\ndate:\nsummary:\ndepartments:\nsample:",
        "- a\n- list",
        "date: 2024-13-45",
        'title: "\\0 \\ud800"\nid: "\\0"',
        "just words",
    ],
)
def test_odd_front_matter_is_taken_or_left(front_matter):
    """Front matter of unexpected kinds neither fails nor brings in what cannot be stored."""
    incident = read(f"---\n{front_matter}\n---\nThe belt stopped.")
    stored = f"{incident.id}{incident.title}{incident.summary}{incident.text}"
    assert incident.id
    assert incident.title
    assert "\0" not in stored
    assert stored.encode()


def test_name_without_letters_still_gives_an_id():
    """A file called by signs alone gets an id from its content."""
    assert read("Text.", "???.md").id.startswith("incident-")
    assert read("Text.", "Störung im März.md").id == "Störung-im-März"
