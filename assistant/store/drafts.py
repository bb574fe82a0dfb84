"""Drafts: created, saved without passing over anybody's text, put in the bin and back."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from assistant.draft import count_words
from assistant.errors import ConflictError
from assistant.store.records import DraftSummary, StoredDraft
from assistant.store.revisions import RevisionShelf, keep_revision, starts_revision
from assistant.store.schema import DraftRow
from assistant.store.shelf import find_any_draft, find_draft, new_id
from assistant.store.text import encode_text, title_of


class DraftShelf(RevisionShelf):
    """The drafts of the store and their bin."""

    def create_draft(self, text: str, prefix: str = "") -> StoredDraft:
        """Return a new draft with this text, at version 1.

        Args:
            text: The draft's Markdown.
            prefix: What its id starts with, safe in an address.

        Raises:
            StoreError: The text holds what a database cannot give back unchanged (a NUL
                character, half of a surrogate pair), or the database cannot be used.
        """
        size = len(encode_text(text, "This draft"))
        now = self._database.now()
        row = DraftRow(
            id=prefix + new_id(),
            version=1,
            title=title_of(text),
            words=count_words(text),
            size=size,
            created_at=now,
            updated_at=now,
            deleted_at=None,
            session_id="",
            session_revision=0,
            session_base=0,
            revision_started_at=now,
            text=text,
        )
        with self._database.writing() as session:
            session.add(row)
        return _stored(row)

    def draft(self, draft_id: str) -> StoredDraft:
        """Return a draft with its current text.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            return _stored(find_draft(session, draft_id, with_text=True))

    def draft_version(self, draft_id: str) -> int:
        """Return the number of a draft's current text, without reading the text.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            return find_draft(session, draft_id).version

    def drafts(self) -> list[DraftSummary]:
        """Return every draft that is not in the bin, the one changed last first."""
        return self._list(is_in_bin=False)

    def save_draft(
        self,
        draft_id: str,
        text: str,
        base_version: int,
        *,
        session_id: str = "",
        session_revision: int = 0,
        title: str | None = None,
        kept: Sequence[str] = (),
    ) -> int:
        """Return the version of the draft that has this text, saving it if it is new.

        Nothing is ever overwritten: a text that was built on an older version than the
        stored one is refused, with two exceptions in which nobody's work is passed over.
        The stored text is the very same; or every version since `base_version` was saved
        by this same session with a lower `session_revision`, that is, the answer to its
        last save was lost and the author has typed on.

        Every saved text is the current one at once, and is kept in the draft's history
        according to `assistant.store.revisions.starts_revision`.

        Args:
            draft_id: The draft.
            text: The whole text.
            base_version: The version the text was built on.
            session_id: Name of the one editor the text was typed in, unique to it; "" for
                a save that is not part of a typing session.
            session_revision: That editor's count of its edits, never falling.
            title: What to call the draft; None takes it from the text.
            kept: Texts this one replaced in the editor that are to be found in the history,
                the oldest first; the stored one is then kept as well.

        Raises:
            ConflictError: Somebody else saved since `base_version`; it carries their text.
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The text holds what a database cannot give back unchanged, or the
                database cannot be used. The last saved text is still there.
        """
        encode_text(text, "This draft")
        title = title_of(text) if title is None else title
        encode_text(title, "The title")
        for earlier in kept:
            encode_text(earlier, "This draft")
        with self._database.writing() as session:
            row = find_draft(session, draft_id, hold=True, with_text=True)
            is_same_session = bool(session_id) and session_id == row.session_id
            is_repeated = is_same_session and session_revision <= row.session_revision
            if row.text == text and (is_repeated or not kept):
                row.title = title
                return row.version
            if base_version != row.version and not (
                is_same_session
                and row.session_base <= base_version < row.version
                and session_revision > row.session_revision
            ):
                raise ConflictError(row.version, row.text)
            now = self._database.now()
            if not is_same_session:
                row.session_base = row.version
            for step in (*kept, text):
                if step == row.text:
                    continue
                if kept or starts_revision(row, step, session_id, now):
                    keep_revision(session, row)
                    row.revision_started_at = now
                row.version += 1
                row.text, row.words, row.size = step, count_words(step), len(step.encode())
                row.session_id, row.session_revision = session_id, session_revision
                row.updated_at = now
            row.title = title
            return row.version

    def delete_draft(self, draft_id: str) -> None:
        """Put a draft in the bin, where it stays until the bin is emptied.

        Raises:
            DraftNotFoundError: There is no such draft.
            StoreError: The database cannot be used.
        """
        self._mark(draft_id, self._database.now())

    def restore_draft(self, draft_id: str) -> None:
        """Take a draft out of the bin, as it was.

        Raises:
            DraftNotFoundError: There is no such draft.
            StoreError: The database cannot be used.
        """
        self._mark(draft_id, None)

    def deleted_drafts(self) -> list[DraftSummary]:
        """Return the drafts in the bin, the one deleted last first."""
        return self._list(is_in_bin=True)

    def empty_bin(self, only: Collection[str] | None = None) -> int:
        """Delete drafts in the bin for good, with all that hangs on them; return how many.

        Args:
            only: Ids of the drafts to delete, so that one put in the bin meanwhile stays;
                None deletes every draft there.

        Raises:
            StoreError: The database cannot be used.
        """
        in_bin = DraftRow.deleted_at.is_not(None)
        with self._database.writing() as session:
            chosen = session.scalars(select(DraftRow.id).where(in_bin)).all()
            gone = 0
            for draft_id in chosen if only is None else set(chosen).intersection(only):
                # Asked again, because somebody may have put it back meanwhile.
                erased = delete(DraftRow).where(DraftRow.id == draft_id, in_bin)
                gone += len(session.scalars(erased.returning(DraftRow.id)).all())
            return gone

    def _mark(self, draft_id: str, deleted_at: datetime.datetime | None) -> None:
        with self._database.writing() as session:
            row = find_any_draft(session, draft_id, hold=True)
            if deleted_at is None or row.deleted_at is None:
                row.deleted_at = deleted_at

    def _list(self, *, is_in_bin: bool) -> list[DraftSummary]:
        row, deleted_at = DraftRow, DraftRow.deleted_at
        chosen = (
            select(row.id, row.title, row.words, row.updated_at, row.version, deleted_at)
            .where(deleted_at.is_not(None) if is_in_bin else deleted_at.is_(None))
            .order_by(deleted_at.desc(), row.updated_at.desc(), row.id)
        )
        with self._database.reading() as session:
            return [DraftSummary(*found) for found in session.execute(chosen)]


def _stored(row: DraftRow) -> StoredDraft:
    return StoredDraft(
        id=row.id,
        version=row.version,
        text=row.text,
        title=row.title,
        created_at=row.created_at,
        updated_at=row.updated_at,
        session_id=row.session_id,
        session_revision=row.session_revision,
    )
