"""Moments of the story in lists, tables, paragraphs and headings."""

from __future__ import annotations

import pytest

from assistant.draft import parse_draft


def _entries(source: str) -> list[tuple[str, str]]:
    draft = parse_draft(source)
    return [(e.time, " ".join(e.text.of(source).split())) for e in draft.timeline]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- 10:32 the mill stood", [("10:32", "the mill stood")]),
        ("- 10:32: the mill stood", [("10:32", "the mill stood")]),
        ("- **10:32** - the mill stood", [("10:32", "the mill stood")]),
        ("- 10:32 UTC – the mill stood", [("10:32", "the mill stood")]),
        ("- [10:32] the mill stood", [("10:32", "the mill stood")]),
        ("- 10:32–10:40 the mill stood", [("10:32", "the mill stood")]),
        ("- 10.32 the mill stood", [("10.32", "the mill stood")]),
        ("- 9:05 am the mill stood", [("9:05 am", "the mill stood")]),
        ("- 9 pm: the mill stood", [("9 pm", "the mill stood")]),
        ("- 2024-05-06T10:32Z the mill stood", [("2024-05-06T10:32", "the mill stood")]),
        ("- 2024-05-06 10:32:10 the mill stood", [("2024-05-06 10:32:10", "the mill stood")]),
        ("- 6 May: the mill stood", [("6 May", "the mill stood")]),
        ("- Monday, 10:32 the mill stood", [("Monday, 10:32", "the mill stood")]),
        ("- T+5m the mill stood", [("T+5m", "the mill stood")]),
        ("10:32 one\n10:40 two", [("10:32", "one"), ("10:40", "two")]),
        ("**05:48, Ana.** The panel was red.", [("05:48", "Ana.** The panel was red.")]),
        ("10:32 one\n~9 pm two", [("10:32", "one"), ("9 pm", "two")]),
        ("- at 10:32 the mill stood", []),
        ("- 10 people stood there", []),
        ("- version 10.32.1 was live", []),
        ("The mill stood at 10:32.", []),
        ("```\n10:32 INFO started\n```", []),
        ("> 10:32 quoted", []),
    ],
)
def test_a_time_in_front_makes_a_moment(source: str, expected: list[tuple[str, str]]) -> None:
    """Authors write times in many ways; times inside a sentence are no entries."""
    assert _entries(source) == expected


def test_a_table_tells_who_saw_it() -> None:
    """The column of departments is kept, whatever its header calls them."""
    source = (
        "| Date | Unit | Event |\n|---|---|---|\n| 12 March | Metering | wave 3 |\n"
        "| 31 March, 22:10 | Billing | run released |\n"
    )
    draft = parse_draft(source)
    told = [(e.time, e.who, e.text.of(source)) for e in draft.timeline]
    assert told == [
        ("12 March", "Metering", "wave 3"),
        ("31 March, 22:10", "Billing", "run released"),
    ]
    assert draft.timeline[0].span.of(source) == "| 12 March | Metering | wave 3 |"


def test_due_dates_are_no_moments() -> None:
    """A plan's dates lie in the future and belong to its actions."""
    source = "| Due | Action |\n|---|---|\n| 2024-05-06 | add an alert |\n"
    assert _entries(source) == []
    assert _entries("## Actions\n\n- 2024-05-06: add an alert\n") == []


def test_headings_that_are_times_own_what_is_under_them() -> None:
    """A timeline told in headings has one entry for each, up to the next."""
    source = (
        "## Timeline\n\n### 14:32 UTC\n\nThe mill stood.\n\n- Ana saw it\n\n"
        "### 14:40 The belt too\n\nBoth stood.\n\n### 14:50\n\n## Lessons\n\nNone yet.\n"
    )
    draft = parse_draft(source)
    assert _entries(source) == [
        ("14:32", "The mill stood. - Ana saw it"),
        ("14:40", "The belt too Both stood."),
    ]
    assert draft.timeline[0].span.of(source).startswith("14:32 UTC")


def test_a_day_as_heading_gives_way_to_the_times_under_it() -> None:
    """Under a heading that is a day, the times are the moments, not the day."""
    source = "## Timeline\n\n### 6 May\n\n- 10:32 one\n- 10:40 two\n"
    assert _entries(source) == [("10:32", "one"), ("10:40", "two")]


def test_a_dated_title_is_no_moment() -> None:
    """Reports named by their day do not become one long entry."""
    assert _entries("# 2024-05-06, mill stood\n\nText.\n\n## Summary\n\nMore.\n") == []


@pytest.mark.parametrize(
    "below",
    [
        "21:10 the mail went out\n21:20 chats came in",
        "- 21:10 the mail went out\n- 21:20 chats came in",
        "\n21:10 the mail went out\n21:20 chats came in",
        "| 21:10 the mail went out | | |\n| 21:20 chats came in |  |",
    ],
)
def test_lines_pasted_below_a_table_are_moments(below: str) -> None:
    """Whoever pastes notes under the timeline's table has told the moments all the same."""
    source = f"| time | who | what |\n|---|---|---|\n| 20:55 | support | first chat |\n{below}\n"
    assert _entries(source) == [
        ("20:55", "first chat"),
        ("21:10", "the mail went out"),
        ("21:20", "chats came in"),
    ]
