"""What each threshold of the scorer would give: ``python -m evals.scorer.thresholds``.

Rules and scorer together on the texts held back from training (and, with ``--shared``, on real
documents), by the threshold of each group. The thresholds in ``evals/scorer/train.py`` were
chosen by this table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.draft import parse_draft
from assistant.finding import Category, Finding, Group
from assistant.language import check_draft
from assistant.scorer import load_scorer
from assistant.span import Span
from evals.language import SHARED
from evals.language_sets import Document, TextSet, outside_sets, own_sets

STEPS = (0.35, 0.45, 0.55, 0.65, 0.75)


@dataclass(frozen=True)
class _Read:
    document: Document
    by_rules: Sequence[Finding]
    marked: Sequence[tuple[Span, Category, float]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.scorer.thresholds",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of real documents")
    options = parser.parse_args()
    chosen = [one for one in own_sets() if not one.is_in_view]
    for one in (*chosen, *outside_sets(options.shared)):
        print(f"\n{one.name}: right / wrong beyond the rules at {STEPS}")
        read = list(_read(one))
        for group in Group:
            counts = [_count(read, group, step) for step in STEPS]
            print(f"  {group:10}", *(f"{right:4}/{wrong:<4}" for right, wrong in counts))


def _read(one: TextSet) -> Iterator[_Read]:
    scorer = load_scorer()
    for document in one.documents:
        draft = parse_draft(document.text)
        yield _Read(document, check_draft(draft), scorer.weigh(draft))


def _count(read: Sequence[_Read], group: Group, threshold: float) -> tuple[int, int]:
    right = wrong = 0
    for one in read:
        gold = [g.span for g in one.document.gold]
        for span, category, score in one.marked:
            within = one.document.within
            if (
                category.group is not group
                or score < threshold
                or (within is not None and not within.overlaps(span))
                or any(span.overlaps(f.span) for f in one.by_rules)
            ):
                continue
            if any(span.overlaps(g) for g in gold):
                right += 1
            elif not any(span.overlaps(a) for a in one.document.arguable):
                wrong += 1
    return right, wrong


if __name__ == "__main__":
    main()
