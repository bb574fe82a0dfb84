"""Which of the three layers a draft speaks of, and what else it says about why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.diagnosis.places import own_sections, told_in
from assistant.diagnosis.signs import fold, load_signs
from assistant.diagnosis.telling import told_sentences
from assistant.draft import BlockKind, Draft, SectionKind, Sentence, without_blanks
from assistant.prepared import compile_expression
from assistant.span import Span, SpanIndex

_LAYERS = ("technical", "organisational", "human")
_ANSWERS = ("went_right", "predictable")
# Sentences remembered, and the longest of them in characters.
_REMEMBERED, _LONGEST_REMEMBERED = 20_000, 1_000
# Groups of signs that only the prompts use.
_ASKED_ABOUT = ("clue", "lens", "account")
# Fewer words than this under "What went well" state nothing.
_STATEMENT_WORDS = 4
_FEWEST_REASONS = 2
_EXPECTED = compile_expression(
    r"\b(?:predictabl[ey]|likely|to be expected|on the cards|(?:matter|question) of time|was coming"
    r"|(?:was|were) going to|was due|had to come|sooner or later|on its way|already true"
    r"|standing conditions|conditions (?:that|beneath|under)|waiting to happen|ground was)\b",
    re.I,
)
_EMPTY = compile_expression(
    r"\A\W*(?:nothing|n/?a\b|none|tbd|to be|describe|list|what|which|e\.g)"
    r"|(?:problem|issue|incident|outage) was (?:\w+ )?(?:resolved|fixed)\W*\Z",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of the story of which the draft makes at least one concrete statement.

    Attributes:
        technical: What happened in what order.
        organisational: Incentives, constraints, staffing, shortcuts, hidden rules, promises.
        human: Fear, workload, fatigue, trust, communication gaps, appetite for risk.
        technical_at: Sentences that show it, in reading order; likewise the other two.
        blamed_at: Sentences that would show a layer, by its name, did they not carry a finding
            of blame: what closes the story does not tell it.
    """

    technical: bool
    organisational: bool
    human: bool
    technical_at: tuple[Span, ...] = ()
    organisational_at: tuple[Span, ...] = ()
    human_at: tuple[Span, ...] = ()
    blamed_at: dict[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """What a draft says beyond the sequence of events.

    Attributes:
        layers: The three layers.
        went_right_at: Sentences that say what kept it from being worse, in reading order.
        predictable_at: Sentences that name standing conditions.
        signs: For every other sign of signs.yaml that the draft shows, as ``group.id``, the
            sentences that show it.
    """

    layers: Layers
    went_right_at: tuple[Span, ...]
    predictable_at: tuple[Span, ...]
    signs: dict[str, tuple[Span, ...]]

    def without(self, blamed: Sequence[Span]) -> Account:
        """Return what is left of it when sentences that carry blame tell nothing."""
        if not blamed:
            return self
        layers = self.layers
        flagged = SpanIndex(blamed)
        clean, closed = {}, {}
        for name in _LAYERS:
            told_at: tuple[Span, ...] = getattr(layers, f"{name}_at")
            clean[name] = tuple(s for s in told_at if not flagged.overlaps(s))
            if left_out := tuple(s for s in told_at if flagged.overlaps(s)):
                closed[name] = left_out
        return Account(
            layers=Layers(
                technical=bool(clean["technical"]),
                organisational=bool(clean["organisational"]),
                human=bool(clean["human"]),
                technical_at=clean["technical"],
                organisational_at=clean["organisational"],
                human_at=clean["human"],
                blamed_at=closed,
            ),
            went_right_at=tuple(s for s in self.went_right_at if not flagged.overlaps(s)),
            predictable_at=tuple(s for s in self.predictable_at if not flagged.overlaps(s)),
            signs=self.signs,
        )


def read_account(draft: Draft) -> Account:
    """Return what the draft says about its layers, what went right and what was standing."""
    shown: dict[str, list[Span]] = defaultdict(list)
    told = list(told_sentences(draft))
    for sentence in told:
        if sentence.block.kind is not BlockKind.HEADING:
            for name in shown_by(sentence.span.of(draft.prose)):
                shown[name].append(sentence.span)
    # A moment with its time tells the sequence, whatever it says.
    shown["technical"] = sorted({*shown["technical"], *(e.text for e in draft.timeline)})
    # What stands under a heading that asks for a layer answers it, whatever its words.
    for name in (*_LAYERS, "predictable"):
        shown[name] = sorted({*shown[name], *told_in(draft, own_sections(draft, name))})
    technical, organisational, human = (tuple(shown[name]) for name in _LAYERS)
    went_right = {*shown["went_right"], *_told_as_right(draft, told)}
    predictable = {*shown["predictable"], *_told_as_predictable(draft, told)}
    return Account(
        layers=Layers(
            technical=bool(technical),
            organisational=bool(organisational),
            human=bool(human),
            technical_at=technical,
            organisational_at=organisational,
            human_at=human,
        ),
        went_right_at=tuple(sorted(went_right)),
        predictable_at=tuple(sorted(predictable)),
        signs={name: tuple(spans) for name, spans in shown.items() if "." in name},
    )


def shown_by(sentence: str) -> frozenset[str]:
    """Return what a sentence shows: names of groups of signs.yaml, and "group.id" of signs.

    A sentence is read once: an edit costs only what it changed.
    """
    folded = fold(without_blanks(sentence))
    if len(folded) > _LONGEST_REMEMBERED:
        return _shown_by.__wrapped__(folded)
    return _shown_by(folded)


@lru_cache(maxsize=_REMEMBERED)
def _shown_by(folded: str) -> frozenset[str]:
    groups = load_signs("signs.yaml")
    shown = {name for name in (*_LAYERS, *_ANSWERS) if groups[name].pattern.search(folded)}
    for name in _ASKED_ABOUT:
        for sign in groups[name].signs:
            if sign.pattern.search(folded):
                shown.add(f"{name}.{sign.id}")
    return frozenset(shown)


def _told_as_right(draft: Draft, told: Sequence[Sentence]) -> list[Span]:
    """Return what stands under a heading about what went right and says something."""
    return [
        s.span
        for s in told
        if draft.section_of(s).kind is SectionKind.WENT_WELL
        and s.block.kind is not BlockKind.HEADING
        and len(s.span.of(draft.prose).split()) >= _STATEMENT_WORDS
        and not _EMPTY.search(s.span.of(draft.prose))
    ]


def _told_as_predictable(draft: Draft, told: Sequence[Sentence]) -> list[Span]:
    """Return what stands under a heading about why this was to be expected."""
    sections = {i for i, s in enumerate(draft.sections) if _EXPECTED.search(s.title)}
    reasons = [
        s.span
        for s in told
        if s.section in sections
        and s.block.kind is not BlockKind.HEADING
        and len(s.span.of(draft.prose).split()) >= _STATEMENT_WORDS
    ]
    return reasons if len(reasons) >= _FEWEST_REASONS else []
