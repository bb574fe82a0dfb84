"""What the incident library answers with: matches, what an import did, how the library stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from assistant.incident import Incident


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an incident's text that answers a question.

    Attributes:
        text: The piece as it stands in the incident, Markdown included.
        start: Where it begins in `Incident.text`, in code points.
        end: Where it ends in `Incident.text`, in code points, exclusive.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A past incident that answers a question.

    Attributes:
        incident: The incident, whole.
        score: How well it answers, from 0 to 1. It orders the matches of one question; it
            is no probability, and scores of two questions are not comparable.
        why: What matched, in plain words for the reader.
        passages: The pieces that answer best, best first; empty for an incident without text.
    """

    incident: Incident
    score: float
    why: str
    passages: tuple[Passage, ...] = ()


class Skipped(NamedTuple):
    """A file that was not imported.

    Attributes:
        name: The file's name as the reader knows it; members of an archive as ``a.zip/b.md``.
        reason: Why it was left out, one plain sentence.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the incidents given to the library.

    Attributes:
        added: Ids that are new in the library, in the order given.
        updated: Ids whose incident changed.
        unchanged: Ids the library already had, word for word.
        skipped: What was left out, and why.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How the library stands, for a line on the screen.

    Attributes:
        incidents: Number of incidents in the store.
        searches_by_meaning: False while only words are compared, because the encoder or the
            vector index cannot be used; `notices` then says why and what to do.
        notices: Sentences the reader should see, newest last; usually none.
    """

    incidents: int
    searches_by_meaning: bool = True
    notices: tuple[str, ...] = ()
