"""A finished postmortem, as the library keeps it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """A finished postmortem in the library.

    Attributes:
        id: Stable name, unique in the library: the front matter's ``id`` or the file's stem.
        title: One line.
        text: The whole Markdown source, front matter removed.
        summary: A short account of what happened, taken from the text; what search shows
            first and, with the title, what it compares.
        date: Day of the incident, or None where the text does not say.
        departments: Ids of departments that had a part in it, in the text's order.
        open_actions: Number of action items not marked done.
        sample: True for the fictional incidents that come with the program.
        origin: Where it was imported from (a path or archive member), for the reader.
    """

    id: str
    title: str
    text: str
    summary: str = ""
    date: datetime.date | None = None
    departments: tuple[str, ...] = ()
    open_actions: int = 0
    sample: bool = False
    origin: str = ""

    @property
    def digest(self) -> str:
        """Return a hash of everything search depends on; equal digests need no new index."""
        parts = (self.title, self.text, self.summary, str(self.date), *self.departments)
        return hashlib.sha256("\x1f".join((*parts, str(self.open_actions))).encode()).hexdigest()
