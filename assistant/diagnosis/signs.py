"""Signs: constructions that show what a postmortem says, read from signs.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from assistant.errors import RulesError

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: _Text
    pattern: _Text
    shows: list[_Text] = Field(min_length=1)
    passes: list[_Text] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Sign:
    """One construction.

    Attributes:
        id: Its name within its group.
        pattern: Searched in one sentence of prose.
    """

    id: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=4)
def load_signs(name: str) -> dict[str, tuple[Sign, ...]]:
    """Return the signs of a file of this room by group, read once per process."""
    text = files("assistant.diagnosis").joinpath(name).read_text(encoding="utf-8")
    return parse_signs(text, name)


def parse_signs(text: str, name: str) -> dict[str, tuple[Sign, ...]]:
    """Return the signs of a YAML text by group.

    Args:
        text: A mapping of groups to lists of signs.
        name: What the file is called in messages.

    Raises:
        RulesError: The text has another form, a pattern does not compile, or a sign is
            wrong about one of its own sentences.
    """
    try:
        groups = TypeAdapter(dict[str, list[_Entry]]).validate_python(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{name} cannot be read: {error}", "Correct the entry.") from error
    return {
        group: tuple(_sign(name, group, entry) for entry in entries)
        for group, entries in groups.items()
    }


def _sign(name: str, group: str, entry: _Entry) -> Sign:
    where = f"{name}, {group}.{entry.id}"
    try:
        pattern = re.compile(entry.pattern, re.I)
    except re.error as error:
        raise RulesError(
            f"{where}: the pattern does not compile: {error}.", "Correct it."
        ) from error
    for sentence in entry.shows:
        if not pattern.search(sentence):
            raise RulesError(
                f"{where} does not match its own sentence {sentence!r}.", "Correct it."
            )
    for sentence in entry.passes:
        if pattern.search(sentence):
            raise RulesError(f"{where} matches {sentence!r}, which it must not.", "Correct it.")
    return Sign(entry.id, pattern)
