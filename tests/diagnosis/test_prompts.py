"""Questions to the author: few, the most important first, none for what is told."""

from __future__ import annotations

import pytest

from assistant.diagnosis import diagnose, load_departments
from assistant.diagnosis.prompts import MAX_PROMPTS, load_prompts, parse_prompts
from assistant.draft import new_draft_text, parse_draft
from assistant.errors import RulesError

_TECHNICAL = (
    "# Belt stood\n\n## Timeline\n\n- 10:32 the belt stood\n- 10:35 we restarted the server\n"
    "- 10:40 the belt ran\n\nThe import read the file and then the server stopped. "
    + "The file had a second header, which the import took and then wrote to the table. "
    * 14
)
_COMPLETE = """# Labels for the wrong depot

Written by the warehouse with support and finance, who corrected their own parts.

## What happened

From 21:40 to 02:30 the printer made 480 labels with an old code, because its template came back
after a change of ribbon. 212 pallets were already on lorries and 11 customers waited a day.

## Timeline

| time | department | what |
| --- | --- | --- |
| 21:40 | warehouse | sees a green lamp, reads it as a finished change of ribbon |
| 01:10 | transport | asks about two drops; the warehouse takes it for the usual mix-up |
| 06:00 | support | notices 160 calls and has no text to read out |
| 09:00 | finance | finds 9,400 to be credited and expects more |

## Why it made sense

The line was 40 cases an hour behind, and the bonus is paid by the hour. The check of the first
label was dropped last autumn to save time. One technician covers three sites since spring. The
shift lead did not want to stop the line twice in a week and assumed the printer had checked.
There is no alarm on an old code: every depot that ever was stands in the list by default.
With this list the next change of ribbon ends in the same place, here and at the other sites.

The site manager: "I approved the bonus and never asked what it would be paid for."

In March a similar case was closed as a one-off, and nothing was changed because of it.

## What helped

Transport held six lorries at the gate without waiting for an order, which kept 190 pallets in.

## What we change

| action | owner | due |
| --- | --- | --- |
| printer refuses a template of another depot | maintenance | 30 April |
| support sees release notes on its screen | Ana | 15 May |
"""


def _ask(source: str) -> list[str]:
    return [p.id for p in diagnose(parse_draft(source), load_departments()).prompts]


def test_a_purely_technical_report_is_asked_for_the_rest() -> None:
    """What is missing most is asked first, and never more than six things."""
    asked = _ask(_TECHNICAL)
    assert asked[0] == "predictable-outcome"
    assert {"organisational-forces", "no-actions", "went-right"} <= set(asked)
    assert len(asked) <= MAX_PROMPTS


def test_a_complete_report_is_left_alone() -> None:
    """Who has told the whole story gets few questions or none."""
    assert len(_ask(_COMPLETE)) <= 1


@pytest.mark.parametrize(
    "source", ["", "# Title\n", "Belt stood. We restarted it.", new_draft_text()]
)
def test_a_beginning_is_not_questioned(source: str) -> None:
    """Until there is a story, asking what is missing is noise."""
    assert _ask(source) == []


def test_a_short_note_gets_half_the_questions() -> None:
    """A hundred words are not answered by six questions."""
    short = "The import read the file and then the server stopped. " * 9
    assert 0 < len(_ask(short)) <= MAX_PROMPTS // 2


@pytest.mark.parametrize(
    ("sentence", "prompt"),
    [
        ("Only Ana knows how the import is restarted.", "clue-person"),
        ("The report was considered normal by then.", "clue-normalised"),
        ("The launch had been announced for Friday.", "clue-promise"),
        ("The review was skipped.", "clue-corner"),
        ("The migration was postponed twice.", "clue-migration"),
        ("The import was known to be fragile.", "clue-fragile"),
    ],
)
def test_a_deleted_clue_is_picked_up(sentence: str, prompt: str) -> None:
    """A half-open door in the text becomes a question that quotes it."""
    told = (
        "It stood since 2021 and there is no alert on it. Luckily it was small. I approved it. "
        "We assumed it was green and were tired. 40 orders waited. "
    )
    source = told + sentence + " The import read the file and then it stopped." * 20
    prompts = diagnose(parse_draft(source), load_departments()).prompts
    (found,) = [p for p in prompts if p.id == prompt]
    assert found.evidence is not None
    assert found.evidence.of(source) == sentence
    assert " ".join(sentence.removesuffix(".").split()[:4]) in found.question


def test_every_prompt_says_why_and_from_where() -> None:
    """No question is asked on our own authority."""
    for rule in load_prompts():
        assert rule.question.endswith("?")
        assert rule.why
        assert rule.source
        assert "{evidence}" not in rule.question or "." in rule.when[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "cannot be read"),
        ("- id: x\n", "cannot be read"),
        ("- {id: x, when: [told], question: q, why: w, source: s}\n" * 2, "more than one"),
        ("- {id: x, when: [tolled], question: q, why: w, source: s}\n", "'tolled'"),
    ],
)
def test_broken_prompts_are_refused(text: str, said: str) -> None:
    """A mistyped fact would silence a question for ever; loading says so."""
    with pytest.raises(RulesError, match=r"x\.yaml") as refused:
        parse_prompts(text, "x.yaml")
    assert said in str(refused.value)
