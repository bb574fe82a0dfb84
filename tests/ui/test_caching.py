"""What a browser may keep of the editor."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.browser.app import App, running_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, running."""
    with running_app(tmp_path_factory.mktemp("home"), has_samples=False) as running:
        yield running


def headers_of(url: str) -> Message:
    """Return the headers of an answer."""
    with urllib.request.urlopen(url) as answer:
        headers: Message = answer.headers
        return headers


def test_the_page_names_the_editor_and_the_editor_is_kept(app: App) -> None:
    """The browser asks for the editor with the page, and at a second visit not at all."""
    link = headers_of(f"{app.url}/")["Link"]
    address = link[link.index("<") + 1 : link.index(">")]
    assert Path(address).name.startswith("editor-")
    assert "immutable" in headers_of(app.url + address)["Cache-Control"]


def test_what_has_no_hash_in_its_name_is_not_kept(app: App) -> None:
    """An update of the program is seen at the next visit."""
    assert "immutable" not in headers_of(f"{app.url}/")["Cache-Control"]
    assert "immutable" not in headers_of(f"{app.url}/_stcore/health")["Cache-Control"]
