"""How far a draft is on its way to review."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.diagnosis import Step, diagnose, load_departments, read_left, read_progress
from assistant.draft import new_draft_text, parse_draft

COMPLETE = """# Refunds paid twice

## Summary

On Monday 1,840 customers were refunded twice between 09:12 and 11:40, and by Tuesday noon all
but twelve had agreed to a correction. The batch was released on the quarter's last day because
the figures had been promised to the board for that evening.

## Who was affected

Support told us: “We took 212 calls before noon and had no answer to give.” Finance told us:
“We closed five hours late and learned it from our own bank.” A customer in Leeds wrote to
us: “I saw both bookings and waited a day before I called.”

## Timeline

- 09:12 Finance releases the batch.
- 09:40 Support takes the first call and takes it for a late booking.
- 11:40 Finance sees both bookings and stops the batch.

## Why it made sense

The deadline of the quarter's close left an hour for a check that takes three.
I was tired after the third night and afraid to ask for a delay.

## What went well

The limit for each card stopped the third payment.

## Actions

| action | owner | due |
| --- | --- | --- |
| The batch refuses a file it has paid before | Payments | 30 April |
"""


def progress(text: str, open_findings: int = 0) -> dict[str, Step]:
    """Return the steps of a text by id."""
    draft = parse_draft(text)
    diagnosis = diagnose(draft, load_departments(None))
    return {step.id: step for step in read_progress(draft, diagnosis, open_findings)}


def test_an_empty_template_has_nothing_yet() -> None:
    """Headings and guidance are no story: every step of a fresh draft is missing."""
    steps = progress(new_draft_text())
    assert not [step.id for step in steps.values() if step.is_there]


def test_steps_of_a_template_lead_to_its_sections() -> None:
    """A missing step leads below the notes of the heading under which it is to be written."""
    text = new_draft_text()
    steps = progress(text)
    before = {key: text[: step.at] for key, step in steps.items() if step.at}
    assert all(part.endswith("\n") for part in before.values())
    lines = {key: re.findall(r"^#.*$", part, re.M)[-1] for key, part in before.items()}
    assert lines["what-happened"] == "## In a few sentences"
    assert lines["timeline"] == "## Timeline of the company"
    assert lines["affected"].startswith("## Who was hit")
    assert lines["sense"] == "## Why it made sense at the time"
    assert lines["went-right"] == "## What kept it from being worse"
    assert lines["actions"] == "## What we change"


def test_a_draft_that_has_everything_is_ready() -> None:
    """Where all is told, heard and assigned, no step is missing."""
    assert [s.detail for s in progress(COMPLETE).values() if not s.is_there] == []


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("- 09:40 Support takes the first call and takes it for a late booking.\n", "", "timeline"),
        ("| Payments |", "|  |", "actions"),
        ("| 30 April |", "|  |", "actions"),
        ("The limit for each card stopped the third payment.", "", "went-right"),
        ("I was tired after the third night and afraid to ask for a delay.", "", "sense"),
    ],
)
def test_what_is_taken_away_is_missed(old: str, new: str, missing: str) -> None:
    """Each step looks at its own part of the draft."""
    assert old in COMPLETE
    steps = progress(COMPLETE.replace(old, new))
    assert not steps[missing].is_there


def test_open_findings_keep_the_language_open() -> None:
    """A phrase nobody has looked at is said, with how many there are."""
    step = progress(COMPLETE, open_findings=2)["language"]
    assert not step.is_there
    assert step.detail.startswith("2 phrases")


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("# \n-|:09aAé😀`*>"), max_size=120))
def test_places_lie_in_the_text(text: str) -> None:
    """Whatever the text, a step leads into it."""
    assert all(0 <= step.at <= len(text) for step in progress(text).values() if step.at is not None)


HASTY = (
    new_draft_text()
    .replace(
        "how long, measured how. -->\n",
        "how long, measured how. -->\n\nThe shop could not take orders from 20:10 to 23:40 on"
        " Friday, and 312 customers left. We took it for one customer's bank. Nobody told us"
        " anything until 22:15. Finance was not informed. The on-call helped, nobody was hurt.\n",
    )
    .replace(
        "|  |  |  |  |\n\n## Why it made sense",
        "| 20:10 | Shop | Orders stop | We took it for the bank |\n"
        "| 22:15 | Support | Nobody told us | We waited |\n"
        "| 23:40 | Shop | Orders are back | Over |\n\n## Why it made sense",
    )
)


def test_a_department_in_the_title_alone_is_not_heard() -> None:
    """A title names who was hit; nobody has said anything yet."""
    assert not progress("# Support could not be reached on Monday\n")["heard"].is_there


@pytest.mark.parametrize("step", ["affected", "sense", "went-right"])
def test_a_step_with_a_section_of_its_own_is_told_there(step: str) -> None:
    """A mention in the summary or the timeline does not fill the section that asks for it."""
    found = progress(HASTY)[step]
    assert not found.is_there
    assert "Touched on elsewhere" in found.detail


def test_what_a_section_says_itself_counts() -> None:
    """Each step is there once its own section says something."""
    text = HASTY
    for heading, told in (
        ("Who was hit, and how they worked around it", "312 customers could not pay."),
        ("What the organisation pushed for", "The sale had to start on Friday, whatever broke."),
        ("What it was like for people", "It was the third evening in a row for two of us."),
        ("What kept it from being worse", "A spare till took cash all evening."),
    ):
        text = text.replace(f"# {heading}\n", f"# {heading}\n\n{told}\n")
    steps = progress(text)
    assert all(steps[one].is_there for one in ("affected", "sense", "went-right"))


def test_one_sentence_does_not_tell_two_layers() -> None:
    """That somebody was not told is one remark, not the organisation and the people."""
    text = "# Orders\n\n## Why\n\nFinance was not informed.\n"
    assert not progress(text)["sense"].is_there


def test_the_account_says_which_part_of_it_is_missing() -> None:
    """Sentences with times and numbers stay open only with a word on what is not told."""
    told = (
        "# Orders\n\n## Summary\n\nOn Friday at 20:10 the shop showed 312 customers an error"
        " page. Support took 41 calls and 90 chats about it, and the warehouse had nothing.\n"
    )
    assert progress(told)["what-happened"].detail == "Still missing: how it ended."
    ended = progress(f"{told}\nAt 23:40 orders were back.\n")["what-happened"]
    assert ended.is_there


def test_what_is_still_open_is_counted() -> None:
    """Empty sections and open questions are said, with the place of the first."""
    draft = parse_draft(HASTY)
    left = read_left(draft, diagnose(draft, load_departments(None)))
    assert left is not None
    assert re.match(r"9 sections are empty, 3 questions are open\.", left.detail)
    assert HASTY[: left.at].rstrip().endswith(("-->", "|"))
