"""Findings: what the checker says about an exact place in a draft.

The categories, their groups and default severities are those of the project's language
guide (docs/language.md); every detector, prompt, report and screen uses these ids.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.span import Span

_EMPHASIS = re.compile(r"[*_~`]+")
_AROUND = " .,;:!?()[]«»‹›\"'“”„‘’‚"


class Severity(StrEnum):
    """How much a finding matters, from the mildest to the gravest."""

    SUGGESTION = "suggestion"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Return 0 for a suggestion, 1 for a warning, 2 for an error."""
        return list(Severity).index(self)


class Group(StrEnum):
    """The three families of language that stop a postmortem from teaching."""

    BLAME = "blame"
    HINDSIGHT = "hindsight"
    SHALLOW = "shallow"


class Category(StrEnum):
    """What is wrong with a phrase, from the most specific group to the mildest."""

    PERSON_AS_CAUSE = "person-as-cause"
    HUMAN_ERROR = "human-error"
    JUDGEMENT = "judgement"
    PUNITIVE = "punitive"
    OBVIOUSNESS = "obviousness"
    COUNTERFACTUAL = "counterfactual"
    OMISSION = "omission"
    SINGLE_CAUSE = "single-cause"
    MINIMISING = "minimising"
    EVASIVE = "evasive"
    HEROICS = "heroics"
    WEAK_ACTION = "weak-action"

    @property
    def group(self) -> Group:
        """Return the family this category belongs to."""
        return _GROUPS[self]

    @property
    def severity(self) -> Severity:
        """Return the default severity of this category."""
        if self is Category.PUNITIVE:
            return Severity.ERROR
        return Severity.SUGGESTION if self.group is Group.SHALLOW else Severity.WARNING

    @property
    def label(self) -> str:
        """Return the category's name in plain words, for a screen or a report."""
        return _LABELS[self]


_GROUPS = {
    Category.PERSON_AS_CAUSE: Group.BLAME,
    Category.HUMAN_ERROR: Group.BLAME,
    Category.JUDGEMENT: Group.BLAME,
    Category.PUNITIVE: Group.BLAME,
    Category.OBVIOUSNESS: Group.HINDSIGHT,
    Category.COUNTERFACTUAL: Group.HINDSIGHT,
    Category.OMISSION: Group.HINDSIGHT,
    Category.SINGLE_CAUSE: Group.SHALLOW,
    Category.MINIMISING: Group.SHALLOW,
    Category.EVASIVE: Group.SHALLOW,
    Category.HEROICS: Group.SHALLOW,
    Category.WEAK_ACTION: Group.SHALLOW,
}

_LABELS = {
    Category.PERSON_AS_CAUSE: "A person as the cause",
    Category.HUMAN_ERROR: "Human error as the cause",
    Category.JUDGEMENT: "A verdict on people",
    Category.PUNITIVE: "A punishment",
    Category.OBVIOUSNESS: "Obvious only afterwards",
    Category.COUNTERFACTUAL: "What should have happened",
    Category.OMISSION: "What people did not do",
    Category.SINGLE_CAUSE: "One single cause",
    Category.MINIMISING: "Made smaller than it was",
    Category.EVASIVE: "Nobody decided",
    Category.HEROICS: "Saved by a hero",
    Category.WEAK_ACTION: "Try harder",
}


class Origin(StrEnum):
    """Who raised a finding."""

    RULES = "rules"
    SCORER = "scorer"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase of the draft that closes the story, and the question that reopens it.

    Attributes:
        category: What is wrong with the phrase.
        severity: How much it matters.
        span: Where the phrase stands, in code points of the source.
        text: The source text of the span.
        why: Why it matters, one or two sentences.
        source: Where the reason comes from in the literature.
        question: What to ask to reopen the story.
        rewrite: The phrase with every fact and role kept, or None. A missing fact is a
            blank in square brackets.
        origin: Who raised it.
        rule: Id of the rule, scorer or prompt that raised it.
        fingerprint: Identity that survives edits elsewhere in the draft (see
            `fingerprint_findings`); 16 hexadecimal digits.
    """

    category: Category
    span: Span
    text: str
    why: str
    question: str
    rule: str
    severity: Severity
    source: str = ""
    rewrite: str | None = None
    origin: Origin = Origin.RULES
    fingerprint: str = ""

    @property
    def group(self) -> Group:
        """Return the group of the finding's category."""
        return self.category.group


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What somebody dismissed.

    Attributes:
        fingerprints: Those of single findings of one draft.
        phrases: Category and folded phrase of what was dismissed in all drafts of a person.
    """

    fingerprints: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, str]] = frozenset()

    def covers(self, finding: Finding) -> bool:
        """Say whether a finding was dismissed."""
        phrase = (finding.category.value, fold_phrase(finding.text))
        return finding.fingerprint in self.fingerprints or phrase in self.phrases


NOTHING_DISMISSED = Dismissed()


def fold_phrase(text: str) -> str:
    """Return a phrase as it is compared across drafts.

    Case, white space, Markdown's emphasis marks and marks at either end make no difference.
    """
    return " ".join(_EMPHASIS.sub("", text).casefold().split()).strip(_AROUND)


def fingerprint_findings(findings: Iterable[tuple[Finding, str]]) -> Iterator[Finding]:
    """Yield each finding with its fingerprint set.

    Args:
        findings: Pairs of a finding and the text of its sentence, in reading order.

    Yields:
        The same findings in the same order. The fingerprint hashes the category, the
        phrase, its sentence (white space folded) and a count where all three repeat, so
        it moves with its sentence and changes when the sentence does. It does not hash
        the rule: a decision outlives the renaming of a rule.
    """
    seen: dict[tuple[str, str, str], int] = {}
    for finding, sentence in findings:
        key = (finding.category.value, " ".join(finding.text.split()), " ".join(sentence.split()))
        seen[key] = seen.get(key, -1) + 1
        digest = hashlib.sha256("\x1f".join((*key, str(seen[key]))).encode()).hexdigest()
        yield replace(finding, fingerprint=digest[:16])
