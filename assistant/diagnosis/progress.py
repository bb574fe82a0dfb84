"""How far a draft is on its way from first notes to ready for review.

It says what is there and what is missing, and never how good it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.diagnosis.actions import GradedAction
from assistant.diagnosis.perspective import Status
from assistant.diagnosis.places import empty_sections, headed_sections, own_sections, told_in
from assistant.diagnosis.report import MIN_WORDS, Diagnosis, count_told
from assistant.draft import Draft, Section, SectionKind, without_blanks
from assistant.prepared import compile_expression
from assistant.span import Span

# A first call, a first measure and an end: fewer moments are no sequence.
_FEWEST_MOMENTS = 3
# Sentences about the organisation and about people; a remark of each explains little.
_FEWEST_REASONS = 3
# Words from which a summary says what people noticed.
_FEWEST_WORDS = 15
# Repairs are told in every draft; being hit is told by naming somebody else.
_REPAIRS = "engineering"


_TELL = "Tell in a few sentences what people noticed, from when to when, and how it ended."
_SAY_HIT = "Say whose day changed: which departments, which customers, how many, for how long."
_FILL_HIT = "Say in its section what changed for whom."
_SAY_RIGHT = "Say what kept it from being worse: a quick decision, a habit, a limit, a margin."
_REASONS = {
    "organisational": "what the organisation pushed for",
    "human": "what it was like for people",
}
_WHEN = compile_expression(
    r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}\s?(?:am|pm|o['’]clock)\b|\b(?:noon|midnight|morning|evening)\b"
    r"|\b\w+ (?:minutes?|hours?|days?|weeks?)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_ENDED = compile_expression(
    r"\b(?:end(?:ed|s)?|over by|until|till|restored?|resolved|recovered|fixed|stopped|repaired"
    r"|back (?:up|to|on|online|in|at)|(?:was|were|came|is|are) back|normal(?:ly)?|again|agreed"
    r"|finished|caught up|cleared|closed|working|worked|complete[d]?|rolled back|replaced|renewed"
    r"|reopened|refunded|(?:from|between) \S+ (?:to|and) \S*\d|all but)\b",
    re.I,
)
_BEFORE_BODY = compile_expression(r"[ \t]*\n\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)*", re.S)


class Help(StrEnum):
    """Where beside the text the help for a step is found."""

    NONE = ""
    LANGUAGE = "language"
    DEPARTMENTS = "departments"
    STORY = "story"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a draft needs before others review it.

    Attributes:
        id: Stable name.
        name: What it is called on the screen.
        is_there: True where the draft has it.
        detail: What is there, or what is missing and what to do, in one sentence.
        at: Where in the source it stands or belongs, or None.
        help: Which panel helps with it.
    """

    id: str
    name: str
    is_there: bool
    detail: str
    at: int | None = None
    help: Help = Help.NONE


def read_progress(draft: Draft, diagnosis: Diagnosis, open_findings: int) -> tuple[Step, ...]:
    """Return the steps of a draft on its way to review, in the order of the way.

    Args:
        draft: The parsed draft.
        diagnosis: What it tells and leaves out.
        open_findings: Findings the author has neither mended nor dismissed.
    """
    told = count_told(draft)
    return (
        _what_happened(draft, told),
        _timeline(draft),
        _affected(draft, diagnosis),
        _heard(draft, diagnosis, told),
        _sense(draft, diagnosis),
        _went_right(draft, diagnosis),
        _actions(draft, diagnosis),
        _language(told, open_findings),
    )


def read_left(draft: Draft, diagnosis: Diagnosis) -> Step | None:
    """Return what is still open where every step is there: empty sections, open questions."""
    empty = empty_sections(draft)
    counted = [
        f"{number} {one if number == 1 else more}"
        for number, one, more in (
            (len(empty), "section is empty", "sections are empty"),
            (len(diagnosis.prompts), "question is open", "questions are open"),
        )
        if number
    ]
    if not counted:
        return None
    at = _body(draft, empty[0]) if empty else None
    return Step("left", "Still open", False, f"{', '.join(counted)}.", at, Help.STORY)


