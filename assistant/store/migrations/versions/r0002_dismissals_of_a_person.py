"""The rule and the reach of a decision; what a person dismissed in all their drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, known for no decision made so far, and the table."""
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("rule", sa.String(128), nullable=False, server_default=""))
        decisions.add_column(
            sa.Column("scope", sa.String(16), nullable=False, server_default="draft")
        )
    with op.batch_alter_table("decisions") as decisions:
        decisions.alter_column("rule", server_default=None)
        decisions.alter_column("scope", server_default=None)
    op.create_table(
        "dismissals",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(128), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "category", "digest", name="pk_dismissals"),
    )
