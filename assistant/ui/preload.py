"""What the first page of a process needs, loaded while the browser still fetches its own part."""

from __future__ import annotations

import threading
import time

_EVERY_S = 0.02


def preload_when_up() -> None:
    """Start loading, in the background, once the server of this process has started.

    Not before: two threads that import at once take turns, and the server comes first.
    """
    threading.Thread(target=_preload_when_up, name="preload", daemon=True).start()


def _preload_when_up() -> None:
    from streamlit import runtime

    while not runtime.exists():
        time.sleep(_EVERY_S)
    preload()


def preload() -> None:
    """Import the desk and read the rules; an error shows when a page needs what failed."""
    from assistant.diagnosis import load_departments
    from assistant.errors import AssistantError
    from assistant.ui import desk, services
    from assistant.ui.payload import analyse_text

    try:
        opened = services.open_services()
        analyse_text("They should have asked.", load_departments())
    except AssistantError:
        return
    _ = desk, opened
