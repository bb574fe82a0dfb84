"""What every part of the store shares: the database and names for new things."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session, defer

from assistant.errors import DraftNotFoundError
from assistant.store.database import Database
from assistant.store.schema import DraftRow
from assistant.store.text import is_storable

# Without characters that are mistaken for each other when an address is read aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_ID_LENGTH = 12


class Shelf:
    """One kind of thing the store keeps, on a database shared with the others."""

    def __init__(self, database: Database) -> None:
        self._database = database


def new_id() -> str:
    """Return a random name that is safe in an address; two never meet (59 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def find_draft(
    session: Session, draft_id: str, *, hold: bool = False, with_text: bool = False
) -> DraftRow:
    """Return a draft that is not in the bin.

    Args:
        session: The transaction to read in.
        draft_id: The draft.
        hold: Keep everybody else from changing it until the transaction ends.
        with_text: Read its text too, which may be long.

    Raises:
        DraftNotFoundError: There is no such draft, or it is in the bin.
    """
    row = find_any_draft(session, draft_id, hold=hold, with_text=with_text)
    if row.deleted_at is not None:
        raise DraftNotFoundError(
            f"The draft “{row.title}” is in the bin.", "Restore it to go on with it."
        )
    return row


def find_any_draft(
    session: Session, draft_id: str, *, hold: bool = False, with_text: bool = False
) -> DraftRow:
    """Return a draft, be it in the bin or not; see `find_draft`."""
    row = None
    if is_storable(draft_id):
        options = () if with_text else (defer(DraftRow.text),)
        row = session.get(DraftRow, draft_id, with_for_update=hold or None, options=options)
    if row is None:
        raise DraftNotFoundError(
            f"There is no draft {draft_id!r}.", "It may have been deleted for good; see the list."
        )
    return row