def _what_happened(draft: Draft, told: int) -> Step:
    summary = _summary(draft)
    if summary is None:
        text = draft.prose if told else ""
        written = told
    else:
        spans = told_in(draft, (summary,))
        text = " ".join(without_blanks(s.of(draft.prose)) for s in spans)
        written = len(text.split())
    missing = [
        what
        for what, is_told in (
            ("what people noticed", written >= _FEWEST_WORDS),
            ("from when to when", _WHEN.search(text)),
            ("how it ended", _ENDED.search(text)),
        )
        if not is_told
    ]
    # A long account has all of it, in whatever words.
    is_there = not missing or written >= MIN_WORDS
    if is_there:
        detail = "The story is told."
    elif not written:
        elsewhere = "Touched on elsewhere. " if told >= MIN_WORDS else ""
        detail = f"{elsewhere}{_TELL}"
    else:
        detail = f"Still missing: {_listed(missing)}."
    return Step("what-happened", "What happened", is_there, detail, _beginning(draft))


def _timeline(draft: Draft) -> Step:
    moments = len(draft.timeline)
    is_there = moments >= _FEWEST_MOMENTS
    detail = (
        f"{moments} moments with their time."
        if is_there
        else f"Write down at least {_FEWEST_MOMENTS} moments, each with its time in front."
    )
    first = [e.span for e in draft.timeline]
    at = _place(draft, SectionKind.TIMELINE, first)
    return Step("timeline", "Timeline", is_there, detail, at)


def _affected(draft: Draft, diagnosis: Diagnosis) -> Step:
    hit = [
        p
        for p in diagnosis.perspectives
        if p.status is not Status.UNINVOLVED and p.department != _REPAIRS
    ]
    own = _own(draft, SectionKind.IMPACT)
    is_there = bool(hit) and (not own or bool(told_in(draft, own)))
    if is_there:
        detail = f"It names {_listed(p.name for p in hit)}."
    elif hit:
        detail = f"Touched on elsewhere: {_listed(p.name for p in hit)}. {_FILL_HIT}"
    else:
        detail = _SAY_HIT
    at = _place(draft, SectionKind.IMPACT, [e for p in hit for e in p.evidence])
    return Step("affected", "Who was hit", is_there, detail, at, Help.DEPARTMENTS)


def _heard(draft: Draft, diagnosis: Diagnosis, told: int) -> Step:
    touched = [p for p in diagnosis.perspectives if p.status is not Status.UNINVOLVED]
    silent = [p for p in touched if p.status is Status.SILENT]
    if silent:
        detail = f"Ask {_listed(p.name for p in silent)}: affected, but not heard yet."
    elif touched and told:
        detail = "Every department this draft touches has a voice in it."
    else:
        detail = "Let those who were affected say what they saw, knew and did."
    evidence = [e for p in silent for e in p.evidence]
    at = _place(draft, SectionKind.IMPACT, evidence)
    # A department in the title alone has said nothing.
    is_there = bool(touched) and not silent and told > 0
    return Step("heard", "Everyone heard", is_there, detail, at, Help.DEPARTMENTS)


def _sense(draft: Draft, diagnosis: Diagnosis) -> Step:
    layers = diagnosis.layers
    told = {
        "organisational": _told_reasons(draft, "organisational", layers.organisational_at),
        "human": _told_reasons(draft, "human", layers.human_at),
    }
    for part, closed in layers.blamed_at.items():
        if part in told:
            told[part] -= set(closed)
    missing = [what for part, what in _REASONS.items() if not told[part]]
    touched = {*layers.organisational_at, *layers.human_at}
    reasons = told["organisational"] | told["human"]
    # One remark cannot tell both; where nothing asks for them, it takes more than one of each.
    is_asked = bool(_own(draft, SectionKind.CAUSES)) or all(
        own_sections(draft, p) for p in _REASONS
    )
    fewest = len(_REASONS) if is_asked else _FEWEST_REASONS
    is_there = not missing and len(reasons) >= fewest
    if is_there:
        detail = "What pushed towards it, and what it was like for people, is told."
    elif missing:
        elsewhere = "Touched on elsewhere. " if touched else ""
        detail = f"{elsewhere}Not told yet: {' and '.join(missing)}."
    else:
        detail = "Touched on. Say more of what pushed towards it, and what it was like for people."
    headed = [s for part in _REASONS if not told[part] for s in own_sections(draft, part)]
    at = _body(draft, headed[0]) if headed and reasons else None
    if at is None:
        at = _place(draft, SectionKind.CAUSES, sorted(touched))
    return Step("sense", "Why it made sense", is_there, detail, at, Help.STORY)


def _told_reasons(draft: Draft, part: str, shown: Iterable[Span]) -> set[Span]:
    """Return the sentences that tell a layer of why: in its own section, or clear of others.

    Where the draft asks for it under a heading, a row of the timeline or a remark in the
    summary does not answer; what stands under a heading about why does.
    """
    own = own_sections(draft, part)
    causes = _own(draft, SectionKind.CAUSES)
    if own or causes:
        within = [s.span for s in (*own, *causes)]
        kept = {s for s in shown if any(w.contains(s) for w in within)}
        return kept | set(told_in(draft, own))
    timeline = [e.span for e in draft.timeline]
    return {s for s in shown if not any(t.overlaps(s) for t in timeline)}


