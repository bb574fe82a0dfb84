"""Counting hits, and how sure the figures are.

A finding hits when it overlaps a span of the gold, whatever its category. One that only
touches an arguable span counts neither way. Intervals are 95 % bootstrap intervals over
authors: who writes decides more about a figure than which sentence is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.finding import Category, Group
from assistant.span import Span
from evals.language_sets import Document, Gold

_RESAMPLES = 2000
_SEED = 7

_Column = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Flag:
    """A place that a detector points at; peers have no categories of ours."""

    span: Span
    category: Category | None = None


class Figure(BaseModel):
    """A measured figure.

    Attributes:
        value: The figure.
        low: Lower end of its 95 % interval.
        high: Upper end.
        cases: How many cases it rests on: places, spans, or words for a rate by words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float
    cases: int


Counts = Counter[tuple[str, str]]
"""Counts by part (``all``, ``explicit``, a group, a category) and what was counted."""


def count_document(document: Document, flags: Sequence[Flag]) -> Counts:
    """Return the counts of one document.

    Of each part: ``gold`` spans, ``found`` ones, ``named`` ones (found, and with their
    category), findings that are ``right`` and findings that are ``false``; of all: ``words``.
    """
    counts: Counts = Counter({("all", "words"): document.words})
    flags = [f for f in flags if document.within is None or document.within.overlaps(f.span)]
    for gold in document.gold:
        touching = [flag.category for flag in flags if flag.span.overlaps(gold.span)]
        for part in _parts_of_gold(gold):
            counts[part, "gold"] += 1
            counts[part, "found"] += bool(touching)
            counts[part, "named"] += gold.category in touching
    for flag in flags:
        if any(flag.span.overlaps(gold.span) for gold in document.gold):
            verdict = "right"
        elif any(flag.span.overlaps(span) for span in document.arguable):
            continue
        else:
            verdict = "false"
        for part in _parts_of_flag(flag):
            counts[part, verdict] += 1
    return counts


def _parts_of_gold(gold: Gold) -> Iterator[str]:
    yield "all"
    yield "explicit" if gold.is_explicit else "implied"
    yield gold.category.group.value
    yield gold.category.value


def _parts_of_flag(flag: Flag) -> Iterator[str]:
    yield "all"
    if flag.category is not None:
        yield flag.category.group.value
        yield flag.category.value


def count_authors(documents: Sequence[Document], flags: Sequence[Sequence[Flag]]) -> list[Counts]:
    """Return the summed counts of each author.

    Args:
        documents: The documents.
        flags: What a detector found in each.
    """
    authors: dict[str, Counts] = {}
    for document, found in zip(documents, flags, strict=True):
        authors.setdefault(document.author, Counter()).update(count_document(document, found))
    return list(authors.values())


def measure(authors: Sequence[Counts], *, knows_categories: bool) -> dict[str, Figure]:
    """Return the figures by name, with their intervals.

    Args:
        authors: The counts of each author.
        knows_categories: Whether the detector speaks in our categories; without them there
            are no figures of groups and categories.

    Returns:
        ``precision``, ``recall``, ``f1``, ``explicit recall``, ``implied recall``,
        ``false per 1,000 words`` and ``right category``; then ``PART precision``, ``PART
        recall`` and ``PART f1`` for each group and category. A figure without a case is left
        out.
    """
    keys = sorted({key for counts in authors for key in counts})
    index = {key: i for i, key in enumerate(keys)}
    table = np.array([[counts[key] for key in keys] for counts in authors], dtype=float)
    draws = np.random.default_rng(_SEED).multinomial(
        len(authors), [1 / len(authors)] * len(authors), size=_RESAMPLES
    )
    sums = np.vstack([table.sum(axis=0), draws @ table])

    def column(part: str, what: str) -> _Column:
        at = index.get((part, what))
        return np.zeros(len(sums)) if at is None else sums[:, at]

    with np.errstate(divide="ignore", invalid="ignore"):
        shares = dict(_shares(column, knows_categories=knows_categories))
    return {
        name: _figure(values, int(cases[0])) for name, (values, cases) in shares.items() if cases[0]
    }


def _shares(
    column: Callable[[str, str], _Column], *, knows_categories: bool
) -> Iterator[tuple[str, tuple[_Column, _Column]]]:
    """Yield each figure's name, and its values beside the cases they rest on."""

    def of(part: str, prefix: str = "") -> Iterator[tuple[str, tuple[_Column, _Column]]]:
        gold, flagged = column(part, "gold"), column(part, "right") + column(part, "false")
        precision, recall = column(part, "right") / flagged, column(part, "found") / gold
        yield f"{prefix}precision", (precision, flagged)
        yield f"{prefix}recall", (recall, gold)
        sure = np.where(flagged > 0, precision, 0.0)
        f1 = np.where(sure + recall > 0, 2 * sure * recall / (sure + recall), 0 * recall)
        yield f"{prefix}f1", (f1, gold)

    yield from of("all")
    for part in ("explicit", "implied"):
        gold = column(part, "gold")
        yield f"{part} recall", (column(part, "found") / gold, gold)
    words = column("all", "words")
    yield "false per 1,000 words", (1000 * column("all", "false") / words, words)
    if knows_categories:
        found = column("all", "found")
        yield "right category", (column("all", "named") / found, found)
        for group_or_category in (*Group, *Category):
            yield from of(group_or_category.value, f"{group_or_category.value} ")


def _figure(values: _Column, cases: int) -> Figure:
    """Return the first of some values as a figure, the others being drawn anew."""
    drawn = values[1:][np.isfinite(values[1:])]
    low, high = np.percentile(drawn, (2.5, 97.5)) if len(drawn) else (values[0], values[0])
    return Figure(
        value=round(float(values[0]), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        cases=cases,
    )
