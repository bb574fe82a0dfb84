"""What a model must answer, and what it did answer, read without trust.

Only complete JSON counts. A cut answer is never completed by guessing: a finding nobody
wrote would come out of it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Generic, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, WithJsonSchema

from assistant.errors import ModelError
from assistant.finding import Category

_LONGEST_TEXT = 400
_MARKUP = re.compile(r"(?:\w+://|www\.|mailto:|javascript:|data:)\S|!?\[[^\]]*\]\(|<[/a-z!]", re.I)
_DECODER = json.JSONDecoder()
_OPENING = re.compile(r"[{\[]")
_MOST_STARTS = 20
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.S)
_REFUSAL = re.compile(
    r"\s*(?:i['’]?m (?:really )?sorry|sorry|i (?:can(?:not|['’]t)|am unable|won['’]t)"
    r"|i['’]m (?:unable|not able)|as an ai)\b",
    re.I,
)


def _readable(text: str) -> str:
    """Return `text` on one line without invisible characters, if an author may read it."""
    visible = "".join(" " if c.isspace() else c for c in text if _is_visible(c))
    line = " ".join(visible.split())
    if not line:
        raise ValueError("is empty")
    if len(line) > _LONGEST_TEXT:
        raise ValueError(f"is longer than {_LONGEST_TEXT} characters")
    if _MARKUP.search(line):
        raise ValueError("contains a link or markup")
    return line


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] != "C"


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Readable = Annotated[str, AfterValidator(_readable)]


class OfferedFinding(BaseModel):
    """A finding as the model offers it, not yet placed in the draft.

    Attributes:
        sentence: Id of the sentence, as in the request.
        quote: The phrase, copied from that sentence.
        category: What is wrong with it.
        why: Why it matters, for the author.
        question: What to ask, for the author.
    """

    model_config = ConfigDict(
        extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False}
    )

    sentence: str
    quote: Annotated[str, AfterValidator(_not_empty)]
    category: Annotated[Category, WithJsonSchema({"type": "string", "enum": [*Category]})]
    why: Readable
    question: Readable


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's answer to one request.

    Attributes:
        offered: What keeps to the protocol, in the model's order.
        broken: Number of findings that do not.
        problem: What is wrong with them, to be told to the model; "" when nothing is.
    """

    offered: tuple[OfferedFinding, ...]
    broken: int = 0
    problem: str = ""


class AnyAnswer(Protocol):
    """What the client needs to know of an answer, whatever was asked."""

    @property
    def offered(self) -> Sequence[Any]:
        """Return what can be used."""

    @property
    def problem(self) -> str:
        """Return what is wrong with the rest, or ""."""


A = TypeVar("A", bound=AnyAnswer)


@dataclass(frozen=True)
class Wanted(Generic[A]):
    """The answer a question wants.

    Attributes:
        name: What it is called.
        schema: Returns its JSON schema.
        read: Reads it from a reply; raises `UnreadableAnswerError`.
    """

    name: str
    schema: Callable[[], dict[str, Any]]
    read: Callable[[str], A]


class UnreadableAnswerError(ModelError):
    """The text is not an answer at all; the message says why, for the model."""


def answer_schema() -> dict[str, Any]:
    """Return the JSON schema of an answer, strict enough for every provider that takes one."""
    return {
        "type": "object",
        "properties": {
            "findings": {"type": "array", "items": OfferedFinding.model_json_schema()},
        },
        "required": ["findings"],
        "additionalProperties": False,
    }


def is_refusal(text: str) -> bool:
    """Say whether a model declined in plain words instead of answering."""
    return "{" not in text and _REFUSAL.match(text) is not None


def read_answer(text: str) -> Answer:
    """Return the findings in a model's reply.

    Complete JSON inside a code fence, after a chain of thought or amid prose is accepted.

    Raises:
        UnreadableAnswerError: There is no complete JSON object with a list of findings.
    """
    value = _find_findings(_THOUGHT.sub("", text).strip())
    offered: list[OfferedFinding] = []
    problems: list[str] = []
    for number, item in enumerate(value):
        try:
            offered.append(OfferedFinding.model_validate(item))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in ("findings", number, *first["loc"]))
            problems.append(f"{place}: {first['msg'].removeprefix('Value error, ')}")
    return Answer(tuple(offered), len(problems), "; ".join(problems[:5]))


FINDINGS = Wanted("findings", answer_schema, read_answer)


def read_objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the complete JSON objects of a reply, the outermost first."""
    cleaned = _THOUGHT.sub("", text).strip()
    for candidate, start in _candidates(cleaned):
        try:
            value, _ = _DECODER.raw_decode(candidate, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            yield value


def _find_findings(text: str) -> list[Any]:
    for candidate, start in _candidates(text):
        try:
            value, _ = _DECODER.raw_decode(candidate, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(found := value.get("findings"), list):
            return found
        # A bare list further on may be the inside of an answer that was cut.
        if start == 0 and isinstance(value, list) and all(isinstance(i, dict) for i in value):
            return value
    if "{" not in text:
        raise UnreadableAnswerError("there is no JSON in the answer")
    raise UnreadableAnswerError('there is no complete JSON object with a list named "findings"')


def _candidates(text: str) -> Iterator[tuple[str, int]]:
    """Yield where JSON may begin: the whole text, a code fence, then any bracket."""
    yield text, 0
    if fenced := _FENCE.search(text):
        yield fenced[1], 0
    for match in islice(_OPENING.finditer(text), _MOST_STARTS):
        yield text, match.start()
