"""What the checker finds in a draft, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.draft import parse_draft
from assistant.finding import Category, Severity
from assistant.language import check_draft


def found(text: str) -> list[tuple[Category, str]]:
    """Return category and phrase of each finding in `text`."""
    return [(f.category, f.text) for f in check_draft(parse_draft(text))]


def categories(text: str) -> set[Category]:
    """Return the categories found in `text`."""
    return {category for category, _ in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The replica failed to start after the reboot.",
        "`sync-job` failed to copy the rows and ignored the lock.",
        "The gateway, which should have retried, closed the connection.",
        "There was no alert on the second line.",
        "I should have asked the plant first, and I forgot to.",
        "> The caretaker was careless and forgot the keys.",
        "```\noperator error: failed to check\n```",
        "10:32 Ana: somebody should have told us",
        'A guest wrote: "Your careless people forgot the second bus again."',
        "Marek said that the yard should have called us earlier.",
        "We do not list human error as a cause.",
        "We should add an alert for the second pump.",
        "The importer accidentally dropped the last row.",
        "Users would have seen an empty page.",
        "The release is a minor version.",
        "Nobody was hurt.",
        "The check was put off by the board because the audit came first.",
    ],
)
def test_mechanism_speech_and_ownership_are_left_alone(text: str) -> None:
    """Machines, other people's words, the author's own act and duties are no findings."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The night manager failed to lock the gate.", Category.OMISSION),
        ("They had read the list. They should have counted the boxes.", Category.COUNTERFACTUAL),
        ("She read it twice. How could nobody notice?", Category.OBVIOUSNESS),
        ("The planner who left at five forgot to close the order.", Category.OMISSION),
        ("Had they rung the depot, the truck would have waited.", Category.COUNTERFACTUAL),
        ("The lack of care shown by the fitters is plain.", Category.OMISSION),
        ("The driver was reprimanded.", Category.PUNITIVE),
        ("Obviously nobody had counted.", Category.OBVIOUSNESS),
        ("It was decided to skip the trial run.", Category.EVASIVE),
        ("The root cause was a worn seal.", Category.SINGLE_CAUSE),
        ("## Actions\n\n- Everyone must be more careful.", Category.WEAK_ACTION),
    ],
)
def test_verdicts_on_people_are_found(text: str, category: Category) -> None:
    """Blame, hindsight and shallow language is found through pronouns and clauses."""
    text = "The loaders came late. " + text if text.startswith("They") else text
    assert category in categories(text)


def test_they_at_the_very_start_are_people() -> None:
    """A text of one sentence, as somebody tries it, is about people where it says "they"."""
    assert Category.COUNTERFACTUAL in categories("They should have asked.")


def test_findings_carry_exact_spans_in_order() -> None:
    """A finding's span is its text in the source, CRLF and emoji included."""
    source = (
        "# Tills 🍕\r\n\r\nThe clerk forgot to count.\r\n\r\n"
        "The **root cause** was a seal. We neglected to ask the yard.\r\n"
    )
    findings = check_draft(parse_draft(source))
    assert len(findings) >= 3
    assert [f.span for f in findings] == sorted(f.span for f in findings)
    for finding in findings:
        assert finding.span.of(source) == finding.text
        assert len(finding.fingerprint) == 16


def test_two_verdicts_in_a_sentence_are_two_findings_and_never_overlap() -> None:
    """Overlapping matches merge; verdicts that stand apart stay apart."""
    text = "In hindsight the porters should have asked, but it was human error."
    findings = check_draft(parse_draft(text))
    assert {f.category for f in findings} >= {
        Category.OBVIOUSNESS,
        Category.COUNTERFACTUAL,
        Category.HUMAN_ERROR,
    }
    ends = [f.span.end for f in findings]
    assert all(end <= f.span.start for end, f in zip(ends, findings[1:], strict=False))


