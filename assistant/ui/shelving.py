"""A draft written here put among the finished postmortems. Nothing in here knows Streamlit."""

from __future__ import annotations

from dataclasses import replace

from assistant.draft import without_comments
from assistant.errors import InputError
from assistant.incident import Incident
from assistant.incidents import AddReport
from assistant.incidents.library import Library
from assistant.incidents.reading import read_incident_bytes

_ORIGIN = "A draft written here"


def put_in_library(library: Library, draft_id: str, text: str) -> tuple[Incident, AddReport]:
    """Make a draft an incident everybody can find, without its comments; say what came of it.

    The incident keeps the draft's id, so that putting it in again replaces what was there.

    Raises:
        InputError: There is nothing to put in.
        LibraryError: The library cannot be used; nothing was put in.
        StoreError: The store cannot be used; nothing was put in.
    """
    read = read_incident_bytes(f"draft-{draft_id}.md", without_comments(text).encode())
    if not isinstance(read, Incident):
        raise InputError(f"This draft cannot be put into the library. {read.reason}")
    incident = replace(read, origin=_ORIGIN)
    return incident, library.add([incident])
