"""One review of a draft: rules, learned scorer, diagnosis and, where configured, the model."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.diagnosis import Departments, Diagnosis, diagnose
from assistant.draft import Draft
from assistant.finding import NOTHING_DISMISSED, Dismissed, Finding, fingerprint_findings
from assistant.language import check_draft
from assistant.llm import ModelReview, ModelStatus, review_with_model
from assistant.report.contract import FileReport, ModelEntry, ScorerEntry, report_file
from assistant.scorer import Scored, score_draft
from assistant.span import SpanIndex

if TYPE_CHECKING:
    from assistant.incidents import Match
    from assistant.incidents.library import Library
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Review:
    """What the assistant has to say about a draft.

    Attributes:
        draft: The parsed draft.
        findings: Findings of rules, scorer and model, merged, in reading order.
        diagnosis: What the draft tells and leaves out.
        model: What became of the model pass.
        scored: What became of the learned scorer; None where it was not asked.
        dismissed: Findings the author dismissed; they are not among the others.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    diagnosis: Diagnosis
    model: ModelReview
    scored: Scored | None = None
    dismissed: tuple[Finding, ...] = ()

    def report(self, path: str, known: Collection[str] = ()) -> FileReport:
        """Return the review as data, under the name `path`."""
        entry = ModelEntry(status=self.model.status.value, reason=self.model.reason)
        scorer = None
        if self.scored is not None:
            missing = self.scored.missing
            scorer = ScorerEntry(status="missing" if missing else "ok", reason=missing or None)
        return report_file(
            path,
            self.draft,
            self.findings,
            self.diagnosis,
            entry,
            known,
            scorer,
            self.dismissed,
        )


def review_draft(
    draft: Draft,
    departments: Departments,
    settings: Settings | None = None,
    *,
    unaffected: Collection[str] = (),
    answered: Collection[str] = (),
    dismissed: Dismissed = NOTHING_DISMISSED,
    with_scorer: bool = True,
    cancel: threading.Event | None = None,
) -> Review:
    """Return the review of a draft.

    Args:
        draft: The parsed draft.
        departments: The company's departments.
        settings: Names the model; None reviews without one. A failing model is a status
            of the result and takes nothing else away.
        unaffected: Ids of departments of which the author said that they have no part.
        answered: Ids of questions of which the author said that the text answers them.
        dismissed: What the author dismissed: what it covers is kept apart.
        with_scorer: Whether the learned scorer reads too; where it is not installed the
            rules stand alone, and the review says so.
        cancel: Set by another thread to stop the model pass.
    """
    findings = tuple(check_draft(draft))
    scored = score_draft(draft) if with_scorer else None
    if scored is not None:
        findings = merge_findings(draft, findings, scored.findings)
    kept = [finding for finding in findings if not dismissed.covers(finding)]
    diagnosis = diagnose(draft, departments, kept, unaffected, answered)
    model = ModelReview(ModelStatus.OFF)
    if settings is not None:
        model = review_with_model(draft, settings, cancel=cancel, known=findings)
    merged = merge_findings(draft, findings, model.findings)
    apart = tuple(finding for finding in merged if dismissed.covers(finding))
    left = tuple(finding for finding in merged if not dismissed.covers(finding))
    return Review(draft, left, diagnosis, model, scored, apart)


def merge_findings(
    draft: Draft, findings: Sequence[Finding], added: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return both lists in reading order; where two overlap, the first list's stays."""
    places = SpanIndex(finding.span for finding in findings)
    kept = [finding for finding in added if not places.overlaps(finding.span)]
    if not kept:
        return tuple(findings)
    merged = sorted((*findings, *kept), key=lambda f: f.span)
    return tuple(fingerprint_findings((f, draft.around(f.span).of(draft.prose)) for f in merged))


def sibling_question(draft: Draft) -> tuple[str, str]:
    """Return the title and the short account a draft's siblings are searched by.

    They are made as an incident's own are when it enters the library, so that like is
    compared with like.
    """
    from assistant.incidents.account import summarise

    return " ".join(draft.title.split()), summarise(draft)


def similar_incidents(
    draft: Draft, library: Library, limit: int = 5, leave_out: Collection[str] = ()
) -> list[Match]:
    """Return past incidents that rhyme with a draft, the closest first.

    A draft that says nothing yet has none.
    """
    title, summary = sibling_question(draft)
    if not summary:
        return []
    return library.similar(title, summary, limit=limit, leave_out=leave_out)
