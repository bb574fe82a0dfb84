"""What the first page of a process needs, loaded while the browser still fetches its own part.

``python -m assistant.ui.preload`` loads all of it once, so that Python keeps it compiled.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from importlib import import_module

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
    """Import the desk, open the store and read the rules.

    An error is left aside here: it shows on the page that needs what failed.
    """
    from assistant.errors import AssistantError
    from assistant.ui import desk
    from assistant.ui.payload import analyse_text
    from assistant.ui.services import open_services

    _ = desk
    with suppress(AssistantError):
        analyse_text("They should have asked.", open_services().departments)


def _import_everything() -> None:
    # Streamlit warns that its caches are used outside an app.
    logging.disable(logging.WARNING)
    modules = (
        "streamlit.web.cli",
        "assistant.cli.serve",
        "assistant.cli.check",
        "assistant.ui.app",
    )
    libraries = ("chromadb", "onnxruntime", "tokenizers", "assistant.incidents.library")
    pages = ("desk", "review", "search", "library")
    for name in (*modules, *libraries, *(f"assistant.ui.{page}" for page in pages)):
        import_module(name)
    analyse_text = import_module("assistant.ui.payload").analyse_text
    analyse_text("They should have asked.", import_module("assistant.diagnosis").load_departments())


if __name__ == "__main__":
    _import_everything()
