"""Which departments an incident touched, and which of them the draft lets speak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.span import Span


class Status(StrEnum):
    """Where a department stands in the draft."""

    SPEAKING = "speaking"
    SILENT = "silent"
    UNINVOLVED = "uninvolved"


@dataclass(frozen=True, slots=True)
class Perspective:
    """A department's place in the draft.

    Attributes:
        department: Its id.
        name: What its people call it.
        status: Speaking; silent, which is hit but not heard; or uninvolved.
        evidence: For a speaking department where it speaks, for a silent one where it is
            hit: the place its questions quote first, then those that show most; empty for an
            uninvolved one.
        why: One sentence saying why it has this status.
        questions: What to ask its people, the best first; empty unless silent or speaking.
        is_affected: True where the draft shows that its work or people were hit.
    """

    department: str
    name: str
    status: Status
    evidence: tuple[Span, ...]
    why: str
    questions: tuple[str, ...]
    is_affected: bool = False
