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
    """Return the finding cards that are still open, in reading order."""
    return all_cards(page).and_(page.locator(".pm-card:not(.pm-settled)"))


def all_cards(page: Page) -> Locator:
    """Return the finding cards, those that only say what became of them too."""
    return page.get_by_role("list", name="Findings in reading order").get_by_role("listitem")


def dismiss(page: Page, card: Locator, reason: str, *, scope: str = "in this draft") -> None:
    """Dismiss a card with the mouse."""
    card.get_by_role("button", name="Dismiss").click()
    box = page.get_by_role("dialog", name="Why leave it as it is?")
    if scope != "in this draft":
        box.get_by_label(scope).check()
    box.get_by_role("button", name=reason).click()
    expect(box).to_be_hidden()


def expect_stored(page: Page) -> None:
    """Wait until every character typed is stored."""
    expect(page.locator("[data-stored]")).to_have_attribute("data-stored", "true")


def expect_decided(page: Page) -> None:
    """Wait until every decision about a finding is stored."""
    expect(page.locator("[data-stored]")).to_have_attribute("data-unanswered", "0")


def bar(page: Page) -> Locator:
    """Return the bar about two versions."""
    return page.get_by_role("region", name="Two versions")
