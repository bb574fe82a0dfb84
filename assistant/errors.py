"""Every error this program raises on purpose.

AssistantError
├── SettingsError            a setting that cannot be used
├── InputError               a file or text that cannot be read as a postmortem
├── RulesError               a rules or departments file that does not load
├── StoreError               the database cannot be used
│   ├── DraftNotFoundError
│   └── ConflictError        somebody else saved this draft first
├── LibraryError             the incident library cannot be used
│   ├── IncidentNotFoundError
│   └── LibraryLockedError   another process is writing
├── EncoderError             the sentence encoder is missing or damaged
└── ModelError               the configured model did not give a usable answer

Each message says what happened, where, and what to do, in one or two sentences a
reader who did not write the program understands.
"""

from __future__ import annotations


class AssistantError(Exception):
    """An error with a message made to be read and, where there is one, a remedy.

    Args:
        message: What happened and where.
        remedy: What the reader can do about it, or "".
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class SettingsError(AssistantError):
    """A setting that cannot be used."""


class InputError(AssistantError):
    """A file or text that cannot be read as a postmortem."""


class RulesError(AssistantError):
    """A rules or departments file that does not load."""


class StoreError(AssistantError):
    """The database cannot be used."""


class DraftNotFoundError(StoreError):
    """No draft has this id."""


class ConflictError(StoreError):
    """The draft was saved by somebody else since it was read.

    Attributes:
        stored_version: Version now in the store.
        stored_text: Text now in the store, so that nothing need be fetched to merge.
    """

    def __init__(self, stored_version: int, stored_text: str) -> None:
        super().__init__(
            "This draft was changed somewhere else since you opened it.",
            "Both texts are kept: choose or merge them.",
        )
        self.stored_version = stored_version
        self.stored_text = stored_text


class LibraryError(AssistantError):
    """The incident library cannot be used."""


class IncidentNotFoundError(LibraryError):
    """No incident has this id."""


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""


class EncoderError(AssistantError):
    """The sentence encoder is missing or damaged."""


class ModelError(AssistantError):
    """The configured model did not give a usable answer."""
