"""What the editor is told."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.diagnosis import Departments, load_departments
from assistant.draft import parse_draft
from assistant.finding import Category, Finding, Origin
from assistant.incident import Incident
from assistant.incidents import Match, Passage
from assistant.span import Span
from assistant.ui.payload import (
    Siblings,
    analyse_text,
    analysis_data,
    carry_findings,
    siblings_data,
)


@pytest.fixture(scope="module")
def departments() -> Departments:
    """The built-in departments."""
    return load_departments()


def units(text: str, start: int, end: int) -> str:
    """Return what a browser sees between two of its offsets."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("before", ["", "🔥🔥 ", "Grüße\n\n", "# 𝒳\n\n👩‍👩‍👧 "])
def test_offsets_are_what_a_browser_counts(departments: Departments, before: str) -> None:
    """Cutting the text at a finding's offsets, as JavaScript would, gives its phrase."""
    text = before + "The engineer failed to notice the second worker."
    analysis = analyse_text(text, departments)
    data = analysis_data(analysis, analysis.findings, "s", 7)
    (finding,) = data["findings"]
    assert units(text, finding["from"], finding["to"]) == finding["text"]
    assert (data["sessionId"], data["revision"]) == ("s", 7)


def test_an_analysis_is_plain_data(departments: Departments) -> None:
    """Everything in it survives JSON, and only departments with a part in the story are in it."""
    text = (
        "# Double charges\n\nThe payment worker ran twice and support received 140 tickets."
        " It was human error.\n\n## Actions\n\n- Add a lock. Owner: Sam, due 2026-12-01\n"
    )
    analysis = analyse_text(text, departments)
    data = analysis_data(analysis, analysis.findings, "", 0)
    assert json.loads(json.dumps(data)) == data
    assert {p["status"] for p in data["perspectives"]} <= {"silent", "speaking"}
    assert len(data["parts"]) == 5
    assert data["actions"][0]["text"].startswith("Add a lock")


@given(st.text())
def test_any_text_can_be_analysed(text: str) -> None:
    """No text takes the check from the author."""
    departments = load_departments()
    analysis = analyse_text(text, departments)
    analysis_data(analysis, analysis.findings, "", 0)


def model_finding(text: str, phrase: str) -> Finding:
    """Return a finding as a model makes it."""
    start = text.index(phrase)
    return Finding(
        Category.JUDGEMENT, Span(start, start + len(phrase)), phrase, "why", "question?",
        "model.language", Category.JUDGEMENT.severity, origin=Origin.MODEL,
    )  # fmt: skip


def test_a_models_finding_moves_with_its_sentence() -> None:
    """Typing elsewhere moves it, and it still covers its phrase."""
    before = "Ops were sloppy again. The queue grew."
    after = "At ten it rained. The queue grew.\n\nOps were sloppy again."
    (moved,) = carry_findings(
        [model_finding(before, "sloppy")], parse_draft(before), parse_draft(after)
    )
    assert moved.span.of(after) == "sloppy"


def test_a_models_finding_ends_with_its_sentence() -> None:
    """Once its sentence was rewritten, it no longer holds."""
    before = "Ops were sloppy again."
    after = "Ops had two pagers and one person."
    assert not carry_findings(
        [model_finding(before, "sloppy")], parse_draft(before), parse_draft(after)
    )


def test_the_same_sentence_twice_keeps_both_findings_apart() -> None:
    """Two findings on a repeated sentence stay on their own sentence each."""
    text = "Ops were sloppy. It rained. Ops were sloppy."
    first = model_finding(text, "sloppy")
    second = Finding(
        first.category, Span(text.rindex("sloppy"), text.rindex("sloppy") + 6), "sloppy", "why",
        "question?", "model.language", first.severity, origin=Origin.MODEL,
    )  # fmt: skip
    after = "Then. " + text
    moved = carry_findings([first, second], parse_draft(text), parse_draft(after))
    assert [m.span.start for m in moved] == [after.index("sloppy"), after.rindex("sloppy")]


def test_siblings_are_named_dated_and_quoted_without_marks() -> None:
    """A sibling carries what the author needs to choose it; its passage reads as words."""
    incident = Incident(
        "rain", "Rain in the server room", "text", date=datetime.date(2024, 5, 14),
        departments=("support",), sample=True,
    )  # fmt: skip
    passage = Passage("## Timeline\n\n- **10:32** the `queue` grew | slowly", 0, 10)
    found = Siblings("ready", "", (Match(incident, 0.5, "Shares “queue”", (passage,)),))
    data = siblings_data(found, str.title, lambda one: f"search?incident={one}")
    assert data["matches"] == [
        {
            "id": "rain",
            "title": "Rain in the server room",
            "date": "14 May 2024",
            "departments": ["Support"],
            "why": "Shares “queue”",
            "passage": "Timeline: 10:32 the queue grew slowly",
            "isSample": True,
            "url": "search?incident=rain",
        }
    ]
