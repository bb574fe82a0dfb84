"""The desk when its server, its line or its disk goes away and comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import App, free_port, running_app
from tests.browser.desk import expect_stored, open_draft, textbox, write
from tests.browser.line import Line

PAGE = Path(__file__).with_name("rewrite_page.py")
FULL_DISK = Path(__file__).with_name("full_disk_page.py")
NOT_CONNECTED = "Not connected – go on writing, it is kept in this browser"
LONG_MS = 60_000


@pytest.fixture
def unwatched(chromium: Browser) -> Page:
    """A page whose console may report a lost connection, as here it rightly does."""
    return chromium.new_page(viewport={"width": 1280, "height": 900})


def expect_stored_in_the_end(page: Page) -> None:
    """Wait until the page has found its server again and every character is stored."""
    stored = page.locator("[data-stored]")
    expect(stored).to_have_attribute("data-stored", "true", timeout=LONG_MS)


def test_words_typed_while_the_server_is_down_are_stored_when_it_is_back(
    unwatched: Page, tmp_path: Path
) -> None:
    """A server killed and started again amid typing costs no character and no focus."""
    page, port, home = unwatched, free_port(), tmp_path / "home"
    typed = ""

    def keep_typing(words: str) -> None:
        nonlocal typed
        typed += words
        page.keyboard.type(words, delay=20)

    with running_app(home, port=port, script=PAGE) as first:
        draft_id = open_draft(page, first, "# Notes\n")
        write(page, "")
        keep_typing("Typed before, ")
    # Long enough for Streamlit to notice and to open its own dialog over the page.
    while not page.get_by_text(NOT_CONNECTED).is_visible() or len(typed) < 600:
        keep_typing("meanwhile, ")
    expect(textbox(page)).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    with running_app(home, port=port, script=PAGE) as second:
        keep_typing("after it.")
        expect_stored_in_the_end(page)
        expect(page.get_by_text(NOT_CONNECTED)).to_have_count(0)
        assert second.store.draft(draft_id).text == f"# Notes\n{typed}"
    page.close()


def test_a_closed_laptop_loses_nothing(unwatched: Page, app: App) -> None:
    """A page frozen amid a sentence, whose line is cut, goes on where it was."""
    page = unwatched
    line = Line(int(app.url.rpartition(":")[2]))
    near = App(f"http://127.0.0.1:{line.port}", app.store)
    draft_id = open_draft(page, near, "# Notes\n")
    write(page, "Half a sen")
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    line.cut()
    session.send("Page.setWebLifecycleState", {"state": "active"})
    page.keyboard.type("tence. And")
    expect(page.get_by_text(NOT_CONNECTED)).to_be_visible()
    page.keyboard.type(" another.")
    line.mend()
    expect_stored_in_the_end(page)
    assert app.store.draft(draft_id).text == "# Notes\nHalf a sentence. And another."
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("another.")
    line.close()
    page.close()


def test_on_a_phone_a_lost_line_is_said_where_one_writes(chromium: Browser, app: App) -> None:
    """Far below the header, the author of a long draft sees what is not saved, and that it is."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    line = Line(int(app.url.rpartition(":")[2]))
    near = App(f"http://127.0.0.1:{line.port}", app.store)
    open_draft(page, near, "# Notes\n" + "\nA line of notes.\n" * 40)
    write(page, "The last")
    expect(page.locator(".pm-header")).not_to_be_in_viewport()
    line.cut()
    page.keyboard.type(" words.")
    expect(page.locator(".pm-save-afar").get_by_text(NOT_CONNECTED)).to_be_in_viewport()
    line.mend()
    expect_stored_in_the_end(page)
    expect(page.locator(".pm-save-afar")).to_be_hidden()
    line.close()
    page.close()


def test_a_full_disk_loses_nothing(page: Page, tmp_path: Path) -> None:
    """While the disk is full the page says what to do; with room again, all is stored."""
    with running_app(tmp_path, script=FULL_DISK) as app:
        draft_id = open_draft(page, app, "# Notes\n")
        (tmp_path / "full").touch()
        words = "Nobody was paged for the queue. " * 300
        textbox(page).focus()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(words)
        expect(page.get_by_text("is full. Free some space")).to_be_visible()
        expect(page.get_by_text("Not saved – kept in this browser")).to_be_visible()
        assert app.store.draft(draft_id).text == "# Notes\n"
        page.reload()
        expect(textbox(page)).to_contain_text("Nobody was paged")
        (tmp_path / "full").unlink()
        expect_stored(page)
        assert app.store.draft(draft_id).text == f"# Notes\n{words}"
        page.close()
