"""The tables of the store.

Every change here needs a migration in ``migrations/versions``; a test compares the two.
Long texts are the last column of their table: SQLite keeps them on overflow pages, and a
list that does not ask for them then never reads those pages.
"""

from __future__ import annotations

import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment, always read back as timezone-aware UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, _dialect: Dialect
    ) -> datetime.datetime | None:
        """Return the moment in UTC, as it is stored."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, _dialect: Dialect
    ) -> datetime.datetime | None:
        """Return the stored moment with its time zone, UTC."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)


class Table(DeclarativeBase):
    """Base of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DraftRow(Table):
    """A draft with its current text.

    `session_base` is the version the current session built its first save on, so that a
    save of the same session can be told from one that would pass over somebody else's.
    `revision_started_at` is when the revision now being written began.
    """

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    size: Mapped[int]
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    session_id: Mapped[str] = mapped_column(Text)
    session_revision: Mapped[int] = mapped_column(BigInteger)
    session_base: Mapped[int]
    revision_started_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)


class RevisionRow(Table):
    """A text a draft had before its current one, as zlib-compressed UTF-8."""

    __tablename__ = "revisions"

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    saved_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    session_id: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    size: Mapped[int]
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class DecisionRow(Table):
    """What the author decided about one finding.

    `scope` is ``draft`` where the decision is what hides the finding, ``text`` where a comment
    in the draft does.
    """

    __tablename__ = "decisions"
    __table_args__ = (CheckConstraint("action IN ('accepted', 'dismissed')", name="action"),)

    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    action: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(128))
    scope: Mapped[str] = mapped_column(String(16))


class DismissalRow(Table):
    """A phrase of one category that a person dismissed in all their drafts.

    The phrase may be as long as a sentence, so its digest stands in the key.
    """

    __tablename__ = "dismissals"

    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    category: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    rule: Mapped[str] = mapped_column(String(128))
    dismissed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    phrase: Mapped[str] = mapped_column(Text)


class ReviewRow(Table):
    """A review of one version of a draft, as JSON."""

    __tablename__ = "reviews"
    __table_args__ = (Index(None, "draft_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    draft_version: Mapped[int]
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    payload: Mapped[str] = mapped_column(Text)


class IncidentRow(Table):
    """A finished postmortem of the library; `departments` is a JSON list of ids.

    The index holds id and digest together: comparing a library with its search index then
    reads no texts.
    """

    __tablename__ = "incidents"
    __table_args__ = (Index(None, "id", "digest"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    date: Mapped[datetime.date | None]
    departments: Mapped[str] = mapped_column(Text)
    open_actions: Mapped[int]
    sample: Mapped[bool]
    origin: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class LibraryRow(Table):
    """The one row that counts the changes of the incidents; writers of incidents lock it."""

    __tablename__ = "library"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int]
