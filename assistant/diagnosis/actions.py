"""How strong each action of a draft is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.diagnosis.signs import fold, load_signs
from assistant.draft import Draft
from assistant.prepared import compile_expression
from assistant.span import Span


class Strength(StrEnum):
    """How far an action changes what can happen (after the RCA² hierarchy)."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


_WHY = {
    Strength.STRONG: "It removes the hazard or makes the unsafe step impossible.",
    Strength.MEDIUM: "It makes the danger easier to see or the safe way easier to take.",
    Strength.WEAK: "It asks people for care, knowledge or another look; the next tired"
    " newcomer meets the same hazard.",
}


# What an action is opened with and says nothing about it.
_OPENING = compile_expression(
    r"(?:\W+|(?:pls|please|first|next|then|also|therefore|todo|action(?: item)?|(?:we|i|the team)"
    r" (?:should|will|need to|must|plan to|want to|intend to|are (?:hoping|going|planning) to"
    r"|hope to|have to)(?: also)?)\b)*"
)


@dataclass(frozen=True, slots=True)
class GradedAction:
    """An action item with its strength.

    Attributes:
        span: The whole item.
        text: What will be done, white space folded.
        strength: How far it changes what can happen.
        owner: Who does it, as written, or None.
        due: When it is due, as written, or None.
        why: What makes it strong, medium or weak.
        is_done: True where the draft says so.
        vague_owner: What stands for an owner and names nobody, like "all", or "".
        vague_due: What stands for a day and is none, like "asap", or "".
    """

    span: Span
    text: str
    strength: Strength
    owner: str | None
    due: str | None
    why: str
    is_done: bool = False
    vague_owner: str = ""
    vague_due: str = ""


def grade_actions(draft: Draft) -> tuple[GradedAction, ...]:
    """Return the draft's actions with their strength, in reading order."""
    graded = []
    for action in draft.actions:
        text = " ".join(action.text.of(draft.prose).replace("\ufffc", "").split())
        if not re.search(r"\w{2}", text):
            continue
        for assigned in (action.owner, action.due):
            # "Automation, 2 May" says who and when, not that something is automated.
            if assigned and " ".join(assigned.split()) != text:
                text = text.replace(" ".join(assigned.split()), " ")
        strength = grade_action(text)
        graded.append(
            GradedAction(
                span=action.span,
                text=" ".join(action.text.of(draft.source).split()),
                strength=strength,
                owner=action.owner,
                due=action.due,
                why=_WHY[strength],
                is_done=action.is_done,
                vague_owner=action.vague_owner,
                vague_due=action.vague_due,
            )
        )
    return tuple(graded)


def grade_action(text: str) -> Strength:
    """Return how strong the action told by `text` is; medium where nothing tells."""
    text = fold(text)
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    for name, group in load_signs("strength.yaml").items():
        if group.pattern.search(text):
            return Strength(name.partition("-")[0])
    return Strength.MEDIUM
