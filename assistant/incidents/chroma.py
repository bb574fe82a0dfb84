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
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from assistant.errors import LibraryError, SettingsError
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
    from chromadb.config import Settings

SERVER_TIMEOUT_S = 10.0  # for one answer of an open server: a write of 1,000 vectors

_SUBFOLDER = "chroma"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")  # for the name of a collection
_PORTS = {"http": 8000, "https": 443}
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
        with self._explaining(), ExitStack() as undo:
            client = self._connect(timeout_s)
            undo.callback(client.close)
            for session in _sessions(client) if self._server else ():
                session.timeout = SERVER_TIMEOUT_S
                undo.callback(session.close)
            summaries = self._collection(client, "summaries")
            passages = self._collection(client, "passages")
            self._open = Collections(summaries, passages, undo.pop_all())

    def _collection(self, client: Client, what: str) -> Collection:
        return client.get_or_create_collection(
            f"{what}-{_UNFIT.sub('-', self._kind)}".rstrip("._-"),
            embedding_function=None,  # the default one downloads a model
            configuration=_CONFIGURATION,
        )

    def _connect(self, timeout_s: float) -> Client:
        import chromadb

        if not self._server:
            place = self._folder / _SUBFOLDER
            return cast("Client", chromadb.PersistentClient(place, settings=_settings()))
        address = urlsplit(self._server)
        connect = partial(
            chromadb.HttpClient,
            host=str(address.hostname),
            port=address.port or _PORTS[address.scheme],
            ssl=address.scheme == "https",
            settings=_settings(),
        )
        return cast("Client", _within(timeout_s, connect))

    def _probe(self, timeout_s: float) -> None:
        """Find out within a time limit what Chroma itself would wait minutes for."""
        if self._server:
            _call_server(self._server, timeout_s)
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
        if "readonly" in said or "read-only" in said or "permission" in said or "full" in said:
            return unwritable(self._folder, str(error))
        return BrokenIndexError(
            f"The search index in {self._folder} is damaged: {error}.",
            "It is made again from the stored incidents.",
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


def check_address(server: str) -> None:
    """Check the address of a Chroma server; "" stands for none.

    Raises:
        SettingsError: It is no address of a server.
    """
    if server and not _is_address(server):
        message = f"POSTMORTEM_CHROMA_URL cannot be used: {server!r} is no address of a server."
        raise SettingsError(message, "Write it as http://host:port, or unset it.")


def _is_address(server: str) -> bool:
    try:
        address = urlsplit(server)
        return address.scheme in _PORTS and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _call_server(server: str, timeout_s: float) -> None:
    """Ask for a sign of life; Chroma's own client would wait for one without limit."""
    address = f"{server.rstrip('/')}/api/v2/heartbeat"
    try:
        with urllib.request.urlopen(address, timeout=timeout_s):  # noqa: S310
            return
    except (OSError, ValueError) as error:
        raise LibraryError(
            f"The Chroma server at {server} does not answer: {error}.",
            "Start it, or correct POSTMORTEM_CHROMA_URL. Search goes on by words.",
        ) from error


def _within(timeout_s: float, connect: Callable[[], object]) -> object:
    """Return what `connect` returns; Chroma's own client waits for a server without limit."""
    outcome: Queue[tuple[object, Exception | None]] = Queue()

    def run() -> None:
        try:
            outcome.put((connect(), None))
        except Exception as error:
            outcome.put((None, error))

    # A daemon, so that a server that never answers does not keep the program from ending.
    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = outcome.get(timeout=timeout_s)
    except Empty:
        raise TimeoutError(f"no answer within {timeout_s:g} s") from None
    if error is not None:
        raise error
    return result


def _sessions(client: Client) -> tuple[httpx.Client, httpx.Client]:
    """Return a client's connections, which Chroma gives no time limit and never closes."""
    return client._server._session, client._admin_client._server._session  # type: ignore[attr-defined]


def _settings() -> Settings:
    from chromadb.config import Settings

    # Without the .env file of whatever folder the program was started in.
    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
