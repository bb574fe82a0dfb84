"""Precision and recall of the language checker, beside a plain keyword list.

A hit is a finding that overlaps a span of the gold. Findings that only touch a span the
readers called arguable count neither way. Real reports come as one JSON line each with
offsets (``gold.jsonl``); drafts as ``NAME.md`` with ``NAME.gold.json``, quoted text and
occurrence.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.draft import parse_draft
from assistant.finding import Category, Group
from assistant.language import check_draft
from assistant.span import Span

OWN_DRAFTS = Path(__file__).parent / "language" / "drafts"
# Drafts whose misses were never read while rules were written. Their author wrote the rules
# too, so their figures are an upper bound for other people's drafts.
HELD_BACK = ("d02", "d04", "d06", "d08", "d10", "d12", "e05", "e06", "e07", "e08")
_RESAMPLES = 1000

Detector = Callable[[str], list[tuple[Span, Category]]]


@dataclass(frozen=True)
class Gold:
    """One span of the gold."""

    span: Span
    category: Category
    is_explicit: bool


@dataclass(frozen=True)
class Document:
    """A document with its gold."""

    name: str
    text: str
    gold: tuple[Gold, ...]
    arguable: tuple[Span, ...] = ()


@dataclass
class Score:
    """Counts of one document, or summed over several."""

    words: int = 0
    hits: int = 0
    false: int = 0
    gold: int = 0
    found: int = 0
    explicit: int = 0
    explicit_found: int = 0
    implied: int = 0
    implied_found: int = 0
    right_category: int = 0
    by_category: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: Score) -> None:
        """Add the counts of `other`."""
        for name in self.__dataclass_fields__:
            if name == "by_category":
                for key, counts in other.by_category.items():
                    mine = self.by_category.setdefault(key, [0, 0, 0, 0])
                    for i, count in enumerate(counts):
                        mine[i] += count
            else:
                setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Share of findings that hit."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of gold spans found."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def explicit_recall(self) -> float:
        """Share of explicit gold spans found."""
        return self.explicit_found / self.explicit if self.explicit else 1.0

    @property
    def false_per_1000(self) -> float:
        """False findings per 1,000 words."""
        return 1000 * self.false / self.words if self.words else 0.0

    @property
    def category_share(self) -> float:
        """Share of hits with the gold's category."""
        return self.right_category / self.found if self.found else 1.0


def rules_detector(text: str) -> list[tuple[Span, Category]]:
    """Return what the rules find."""
    return [(f.span, f.category) for f in check_draft(parse_draft(text))]


_KEYWORDS = {
    Category.HUMAN_ERROR: r"human error|operator error|user error|mistakes?|accidentally|oversight",
    Category.JUDGEMENT: r"careless\w*|sloppy|negligen\w+|lazy|incompeten\w+|reckless\w*",
    Category.PERSON_AS_CAUSE: r"(?:is|was|were|are) to blame|at fault|caused by \w+'s",
    Category.PUNITIVE: r"disciplin\w+|held accountable|written up|warning letter",
    Category.OBVIOUSNESS: r"obvious\w*|clearly|in hindsight|of course|preventable",
    Category.COUNTERFACTUAL: (
        r"(?:should|could|would|ought to) (?:not )?have|if only|had (?:they|we|he|she)"
    ),
    Category.OMISSION: r"failed to|forgot\w*|neglected|ignored|missed|overlooked|without checking",
    Category.SINGLE_CAUSE: r"root cause|the only reason|simply because",
    Category.MINIMISING: r"just an?|minor|bad luck|perfect storm|one-off|isolated incident",
    Category.EVASIVE: r"mistakes were made|it was decided|was not communicated",
    Category.HEROICS: r"hero\w*|saved the day|luckily|through the night",
    Category.WEAK_ACTION: (
        r"more careful\w*|remind\w*|retrain\w*|awareness|pay attention|double-check"
    ),
}
_KEYWORD_PATTERNS = {c: re.compile(rf"\b(?:{p})\b", re.I) for c, p in _KEYWORDS.items()}


