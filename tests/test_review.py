"""One review: rules, diagnosis and model merged, and what a draft's siblings are searched by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.diagnosis import load_departments
from assistant.draft import parse_draft
from assistant.finding import Category, Dismissed, Finding, Origin
from assistant.language import check_draft
from assistant.llm import ModelStatus
from assistant.report import render_html, render_markdown
from assistant.review import merge_findings, review_draft, sibling_question
from assistant.settings import load_settings
from assistant.span import Span

_TEXT = "# Orders stuck\n\nThe engineer was careless. Lunch that day was long.\n"


def _from_model(quote: str) -> Finding:
    start = _TEXT.index(quote)
    return Finding(
        category=Category.OMISSION,
        span=Span(start, start + len(quote)),
        text=quote,
        why="w",
        question="What were they attending to?",
        rule="model.language",
        severity=Category.OMISSION.severity,
        origin=Origin.MODEL,
    )


def test_a_models_finding_joins_in_reading_order_and_never_replaces_a_rules() -> None:
    """What rules found stays; what only the model saw is added with an identity of its own."""
    draft = parse_draft(_TEXT)
    rules = review_draft(draft, load_departments(), with_scorer=False).findings
    added = _from_model("Lunch that day was long")
    doubled = replace(added, span=rules[0].span, text=rules[0].text)
    merged = merge_findings(draft, rules, [added, doubled])
    assert [f.origin for f in merged] == [*(Origin.RULES for _ in rules), Origin.MODEL]
    assert all(f.fingerprint for f in merged)
    assert [f.fingerprint for f in merged[: len(rules)]] == [f.fingerprint for f in rules]


def test_the_scorer_joins_and_the_report_says_whether_it_did() -> None:
    """A reader of a report knows whether the rules stood alone, and why."""
    unseen = "The gentlemen in the control room found their card game more interesting."
    draft = parse_draft(f"{_TEXT}\n\n{unseen}\n")
    departments = load_departments()
    with_it = review_draft(draft, departments).report("a.md")
    assert with_it.scorer.status == "ok"
    assert any(f.origin is Origin.SCORER for f in with_it.findings)
    without = review_draft(draft, departments, with_scorer=False).report("a.md")
    assert without.scorer.status == "off"
    assert not any(f.origin is Origin.SCORER for f in without.findings)


def test_what_was_dismissed_is_kept_apart() -> None:
    """A dismissed finding, by itself or by its phrase, is not counted and stays to be read."""
    draft = parse_draft(_TEXT)
    (careless,) = check_draft(draft)
    alone = Dismissed(fingerprints=frozenset({careless.fingerprint}))
    everywhere = Dismissed(phrases=frozenset({("judgement", "was careless")}))
    for dismissed in (alone, everywhere):
        report = review_draft(draft, load_departments(), dismissed=dismissed).report("a.md")
        assert not report.findings
        assert [entry.text for entry in report.dismissed] == ["was careless"]
        assert "“was careless” (line 3)" in render_markdown(report)
        assert "“was careless” (line 3)" in render_html(report)


def test_without_settings_no_model_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller that passes no settings sends nothing, even where a model is configured."""
    monkeypatch.setenv("POSTMORTEM_MODEL", "openai/anything")
    draft = parse_draft(_TEXT)
    assert review_draft(draft, load_departments()).model.status is ModelStatus.OFF


def test_a_failing_model_takes_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules and diagnosis answer, and the review says what is missing and why."""
    monkeypatch.setenv("POSTMORTEM_MODEL", "openai/anything")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    draft = parse_draft(_TEXT)
    review = review_draft(draft, load_departments(), load_settings())
    assert review.model.status is ModelStatus.FAILED
    assert review.model.reason
    assert review.findings == review_draft(draft, load_departments()).findings


def test_siblings_are_searched_by_what_happened_and_not_by_who_prepared_the_report() -> None:
    """Lines about the report itself say nothing about the incident and find nothing like it."""
    draft = parse_draft(
        "# Refunds late\n\n**Prepared by:** Katrin, release management, comments until Friday\n\n"
        "Refunds sat in a side queue for nine days while nobody was paged.\n"
    )
    title, account = sibling_question(draft)
    assert title == "Refunds late"
    assert account.startswith("Refunds sat in a side queue")


def test_a_finding_keeps_its_identity_when_another_reader_adds_one() -> None:
    """What was dismissed stays dismissed once the scorer or a model has found more."""
    draft = parse_draft("They should have asked `ops`, *really*.\n\nA quiet sentence.\n")
    (known,) = check_draft(draft)
    start = draft.source.index("quiet")
    added = replace(known, span=Span(start, start + 5), text="quiet", fingerprint="")
    merged = merge_findings(draft, (known,), (added,))
    assert merged[0] == known
    assert merged[1].fingerprint not in ("", known.fingerprint)


def test_a_line_of_findings_makes_a_report_of_its_length() -> None:
    """Of a sentence without end each finding carries what stands near it, not all of it."""
    draft = parse_draft("They should have asked, " * 2_000)
    report = review_draft(draft, load_departments(), with_scorer=False).report("line.md")
    assert len(report.findings) > 1_000
    assert max(len(finding.sentence) for finding in report.findings) < 2_000
