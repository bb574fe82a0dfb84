"""How long an author waits: for the app to open, a key to show and an underline to come.

``python -m evals desk`` starts the real app with a home folder of its own and drives it in
a headless browser. Times depend on the machine; the table says how busy it was. Waits for
an underline hold the 200 ms in which the editor waits for the next key.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from evals.bench import sample_text
from tests.browser.app import App, fill_library, running_app
from tests.browser.browser import find_chromium

# Counts findings underlined and remembers when the last key went down.
_WATCH_UNDERLINES = """() => {
  const count = () => new Set(
    [...document.querySelectorAll('.pm-mark')].map(m => m.dataset.finding)).size
  window.shown = count(); window.waited = null
  document.addEventListener('keydown', () => { window.lastKey = performance.now() }, true)
  new MutationObserver(() => {
    const now = count()
    if (now > window.shown) window.waited = performance.now() - window.lastKey
    window.shown = now
  }).observe(document.querySelector('.cm-content'), { subtree: true, childList: true })
}"""
# From a key going down to the frame that shows it: a message posted by a frame's last
# callback arrives once the frame is painted.
_WATCH_KEYS = """() => {
  window.keys = []
  document.addEventListener('keydown', event => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => window.keys.push(performance.now() - event.timeStamp)
    channel.port2.postMessage(null)
  }), true)
}"""
_PHRASE = " The planner failed to notice row {number}."
_LONG_CHARACTERS = 60_000


def main(arguments: list[str]) -> int:
    """Measure the desk and print a table."""
    parser = argparse.ArgumentParser(prog="python -m evals desk", description=__doc__)
    parser.add_argument("--edits", type=int, default=40, help="sentences typed at each size")
    parser.add_argument("--starts", type=int, default=5, help="cold starts")
    given = parser.parse_args(arguments)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        print("| measured | p50 | p95 |\n| --- | --- | --- |")
        _row("the very first start", [_start(playwright, home, Path(folder) / "new")])
        fill_library(home)
        with running_app(home) as app:
            draft_id = app.store.create_draft(sample_text(1_000)).id
        cold = [
            _start(playwright, home, Path(folder) / f"profile-{number}", draft_id)
            for number in range(given.starts)
        ]
        _row("cold start to a draft that takes keys", cold)
        with running_app(home) as app, _profile(playwright, Path(folder) / "profile") as profile:
            visits = [_visit(profile, app, draft_id) for _ in range(given.starts + 2)]
            # The first fills the browser's cache, the second what it compiles of it.
            _row("second visit to a draft that takes keys", visits[2:])
            for words in (1_000, 10_000):
                waits = _type(profile, app, words, given.edits)
                _row(f"last key to underline, {words:,} words", waits)
            keys = _press(profile, app, given.edits)
            _row(f"a key on screen, {_LONG_CHARACTERS:,} characters", keys)
    return 0


def _row(name: str, times_ms: Sequence[float]) -> None:
    p95 = sorted(times_ms)[int(len(times_ms) * 0.95)]
    print(f"| {name} ({len(times_ms)}) | {statistics.median(times_ms):.0f} ms | {p95:.0f} ms |")


def _profile(playwright: Playwright, folder: Path) -> BrowserContext:
    """Return a browser that keeps its cache in `folder`, as a user's does."""
    found = find_chromium()
    return playwright.chromium.launch_persistent_context(
        folder,
        executable_path=found.path,
        args=list(found.arguments),
        env={**os.environ, **found.environment},
    )


def _start(playwright: Playwright, home: Path, profile: Path, draft_id: str = "") -> float:
    """Return the milliseconds from the start of the app to a draft in a browser that is open.

    Without a draft's id it is the practice draft of a first visit.
    """
    with _profile(playwright, profile) as browser:
        page = browser.new_page()
        start = time.perf_counter()
        with running_app(home) as app:
            _open(page, app, draft_id)
            return (time.perf_counter() - start) * 1000


def _visit(profile: BrowserContext, app: App, draft_id: str) -> float:
    page = profile.new_page()
    start = time.perf_counter()
    _open(page, app, draft_id)
    waited = (time.perf_counter() - start) * 1000
    # What the browser compiles it stores a moment later.
    page.wait_for_timeout(1000)
    page.close()
    return waited


def _open(page: Page, app: App, draft_id: str) -> None:
    """Open a draft and return once a key typed into it shows."""
    page.goto(f"{app.url}/?draft={draft_id}" if draft_id else app.url, wait_until="commit")
    # Looked for in each frame: a locator looks every half second once it has waited a while.
    page.wait_for_function("document.querySelector('.cm-content')?.checkVisibility()")
    page.get_by_role("textbox", name="Postmortem draft").press("Control+Home")
    page.keyboard.type("§")
    page.wait_for_function("document.querySelector('.cm-content').textContent.startsWith('§')")
    page.keyboard.press("Backspace")


def _type(profile: BrowserContext, app: App, words: int, edits: int) -> list[float]:
    """Return the waits in milliseconds after each of `edits` typed sentences."""
    page = profile.new_page()
    _open(page, app, app.store.create_draft(sample_text(words)).id)
    stored = page.locator("[data-stored=true]")
    stored.wait_for()
    page.evaluate(_WATCH_UNDERLINES)
    waits: list[float] = []
    for number in range(edits):
        page.get_by_role("textbox", name="Postmortem draft").focus()
        page.keyboard.press("Control+End")
        page.evaluate("window.waited = null")
        page.keyboard.type(_PHRASE.format(number=number), delay=25)
        page.wait_for_function("window.waited !== null")
        waits.append(float(page.evaluate("window.waited")))
        stored.wait_for()
    page.close()
    return waits


def _press(profile: BrowserContext, app: App, edits: int) -> list[float]:
    """Return the milliseconds from each key to the frame that shows it, in a long text."""
    page = profile.new_page()
    text = sample_text(20_000)[:_LONG_CHARACTERS]
    _open(page, app, app.store.create_draft(text).id)
    page.evaluate(_WATCH_KEYS)
    for number in range(edits // 4):
        page.keyboard.press("Control+End" if number % 2 else "Control+Home")
        page.keyboard.type(_PHRASE.format(number=number), delay=25)
    keys: list[float] = page.evaluate("window.keys")
    page.close()
    return keys
