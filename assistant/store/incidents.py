"""Incidents: the truth from which the search index can always be built again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from assistant.errors import IncidentNotFoundError
from assistant.incident import Incident
from assistant.store.records import PutOutcome
from assistant.store.schema import IncidentRow, LibraryRow
from assistant.store.shelf import Shelf
from assistant.store.text import encode_text, is_storable

# Values in one statement; SQLite takes 32,766 (https://www.sqlite.org/limits.html).
_BATCH = 1000


class IncidentShelf(Shelf):
    """The finished postmortems of the library."""

    def put_incidents(self, incidents: Iterable[Incident]) -> dict[str, PutOutcome]:
        """Keep these incidents, all or none, and return what became of each, by id.

        An incident whose id is known replaces the old one. It is ``unchanged`` when digest
        and `sample` are the same; the stored `origin` then stays that of the first import.
        Of several with one id the last counts.

        Raises:
            StoreError: A text holds what a database cannot give back unchanged (the
                message names the incident), or the database cannot be used.
        """
        given = {incident.id: _check(incident) for incident in incidents}
        digests = {key: incident.digest for key, incident in given.items()}
        outcomes: dict[str, PutOutcome] = {}
        with self._database.writing() as session:
            library = _hold_library(session)
            known = _known(session, given)
            for key, incident in given.items():
                same = known.get(key) == (digests[key], incident.sample)
                outcomes[key] = "unchanged" if same else "updated" if key in known else "added"
            for outcome, statement in (
                ("added", insert(IncidentRow)),
                ("updated", update(IncidentRow)),
            ):
                keys = [key for key in given if outcomes[key] == outcome]
                if keys:
                    session.execute(statement, [_values(given[key], digests[key]) for key in keys])
            if set(outcomes.values()) - {"unchanged"}:
                library.generation += 1
        return outcomes

    def _put_unknown(self, session: Session, incidents: Iterable[Incident]) -> None:
        """Add the incidents whose ids the library does not have, in the caller's transaction."""
        given = {incident.id: _check(incident) for incident in incidents}
        if not given:
            return
        library = _hold_library(session)
        known = _known(session, given)
        new = [_values(one, one.digest) for key, one in given.items() if key not in known]
        if new:
            session.execute(insert(IncidentRow), new)
            library.generation += 1

    def remove_incidents(self, ids: Iterable[str]) -> list[str]:
        """Delete these incidents and return the ids that existed, in the order given.

        Raises:
            StoreError: The database cannot be used.
        """
        wanted = list(dict.fromkeys(ids))
        with self._database.writing() as session:
            library = _hold_library(session)
            known = _known(session, wanted)
            for batch in _batches(list(known)):
                session.execute(delete(IncidentRow).where(IncidentRow.id.in_(batch)))
            if known:
                library.generation += 1
        return [key for key in wanted if key in known]

    def incident(self, incident_id: str) -> Incident:
        """Return one incident.

        Raises:
            IncidentNotFoundError: The library has no incident of this id.
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            row = session.get(IncidentRow, incident_id) if is_storable(incident_id) else None
            if row is None:
                raise IncidentNotFoundError(
                    f"The library has no incident “{incident_id}”.",
                    "It may have been removed; see the list of incidents.",
                )
            return _incident(row)

    def incidents(self, ids: Collection[str] | None = None) -> list[Incident]:
        """Return the incidents, newest date first, those without a date last, then by title.

        Args:
            ids: Return only these; ids that do not exist are passed over. None returns all.

        Raises:
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            if ids is None:
                found = [_incident(row) for row in session.scalars(select(IncidentRow))]
            else:
                found = [
                    _incident(row)
                    for batch in _batches(list(dict.fromkeys(ids)))
                    for row in session.scalars(select(IncidentRow).where(IncidentRow.id.in_(batch)))
                ]
        # Sorted here, because databases do not agree on the order of letters.
        return sorted(found, key=_newest_first)

    def incident_digests(self) -> dict[str, str]:
        """Return the digest of every incident by id, without reading the texts.

        Raises:
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            pairs = session.execute(select(IncidentRow.id, IncidentRow.digest))
            return {key: digest for key, digest in pairs}  # noqa: C416

    def library_generation(self) -> int:
        """Return a number that grows by one with every call that changed the incidents.

        Raises:
            StoreError: The database cannot be used.
        """
        with self._database.reading() as session:
            return session.scalars(select(LibraryRow.generation)).one()


def _hold_library(session: Session) -> LibraryRow:
    """Return the library's row; who holds it is the only one to change incidents."""
    return session.get_one(LibraryRow, 1, with_for_update=True)


def _known(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Return digest and `sample` of those of the ids that are in the library."""
    columns = select(IncidentRow.id, IncidentRow.digest, IncidentRow.sample)
    return {
        key: (digest, sample)
        for batch in _batches(list(ids))
        for key, digest, sample in session.execute(columns.where(IncidentRow.id.in_(batch)))
    }


def _batches(ids: list[str]) -> Iterator[list[str]]:
    ids = [key for key in ids if is_storable(key)]
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _check(incident: Incident) -> Incident:
    for text in (incident.id, incident.title, incident.text, incident.summary, incident.origin):
        encode_text(text, f"The incident {incident.id!r}")
    return incident


def _values(incident: Incident, digest: str) -> dict[str, object]:
    return {
        "id": incident.id,
        "digest": digest,
        "title": incident.title,
        "date": incident.date,
        "departments": json.dumps(incident.departments),
        "open_actions": incident.open_actions,
        "sample": incident.sample,
        "origin": incident.origin,
        "summary": incident.summary,
        "text": incident.text,
    }


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        id=row.id,
        title=row.title,
        text=row.text,
        summary=row.summary,
        date=row.date,
        departments=tuple(json.loads(row.departments)),
        open_actions=row.open_actions,
        sample=row.sample,
        origin=row.origin,
    )


def _newest_first(incident: Incident) -> tuple[int, str, str]:
    day = (incident.date or datetime.date.min).toordinal()
    return -day, incident.title.casefold(), incident.id
