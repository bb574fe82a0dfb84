"""The real app as a process of its own, on a free port, with a home folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from assistant.store import Store

_STARTS_WITHIN_S = 120


@dataclass
class App:
    """A running app.

    Attributes:
        url: Its address, without a slash at the end.
        store: Its store, opened from this process too.
        log: What it printed, line by line.
    pid: The number of its process.
    """

    url: str
    store: Store
    log: list[str] = field(default_factory=list)
    pid: int = 0


@contextmanager
def running_app(
    home: Path,
    *,
    port: int = 0,
    has_samples: bool = True,
    environment: Mapping[str, str] = MappingProxyType({}),
    script: Path | None = None,
) -> Iterator[App]:
    """Start the app with its data in `home`, and stop it in the end.

    Args:
        home: Folder of its data.
        port: Port to listen on, 0 for a free one.
        has_samples: False leaves the library empty, which starts faster.
        environment: Variables beside those of this process.
        script: A Streamlit script to run in the app's place.

    Raises:
        RuntimeError: It did not start; the message holds what it printed.
    """
    port = port or free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POSTMORTEM_", "STREAMLIT_"))}
    process = subprocess.Popen(
        _script_command(script, port) if script else serve_command(port, has_samples=has_samples),
        env={**kept, "POSTMORTEM_HOME": str(home), "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A group of its own, so that the server behind the command ends with it.
        start_new_session=True,
    )
    log: list[str] = []
    is_up = threading.Event()
    reader = threading.Thread(target=_read, args=(process, log, is_up), daemon=True)
    reader.start()
    try:
        if not is_up.wait(_STARTS_WITHIN_S) or process.poll() is not None:
            raise RuntimeError("The app did not start:\n" + "".join(log))
        with Store.open(f"sqlite:///{home / 'postmortem.db'}") as store:
            yield App(f"http://127.0.0.1:{port}", store, log, process.pid)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        reader.join()
        if process.stdout:
            process.stdout.close()


def fill_library(home: Path) -> None:
    """Put the sample incidents into the library of `home`, indexed."""
    subprocess.run(
        [sys.executable, "-m", "assistant", "library", "add", "--samples"],
        env={**os.environ, "POSTMORTEM_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def serve_command(port: int, *, has_samples: bool) -> list[str]:
    """Return the command a user starts the app with."""
    samples = "--samples" if has_samples else "--no-samples"
    command = [sys.executable, "-m", "assistant", "serve", "--no-open", samples]
    return [*command, "--port", str(port)]


def _script_command(script: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    return [*command, "--server.address", "127.0.0.1", "--server.port", str(port)]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _read(process: subprocess.Popen[str], log: list[str], is_up: threading.Event) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        log.append(line)
        if "URL:" in line:
            is_up.set()
    is_up.set()
