"""Drafts read from files and zips, whole or not at all.

What `assistant.store.archive` wrote comes back exactly; any other Markdown or plain text
is a new draft. Nothing is unpacked to disk and nothing is stored here: a file that cannot
be read ends the reading with its name, the place in it and what to do.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Any

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assistant.archive_errors import ARCHIVE_ERRORS
from assistant.draft import decode_text, with_line_feeds
from assistant.errors import InputError, StoreError
from assistant.incident import Incident
from assistant.store.archive import DRAFT, FORM, INCIDENT, VERSION
from assistant.store.records import Action, DraftCopy, KeptText, Scope, StoredDecision
from assistant.store.text import encode_text, title_of

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
MAX_FILES = 100_000
# A draft of 20,000 words has 0.15 MB; beyond this a file is a log or a mistake.
MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 2_000_000_000
# The block of a draft with a thousand decisions has 0.4 MB.
_MAX_BLOCK_BYTES = 2_000_000

_BLOCK = re.compile(rb"\A---\n(.*?\n)---\n", re.DOTALL)
_AGAIN = "Export again, or ask whoever made the file."

_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _DecisionFacts(_Facts):
    fingerprint: Annotated[str, Field(min_length=1, max_length=64)]
    action: Action
    decided: AwareDatetime
    category: Annotated[str, Field(max_length=64)] = ""
    rule: Annotated[str, Field(max_length=128)] = ""
    scope: Scope = "draft"
    reason: str = ""
    quote: str = ""


class _DraftFacts(_Facts):
    id: _Id
    title: Annotated[str, Field(max_length=1000)] = ""
    created: AwareDatetime
    updated: AwareDatetime
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] = 1
    binned: AwareDatetime | None = None
    decisions: tuple[_DecisionFacts, ...] = ()


class _VersionFacts(_Facts):
    draft: _Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    saved: AwareDatetime


class _IncidentFacts(_Facts):
    id: Annotated[str, Field(min_length=1, max_length=200)]
    title: Annotated[str, Field(min_length=1)]
    date: datetime.date | None = None
    departments: tuple[str, ...] = ()
    summary: str = ""
    open_actions: int = 0
    origin: str = ""


@dataclass
class Found:
    """What files to import hold.

    Attributes:
        drafts: The drafts, each id once.
        incidents: Incidents of a library, each id once.
        left_out: Names of files that are neither Markdown nor plain text.
    """

    drafts: list[DraftCopy] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_archive(files: list[tuple[str, bytes]]) -> Found:
    """Return what Markdown files, text files and zips of them hold.

    Args:
        files: Name and content of each; the name is for messages and tells a zip.

    Raises:
        InputError: One of them cannot be read as a whole, or two hold the same draft.
    """
    reading = _Reading()
    for name, data in files:
        if PurePosixPath(name).suffix.lower() == ".zip":
            _read_zip(reading, name, data)
        else:
            reading.take(name, data)
    return reading.finish()


def _read_zip(reading: _Reading, name: str, data: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ARCHIVE_ERRORS as error:
        raise InputError(
            f"{name} is damaged, or no zip archive.", "Copy or download it again."
        ) from error
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES:
            raise InputError(f"{name} holds more than {MAX_FILES:,} files.", "Split it.")
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise InputError(
                f"{name} unpacks to more than {MAX_UNPACKED_BYTES // 10**9} GB.",
                "Take out what is no draft, or split it.",
            )
        for member in sorted(members, key=lambda one: one.filename):
            label = f"{name}, {member.filename}"
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise InputError(
                    f"{label}: its path leads out of the archive.",
                    "Unpack the archive yourself, look at that file, and zip the rest again.",
                )
            if "__MACOSX" in path.parts or path.name.startswith("."):
                continue
            if member.file_size > MAX_FILE_BYTES:
                raise _too_large(label)
            try:
                content = archive.read(member)
            except ARCHIVE_ERRORS as error:
                reason = "it has a password" if member.flag_bits & 1 else "it is damaged"
                raise InputError(
                    f"{label} cannot be unpacked: {reason}.", "Zip it again without a password."
                ) from error
            reading.take(label, content)


class _Reading:
    """What was read so far, and from which file each thing came."""

    def __init__(self) -> None:
        self._drafts: list[tuple[str, DraftCopy]] = []
        self._history: dict[str, dict[int, tuple[str, KeptText]]] = defaultdict(dict)
        self._found = Found()
        self._came_from: dict[tuple[str, str], str] = {}

    def take(self, label: str, data: bytes) -> None:
        if PurePosixPath(label).suffix.lower() not in TEXT_SUFFIXES:
            self._found.left_out.append(label)
            return
        if len(data) > MAX_FILE_BYTES:
            raise _too_large(label)
        block = _BLOCK.match(data[:_MAX_BLOCK_BYTES])
        facts = _facts_of(block.group(1)) if block else {}
        kind = next((one for one in (DRAFT, VERSION, INCIDENT) if one in facts), None)
        if block is None or kind is None:
            self._take_foreign(label, data)
            return
        if facts[kind] != FORM:
            raise InputError(
                f"{label} was written by another version of this program.",
                "Install the newest version, then import it again.",
            )
        text = _decode(label, data, block.end())
        try:
            self._take_own(label, kind, facts, text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise InputError(
                f"{label}: in the block at its top, “{place}” cannot be used"
                f" ({first['msg'].lower()}).",
                "Correct it, or delete the block to import the text as a new draft.",
            ) from error

    def _take_foreign(self, label: str, data: bytes) -> None:
        text = with_line_feeds(decode_text(label, data))
        now = datetime.datetime.now(datetime.UTC)
        self._drafts.append((label, DraftCopy("", title_of(text), text, 1, now, now)))

    def _take_own(self, label: str, kind: str, facts: dict[str, Any], text: str) -> None:
        if kind == DRAFT:
            draft = _DraftFacts.model_validate(facts)
            self._claim(label, "draft", draft.id)
            self._drafts.append((label, _draft(draft, text)))
        elif kind == VERSION:
            kept = _VersionFacts.model_validate(facts)
            self._claim(label, f"version of {kept.draft}", str(kept.version))
            packed = KeptText(kept.version, kept.saved, zlib.compress(text.encode()))
            self._history[kept.draft][kept.version] = (label, packed)
        else:
            told = _IncidentFacts.model_validate(facts)
            self._claim(label, "incident", told.id)
            self._found.incidents.append(Incident(text=text, **told.model_dump()))

    def _claim(self, label: str, kind: str, name: str) -> None:
        first = self._came_from.setdefault((kind, name), label)
        if first != label:
            raise InputError(
                f"{first} and {label} hold the same {kind}, {name}.", "Delete one of the two."
            )

    def finish(self) -> Found:
        for label, draft in self._drafts:
            history = self._history.pop(draft.id, {}) if draft.id else {}
            for number, (place, _) in history.items():
                if number >= draft.version:
                    raise InputError(
                        f"{place} is newer than the draft it belongs to, {label}.",
                        "Correct the version in one of the two, or delete the older text.",
                    )
            kept = tuple(history[number][1] for number in sorted(history))
            self._found.drafts.append(
                DraftCopy(
                    draft.id,
                    draft.title,
                    draft.text,
                    draft.version,
                    draft.created_at,
                    draft.updated_at,
                    draft.deleted_at,
                    kept,
                    draft.decisions,
                )
            )
        orphans = [label for texts in self._history.values() for label, _ in texts.values()]
        if orphans:
            raise InputError(
                f"{orphans[0]} belongs to a draft that is not in the same import.",
                "Import the draft together with its history, or delete that folder.",
            )
        return self._found


def _draft(facts: _DraftFacts, text: str) -> DraftCopy:
    decisions = tuple(
        StoredDecision(
            fingerprint=one.fingerprint,
            action=one.action,
            reason=one.reason,
            quote=one.quote,
            category=one.category,
            decided_at=one.decided,
            rule=one.rule,
            scope=one.scope,
        )
        for one in facts.decisions
    )
    title = facts.title or title_of(text)
    return DraftCopy(
        facts.id,
        title,
        text,
        facts.version,
        facts.created,
        facts.updated,
        facts.binned,
        decisions=decisions,
    )


def _facts_of(block: bytes) -> dict[str, Any]:
    """Return the fields of a block, or none: then it is the author's own, or no block."""
    try:
        facts = yaml.safe_load(block.decode())
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _decode(label: str, data: bytes, start: int) -> str:
    try:
        text = data[start:].decode()
        encode_text(text, label)
    except UnicodeDecodeError as error:
        line = data[: start + error.start].count(b"\n") + 1
        raise InputError(
            f"{label} is not UTF-8 text: line {line} cannot be read.", "Save it again as UTF-8."
        ) from error
    except StoreError as error:
        raise InputError(error.message, error.remedy) from error
    return text


def _too_large(label: str) -> InputError:
    return InputError(
        f"{label} is larger than {MAX_FILE_BYTES // 10**6} MB, more than a draft can have.",
        "Split it, or leave pasted logs out.",
    )
