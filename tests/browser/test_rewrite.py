"""Accepting a rewrite, on a page of its own that gives every finding one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, running_app
from tests.browser.desk import cards, expect_stored, open_draft, textbox, write

TEXT = "It was human error. Later it was quiet.\n"
REWRITTEN = "It was [what did the screen show?]. Later it was quiet.\n"


@pytest.fixture(scope="module")
def rewriting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The page, running."""
    script = Path(__file__).with_name("rewrite_page.py")
    with running_app(tmp_path_factory.mktemp("home"), script=script) as running:
        yield running


def test_a_rewrite_is_accepted_and_undone(page: Page, rewriting: App) -> None:
    """Accept puts the rewrite in place of the phrase, and undo brings the phrase back."""
    draft_id = open_draft(page, rewriting, TEXT)
    accept = page.get_by_role("button", name="Accept")
    accept.click()
    expect(textbox(page)).to_contain_text("[what did the screen show?]")
    expect(cards(page)).to_have_count(0)
    expect_stored(page)
    assert rewriting.store.draft(draft_id).text == REWRITTEN
    assert [d.action for d in rewriting.store.decisions(draft_id).values()] == ["accepted"]
    expect(textbox(page)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(1)
    expect_stored(page)
    assert rewriting.store.draft(draft_id).text == TEXT


def test_undo_reaches_back_across_an_accepted_rewrite(page: Page, rewriting: App) -> None:
    """What was typed before and after an accepted rewrite is undone in its own steps."""
    draft_id = open_draft(page, rewriting, "")
    write(page, "It was human error.")
    page.get_by_role("button", name="Accept").click()
    write(page, " Done.")
    expect(textbox(page)).to_have_text("It was [what did the screen show?]. Done.")
    page.keyboard.press("Control+z")
    expect(textbox(page)).to_have_text("It was [what did the screen show?].")
    page.keyboard.press("Control+z")
    expect(textbox(page)).to_have_text("It was human error.")
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-placeholder")).to_be_visible()
    expect_stored(page)
    assert rewriting.store.draft(draft_id).text == ""


def test_enter_accepts_the_focused_card(page: Page, rewriting: App) -> None:
    """From the text, F8 and Enter accept a rewrite without the mouse."""
    open_draft(page, rewriting, TEXT)
    expect(cards(page)).to_have_count(1)
    textbox(page).focus()
    page.keyboard.press("F8")
    page.keyboard.press("Enter")
    expect(textbox(page)).to_contain_text("[what did the screen show?]")


def test_a_card_shows_the_rewrite_as_a_difference(
    page: Page, rewriting: App, assert_accessible: Callable[[Page], None]
) -> None:
    """What goes and what comes are told apart, for a screen reader too."""
    open_draft(page, rewriting, TEXT)
    expect(cards(page).locator("del")).to_have_text("human error")
    expect(cards(page).locator("ins")).to_have_text("[what did the screen show?]")
    assert_accessible(page)
