"""What the store holds now: the digests of all incidents, and their words."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.incident import Incident
from assistant.incidents.words import WordIndex, count_words

if TYPE_CHECKING:
    from assistant.incidents.library import IncidentStore


@dataclass(frozen=True)
class Snapshot:
    """The library at one moment.

    Attributes:
        generation: The store's count of changes at that moment.
        digests: Digest of each incident by id.
        words: Their words.
    """

    generation: int
    digests: dict[str, str]
    words: WordIndex


class Catalogue:
    """Follows the store; only incidents that changed are read again.

    Args:
        store: Where the incidents are.
    """

    def __init__(self, store: IncidentStore) -> None:
        self._store = store
        self._updating = threading.Lock()
        self._counts: dict[str, Counter[str]] = {}
        self._snapshot = Snapshot(-1, {}, WordIndex.build({}))

    def snapshot(self) -> Snapshot:
        """Return the library as the store has it now."""
        generation = self._store.library_generation()
        if generation != self._snapshot.generation:
            with self._updating:
                if generation != self._snapshot.generation:
                    self._snapshot = self._read(generation)
        return self._snapshot

    def read(self, ids: Sequence[str]) -> list[Incident]:
        """Return those of these incidents that are still stored."""
        return self._store.incidents(ids)

    def _read(self, generation: int) -> Snapshot:
        known = self._snapshot.digests
        stored = self._store.incident_digests()
        changed = [key for key, digest in stored.items() if known.get(key) != digest]
        # An incident changed between the two reads has raised the generation: it is read
        # again at the next call. One removed in between is left out.
        counts = {incident.id: count_words(incident) for incident in self.read(changed)}
        for key in stored.keys() - set(changed):
            counts[key] = self._counts[key]
        self._counts = counts
        digests = {key: stored[key] for key in counts}
        return Snapshot(generation, digests, WordIndex.build(counts))
