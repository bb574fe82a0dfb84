"""The figures as they were accepted, and whether new ones fall behind them.

``evals/reports/language.json`` holds figures only, no text. A figure may move within its
interval; below that, the eval fails until somebody mends it or accepts the fall.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InputError
from assistant.finding import Group
from evals.language_agreement import Agreement
from evals.language_score import Figure

REPORTS = Path(__file__).parent / "reports"
FILE = REPORTS / "language.json"

HELD = (
    "precision",
    "recall",
    "f1",
    "explicit recall",
    "false per 1,000 words",
    "right category",
    *(f"{group} {name}" for group in Group for name in ("precision", "recall")),
)
"""Figures that may not fall; those of single categories rest on too few cases."""

_INNERMOST = re.compile(r"\{[^{}]*\}")
_LESS_IS_BETTER = "false per 1,000 words"


class SetFigures(BaseModel):
    """What was measured on one set.

    Attributes:
        name: The set's name.
        note: What a reader of its figures must know.
        is_in_view: Whether the rules were written with its gold in view.
        is_own: Whether it is part of this repository.
        documents: How many texts.
        authors: How many voices.
        words: How many words of prose.
        explicit: How many findings are said in so many words.
        implied: How many are only implied.
        arguable: How many spans count neither way.
        marked_share: Share of the text, by characters, that lies in marked phrases: the precision
            of pointing anywhere.
        agreement: How far two readers agree, or None where one read alone.
        detectors: The figures of each detector by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    note: str
    is_in_view: bool
    is_own: bool
    documents: int
    authors: int
    words: int
    explicit: int
    implied: int
    arguable: int
    marked_share: float
    agreement: Agreement | None
    detectors: dict[str, dict[str, Figure]]


class Record(BaseModel):
    """All sets, and what could not be measured this time.

    Attributes:
        sets: The sets, those the rules were written with first.
        absent: Why something was not measured, by its name; its figures, if there are any,
            are those of an earlier run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sets: tuple[SetFigures, ...]
    absent: dict[str, str] = {}


def read_record(path: Path = FILE) -> Record:
    """Return the accepted figures; none where there is no file.

    Raises:
        InputError: The file is damaged.
    """
    if not path.exists():
        return Record(sets=())
    try:
        return Record.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        remedy = "Write it anew with: python -m evals language --accept"
        raise InputError(f"{path} does not hold figures: {error}.", remedy) from error


def write_record(record: Record) -> str:
    """Return the figures as the text of their file, one figure a line."""
    text = json.dumps(record.model_dump(), indent=1, ensure_ascii=False)
    return _INNERMOST.sub(lambda match: " ".join(match[0].split()), text) + "\n"


def join_records(earlier: Record, now: Record) -> Record:
    """Return what was measured now, and the earlier figures of what could not be."""
    known = {one.name: one for one in earlier.sets}
    sets = []
    for one in now.sets:
        old = known.pop(one.name, None)
        kept = {
            name: figures
            for name, figures in (old.detectors if old else {}).items()
            if name in now.absent
        }
        sets.append(one.model_copy(update={"detectors": {**one.detectors, **kept}}))
    # Sets of our own that are gone are gone; others were only not at hand.
    sets += [old for name, old in known.items() if not old.is_own and name in now.absent]
    return Record(sets=tuple(sorted(sets, key=lambda s: not s.is_in_view)), absent=now.absent)


def find_falls(earlier: Record, now: Record) -> Iterator[str]:
    """Yield a sentence for each figure that fell by more than its interval.

    Where an interval has no width, as of 20 right in 20, one case more or less is no fall.

    Args:
        earlier: The accepted figures.
        now: Those of this run, of detectors that are held to their record only.
    """
    known = {one.name: one for one in earlier.sets}
    for one in now.sets:
        old = known.get(one.name)
        if old is None:
            continue
        for detector, figures in one.detectors.items():
            for name in HELD:
                before, after = old.detectors.get(detector, {}).get(name), figures.get(name)
                if before and after and _has_fallen(name, before, after):
                    grown = (
                        f" (the set had {old.documents} documents then and has {one.documents})"
                        if old.documents != one.documents
                        else ""
                    )
                    yield (
                        f"{one.name}, {detector}: {name} was {before.value:.2f}"
                        f" [{before.low:.2f}, {before.high:.2f}] and is {after.value:.2f}{grown}."
                    )


def _has_fallen(name: str, before: Figure, after: Figure) -> bool:
    if name == _LESS_IS_BETTER:
        one_more = before.value + 1000 / before.cases
        return after.value > max(before.high, one_more) + 1e-6
    return after.value < min(before.low, before.value - 1 / before.cases) - 1e-6
