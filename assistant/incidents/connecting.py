"""Ways to a Chroma database: a folder, or a server that may be slow, gone or hung."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from assistant.errors import LibraryError, SettingsError

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.config import Settings

SERVER_TIMEOUT_S = 10.0  # for one answer of an open server: a write of 1,000 vectors

_PORTS = {"http": 8000, "https": 443}


def check_address(server: str) -> None:
    """Check the address of a Chroma server; "" stands for none.

    Raises:
        SettingsError: It is no address of a server.
    """
    if server and not _is_address(server):
        message = f"POSTMORTEM_CHROMA_URL cannot be used: {server!r} is no address of a server."
        raise SettingsError(message, "Write it as http://host:port, or unset it.")


def connect_folder(place: Path) -> Client:
    """Return a client of the embedded database in a folder, which is created when missing."""
    import chromadb

    return cast("Client", chromadb.PersistentClient(place, settings=_settings()))


def connect_server(server: str, timeout_s: float) -> tuple[Client, tuple[httpx.Client, ...]]:
    """Return a client of a server, and its connections, to be closed by the caller.

    Raises:
        TimeoutError: The server did not answer within `timeout_s` seconds.
    """
    import chromadb

    address = urlsplit(server)
    connect = partial(
        chromadb.HttpClient,
        host=str(address.hostname),
        port=address.port or _PORTS[address.scheme],
        ssl=address.scheme == "https",
        settings=_settings(),
    )
    client: Any = _within(timeout_s, connect)
    # Chroma gives its connections no time limit and never closes them.
    sessions = (client._server._session, client._admin_client._server._session)
    for session in sessions:
        session.timeout = SERVER_TIMEOUT_S
    return client, sessions


def call_server(server: str, timeout_s: float) -> None:
    """Ask for a sign of life; Chroma's own client would wait for one without limit."""
    address = f"{server.rstrip('/')}/api/v2/heartbeat"
    try:
        with urllib.request.urlopen(address, timeout=timeout_s):  # noqa: S310
            return
    except (OSError, ValueError) as error:
        raise LibraryError(
            f"The Chroma server at {server} does not answer: {error}.",
            "Start it, or correct POSTMORTEM_CHROMA_URL. Search goes on by words.",
        ) from error


def _is_address(server: str) -> bool:
    try:
        address = urlsplit(server)
        return address.scheme in _PORTS and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _within(timeout_s: float, connect: Callable[[], object]) -> object:
    """Return what `connect` returns; Chroma's own client waits for a server without limit."""
    outcome: Queue[tuple[object, Exception | None]] = Queue()

    def run() -> None:
        try:
            outcome.put((connect(), None))
        except Exception as error:
            outcome.put((None, error))

    # A daemon, so that a server that never answers does not keep the program from ending.
    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = outcome.get(timeout=timeout_s)
    except Empty:
        raise TimeoutError(f"no answer within {timeout_s:g} s") from None
    if error is not None:
        raise error
    return result


def _settings() -> Settings:
    from chromadb.config import Settings

    # Without the .env file of whatever folder the program was started in.
    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
