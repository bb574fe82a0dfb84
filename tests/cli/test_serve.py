"""``postmortem serve`` from a shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.browser.app import free_port


def test_a_window_opens_once_the_app_answers(tmp_path: Path) -> None:
    """Who has a screen sees the app without copying an address, and never before it is there."""
    asked = tmp_path / "asked"
    os.mkfifo(asked)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {asked}\n', encoding="utf-8")
    browser.chmod(0o755)
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--no-samples", "--port", str(port)],
        env={
            **os.environ,
            "POSTMORTEM_HOME": str(tmp_path / "home"),
            "DISPLAY": ":7",
            "BROWSER": str(browser),
        },
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            # Waits until the browser is asked for, or gives up.
            wait = ["cat", str(asked)]
            told = subprocess.run(wait, capture_output=True, text=True, timeout=60, check=True)
            url = told.stdout.strip()
            with urllib.request.urlopen(url) as page:
                assert page.status == 200
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    assert url == f"http://127.0.0.1:{port}"
