"""What a person dismissed in all their drafts, and what people said the rules got wrong."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete, select

from assistant.store.records import Objection, StoredDismissal
from assistant.store.schema import DecisionRow, DismissalRow
from assistant.store.shelf import Shelf
from assistant.store.text import encode_text, is_storable

_WRONG = "wrong"


class DismissalShelf(Shelf):
    """The phrases each person does not want to be asked about again."""

    def dismiss_phrase(
        self, person_id: str, category: str, phrase: str, *, reason: str = "", rule: str = ""
    ) -> None:
        """Keep that a person dismissed a phrase in all their drafts, in place of an earlier time.

        Args:
            person_id: The person, up to 64 characters.
            category: Id of the category the phrase was flagged as.
            phrase: The phrase, folded (`assistant.finding.fold_phrase`).
            reason: Why: ``quoted``, ``fact``, ``meant`` or ``wrong``, where a reason was given.
            rule: Id of the rule that flagged it.

        Raises:
            StoreError: The database cannot be used.
        """
        for text in (person_id, category, reason, rule):
            encode_text(text, "This decision")
        digest = _digest(phrase)
        with self._database.writing() as session:
            session.merge(
                DismissalRow(
                    person_id=person_id,
                    category=category,
                    digest=digest,
                    rule=rule,
                    dismissed_at=self._database.now(),
                    reason=reason,
                    phrase=phrase,
                )
            )

    def restore_phrase(self, person_id: str, category: str, phrase: str) -> None:
        """Ask a person about a phrase again; do nothing where they had not dismissed it.

        Raises:
            StoreError: The database cannot be used.
        """
        digest = _digest(phrase)
        with self._database.writing() as session:
            session.execute(
                delete(DismissalRow).where(
                    DismissalRow.person_id == person_id,
                    DismissalRow.category == category,
                    DismissalRow.digest == digest,
                )
            )

    def dismissed_phrases(self, person_id: str) -> tuple[StoredDismissal, ...]:
        """Return what a person dismissed in all their drafts, the latest first.

        Raises:
            StoreError: The database cannot be used.
        """
        if not is_storable(person_id):
            return ()
        with self._database.reading() as session:
            rows = session.scalars(
                select(DismissalRow)
                .where(DismissalRow.person_id == person_id)
                .order_by(DismissalRow.dismissed_at.desc(), DismissalRow.digest)
            )
            return tuple(
                StoredDismissal(
                    category=row.category,
                    phrase=row.phrase,
                    reason=row.reason,
                    rule=row.rule,
                    dismissed_at=row.dismissed_at,
                )
                for row in rows
            )

    def objections(self) -> tuple[Objection, ...]:
        """Return every phrase somebody said a rule was wrong about, by rule, the first one first.

        Nothing in it names a person or a draft.

        Raises:
            StoreError: The database cannot be used.
        """
        in_drafts = select(
            DecisionRow.rule, DecisionRow.category, DecisionRow.quote, DecisionRow.decided_at
        ).where(DecisionRow.reason == _WRONG)
        in_all = select(
            DismissalRow.rule, DismissalRow.category, DismissalRow.phrase, DismissalRow.dismissed_at
        ).where(DismissalRow.reason == _WRONG)
        with self._database.reading() as session:
            found = [
                Objection(*row) for query in (in_drafts, in_all) for row in session.execute(query)
            ]
        return tuple(sorted(found, key=lambda one: (one.rule, one.objected_at, one.phrase)))


def _digest(phrase: str) -> str:
    return hashlib.sha256(encode_text(phrase, "This decision")).hexdigest()
