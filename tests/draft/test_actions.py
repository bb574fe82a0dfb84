"""Action items in tables, lists and prose, who does them and by when."""

from __future__ import annotations

import pytest

from assistant.draft import ActionItem, parse_draft
from assistant.draft.assignments import read_assignment


def _actions(source: str) -> list[tuple[str, str | None, str | None]]:
    draft = parse_draft(source)
    return [(" ".join(a.text.of(draft.prose).split()), a.owner, a.due) for a in draft.actions]


def test_a_table_of_actions_has_owners_and_dues() -> None:
    """Columns are found by their headers in any order; numbers and empty cells are left out."""
    source = (
        "## Measures\n\n| # | What | Who | Until | State |\n|---|---|---|---|---|\n"
        "| 1 | belt refuses old plans | Airport IT | 30 Aug | open |\n"
        "| 2 | more care | all | | done |\n"
    )
    assert _actions(source) == [
        ("belt refuses old plans", "Airport IT", "30 Aug"),
        ("more care", None, None),
    ]
    assert [a.is_done for a in parse_draft(source).actions] == [False, True]


def test_a_plan_is_found_under_any_heading() -> None:
    """A table with what, who and when is a plan wherever it stands."""
    source = "## Dinner\n\n| action | owner | due |\n|---|---|---|\n| add a test | Ana | May |\n"
    assert _actions(source) == [("add a test", "Ana", "May")]


def test_other_tables_are_no_plans() -> None:
    """A table of numbers or of moments holds no action."""
    assert _actions("## Impact\n\n| who | waited |\n|---|---|\n| Ana | 3 h |\n") == []


@pytest.mark.parametrize(
    "source",
    [
        "## Actions\n\n- add a test - Ana, 3 May\n",
        "## Next steps\n\n1. add a test (Ana, 3 May)\n",
        "## Other\n\n- [ ] add a test - Ana, 3 May\n",
        "Action item: add a test. Ana, 3 May.\n",
        "**What we do about it**\n\n- add a test. Ana, 3 May.\n",
        "# T\n\n- **Review actions**:\n  - add a test — Ana, 3 May\n",
    ],
)
def test_list_items_and_labels_are_actions(source: str) -> None:
    """However an action is marked, its owner and its day are read from its end."""
    ((text, owner, due),) = _actions(source)
    assert "add a test" in text
    assert (owner, due) == ("Ana", "3 May")


def test_prose_in_a_section_of_actions_holds_the_proposals() -> None:
    """What will be done is an action, what was or why is not."""
    source = (
        "## What we change\n\nThis took long. The belt will refuse old plans. "
        "Should the ring be split? Limit the memory of the build. It was late.\n"
    )
    assert [text for text, _, _ in _actions(source)] == [
        "The belt will refuse old plans.",
        "Limit the memory of the build.",
    ]


def test_numbered_lines_are_actions() -> None:
    """A memo numbers its measures without making a list of them."""
    source = "## 4. Measures\n\n4.1 The ledger blocks items. IT, 30 June.\n4.2 More care.\n"
    assert _actions(source) == [
        ("The ledger blocks items. IT, 30 June.", "IT", "30 June"),
        ("More care.", None, None),
    ]


def test_lettered_measures_are_actions() -> None:
    """A numbered memo may hold all its measures in one point, letter by letter."""
    source = "1. The merge stood.\n\n9. Measures. (a) The merge stops: IT, May. (b) More care.\n"
    assert [text for text, _, _ in _actions(source)] == ["The merge stops: IT, May.", "More care."]
    lines = "Remedial action:\n\n(i) the job runs nightly (IT, 15 May);\n(ii) staff read more;\n"
    assert _actions(lines) == [
        ("the job runs nightly (IT, 15 May);", "IT", "15 May"),
        ("staff read more;", None, None),
    ]


def test_a_short_line_before_a_list_is_its_heading() -> None:
    """Not everybody marks a heading; "To do" above a list is enough."""
    assert _actions("It stood.\n\nTo do\n- add a test (Ana, May)\n- read more\n") == [
        ("add a test (Ana, May)", "Ana", "May"),
        ("read more", None, None),
    ]


def test_a_report_may_end_with_its_plan_under_any_name() -> None:
    """The assigned items of the last list are actions where nothing else is."""
    source = "It stood.\n\n**Onwards and upwards**\n\n- add a test - Ana, 3 May\n- read more\n"
    assert [owner for _, owner, _ in _actions(source)] == ["Ana", None]
    assert _actions("It stood.\n\n- Ana saw it\n- Ben too\n") == []
    assert _actions("It stood.\n\n- 10:32 it stood\n- 10:40 it ran - Ana, 3 May\n") == []


def test_lessons_hold_actions_where_they_propose() -> None:
    """A lesson that says what has to change is an action; a lesson that tells is not."""
    source = "## Lessons learned\n\n- The mill is old\n- We need to document the mill\n"
    assert [text for text, _, _ in _actions(source)] == ["We need to document the mill"]


def test_actions_taken_are_no_plan() -> None:
    """What was done during the incident is its story."""
    assert _actions("## Actions taken\n\n- rolled back the mill\n") == []


def test_an_item_without_words_is_no_action() -> None:
    """A bare address or an empty box is left out."""
    assert _actions("## Actions\n\n- https://x.y/z/1\n- [ ] \n- ok then\n") == [
        ("ok then", None, None)
    ]


def test_done_boxes_are_done() -> None:
    """A ticked box and a word at the end both say so."""
    source = "## Actions\n\n- [x] one thing\n- [ ] two things\n- three things. Done.\n"
    assert [a.is_done for a in parse_draft(source).actions] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "owner", "due"),
    [
        ("Alert on lag. Owner: data team. Due: 2025-03-01", "data team", "2025-03-01"),
        ("Run the drill @sam by 12/03/2025", "sam", "12/03/2025"),
        ("Move the job — Platform team, Q3 2025", "Platform team", "Q3 2025"),
        ("Scanner stops the line. Site engineering, May.", "Site engineering", "May"),
        ("Sorter refuses plan. Airport IT. 30 Aug.", "Airport IT", "30 Aug"),
        ("Max two flights. Planning (Iva), from May.", "Planning (Iva)", "from May"),
        ("Lists are typed twice. Metering, before wave 4.", "Metering", "before wave 4"),
        ("Nadia to send the list", "Nadia", None),
        ("Ask finance (Tom)", "Tom", None),
        ("Alert when it leaves 1.0 (and page on-call)", None, None),
        ("We will look into it", None, None),
        ("Everybody will look twice", None, None),
        ("Limit memory to build pods", None, None),
        ("Fix the cache, see PR #12", None, None),
        ("The team may decide this march to do it", None, None),
        ("Read the release notes", None, None),
        ("", None, None),
    ],
)
def test_who_and_when_are_read_from_the_text(text: str, owner: str | None, due: str | None) -> None:
    """Names and days are taken where authors put them, and not where they are something else."""
    assigned = read_assignment(text)
    assert (assigned.owner, assigned.due) == (owner, due)


def test_an_action_is_a_place_in_the_source() -> None:
    """What a screen underlines is the author's own text."""
    source = "## Actions\n\n- add *a* test\n  and a second line\n"
    (action,) = parse_draft(source).actions
    assert isinstance(action, ActionItem)
    assert action.span.of(source) == "add *a* test\n  and a second line"
