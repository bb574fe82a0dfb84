"""Chroma, embedded in a folder or on a server, opened so that processes do not harm each other.

The embedded database is safe for one writer; a handle does not see what another process
wrote; and two processes that create it at once can crash. So it is opened and written
under the folder's lock, and opened again when the folder's mark shows a new epoch.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import LibraryError
from assistant.incidents.connecting import call_server, connect_folder, connect_server
from assistant.incidents.mark import (
    Mark,
    holding_folder,
    locked,
    new_epoch,
    read_mark,
    unwritable,
    write_mark,
)

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

_SUBFOLDER = "chroma"
_ATTEMPT = "opening"
_CRASHES_ALLOWED = 2  # once may be somebody who killed a program at a bad moment
_TRIED = 10
_SIGNS_OF_NO_WRITING = ("readonly", "read-only", "permission", "is full", "unable to open")
_MADE_AGAIN = "It is made again from the stored incidents."
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")  # for the name of a collection
# Cosine, because the vectors' length carries nothing. With ef_search 200, 995 of 1,000
# nearest neighbours are found among 100,000 vectors.
_CONFIGURATION: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_search": 200}}


class BrokenIndexError(LibraryError):
    """The vectors on disk cannot be read; they are made again from the store."""


@dataclass(frozen=True, slots=True)
class Collections:
    """The open database: one vector for each incident, and one for each passage."""

    summaries: Collection
    passages: Collection
    closing: ExitStack


class Chroma:
    """One place of vectors, shared by all libraries of this process that use it.

    Args:
        folder: Folder of the index; the embedded database is in it, and the lock and the
            mark also where the vectors are on a server.
        server: Address of a Chroma server, or "" for the embedded database.
        kind: Name of the encoder; vectors of two encoders are kept in collections apart.

    Attributes:
        epoch: Epoch of the folder's mark when the database was last opened or written.
    """

    def __init__(self, folder: Path, server: str, kind: str) -> None:
        self._folder = folder
        self._database = folder / _SUBFOLDER / "chroma.sqlite3"
        self._server = server
        self._kind = kind
        self._threads = threading.RLock()
        self._open: Collections | None = None
        self.epoch = ""

    @contextmanager
    def reading(self, timeout_s: float) -> Iterator[Collections]:
        """Yield the collections as the last writer left them.

        Args:
            timeout_s: How long to wait for a writer where they must be opened, in seconds.

        Raises:
            LibraryLockedError: They must be opened and somebody is writing too long.
            LibraryError: They cannot be opened; `BrokenIndexError` where they are damaged.
        """
        if not self._threads.acquire(timeout=timeout_s):
            raise locked(self._folder)
        try:
            mark = read_mark(self._folder)
            if self._open is None or self._is_stale(mark):
                with holding_folder(self._folder, timeout_s):
                    self._reopen(read_mark(self._folder), timeout_s)
            with self._explaining():
                yield self._collections
        finally:
            self._threads.release()

    @contextmanager
    def writing(self, timeout_s: float) -> Iterator[Collections]:
        """Yield the collections, held against every other writer, and begin a new epoch.

        The index counts as behind the store until `settle` says otherwise.

        Args:
            timeout_s: How long to wait for another writer, in seconds.

        Raises:
            LibraryLockedError: Somebody else was writing all that time.
            LibraryError: The folder or server cannot be used; `BrokenIndexError` where the
                vectors are damaged.
        """
        with self._holding(timeout_s):
            mark = read_mark(self._folder)
            if self._open is None or self._is_stale(mark):
                self._reopen(mark, timeout_s)
            else:
                self._probe(timeout_s)
            # Before the write: a process that dies in it leaves the index marked as behind.
            self.epoch = new_epoch()
            write_mark(self._folder, Mark(self.epoch))
            with self._explaining():
                yield self._collections

    def settle(self, made_from: str, epoch: str, timeout_s: float) -> None:
        """Mark the index as made from a library, unless somebody has written since `epoch`."""
        with self._holding(timeout_s):
            if read_mark(self._folder).epoch == epoch:
                write_mark(self._folder, Mark(epoch, made_from))

    def made_from(self) -> str:
        """Return the fingerprint the index is marked with, or "" while it is behind."""
        if not self._server and not self._database.exists():
            return ""
        return read_mark(self._folder).made_from

    def move_aside(self, timeout_s: float) -> Path | None:
        """Rename a damaged database so that a new one can be made, and return where it is.

        Nothing is deleted. Returns None where another process has already done it, or
        where the vectors are on a server.
        """
        with self._holding(timeout_s):
            is_known = self.epoch == read_mark(self._folder).epoch
            self.close()
            place = self._folder / _SUBFOLDER
            if self._server or not is_known or not place.exists():
                return None
            stamp = datetime.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
            aside = self._folder / f"{_SUBFOLDER}-damaged-{stamp}"
            try:
                place.rename(aside)
            except OSError as error:
                raise unwritable(self._folder, error.strerror or str(error)) from error
            write_mark(self._folder, Mark(new_epoch()))
            return aside

    def close(self) -> None:
        """Let go of the database; it is opened again when it is next needed."""
        with self._threads:
            opened, self._open = self._open, None
            if opened is not None:
                opened.closing.close()

    @contextmanager
    def _holding(self, timeout_s: float) -> Iterator[None]:
        """Hold the database against the other threads, then against the other processes."""
        if not self._threads.acquire(timeout=timeout_s):
            raise locked(self._folder)
        try:
            with holding_folder(self._folder, timeout_s):
                yield
        finally:
            self._threads.release()

    @property
    def _collections(self) -> Collections:
        assert self._open is not None  # noqa: S101  # both callers have just opened it
        return self._open

    def _is_stale(self, mark: Mark) -> bool:
        return not self._server and self.epoch != mark.epoch

    def _reopen(self, mark: Mark, timeout_s: float) -> None:
        self.close()
        self.epoch = mark.epoch
        self._probe(timeout_s)
        with self._watching_crashes(), self._explaining(), ExitStack() as undo:
            sessions: tuple[httpx.Client, ...] = ()
            if self._server:
                client, sessions = connect_server(self._server, timeout_s)
            else:
                client = connect_folder(self._folder / _SUBFOLDER)
            undo.callback(client.close)
            for session in sessions:
                undo.callback(session.close)
            summaries = self._collection(client, "summaries")
            passages = self._collection(client, "passages")
            for collection in () if self._server else (summaries, passages):
                self._try_out(collection)
            self._open = Collections(summaries, passages, undo.pop_all())

    @contextmanager
    def _watching_crashes(self) -> Iterator[None]:
        """Give a database up that ended the process twice while it was being opened.

        Chroma's core does not check the files of its graph: some damage ends the process
        where no exception can be caught, and would do so at every start.
        """
        if self._server:
            yield
            return
        attempt = self._folder / _ATTEMPT
        try:
            crashes = attempt.stat().st_size if attempt.exists() else 0
            attempt.write_bytes(b"x" * (crashes + 1))
        except OSError as error:
            raise unwritable(self._folder, error.strerror or str(error)) from error
        try:
            if crashes >= _CRASHES_ALLOWED:
                raise BrokenIndexError(
                    f"The search index in {self._folder} ended the program while it was opened.",
                    _MADE_AGAIN,
                )
            yield
        finally:
            attempt.unlink(missing_ok=True)

    def _try_out(self, collection: Collection) -> None:
        """Ask for the neighbours of a stored vector; a graph that lost its nodes has none."""
        count = collection.count()
        if count:
            stored = collection.get(limit=1, include=["embeddings"])["embeddings"]
            expected = min(count, _TRIED)
            found = collection.query(query_embeddings=stored, n_results=expected, include=[])
            if len(found["ids"][0]) * 2 < expected:
                raise BrokenIndexError(
                    f"The search index in {self._folder} has lost part of its vectors.", _MADE_AGAIN
                )

    def _collection(self, client: Client, what: str) -> Collection:
        return client.get_or_create_collection(
            f"{what}-{_UNFIT.sub('-', self._kind)}".rstrip("._-"),
            embedding_function=None,  # the default one downloads a model
            configuration=_CONFIGURATION,
        )

    def _probe(self, timeout_s: float) -> None:
        """Find out within a time limit what Chroma itself would wait minutes for."""
        if self._server:
            call_server(self._server, timeout_s)
            return
        if not self._database.exists():
            return
        try:
            with closing(sqlite3.connect(self._database, timeout=timeout_s)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("SELECT count(*) FROM sqlite_master")
                connection.rollback()
        except sqlite3.Error as error:
            raise self._explain(error) from error

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Turn whatever Chroma raises into an error of ours, and let the database go."""
        try:
            yield
        except (LibraryError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a panic in Chroma's core is no Exception
            explained = self._explain(error)
            try:
                self.close()
            except BaseException as second:
                explained.add_note(f"Closing it failed too: {second}")
            self._forget_failed_start()
            raise explained from error

    def _forget_failed_start(self) -> None:
        """Drop the database that failed to open, which Chroma keeps and would hand out again."""
        from chromadb.api.shared_system_client import SharedSystemClient

        SharedSystemClient._identifier_to_system.pop(str(self._folder / _SUBFOLDER), None)

    def _explain(self, error: BaseException) -> LibraryError:
        said = str(error).lower()
        if self._server:
            # A collection that is gone, after the server was wiped, is made again.
            kind = BrokenIndexError if type(error).__name__ == "NotFoundError" else LibraryError
            return kind(
                f"The Chroma server at {self._server} did not do what it was asked: {error}.",
                "Check that it runs and that its version fits. Search goes on by words.",
            )
        if "locked" in said or "busy" in said:
            return locked(self._folder)
        if any(sign in said for sign in _SIGNS_OF_NO_WRITING):
            return unwritable(self._folder, str(error))
        return BrokenIndexError(
            f"The search index in {self._folder} is damaged: {error}.", _MADE_AGAIN
        )


_opened: dict[tuple[Path, str, str], Chroma] = {}
_opening = threading.Lock()


def chroma_at(folder: Path, server: str, kind: str) -> Chroma:
    """Return the process's one handle of a database; nothing is opened yet.

    Args:
        folder: Folder of the index.
        server: ``http://host:port`` of a Chroma server that serves this library alone, or
            "" for the embedded database in `folder`.
        kind: Name of the encoder.
    """
    key = (folder, server, kind)
    with _opening:
        # Chroma keeps one system for a path and process: two handles of ours would go on
        # reading the old one when either of them opens it again.
        return _opened.setdefault(key, Chroma(*key))


def close_folder(folder: Path) -> None:
    """Close every database of this process whose index is in `folder`."""
    with _opening:
        for key in [key for key in _opened if key[0] == folder]:
            _opened.pop(key).close()
