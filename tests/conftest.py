"""Every test has a home folder of its own, no model and no way out of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [n for n in os.environ if n.startswith("POSTMORTEM_")]:
        if name != "POSTMORTEM_TEST_CACHE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("POSTMORTEM_HOME", str(tmp_path / "home"))
