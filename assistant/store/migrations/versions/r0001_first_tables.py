"""Drafts with revisions, decisions and reviews; the incidents of the library."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and the library's only row."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("deleted_at", moment, nullable=True),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("session_revision", sa.BigInteger, nullable=False),
        sa.Column("session_base", sa.Integer, nullable=False),
        sa.Column("revision_started_at", moment, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_table(
        "revisions",
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "version", name="pk_revisions"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_revisions_draft_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "decisions",
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("decided_at", moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "fingerprint", name="pk_decisions"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_decisions_draft_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("action IN ('accepted', 'dismissed')", name="ck_decisions_action"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("draft_version", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_reviews_draft_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_reviews_draft_id_created_at", "reviews", ["draft_id", "created_at"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=True),
        sa.Column("departments", sa.Text, nullable=False),
        sa.Column("open_actions", sa.Integer, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_id_digest", "incidents", ["id", "digest"])
    library = op.create_table(
        "library",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_library"),
        sa.CheckConstraint("id = 1", name="ck_library_one_row"),
    )
    op.bulk_insert(library, [{"id": 1, "generation": 0}])
