"""The incident library: what the store keeps, and the index that finds it again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.encoder import Encoder
from assistant.errors import EncoderError, LibraryError
from assistant.incident import Incident
from assistant.incidents.answers import AddReport, LibraryStatus, Match, Skipped

if TYPE_CHECKING:
    from assistant.incidents.ranking import Recipe

Progress = Callable[[int, int], None]


class IncidentStore(Protocol):
    """What the library needs of the store (`assistant.store.Store`)."""

    def put_incidents(
        self, incidents: Iterable[Incident]
    ) -> Mapping[str, Literal["added", "updated", "unchanged"]]:
        """Keep incidents, all or none, and return what became of each, by id."""

    def remove_incidents(self, ids: Iterable[str]) -> list[str]:
        """Delete incidents and return the ids that existed."""

    def incident(self, incident_id: str) -> Incident:
        """Return one incident."""

    def incidents(self, ids: Collection[str] | None = None) -> list[Incident]:
        """Return all incidents, or those named that exist."""

    def incident_digests(self) -> dict[str, str]:
        """Return the digest of every incident by id."""

    def library_generation(self) -> int:
        """Return a number that grows with every change of the incidents."""


class Library:
    """The finished postmortems of a company, kept in the store and searched by an index.

    The store holds the truth. The index follows it: it is made from it when it is missing,
    behind, damaged or of another encoder, and never the other way round. Many threads may
    use one library, and many processes one store and folder. Making a library opens
    nothing; the first search or import does.

    Args:
        store: Where the incidents are (`assistant.store.Store`).
        folder: Folder of the index (`Settings.index_folder`).
        encoder: The encoder, or what returns it when it is first needed and raises
            EncoderError where there is none (``lambda: load_encoder(folder)``).
        chroma_url: Address of a Chroma server that keeps the vectors of this library and no
            other; "" keeps them in `folder`.
        lock_timeout_s: How long a write waits for another process, in seconds.

    Raises:
        SettingsError: `chroma_url` is no address of a server.
    """

    def __init__(
        self,
        store: IncidentStore,
        folder: Path,
        encoder: Encoder | Callable[[], Encoder],
        chroma_url: str = "",
        *,
        lock_timeout_s: float = 30.0,
    ) -> None:
        from assistant.incidents.catalogue import Catalogue
        from assistant.incidents.connecting import check_address
        from assistant.incidents.meaning import Meaning

        check_address(chroma_url)
        self._store = store
        self._catalogue = Catalogue(store)
        self._meaning = Meaning(
            self._catalogue,
            folder.expanduser().absolute(),
            encoder if callable(encoder) else lambda: encoder,
            chroma_url,
            lock_timeout_s,
        )

    def add(
        self, incidents: Iterable[Incident | Skipped], progress: Progress | None = None
    ) -> AddReport:
        """Keep incidents, make them searchable, and return what became of each.

        An incident whose id is known replaces the old one. Of two in one call with the same
        id the first is kept. Files that were skipped while reading may be among them
        (``library.add(read_incidents(paths))``) and come back in the report.

        Args:
            incidents: What to keep.
            progress: Called with the number of incidents indexed and to be indexed.

        Raises:
            LibraryLockedError: Another process is writing; nothing was kept.
            LibraryError: The index folder cannot be written; nothing was kept.
            StoreError: The store cannot be used; nothing was kept.
        """
        chosen: dict[str, Incident] = {}
        skipped: list[Skipped] = []
        for item in incidents:
            if isinstance(item, Skipped):
                skipped.append(item)
            elif item.id in chosen:
                skipped.append(_same_id(item, chosen[item.id]))
            else:
                chosen[item.id] = item
        if not chosen:
            return AddReport(skipped=tuple(skipped))
        self._meaning.check_folder()
        outcomes = self._store.put_incidents(chosen.values())
        self._follow(progress)
        return AddReport(
            added=tuple(key for key in chosen if outcomes[key] == "added"),
            updated=tuple(key for key in chosen if outcomes[key] == "updated"),
            unchanged=tuple(key for key in chosen if outcomes[key] == "unchanged"),
            skipped=tuple(skipped),
        )

    def remove(self, ids: Iterable[str]) -> list[str]:
        """Delete incidents from store and index, and return the ids that existed.

        Raises:
            LibraryLockedError: Another process is writing; nothing was deleted.
            LibraryError: The index folder cannot be written; nothing was deleted.
            StoreError: The store cannot be used; nothing was deleted.
        """
        self._meaning.check_folder()
        removed = self._store.remove_incidents(ids)
        if removed:
            self._follow(None)
        return removed

    def incidents(self) -> list[Incident]:
        """Return all incidents, newest first."""
        return self._store.incidents()

    def incident(self, incident_id: str) -> Incident:
        """Return one incident.

        Raises:
            IncidentNotFoundError: There is none of this id.
        """
        return self._store.incident(incident_id)

    def search(self, query: str, limit: int = 10) -> list[Match]:
        """Return the incidents that answer a typed symptom, best first.

        Words and meaning count; where meaning cannot be compared, words alone answer and
        `status` says why. An empty question or library is answered with an empty list.

        Raises:
            StoreError: The store cannot be used.
        """
        from assistant.incidents.ranking import SEARCH

        return self._find(query.strip(), SEARCH, limit, ())

    def similar(
        self, title: str, summary: str, limit: int = 10, leave_out: Collection[str] = ()
    ) -> list[Match]:
        """Return the incidents that rhyme with one being written, best first.

        Asked with title and summary, never the whole text: the details of a full text
        drown what two incidents have in common.

        Args:
            title: Title of the draft or incident.
            summary: What happened, in about 80 words.
            limit: How many to return at most.
            leave_out: Ids that are not wanted, the incident's own for one.

        Raises:
            StoreError: The store cannot be used.
        """
        from assistant.incidents.ranking import SIMILAR
        from assistant.incidents.vectors import describe

        return self._find(describe(title.strip(), summary.strip()), SIMILAR, limit, leave_out)

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the index up to the store; nothing is done where it is.

        Call it once at the start from where somebody can wait: about 10 incidents are
        indexed in a second. A search brings the index up by itself where little is missing.

        Raises:
            EncoderError: There is no encoder; search goes on by words.
            LibraryLockedError: Another process held the index too long.
            LibraryError: The index cannot be used.
        """
        self._meaning.follow(progress)

    def close(self) -> None:
        """Let go of the index's files; the next search or import opens them again."""
        self._meaning.close()

    @property
    def status(self) -> LibraryStatus:
        """Return how the library stands, as the last search, import or refresh found it."""
        return LibraryStatus(
            incidents=len(self._catalogue.snapshot().digests),
            searches_by_meaning=self._meaning.is_used,
            notices=tuple(self._meaning.notices.values()),
        )

    def _find(
        self, text: str, recipe: Recipe, limit: int, leave_out: Collection[str]
    ) -> list[Match]:
        from assistant.incidents.ranking import rank_incidents
        from assistant.incidents.reasons import explain, nearest_passages, worded_passages

        if limit < 1 or not any(map(str.isalnum, text)) or not self._catalogue.snapshot().digests:
            return []
        nearest = self._meaning.nearest(text)
        snapshot = self._catalogue.snapshot()
        words = snapshot.words
        ranked = rank_incidents(text, words, nearest, recipe, limit, leave_out)
        found = {incident.id: incident for incident in self._catalogue.read([r.id for r in ranked])}
        pieces = nearest.pieces if nearest else ()
        return [
            Match(
                incident=incident,
                score=place.score,
                why=explain(words.shared_words(text, place.id), place.meaning),
                passages=nearest_passages(incident, snapshot.digests[place.id], pieces)
                or worded_passages(incident, text, words),
            )
            for place in ranked
            if (incident := found.get(place.id))
        ]

    def _follow(self, progress: Progress | None) -> None:
        """Bring the index up to the store; what fails is a notice, for the store has it all."""
        try:
            self._meaning.follow(progress)
        except (EncoderError, LibraryError) as error:
            self._meaning.note(error)


def _same_id(incident: Incident, first: Incident) -> Skipped:
    return Skipped(
        incident.origin or incident.id,
        f"Its id “{incident.id}” is that of {first.origin or 'another incident'} too; rename it,"
        " or name another id in its front matter.",
    )
