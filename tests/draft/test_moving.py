"""Sentences moved into the timeline and among the actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.draft import (
    Change,
    Draft,
    move_to_actions,
    move_to_timeline,
    new_draft_text,
    parse_draft,
    whole_sentences,
)
from assistant.span import Span

Move = Callable[[Draft, Span], tuple[Change, ...]]


def moved(source: str, words: str, move: Move) -> str:
    """Return `source` after the sentence with these words was moved."""
    at = source.index(words)
    return applied(source, move(parse_draft(source), Span(at, at + len(words))))


def applied(source: str, changes: tuple[Change, ...]) -> str:
    """Return `source` with changes made that do not overlap."""
    for change in reversed(changes):
        source = source[: change.span.start] + change.insert + source[change.span.end :]
    return source


def test_an_entry_takes_the_form_of_the_list_and_its_place_in_time() -> None:
    """Between an earlier and a later moment a list gains an item of its own kind."""
    source = "At 09:40, support called. The rest.\n\n## Timeline\n\n* 09:12 a\n* 11:40 b\n"
    expected = "The rest.\n\n## Timeline\n\n* 09:12 a\n* 09:40 Support called.\n* 11:40 b\n"
    assert moved(source, "support called", move_to_timeline) == expected


def test_an_entry_takes_the_form_of_the_table() -> None:
    """In a table the time stands in its column, and a bar in the words stays a word."""
    source = (
        "Ten shops | closed at 09:40.\n\n## Timeline\n\n"
        "| who | time | what |\n|---|---|---|\n| Till | 09:12 | a |\n| Till | 11:40 | b |\n"
    )
    row = (
        "| Till | 09:12 | a |\n|  | 09:40 | Ten shops \\| closed at 09:40. |\n| Till | 11:40 | b |"
    )
    assert row in moved(source, "closed", move_to_timeline)


def test_the_first_entry_fills_the_empty_row_of_the_template() -> None:
    """A fresh draft's empty row is filled, not left above the first entry."""
    source = new_draft_text().replace("## Who was hit", "The till stood still.\n\n## Who was hit")
    after = moved(source, "till stood", move_to_timeline)
    assert "| --- |\n| [time] |  | The till stood still. |  |\n\n## Why" in after
    assert after.count("|  |  |  |  |") == source.count("|  |  |  |  |") - 1


@pytest.mark.parametrize("move", [move_to_timeline, move_to_actions])
def test_a_missing_section_comes_from_the_template(move: Move) -> None:
    """Where there is no such section, the template's is written, and is read as one."""
    after = moved("# A\n\nThe till stood still. More.\n", "till stood", move)
    assert "\nMore.\n" in after
    draft = parse_draft(after)
    kinds = {draft.section_of(s).kind.value for s in draft.sentences if "till" in s.span.of(after)}
    assert kinds <= {"timeline", "actions"}
    assert len(kinds) == 1


def test_a_new_timeline_stands_before_the_causes() -> None:
    """The timeline is not put behind the actions of a report that has none."""
    after = moved(
        "Till stood.\n\n## Root causes\n\nx.\n\n## Actions\n\n- y\n", "Till", move_to_timeline
    )
    assert after.index("Till stood.") < after.index("## Root causes")


def test_an_action_waits_for_its_owner_and_its_day() -> None:
    """What is not known is a blank, and a blank is neither an owner nor a date."""
    source = "The lock is renewed. More.\n\n## Actions\n\n- [ ] a. Owner: Payments, due 30 April\n"
    after = moved(source, "lock", move_to_actions)
    assert "\n- [ ] The lock is renewed. Owner: [owner], due [date]\n" in after
    action = parse_draft(after).actions[-1]
    assert (action.owner, action.due) == (None, None)
    table = "The lock is renewed. More.\n\n## Actions\n\n| action | owner | due |\n|---|---|---|\n"
    after = moved(table, "lock", move_to_actions)
    assert "| The lock is renewed. | [owner] | [date] |" in after
    action = parse_draft(after).actions[-1]
    assert (action.owner, action.due) == (None, None)


def test_a_numbered_list_goes_on_counting() -> None:
    """The new item of a numbered list has the next number."""
    after = moved("A fix. B.\n\n## Actions\n\n1. a\n2. b\n\nEnd.\n", "A fix", move_to_actions)
    assert "2. b\n3. A fix. Owner: [owner], due [date]\n\nEnd." in after


def test_what_stands_there_already_stays() -> None:
    """A timeline's own entry is not moved into it again, and code is no sentence."""
    source = "## Timeline\n\n- 09:12 The till stood still.\n\n```\ncode here\n```\n"
    assert moved(source, "till", move_to_timeline) == source
    assert moved(source, "code here", move_to_actions) == source
    assert whole_sentences(parse_draft(source), Span(48, 49)) is None


_PARTS = st.sampled_from(
    [
        "## Timeline\n\n",
        "## Actions\n\n",
        "## Causes\n\n",
        "- ",
        "- [ ] ",
        "1. ",
        "> ",
        "09:40 ",
        "At 10:05, it ",
        "Ünï 😀 stopped. ",
        "We rang | them. ",
        "| time | what |\n|---|---|\n",
        "| a | b |\n",
        "|  |  |\n",
        "```\n",
        "<!-- x -->",
        "\n",
        "\n\n",
        "  ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PARTS, max_size=16).map("".join), st.data(), st.booleans())
def test_no_word_is_lost_by_a_move(source: str, data: st.DataObject, is_action: bool) -> None:
    """Whatever the draft, changes do not overlap and every word is still in the text."""
    draft = parse_draft(source)
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    changes = (move_to_actions if is_action else move_to_timeline)(draft, Span(start, end))
    for one, other in pairwise(changes):
        assert one.span.end <= other.span.start
    lost = _words(source) - _words(applied(source, changes))
    # The word before a time that goes in front, and the number of an item that goes.
    assert set(lost) <= {"at", "1"}


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))
