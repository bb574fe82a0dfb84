"""``postmortem serve``: the app, on this machine."""

from __future__ import annotations

import importlib.util
import os
import runpy
import socket
import sys
from pathlib import Path

import click

import assistant
from assistant.errors import AssistantError, SettingsError
from assistant.settings import load_settings

_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 (recognised, not listened on)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--open/--no-open", "opens_browser", default=True, help="Open a browser window.")
@click.option(
    "--samples/--no-samples",
    default=True,
    help="Fill a library that never held an incident with samples.",
)
def serve(host: str, port: int, opens_browser: bool, samples: bool) -> None:
    """Open the app in the browser.

    It listens on this machine only unless you say otherwise; see docs/team.md before you do.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise SettingsError("The app is not installed.", "Install it: pip install 'assistant[ui]'")
    from assistant.ui.preload import preload_when_up

    _check_port(host, port)
    # Where an index is, a library was filled: that one need not be looked at before the page.
    is_later = load_settings().index_folder.is_dir()
    if samples and not is_later:
        _fill_library()
    shown = "localhost" if host in _EVERY_ADDRESS else f"[{host}]" if ":" in host else host
    click.echo(f"The app opens at http://{shown}:{port} (stop it with Ctrl+C).")
    os.environ.update(_streamlit_settings())
    os.chdir(front_door().parent)
    sys.argv = [
        *("streamlit", "run", str(front_door())),
        *("--server.address", host, "--server.port", str(port)),
        # Streamlit opens no window for an app that brings its own server parts, as ours does.
        *("--server.headless", "true"),
    ]
    preload_when_up(
        f"{shown}:{port}",
        opens_window=opens_browser and _has_screen(),
        then=_fill_library if samples and is_later else None,
    )
    # `python -m streamlit` within this process: a second one would import everything again.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def front_door() -> Path:
    """Return the app's entry file: the checkout's, or the one inside an installed package."""
    package = Path(assistant.__file__).parent
    checkout = package.parent / "streamlit_app.py"
    return checkout if checkout.is_file() else package / "ui" / "streamlit_app.py"


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"{host}:{port} cannot be used: {error.strerror or error}.",
                f"Is the app open already? Otherwise choose another: --port {port % 65535 + 1}.",
            ) from error


def _fill_library() -> None:
    """Give a new library its samples; a store that cannot be opened does not stop the app.

    They are found by their words at once; the app indexes their meaning while it runs.
    """
    from assistant.cli.library import sample_incidents
    from assistant.cli.rooms import open_store

    try:
        with open_store() as store:
            if not store.library_generation():
                click.echo("Filling the library with sample incidents, once.")
                store.put_incidents(sample_incidents())
    except AssistantError as error:
        click.echo(f"postmortem: {error}", err=True)


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _streamlit_settings() -> dict[str, str]:
    """Return what must hold wherever the app is started from; the theme is in its config file."""
    return {
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "none",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "100",
    }
