"""A real browser before the real app."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

from tests.browser.app import App, fill_library, running_app
from tests.browser.browser import find_chromium

# The machine may be busy; what is waited for comes as soon as it comes.
_TIMEOUT_MS = 20_000
expect.set_options(timeout=_TIMEOUT_MS)

_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, running, with one draft and the sample library; shared by all tests."""
    home = tmp_path_factory.mktemp("home")
    fill_library(home)
    with running_app(home) as running:
        running.store.create_draft("# A draft from before\n")
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium, shared by all tests."""
    found = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path,
            args=list(found.arguments),
            env={**os.environ, **found.environment},
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open browser profiles of their own; whatever goes wrong in a page fails the test.

    A script error, an error on the console and a request to another machine all count.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def keep_local(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.fallback()
        else:
            wrong.append(f"asked for {route.request.url}")
            route.abort()

    def note(message: ConsoleMessage) -> None:
        # On a page's own address Streamlit first asks for its health below that address.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            wrong.append(message.text)

    def watch(page: Page) -> None:
        page.set_default_timeout(_TIMEOUT_MS)
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on("console", note)

    def open_context(**options: Any) -> BrowserContext:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        )
        context.route("**/*", keep_local)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield open_context
    # What a page says while it is torn down is nobody's concern.
    seen = list(wrong)
    for context in contexts:
        context.close()
    assert not seen, seen


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A blank page, 1280 by 900, light."""
    return new_context().new_page()


@pytest.fixture
def dark_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A blank page, 1280 by 900, dark."""
    return new_context(color_scheme="dark").new_page()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """A colour scheme; whoever asks for it runs in both."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def either_page(new_context: Callable[..., BrowserContext], scheme: str) -> Page:
    """A blank page, 1280 by 900, in light and then in dark."""
    return new_context(color_scheme=scheme).new_page()


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """Assert that axe finds nothing at WCAG 2.2 AA on the page as it stands."""
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page, options=_RULES).response["violations"]
        brief = [
            {
                "rule": one["id"],
                "help": one["help"],
                "nodes": [(node["html"][:200], node["failureSummary"]) for node in one["nodes"]],
            }
            for one in found
        ]
        assert not brief, json.dumps(brief, indent=1)

    return check
