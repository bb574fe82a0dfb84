"""What tests do at the desk."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import App


def open_draft(page: Page, app: App, text: str) -> str:
    """Create a draft with this text, open it, and return its id."""
    draft = app.store.create_draft(text)
    return reopen(page, app, draft.id)


def reopen(page: Page, app: App, draft_id: str) -> str:
    """Open a stored draft, and return its id."""
    page.goto(f"{app.url}/?draft={draft_id}")
    expect(textbox(page)).to_be_visible()
    return draft_id


def textbox(page: Page) -> Locator:
    """Return the editor's text."""
    return page.get_by_role("textbox", name="Postmortem draft")


def write(page: Page, text: str) -> None:
    """Type at the end of the text, one key after the other."""
    textbox(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def cards(page: Page) -> Locator:
    """Return the finding cards in reading order."""
    return page.get_by_role("list", name="Findings in reading order").get_by_role("listitem")


def expect_stored(page: Page) -> None:
    """Wait until every character typed is stored."""
    expect(page.locator("[data-stored]")).to_have_attribute("data-stored", "true")


def bar(page: Page) -> Locator:
    """Return the bar about two versions."""
    return page.get_by_role("region", name="Two versions")
