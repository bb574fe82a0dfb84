"""The connection to the database: one transaction for each thing the store does."""

from __future__ import annotations

import datetime
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from assistant.store.faults import RESTORE, explain_fault

Clock = Callable[[], datetime.datetime]

_SQLITE_PREFIX = "sqlite:///"
_CONNECT_TIMEOUT_S = 10
_FROM_SETTING = "Correct POSTMORTEM_DATABASE_URL, or unset it to use a file in the home folder."


def read_clock() -> datetime.datetime:
    """Return this moment, UTC."""
    return datetime.datetime.now(datetime.UTC)


class Database:
    """A SQLite file or a PostgreSQL database; many threads may use it at once.

    A write takes the database's write lock at its start (SQLite) or locks the rows it
    reads (PostgreSQL), so that nothing changes between reading and writing.

    Args:
        url: SQLAlchemy address; ``sqlite:///…`` or ``postgresql+psycopg://…``.
        lock_timeout_s: How long to wait for somebody else's write, in seconds.
        now: Returns the moment to write beside what is saved.

    Attributes:
        file: The SQLite file, or None.
        place: The database as a reader knows it, without user and password.

    Raises:
        StoreError: The address cannot be used, or the file's folder cannot be written to.
    """

    def __init__(self, url: str, lock_timeout_s: float, now: Clock = read_clock) -> None:
        self.now = now
        self.lock_timeout_s = lock_timeout_s
        parsed = _read_address(url)
        self.file: Path | None = None
        host = parsed.host or parsed.query.get("host") or "this machine"
        self.place = f"{parsed.database} on {host}"
        options: dict[str, Any] = {"connect_args": {"connect_timeout": _CONNECT_TIMEOUT_S}}
        if parsed.get_backend_name() == "sqlite":
            self.file = _prepare_file(parsed)
            self.place = str(self.file)
            # isolation_level None: transactions begin where `_begin` says, not where the
            # driver guesses.
            options = {"connect_args": {"timeout": lock_timeout_s, "isolation_level": None}}
        else:
            options["pool_pre_ping"] = True
        try:
            # Without hiding, a logged error would carry the author's whole text.
            self.engine = create_engine(parsed, hide_parameters=True, **options)
        except ModuleNotFoundError as error:
            raise StoreError(
                "The PostgreSQL driver is not installed.",
                "Install this program with its extra: pip install 'assistant[postgres]'.",
            ) from error
        if self.file:
            event.listen(self.engine, "connect", _configure_sqlite)
        event.listen(self.engine, "begin", self._begin)
        self._writes = self.engine.execution_options(writes=True)
        self._reads = self.engine
        self._turn = threading.Lock()
        if not self.file:
            self._reads = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database.

        Raises:
            StoreError: The database cannot be used.
        """
        with self._session(self._reads) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose work is stored as a whole when the block ends, or not at all.

        Raises:
            StoreError: The database cannot be used.
        """
        with self._own_turn(), self._session(self._writes) as session:
            yield session

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Turn what a driver raises inside the block into a `StoreError`."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise explain_fault(error, self.place) from error
        except (ValueError, zlib.error) as error:
            # Bytes that are no UTF-8, date or JSON: written well, read back damaged.
            raise StoreError(f"The database {self.place} is damaged.", RESTORE) from error

    def check(self) -> None:
        """Read a SQLite file through, or ask a server for a sign of life.

        Raises:
            StoreError: The database is damaged or cannot be used.
        """
        with self.reading() as session:
            question = "PRAGMA integrity_check(1)" if self.file else "SELECT 'ok'"
            answer = session.execute(text(question)).scalar_one()
        if answer != "ok":
            raise StoreError(f"The database {self.place} is damaged.", RESTORE)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        """Hold back the other threads' writes to a SQLite file until the block ends.

        SQLite itself lets a writer ask again after up to 100 ms of sleep, which twenty
        authors on one process would notice. After the time a lock may take, it decides.
        """
        is_held = bool(self.file) and self._turn.acquire(timeout=self.lock_timeout_s)
        try:
            yield
        finally:
            if is_held:
                self._turn.release()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with self.explaining(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get("writes")
        if not options.get("begins", True):
            return
        if self.file:
            # A write that began as a read cannot wait for another one: it fails at once.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        elif writes:
            timeout_ms = int(self.lock_timeout_s * 1000)
            connection.execute(text(f"SET LOCAL lock_timeout = {timeout_ms}"))


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections."""
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: in WAL mode NORMAL may lose the last saves on a power cut; see Store.
    connection.execute("PRAGMA synchronous = FULL")


def _read_address(url: str) -> URL:
    """Return the parsed address; of SQLite's, everything after ``sqlite:///`` is the path.

    A path may hold the signs an address gives a meaning to: ``?``, ``%``, ``#``.
    """
    if url.startswith(_SQLITE_PREFIX):
        path = url.removeprefix(_SQLITE_PREFIX)
        if path in ("", ":memory:"):
            raise StoreError("The address of the database names no file.", _FROM_SETTING)
        return URL.create("sqlite", database=str(Path(path).absolute()))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("The address of the database cannot be read.", _FROM_SETTING) from error
    except ValueError as error:
        raise StoreError("The port of the database is not a number.", _FROM_SETTING) from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        raise StoreError(f"A database of kind {parsed.drivername} cannot be used.", _FROM_SETTING)
    return parsed


def _prepare_file(url: URL) -> Path:
    """Return the SQLite file of `url`, its folder created for this user alone."""
    file = Path(url.database or "")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {file.parent} cannot be created: {error.strerror}.",
            "Choose another one with POSTMORTEM_HOME.",
        ) from error
    is_writable = _has_rights(file.parent, os.W_OK | os.X_OK)
    if is_writable and file.is_dir():
        raise StoreError(f"{file} is a folder, not a database.", "Choose another place.")
    if not is_writable or (file.exists() and not _has_rights(file, os.W_OK)):
        raise StoreError(
            f"The database {file} cannot be written to.",
            "Give this user the right to write to the file and its folder, "
            "or choose another folder with POSTMORTEM_HOME.",
        )
    return file


def _has_rights(path: Path, rights: int) -> bool:
    """Say whether this user has these rights on `path`, without opening it.

    Closing a file drops every lock the process holds on it, SQLite's too
    (https://www.sqlite.org/howtocorrupt.html).
    """
    return os.access(path, rights, effective_ids=os.access in os.supports_effective_ids)
