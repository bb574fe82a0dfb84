"""The strip that says where a draft is on its way to review."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.draft import new_draft_text
from tests.browser.app import App
from tests.browser.desk import cards, dismiss, expect_stored, open_draft, textbox
from tests.diagnosis.test_progress import COMPLETE


def test_a_missing_step_leads_to_its_place(page: Page, app: App) -> None:
    """The strip names what comes next; a step leads below its heading and opens its panel."""
    draft_id = open_draft(page, app, new_draft_text())
    way = page.get_by_role("region", name="Way to review")
    expect(way.get_by_role("button", name="Next: What happened")).to_be_visible()
    expect(way.get_by_role("button", name="Hand over")).to_be_hidden()
    way.get_by_role("button", name="What went right is missing").click()
    expect(page.get_by_role("tab", name="Story")).to_have_attribute("aria-selected", "true")
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("A spare stood ready.")
    expect(textbox(page)).to_contain_text("A spare stood ready.")
    expect_stored(page)
    _, below = app.store.draft(draft_id).text.split("## What kept it from being worse")
    assert "\nA spare stood ready.\n" in below.split("\n## ")[0] + "\n"


@pytest.mark.parametrize("rows", ["|  |  |  |", "| Mend it | Ann | 1 May |", ""])
def test_a_step_into_a_table_leads_to_its_first_empty_row(rows: str, page: Page, app: App) -> None:
    """Typing at once fills a row, begun where none is empty, and never the header's words."""
    head = "| action | owner | due |\n| --- | --- | --- |"
    source = f"# Refunds\n\n## Timeline\n\n{head}\n{rows}".rstrip("\n") + "\n\n## After\n"
    draft_id = open_draft(page, app, source)
    page.get_by_role("button", name="Timeline is missing").click()
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("09:10")
    expect(textbox(page)).to_contain_text("09:10")
    expect_stored(page)
    text = app.store.draft(draft_id).text
    assert head in text
    written = text.split("| --- |\n")[1].split("\n\n## After")[0].splitlines()
    assert written[-1].split("|")[1].strip() == "09:10", text
    assert written[:-1] == [row for row in [rows] if row.strip("| ")]


def test_an_action_due_asap_leads_to_its_day(page: Page, app: App) -> None:
    """What stands where a day is missing is selected, to be written over."""
    head = "| action | owner | due | how we know |\n| --- | --- | --- | --- |\n"
    actions = f"## Actions\n\n{head}| The form refuses it | Ana | asap |  |\n"
    draft_id = open_draft(page, app, COMPLETE.split("## Actions")[0] + actions)
    page.get_by_role("button", name="Actions assigned is missing").click()
    page.keyboard.type("3 May 2026")
    expect_stored(page)
    assert "| Ana | 3 May 2026 |" in app.store.draft(draft_id).text


def test_the_step_of_the_language_leads_to_the_first_phrase(page: Page, app: App) -> None:
    """The first phrase left to look at is marked in the text, its card focused."""
    open_draft(page, app, COMPLETE.replace("On Monday", "Obviously, on Monday"))
    page.get_by_role("button", name="Next: Language").click()
    expect(cards(page).first).to_be_focused()
    expect(textbox(page).locator(".pm-current")).to_have_text("Obviously")


def test_nothing_moves_when_the_strip_is_filled(page: Page, app: App) -> None:
    """The strip's height is reserved: text and panels stand where they stood without it."""
    open_draft(page, app, COMPLETE)
    expect(page.locator(".pm-there")).to_have_count(8)
    filled = page.locator(".pm-body").bounding_box()
    page.locator(".pm-progress").evaluate("e => e.replaceChildren()")
    assert page.locator(".pm-body").bounding_box() == filled


def test_a_draft_with_everything_is_ready_for_review(page: Page, app: App) -> None:
    """Dismissing the last finding completes the way, and what can be done now is offered."""
    open_draft(page, app, COMPLETE.replace("On Monday", "Obviously, on Monday"))
    way = page.get_by_role("region", name="Way to review")
    expect(way.get_by_role("button", name="Next: Language")).to_be_visible()
    dismiss(page, cards(page), "We mean it")
    way.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("dialog", name="What now?")).to_be_visible()


def test_on_a_phone_the_strip_says_what_comes_next(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """There is one button for the next step, and nothing is wider than the screen."""
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    open_draft(page, app, new_draft_text())
    way = page.get_by_role("region", name="Way to review")
    expect(way.get_by_role("listitem")).to_have_count(0)
    way.get_by_role("button", name="Next: What happened").click()
    expect(textbox(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_a_jump_leads_to_the_cards(
    new_context: Callable[..., BrowserContext],
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """The cards stand far below the text: how many there are is said above, and leads there."""
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    open_draft(page, app, COMPLETE.replace("On Monday", "Obviously, on Monday"))
    expect(page.get_by_role("button", name="This sentence…")).to_be_hidden()
    expect(cards(page)).not_to_be_in_viewport()
    assert_accessible(page)
    page.get_by_role("button", name="1 to look at").click()
    expect(cards(page)).to_be_in_viewport()
