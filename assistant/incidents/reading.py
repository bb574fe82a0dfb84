"""Finished postmortems read from files, folders, archives and uploads.

Whatever a person may have in such a folder, reading it raises nothing: what is no
postmortem is named with the reason it was left out.
"""

from __future__ import annotations

import datetime
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from assistant.archive_errors import ARCHIVE_ERRORS
from assistant.incident import Incident
from assistant.incidents.account import read_account
from assistant.incidents.answers import Skipped

TEXT_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"})
ARCHIVE_SUFFIX = ".zip"

# A postmortem of 20,000 words is 0.15 MB; beyond 5 MB a file is a log or a mistake.
MAX_BYTES = 5_000_000
MAX_MEMBERS = 20_000
MAX_UNPACKED_BYTES = 500_000_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_incidents(paths: Sequence[Path]) -> Iterator[Incident | Skipped]:
    """Yield what the files, folders and zip archives at `paths` hold, in order of name.

    Folders are read with all their subfolders; symbolic links to folders are not
    followed. Nothing is written and nothing is unpacked to disk.
    """
    for path in paths:
        if path.is_dir():
            yield from _read_folder(path)
        elif path.is_file():
            yield from _read_file(path)
        elif path.exists():
            yield Skipped(_shown(path), "It is neither a file nor a folder.")
        else:
            yield Skipped(_shown(path), "There is no such file or folder.")


def read_upload(name: str, data: bytes) -> Iterator[Incident | Skipped]:
    """Yield what an uploaded file holds: one postmortem, or those of a zip archive."""
    if PurePosixPath(name).suffix.lower() == ARCHIVE_SUFFIX:
        yield from _read_archive(name, io.BytesIO(data))
    else:
        yield read_incident_bytes(name, data)


def read_incident_bytes(name: str, data: bytes) -> Incident | Skipped:
    """Return the postmortem a file's bytes hold, or why they hold none.

    Args:
        name: The file's name; it decides nothing but the suffix, the id where the text
            names none, and what the reader sees.
        data: UTF-8, or UTF-16 with a byte order mark.
    """
    if reason := _unsuitable(PurePosixPath(name).name):
        return Skipped(name, reason)
    if len(data) > MAX_BYTES:
        return Skipped(name, _TOO_LARGE)
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        is_binary = b"\0" in data and encoding != "utf-16"
        return Skipped(name, _NOT_TEXT if is_binary else _OTHER_ENCODING)
    if "\0" in text:
        return Skipped(name, _NOT_TEXT)
    if not text.strip():
        return Skipped(name, "It is empty.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        incident = read_account(name, text, datetime.datetime.now().astimezone().date())
    except RecursionError:
        return Skipped(name, "Its Markdown or front matter is nested too deeply to be read.")
    if not incident.text.strip():
        return Skipped(name, "It has front matter but no text.")
    return incident


_TOO_LARGE = f"It is larger than {MAX_BYTES // 1_000_000} MB, more than a postmortem can have."
_NOT_TEXT = "It is not a text file."
_OTHER_ENCODING = "Its encoding is neither UTF-8 nor UTF-16; save it again as UTF-8."
_HIDDEN = "It is hidden: its name starts with a dot."


def _unsuitable(name: str) -> str:
    """Return why a file of this name is not read, or ""."""
    suffix = PurePosixPath(name).suffix.lower()
    if name.startswith("."):
        return _HIDDEN
    if suffix == ARCHIVE_SUFFIX:
        return "It is an archive inside another file; unpack it and import what it holds."
    if suffix not in TEXT_SUFFIXES:
        return "Only Markdown and plain text (.md, .markdown, .txt) are read."
    return ""


def _shown(path: str | os.PathLike[str]) -> str:
    """Return a path as text that can be shown and stored; a name may be in any encoding."""
    return os.fsencode(path).decode("utf-8", "replace")


def _read_folder(folder: Path) -> Iterator[Incident | Skipped]:
    failures: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=failures.append):
        for name in sorted(name for name in folders if name.startswith(".")):
            yield Skipped(_shown(Path(root, name)), "It is a hidden folder.")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.is_file():
                yield from _read_file(path)
            else:
                yield Skipped(_shown(path), "It is neither a file nor a folder.")
    for failure in failures:
        yield Skipped(_shown(failure.filename), f"The folder cannot be opened: {failure.strerror}.")


def _read_file(path: Path) -> Iterator[Incident | Skipped]:
    name = _shown(path)
    try:
        if path.suffix.lower() == ARCHIVE_SUFFIX and not path.name.startswith("."):
            with path.open("rb") as file:
                yield from _read_archive(name, file)
            return
        if reason := _unsuitable(path.name):
            yield Skipped(name, reason)
            return
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        yield Skipped(name, f"It cannot be opened: {error.strerror or error}.")
        return
    yield read_incident_bytes(name, data)


def _read_archive(name: str, file: IO[bytes]) -> Iterator[Incident | Skipped]:
    try:
        archive = zipfile.ZipFile(file)
    except ARCHIVE_ERRORS:
        yield Skipped(name, "It is damaged, or no zip archive.")
        return
    with archive:
        members = sorted(
            (member for member in archive.infolist() if not member.is_dir()),
            key=lambda member: member.filename,
        )
        if len(members) > MAX_MEMBERS:
            yield Skipped(name, f"It holds more than {MAX_MEMBERS:,} files; split it.")
            return
        unpacked = 0
        for member in members:
            label = f"{name}/{member.filename}"
            if reason := _unsuitable_member(member):
                yield Skipped(label, reason)
                continue
            try:
                with archive.open(member) as packed:
                    data = packed.read(MAX_BYTES + 1)
            except ARCHIVE_ERRORS:
                yield Skipped(label, "It cannot be unpacked: it is damaged or packed unusually.")
                continue
            yield read_incident_bytes(label, data)
            unpacked += len(data)
            if unpacked > MAX_UNPACKED_BYTES:
                limit = MAX_UNPACKED_BYTES // 1_000_000
                yield Skipped(name, f"It unpacks to more than {limit} MB; the rest was not read.")
                return


def _unsuitable_member(member: zipfile.ZipInfo) -> str:
    """Return why a file of an archive is not read, or ""."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "Its path leads out of the archive."
    if "__MACOSX" in path.parts:
        return "It is something macOS adds to archives, no postmortem."
    if any(part.startswith(".") for part in path.parts):
        return "It is hidden: a name in its path starts with a dot."
    if member.flag_bits & 1:
        return "It is protected by a password."
    return _unsuitable(path.name)
