"""No pattern of the rules takes for ever, whatever stands in a sentence."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import cycle, islice

import pytest

from assistant.language import Rule, RuleSet, load_rules
from assistant.language.pattern import Pattern

# As many words as the longest piece of a sentence that is read at once.
_WORDS = 180


@pytest.fixture(scope="module")
def words_of() -> dict[str, list[str]]:
    """Words of every class of the lexicon."""
    lexicon = load_rules().lexicon
    names = {char: name for name, char in lexicon.chars.items()}
    members: dict[str, list[str]] = defaultdict(list)
    for word, tags in lexicon.tags.items():
        for char in tags:
            members[f"<{names[char]}>"].append(word)
    return members


@pytest.mark.parametrize("rule", load_rules().rules, ids=lambda rule: rule.id)
def test_words_of_a_pattern_in_any_order_are_searched(
    rule: Rule, words_of: dict[str, list[str]]
) -> None:
    """A sentence of nothing but a pattern's own words, in its order or not, is read at once.

    A pattern that tries every way to divide such a sentence would not end.
    """
    rules = load_rules()
    chance = random.Random(rule.id)
    for pattern in (*rule.patterns, *rule.guards.unless, *rule.guards.also):
        for text in _hostile(pattern, words_of, chance):
            _search(pattern, text, rules)


def _hostile(pattern: Pattern, words_of: dict[str, list[str]], chance: random.Random) -> list[str]:
    needed = [
        chance.choice([word for name in sorted(need) for word in words_of.get(name, [name])])
        for need in (*pattern.needs, pattern.triggers)
        if need
    ]
    fillers = ["the", "had", "not", "and", "very", "Dana", "of"]
    in_order = " ".join(islice(cycle(needed or fillers), _WORDS))
    mixed = " ".join(chance.choices([*needed, *fillers], k=_WORDS))
    almost = " ".join([*(needed[:-1] or fillers)] * (_WORDS // max(1, len(needed))))
    return [in_order, mixed, almost]


def _search(pattern: Pattern, text: str, rules: RuleSet) -> None:
    line = rules.tagger.tag(text).line
    for match in pattern.regex.finditer(line):
        assert match.end() <= len(line)
