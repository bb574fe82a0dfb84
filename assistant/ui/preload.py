"""What the first page of a process needs, loaded while the browser still fetches its own part.

``python -m assistant.ui.preload`` loads all of it once, so that Python keeps it compiled.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
import webbrowser
from contextlib import suppress
from importlib import import_module
from urllib.parse import urlsplit

_EVERY_S = 0.02


def preload_when_up(open_at: str = "") -> None:
    """Start loading, in the background, once the server of this process has started.

    Not before: two threads that import at once take turns, and the server comes first.

    Args:
        open_at: Address to open in a browser window then, or "".
    """
    thread = threading.Thread(target=_preload_when_up, args=(open_at,), name="preload")
    thread.daemon = True
    thread.start()


def _preload_when_up(open_at: str) -> None:
    from streamlit import runtime

    while not runtime.exists():
        time.sleep(_EVERY_S)
    if open_at:
        threading.Thread(target=_open_window, args=(open_at,), daemon=True).start()
    preload()


def _open_window(url: str) -> None:
    """Open a browser window once the server answers; before, it would show an error."""
    where = urlsplit(url)
    while True:
        with suppress(OSError), socket.create_connection((where.hostname, where.port)):
            break
        time.sleep(_EVERY_S)
    webbrowser.open(url)


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
