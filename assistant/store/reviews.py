"""Reviews of drafts, so that a reviewer can come back to one."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Select, select

from assistant.errors import StoreError
from assistant.store.records import StoredReview
from assistant.store.schema import ReviewRow
from assistant.store.shelf import Shelf, find_draft, new_id
from assistant.store.text import is_storable


class ReviewShelf(Shelf):
    """The kept reviews of each draft."""

    def save_review(self, draft_id: str, draft_version: int, payload: dict[str, Any]) -> str:
        """Return the id under which this review is kept.

        The same review of the same version, saved again, keeps its id.

        Args:
            draft_id: The draft that was reviewed.
            draft_version: The version of its text that was reviewed.
            payload: The review, of values JSON can hold.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The payload holds what JSON cannot, or the database cannot be used.
        """
        try:
            written = json.dumps(payload, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise StoreError(f"This review cannot be saved: {error}.") from error
        with self._database.writing() as session:
            find_draft(session, draft_id, hold=True)
            latest = session.scalars(_reviews_of(draft_id).limit(1)).first()
            if latest and (latest.draft_version, latest.payload) == (draft_version, written):
                return latest.id
            row = ReviewRow(
                id=new_id(),
                draft_id=draft_id,
                draft_version=draft_version,
                created_at=self._database.now(),
                payload=written,
            )
            session.add(row)
            return row.id

    def review(self, review_id: str) -> StoredReview:
        """Return one kept review.

        Raises:
            StoreError: There is no such review, or the database cannot be used.
        """
        with self._database.reading() as session:
            row = session.get(ReviewRow, review_id) if is_storable(review_id) else None
            if row is None:
                raise StoreError(
                    f"There is no review {review_id!r}.",
                    "It was deleted with its draft, or never kept; review the draft again.",
                )
            return _stored(row)

    def reviews(self, draft_id: str) -> list[StoredReview]:
        """Return the kept reviews of a draft, the latest first.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            find_draft(session, draft_id)
            return [_stored(row) for row in session.scalars(_reviews_of(draft_id))]


def _reviews_of(draft_id: str) -> Select[ReviewRow]:
    return (
        select(ReviewRow)
        .where(ReviewRow.draft_id == draft_id)
        .order_by(ReviewRow.created_at.desc(), ReviewRow.id)
    )


def _stored(row: ReviewRow) -> StoredReview:
    return StoredReview(
        id=row.id,
        draft_id=row.draft_id,
        draft_version=row.draft_version,
        created_at=row.created_at,
        payload=json.loads(row.payload),
    )
