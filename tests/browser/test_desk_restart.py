"""The desk when its server goes away and comes back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.app import free_port, running_app
from tests.browser.desk import expect_stored, open_draft, textbox, write

PAGE = Path(__file__).with_name("rewrite_page.py")


def test_words_typed_while_the_server_is_down_are_stored_when_it_is_back(
    chromium: Browser, tmp_path: Path
) -> None:
    """A killed and restarted server costs no character, and the page says what is not saved."""
    port, home = free_port(), tmp_path / "home"
    # Not the page fixture: here the browser rightly reports a lost connection.
    page = chromium.new_page()
    with running_app(home, port=port, script=PAGE) as first:
        draft_id = open_draft(page, first, "# Notes\n")
        write(page, "Before. ")
        expect_stored(page)
    write(page, "Meanwhile.")
    expect(page.get_by_text("Not saved yet – kept in this browser")).to_be_visible()
    with running_app(home, port=port, script=PAGE) as second:
        expect(page.locator("[data-stored]")).to_have_attribute(
            "data-stored", "true", timeout=60_000
        )
        expect(textbox(page)).to_contain_text("Before. Meanwhile.")
        assert second.store.draft(draft_id).text == "# Notes\nBefore. Meanwhile."
    page.close()
