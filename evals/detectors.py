"""What is measured side by side: the rules, rules and scorer, a list of phrases, and peers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.draft import parse_draft
from assistant.errors import AssistantError
from assistant.finding import Category, Finding
from assistant.language import check_draft
from assistant.review import merge_findings
from assistant.span import Span
from evals.language_score import Flag
from evals.peers import NODE_PEERS, install_peers, lint_with_node, lint_with_proselint

Texts = Sequence[str]
Flags = list[list[Flag]]


@dataclass(frozen=True)
class Detector:
    """Something that points at places in a text.

    Attributes:
        name: What it is called in the report.
        detect: Returns the places in each of some texts.
        is_ours: Whether it is part of this program; only those are held to their record.
        knows_categories: Whether it speaks in this program's categories.
    """

    name: str
    detect: Callable[[Texts], Flags]
    is_ours: bool = False
    knows_categories: bool = False


DETECTORS = ("rules", "rules and scorer", "keyword list", "proselint", *NODE_PEERS)


def load_detector(name: str) -> Detector:
    """Return a detector of `DETECTORS`.

    Raises:
        AssistantError: What it needs is not on this machine; the message says what.
    """
    if name == "rules":
        return Detector(name, _each(find_by_rules), is_ours=True, knows_categories=True)
    if name == "rules and scorer":
        return Detector(name, _each(load_scored()), is_ours=True, knows_categories=True)
    if name == "keyword list":
        return Detector(name, _each(find_keywords), knows_categories=True)
    if name == "proselint":
        return Detector(name, lint_with_proselint)
    install_peers()
    return Detector(name, lambda texts: lint_with_node(name, texts))


def _each(detect: Callable[[str], list[Flag]]) -> Callable[[Texts], Flags]:
    return lambda texts: [detect(text) for text in texts]


def find_by_rules(text: str) -> list[Flag]:
    """Return what the rules find."""
    return _flags(check_draft(parse_draft(text)))


def load_scored() -> Callable[[str], list[Flag]]:
    """Return what finds with rules and scorer together, as the product does.

    Raises:
        AssistantError: The scorer is not part of this version, or not installed.
    """
    try:
        scorer = importlib.import_module("assistant.scorer").load_scorer()
    except ModuleNotFoundError as error:
        raise AssistantError("This version has no learned scorer.") from error

    def find(text: str) -> list[Flag]:
        draft = parse_draft(text)
        return _flags(merge_findings(draft, check_draft(draft), scorer.read(draft)))

    return find


def _flags(findings: Sequence[Finding]) -> list[Flag]:
    return [Flag(finding.span, finding.category) for finding in findings]


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
_PATTERNS = {c: re.compile(rf"\b(?:{p})\b", re.I) for c, p in _KEYWORDS.items()}


def find_keywords(text: str) -> list[Flag]:
    """Return what a plain list of phrases finds in the raw text."""
    return [
        Flag(Span(*match.span()), category)
        for category, pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
    ]
