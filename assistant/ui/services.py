"""What the pages work with, opened once a process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from assistant.diagnosis import Departments, load_departments
from assistant.draft import parse_draft
from assistant.errors import AssistantError
from assistant.scorer import score_draft
from assistant.settings import Settings, load_settings
from assistant.store import Store
from assistant.ui.memory import set_aside

if TYPE_CHECKING:
    from assistant.incidents.library import Library


# Scorer, index and encoder take a second of one core to load: not while the first page, which
# needs none of them, is on its way.
_WARM_AFTER_S = 5.0


@dataclass(frozen=True)
class Services:
    """The rooms a page may use.

    Attributes:
        settings: The settings of this process.
        store: Drafts, decisions, reviews and incidents.
        departments: The company's departments.
    """

    settings: Settings
    store: Store
    departments: Departments

    def library(self) -> Library:
        """Return the incident library.

        Raises:
            LibraryError: The search packages are missing or the index cannot be used.
        """
        return _open_library(self.settings, self.store)

    def department_name(self, department_id: str) -> str:
        """Return a department's name; an incident may name one this company does not have."""
        try:
            return self.departments.named(department_id).name
        except KeyError:
            return department_id


@st.cache_resource(show_spinner=False)
def open_services() -> Services:
    """Return the rooms, opened at the first call of the process.

    Raises:
        AssistantError: The settings, the departments file or the store cannot be used.
    """
    settings = load_settings()
    services = Services(
        settings=settings,
        store=Store.open(settings.store_url),
        departments=load_departments(settings.departments_file),
    )
    warming = threading.Timer(_WARM_AFTER_S, _warm, (services,))
    warming.daemon = True
    warming.start()
    return services


@st.cache_resource(show_spinner=False)
def _open_library(_settings: Settings, _store: Store) -> Library:
    from assistant.encoder import load_encoder
    from assistant.incidents.library import Library

    return Library(
        _store,
        _settings.index_folder,
        lambda: load_encoder(_settings.encoder_folder),
        _settings.chroma_url,
    )


def _warm(services: Services) -> None:
    """Load scorer, index and encoder before they are asked; a failure shows when they are."""
    score_draft(parse_draft("Nothing is told yet."))
    try:
        services.library().refresh()
    except AssistantError:
        return
    set_aside("library")
