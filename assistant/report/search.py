"""The contract other programs rely on: matches as data, version 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from assistant.incidents import Match


class PassageEntry(BaseModel):
    """A piece of an incident that answers the question; offsets in code points of its text."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: int
    end: int


class MatchEntry(BaseModel):
    """A past incident that answers the question; `date` is ISO 8601 or None."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    score: float
    date: str | None
    departments: tuple[str, ...]
    why: str
    passages: tuple[PassageEntry, ...]
    open_actions: int
    sample: bool


class SearchReport(BaseModel):
    """What `postmortem search --format json` prints."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    query: str
    matches: tuple[MatchEntry, ...]


def report_search(query: str, matches: Sequence[Match]) -> SearchReport:
    """Return the answer to a query as data, best match first."""
    return SearchReport(
        query=query,
        matches=tuple(
            MatchEntry(
                id=m.incident.id,
                title=m.incident.title,
                score=round(m.score, 4),
                date=m.incident.date.isoformat() if m.incident.date else None,
                departments=m.incident.departments,
                why=m.why,
                passages=tuple(
                    PassageEntry(text=p.text, start=p.start, end=p.end) for p in m.passages
                ),
                open_actions=m.incident.open_actions,
                sample=m.incident.sample,
            )
            for m in matches
        ),
    )
