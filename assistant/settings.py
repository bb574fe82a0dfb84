"""Settings, read from the environment once at the edge of the program.

Every variable starts with ``POSTMORTEM_``. Keys and addresses of model providers are not
settings of ours: litellm reads the variables each provider documents.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


def _default_home() -> Path:
    import click

    return Path(click.get_app_dir("postmortem"))


class Settings(BaseSettings):
    """What a user or an operator can set.

    Attributes:
        home: Folder of the user's data: database, index, encoder. ``POSTMORTEM_HOME``.
        database_url: SQLAlchemy address of the store; "" means SQLite in `home`.
        chroma_url: Address of a Chroma server, ``http://host:port``; "" means embedded in `home`.
        departments_file: YAML file that replaces the built-in departments, or None.
        model: litellm name of the model; "" switches the model off.
        model_timeout_s: Deadline of one model review, in seconds.
    """

    model_config = SettingsConfigDict(env_prefix="POSTMORTEM_", extra="ignore")

    home: Path = Field(default_factory=_default_home)
    database_url: str = ""
    chroma_url: str = ""
    departments_file: Path | None = None
    model: str = ""
    model_timeout_s: float = Field(default=60.0, gt=0)

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
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "POSTMORTEM_" + "_".join(str(part) for part in first["loc"]).upper()
        message = f"{name} cannot be used: {first['msg']}."
        raise SettingsError(message, "Correct or unset it.") from error
