"""The vectors follow the store; where they cannot, search goes on by words and says why."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assistant.encoder import Encoder
from assistant.errors import AssistantError, LibraryLockedError
from assistant.incidents.catalogue import Catalogue
from assistant.incidents.chroma import BrokenIndexError, close_folder
from assistant.incidents.mark import fingerprint, holding_folder
from assistant.incidents.vectors import Nearest, Vector, VectorIndex, encode_incidents

Progress = Callable[[int, int], None]

NEAREST = 60  # summaries and passages asked for; 200 found no more right answers

SEARCH_PATIENCE_S = 2.0  # a search waits no longer for a writer, and goes on by words

# Incidents encoded between two writes: 2 s of work that a killed process would lose.
BATCH = 16

# So many incidents a search may encode by itself, in about 6 s; beyond it `refresh` must be
# called from where somebody can wait.
WHILE_SEARCHING = 64


@dataclass
class Meaning:
    """The vectors of one library.

    Args:
        catalogue: What the store holds.
        folder: Folder of the index.
        load: Returns the encoder; raises EncoderError where there is none.
        server: Address of a Chroma server, or "".
        lock_timeout_s: How long a write waits for another writer, in seconds.

    Attributes:
        is_used: Whether the last question was compared by meaning.
        notices: Why it was not, or what else the reader should know, by subject.
    """

    catalogue: Catalogue
    folder: Path
    load: Callable[[], Encoder]
    server: str
    lock_timeout_s: float
    is_used: bool = True
    notices: dict[str, str] = field(default_factory=dict)
    _following: threading.Lock = field(default_factory=threading.Lock)

    def check_folder(self) -> None:
        """Raise what a write to the index would raise: `LibraryError` or its lock."""
        with holding_folder(self.folder, self.lock_timeout_s):
            return

    def follow(self, progress: Progress | None = None) -> None:
        """Bring the vectors up to the store.

        Raises:
            EncoderError: There is no encoder.
            LibraryError: The index cannot be used; `LibraryLockedError` where another
                process holds it too long.
        """
        encoder = self.load()
        index = self._index(encoder, self.lock_timeout_s)
        if not self._following.acquire(timeout=self.lock_timeout_s):
            # Whoever is at it goes on until nothing is missing, what was just added included.
            self.notices["behind"] = (
                "The search index is still being made; until it is done some incidents are"
                " compared by their words only."
            )
            return
        try:
            self._catch_up(encoder, index, progress)
        except BrokenIndexError:
            self._set_aside(index)
            self._catch_up(encoder, index, progress)
        finally:
            self._following.release()

    def nearest(self, text: str) -> Nearest | None:
        """Return what lies nearest to a text; None, and a notice, where nobody can tell."""
        try:
            encoder = self.load()
            index = self._index(encoder, min(SEARCH_PATIENCE_S, self.lock_timeout_s))
            vector = encoder.encode([text])[0]
            try:
                found = self._ask(encoder, index, vector)
            except BrokenIndexError:
                self._set_aside(index)
                found = self._ask(encoder, index, vector)
        except AssistantError as error:
            self.note(error)
            return None
        self.is_used = True
        self.notices.pop("meaning", None)
        return found

    def close(self) -> None:
        """Let go of the index's files."""
        close_folder(self.folder)

    def note(self, error: AssistantError) -> None:
        """Note that words alone are compared, and why."""
        self.is_used = False
        self.notices["meaning"] = f"Search compares words only. {error}"

    def _index(self, encoder: Encoder, patience_s: float) -> VectorIndex:
        return VectorIndex(self.folder, self.server, encoder.name, patience_s)

    def _ask(self, encoder: Encoder, index: VectorIndex, vector: Vector) -> Nearest:
        wanted = self.catalogue.snapshot().digests
        if not _is_settled(encoder, index, wanted):
            # What another process holds just now it will write itself, or the next search.
            with suppress(LibraryLockedError):
                self._keep_up(encoder, index, wanted)
        return index.nearest(vector, NEAREST)

    def _keep_up(self, encoder: Encoder, index: VectorIndex, wanted: dict[str, str]) -> None:
        """Encode what is missing where that is quick; otherwise note how much is missing."""
        missing = len(_missing(index.present().digests, wanted))
        if missing > WHILE_SEARCHING:
            self.notices["behind"] = (
                f"{missing:,} of {len(wanted):,} incidents are compared by their words only,"
                " until the search index has caught up with the library."
            )
        elif self._following.acquire(blocking=False):
            try:
                self._catch_up(encoder, index, None)
            finally:
                self._following.release()

    def _catch_up(self, encoder: Encoder, index: VectorIndex, progress: Progress | None) -> None:
        done = 0
        before: list[str] = []
        while not _is_settled(encoder, index, self.catalogue.snapshot().digests):
            # What is present first, then what is stored: an incident that another process
            # adds in between is then missing, never superfluous.
            present = index.present()
            wanted = self.catalogue.snapshot().digests
            missing = _missing(present.digests, wanted)
            superfluous = [key for key in present.digests if key not in wanted]
            if superfluous:
                index.delete(superfluous)
            elif not missing:
                index.settle(fingerprint(wanted, encoder.name), present.epoch)
            if missing and missing == before:
                raise BrokenIndexError("The search index does not keep what is written to it.")
            before = missing
            total = done + len(missing)
            for batch in _batches(missing):
                # Another process may be at the same work: what it has written is left out.
                present = index.present(batch)
                if still := _missing(present.digests, {key: wanted[key] for key in batch}):
                    index.write(encode_incidents(encoder, self.catalogue.read(still), wanted))
                done += len(batch)
                if progress:
                    progress(done, total)
        self.notices.pop("behind", None)

    def _set_aside(self, index: VectorIndex) -> None:
        """Move a damaged index out of the way, so that it is made again from the store."""
        if aside := index.move_aside():
            self.notices["damaged"] = (
                f"The search index was damaged. It was moved to {aside}, and is made again from"
                " the stored incidents."
            )


def _is_settled(encoder: Encoder, index: VectorIndex, wanted: dict[str, str]) -> bool:
    """Say whether the index answers to exactly these incidents.

    The count is looked at too: the mark is a file of ours, and the vectors may have been
    deleted beside it or on their server.
    """
    return index.made_from() == fingerprint(wanted, encoder.name) and index.count() == len(wanted)


def _missing(present: dict[str, str], wanted: dict[str, str]) -> list[str]:
    return [key for key, digest in wanted.items() if present.get(key) != digest]


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ids in batches, beginning at a place of this process's own.

    Two processes that have the same to do then meet late, and what one has written the
    other need not.
    """
    start = os.getpid() * BATCH % max(len(ids), 1)
    turned = [*ids[start:], *ids[:start]]
    for first in range(0, len(turned), BATCH):
        yield turned[first : first + BATCH]
