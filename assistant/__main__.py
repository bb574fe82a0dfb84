"""``python -m assistant`` is ``postmortem``."""

from assistant.cli import main

main()