def test_severities_follow_the_guide() -> None:
    """A punishment is an error, blame a warning, shallow language a suggestion."""
    text = "The driver was reprimanded. It was human error. It was decided to go on."
    severities = {f.category: f.severity for f in check_draft(parse_draft(text))}
    assert severities[Category.PUNITIVE] is Severity.ERROR
    assert severities[Category.HUMAN_ERROR] is Severity.WARNING
    assert severities[Category.EVASIVE] is Severity.SUGGESTION


def test_a_rewrite_keeps_the_role_and_never_makes_a_passive() -> None:
    """An adverb of blame can go from an active sentence, not from a passive one."""
    text = "A planner inadvertently released the roster. The roster was accidentally deleted."
    first, second = check_draft(parse_draft(text))
    assert first.rewrite is not None
    assert first.rewrite.startswith("A planner released")
    assert second.rewrite is None


def test_fingerprints_survive_edits_elsewhere() -> None:
    """A decision on a finding outlives new text around it, and repeats are told apart."""
    line = "The clerk forgot to count.\n\n"
    before = check_draft(parse_draft(line + line))
    after = check_draft(parse_draft("A new line.\n\n" + line + line))
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]
    assert before[0].fingerprint != before[1].fingerprint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a " * 50_000,
        "should have " * 9_000,
        "the who had not been never ever so just " * 2_500,
        "x" * 2_000_000,
        "nobody, " * 12_000,
        '"' * 20_000,
        "'a " * 20_000,
    ],
    ids=["empty", "a", "should-have", "small-words", "one-word", "nobody", "quotes", "apostrophes"],
)
def test_hostile_lines_finish(text: str) -> None:
    """No input makes the checker hang or fail."""
    check_draft(parse_draft(text))


@pytest.mark.parametrize(
    "text",
    [
        "we failed to ask and " * 3_000,
        'we "a" failed to ask, ' * 3_000,
        "We failed to ask. " * 3_000,
    ],
    ids=["one sentence", "quotes", "sentences"],
)
def test_thousands_of_findings_in_a_line_finish(text: str) -> None:
    """The cost of a line grows with its length, not with the square of what is found in it."""
    findings = check_draft(parse_draft(text))
    assert len({f.fingerprint for f in findings}) == len(findings)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (
            "The notice was lost, the clerks overlooked it and went home.",
            "the clerks overlooked it",
        ),
        ("Nobody asked, and it was decided to go on with it.", "it was decided to go"),
        (
            "The clerk who left at five forgot to close the list of keys.",
            "forgot to close the list",
        ),
        ("The warnings were there, but the porters forgot both.", "the porters forgot both"),
        (
            "The root cause was the new print job of the depot.",
            "The root cause was the new print job",
        ),
        ("Nobody noticed the new label printer.", "Nobody noticed the new label printer"),
    ],
)
def test_a_phrase_is_neither_cut_nor_drawn_over_a_clause(text: str, phrase: str) -> None:
    """A finding ends with a whole phrase and begins with the subject of its own clause."""
    assert any(phrase in told and not told.startswith(",") for _, told in found(text))
    assert all(not told.endswith((" of", " to", " the", ",", " and")) for _, told in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Two auditors asked whether we call it human error.",
        'The insurer has a box for "staff negligence".',
        "It is written that the clerk was careless.",
        "The board asked me if the clerk should have rung.",
        "The check was waived by me in June.",
        "The night list was dropped at the request of the wards.",
        "The new rule inadvertently closed both gates.",
        "She thought she had pressed the wrong key.",
    ],
)
def test_words_of_others_and_given_roles_are_left_alone(text: str) -> None:
    """What others ask or write is not the author's verdict; a role that is named hides nobody."""
    assert found(text) == []


def test_checking_imports_nothing_heavy() -> None:
    """The small install can check: no search, model or screen library is loaded."""
    code = (
        "import sys; from assistant.draft import parse_draft;"
        "from assistant.language import check_draft; check_draft(parse_draft('We failed to ask.'));"
        "print([m for m in ('chromadb','litellm','streamlit','onnxruntime','numpy','sqlalchemy')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
