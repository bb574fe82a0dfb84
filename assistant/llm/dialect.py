"""How a model wants to be asked, learned from what it refuses.

Every provider takes another part of the same interface, and which one cannot be known
from a model's name: a deployment or a local server may be called anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

TEMPERATURE = 0.0

_ABOUT_FORM = re.compile(
    r"response_format|json_schema|json_object|\bschema\b|\bgrammar\b|structured.?output"
    r"|json.?mode|invalid format|expected \S+ format",
    re.I,
)
# llama.cpp answers 500 for a form it does not know.
_REFUSALS = frozenset({400, 404, 415, 422, 500, 501})


class AnswerForm(StrEnum):
    """How strictly a provider can be told the form of the answer."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PROMPT = "prompt"


_LOOSER = {AnswerForm.SCHEMA: AnswerForm.OBJECT, AnswerForm.OBJECT: AnswerForm.PROMPT}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a model is known to accept, at first everything.

    Attributes:
        form: The strictest form of answer not yet refused.
        takes_temperature: False for models that insist on their own.
        limit: Name of the parameter that limits the answer.
    """

    form: AnswerForm = AnswerForm.SCHEMA
    takes_temperature: bool = True
    limit: str = "max_tokens"

    def options(self, most_tokens: int, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of a request.

        Args:
            most_tokens: The longest answer.
            name: What the answer is called.
            schema: Its JSON schema.
        """
        options: dict[str, Any] = {self.limit: most_tokens}
        if self.takes_temperature:
            options["temperature"] = TEMPERATURE
        if self.form is AnswerForm.SCHEMA:
            strict = {"name": name, "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": strict}
        elif self.form is AnswerForm.OBJECT:
            options["response_format"] = {"type": "json_object"}
        return options

    def after(self, error: Exception) -> Dialect | None:
        """Return the dialect to try after `error`, or None when it refused something else."""
        if getattr(error, "status_code", None) not in _REFUSALS:
            return None
        words = str(error)
        if self.limit == "max_tokens" and "max_completion_tokens" in words:
            return replace(self, limit="max_completion_tokens")
        if self.takes_temperature and re.search(r"\btemperature\b", words):
            return replace(self, takes_temperature=False)
        if self.form in _LOOSER and _ABOUT_FORM.search(words):
            return replace(self, form=_LOOSER[self.form])
        return None
