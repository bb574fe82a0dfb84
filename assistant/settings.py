"""Settings, read from the environment once at the edge of the program.

Every variable starts with ``POSTMORTEM_``. They are read here and by no library, because
`postmortem check` is a new process in every hook and the libraries for it take longer to
load than a draft takes to check. Keys and addresses of model providers are not
settings of ours: litellm reads the variables each provider documents.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError


def _default_home() -> Path:
    import click

    return Path(click.get_app_dir("postmortem"))


@dataclass(frozen=True)
class Settings:
    """What a user or an operator can set.

    Attributes:
        home: Folder of the user's data: database, index, encoder. ``POSTMORTEM_HOME``.
        database_url: SQLAlchemy address of the store; "" means SQLite in `home`.
        chroma_url: Address of a Chroma server, ``http://host:port``; "" means embedded in `home`.
        departments_file: YAML file that replaces the built-in departments, or None.
        model: litellm name of the model; "" switches the model off.
        model_timeout_s: Deadline of one model review, in seconds.
    """

    home: Path = field(default_factory=_default_home)
    database_url: str = ""
    chroma_url: str = ""
    departments_file: Path | None = None
    model: str = ""
    model_timeout_s: float = 60.0

    @property
    def store_url(self) -> str:
        """Return the SQLAlchemy address of the store."""
        return self.database_url or f"sqlite:///{self.home.expanduser() / 'postmortem.db'}"

    @property
    def index_folder(self) -> Path:
        """Return the folder of the embedded Chroma index and the word index."""
        return self.home.expanduser() / "index"

    @property
    def encoder_folder(self) -> Path:
        """Return the folder of the encoder's built graph."""
        return self.home.expanduser() / "encoder"


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: A variable has a value that cannot be used; the message names it.
    """
    given: dict[str, Any] = {}
    for setting in fields(Settings):
        name = f"{_PREFIX}{setting.name.upper()}"
        if name in os.environ:
            read = _READERS.get(setting.name, str)
            try:
                given[setting.name] = read(os.environ[name])
            except ValueError as error:
                raise SettingsError(
                    f"{name} cannot be used: {error}.", "Correct or unset it."
                ) from error
    return Settings(**given)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ValueError(f"it is a number of seconds above 0, not '{text}'")
    return seconds


_PREFIX = "POSTMORTEM_"
_READERS: dict[str, Callable[[str], Any]] = {
    "home": Path,
    "departments_file": Path,
    "model_timeout_s": _seconds,
}
