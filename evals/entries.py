"""Reading annotations: JSON objects whose every fault is named with its file and place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import InputError

_KINDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
}


def read_lines(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the place and the object of each line of a file that is not blank."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            place = f"{path}:{number}"
            yield place, parse_entry(line, place)


def list_entries(
    entry: Mapping[str, Any], key: str, place: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the place and the object of each entry of a list."""
    for number, one in enumerate(take(entry, key, list, place), start=1):
        at = f"{place}: {key} {number}"
        if not isinstance(one, dict):
            raise InputError(f"{at} is not an object.")
        yield at, one


def take(entry: Mapping[str, Any], key: str, kind: type, place: str) -> Any:
    """Return a value of an entry.

    Raises:
        InputError: It is missing or of another kind.
    """
    value = entry.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise InputError(f"{place}: {key!r} is missing or not {_KINDS[kind]}.")
    return value


def parse_entry(text: str, place: str) -> Mapping[str, Any]:
    """Return a JSON object.

    Raises:
        InputError: The text is none; the message begins with the place.
    """
    try:
        entry = json.loads(text)
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}.") from error
    if not isinstance(entry, dict):
        raise InputError(f"{place}: not a JSON object.")
    return entry


def read_text(path: Path) -> str:
    """Return the text of a file, line ends as they are.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}).") from error
