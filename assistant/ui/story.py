"""What the Story panel is told, and which departments the author left out of a draft.

Nothing in here knows Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.diagnosis import Diagnosis, Prompt
from assistant.diagnosis.prompts import shorten
from assistant.draft import Draft, place_blank
from assistant.span import Span
from assistant.store import StoredDecision

# A department the author left out is kept as a decision about a finding of this name.
_UNAFFECTED = "department:"
# So is a question that the author says the text answers.
_ANSWERED = "question:"
# More sentences than this show a reader nothing new.
_MOST_SHOWN = 3
_QUOTED_WORDS = 9

# What a full story tells: its name on the screen and what to ask where it is not told.
_PARTS = {
    "technical": (
        "What happened technically",
        "What happened in what order, and what let one step have this effect?",
    ),
    "organisational": (
        "What the organisation pushed for",
        "Which deadlines, promises, incentives or shortcuts stood behind it?",
    ),
    "human": (
        "What it was like for people",
        "What did people see, fear and know at the time, and how tired were they?",
    ),
    "went-right": (
        "What went right",
        "What kept it from being worse, and who made that possible?",
    ),
    "predictable": (
        "Why this was likely to happen",
        "Given what everybody knew and was asked to do, what made this the likely outcome?",
    ),
}
_WHY = r"\bcauses?\b|\bwhy\b|contribut|analysis|background"
# Headings under which the answer to a question belongs, by part or by the question's id; the
# first that the draft has. Questions about the actions are answered in the actions themselves.
_BELONGS: dict[str, tuple[str, ...]] = {
    "technical": (r"technical", _WHY),
    "organisational": (r"organi[sz]ation", _WHY),
    "human": (r"\bfor people\b|human", _WHY),
    "went-right": (r"went (?:well|right)|worse|helped|worked", _WHY),
    "predictable": (r"predictable|expected|conditions", _WHY),
    "predictable-outcome": (r"predictable|expected|conditions", _WHY),
    "company-timeline": (r"time ?line|sequence|chronolog",),
    "organisational-forces": (r"organi[sz]ation", _WHY),
    "local-rationality": (r"made sense", _WHY),
    "impact-numbers": (r"\bhit\b|impact|affected|effect",),
    "human-layer": (r"\bfor people\b|human", _WHY),
    "leaders-own": (r"leaders?\b", _WHY),
    "siblings": (r"predictable|elsewhere|conditions", _WHY),
    "changed-since": (r"since the last|happened before|lessons", _WHY),
}
_ABOUT_ACTIONS = frozenset({"no-actions", "weak-actions", "owners"})

Place = Callable[[Span], dict[str, int]]


def unaffected_departments(decisions: Mapping[str, StoredDecision]) -> dict[str, str]:
    """Return the departments the author left out of a draft, by id, with the reason."""
    return {
        name.removeprefix(_UNAFFECTED): one.reason
        for name, one in decisions.items()
        if name.startswith(_UNAFFECTED) and one.action == "dismissed"
    }


def answered_questions(decisions: Mapping[str, StoredDecision]) -> dict[str, str]:
    """Return the questions of which the author said that the text answers them, by id."""
    return {
        name.removeprefix(_ANSWERED): one.quote
        for name, one in decisions.items()
        if name.startswith(_ANSWERED) and one.action == "dismissed"
    }


def story_data(
    draft: Draft, diagnosis: Diagnosis, flagged: Sequence[Span], place: Place
) -> dict[str, Any]:
    """Return what the Story panel shows, as data.

    Args:
        draft: The draft.
        diagnosis: What it tells and leaves out.
        flagged: Where findings stand: of what tells a part, the rest is shown first.
        place: Returns a span as the browser counts it.
    """
    layers = diagnosis.layers
    told_at = {
        "technical": layers.technical_at,
        "organisational": layers.organisational_at,
        "human": layers.human_at,
        "went-right": diagnosis.went_right_at,
        "predictable": diagnosis.predictable_at,
    }
    shown = {
        part: _quotes(
            draft, sorted(spans, key=lambda s: any(s.overlaps(f) for f in flagged)), place
        )
        for part, spans in told_at.items()
    }
    return {
        "parts": [
            {
                "id": part,
                "name": name,
                "hint": hint,
                "told": [] if part in diagnosis.unwritten else shown[part],
                "elsewhere": shown[part] if part in diagnosis.unwritten else [],
                "blamed": _quotes(draft, layers.blamed_at.get(part, ()), place),
                **_blank(draft, part, hint, None, place),
            }
            for part, (name, hint) in _PARTS.items()
        ],
        "prompts": [
            {
                "id": prompt.id,
                "question": prompt.question,
                "why": prompt.why,
                "evidence": place(prompt.evidence) if prompt.evidence else None,
                **_prompt_blank(draft, prompt, place),
            }
            for prompt in diagnosis.prompts
        ],
    }


def _quotes(draft: Draft, spans: Sequence[Span], place: Place) -> list[dict[str, Any]]:
    """Return the first of these sentences with their first words; a table's bars are no words."""
    return [
        {**place(span), "quote": shorten(span.of(draft.prose).replace("|", " "), _QUOTED_WORDS)}
        for span in spans[:_MOST_SHOWN]
    ]


def _prompt_blank(draft: Draft, prompt: Prompt, place: Place) -> dict[str, Any]:
    if prompt.id in _ABOUT_ACTIONS:
        return {"insert": None, "asked": None}
    # What the question quotes stands before the blank already.
    _, quoted, rest = prompt.question.rpartition("”. ")
    return _blank(draft, prompt.id, rest if quoted else prompt.question, prompt.evidence, place)


def _blank(
    draft: Draft, id: str, question: str, after: Span | None, place: Place
) -> dict[str, Any]:
    at = draft.source.find(f"[… {question}]")
    if at >= 0:
        return {"insert": None, "asked": place(Span(at, at + len(question) + 4))}
    headings = [re.compile(one, re.I) for one in _BELONGS.get(id, (_WHY,))]
    change = place_blank(draft, question, headings, after)
    return {"insert": {**place(change.span), "insert": change.insert}, "asked": None}
