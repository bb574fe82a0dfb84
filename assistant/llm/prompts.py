"""Prompts: one Markdown file each, in the folder ``prompts`` of the project.

An installed wheel carries the folder as ``assistant/prompts``; a checkout has it beside
the package. A file has front matter (id, version, purpose) and the sections ``## System``
and ``## User``. Both are f-string templates: ``{draft}`` is a variable, ``{{`` a brace.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import assistant
from assistant.errors import RulesError

Messages = list[dict[str, str]]

_FILE = re.compile(
    r"\A---\n(?P<front>.*?)^---\n+## System\n+(?P<system>.*?)\n+## User\n+(?P<user>.*?)\s*\Z",
    re.S | re.M,
)
VARIABLES = frozenset({"draft", "mark"})


class Prompt(BaseModel):
    """A prompt and what it is for.

    Attributes:
        id: Name of the prompt and its file.
        version: Counted up with every change of meaning; answers to older ones are not reused.
        purpose: One sentence for people.
        system: Instructions; has no variables, so that no draft can alter them.
        user: The request; its variables are `VARIABLES`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z-]+$")
    version: int = Field(ge=1)
    purpose: str = Field(min_length=10)
    system: str = Field(min_length=100)
    user: str = Field(min_length=10)

    @property
    def digest(self) -> str:
        """Return a hash of everything the model would see of the prompt itself."""
        parts = (self.id, str(self.version), self.system, self.user)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def messages(self, *, draft: str, mark: str) -> Messages:
        """Return the chat messages for one part of a draft."""
        from langchain_core.messages import convert_to_openai_messages
        from langchain_core.prompts import ChatPromptTemplate

        template = ChatPromptTemplate.from_messages([("system", self.system), ("human", self.user)])
        made = template.format_messages(draft=draft, mark=mark)
        return [
            {"role": m["role"], "content": m["content"]} for m in convert_to_openai_messages(made)
        ]


@cache
def load_prompt(prompt_id: str) -> Prompt:
    """Return the prompt with this id.

    Raises:
        RulesError: The file is missing or does not keep to the form; the message says how.
    """
    path = prompts_folder() / f"{prompt_id}.md"
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise RulesError(f"The prompt {path.name} is missing.", "Install again.") from error
    return parse_prompt(text, path.name)


def parse_prompt(text: str, name: str) -> Prompt:
    """Return the prompt a file's text describes; `name` is the file's name, for messages.

    Raises:
        RulesError: The text does not keep to the form.
    """
    found = _FILE.match(text)
    if not found:
        message = f"{name} needs front matter and the sections '## System' and '## User'."
        raise RulesError(message)
    try:
        front = yaml.safe_load(found["front"])
        prompt = Prompt(**front, system=found["system"], user=found["user"])
        variables = {
            field for _, field, _, _ in Formatter().parse(prompt.user) if field is not None
        }
        fixed = {field for _, field, _, _ in Formatter().parse(prompt.system) if field is not None}
    except (yaml.YAMLError, TypeError, ValueError, ValidationError) as error:
        raise RulesError(f"{name} does not keep to the form of a prompt: {error}") from error
    if variables != VARIABLES or fixed:
        wanted = " and ".join(f"{{{v}}}" for v in sorted(VARIABLES))
        raise RulesError(f"{name} must use {wanted} in '## User' and no variable in '## System'.")
    if prompt.id != Path(name).stem:
        raise RulesError(f"{name} has the id {prompt.id!r}; id and file name must agree.")
    return prompt


def prompts_folder() -> Path:
    """Return the folder of the prompts: inside an installed package, else in the checkout."""
    package = Path(assistant.__file__).parent
    installed = package / "prompts"
    return installed if installed.is_dir() else package.parent / "prompts"
