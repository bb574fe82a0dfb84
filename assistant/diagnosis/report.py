"""What a draft leaves out, in one answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.diagnosis.actions import GradedAction, Strength, grade_actions
from assistant.diagnosis.departments import Departments
from assistant.diagnosis.evidence import Testimony, gather_evidence
from assistant.diagnosis.hearing import Hearing, hear_departments
from assistant.diagnosis.layers import Account, Layers, read_account
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.places import own_sections, told_in, unwritten_parts
from assistant.diagnosis.prompts import MAX_PROMPTS, Prompt, choose_prompts, load_prompts
from assistant.diagnosis.telling import told_sentences
from assistant.draft import BlockKind, Draft
from assistant.finding import Finding, Group
from assistant.span import Span, SpanIndex

# Below this a draft is a beginning, and asking what is missing from it is noise.
MIN_WORDS = 60
# A note this short is not made better by six questions at once.
_SHORT_WORDS = 200
# Statements about the organisation from which a draft counts as having looked into it.
_THOROUGH = 3
# Departments that speak in a report told by more than the one that repaired it.
_MANY_VOICES = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a draft says, from whom, and what to ask next.

    Attributes:
        perspectives: Every department: the silent ones first (most evidence first), then the
            speaking, then the uninvolved.
        layers: Which of the three layers it speaks of.
        went_right: True where it says what kept the incident from being worse.
        predictable_answered: True where it names the standing conditions that made this the
            outcome to expect.
        actions: Its action items with their strength, in reading order.
        prompts: At most six questions to the author, the most important first.
        went_right_at: Sentences that say what kept it from being worse, in reading order.
        predictable_at: Sentences that name the standing conditions.
        unwritten: Parts of the story that have a section of their own in which nothing is
            written yet: what touches on them elsewhere does not tell them.
    """

    perspectives: tuple[Perspective, ...]
    layers: Layers
    went_right: bool
    predictable_answered: bool
    actions: tuple[GradedAction, ...]
    prompts: tuple[Prompt, ...]
    went_right_at: tuple[Span, ...] = ()
    predictable_at: tuple[Span, ...] = ()
    unwritten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says, before it is weighed with what its author decided.

    Attributes:
        draft: The draft.
        departments: The departments of the company.
        testimony: What it shows of each of them.
        account: What it says beyond the sequence of events.
        actions: Its action items with their strength.
    """

    draft: Draft
    departments: Departments
    testimony: Testimony
    account: Account
    actions: tuple[GradedAction, ...]


def diagnose(
    draft: Draft,
    departments: Departments,
    findings: Sequence[Finding] = (),
    unaffected: Collection[str] = (),
    answered: Collection[str] = (),
) -> Diagnosis:
    """Return what `draft` leaves out, seen by a company with these departments.

    It reads words and constructions only: no model, no network, and nothing about people.
    The other arguments are those of `weigh_reading`.
    """
    return weigh_reading(read_story(draft, departments), findings, unaffected, answered)


def read_story(draft: Draft, departments: Departments) -> Reading:
    """Return what a draft says: the part of a diagnosis that takes time."""
    return Reading(
        draft,
        departments,
        gather_evidence(draft, departments),
        read_account(draft),
        grade_actions(draft),
    )


def weigh_reading(
    reading: Reading,
    findings: Sequence[Finding] = (),
    unaffected: Collection[str] = (),
    answered: Collection[str] = (),
) -> Diagnosis:
    """Return what a draft leaves out.

    Args:
        reading: What it says.
        findings: The findings its author has not dismissed. A sentence that carries one of
            blame tells no layer of the story, and no question quotes one that carries any.
        unaffected: Ids of departments of which the author said that they have no part.
        answered: Ids of questions of which the author said that the text answers them.
    """
    draft, actions = reading.draft, reading.actions
    blamed = [f.span for f in findings if f.group is Group.BLAME]
    flagged = [f.span for f in findings]
    hearing = hear_departments(draft, reading.departments, reading.testimony, flagged, unaffected)
    account = reading.account.without(blamed)
    facts = _facts(draft, hearing, account, actions, flagged)
    most = MAX_PROMPTS if draft.words >= _SHORT_WORDS else MAX_PROMPTS // 2
    rules = [
        rule
        for rule in load_prompts()
        if rule.id not in answered and not told_in(draft, own_sections(draft, rule.id))
    ]
    unwritten = unwritten_parts(draft)
    return Diagnosis(
        perspectives=hearing.perspectives,
        layers=replace(
            account.layers,
            organisational=account.layers.organisational and "organisational" not in unwritten,
            human=account.layers.human and "human" not in unwritten,
        ),
        went_right=bool(account.went_right_at) and "went-right" not in unwritten,
        predictable_answered=bool(account.predictable_at) and "predictable" not in unwritten,
        actions=actions,
        prompts=choose_prompts(facts, draft.prose, rules, most=most),
        went_right_at=account.went_right_at,
        predictable_at=account.predictable_at,
        unwritten=unwritten,
    )


def count_told(draft: Draft) -> int:
    """Return the number of words of the sentences that tell what was, headings left out."""
    return sum(
        len(s.span.of(draft.prose).split())
        for s in told_sentences(draft)
        if s.block.kind is not BlockKind.HEADING
    )


def _facts(
    draft: Draft,
    hearing: Hearing,
    account: Account,
    actions: tuple[GradedAction, ...],
    flagged: Sequence[Span],
) -> dict[str, Span | None]:
    """Return what holds of the draft, by the names prompts.yaml uses."""
    touched = [p for p in hearing.perspectives if p.status is not Status.UNINVOLVED]
    tellers = {p.department for p in touched if p.status is Status.SPEAKING}
    layers = account.layers
    is_thorough = len(layers.organisational_at) >= _THOROUGH and bool(account.predictable_at)
    is_weak = all(a.strength is Strength.WEAK for a in actions)
    has_owner = any(a.owner for a in actions)
    claims = {
        "told": count_told(draft) >= MIN_WORDS,
        "predictable": bool(account.predictable_at),
        "went-right": bool(account.went_right_at),
        "layer.technical": layers.technical,
        "layer.organisational": layers.organisational,
        "layer.human": layers.human,
        "complete": is_thorough
        and layers.human
        and bool(account.went_right_at)
        and len(tellers) >= _MANY_VOICES
        and has_owner
        and not is_weak,
        "timeline": len(draft.timeline) >= 3,
        "timeline-of-one": len(hearing.in_timeline) <= 1,
        "others-touched": len(touched) > 1,
        "leadership-speaks": "leadership" in tellers,
        "actions": bool(actions),
        "all-actions-weak": is_weak,
        "some-owner": has_owner,
    }
    facts: dict[str, Span | None] = {name: None for name, holds in claims.items() if holds}
    reproaches = SpanIndex(flagged)
    for name, spans in account.signs.items():
        facts[name] = next((s for s in spans if not reproaches.overlaps(s)), None)
    return facts
