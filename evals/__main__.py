"""Measure what the assistant does: ``python -m evals language|retrieval|diagnosis|bench``."""

from __future__ import annotations

import importlib
import sys

# Each is a module of this package with a `main(arguments)` that prints its figures.
_EVALS = ("language", "retrieval", "diagnosis", "bench")


def main(arguments: list[str]) -> int:
    """Run the eval that `arguments` name first and return its exit code."""
    if not arguments or arguments[0] not in _EVALS:
        print(f"usage: python -m evals {{{'|'.join(_EVALS)}}} [--help]", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"evals.{arguments[0]}").main(arguments[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
