"""Measure what the assistant does; `python -m evals` says what there is to measure."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

# Each is a module of this package with a `main(arguments)` that prints its figures.
_EVALS = ("language", "measured", "retrieval", "diagnosis", "bench", "desk", "load")
_SHARED = Path(__file__).parents[2] / "shared"


def main(arguments: list[str]) -> int:
    """Run the eval that `arguments` name first and return its exit code."""
    if arguments[:1] == ["all"]:
        shared = Path(arguments[1]) if len(arguments) > 1 else _SHARED
        return max(_run(name, given) for name, given in _quality(shared))
    if not arguments or arguments[0] not in _EVALS:
        names = "|".join(_EVALS)
        print(f"usage: python -m evals {{{names}}} [--help] | all [FOLDER]", file=sys.stderr)
        return 2
    return _run(arguments[0], arguments[1:])


def _run(name: str, arguments: list[str]) -> int:
    return int(importlib.import_module(f"evals.{name}").main(arguments) or 0)


def _quality(shared: Path) -> list[tuple[str, list[str]]]:
    """Return the evals of quality and their arguments.

    `shared` is a folder of real documents that no repository may hold; where it is
    missing, only this project's own cases are measured.
    """
    gold = shared / "gold"
    if not gold.is_dir():
        print(f"{shared} is not there: only the project's own cases are measured.")
        return [("language", ["--shared", str(gold)]), ("diagnosis", [])]
    return [
        ("language", ["--shared", str(gold)]),
        ("diagnosis", ["--gold", str(gold)]),
        ("retrieval", ["--shared", str(shared)]),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
