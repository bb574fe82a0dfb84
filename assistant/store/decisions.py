"""Decisions of the author about findings."""

from __future__ import annotations

from typing import cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from assistant.store.records import Action, Scope, StoredDecision
from assistant.store.schema import DecisionRow
from assistant.store.shelf import Shelf, find_draft
from assistant.store.text import encode_text


class DecisionShelf(Shelf):
    """What the author of each draft decided, by the finding's fingerprint."""

    def record_decision(
        self,
        draft_id: str,
        fingerprint: str,
        action: Action,
        reason: str = "",
        quote: str = "",
        category: str = "",
        *,
        rule: str = "",
        scope: Scope = "draft",
    ) -> None:
        """Keep what the author decided about a finding, in place of an earlier decision.

        Args:
            draft_id: The draft.
            fingerprint: Identity of the finding.
            action: ``accepted`` or ``dismissed``.
            reason: Why: ``quoted``, ``fact``, ``meant`` or ``wrong``, where a reason was given.
            quote: The phrase the finding points at, for a list of decisions.
            category: Id of the finding's category.
            rule: Id of the rule that raised the finding.
            scope: ``text`` where a comment in the draft, not this decision, hides the finding.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The action is unknown, or the database cannot be used.
        """
        if action not in get_args(Action):
            raise StoreError(f"{action!r} is not a decision.", "Use accepted or dismissed.")
        for text in (fingerprint, reason, quote, category, rule):
            encode_text(text, "This decision")
        with self._database.writing() as session:
            find_draft(session, draft_id, hold=True)
            session.merge(
                DecisionRow(
                    draft_id=draft_id,
                    fingerprint=fingerprint,
                    action=action,
                    category=category,
                    decided_at=self._database.now(),
                    reason=reason,
                    quote=quote,
                    rule=rule,
                    scope=scope,
                )
            )

    def remove_decision(self, draft_id: str, fingerprint: str) -> None:
        """Forget what the author decided about a finding; do nothing if there was nothing.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.writing() as session:
            find_draft(session, draft_id, hold=True)
            session.execute(
                delete(DecisionRow).where(
                    DecisionRow.draft_id == draft_id, DecisionRow.fingerprint == fingerprint
                )
            )

    def decisions(self, draft_id: str) -> dict[str, StoredDecision]:
        """Return the author's decisions by fingerprint, the first one made first.

        Raises:
            DraftNotFoundError: There is no such draft, or it is in the bin.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            find_draft(session, draft_id)
            return self._decisions(session, draft_id)

    def _decisions(self, session: Session, draft_id: str) -> dict[str, StoredDecision]:
        rows = session.scalars(
            select(DecisionRow)
            .where(DecisionRow.draft_id == draft_id)
            .order_by(DecisionRow.decided_at, DecisionRow.fingerprint)
        )
        return {
            row.fingerprint: StoredDecision(
                fingerprint=row.fingerprint,
                action=cast("Action", row.action),
                reason=row.reason,
                quote=row.quote,
                category=row.category,
                decided_at=row.decided_at,
                rule=row.rule,
                scope=cast("Scope", row.scope),
            )
            for row in rows
        }
