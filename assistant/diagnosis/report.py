"""What a draft leaves out, in one answer."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.diagnosis.actions import GradedAction, Strength, grade_actions
from assistant.diagnosis.departments import Departments
from assistant.diagnosis.hearing import Hearing, hear_departments
from assistant.diagnosis.layers import Account, Layers, read_account
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.prompts import MAX_PROMPTS, Prompt, choose_prompts, load_prompts
from assistant.diagnosis.telling import told_sentences
from assistant.draft import BlockKind, Draft
from assistant.span import Span

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
    """

    perspectives: tuple[Perspective, ...]
    layers: Layers
    went_right: bool
    predictable_answered: bool
    actions: tuple[GradedAction, ...]
    prompts: tuple[Prompt, ...]


def diagnose(draft: Draft, departments: Departments) -> Diagnosis:
    """Return what `draft` leaves out, seen by a company with these departments.

    It reads words and constructions only: no model, no network, and nothing about people.
    """
    hearing = hear_departments(draft, departments)
    account = read_account(draft)
    actions = grade_actions(draft)
    facts = _facts(draft, hearing, account, actions)
    most = MAX_PROMPTS if draft.words >= _SHORT_WORDS else MAX_PROMPTS // 2
    return Diagnosis(
        perspectives=hearing.perspectives,
        layers=account.layers,
        went_right=bool(account.went_right_at),
        predictable_answered=bool(account.predictable_at),
        actions=actions,
        prompts=choose_prompts(facts, draft.prose, load_prompts(), most=most),
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
    facts.update(account.signs)
    return facts
