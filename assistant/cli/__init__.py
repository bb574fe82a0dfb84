"""The command line: ``postmortem check | search | similar | library | serve | export | doctor``.

Each command's module is imported when the command runs, so that ``check`` loads neither
the index, nor the model client, nor the app.
"""

from assistant.cli.main import main

__all__ = ["main"]
