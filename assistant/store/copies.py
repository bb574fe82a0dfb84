"""Drafts taken out whole and put back whole: with history, decisions and moments."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.draft import count_words
from assistant.incident import Incident
from assistant.store.decisions import DecisionShelf
from assistant.store.drafts import DraftShelf
from assistant.store.incidents import IncidentShelf
from assistant.store.records import DraftCopy, KeptText, Placed
from assistant.store.schema import DecisionRow, DraftRow, RevisionRow
from assistant.store.shelf import find_any_draft, new_id
from assistant.store.text import encode_text


class CopyShelf(DraftShelf, DecisionShelf, IncidentShelf):
    """Everything of a draft at once, for moving it to another store."""

    def copy_draft(self, draft_id: str) -> DraftCopy:
        """Return a draft with all that hangs on it, be it in the bin or not.

        Raises:
            DraftNotFoundError: There is no such draft.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            row = find_any_draft(session, draft_id, with_text=True)
            kept = session.scalars(
                select(RevisionRow)
                .where(RevisionRow.draft_id == draft_id)
                .order_by(RevisionRow.version)
            )
            return DraftCopy(
                id=row.id,
                title=row.title,
                text=row.text,
                version=row.version,
                created_at=row.created_at,
                updated_at=row.updated_at,
                deleted_at=row.deleted_at,
                history=tuple(KeptText(one.version, one.saved_at, one.packed) for one in kept),
                decisions=tuple(self._decisions(session, draft_id).values()),
            )

    def put_copies(
        self, copies: Sequence[DraftCopy], incidents: Iterable[Incident] = ()
    ) -> list[Placed]:
        """Store drafts and incidents, all or none; what is here already stays as it is.

        A draft whose id is taken by another text comes in under a new id, beside it. One
        whose text is here already is passed over, and taken out of the bin if the copy was
        not in the bin. An incident whose id is known is passed over.

        Returns:
            What became of each draft, in the order given.

        Raises:
            StoreError: A text holds what a database cannot give back unchanged, or the
                database cannot be used. Nothing was stored.
        """
        for copy in copies:
            encode_text(copy.text, f"“{copy.title}”")
        with self._database.writing() as session:
            placed = [_place(session, copy) for copy in copies]
            self._put_unknown(session, incidents)
            return placed


def _place(session: Session, copy: DraftCopy) -> Placed:
    here = session.get(DraftRow, copy.id) if copy.id else None
    if here is not None and here.text == copy.text:
        if here.deleted_at is not None and copy.deleted_at is None:
            here.deleted_at = None
            return Placed(here.id, here.title, "put back")
        return Placed(here.id, here.title, "unchanged")
    draft_id = copy.id if copy.id and here is None else new_id()
    session.add(
        DraftRow(
            id=draft_id,
            version=copy.version,
            title=copy.title,
            words=count_words(copy.text),
            size=len(copy.text.encode()),
            created_at=copy.created_at,
            updated_at=copy.updated_at,
            deleted_at=copy.deleted_at,
            session_id="",
            session_revision=0,
            session_base=0,
            revision_started_at=copy.updated_at,
            text=copy.text,
        )
    )
    session.flush()
    for kept in copy.history:
        text = zlib.decompress(kept.packed)
        session.add(
            RevisionRow(
                draft_id=draft_id,
                version=kept.version,
                saved_at=kept.saved_at,
                session_id="",
                words=count_words(text.decode()),
                size=len(text),
                packed=kept.packed,
            )
        )
    for decision in copy.decisions:
        session.add(
            DecisionRow(
                draft_id=draft_id,
                fingerprint=decision.fingerprint,
                action=decision.action,
                category=decision.category,
                decided_at=decision.decided_at,
                reason=decision.reason,
                quote=decision.quote,
                rule=decision.rule,
                scope=decision.scope,
            )
        )
    return Placed(draft_id, copy.title, "beside" if here is not None else "added")
