"""The learned scorer as it is shipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.draft import parse_draft
from assistant.finding import Origin
from assistant.language import check_draft
from assistant.scorer import load_scorer
from assistant.scorer.manifest import FOLDER
from assistant.scorer.scorer import Scorer

SCORER = load_scorer()
# No rule knows how people say this; who reads it does.
UNSEEN = "The gentlemen in the control room found their card game more interesting than the alarm."
TEXT = f"""# A warm freezer

## What happened

The freezer in bay four warmed up overnight. {UNSEEN} By six the vaccines were at nine degrees.

The night porter saw the lamp and called the duty engineer, who opened the spare freezer.
"""


def found(text: str) -> list[str]:
    """Return the phrases the scorer marks."""
    return [finding.text for finding in SCORER.read(parse_draft(text))]


def test_what_no_rule_describes_is_found() -> None:
    """A verdict in plain words is marked within its sentence, with its question and origin."""
    draft = parse_draft(TEXT)
    assert check_draft(draft) == ()
    (finding,) = SCORER.read(draft)
    assert finding.text in UNSEEN
    assert finding.origin is Origin.SCORER
    assert finding.question
    assert finding.why


def test_a_sober_report_is_left_alone() -> None:
    """Facts about machines and people who act are no findings."""
    assert not found(
        "# A full disk\n\n## Timeline\n\n"
        "- 10:02 The disk of the queue's second node filled up and writes stopped.\n"
        "- 10:09 The engineer on call restarted the node and opened a ticket with the vendor.\n"
        "- 10:31 Support told the 40 customers who had written in.\n\n"
        "## Actions\n\n- Alert at 80 % of the disk. Owner: storage. Due: 1 May.\n"
    )


@pytest.mark.parametrize("plain", ["It rained.", "It was late.", "The queue was long."])
def test_a_few_plain_words_are_left_alone(plain: str) -> None:
    """A bare fact between two others is told, not judged."""
    text = f"# A day\n\nThe clerk packed the boxes at nine. {plain} The van left at ten.\n"
    assert not found(text)


def test_other_peoples_words_are_not_the_authors() -> None:
    """What a named speaker says in minutes or a chat is reported, not claimed."""
    assert not found(f"# A warm freezer\n\n## Timeline\n\n- 08:10 Dr Abe: {UNSEEN}\n")


def test_an_ignore_comment_counts_for_the_scorer_too() -> None:
    """The author's word that a sentence stays is kept by whoever would mark it."""
    assert not found(
        TEXT.replace("The freezer in bay", "<!-- postmortem: ignore -->\nThe freezer in bay")
    )


def test_only_what_changed_is_read_again() -> None:
    """An edit costs its own passage and the one that follows it, not the draft."""
    scorer = Scorer(FOLDER)
    before = parse_draft(TEXT + "\nAnother paragraph.\n" * 30)
    assert scorer.count_unread(before) > 4
    scorer.read(before)
    assert scorer.count_unread(before) == 0
    after = parse_draft(before.source.replace("bay four", "bay five"))
    assert scorer.count_unread(after) <= 2


def test_a_remembered_answer_is_the_same_answer() -> None:
    """A draft reads alike whether its passages were read before, together or alone."""
    fresh, used = Scorer(FOLDER), Scorer(FOLDER)
    used.read(parse_draft("# Else\n\nSomething else.\n"))
    used.read(parse_draft(TEXT))
    draft = parse_draft(TEXT)
    assert fresh.weigh(draft) == used.weigh(draft)


def test_a_tentative_rule_counts_only_with_the_scorer() -> None:
    """A rule that is often wrong on its own shows where the scorer agrees, as its own finding."""
    draft = parse_draft("# A lock\n\n## Causes\n\nThe front desk kept it to itself.\n")
    tentative = check_draft(draft, tentative=True)
    assert tentative
    assert check_draft(draft) == ()
    assert {f.rule for f in tentative} & {f.rule for f in SCORER.read(draft)}


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_without_its_libraries_the_rules_stand_alone_and_say_so(
    missing: str, tmp_path: Path
) -> None:
    """The small install checks as before, and names what would see more."""
    (tmp_path / "draft.md").write_text(TEXT, encoding="utf-8")
    code = (
        f"import sys\nsys.modules['{missing}'] = None\nfrom assistant.cli import main\n"
        "sys.argv = ['postmortem', 'check', 'draft.md']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "no findings" in done.stdout
    assert "The rules read this alone" in done.stderr
    assert missing in done.stderr
