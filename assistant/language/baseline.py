"""The baseline: findings a team has seen in old text and does not want to see again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import InputError
from assistant.finding import Finding

VERSION = 1


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write the fingerprints of `findings` to `path` and return how many there are.

    The file is JSON, one fingerprint a line in order, so that two branches merge well.

    Raises:
        InputError: The file cannot be written.
    """
    fingerprints = sorted({finding.fingerprint for finding in findings})
    text = json.dumps({"version": VERSION, "fingerprints": fingerprints}, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"The baseline {path} cannot be written: {reason}.") from error
    return len(fingerprints)


def read_baseline(path: Path) -> frozenset[str]:
    """Return the fingerprints in `path`.

    Raises:
        InputError: There is no such file, or it is not a baseline.
    """
    remedy = "Write it anew from a checked folder."
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"The baseline {path} cannot be read: {reason}.") from error
    except ValueError as error:
        raise InputError(f"The baseline {path} is not JSON.", remedy) from error
    fingerprints = loaded.get("fingerprints") if isinstance(loaded, dict) else None
    if (
        not isinstance(loaded, dict)
        or loaded.get("version") != VERSION
        or not isinstance(fingerprints, list)
        or not all(isinstance(f, str) for f in fingerprints)
    ):
        raise InputError(f"{path} is not a baseline this version can read.", remedy)
    return frozenset(fingerprints)


def without_baseline(findings: Iterable[Finding], known: frozenset[str]) -> tuple[Finding, ...]:
    """Return the findings whose fingerprints are not among `known`, in their order."""
    return tuple(finding for finding in findings if finding.fingerprint not in known)
