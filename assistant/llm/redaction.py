"""What must not leave the machine, found by patterns and given a name to stand for it.

The patterns are data (secrets.yaml) and every one carries text it must hide and text it
must keep. Nothing here is a promise: own patterns miss what nobody thought of, which is
why the author can read the request before it is sent.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import RulesError
from assistant.span import Span

OMITTED = "⟦omitted⟧"
_TAKEN = "\0"
_TAG = re.compile(r"⟦[A-Z_]+_\d+⟧")


class SecretPattern(BaseModel):
    """One kind of text that is hidden.

    Attributes:
        id: Name of the kind; stands in the placeholder.
        pattern: Regular expression; groups whose name starts with ``secret`` are hidden,
            otherwise the whole match.
        check: A test the match must pass as well, or None.
        hides: Examples with the hidden part between « and ».
        keeps: Examples left as they are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Z_]+$")
    pattern: str
    check: Literal["luhn", "iban", "ip"] | None = None
    hides: tuple[str, ...] = Field(min_length=1)
    keeps: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Secret:
    """A piece of the draft that is not sent.

    Attributes:
        span: Its place in the source.
        tag: What is sent instead; equal values have equal tags.
    """

    span: Span
    tag: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """All secrets of one draft, in order, and the way back from their tags."""

    secrets: tuple[Secret, ...]
    values: dict[str, str]

    def restore(self, text: str) -> str:
        """Return `text` with the tags of this draft replaced by what they stand for."""
        return _TAG.sub(lambda m: self.values.get(m[0], m[0]), text)


def find_secrets(source: str) -> Redaction:
    """Return what must not be sent of `source`, without overlaps, in order."""
    taken: list[tuple[Span, str]] = []
    free = source.replace(_TAKEN, " ")
    for kind, pattern, check in _compiled():
        done = len(taken)
        for match in pattern.finditer(free):
            for span in _hidden(match):
                value = span.of(free)
                if _TAKEN not in value and (check is None or check(value)):
                    taken.append((span, kind))
        # What is taken is blanked, so that no later pattern takes it again.
        free = _blank(free, [span for span, _ in taken[done:]])
    tags: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    secrets = []
    for span, kind in sorted(taken):
        key = (kind, span.of(source))
        if key not in tags:
            counts[kind] = counts.get(kind, 0) + 1
            tags[key] = f"⟦{kind}_{counts[kind]}⟧"
        secrets.append(Secret(span, tags[key]))
    return Redaction(tuple(secrets), {tag: value for (_, value), tag in tags.items()})


@cache
def load_patterns() -> tuple[SecretPattern, ...]:
    """Return the patterns in the order they are tried.

    Raises:
        RulesError: The file is damaged; the message names the place.
    """
    text = (files("assistant.llm") / "secrets.yaml").read_text(encoding="utf-8")
    loaded: Any = yaml.safe_load(text)
    patterns = []
    for number, item in enumerate(loaded, start=1):
        try:
            pattern = SecretPattern.model_validate(item)
            re.compile(pattern.pattern)
        except (ValidationError, re.error) as error:
            message = f"Pattern {number} of secrets.yaml cannot be used."
            raise RulesError(message, "Install the program again.") from error
        patterns.append(pattern)
    return tuple(patterns)


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...]:
    return tuple(
        (p.id, re.compile(p.pattern), _CHECKS[p.check] if p.check else None)
        for p in load_patterns()
    )


def _blank(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    end = 0
    for span in spans:
        pieces += (text[end : span.start], _TAKEN * (span.end - span.start))
        end = span.end
    return "".join(pieces) + text[end:]


def _hidden(match: re.Match[str]) -> Iterable[Span]:
    named = [name for name in match.re.groupindex if name.startswith("secret")]
    if not named:
        return [Span(*match.span())]
    return [Span(*match.span(name)) for name in named if match[name]]


def _passes_luhn(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    compact = re.sub(r"[ -]", "", text)
    digits = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return 15 <= len(compact) <= 34 and int(digits) % 97 == 1


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return len(text) > 3


_CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": _passes_luhn,
    "iban": _is_iban,
    "ip": _is_ip,
}
