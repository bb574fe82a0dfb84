"""Rules: what the checker looks for, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.draft.sections import SectionKind
from assistant.finding import Category, Severity
from assistant.language.lexicon import Lexicon
from assistant.language.pattern import Pattern
from assistant.language.subjects import Kind
from assistant.language.words import Tagger
from assistant.prepared import compile_expression


@dataclass(frozen=True)
class Guards:
    """What must hold around a match before it is a finding.

    Attributes:
        subject: Kinds of subject the verb may have.
        sections: Kinds of section the rule looks in; empty for all.
        not_sections: Kinds of section the rule stays out of.
        headings: True where the rule also reads headings.
        questions: True where a sentence that asks may be flagged.
        quoted: True where a phrase of up to three words in quotation marks still counts
            as the author's own.
        negated: True where "not", "no" or "never" in front changes nothing.
        unless: Patterns of which none may match in the sentence.
        also: Patterns of which one must match in the sentence, or empty.
        is_of_sentence: True where the subject asked for is the sentence's, not the verb's.
    """

    subject: frozenset[Kind]
    sections: frozenset[SectionKind] = frozenset()
    not_sections: frozenset[SectionKind] = frozenset()
    headings: bool = True
    questions: bool = True
    quoted: bool = True
    negated: bool = False
    unless: tuple[Pattern, ...] = ()
    also: tuple[Pattern, ...] = ()
    is_of_sentence: bool = False


@dataclass(frozen=True)
class Rewrite:
    """A change of wording that keeps every fact and role of a phrase.

    Attributes:
        find: What is replaced in the phrase, an expression blind to case.
        put: What takes its place; may name groups of `find`.
    """

    find: str
    put: str

    def of(self, phrase: str) -> str | None:
        """Return the phrase in other words, or None where it holds nothing to replace."""
        changed, count = self._pattern.subn(self.put, phrase, count=1)
        if not count or not changed.strip():
            return None
        return changed[0].upper() + changed[1:] if phrase[0].isupper() else changed

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return compile_expression(self.find, re.I)


@dataclass(frozen=True)
class Rule:
    """One construction the checker looks for.

    Attributes:
        id: ``category.name``.
        category: What a match is.
        severity: How much it matters.
        patterns: What is looked for.
        guards: What must hold around it.
        spans_subject: True where the finding starts at the subject of the verb.
        why: Why it matters, for the author.
        question: What reopens the story.
        source: Where the reason comes from in the literature.
        rewrite: What keeps every fact of the phrase and drops the verdict, or None.
        flag: Sentences it must flag.
        passed: Sentences it must pass.
        rank: Which of two overlapping findings wins; the higher one.
        is_tentative: True where it is too often wrong on its own: its findings count only
            where the learned scorer sees a verdict too.
    """

    id: str
    category: Category
    severity: Severity
    patterns: tuple[Pattern, ...]
    guards: Guards
    spans_subject: bool
    why: str
    question: str
    source: str
    rewrite: Rewrite | None
    flag: tuple[str, ...]
    passed: tuple[str, ...]
    rank: int
    is_tentative: bool = False


@dataclass(frozen=True)
class Reason:
    """Why a category of findings matters: what a file of rules says for all of them.

    Attributes:
        why: Why it matters, for the author.
        question: What reopens the story.
        source: Where the reason comes from in the literature.
    """

    why: str
    question: str
    source: str


class RuleSet:
    """The rules of a folder, with the index that tells which may match a sentence."""

    def __init__(self, rules: tuple[Rule, ...], lexicon: Lexicon) -> None:
        self.rules = rules
        self.lexicon = lexicon
        self.tagger = Tagger(lexicon)
        self.hits: dict[Any, Any] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Return the rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def triggers(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Return, for a word or a class character, the patterns it calls up.

        A pattern is given as (number of the rule, number of the pattern in the rule).
        """
        index: dict[str, list[tuple[int, int]]] = {}
        for r, rule in enumerate(self.rules):
            for p, pattern in enumerate(rule.patterns):
                for word in pattern.triggers:
                    key = self.lexicon.chars[word[1:-1]] if word[0] == "<" else word
                    index.setdefault(key, []).append((r, p))
        return {key: tuple(patterns) for key, patterns in index.items()}

    @cached_property
    def needs(self) -> Mapping[tuple[int, int], tuple[frozenset[str], ...]]:
        """Return the sets of words and class characters that each pattern also needs one of.

        The set that calls it up is left out: one of its members is there.
        """
        chars = self.lexicon.chars
        return {
            (r, p): tuple(
                frozenset(chars[word[1:-1]] if word[0] == "<" else word for word in need)
                for need in pattern.needs
                if need != pattern.triggers
            )
            for r, rule in enumerate(self.rules)
            for p, pattern in enumerate(rule.patterns)
        }

    @cached_property
    def trigger_words(self) -> frozenset[str]:
        """Return the words and class characters that call up a pattern."""
        return frozenset(self.triggers)
