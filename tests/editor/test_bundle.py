"""The editor's bundle: built when the package is, found by Streamlit, skipped when unchanged."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import assistant.editor
from assistant.editor import find_bundle
from assistant.editor.check import check_types
from hatch_build import build_bundle

CHECKOUT = Path(__file__).parents[2]
FRONTEND = CHECKOUT / "assistant" / "editor" / "frontend"


def copy_editor(to: Path) -> Path:
    """Return a copy of the editor's folder with its bundle and its installed packages."""
    shutil.copytree(
        CHECKOUT / "assistant" / "editor",
        to,
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return to


def test_an_unchanged_editor_is_not_built_again(tmp_path: Path) -> None:
    """Installing again costs no second build; changing a source does."""
    editor = copy_editor(tmp_path / "editor")
    assert build_bundle(editor) is False
    before = next((editor / "static").glob("editor-*.js"))
    source = editor / "frontend" / "src" / "dom.ts"
    source.write_text(source.read_text() + "\nexport const added = 1\n")
    assert build_bundle(editor) is True
    assert build_bundle(editor) is False
    assert next((editor / "static").glob("editor-*.js")).stat().st_size == before.stat().st_size


def test_a_build_that_fails_keeps_the_last_bundle(tmp_path: Path) -> None:
    """A mistake in the sources is told with its place, and the old bundle stays usable."""
    editor = copy_editor(tmp_path / "editor")
    before = sorted(path.name for path in (editor / "static").iterdir())
    (editor / "frontend" / "src" / "dom.ts").write_text("export const = 1\n")
    with pytest.raises(RuntimeError, match=r"Bundling the editor failed(?s:.*)dom\.ts:1"):
        build_bundle(editor)
    assert sorted(path.name for path in (editor / "static").iterdir()) == before


def test_a_registry_out_of_reach_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without npm's registry the message names it and how to set another."""
    editor = copy_editor(tmp_path / "editor")
    shutil.rmtree(editor / "frontend" / "node_modules")
    shutil.rmtree(editor / "static")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(RuntimeError, match="npm's package registry must be reachable"):
        build_bundle(editor)


def test_a_package_with_neither_sources_nor_bundle_is_refused(tmp_path: Path) -> None:
    """A broken source distribution does not install an app without its editor."""
    with pytest.raises(RuntimeError, match="neither the editor's sources nor its bundle"):
        build_bundle(tmp_path)


def test_a_wheel_carries_the_bundle_and_the_front_door(tmp_path: Path) -> None:
    """An installed package has what the browser loads and what Streamlit looks for."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert f"assistant/editor/static/{find_bundle().name}" in names
    assert "assistant/editor/static/LICENSES.txt" in names
    assert "assistant/pyproject.toml" in names
    assert "assistant/ui/streamlit_app.py" in names
    assert "assistant/ui/.streamlit/config.toml" in names
    assert not [name for name in names if "/frontend/" in name]


def test_a_source_distribution_can_be_built_again(tmp_path: Path) -> None:
    """It carries the sources and the bundle, and none of the installed packages."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert "hatch_build.py" in names
    assert "assistant/editor/frontend/package-lock.json" in names
    assert f"assistant/editor/static/{find_bundle().name}" in names
    assert not [name for name in names if "node_modules" in name]


@pytest.mark.parametrize("folder", [FRONTEND, CHECKOUT / "tests" / "browser" / "chromium"])
def test_a_lock_names_no_download_address(folder: Path) -> None:
    """Packages come from whichever registry npm is set to; each is held to its hash."""
    lock = json.loads((folder / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


def test_all_types_agree() -> None:
    """The TypeScript passes its compiler in strict mode."""
    assert check_types() == 0


def test_nothing_parses_html() -> None:
    """No source of the component makes elements out of text."""
    forbidden = re.compile(
        # To read outerHTML writes a file for colleagues; to set it would parse.
        r"innerHTML|outerHTML\s*=(?!=)|insertAdjacentHTML|document\.write|DOMParser"
    )
    for path in (FRONTEND / "src").glob("*.ts"):
        assert not forbidden.search(path.read_text()), path.name


def test_a_missing_bundle_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without its bundle says what happened and what to do."""
    monkeypatch.setattr(assistant.editor, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(assistant.errors.AssistantError, match="Install it again"):
        find_bundle()
