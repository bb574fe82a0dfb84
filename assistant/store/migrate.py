"""Bringing a database to the tables this version of the program works with."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.errors import StoreError
from assistant.store.database import Database
from assistant.store.migrations import HEAD
from assistant.store.schema import Table

_FOLDER = Path(__file__).parent / "migrations"
_LOCK_TIMEOUT_S = 60
_ADVISORY_KEY = zlib.crc32(b"postmortem store migrations")


def migrate(database: Database, head: str = HEAD, folder: Path = _FOLDER) -> None:
    """Create or change the tables so that they match this program, and do nothing if they do.

    Several processes may do this at once: one works, the others wait and find it done. A
    process killed halfway leaves the database as it was.

    Args:
        database: The database to bring up to date.
        head: The revision this program works with.
        folder: Where the migrations are.

    Raises:
        StoreError: The database is newer than the program, belongs to another one, cannot
            be used, or another process has been migrating it for over a minute.
    """
    with database.explaining():
        with database.engine.connect() as connection:
            if _read_revision(connection, database, head) == head and _is_shared(
                connection, database
            ):
                return
        with _alone(database) as connection:
            if _read_revision(connection, database, head) != head:
                _check_encoding(connection, database)
                _upgrade(connection, folder)
                _check_references(connection, database)


def _is_shared(connection: Connection, database: Database) -> bool:
    """Say whether readers and a writer can use the database at once, as WAL mode lets them."""
    # A copy made with VACUUM INTO or the backup command has left WAL mode.
    if not database.file:
        return True
    return bool(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal")


def _read_revision(connection: Connection, database: Database, head: str) -> str:
    """Return the revision the database is at, "" for one without our tables."""
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        if clashing := set(tables.get_table_names()) & set(Table.metadata.tables):
            raise StoreError(
                f"The database {database.place} already has tables of another program: "
                f"{', '.join(sorted(clashing))}.",
                "Give this program a database of its own.",
            )
        return ""
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if revision and not revision.isdecimal():
        raise StoreError(
            f"The database {database.place} belongs to another program.",
            "Give this program a database of its own.",
        )
    if revision and int(revision) > int(head):
        raise StoreError(
            f"The database {database.place} was written by a newer version of this program.",
            "Update the program, or use another database.",
        )
    return revision


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """Yield a connection in a transaction while no other process migrates this database."""
    if database.file is None:
        with database.engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT_S}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
            yield connection
        return
    with _locked(database.file), database.engine.connect() as connection:
        connection.detach()
        # Both are refused inside a transaction. WAL stays with the file; foreign keys are
        # off for this connection, or rebuilding a table would delete the rows that refer to it.
        connection.execution_options(begins=False)
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        connection.execution_options(begins=True, writes=True)
        with connection.begin():
            yield connection


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(f"{file}.lock", timeout=_LOCK_TIMEOUT_S)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"Another process is still preparing the database {file}.",
            "Wait until it has finished, or end it, then try again.",
        ) from error
    except OSError as error:
        raise StoreError(
            f"The database {file} cannot be prepared: {error.strerror}.",
            "Check that this user may write to the folder.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _upgrade(connection: Connection, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    command.upgrade(config, "head")


def _check_encoding(connection: Connection, database: Database) -> None:
    if database.file is None:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise StoreError(
                f"The database {database.place} cannot hold every text: "
                f"its encoding is {encoding}.",
                "Create one with the encoding UTF8.",
            )


def _check_references(connection: Connection, database: Database) -> None:
    if database.file and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(
            f"The database {database.place} could not be brought to this version: "
            "some of its rows refer to others that are missing.",
            "Nothing was changed. Restore a backup, or go on with the version used before.",
        )
