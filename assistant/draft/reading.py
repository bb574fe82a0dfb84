"""Text of a file, or a clear reason why it cannot be read as one."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InputError

# Twelve times the longest draft we think of (20,000 words); beyond it a file is no postmortem.
MAX_BYTES = 2_000_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode_text(name: str, data: bytes) -> str:
    """Return the text of a file's bytes: UTF-8, or UTF-16 with a byte order mark.

    Args:
        name: What the file is called in messages.
        data: Its content.

    Raises:
        InputError: It is empty, too large, binary or in another encoding.
    """
    if not data.strip():
        raise InputError(f"{name} is empty.", "There is nothing to check in it.")
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB, more than a draft can have.",
            "Split it, or leave pasted logs out.",
        )
    encoding = next((e for bom, e in _BOMS if data.startswith(bom)), "utf-8")
    if encoding != "utf-16" and b"\0" in data:
        raise InputError(
            f"{name} is not a text file (it holds binary data).",
            "Export it as Markdown or plain text.",
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name} is not UTF-8 text: byte {error.start} on line {line} cannot be read.",
            "Save it again as UTF-8.",
        ) from error
    if not text.strip():
        raise InputError(f"{name} is empty.", "There is nothing to check in it.")
    return text


def with_line_feeds(text: str) -> str:
    """Return `text` with every line end as a line feed, the only one the editor knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str:
    """Return the text of the file at `path`.

    Raises:
        InputError: There is no such file, it cannot be opened, or `decode_text` refuses it.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder, not a file.", "Name the files in it.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path} cannot be opened: {reason}.", "Check its permissions.") from error
    return decode_text(str(path), data)
