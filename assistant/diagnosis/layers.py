"""Which of the three layers a draft speaks of, and what else it says about why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.diagnosis.signs import FoldedSentences, load_signs
from assistant.diagnosis.telling import told_sentences
from assistant.draft import BlockKind, Draft, SectionKind
from assistant.span import Span

# Groups of signs that only the prompts use.
_ASKED_ABOUT = ("clue", "lens", "account")
# Fewer words than this under "What went well" state nothing.
_STATEMENT_WORDS = 4
_FEWEST_REASONS = 2
_EXPECTED = re.compile(
    r"\b(?:predictabl[ey]|likely|to be expected|on the cards|(?:matter|question) of time|was coming"
    r"|(?:was|were) going to|was due|had to come|sooner or later|on its way|already true"
    r"|standing conditions|conditions (?:that|beneath|under)|waiting to happen|ground was)\b",
    re.I,
)
_EMPTY = re.compile(
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
    spans = [s.span for s in told_sentences(draft) if s.block.kind is not BlockKind.HEADING]
    sentences = FoldedSentences(span.of(draft.prose) for span in spans)
    groups = load_signs("signs.yaml")

    def found(name: str) -> tuple[Span, ...]:
        return tuple(spans[i] for i in sentences.showing(groups[name].pattern))

    technical, organisational, human = map(found, ("technical", "organisational", "human"))
    return Account(
        layers=Layers(
            technical=bool(technical or draft.timeline),
            organisational=bool(organisational),
            human=bool(human),
            technical_at=technical,
            organisational_at=organisational,
            human_at=human,
        ),
        went_right_at=tuple(sorted({*found("went_right"), *_told_as_right(draft)})),
        predictable_at=tuple(sorted({*found("predictable"), *_told_as_predictable(draft)})),
        signs={
            f"{name}.{sign.id}": spans[first]
            for name in _ASKED_ABOUT
            for sign in groups[name].signs
            if (first := next(sentences.showing(sign.pattern), None)) is not None
        },
    )


def _told_as_right(draft: Draft) -> list[Span]:
    """Return what stands under a heading about what went right and says something."""
    return [
        s.span
        for s in told_sentences(draft)
        if draft.section_of(s).kind is SectionKind.WENT_WELL
        and s.block.kind is not BlockKind.HEADING
        and len(s.span.of(draft.prose).split()) >= _STATEMENT_WORDS
        and not _EMPTY.search(s.span.of(draft.prose))
    ]


def _told_as_predictable(draft: Draft) -> list[Span]:
    """Return what stands under a heading about why this was to be expected."""
    sections = [i for i, s in enumerate(draft.sections) if _EXPECTED.search(s.title)]
    told = [
        s
        for s in told_sentences(draft)
        if s.section in sections
        and s.block.kind is not BlockKind.HEADING
        and len(s.span.of(draft.prose).split()) >= _STATEMENT_WORDS
    ]
    return [s.span for s in told] if len(told) >= _FEWEST_REASONS else []
