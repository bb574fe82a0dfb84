"""What the first page of a process needs, loaded while the browser still fetches its own part.

``python -m assistant.ui.preload`` loads all of it once, so that Python keeps it compiled.
"""

from __future__ import annotations

import http.client
import logging
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

_EVERY_S = 0.02


def preload_when_up(address: str, *, opens_window: bool, then: Callable[[], None] | None) -> None:
    """Load in the background once the server of this process answers.

    Not before: two threads that import at once take turns, and the server comes first.

    Args:
        address: Host and port of the server, as in an address of a page.
        opens_window: True opens a browser window first.
        then: What is to be done after that, in the background too, or None.
    """
    thread = threading.Thread(
        target=_preload_when_up, args=(address, opens_window, then), name="preload"
    )
    thread.daemon = True
    thread.start()


def _preload_when_up(address: str, opens_window: bool, then: Callable[[], None] | None) -> None:
    while not _answers(address):
        time.sleep(_EVERY_S)
    if opens_window:
        threading.Thread(target=webbrowser.open, args=(f"http://{address}",), daemon=True).start()
    preload()
    if then:
        then()


def _answers(address: str) -> bool:
    connection = http.client.HTTPConnection(address)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def preload() -> None:
    """Import the desk, open the store and read the rules.

    An error is left aside here: it shows on the page that needs what failed.
    """
    from assistant.errors import AssistantError
    from assistant.ui import desk
    from assistant.ui.memory import set_aside
    from assistant.ui.payload import analyse_text
    from assistant.ui.services import open_services

    _ = desk
    with suppress(AssistantError):
        analyse_text("They should have asked.", open_services().departments)
    set_aside("rules")


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
