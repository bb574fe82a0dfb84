"""Two texts of one draft, and what the author makes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import bar, expect_stored, open_draft, reopen, textbox, write

THEIRS, MINE = "Saved in another browser, today", "Yours, not saved yet"


@pytest.fixture
def conflict(
    new_context: Callable[..., BrowserContext], app: App
) -> Callable[..., tuple[Page, str]]:
    """Give two people who wrote at the same place; returns the second one's page and the draft."""

    def make(**options: object) -> tuple[Page, str]:
        mine, theirs = new_context(**options).new_page(), new_context().new_page()
        draft_id = open_draft(mine, app, "# Shared\n")
        reopen(theirs, app, draft_id)
        write(theirs, "Theirs.")
        expect_stored(theirs)
        write(mine, "Mine.")
        expect(bar(mine)).to_contain_text("changed in another browser, today")
        return mine, draft_id

    return make


def see_both(page: Page) -> Locator:
    """Open both texts."""
    bar(page).get_by_role("button", name="See both").click()
    dialog = page.get_by_role("dialog", name="Both versions")
    expect(dialog).to_be_visible()
    return dialog


def kept_texts(app: App, draft_id: str) -> list[str]:
    """Return every kept text of a draft, the newest first."""
    revisions = app.store.revisions(draft_id)
    return [app.store.revision_text(draft_id, one.version) for one in revisions]


def test_both_texts_can_be_merged_side_by_side(
    conflict: Callable[..., tuple[Page, str]], app: App
) -> None:
    """What the author makes of both texts is stored, and both are in the history."""
    page, draft_id = conflict()
    dialog = see_both(page)
    expect(dialog.get_by_role("textbox", name=THEIRS)).to_contain_text("Theirs.")
    right = dialog.get_by_role("textbox", name=MINE)
    expect(right).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Theirs too.")
    dialog.get_by_role("button", name="Save the right side").click()
    expect(dialog).to_have_count(0)
    expect_stored(page)
    expect(bar(page)).to_be_hidden()
    assert kept_texts(app, draft_id) == [
        "# Shared\nMine. Theirs too.",
        "# Shared\nMine.",
        "# Shared\nTheirs.",
        "# Shared\n",
    ]
    textbox(page).focus()
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("Theirs too.")


@pytest.mark.parametrize(("to", "result"), [("left", "Mine."), ("right", "Theirs.")])
def test_a_passage_goes_across_in_either_direction_by_keyboard(
    conflict: Callable[..., tuple[Page, str]], app: App, to: str, result: str
) -> None:
    """An arrow puts one side's passage on the other, which can then be saved."""
    page, draft_id = conflict()
    dialog = see_both(page)
    arrow = dialog.get_by_role("button", name=f"Put this passage on the {to}")
    arrow.focus()
    page.keyboard.press("Enter")
    expect(arrow).to_have_count(0)
    dialog.get_by_role("button", name=f"Save the {to} side").focus()
    page.keyboard.press("Enter")
    expect_stored(page)
    expect(textbox(page)).to_contain_text(result)
    assert app.store.draft(draft_id).text == f"# Shared\n{result}"


def test_a_comparison_left_for_later_goes_on_where_it_was(
    conflict: Callable[..., tuple[Page, str]],
) -> None:
    """Escape throws away nothing the author has merged so far."""
    page, _ = conflict()
    see_both(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Half merged")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(textbox(page)).not_to_contain_text("Half merged")
    dialog = see_both(page)
    expect(dialog.get_by_role("textbox", name=MINE)).to_contain_text("Half merged")


def test_on_a_phone_the_texts_stand_in_one_column(
    conflict: Callable[..., tuple[Page, str]], app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """On a narrow screen both texts are read as one, and each passage is chosen there."""
    page, draft_id = conflict(viewport={"width": 390, "height": 844})
    dialog = see_both(page)
    assert_accessible(page)
    dialog.get_by_role("button", name="Take the other").click()
    dialog.get_by_role("button", name="Save this text").click()
    expect_stored(page)
    assert app.store.draft(draft_id).text == "# Shared\nTheirs."
    assert "# Shared\nMine." in kept_texts(app, draft_id)
