"""Past incidents: reading them from files, keeping them searchable, finding them again."""

from assistant.incidents.answers import AddReport, LibraryStatus, Match, Passage, Skipped

__all__ = ["AddReport", "LibraryStatus", "Match", "Passage", "Skipped"]
