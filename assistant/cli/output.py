"""Where a command's result goes: standard output, or a file that is whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from assistant.errors import InputError


def write_text(text: str, path: Path | None) -> None:
    """Write `text` to `path`, or to standard output where it is None.

    Raises:
        InputError: The file cannot be written; what stood there before stays.
    """
    if path is None:
        click.echo(text, nl=False)
    else:
        write_bytes(text.encode("utf-8"), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Write `data` to `path`, replacing a file there in one step.

    Raises:
        InputError: The file cannot be written; what stood there before stays.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path} cannot be written: {reason}.", "Choose another place.") from error
