"""How often each rule was right, as it was measured (``python -m evals.measured``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.errors import RulesError

FILE = Path(__file__).parent / "measured.json"

_REMEDY = "Write it anew with: python -m evals.measured"
_KEYS = ("right", "wrong")


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the places a rule flagged in texts whose findings people had marked.

    Attributes:
        right: Places that overlap a marked finding.
        wrong: Places that do not.
    """

    right: int
    wrong: int

    @property
    def words(self) -> str:
        """Return the counts as a sentence for an author."""
        places = self.right + self.wrong
        if not places:
            return "Not measured yet: no text measured for this project holds such a place."
        if places == 1:
            return f"{'Right' if self.right else 'Wrong'} in the one place measured so far."
        return f"Right in {self.right} of {places} places on texts measured for this project."


def load_measured(file: Path | None = None) -> Mapping[str, Measured]:
    """Return what was measured by rule id; a rule nobody measured is missing.

    Args:
        file: Where it stands, or None for the built-in figures. Each file is read once.

    Raises:
        RulesError: The file cannot be read or is malformed; file and line are named.
    """
    return _load(file or FILE)


@cache
def _load(file: Path) -> Mapping[str, Measured]:
    try:
        text = file.read_text(encoding="utf-8")
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        raise RulesError(f"{file}:{error.lineno}: {error.msg}.", _REMEDY) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{file} cannot be read: {error}.", _REMEDY) from error
    if not isinstance(loaded, dict):
        raise RulesError(f"{file}:1: it is a mapping from rule ids to counts.", _REMEDY)
    return MappingProxyType(
        {
            rule: _read(entry, f"{file}:{_line(text, rule)}: {rule}")
            for rule, entry in loaded.items()
        }
    )


def _read(entry: Any, where: str) -> Measured:
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
        raise RulesError(f"{where} is a mapping with right and wrong, and nothing else.", _REMEDY)
    for key in _KEYS:
        # True is an int to Python, but no count.
        if type(entry[key]) is not int or entry[key] < 0:
            raise RulesError(f"{where}: {key} is a count of places.", _REMEDY)
    return Measured(entry["right"], entry["wrong"])


def _line(text: str, rule: str) -> int:
    found = re.search(rf"{re.escape(json.dumps(rule))}\s*:", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
