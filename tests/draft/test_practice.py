"""The practice draft shows what it says it shows."""

from __future__ import annotations

from assistant.diagnosis import Status, Strength, diagnose, load_departments
from assistant.draft import parse_draft, practice_draft_text
from assistant.finding import Group
from assistant.language import check_draft


def test_the_practice_draft_has_six_findings_of_every_group() -> None:
    """Its first sentence promises six underlined phrases, and each group has one to try."""
    findings = check_draft(parse_draft(practice_draft_text()))
    assert len(findings) == 6
    assert {finding.group for finding in findings} == set(Group)
    assert any(finding.rewrite for finding in findings)


def test_the_practice_draft_leaves_customers_and_support_unheard() -> None:
    """Its third step sends the reader to two departments that are hit and silent."""
    diagnosis = diagnose(parse_draft(practice_draft_text()), load_departments())
    silent = {p.department for p in diagnosis.perspectives if p.status is Status.SILENT}
    assert silent == {"customers", "support"}


def test_the_practice_draft_has_one_weak_action() -> None:
    """Its fourth step shows an action that asks people to try harder."""
    diagnosis = diagnose(parse_draft(practice_draft_text()), load_departments())
    assert [action.strength for action in diagnosis.actions] == [Strength.WEAK]
