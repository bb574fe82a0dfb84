"""Settings come from the environment, once, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_home_overrides_where_data_lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Database, index and encoder follow POSTMORTEM_HOME."""
    monkeypatch.setenv("POSTMORTEM_HOME", str(tmp_path))
    settings = load_settings()
    assert settings.store_url == f"sqlite:///{tmp_path / 'postmortem.db'}"
    assert settings.index_folder.parent == settings.encoder_folder.parent == tmp_path


def test_a_database_address_replaces_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team's PostgreSQL is a setting, not a code change."""
    monkeypatch.setenv("POSTMORTEM_DATABASE_URL", "postgresql+psycopg://db/postmortem")
    assert load_settings().store_url == "postgresql+psycopg://db/postmortem"


def test_an_unusable_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped number names the variable instead of ending in a traceback."""
    monkeypatch.setenv("POSTMORTEM_MODEL_TIMEOUT_S", "soon")
    with pytest.raises(SettingsError, match="POSTMORTEM_MODEL_TIMEOUT_S"):
        load_settings()
