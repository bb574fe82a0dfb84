"""What the store gives back: plain values that outlive the database connection."""

from __future__ import annotations

import datetime
import zlib
from dataclasses import dataclass
from typing import Any, Literal

Action = Literal["accepted", "dismissed"]
# What hides a dismissed finding: the decision itself, or a comment in the text.
Scope = Literal["draft", "text"]
PutOutcome = Literal["added", "updated", "unchanged"]
PlaceOutcome = Literal["added", "beside", "unchanged", "put back"]


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it stands in the store.

    Attributes:
        id: Short name, safe in an address.
        version: Number of the current text, from 1, one more with every save.
        text: The current text, exactly as it was saved.
        title: What to call the draft in a list.
        created_at: When it was created, UTC.
        updated_at: When the current text was saved, UTC.
        session_id: Editor session that saved the current text, or "".
        session_revision: That session's own count of its edits at that save.
    """

    id: str
    version: int
    text: str
    title: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    session_id: str = ""
    session_revision: int = 0


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in a list, without its text.

    Attributes:
        id: Short name, safe in an address.
        title: What to call the draft.
        words: Number of words, separated by white space; comments have none.
        updated_at: When the current text was saved, UTC.
        version: Number of the current text.
        deleted_at: When it was put in the bin, UTC, or None.
    """

    id: str
    title: str
    words: int
    updated_at: datetime.datetime
    version: int
    deleted_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A text of a draft that was kept.

    Attributes:
        version: Number of the text.
        saved_at: When it was saved, UTC.
        words: Number of words, separated by white space.
        size: Length in bytes of UTF-8.
        session_id: Editor session that saved it, or "".
    """

    version: int
    saved_at: datetime.datetime
    words: int
    size: int
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class RevisionStep:
    """A kept text of a draft and what it changed in the kept text before it.

    Attributes:
        revision: The text's number, moment and size.
        added: Words it has that the text before it did not have; those that only moved
            are not counted.
        removed: Words the text before it had that it has not.
        same_as: Number of the latest earlier text that was the very same, or None.
    """

    revision: Revision
    added: int
    removed: int
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What the author decided about one finding.

    Attributes:
        fingerprint: Identity of the finding (`assistant.finding.Finding.fingerprint`).
        action: ``accepted`` (the rewrite was taken) or ``dismissed``.
        reason: Why: ``quoted``, ``fact``, ``meant``, ``wrong``, or "".
        quote: The phrase the finding pointed at, or "".
        category: Id of the finding's category, or "".
        decided_at: When, UTC.
        rule: Id of the rule that raised the finding, or "".
        scope: ``draft``, or ``text`` where a comment in the draft hides the finding.
    """

    fingerprint: str
    action: Action
    reason: str
    quote: str
    category: str
    decided_at: datetime.datetime
    rule: str = ""
    scope: Scope = "draft"


@dataclass(frozen=True, slots=True)
class StoredDismissal:
    """A phrase a person does not want to be asked about in any of their drafts.

    Attributes:
        category: Id of the category it was flagged as.
        phrase: The phrase, folded (`assistant.finding.fold_phrase`).
        reason: Why: ``quoted``, ``fact``, ``meant``, ``wrong``, or "".
        rule: Id of the rule that flagged it, or "".
        dismissed_at: When, UTC.
    """

    category: str
    phrase: str
    reason: str
    rule: str
    dismissed_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """Somebody's word that a rule was wrong about a phrase; feedback on the rule.

    Attributes:
        rule: Id of the rule, or "" where it was not known.
        category: Id of the category.
        phrase: The phrase it flagged.
        objected_at: When, UTC.
    """

    rule: str
    category: str
    phrase: str
    objected_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review that was kept.

    Attributes:
        id: Short name, safe in an address.
        draft_id: The draft that was reviewed.
        draft_version: The version of its text that was reviewed.
        created_at: When the review was saved, UTC.
        payload: The review as it was given, after a round trip through JSON.
    """

    id: str
    draft_id: str
    draft_version: int
    created_at: datetime.datetime
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text a draft had before its current one.

    Attributes:
        version: Number of the text.
        saved_at: When it was saved, UTC.
        packed: The text as zlib-compressed UTF-8.
    """

    version: int
    saved_at: datetime.datetime
    packed: bytes

    @property
    def text(self) -> str:
        """Return the text."""
        return zlib.decompress(self.packed).decode()


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """A draft with all that hangs on it.

    Attributes:
        id: Short name, or "" for a text that never was a draft.
        title: What to call the draft in a list.
        text: The current text, exactly as it was saved.
        version: Number of the current text.
        created_at: When it was created, UTC.
        updated_at: When the current text was saved, UTC.
        deleted_at: When it was put in the bin, UTC, or None.
        history: Earlier texts, the oldest first.
        decisions: What the author decided about findings, the first one made first.
    """

    id: str
    title: str
    text: str
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime
    deleted_at: datetime.datetime | None = None
    history: tuple[KeptText, ...] = ()
    decisions: tuple[StoredDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a draft that was imported.

    Attributes:
        id: The draft's id in this store.
        title: Its title.
        outcome: ``added``; ``beside``: under a new id, because its own has another text
            here; ``unchanged``: it was here; ``put back``: out of the bin.
    """

    id: str
    title: str
    outcome: PlaceOutcome
