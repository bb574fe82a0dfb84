"""The departments file: what a company may write in it, and what it is told when it errs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.diagnosis import Status, diagnose, load_departments
from assistant.draft import parse_draft
from assistant.errors import RulesError

_SMALL = """
author: workshop
departments:
  workshop:
    name: Workshop
    people: [mechanic, {term: press, not_after: [the], not_before: [release]}]
    work: [overhaul]
    acts: [welded]
    questions: ["What did “{evidence}” stop?", "What was different?"]
  front-desk:
    name: Front desk
    people: [receptionist]
    voice: [said]
    questions: ["What did people say?"]
"""


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_departments_are_those_of_the_design() -> None:
    """The ids reports and other programs rely on are there, each with questions."""
    departments = load_departments()
    assert set(departments.ids) == {
        *("engineering", "operations", "support", "product", "finance", "sales", "marketing"),
        *("legal", "security", "people", "leadership", "vendor", "customers"),
    }
    assert all(len(d.questions) >= 3 for d in departments.members)
    assert departments.outsiders == {"vendor", "customers"}


def test_a_company_brings_its_own_departments(tmp_path: Path) -> None:
    """A replaced file decides which departments there are and by which words they are known."""
    departments = load_departments(_write(tmp_path, _SMALL))
    assert departments.ids == ("workshop", "front-desk")
    draft = parse_draft("The mechanic thought the overhaul was done. The receptionist had to wait.")
    by_id = {p.department: p for p in diagnose(draft, departments).perspectives}
    assert by_id["workshop"].status is Status.SPEAKING
    assert by_id["front-desk"].status is Status.SILENT
    assert by_id["front-desk"].questions == ("What did people say?",)


def test_neighbours_change_what_a_word_means(tmp_path: Path) -> None:
    """A word with guards is not taken for a department where they stand beside it."""
    departments = load_departments(_write(tmp_path, _SMALL))

    def status(source: str) -> Status:
        perspectives = diagnose(parse_draft(source), departments).perspectives
        return next(p.status for p in perspectives if p.department == "front-desk")

    assert status("A receptionist had to wait.") is Status.SILENT
    found = departments.phrases.find
    from assistant.diagnosis.phrases import read_words

    for text, count in (("press said", 1), ("the press said", 0), ("a press release", 0)):
        assert len(found(text, read_words(text))) == count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("departments: [", "line"),
        ("", "empty"),
        ("- a\n- b\n", "no departments"),
        ("departments: {}\n", "departments"),
        ("departments:\n  x: 3\n", "department 'x'"),
        ("departments:\n  xx:\n    name: X\n    people: [a]\n", "questions"),
        ("departments:\n  xx:\n    name: X\n    people: []\n    questions: [q]\n", "people"),
        ("departments:\n  Bad Id:\n    name: X\n    people: [a]\n    questions: [q]\n", "'Bad Id'"),
        (
            "departments:\n  xx:\n    name: X\n    people: [a, {word: b}]\n    questions: [q]\n",
            "entry 2",
        ),
        (
            "departments:\n  xx:\n    name: X\n    people: [a]\n    questions: [q]\n    extra: 1\n",
            "extra",
        ),
        (
            "author: yy\ndepartments:\n  xx:\n    name: X\n    people: [a]\n    questions: [q]\n",
            "'yy'",
        ),
    ],
)
def test_a_broken_file_is_refused_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file and the entry, and the remedy says where the form is shown."""
    path = _write(tmp_path, text)
    with pytest.raises(RulesError) as refused:
        load_departments(path)
    assert path.name in refused.value.message
    assert said in refused.value.message
    assert refused.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A mistyped setting gives a sentence."""
    with pytest.raises(RulesError, match="There is no file"):
        load_departments(tmp_path / "none.yaml")


def test_words_that_yaml_takes_for_truth_values_are_words(tmp_path: Path) -> None:
    """Guards like "on" and "no" mean the words, not true and false."""
    text = _SMALL.replace("not_after: [the]", "not_after: [on, no]")
    departments = load_departments(_write(tmp_path, text))
    (term,) = [t for t in departments.named("workshop").people if t.term == "press"]
    assert term.not_after == ("on", "no")


def test_a_department_keeps_the_word_of_the_draft() -> None:
    """Where a table calls it otherwise, both names are shown; its own name is not doubled."""
    draft = parse_draft(
        "# Orders\n\n## Who was hit\n\n| department | what changed | who told us |\n"
        "| --- | --- | --- |\n| Warehouse | 40 orders late | A |\n| Finance team | late | Bo |\n"
    )
    names = {p.department: p.name for p in diagnose(draft, load_departments()).perspectives}
    assert names["operations"] == "Warehouse (operations)"
    assert names["finance"] == "Finance"


def test_that_somebody_was_not_told_is_about_people_alone() -> None:
    """One remark about missing word does not tell what the organisation pushed for too."""
    layers = diagnose(
        parse_draft("Nobody told us. Finance was not informed.\n"), load_departments()
    ).layers
    assert layers.human
    assert not layers.organisational
