"""Signs: constructions that show what a text says, kept as data and found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from assistant.errors import RulesError

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_CAPITAL = re.compile(r"\\.|[A-Z]")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: _Text
    any: _Text | None = None
    start: _Text | None = None
    pattern: _Text | None = None
    shows: list[_Text] = Field(min_length=1)
    passes: list[_Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_form(self) -> _Entry:
        if sum(form is not None for form in (self.any, self.start, self.pattern)) != 1:
            raise ValueError("give exactly one of 'any', 'start' and 'pattern'")
        return self

    def regex(self) -> str:
        if self.pattern is not None:
            return self.pattern
        phrases = re.split(r"\s+\|\s+", self.any or self.start or "")
        before = r"\b" if self.any else r"\A\W*"
        return rf"{before}(?:{'|'.join(phrases)})\b"


@dataclass(frozen=True, slots=True)
class Sign:
    """One construction.

    Attributes:
        id: Its name within its group.
        pattern: Searched in folded text (see `fold`).
    """

    id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SignGroup:
    """The signs of one thing a text can say.

    Attributes:
        signs: The signs in the order of the file.
        pattern: All of them as alternatives.
    """

    signs: tuple[Sign, ...]
    pattern: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` on one line in lower case, as signs are matched."""
    return " ".join(text.split()).lower()


class FoldedSentences:
    """Sentences folded and laid end to end, so that a sign is looked for in all at once."""

    def __init__(self, sentences: Iterable[str]) -> None:
        folded = [fold(s).replace("\n", " ") for s in sentences]
        self._text = "\n".join(folded)
        self._starts = [0, *accumulate(len(s) + 1 for s in folded)]

    def showing(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the index of each sentence `pattern` matches in, in order."""
        position = 0
        while match := pattern.search(self._text, position):
            index = bisect_right(self._starts, match.start()) - 1
            yield index
            position = self._starts[index + 1]
            if position > len(self._text):
                return


@lru_cache(maxsize=4)
def load_signs(name: str) -> dict[str, SignGroup]:
    """Return the signs of a file of this room by group, read once per process."""
    text = files("assistant.diagnosis").joinpath(name).read_text(encoding="utf-8")
    return parse_signs(text, name)


def parse_signs(text: str, name: str) -> dict[str, SignGroup]:
    """Return the signs of a YAML text by group, in its order.

    Args:
        text: A mapping of groups to lists of signs.
        name: What the file is called in messages.

    Raises:
        RulesError: The text has another form, a pattern does not compile, or a sign is
            wrong about one of its own sentences.
    """
    try:
        groups = TypeAdapter(dict[str, list[_Entry]]).validate_python(_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{name} cannot be read: {error}", "Correct the entry.") from error
    return {group: _group(name, group, entries) for group, entries in groups.items()}


def _load(text: str) -> Any:
    # The base loader leaves every scalar a string: "no" and "on" are words here.
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506


def _group(name: str, group: str, entries: Sequence[_Entry]) -> SignGroup:
    signs = tuple(_sign(f"{name}, {group}.{entry.id}", entry) for entry in entries)
    return SignGroup(signs, re.compile("|".join(f"(?:{s.pattern.pattern})" for s in signs)))


def _sign(where: str, entry: _Entry) -> Sign:
    # Folded text has no capitals, and a pattern that ignores case is five times slower.
    lowered = _CAPITAL.sub(lambda m: m[0] if len(m[0]) > 1 else m[0].lower(), entry.regex())
    try:
        pattern = re.compile(lowered)
    except re.error as error:
        message = f"{where}: the pattern does not compile: {error}."
        raise RulesError(message, "Correct it.") from error
    for sentence in entry.shows:
        if not pattern.search(fold(sentence)):
            message = f"{where} does not match its own sentence {sentence!r}."
            raise RulesError(message, "Correct one of them.")
    for sentence in entry.passes:
        if found := pattern.search(fold(sentence)):
            message = f"{where} matches {found[0]!r} in {sentence!r}, which it must not."
            raise RulesError(message, "Correct one of them.")
    return Sign(entry.id, pattern)
