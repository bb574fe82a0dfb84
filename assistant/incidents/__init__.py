"""Past incidents: reading them from files, keeping them searchable, finding them again."""

from assistant.incidents.answers import AddReport, LibraryStatus, Match, Passage, Skipped
from assistant.incidents.library import IncidentStore, Library
from assistant.incidents.reading import read_incident_bytes, read_incidents, read_upload

__all__ = [
    "AddReport",
    "IncidentStore",
    "Library",
    "LibraryStatus",
    "Match",
    "Passage",
    "Skipped",
    "read_incident_bytes",
    "read_incidents",
    "read_upload",
]
