"""A postmortem assistant: the author thinks, the assistant asks."""

__version__ = "0.1.0"
