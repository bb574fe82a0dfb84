"""Which departments were hit and which are heard, weighed from the evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.diagnosis.departments import Department, Departments
from assistant.diagnosis.evidence import Evidence, Shows, Testimony, gather_evidence
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.prompts import shorten
from assistant.draft import Draft
from assistant.span import Span

# Weights were set on reports read by people (`python -m evals diagnosis` measures them), so
# that neither being named nor a kind of work alone, however often, shows that somebody was hit.
_ENOUGH = 1.0
_NAMED, _MOST_NAMED = 0.4, 0.6
_WORK, _MOST_WORK = 0.4, 0.9
_DEED, _MOST_DEEDS = 0.2, 0.4
_HEARD = 0.6
# More places than this tell a reader nothing new.
_MAX_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class Hearing:
    """The place of every department in a draft.

    Attributes:
        perspectives: Silent ones first, those with most evidence before the others; then the
            speaking ones in the same order; then the uninvolved ones in the order of the
            departments file.
        in_timeline: Ids of the departments of which the timeline shows something.
    """

    perspectives: tuple[Perspective, ...]
    in_timeline: frozenset[str]


def hear_departments(draft: Draft, departments: Departments) -> Hearing:
    """Return the place of every department in the draft."""
    testimony = gather_evidence(draft, departments)
    by_department: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in testimony.evidence:
        by_department[evidence.department].append(evidence)
    weighed = [
        _weigh(draft, department, by_department[department.id], testimony, order)
        for order, department in enumerate(departments.members)
    ]
    return Hearing(
        perspectives=tuple(p for _, p in sorted(weighed, key=lambda w: w[0])),
        in_timeline=_in_timeline(draft, testimony.evidence),
    )


def _in_timeline(draft: Draft, evidence: Sequence[Evidence]) -> frozenset[str]:
    starts = [entry.span.start for entry in draft.timeline]
    found = set()
    for one in evidence:
        index = bisect_right(starts, one.span.start) - 1
        people = one.shows is not Shows.WORK and one.term != "we"
        if people and index >= 0 and one.span.start < draft.timeline[index].span.end:
            found.add(one.department)
    return frozenset(found)


def _weigh(
    draft: Draft,
    department: Department,
    evidence: Sequence[Evidence],
    testimony: Testimony,
    order: int,
) -> tuple[tuple[int, float, int], Perspective]:
    """Return a department's place in the order, and its perspective."""
    voices = _places(evidence, Shows.VOICE)
    deeds = _places(evidence, Shows.DEED)
    is_author = department.id == testimony.author
    is_heard = bool(voices) or (is_author and bool(evidence))
    struck = len(_places(evidence, Shows.STRUCK))
    named = len(_places(evidence, Shows.NAMED))
    work = len({e.term[:5] for e in evidence if e.shows is Shows.WORK})
    weight = (
        struck
        + min(_MOST_NAMED, _NAMED * named)
        + min(_MOST_WORK, _WORK * work)
        + min(_MOST_DEEDS, _DEED * len(deeds))
        + _HEARD * (is_heard + is_author)
    )
    is_affected = weight >= _ENOUGH
    if is_heard:
        places = voices or deeds or _strongest(evidence)
        why = f"{department.name} tells something of its own."
        ranked = (1, -float(len(places)), order)
        return ranked, _describe(draft, department, Status.SPEAKING, places, why, is_affected)
    if is_affected:
        places = _strongest(evidence)
        why = f"{department.name} was touched, but nothing is told from its side."
        ranked = (0, -weight, order)
        return ranked, _describe(draft, department, Status.SILENT, places, why, is_affected)
    why = f"Nothing in the draft shows that {department.name} was touched."
    return (2, 0.0, order), _describe(draft, department, Status.UNINVOLVED, [], why, False)


def _places(evidence: Sequence[Evidence], shows: Shows) -> list[Span]:
    return sorted({e.span for e in evidence if e.shows is shows})


def _strongest(evidence: Sequence[Evidence]) -> list[Span]:
    """Return the places that show that a department was hit, the best first."""
    ranks = {Shows.STRUCK: 0, Shows.WORK: 1, Shows.NAMED: 2, Shows.DEED: 3, Shows.VOICE: 3}
    best = sorted(evidence, key=lambda e: (ranks[e.shows], e.span))
    return list(dict.fromkeys(e.span for e in best))


def _describe(
    draft: Draft,
    department: Department,
    status: Status,
    places: Sequence[Span],
    why: str,
    is_affected: bool,
) -> Perspective:
    """Return the perspective; `places` are its evidence, the best first."""
    evidence = tuple(sorted(places[:_MAX_EVIDENCE]))
    phrase = shorten(places[0].of(draft.prose)) if places else ""
    questions = tuple(
        question.replace("{evidence}", phrase)
        for question in department.questions
        if phrase or "{evidence}" not in question
    )
    return Perspective(
        department=department.id,
        name=department.name,
        status=status,
        evidence=evidence,
        why=why,
        questions=() if status is Status.UNINVOLVED else questions,
        is_affected=is_affected,
    )
