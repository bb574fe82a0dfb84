"""``postmortem import``, the way back of ``postmortem export``."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import cli
from assistant.store import Store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder."""
    monkeypatch.setenv("POSTMORTEM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def store_in(home: Path) -> Store:
    """Open the store of a home folder."""
    return Store.open(f"sqlite:///{home / 'postmortem.db'}")


def test_everything_moves_to_another_machine(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one store exports, another imports, and a second time nothing is doubled."""
    with store_in(home) as store:
        draft_id = store.create_draft("# One\n").id
        store.save_draft(draft_id, "# One\r\n\r\nMore.", 1)
        before = store.copy_draft(draft_id)
    archive = str(tmp_path / "all.zip")
    assert CliRunner().invoke(cli, ["export", "--all", "-o", archive]).exit_code == 0
    monkeypatch.setenv("POSTMORTEM_HOME", str(tmp_path / "other"))
    first = CliRunner().invoke(cli, ["import", archive])
    assert first.output == f"{draft_id}  One: added.\n"
    second = CliRunner().invoke(cli, ["import", archive])
    assert second.output == f"{draft_id}  One: was here already.\n"
    with store_in(tmp_path / "other") as store:
        assert store.copy_draft(draft_id) == before
        assert len(store.drafts()) == 1


def test_a_bad_file_imports_nothing(home: Path, tmp_path: Path) -> None:
    """The file is named with what to do, and the good ones beside it stay out too."""
    (tmp_path / "good.md").write_text("# Good")
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../out.md", "# Out")
    paths = [str(tmp_path / name) for name in ("good.md", "bad.zip")]
    result = CliRunner().invoke(cli, ["import", *paths])
    assert result.exit_code == 2
    assert "bad.zip, ../out.md: its path leads out of the archive." in result.output
    with store_in(home) as store:
        assert store.drafts() == []


def test_a_missing_file_is_a_sentence(home: Path) -> None:
    """A mistyped path says so."""
    result = CliRunner().invoke(cli, ["import", "nowhere.zip"])
    assert result.exit_code == 2
    assert "There is no file nowhere.zip. Check the path." in result.output
