"""What the editor is told, as plain data. Nothing in here knows Streamlit.

The fields and their meaning stand in ``assistant/editor/frontend/src/protocol.ts``.
Offsets leave the program here: from code points to the UTF-16 units a browser counts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.diagnosis import (
    Departments,
    Reading,
    Status,
    Step,
    read_left,
    read_progress,
    read_story,
    weigh_reading,
)
from assistant.draft import Draft, parse_draft, placeholder_title
from assistant.finding import NOTHING_DISMISSED, Dismissed, Finding, Origin, fold_phrase
from assistant.incidents import Match
from assistant.incidents.plain import show_passage
from assistant.language import check_draft, place_comment
from assistant.language.measured import load_measured
from assistant.report.wording import rules_alone
from assistant.span import Span, Utf16Index
from assistant.store import StoredDecision, StoredDismissal
from assistant.ui.open_draft import OpenDraft, Theirs
from assistant.ui.story import story_data

# Pause after the last key, and longest wait while keys keep coming. 200 ms is short
# enough for an underline within half a second and longer than a gap at 60 words a minute.
IDLE_MS = 200
MAX_MS = 1500
# Three times the longest draft we think of (20,000 words). Beyond it the check would hold
# up the answer to a key; writing and saving go on.
MAX_CHECKED = 400_000


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules say about one text.

    Attributes:
        draft: The text, parsed.
        findings: In reading order, each with its fingerprint.
        reading: What the draft tells, before it is weighed with what the author decided.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Siblings:
    """The incidents that rhyme with a draft, or why there are none.

    Attributes:
        state: ``loading``, ``ready``, ``off`` (nothing to search, or no way to) or ``failed``.
        message: What to show where there are no matches.
        matches: The closest first.
    """

    state: str = "loading"
    message: str = ""
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelState:
    """How far the model's pass got.

    Attributes:
        status: ``off``, ``idle``, ``running``, ``done`` or ``failed``.
        name: The model's name.
        reason: Why something is missing, or "".
        preview: Exactly what would be sent, once asked for, or "".
    """

    status: str = "off"
    name: str = ""
    reason: str = ""
    preview: str = ""


def analyse_text(text: str, departments: Departments) -> Analysis:
    """Return what the rules say about a text (its cost: docs/figures.md, "Time")."""
    draft = parse_draft(text)
    return Analysis(draft, tuple(check_draft(draft)), read_story(draft, departments))


def carry_findings(findings: Iterable[Finding], before: Draft, after: Draft) -> list[Finding]:
    """Return the findings of an older text that still hold, at their places in the new one.

    A finding holds while the sentence it stands in is still there, word for word.
    """
    carried: list[Finding] = []
    places: dict[int, int] = {}
    search_from: dict[str, int] = {}
    for finding in findings:
        sentence = before.sentence_at(finding.span.start)
        span = sentence.span if sentence else finding.span
        words = span.of(before.source)
        if span.start not in places:
            # The same sentence written twice is looked for twice, in the same order.
            at = after.source.find(words, search_from.get(words, 0))
            places[span.start] = at
            search_from[words] = at + 1 if at >= 0 else len(after.source)
        if places[span.start] >= 0 and finding.span.end <= span.end:
            offset = places[span.start] - span.start
            moved = Span(finding.span.start + offset, finding.span.end + offset)
            carried.append(replace(finding, span=moved))
    return carried


def what_was_dismissed(
    decisions: Mapping[str, StoredDecision], dismissals: Iterable[StoredDismissal]
) -> Dismissed:
    """Return what the author dismissed, in this draft and in all drafts."""
    fingerprints = (
        fingerprint
        for fingerprint, one in decisions.items()
        if one.action == "dismissed" and one.scope == "draft"
    )
    phrases = ((one.category, one.phrase) for one in dismissals)
    return Dismissed(frozenset(fingerprints), frozenset(phrases))


def analysis_data(
    analysis: Analysis,
    findings: Sequence[Finding],
    session_id: str,
    revision: int,
    dismissed: Dismissed = NOTHING_DISMISSED,
    asked: Container[str] = frozenset(),
    unaffected: Mapping[str, str] | None = None,
    answered: Mapping[str, str] | None = None,
    *,
    missing: str = "",
) -> dict[str, Any]:
    """Return an analysis as data.

    Args:
        analysis: What the rules say.
        findings: The findings to show: those of rules, scorer and model.
        session_id: The editor session that sent the text, "" for a text as stored.
        revision: Its revision of the text.
        dismissed: What the author dismissed.
        asked: Fingerprints of those being dismissed, which a comment may hide: to look for its
            place takes 2 ms, too long to do for every finding at every key.
        unaffected: The departments the author left out of this draft, by id, with the reason.
        answered: The questions the author called answered in the text, by id.
        missing: Why the scorer did not read the text, or "".
    """
    unaffected = unaffected or {}
    index = Utf16Index(analysis.draft.source)
    unsettled = [f for f in findings if not dismissed.covers(f)]
    diagnosis = weigh_reading(analysis.reading, unsettled, unaffected, answered or ())

    def place(span: Span) -> dict[str, int]:
        return {"from": index.to_utf16(span.start), "to": index.to_utf16(span.end)}

    def step_data(step: Step) -> dict[str, Any]:
        return {
            "id": step.id,
            "name": step.name,
            "isThere": step.is_there,
            "detail": step.detail,
            "at": None if step.at is None else index.to_utf16(step.at),
            "panel": step.help.value,
        }

    def comment(finding: Finding) -> dict[str, Any] | None:
        # Comments hide what rules and scorer find; a model is not told of them.
        if finding.origin is Origin.MODEL or finding.fingerprint not in asked:
            return None
        found = place_comment(analysis.draft, finding.span, finding.category)
        return {"at": index.to_utf16(found.at), "text": found.text} if found else None

    return {
        "sessionId": session_id,
        "revision": revision,
        "findings": [
            {
                **place(f.span),
                "fingerprint": f.fingerprint,
                "category": f.category.value,
                "label": f.category.label,
                "group": f.group.value,
                "text": f.text,
                "phrase": fold_phrase(f.text),
                "question": f.question,
                "why": f.why,
                "source": f.source,
                "rewrite": f.rewrite,
                "origin": f.origin.value,
                "rule": f.rule,
                "measured": _measured(f),
                "comment": comment(f),
            }
            for f in findings
        ],
        "perspectives": [
            {
                "department": p.department,
                "name": p.name,
                "status": "unaffected" if p.department in unaffected else p.status.value,
                "why": p.why,
                "questions": list(p.questions),
                "evidence": [place(span) for span in p.evidence],
                "reason": unaffected.get(p.department, ""),
            }
            for p in diagnosis.perspectives
            if p.status is not Status.UNINVOLVED or p.department in unaffected
        ],
        **story_data(analysis.draft, diagnosis, [f.span for f in unsettled], place),
        "actions": [
            {
                **place(a.span),
                "text": a.text,
                "strength": a.strength.value,
                "owner": a.owner,
                "due": a.due,
                "vagueOwner": a.vague_owner,
                "vagueDue": a.vague_due,
            }
            for a in diagnosis.actions
        ],
        "steps": [
            step_data(step) for step in read_progress(analysis.draft, diagnosis, len(unsettled))
        ],
        "answered": [{"id": id, "question": question} for id, question in (answered or {}).items()],
        "left": step_data(left) if (left := read_left(analysis.draft, diagnosis)) else None,
        "notices": [
            *(notice.message for notice in analysis.draft.notices),
            *([rules_alone(missing)] if missing else ()),
        ],
    }


def _measured(finding: Finding) -> str:
    """Return how often what raised a finding was right, or "" for a model, which nobody counted."""
    measured = load_measured()
    if finding.rule not in measured:
        return ""
    words = measured[finding.rule].words
    return f"Learned from labelled drafts. {words}" if finding.origin is Origin.SCORER else words


def siblings_data(
    siblings: Siblings, name_of: Callable[[str], str], url_of: Callable[[str], str]
) -> dict[str, Any]:
    """Return siblings as data.

    Args:
        siblings: What was found.
        name_of: Returns a department's name by its id.
        url_of: Returns an incident's address by its id.
    """
    return {
        "state": siblings.state,
        "message": siblings.message,
        "matches": [
            {
                "id": match.incident.id,
                "title": match.incident.title,
                "date": f"{match.incident.date:%d %B %Y}" if match.incident.date else None,
                "departments": [name_of(one) for one in match.incident.departments],
                "why": match.why,
                "passage": show_passage(match),
                "isSample": match.incident.sample,
                "url": url_of(match.incident.id),
            }
            for match in siblings.matches
        ],
    }


def editor_data(
    opened: OpenDraft,
    *,
    analysis: dict[str, Any] | None,
    notice: str,
    siblings: dict[str, Any],
    decisions: Mapping[str, StoredDecision],
    dismissals: Sequence[StoredDismissal] = (),
    model: ModelState,
    poll: bool,
    answers: Sequence[Mapping[str, Any]] = (),
    adopted: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return everything the editor is told.

    Args:
        opened: The draft and what is stored of it.
        analysis: From `analysis_data`, or None.
        notice: Why there is no analysis, or "".
        siblings: From `siblings_data`.
        decisions: The author's decisions by fingerprint.
        dismissals: What the author dismissed in all their drafts.
        model: How far the model's pass got.
        poll: True while something runs whose answer the browser should ask for.
        answers: To what the editor asked for (`assistant.ui.answers`).
        adopted: Browser copies, by draft and session, that were stored as drafts.
    """
    version, session_id, revision = opened.server
    return {
        "draftId": opened.draft_id,
        "epoch": opened.epoch,
        "text": opened.text,
        "server": {"version": version, "sessionId": session_id, "revision": revision},
        "heard": {
            "sessionId": opened.heard.session_id,
            "revision": opened.heard.revision,
            "seq": opened.heard.seq,
        },
        "analysis": analysis,
        "notice": notice,
        "siblings": siblings,
        "decisions": {
            key: {"action": one.action, "reason": one.reason, "scope": one.scope}
            for key, one in decisions.items()
        },
        "dismissals": [
            {"category": one.category, "phrase": one.phrase, "reason": one.reason}
            for one in dismissals
        ],
        "save": {
            "state": opened.save_state,
            "message": opened.message,
            "savedAt": int(opened.stored.updated_at.timestamp() * 1000),
            "theirs": _theirs_data(opened.theirs),
        },
        "model": {
            "status": model.status,
            "name": model.name,
            "reason": model.reason,
            "preview": model.preview,
        },
        "poll": poll,
        "answers": list(answers),
        "adopted": [{"draftId": draft, "sessionId": session} for draft, session in adopted],
        "placeholderTitle": placeholder_title(),
        "idleMs": IDLE_MS,
        "maxMs": MAX_MS,
    }


def _theirs_data(theirs: Theirs | None) -> dict[str, Any] | None:
    if theirs is None:
        return None
    return {
        "version": theirs.version,
        "text": theirs.text,
        "savedAt": int(theirs.saved_at.timestamp() * 1000),
        "sessionId": theirs.session_id,
    }
