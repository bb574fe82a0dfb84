"""How strong an action is, by what it does to the next tired newcomer's chances."""

from __future__ import annotations

import pytest

from assistant.diagnosis import Strength, diagnose, load_departments
from assistant.diagnosis.actions import grade_action
from assistant.draft import parse_draft


@pytest.mark.parametrize(
    "text",
    [
        "The service refuses to start without a limit",
        "The form cannot be saved with an empty field",
        "Publishing needs a second person in the tool itself",
        "The line does not start when the check is open",
        "The old import is removed",
        "Separate the test network from the plant",
        "Labels are printed by default from the live list",
        "Keys are rotated automatically",
        "Branch protection rule for the deploy branch",
        "Insulin moves to its own locked drawer",
        "The client throws on a timeout",
        "We need to replace the shared account",
    ],
)
def test_strong_actions_remove_or_enforce(text: str) -> None:
    """The hazard goes, or the unsafe step becomes impossible."""
    assert grade_action(text) is Strength.STRONG


@pytest.mark.parametrize(
    "text",
    [
        "Add an alert when the ratio leaves 0.95",
        "Set up a dashboard for the belt",
        "Write end-to-end tests that prevent this",
        "Support gets a button that pages the desk",
        "Third person on the rota",
        "A rehearsal of the clock change each October",
        "Care's counts on the plant's screen, with release markers",
        "Update the runbook to compare templates",
        "Extend the checklist in the tool by the plan date",
        "Parallel runs go back to ten days",
        "A button for support, with a short training at shift start",
    ],
)
def test_medium_actions_make_the_safe_way_easier(text: str) -> None:
    """Alerts, screens, tests, staff and drills help whoever looks; training may accompany them."""
    assert grade_action(text) is Strength.MEDIUM


@pytest.mark.parametrize(
    "text",
    [
        "Be more careful with the list",
        "Remind the team of the rule",
        "Everybody has promised to look twice",
        "Staff are once again urged to read their reports",
        "Investigate whether we can block this",
        "We need to find a way to see it earlier",
        "Discuss a limit in the next meeting",
        "Document the procedure",
        "Update the user guide",
        "More training for new colleagues",
        "Better communication between the desks",
        "The agency is on probation",
        "The clerk has been moved to another desk until further notice",
        "Is the nightly backup the reason?",
        "Everyone keeps their eyes open on Fridays",
        "Consider removing the old import",
    ],
)
def test_weak_actions_ask(text: str) -> None:
    """Care, knowledge, another look or a sanction leave the hazard where it is."""
    assert grade_action(text) is Strength.WEAK


def test_actions_of_a_draft_are_graded_in_order_with_their_assignment() -> None:
    """The author sees each action as typed, with its strength, owner and day."""
    source = (
        "## Actions\n\n| action | owner | due |\n|---|---|---|\n"
        "| import *refuses* old plans | IT | 3 May |\n| be careful | | |\n"
    )
    strong, weak = diagnose(parse_draft(source), load_departments()).actions
    assert (strong.text, strong.strength) == ("import *refuses* old plans", Strength.STRONG)
    assert (strong.owner, strong.due) == ("IT", "3 May")
    assert (weak.strength, weak.owner, weak.due) == (Strength.WEAK, None, None)
    assert strong.span.of(source).startswith("| import")
    assert strong.why != weak.why


@pytest.mark.parametrize(
    ("action", "owner", "due"),
    [
        ("- Watch it more. Owner: all, due asap", "all", "asap"),
        ("- Add a limit (the team, soon)", "the team", "soon"),
        ("- Add a limit to the tool as soon as possible", "", "as soon as possible"),
        (
            "| what | owner | due |\n|---|---|---|\n| a limit | everybody | ASAP |",
            "everybody",
            "ASAP",
        ),
        ("- Add a limit. Owner: Jana, due 3 May", "", ""),
    ],
)
def test_everybody_is_no_owner_and_soon_is_no_day(action: str, owner: str, due: str) -> None:
    """What names nobody or no day is not taken for one, and is kept to say why."""
    (graded,) = diagnose(parse_draft(f"## Actions\n\n{action}\n"), load_departments()).actions
    assert (graded.vague_owner, graded.vague_due) == (owner, due)
    assert (graded.owner is None, graded.due is None) == ("Jana" not in action, "May" not in action)
