"""What a database driver reports, in a sentence for the person at the screen."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

from assistant.errors import StoreError

RESTORE = "Move it away and restore a backup, or start with a new one. Nothing was changed."

# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY: (
        "The database {place} is held by another program.",
        "Close that program or wait a moment, then try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The database {place} cannot be written to.",
        "Give this user the right to write to the file and its folder.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk that holds {place} reported an error.",
        "Check the disk and its free space; what was saved before is kept.",
    ),
    sqlite3.SQLITE_CORRUPT: ("The database {place} is damaged.", RESTORE),
    sqlite3.SQLITE_FULL: (
        "The disk that holds {place} is full.",
        "Free some space and save again; what was saved before is kept.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {place} cannot be opened.",
        "Check that the folder exists and that this user may read and write it.",
    ),
    sqlite3.SQLITE_NOTADB: ("The file {place} is damaged or not a database.", RESTORE),
}
_SQLITE[sqlite3.SQLITE_LOCKED] = _SQLITE[sqlite3.SQLITE_BUSY]
_SQLITE[sqlite3.SQLITE_PERM] = _SQLITE[sqlite3.SQLITE_READONLY]

_BUSY_SERVER = ("The database {place} is busy.", "Wait a moment, then try again.")
_NO_RIGHT = (
    "The database user may not do this in {place}.",
    "Ask the database's owner for the right to create and write tables.",
)
_GONE = (
    "The database server of {place} does not answer.",
    "Check that it runs and the network, then try again.",
)

# SQLSTATE or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "08": _GONE,
    "57P": _GONE,
    "25006": ("The database {place} is read-only.", "Connect to the server that takes writes."),
    "40": _BUSY_SERVER,
    "42501": _NO_RIGHT,
    "53100": (
        "The disk of the database server of {place} is full.",
        "Free some space and save again; what was saved before is kept.",
    ),
    "53": _BUSY_SERVER,
    "55P03": _BUSY_SERVER,
    "XX001": ("The database {place} is damaged.", "Restore a backup."),
    "XX002": ("The database {place} is damaged.", "Restore a backup."),
}


def explain_fault(error: SQLAlchemyError | sqlite3.Error, place: str) -> StoreError:
    """Return the `StoreError` that says what `error` means for the reader.

    Args:
        error: What SQLAlchemy or a driver raised.
        place: The database, as the reader knows it; without a password.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    reason = " ".join(str(cause).split())[:300]
    sentences = None
    if isinstance(cause, sqlite3.Error):
        sentences = _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    elif isinstance(error, TimeoutError):
        sentences = _BUSY_SERVER
    elif isinstance(error, DBAPIError):
        if error.statement is None and not error.connection_invalidated:
            # The driver gives no code here, only the words of the server or the network.
            return StoreError(
                f"The database {place} cannot be reached: {reason.rpartition('failed: ')[2]}.",
                "Check that the server runs, and that POSTMORTEM_DATABASE_URL names the right "
                "host, user, password and database.",
            )
        sqlstate = getattr(cause, "sqlstate", None) or (
            "08" if error.connection_invalidated else ""
        )
        codes = (sqlstate[:length] for length in (5, 3, 2))
        sentences = next((_POSTGRESQL[code] for code in codes if code in _POSTGRESQL), None)
    if sentences is None:
        return StoreError(
            f"The database {place} refused the request: {reason}.",
            "Check that it belongs to this program and to this version of it.",
        )
    message, remedy = sentences
    return StoreError(message.format(place=place), remedy)
