"""Layers, what went right and standing conditions, by what is said and not by headings."""

from __future__ import annotations

import pytest

from assistant.diagnosis import diagnose, load_departments
from assistant.draft import parse_draft
from assistant.language import check_draft


def _read(source: str):  # type: ignore[no-untyped-def]
    return diagnose(parse_draft(source), load_departments())


@pytest.mark.parametrize(
    "source",
    [
        "The queue filled and then the workers stopped.",
        "- 10:32 the belt stood\n- 10:40 it ran",
    ],
)
def test_a_sequence_is_the_technical_layer(source: str) -> None:
    """What happened in what order is told in sentences or in a timeline."""
    layers = _read(source).layers
    assert layers.technical
    assert not layers.human


@pytest.mark.parametrize(
    "source",
    [
        "The second post is held until the budget in June.",
        "We had two people for eleven integrations.",
        "The replacement was put off again.",
        "Sales had promised Friday.",
        "The dispatcher is graded on on-time departure.",
        "Networks is not on the list.",
        "Nobody is responsible for the table.",
        "The step was taken off the checklist.",
        "The export was pulled forward for the audit.",
    ],
)
def test_what_the_organisation_pushes_for_is_the_second_layer(source: str) -> None:
    """Money, time, posts, promises, rules and gaps between teams are organisational."""
    layers = _read(source).layers
    assert layers.organisational
    assert [span.of(source) for span in layers.organisational_at] == [source]


@pytest.mark.parametrize(
    "source",
    [
        "I had slept four hours.",
        "She did not want to wake the duty manager.",
        "The report has cried wolf since January, and we read it as noise.",
        "The clerk assumed that the list was checked.",
        "Nobody told the night shift.",
        "It was a stressful evening.",
    ],
)
def test_what_it_was_like_is_the_human_layer(source: str) -> None:
    """Tiredness, fear, load and what was taken for what are human."""
    assert _read(source).layers.human


@pytest.mark.parametrize(
    "source",
    [
        "The thread sleeps for 5 ms.",
        "The pod was moved to another workload.",
        "Memory pressure evicted the pod.",
        "The stress test failed.",
        "The target group was empty.",
        "The process exited.",
        "It is responsible for proxying.",
        "The user pool was exhausted by retries.",
        "The old settings were committed to a branch.",
    ],
)
def test_machines_have_neither_budgets_nor_nerves(source: str) -> None:
    """Technical words that sound human or organisational say nothing of either."""
    layers = _read(source).layers
    assert not layers.organisational
    assert not layers.human


@pytest.mark.parametrize(
    "source",
    [
        "A quick decision kept it from getting worse.",
        "The kill switch worked within seconds.",
        "Luckily the account was read only.",
        "Lines 1 and 2 kept running.",
        "No invoices were affected.",
        "## What helped\n\nThe labelled box told the vendor at once.\n",
        "**Silver linings.** Care rang the buyers before noon.\n",
    ],
)
def test_what_kept_it_from_being_worse_is_seen(source: str) -> None:
    """A decision, a margin, luck, or content under a heading about it."""
    assert _read(source).went_right


@pytest.mark.parametrize(
    "source",
    [
        "## What went well\n",
        "## What went well\n\n- n/a\n",
        "## What went well\n\n- Nothing\n",
        "## What went well\n\nDescribe what went well here.\n",
        "## What went well\n\n- The problem was eventually resolved\n",
        "The script worked fine on staging.",
        "A call would have spared us four hours.",
        "Service was restored at ten.",
    ],
)
def test_an_empty_heading_is_nothing(source: str) -> None:
    """Neither a heading nor the end of the outage says what went right."""
    assert not _read(source).went_right


@pytest.mark.parametrize(
    "source",
    [
        "There is no alert on output volume.",
        "With these three the next migration ends in the same place.",
        "The double check had been waived over the summer.",
        "Dev and production were mixed with each other since 2021.",
        "## Why it was predictable\n\nTwo lists were kept. Neither was ever compared with one.\n",
    ],
)
def test_standing_conditions_answer_why_it_was_to_be_expected(source: str) -> None:
    """Absent or removed barriers and what stood for long make an outcome predictable."""
    assert _read(source).predictable_answered


@pytest.mark.parametrize(
    "source",
    [
        "## What made this predictable\n",
        "We will make sure this does not happen again.",
        "The staging hub was not tested that day.",
        "The next request failed.",
    ],
)
def test_a_promise_or_one_omission_is_no_standing_condition(source: str) -> None:
    """What happened once, or shall not happen again, predicts nothing."""
    assert not _read(source).predictable_answered


def test_a_sentence_that_blames_tells_no_layer() -> None:
    """What puts it on a person closes the story, however much it says about deadlines."""
    source = (
        "The careless clerk rushed it because of the deadline. The queue filled and then stopped."
    )
    draft = parse_draft(source)
    layers = diagnose(draft, load_departments(), check_draft(draft)).layers
    assert layers.technical
    assert not layers.organisational
    (closed,) = layers.blamed_at["organisational"]
    assert closed.of(source).startswith("The careless clerk")
    assert diagnose(draft, load_departments()).layers.organisational


def test_a_dated_moment_still_tells_the_sequence() -> None:
    """A reproach in the text does not make the timeline untold."""
    source = "- 10:32 the belt stood\n- 10:40 it ran\n\nIt was the careless clerk."
    draft = parse_draft(source)
    assert diagnose(draft, load_departments(), check_draft(draft)).layers.technical


def test_a_question_put_into_the_text_tells_nothing() -> None:
    """A blank asks about deadlines; only its answer tells of them."""
    source = "The queue stopped. [… Which deadline or promise pushed towards it?]\n"
    layers = _read(source).layers
    assert not layers.organisational