def keyword_detector(text: str) -> list[tuple[Span, Category]]:
    """Return what a plain list of phrases finds in the raw text."""
    return [
        (Span(*match.span()), category)
        for category, pattern in _KEYWORD_PATTERNS.items()
        for match in pattern.finditer(text)
    ]


def score_document(document: Document, detect: Detector) -> Score:
    """Return the counts of one document."""
    found = detect(document.text)
    score = Score(words=len(parse_draft(document.text).prose.split()))
    for gold in document.gold:
        overlapping = [c for s, c in found if s.overlaps(gold.span)]
        counts = score.by_category.setdefault(gold.category.value, [0, 0, 0, 0])
        score.gold += 1
        counts[0] += 1
        if gold.is_explicit:
            score.explicit += 1
            score.explicit_found += bool(overlapping)
        else:
            score.implied += 1
            score.implied_found += bool(overlapping)
        if overlapping:
            score.found += 1
            counts[1] += 1
            score.right_category += gold.category in overlapping
    for span, category in found:
        counts = score.by_category.setdefault(category.value, [0, 0, 0, 0])
        if any(g.span.overlaps(span) for g in document.gold):
            score.hits += 1
            counts[2] += 1
        elif not any(a.overlaps(span) for a in document.arguable):
            score.false += 1
            counts[3] += 1
    return score


def read_reports(gold: Path, docs: Path) -> list[Document]:
    """Return the real reports: `gold` holds a JSON object a line, `docs` the texts."""
    documents = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        path = docs / f"{entry['id']}.md"
        if not path.exists():
            continue
        documents.append(
            Document(
                name=entry["id"],
                text=path.read_bytes().decode("utf-8"),
                gold=tuple(
                    Gold(Span(f["start"], f["end"]), Category(f["category"]), True)
                    for f in entry["findings"]
                ),
                arguable=tuple(Span(a["start"], a["end"]) for a in entry.get("arguable", ())),
            )
        )
    return documents


def read_drafts(folder: Path, names: Iterable[str] | None = None) -> list[Document]:
    """Return the annotated drafts of `folder`, all or those named."""
    documents = []
    wanted = None if names is None else set(names)
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        if wanted is not None and name not in wanted:
            continue
        text = path.with_name(f"{name}.md").read_bytes().decode("utf-8")
        entry = json.loads(path.read_text(encoding="utf-8"))
        gold = []
        for finding in entry["findings"]:
            start = -1
            for _ in range(finding.get("occurrence", 1)):
                start = text.index(finding["quote"], start + 1)
            span = Span(start, start + len(finding["quote"]))
            gold.append(
                Gold(span, Category(finding["category"]), bool(finding.get("explicit", True)))
            )
        documents.append(Document(name, text, tuple(gold)))
    return documents


