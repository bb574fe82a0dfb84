"""What a finding is, and what makes two findings the same."""

from __future__ import annotations

from dataclasses import replace

from assistant.finding import (
    Category,
    Finding,
    Group,
    Severity,
    fingerprint_findings,
    fold_phrase,
)
from assistant.span import Span

_FINDING = Finding(
    category=Category.OMISSION,
    span=Span(10, 22),
    text="forgot to ask",
    why="w",
    question="q",
    rule="omission.forgot",
    severity=Severity.WARNING,
)


def _fingerprint(finding: Finding, sentence: str) -> str:
    return next(fingerprint_findings([(finding, sentence)])).fingerprint


def test_a_fingerprint_moves_with_its_sentence() -> None:
    """A dismissed finding stays dismissed when text above it grows or a line is rewrapped."""
    moved = replace(_FINDING, span=Span(400, 412), text="forgot\nto ask")
    same = _fingerprint(moved, "They\n forgot to   ask.")
    assert same == _fingerprint(_FINDING, "They forgot to ask.")


def test_a_fingerprint_changes_with_the_sentence() -> None:
    """A decision about one sentence says nothing about another."""
    assert _fingerprint(_FINDING, "They forgot to ask.") != _fingerprint(
        _FINDING, "We forgot to ask."
    )


def test_repeated_sentences_have_fingerprints_of_their_own() -> None:
    """Dismissing one of two equal sentences leaves the other standing."""
    pairs = [(_FINDING, "They forgot to ask.")] * 2
    first, second = fingerprint_findings(pairs)
    assert first.fingerprint != second.fingerprint


def test_every_category_has_a_group_a_severity_and_a_name() -> None:
    """The guide's defaults hold: sanctions are errors, shallow language is a suggestion."""
    for category in Category:
        assert category.label
        expected = Severity.SUGGESTION if category.group is Group.SHALLOW else Severity.WARNING
        if category is Category.PUNITIVE:
            expected = Severity.ERROR
        assert category.severity is expected


def test_a_phrase_is_the_same_whatever_surrounds_it() -> None:
    """Case, line breaks, emphasis and quotation marks do not make another phrase."""
    assert fold_phrase("**Failed\n to  see**,") == fold_phrase("“failed to see”") == "failed to see"
    assert fold_phrase("failed to look") != fold_phrase("failed to see")
