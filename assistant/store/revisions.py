"""The history of a draft: which texts are kept, and giving them back.

The current text of a draft stands in the draft itself. A text goes into the history when
the next one replaces it, unless both belong to one run of typing (`starts_revision`): an
hour of typing leaves some sixty texts instead of thousands.
"""

from __future__ import annotations

import datetime
import hashlib
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from assistant.store.records import Revision, RevisionStep
from assistant.store.schema import DraftRow, RevisionRow
from assistant.store.shelf import Shelf, find_draft
from assistant.store.text import count_changed_words, shared_ends

# One session's saves within this time are one revision. Not measured: at the median
# length of 641 words it costs about 120 KB for an hour of uninterrupted typing.
_RUN_S = 60
# Characters a save may take away or replace in one place before the text it does this to
# is kept: about three sentences, more than backspacing between two saves.
_REMOVED_CHARACTERS = 200

_REVISION = (
    RevisionRow.version,
    RevisionRow.saved_at,
    RevisionRow.words,
    RevisionRow.size,
    RevisionRow.session_id,
)


class RevisionShelf(Shelf):
    """The kept texts of each draft."""

    def revisions(self, draft_id: str) -> list[Revision]:
        """Return the kept texts of a draft, the current one first, then backwards in time.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            row = find_draft(session, draft_id)
            kept = session.execute(
                select(*_REVISION)
                .where(RevisionRow.draft_id == draft_id)
                .order_by(RevisionRow.version.desc())
            )
            return [_current(row), *(Revision(*older) for older in kept)]

    def history(self, draft_id: str) -> list[RevisionStep]:
        """Return what `revisions` does, with what each text changed in the one before it.

        Every kept text is read for it, one at a time.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            row = find_draft(session, draft_id, with_text=True)
            kept = session.execute(
                select(*_REVISION, RevisionRow.packed)
                .where(RevisionRow.draft_id == draft_id)
                .order_by(RevisionRow.version)
            )
            steps: list[RevisionStep] = []
            versions: dict[bytes, int] = {}
            before = ""

            def take(revision: Revision, text: str) -> str:
                digest = hashlib.sha256(text.encode()).digest()
                added, removed = count_changed_words(before, text)
                steps.append(RevisionStep(revision, added, removed, versions.get(digest)))
                versions[digest] = revision.version
                return text

            for version, saved_at, words, size, session_id, packed in kept:
                revision = Revision(version, saved_at, words, size, session_id)
                before = take(revision, zlib.decompress(packed).decode())
            take(_current(row), row.text)
            return steps[::-1]

    def revision_text(self, draft_id: str, version: int) -> str:
        """Return a kept text of a draft, exactly as it was saved.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: This version is not in `revisions`, or the database cannot be used.
        """
        with self._database.reading() as session:
            row = find_draft(session, draft_id, with_text=True)
            if version == row.version:
                return row.text
            kept = session.get(RevisionRow, (draft_id, version))
            if kept is None:
                raise StoreError(
                    f"Version {version} of “{row.title}” was not kept.",
                    "Choose one from the draft's history.",
                )
            return zlib.decompress(kept.packed).decode()


def starts_revision(current: DraftRow, text: str, session_id: str, now: datetime.datetime) -> bool:
    """Say whether the current text must be kept when `text` replaces it.

    It is, unless the same session saved it, began this run of typing less than a minute
    ago, and takes away fewer than 200 characters in one place. So what another session
    wrote is always kept, and so is what somebody is about to delete by accident.
    """
    if not session_id or session_id != current.session_id:
        return True
    age_s = (now - current.revision_started_at).total_seconds()
    before, after = shared_ends(current.text, text)
    removed = len(current.text) - before - after
    return not 0 <= age_s < _RUN_S or removed >= _REMOVED_CHARACTERS


def keep_revision(session: Session, current: DraftRow) -> None:
    """Put the current text of a draft into its history."""
    session.add(
        RevisionRow(
            draft_id=current.id,
            version=current.version,
            saved_at=current.updated_at,
            session_id=current.session_id,
            words=current.words,
            size=current.size,
            packed=zlib.compress(current.text.encode()),
        )
    )


def _current(row: DraftRow) -> Revision:
    return Revision(row.version, row.updated_at, row.words, row.size, row.session_id)