def _went_right(draft: Draft, diagnosis: Diagnosis) -> Step:
    own = _own(draft, SectionKind.WENT_WELL)
    is_there = bool(told_in(draft, own)) if own else diagnosis.went_right
    if is_there:
        detail = "What kept it from being worse is told."
    else:
        elsewhere = "Touched on elsewhere. " if diagnosis.went_right_at else ""
        detail = f"{elsewhere}{_SAY_RIGHT}"
    at = _section(draft, SectionKind.WENT_WELL)
    return Step("went-right", "What went right", is_there, detail, at, Help.STORY)


def _actions(draft: Draft, diagnosis: Diagnosis) -> Step:
    actions = diagnosis.actions
    loose = [a for a in actions if not a.is_done and not (a.owner and a.due)]
    if not actions:
        detail = "Say what will be different, who does it, and by when."
    elif loose:
        has = "action has" if len(loose) == 1 else "actions have"
        detail = f"{len(loose)} {has} nobody to do it, or no day."
    else:
        detail = "Every action has somebody who does it, and a day."
    at = _lacking(draft, loose[0]) if loose else _section(draft, SectionKind.ACTIONS)
    is_there = bool(actions) and not loose
    return Step("actions", "Actions assigned", is_there, detail, at, Help.ACTIONS)


def _lacking(draft: Draft, action: GradedAction) -> int:
    """Return where "all" stands for an owner or "asap" for a day, else where the action begins."""
    vague = (action.vague_owner if not action.owner else "") or action.vague_due
    at = draft.source.find(vague, action.span.start, action.span.end) if vague else -1
    return at if at >= 0 else action.span.start


def _language(told: int, open_findings: int) -> Step:
    if open_findings:
        phrases = "1 phrase waits" if open_findings == 1 else f"{open_findings} phrases wait"
        detail = f"{phrases} for a look: rewrite, answer or dismiss."
    elif told < MIN_WORDS:
        detail = "Comes by itself: what blames somebody or stops asking is underlined as you write."
    else:
        detail = "No phrase waits for a look."
    is_there = not open_findings and told >= MIN_WORDS
    return Step("language", "Language", is_there, detail, None, Help.LANGUAGE)


def _place(draft: Draft, kind: SectionKind, evidence: Iterable[Span]) -> int | None:
    """Return where a section of a kind begins to be written, else where the evidence stands."""
    at = _section(draft, kind)
    return at if at is not None else min((e.start for e in evidence), default=None)


def _beginning(draft: Draft) -> int:
    """Return where the summary is written, else the first section, else after the title."""
    headed = [s for s in draft.sections if s.heading is not None]
    parts = [s for s in headed if s.level > 1]
    summaries = [s for s in parts[:2] if s.kind is SectionKind.SUMMARY]
    return next((_body(draft, s) for s in (*summaries, *parts, *headed)), 0)


def _summary(draft: Draft) -> Section | None:
    """Return the section that tells what happened, or None."""
    return next((s for s in headed_sections(draft)[:2] if s.kind is SectionKind.SUMMARY), None)


def _own(draft: Draft, kind: SectionKind) -> tuple[Section, ...]:
    """Return the headed sections of a kind."""
    return tuple(s for s in headed_sections(draft) if s.kind is kind)


def _section(draft: Draft, kind: SectionKind) -> int | None:
    """Return where the first section of a kind is written, or None."""
    found = (s for s in draft.sections if s.kind is kind and s.heading)
    return next((_body(draft, s) for s in found), None)


def _body(draft: Draft, section: Section) -> int:
    """Return where a section's text begins, after its heading and the template's notes."""
    if section.heading is None:
        return section.span.start
    match = _BEFORE_BODY.match(draft.source, section.heading.end, section.span.end)
    at = match.end() if match else section.heading.end
    # Nothing written yet: the empty line before the next heading, not the heading itself.
    is_empty = at == section.span.end and at > section.heading.end and at < len(draft.source)
    return at - 1 if is_empty else at


def _listed(names: Iterable[str]) -> str:
    """Return names as a phrase; of many only the first three."""
    listed = list(names)
    if len(listed) > 3:
        return f"{', '.join(listed[:3])} and {len(listed) - 3} more"
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
