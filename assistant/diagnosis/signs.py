"""Signs: constructions that show what a text says, kept as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import RulesError
from assistant.prepared import compile_expression, prepare

# As \b before a word, and a third faster where alternatives follow.
_WORD_START = r"(?<!\w)(?=\w)"
_CAPITAL = compile_expression(r"\\.|[A-Z]")


@dataclass(frozen=True)
class Sign:
    """One construction.

    Attributes:
        id: Its name within its group.
        regex: Searched in folded text (see `fold`).
        shows: Sentences it matches.
        passes: Sentences it does not match.
    """

    id: str
    regex: str
    shows: tuple[str, ...]
    passes: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the compiled expression."""
        return compile_expression(self.regex)


@dataclass(frozen=True)
class SignGroup:
    """The signs of one thing a text can say, in the order of the file."""

    signs: tuple[Sign, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return all signs as alternatives of one expression."""
        regexes = [s.regex for s in self.signs]
        phrases = [r.removeprefix(_WORD_START) for r in regexes if r.startswith(_WORD_START)]
        others = [f"(?:{r})" for r in regexes if not r.startswith(_WORD_START)]
        merged = [f"{_WORD_START}(?:{'|'.join(phrases)})"] if phrases else []
        return compile_expression("|".join(merged + others))


def fold(text: str) -> str:
    """Return `text` on one line in lower case, as signs are matched."""
    return " ".join(text.split()).lower()


@lru_cache(maxsize=4)
def load_signs(name: str) -> dict[str, SignGroup]:
    """Return the signs of a file of this room by group, read once per process."""
    return prepare(name, lambda: parse_signs(read_own(name), name))


def read_own(name: str) -> str:
    """Return the text of a file of this room."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def parse_signs(text: str, name: str) -> dict[str, SignGroup]:
    """Return the signs of a YAML text by group, in its order, not yet checked.

    Args:
        text: A mapping of groups to lists of signs.
        name: What the file is called in messages.

    Raises:
        RulesError: The text has another form.
    """
    import yaml
    from pydantic import TypeAdapter, ValidationError

    from assistant.diagnosis.schemas import SignEntry

    try:
        groups = TypeAdapter(dict[str, list[SignEntry]]).validate_python(load_words(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{name} cannot be read: {error}", "Correct the entry.") from error
    return {
        group: SignGroup(
            tuple(read_sign(e.id, e.regex(), tuple(e.shows), tuple(e.passes)) for e in entries)
        )
        for group, entries in groups.items()
    }


def check_signs(groups: Mapping[str, SignGroup], name: str) -> None:
    """Check every sign against its own sentences.

    The files of this room are checked by its tests, which spares each start the compiling.

    Raises:
        RulesError: A pattern does not compile, or a sign is wrong about a sentence.
    """
    for group, members in groups.items():
        for sign in members.signs:
            where = f"{name}, {group}.{sign.id}"
            try:
                pattern = sign.pattern
            except re.error as error:
                message = f"{where}: the pattern does not compile: {error}."
                raise RulesError(message, "Correct it.") from error
            for sentence in sign.shows:
                if not pattern.search(fold(sentence)):
                    message = f"{where} does not match its own sentence {sentence!r}."
                    raise RulesError(message, "Correct one of them.")
            for sentence in sign.passes:
                if found := pattern.search(fold(sentence)):
                    message = f"{where} matches {found[0]!r} in {sentence!r}."
                    raise RulesError(message, "It must not: correct one of them.")


def load_words(text: str) -> Any:
    """Return YAML in which every scalar is a string: "no" and "on" are words here."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506


def read_sign(id: str, regex: str, shows: tuple[str, ...], passes: tuple[str, ...]) -> Sign:
    """Return the construction an entry of a file describes."""
    # Folded text has no capitals, and a pattern that ignores case is five times slower.
    lowered = _CAPITAL.sub(lambda m: m[0] if len(m[0]) > 1 else m[0].lower(), regex)
    return Sign(id, lowered, shows, passes)
