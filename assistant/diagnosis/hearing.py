"""Which departments were hit and which are heard, weighed from the evidence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.diagnosis.departments import Department, Departments
from assistant.diagnosis.evidence import Evidence, Shows, Testimony
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.prompts import shorten
from assistant.draft import BlockKind, Draft
from assistant.prepared import compile_expression
from assistant.span import Span, SpanIndex

# Weights were set on reports read by people (`python -m evals diagnosis` measures them), so
# that neither being named nor a kind of work alone, however often, shows that somebody was hit.
_ENOUGH = 1.0
_NAMED, _MOST_NAMED = 0.4, 0.6
_WORK, _MOST_WORK = 0.4, 0.9
_DEED, _MOST_DEEDS = 0.2, 0.4
_HEARD = 0.6
# More places than this tell a reader nothing new.
_MAX_EVIDENCE = 5
# A department is shown by so many of the words its own people are called by in the draft.
_MOST_OWN = 2
_WHO = compile_expression(r"\b(?:departments?|teams?|who|area|group)\b", re.I)


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


def hear_departments(
    draft: Draft,
    departments: Departments,
    testimony: Testimony,
    flagged: Sequence[Span] = (),
    unaffected: Collection[str] = (),
) -> Hearing:
    """Return the place of every department in the draft.

    Args:
        draft: The draft.
        departments: The departments of the company.
        testimony: What the draft shows of them.
        flagged: Places that no question to a department may quote.
        unaffected: Ids of departments of which the author said that they have no part.
    """
    by_department: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in testimony.evidence:
        by_department[evidence.department].append(evidence)
    weighed = []
    cells = {
        b.span: b.span.of(draft.prose).strip()
        for b in draft.blocks
        if b.kind is BlockKind.TABLE_CELL and _WHO.search(b.header)
    }
    for order, department in enumerate(departments.members):
        if department.id in unaffected:
            why = "The author says that it has no part in this."
            place = _describe(department, Status.UNINVOLVED, [], "", why, False)
            weighed.append(((2, 0.0, order), place))
            continue
        about = by_department[department.id]
        if own := _own_words(cells, about):
            department = replace(department, name=_with_own(own, department.name))
        weighed.append(_weigh(draft, department, about, testimony, flagged, order))
    return Hearing(
        perspectives=tuple(p for _, p in sorted(weighed, key=lambda w: w[0])),
        in_timeline=_in_timeline(draft, testimony.evidence),
    )


def _own_words(cells: Mapping[Span, str], evidence: Sequence[Evidence]) -> list[str]:
    """Return what a table of the draft calls a department, as it stands there."""
    named = (cells[e.span] for e in evidence if cells.get(e.span, "").lower() == e.term != "")
    return list(dict.fromkeys(named))[:_MOST_OWN]


def _with_own(own: Sequence[str], name: str) -> str:
    """Return a department's name behind the writer's own: "Warehouse (operations)"."""
    known = name.lower()
    other = [one for one in own if one.lower() not in known and known not in one.lower()]
    if not other:
        return name
    first, *rest = name.split(" ")
    plain = " ".join((first if first.isupper() else first.lower(), *rest))
    return f"{' and '.join(other)} ({plain})"


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
    flagged: Sequence[Span],
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
        status, why = Status.SPEAKING, "Something is told from its own side."
        ranked = (1, -float(len(places)), order)
    elif is_affected:
        places = _strongest(evidence)
        status, why = Status.SILENT, "Affected, but nothing is told from this side yet."
        ranked = (0, -weight, order)
    else:
        why = "Nothing in the draft shows an effect here."
        unheard = _describe(department, Status.UNINVOLVED, [], "", why, False)
        return (2, 0.0, order), unheard
    closed = _not_to_quote(department, testimony, flagged)
    quoted = next((p for p in places if not closed.overlaps(p)), None)
    if quoted:
        places = [quoted, *(p for p in places if p != quoted)]
    phrase = shorten(quoted.of(draft.prose)) if quoted else ""
    return ranked, _describe(department, status, places, phrase, why, is_affected)


def _not_to_quote(
    department: Department, testimony: Testimony, flagged: Sequence[Span]
) -> SpanIndex:
    """Return what a question to a department cannot be sent with.

    What carries a finding reproaches somebody, and what another department says or has
    ascribed to it is not for this one to answer.
    """
    of_others = (
        e.span
        for e in testimony.evidence
        if e.department != department.id and e.shows is Shows.VOICE and e.term != "we"
    )
    return SpanIndex((*flagged, *of_others))


def _places(evidence: Sequence[Evidence], shows: Shows) -> list[Span]:
    return sorted({e.span for e in evidence if e.shows is shows})


def _strongest(evidence: Sequence[Evidence]) -> list[Span]:
    """Return the places that show that a department was hit, the best first."""
    ranks = {Shows.STRUCK: 0, Shows.WORK: 1, Shows.NAMED: 2, Shows.DEED: 3, Shows.VOICE: 3}
    best = sorted(evidence, key=lambda e: (ranks[e.shows], e.span))
    return list(dict.fromkeys(e.span for e in best))


def _describe(
    department: Department,
    status: Status,
    places: Sequence[Span],
    phrase: str,
    why: str,
    is_affected: bool,
) -> Perspective:
    """Return the perspective.

    `places` are its evidence, the best first, and `phrase` the words of the draft that its
    questions may quote, or "".
    """
    questions = tuple(
        question.replace("{evidence}", phrase)
        for question in department.questions
        if phrase or "{evidence}" not in question
    )
    return Perspective(
        department=department.id,
        name=department.name,
        status=status,
        evidence=tuple(places[:_MAX_EVIDENCE]),
        why=why,
        questions=() if status is Status.UNINVOLVED else questions,
        is_affected=is_affected,
    )
