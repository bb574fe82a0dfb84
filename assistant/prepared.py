"""What reading the rules comes to, kept from one run to the next.

Reading the rules and compiling their patterns takes ten times as long as checking a draft
with them, and a check in a hook or in CI is a new process each time. So both are kept in
one file of the user's cache folder, as Python keeps compiled modules: it belongs to this
version of Python and to the program's files as they are, and a run that finds another
state of them, or cannot read or write it, does the work itself.
"""

from __future__ import annotations

import array
import atexit
import hashlib
import os
import pickle
import re
import stat
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_PACKAGE = Path(__file__).parent
# What is prepared depends on these rooms' data and on the code that reads it.
_ROOMS = ("language", "diagnosis", "draft", "")
_SUFFIXES = (".py", ".yaml")
# Files left in the folder: several checkouts or versions of Python may be at work.
_KEPT_FILES = 6


class _Prepared:
    """The kept answers and compiled expressions of this state of the program.

    What is kept of an expression are the arguments of the last step of `re.compile`,
    which is quick; the interpreter checks them before it uses them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._answers: dict[str, bytes] = {}
        self._expressions: dict[tuple[str, int], tuple[Any, ...]] = {}
        self._is_read = False
        self._is_changed = False

    def answer(self, name: str, make: Callable[[], T]) -> T:
        self._read()
        if (kept := self._answers.get(name)) is not None:
            with suppress(Exception):
                answer: T = pickle.loads(kept)  # noqa: S301 - see _is_own
                return answer
        made = make()
        self._answers[name] = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
        self._changed()
        return made

    def expression(self, expression: str, flags: int) -> re.Pattern[str]:
        self._read()
        if (kept := self._expressions.get((expression, flags))) is not None:
            with suppress(Exception):
                return _finish(expression, kept)
        try:
            kept = _begin(expression, flags)
            compiled = _finish(expression, kept)
        except re.error:
            raise
        except Exception:
            # An interpreter whose `re` has other parts: nothing is kept.
            return re.compile(expression, flags)
        self._expressions[expression, flags] = kept
        self._changed()
        return compiled

    def _read(self) -> None:
        if self._is_read:
            return
        with self._lock:
            if self._is_read:
                return
            with suppress(Exception):
                self._path = _cache_folder() / f"rules-{_state()}.pickle"
                if self._path.is_file() and _is_own(self._path):
                    kept = pickle.loads(self._path.read_bytes())  # noqa: S301 - see _is_own
                    self._answers, self._expressions = kept
            self._is_read = True

    def _changed(self) -> None:
        with self._lock:
            if not self._is_changed:
                self._is_changed = True
                atexit.register(self._write)

    def _write(self) -> None:
        if self._path is None:
            return
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent)
            with os.fdopen(handle, "wb") as file:
                pickle.dump((self._answers, self._expressions), file, pickle.HIGHEST_PROTOCOL)
            Path(name).replace(self._path)
            files = sorted(
                self._path.parent.glob("rules-*.pickle"), key=lambda p: -p.stat().st_mtime
            )
            for old in files[_KEPT_FILES:]:
                old.unlink()


_prepared = _Prepared()


def prepare(name: str, make: Callable[[], T]) -> T:
    """Return what `make` makes, or an equal copy kept by an earlier run.

    Args:
        name: Unique to what is made.
        make: Reads nothing but files of this package; what it returns can be pickled.
    """
    return _prepared.answer(name, make)


def compile_expression(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return the regular expression as `re.compile` does, kept for the next run.

    Raises:
        re.error: It is not a regular expression.
    """
    return _prepared.expression(expression, int(flags))


def _begin(expression: str, flags: int) -> tuple[Any, ...]:
    """Return the arguments of the last step of `re.compile`, the code packed."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(expression, flags)
    code = array.array("I", _compiler._code(parsed, flags)).tobytes()
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    return flags | state.flags, code, state.groups - 1, dict(state.groupdict), tuple(names)


def _finish(expression: str, kept: tuple[Any, ...]) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    flags, packed, groups, numbers, names = kept
    code = array.array("I", packed).tolist()
    compiled: re.Pattern[str] = _sre.compile(expression, flags, code, groups, numbers, names)
    return compiled


def _state() -> str:
    """Return a digest of the interpreter and the files that what is prepared depends on."""
    state = hashlib.sha256(sys.version.encode())
    for room in _ROOMS:
        folders = [_PACKAGE / room]
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in sorted(entries, key=lambda e: e.path):
                    if entry.is_dir() and room and entry.name != "__pycache__":
                        folders.append(Path(entry.path))
                    elif entry.name.endswith(_SUFFIXES):
                        about = entry.stat()
                        state.update(
                            f"{entry.path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode()
                        )
    return state.hexdigest()[:20]


def _cache_folder() -> Path:
    """Return this user's folder for what can be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "postmortem"


def _is_own(path: Path) -> bool:
    """Say whether nobody but this user can have written a file: unpickling runs what it says."""
    if sys.platform == "win32":
        return True
    about, folder = path.stat(), path.parent.stat()
    return all(
        one.st_uid == os.geteuid() and not one.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        for one in (about, folder)
    )
