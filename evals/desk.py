"""How long an author waits: from the last key to the underline, and for the app to open.

``python -m evals desk`` starts the real app with a home folder of its own and drives it in
a headless browser. Times depend on the machine; the table says how busy it was.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from evals.bench import sample_text
from tests.browser.app import App, running_app
from tests.browser.browser import find_chromium

# Counts findings underlined and remembers when the last key went down.
_WATCH = """() => {
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
_PHRASE = " The planner failed to notice row {number}."


def main(arguments: list[str]) -> int:
    """Measure the desk and print a table."""
    parser = argparse.ArgumentParser(prog="python -m evals desk", description=__doc__)
    parser.add_argument("--edits", type=int, default=40, help="sentences typed at each size")
    edits = parser.parse_args(arguments).edits
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    found = find_chromium()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path,
            args=list(found.arguments),
            env={**os.environ, **found.environment},
        )
        home = Path(folder)
        with running_app(home):
            pass  # the first start fills the library; the ones measured are like tomorrow's
        start = time.perf_counter()
        with running_app(home) as app:
            print("| measured | p50 | p95 |\n| --- | --- | --- |")
            _print_opening(browser, app, start)
            for words in (1_000, 10_000):
                waits = _type(browser, app, words, edits)
                p95 = waits[int(len(waits) * 0.95)]
                name = f"last key to underline, {words:,} words, {len(waits)} edits"
                print(f"| {name} | {statistics.median(waits):.0f} ms | {p95:.0f} ms |")
        browser.close()
    return 0


def _print_opening(browser: Browser, app: App, start: float) -> None:
    draft = app.store.create_draft(sample_text(1_000))
    for name in ("cold start to a draft open", "second visit to a draft open"):
        page = browser.new_page()
        _open(page, app, draft.id)
        print(f"| {name} | {(time.perf_counter() - start) * 1000:.0f} ms | |")
        page.close()
        start = time.perf_counter()


def _open(page: Page, app: App, draft_id: str) -> None:
    page.goto(f"{app.url}/?draft={draft_id}")
    page.get_by_role("textbox", name="Postmortem draft").wait_for()


def _type(browser: Browser, app: App, words: int, edits: int) -> list[float]:
    """Return the waits in milliseconds after each of `edits` typed sentences, sorted."""
    page = browser.new_page()
    _open(page, app, app.store.create_draft(sample_text(words)).id)
    stored = page.locator("[data-stored=true]")
    stored.wait_for()
    page.evaluate(_WATCH)
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
    return sorted(waits)
