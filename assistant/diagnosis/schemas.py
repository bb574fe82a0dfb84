"""The form of this room's files, checked when one is read; nothing else imports pydantic."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
# As \b before a word, and a third faster where alternatives follow.
WORD_START = r"(?<!\w)(?=\w)"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignEntry(_Entry):
    """A sign: its name, one of three forms, and sentences that prove it."""

    id: Text
    any: Text | None = None
    start: Text | None = None
    pattern: Text | None = None
    shows: list[Text] = Field(min_length=1)
    passes: list[Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_form(self) -> SignEntry:
        if sum(form is not None for form in (self.any, self.start, self.pattern)) != 1:
            raise ValueError("give exactly one of 'any', 'start' and 'pattern'")
        return self

    def regex(self) -> str:
        """Return the expression the entry stands for."""
        if self.pattern is not None:
            return self.pattern
        phrases = "|".join(re.split(r"\s+\|\s+", self.any or self.start or ""))
        return WORD_START + f"(?:{phrases})\\b" if self.any else rf"\A\W*(?:{phrases})\b"


class ReopeningEntry(SignEntry):
    """A question about one sentence (`assistant.diagnosis.reopening.Reopening`)."""

    question: Text
    blank: Text


class PromptEntry(_Entry):
    """A question and the facts that raise it (`assistant.diagnosis.prompts.PromptRule`)."""

    id: Text
    group: Literal["story", "clue", "lens", "after"] = "story"
    when: tuple[Text, ...] = Field(min_length=1)
    unless: tuple[Text, ...] = ()
    question: Text
    why: Text
    source: Text


class TermEntry(_Entry):
    """A word of a department (`assistant.diagnosis.departments.Term`)."""

    term: Text
    not_before: tuple[Text, ...] = ()
    not_after: tuple[Text, ...] = ()


class DepartmentEntry(_Entry):
    """A department (`assistant.diagnosis.departments.Department`)."""

    id: Id
    name: Text
    people: tuple[TermEntry, ...] = Field(min_length=1)
    names: tuple[TermEntry, ...] = ()
    firms: tuple[TermEntry, ...] = ()
    work: tuple[TermEntry, ...] = ()
    acts: tuple[TermEntry, ...] = ()
    voice: tuple[Text, ...] = ()
    is_outside: bool = False
    questions: tuple[Text, ...] = Field(min_length=1)


class DepartmentsFile(_Entry):
    """The departments of a company."""

    author: Id | None = None
    departments: list[DepartmentEntry] = Field(min_length=1)
