"""Questions to the author about what a draft leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.diagnosis.signs import load_signs, load_words, read_own
from assistant.errors import RulesError
from assistant.prepared import prepare
from assistant.span import Span

# More than this is a form to fill in, not a question to think about.
MAX_PROMPTS = 6
# So many of a group at most: eight lenses held up at once show nothing.
_MOST_OF = {"clue": 2, "lens": 1, "after": 1}

# What can hold of a draft, besides the signs it shows; docs/diagnosis.md says when it does.
CLAIMS = frozenset(
    {
        "told",
        "predictable",
        "went-right",
        "layer.technical",
        "layer.organisational",
        "layer.human",
        "complete",
        "timeline",
        "timeline-of-one",
        "others-touched",
        "leadership-speaks",
        "actions",
        "all-actions-weak",
        "some-owner",
    }
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to the author.

    Attributes:
        id: Stable name of the question.
        question: The question.
        why: Why it is worth two minutes.
        source: Where the reason comes from.
        evidence: Sentence of the draft that raises it, or None where something is missing.
    """

    id: str
    question: str
    why: str
    source: str = ""
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class PromptRule:
    """A question and the facts about a draft that raise it.

    Attributes:
        id: Stable name of the question.
        group: ``story``, ``clue``, ``lens`` or ``after``.
        when: Facts that must all hold.
        unless: Facts of which none may hold.
        question: The question.
        why: Why it is worth two minutes.
        source: Where the reason comes from.
    """

    id: str
    group: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    question: str
    why: str
    source: str


@lru_cache(maxsize=1)
def load_prompts() -> tuple[PromptRule, ...]:
    """Return the questions in order of importance, read once per process."""
    return prepare("prompts", lambda: parse_prompts(read_own("prompts.yaml"), "prompts.yaml"))


def parse_prompts(text: str, name: str) -> tuple[PromptRule, ...]:
    """Return the questions of a YAML text in its order.

    Raises:
        RulesError: The text has another form, an id stands twice, or there is no such fact.
    """
    import yaml
    from pydantic import TypeAdapter, ValidationError

    from assistant.diagnosis.schemas import PromptEntry

    try:
        entries = TypeAdapter(tuple[PromptEntry, ...]).validate_python(load_words(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{name} cannot be read: {error}", "Correct the entry.") from error
    rules = tuple(PromptRule(**dict(entry)) for entry in entries)
    ids = [rule.id for rule in rules]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise RulesError(f"{name} has more than one prompt {twice[0]!r}.", "Rename one.")
    known = CLAIMS | {
        f"{group}.{sign.id}"
        for group, signs in load_signs("signs.yaml").items()
        for sign in signs.signs
    }
    for rule in rules:
        for fact in (*rule.when, *rule.unless):
            if fact not in known:
                message = f"{name}, prompt {rule.id!r}: there is no fact {fact!r}."
                raise RulesError(message, "docs/diagnosis.md lists the facts.")
    return rules


def choose_prompts(
    facts: Mapping[str, Span | None],
    source: str,
    rules: Sequence[PromptRule],
    most: int = MAX_PROMPTS,
) -> tuple[Prompt, ...]:
    """Return the questions these facts raise, the most important first.

    Args:
        facts: What holds of the draft, each with a sentence that shows it, or None.
        source: Text the spans are quoted from.
        rules: Questions in order of importance.
        most: How many questions at most.
    """
    chosen: list[Prompt] = []
    groups: Counter[str] = Counter()
    for rule in rules:
        if not all(f in facts for f in rule.when) or any(f in facts for f in rule.unless):
            continue
        if groups[rule.group] >= _MOST_OF.get(rule.group, most):
            continue
        evidence = facts[rule.when[0]]
        if "{evidence}" in rule.question and evidence is None:
            continue
        phrase = shorten(evidence.of(source)) if evidence else ""
        question = rule.question.replace("{evidence}", phrase)
        groups[rule.group] += 1
        chosen.append(Prompt(rule.id, question, rule.why, rule.source, evidence))
        if len(chosen) == most:
            break
    return tuple(chosen)


def shorten(text: str, words: int = 12) -> str:
    """Return the first words of a phrase on one line, for quoting it in a question.

    The question goes on behind it: a full stop at its end is left out.
    """
    kept = text.replace("\ufffc", "").split()
    if len(kept) > words:
        return " ".join(kept[:words]) + " …"
    phrase = " ".join(kept)
    return phrase if phrase.endswith("..") else phrase.removesuffix(".")