def interval(scores: Sequence[Score], figure: Callable[[Score], float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a figure over documents, seed fixed."""
    chance = random.Random(7)
    figures = []
    for _ in range(_RESAMPLES):
        total = Score()
        for one in chance.choices(scores, k=len(scores)):
            total.words += one.words
            for name in ("hits", "false", "gold", "found", "explicit", "explicit_found"):
                setattr(total, name, getattr(total, name) + getattr(one, name))
        figures.append(figure(total))
    figures.sort()
    return figures[int(0.025 * _RESAMPLES)], figures[int(0.975 * _RESAMPLES) - 1]


def report(title: str, documents: Sequence[Document], *, details: bool) -> None:
    """Print the figures of the rules and the keyword list on `documents`."""
    if not documents:
        return
    print(f"\n## {title}: {len(documents)} documents")
    for name, detect in (("rules", rules_detector), ("keywords", keyword_detector)):
        scores = [score_document(document, detect) for document in documents]
        total = Score()
        for score in scores:
            total.add(score)
        low, high = interval(scores, lambda s: s.precision)
        print(
            f"{name:9s} findings {total.hits + total.false:4d}  gold {total.gold:4d}"
            f"  precision {total.precision:.2f} [{low:.2f}, {high:.2f}]",
            end="",
        )
        low, high = interval(scores, lambda s: s.recall)
        print(f"  recall {total.recall:.2f} [{low:.2f}, {high:.2f}]", end="")
        print(f"  F1 {total.f1:.2f}", end="")
        low, high = interval(scores, lambda s: s.explicit_recall)
        print(
            f"  explicit {total.explicit_recall:.2f} [{low:.2f}, {high:.2f}]"
            f"  implied {total.implied_found}/{total.implied}"
        )
        low, high = interval(scores, lambda s: s.false_per_1000)
        print(
            f"{'':9s} false per 1,000 words {total.false_per_1000:.2f} [{low:.2f}, {high:.2f}]"
            f" in {total.words:,} words  right category {total.category_share:.2f}"
        )
        if details and name == "rules":
            print_categories(total)


def print_categories(total: Score) -> None:
    """Print precision and recall of each group and category."""
    for group in Group:
        members = [c for c in Category if c.group is group]
        sums = [sum(total.by_category.get(c.value, [0] * 4)[i] for c in members) for i in range(4)]
        _print_row(group.value, sums)
        for category in members:
            _print_row(f"  {category.value}", total.by_category.get(category.value, [0] * 4))


def _print_row(name: str, counts: Sequence[int]) -> None:
    gold, found, hits, false = counts
    precision = f"{hits / (hits + false):.2f}" if hits + false else "   –"
    recall = f"{found / gold:.2f}" if gold else "   –"
    print(
        f"    {name:18s} precision {precision} ({hits}/{hits + false})"
        f"  recall {recall} ({found}/{gold})"
    )


def list_misses(documents: Sequence[Document]) -> None:
    """Print what the rules missed and what they flagged wrongly."""
    for document in documents:
        draft = parse_draft(document.text)
        findings = check_draft(draft)
        for gold in document.gold:
            if not any(f.span.overlaps(gold.span) for f in findings):
                mark = "" if gold.is_explicit else " (implied)"
                print(
                    f"missed {document.name} {gold.category}{mark}: {gold.span.of(document.text)!r}"
                )
        for finding in findings:
            if any(g.span.overlaps(finding.span) for g in document.gold):
                continue
            if not any(a.overlaps(finding.span) for a in document.arguable):
                line, _ = draft.lines.locate(finding.span.start)
                print(f"false  {document.name}:{line} {finding.rule}: {finding.text!r}")


def main(arguments: Sequence[str]) -> int:
    """Print the figures on the sets that `arguments` name."""
    parser = argparse.ArgumentParser(prog="python -m evals language", description=__doc__)
    parser.add_argument("--gold", type=Path, help="gold.jsonl of real reports")
    parser.add_argument("--docs", type=Path, help="folder of the reports' texts")
    parser.add_argument("--drafts", type=Path, help="folder of drafts with .gold.json files")
    parser.add_argument("--misses", action="store_true", help="list misses and false findings")
    parser.add_argument("--no-own", action="store_true", help="leave the project's drafts out")
    options = parser.parse_args(arguments)
    sets: list[tuple[str, list[Document]]] = []
    if options.gold:
        docs = options.docs or options.gold.parent / "docs"
        sets.append(("real reports", read_reports(options.gold, docs)))
    if options.drafts:
        sets.append(("given drafts", read_drafts(options.drafts)))
    if not options.no_own:
        own = read_drafts(OWN_DRAFTS)
        sets.append(("own drafts", [d for d in own if d.name not in HELD_BACK]))
        sets.append(("own drafts held back", [d for d in own if d.name in HELD_BACK]))
    for title, documents in sets:
        report(title, documents, details=True)
        if options.misses:
            list_misses(documents)
    return 0
