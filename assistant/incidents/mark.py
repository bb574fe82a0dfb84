"""The index folder's lock, and its mark: what the vectors in it were made from."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from assistant.errors import LibraryError, LibraryLockedError

SCHEMA = 1  # raise it when the layout of the collections or their metadata changes

_MARK = "index.json"
_LOCK = "write.lock"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the index holds.

    Attributes:
        epoch: Changes with every write; a process that sees a new one reopens the index.
        made_from: Fingerprint of library and encoder the vectors answer to, or "" while
            they are behind.
    """

    epoch: str = ""
    made_from: str = ""


def fingerprint(digests: Mapping[str, str], encoder: str) -> str:
    """Return a hash that is equal only for the same incidents and the same encoder."""
    parts = [f"{SCHEMA}", encoder, *(f"{key}\x1f{digests[key]}" for key in sorted(digests))]
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def read_mark(folder: Path) -> Mark:
    """Return the folder's mark; an empty one where it is missing or unreadable."""
    try:
        content = json.loads((folder / _MARK).read_text("utf-8"))
        return Mark(epoch=str(content["epoch"]), made_from=str(content["made_from"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def write_mark(folder: Path, mark: Mark) -> None:
    """Replace the folder's mark in one step.

    Raises:
        LibraryError: The folder cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="marking-", dir=folder) as name:
            written = Path(name, _MARK)
            written.write_text(json.dumps(asdict(mark)), "utf-8")
            written.replace(folder / _MARK)
    except OSError as error:
        raise unwritable(folder, error.strerror or str(error)) from error


def new_epoch() -> str:
    """Return an epoch that never was before."""
    return secrets.token_hex(8)


@contextmanager
def holding_folder(folder: Path, timeout_s: float) -> Iterator[None]:
    """Hold the index folder against every other process and thread, creating it if needed.

    Raises:
        LibraryLockedError: Somebody else held it for all of `timeout_s` seconds.
        LibraryError: The folder cannot be created or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK)
        lock.acquire(timeout=timeout_s)
    except filelock.Timeout as error:
        raise locked(folder) from error
    except OSError as error:
        raise unwritable(folder, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


def locked(folder: Path) -> LibraryLockedError:
    """Return the error for an index another program holds."""
    return LibraryLockedError(
        f"Another program is writing to the search index in {folder}.",
        "Wait until it is done, or end it, and try again; no incident is lost.",
    )


def unwritable(folder: Path, reason: str) -> LibraryError:
    """Return the error for an index folder that cannot be written."""
    return LibraryError(
        f"The search index in {folder} cannot be written: {reason}.",
        "Give this user the right to write there, free some space, or set POSTMORTEM_HOME"
        " to another folder.",
    )
