"""What to ask about one sentence, to reopen the part of the story it closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.diagnosis.signs import Sign, fold, load_words, read_own, read_sign
from assistant.errors import RulesError

# More is a form to fill in.
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Reopening:
    """A question about a sentence.

    Attributes:
        id: Stable name of the question.
        question: For the author.
        blank: What is put into the text after the sentence, brackets included.
    """

    id: str
    question: str
    blank: str


# What can be asked about every sentence, where no sign says more.
_ANY = Reopening(
    "seen-then",
    "What did this look like to the people in it, at that moment?",
    "[… what did it look like then?]",
)


@dataclass(frozen=True, slots=True)
class ReopeningRule:
    """A question and the construction that raises it."""

    sign: Sign
    reopening: Reopening


@lru_cache(maxsize=1)
def load_reopenings() -> tuple[ReopeningRule, ...]:
    """Return the questions in order of importance, read once per process."""
    return parse_reopenings(read_own("reopening.yaml"), "reopening.yaml")


def parse_reopenings(text: str, name: str) -> tuple[ReopeningRule, ...]:
    """Return the questions of a YAML text in its order, their signs not yet checked.

    Raises:
        RulesError: The text has another form.
    """
    import yaml
    from pydantic import TypeAdapter, ValidationError

    from assistant.diagnosis.schemas import ReopeningEntry

    try:
        entries = TypeAdapter(list[ReopeningEntry]).validate_python(load_words(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{name} cannot be read: {error}", "Correct the entry.") from error
    return tuple(
        ReopeningRule(
            read_sign(one.id, one.regex(), tuple(one.shows), tuple(one.passes)),
            Reopening(one.id, one.question, f"[… {one.blank}]"),
        )
        for one in entries
    )


def reopen_sentence(
    sentence: str, rules: Sequence[ReopeningRule] | None = None
) -> tuple[Reopening, ...]:
    """Return one to three questions about a sentence, the one that reopens most first.

    Args:
        sentence: One sentence, or a few that belong together.
        rules: Questions in order of importance; the built-in ones by default.
    """
    folded = fold(sentence)
    rules = load_reopenings() if rules is None else rules
    asked = [rule.reopening for rule in rules if rule.sign.pattern.search(folded)]
    return tuple(asked[:MOST_QUESTIONS]) or (_ANY,)
