"""How far two readers of the same texts agree: what no program can be asked to beat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from assistant.draft import parse_draft
from assistant.span import Span
from evals.language_sets import Document, Gold


class Agreement(BaseModel):
    """How far two labellings agree.

    Attributes:
        spans: How many spans the first reader marked.
        second_spans: How many the second marked.
        f1: F1 of overlapping spans, each reader measured by the other.
        category: Share of the first's spans the second also marked in which the categories are
            the same.
        sentences: How many sentences both read.
        kappa: Cohen's kappa of "something is marked in this sentence" (Cohen 1960).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: int
    second_spans: int
    f1: float
    category: float
    sentences: int
    kappa: float


def agree(documents: Sequence[Document]) -> Agreement | None:
    """Return how far the readers of some documents agree, or None where one read alone."""
    pairs = [(d, *d.readings) for d in documents if d.readings is not None]
    if not pairs:
        return None
    ones = sum(len(one) for _, one, _ in pairs)
    others = sum(len(other) for _, _, other in pairs)
    met = [partners for _, one, other in pairs for g in one if (partners := _meeting(g, other))]
    met_back = sum(bool(_meeting(g, one)) for _, one, other in pairs for g in other)
    same = sum(g.category in {o.category for o in partners} for g, partners in met)
    marks = [mark for document, one, other in pairs for mark in _marks(document, one, other)]
    return Agreement(
        spans=ones,
        second_spans=others,
        f1=round((len(met) + met_back) / (ones + others), 4) if ones + others else 1.0,
        category=round(same / len(met), 4) if met else 1.0,
        sentences=len(marks),
        kappa=round(kappa(marks), 4),
    )


def _meeting(gold: Gold, others: Sequence[Gold]) -> tuple[Gold, list[Gold]] | None:
    partners = [other for other in others if other.span.overlaps(gold.span)]
    return (gold, partners) if partners else None


def _marks(
    document: Document, one: Sequence[Gold], other: Sequence[Gold]
) -> Iterator[tuple[bool, bool]]:
    """Yield of each sentence whether the one and the other reader marked something in it."""
    sentences = [document.within] if document.within else _sentences(document.text)
    for sentence in sentences:
        yield (
            any(g.span.overlaps(sentence) for g in one),
            any(g.span.overlaps(sentence) for g in other),
        )


def _sentences(text: str) -> list[Span]:
    return [sentence.span for sentence in parse_draft(text).sentences]


def kappa(marks: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa of two readers' yes and no."""
    if not marks:
        return 1.0
    count = len(marks)
    agreed = sum(one == other for one, other in marks) / count
    yes_one, yes_other = (sum(pair[i] for pair in marks) / count for i in (0, 1))
    by_chance = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)
