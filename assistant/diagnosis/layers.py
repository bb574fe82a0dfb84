"""Which of the three layers a draft speaks of, and what else it says about why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.diagnosis.signs import Sign, load_signs
from assistant.draft import BlockKind, Draft, SectionKind
from assistant.span import Span

# Groups of signs that only the prompts use.
_ASKED_ABOUT = ("clue", "lens", "account")


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of the story of which the draft makes at least one concrete statement.

    Attributes:
        technical: What happened in what order.
        organisational: Incentives, constraints, staffing, shortcuts, hidden rules, promises.
        human: Fear, workload, fatigue, trust, communication gaps, appetite for risk.
        technical_at: Sentences that show it, in reading order; likewise the other two.
    """

    technical: bool
    organisational: bool
    human: bool
    technical_at: tuple[Span, ...] = ()
    organisational_at: tuple[Span, ...] = ()
    human_at: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What a draft says beyond the sequence of events.

    Attributes:
        layers: The three layers.
        went_right_at: Sentences that say what kept it from being worse, in reading order.
        predictable_at: Sentences that name standing conditions.
        signs: For every other sign of signs.yaml that the draft shows, as ``group.id``, the
            first sentence that shows it.
    """

    layers: Layers
    went_right_at: tuple[Span, ...]
    predictable_at: tuple[Span, ...]
    signs: dict[str, Span]


def read_account(draft: Draft) -> Account:
    """Return what the draft says about its layers, what went right and what was standing."""
    signs = load_signs("signs.yaml")
    told = [
        (s.span, s.span.of(draft.prose))
        for s in draft.sentences
        if s.block.kind is not BlockKind.HEADING
        and draft.section_of(s).kind is not SectionKind.ACTIONS
    ]
    technical = _find(told, signs["technical"])
    organisational = _find(told, signs["organisational"])
    human = _find(told, signs["human"])
    has_technical = bool(technical or draft.timeline)
    return Account(
        layers=Layers(
            technical=has_technical,
            organisational=bool(organisational),
            human=bool(human),
            technical_at=technical,
            organisational_at=organisational,
            human_at=human,
        ),
        went_right_at=_find(told, signs["went_right"]),
        predictable_at=_find(told, signs["predictable"]),
        signs={
            f"{group}.{sign.id}": found[0]
            for group in _ASKED_ABOUT
            for sign in signs[group]
            if (found := _find(told, (sign,)))
        },
    )


def _find(told: Iterable[tuple[Span, str]], signs: Iterable[Sign]) -> tuple[Span, ...]:
    patterns = [s.pattern for s in signs]
    return tuple(span for span, text in told if any(p.search(text) for p in patterns))
