"""The history of a draft, and what another window stored meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import bar, expect_stored, open_draft, reopen, textbox, write


def open_history(page: Page) -> Locator:
    """Open the history and wait for its versions."""
    page.get_by_role("button", name="History").click()
    dialog = page.get_by_role("dialog", name="History")
    expect(dialog.get_by_role("radio").first).to_be_visible()
    return dialog


def stored_texts(app: App, draft_id: str) -> list[str]:
    """Return every kept text of a draft, the newest first."""
    return [app.store.revision_text(draft_id, one.version) for one in app.store.revisions(draft_id)]


def test_a_version_is_shown_as_a_difference_and_restored(page: Page, app: App) -> None:
    """An old text is read against the one now, restored as a new version, and undone."""
    draft_id = open_draft(page, app, "# Notes\n\nThe queue stood still.\n")
    write(page, "Support was told at ten.")
    expect_stored(page)
    dialog = open_history(page)
    expect(dialog.get_by_role("radio")).to_have_count(2)
    expect(dialog.locator("ins")).to_contain_text(["underlined", "Support was told at ten."])
    dialog.get_by_role("button", name="Restore this version").click()
    expect(dialog).to_have_count(0)
    expect(textbox(page)).not_to_contain_text("Support")
    expect(bar(page)).to_contain_text("The one you had before is in the history")
    expect_stored(page)
    before, after = "# Notes\n\nThe queue stood still.\n", "Support was told at ten."
    assert stored_texts(app, draft_id) == [before, before + after, before]
    textbox(page).focus()
    page.keyboard.press("Control+z")
    expect(textbox(page)).to_contain_text("Support was told at ten.")
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("Support")
    expect_stored(page)
    assert app.store.draft(draft_id).text == before


def test_any_two_versions_are_compared_without_a_mouse(
    page: Page, app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Arrow keys walk through the versions, a list names the other one, Escape ends it."""
    draft_id = open_draft(page, app, "One.\n")
    for version in (1, 2):
        app.store.save_draft(draft_id, "One.\n" + "Two.\n" * version, version)
    reopen(page, app, draft_id)
    dialog = open_history(page)
    times = dialog.get_by_role("radio")
    expect(times).to_have_count(3)
    expect(times.nth(1)).to_be_focused()
    expect(times.nth(1)).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(times.nth(2)).to_be_checked()
    reading = dialog.get_by_role("region", name="What changed")
    expect(reading.locator("ins")).to_contain_text("Two.\nTwo.")
    dialog.get_by_label("Compared with").select_option(index=3)
    expect(reading.locator("ins")).to_have_text("Two.\n")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_history_of_a_long_draft_opens(page: Page, app: App) -> None:
    """Two hundred versions of 60,000 characters are listed, and any of them is read."""
    paragraph = "Nobody was paged for the queue, and support heard of it from customers. " * 8
    paragraphs = [f"{number} {paragraph}" for number in range(104)]
    draft_id = app.store.create_draft("\n\n".join(paragraphs)).id
    for version in range(1, 200):
        paragraphs[version % 104] += f"Edit {version}."
        app.store.save_draft(draft_id, "\n\n".join(paragraphs), version)
    reopen(page, app, draft_id)
    dialog = open_history(page)
    dialog.get_by_role("button", name="more since").click()
    expect(dialog.get_by_role("radio")).to_have_count(200)
    dialog.get_by_role("radio").last.check(force=True)
    expect(dialog.get_by_role("status")).to_have_text("Change 1 of 104")
    dialog.get_by_role("button", name="Previous change").click()
    expect(dialog.locator("ins.pm-current")).to_be_in_viewport()


def test_the_history_is_accessible(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Axe finds nothing on the history, light or dark."""
    page = either_page
    open_draft(page, app, "# Notes\n")
    write(page, "More.")
    expect_stored(page)
    dialog = open_history(page)
    expect(dialog.locator(".pm-reading ins")).to_be_visible()
    assert_accessible(page)


def test_a_tab_learns_of_newer_text_when_it_is_looked_at(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """A tab with nothing unsaved shows what another stored, and typing on is no conflict."""
    context = new_context()
    first, second = context.new_page(), context.new_page()
    draft_id = open_draft(first, app, "# Shared\n")
    reopen(second, app, draft_id)
    write(second, "Second tab.")
    expect_stored(second)
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(textbox(first)).to_contain_text("Second tab.")
    write(first, " First tab.")
    expect_stored(first)
    expect(bar(first)).to_be_hidden()
    assert app.store.draft(draft_id).text == "# Shared\nSecond tab. First tab."


def test_newer_text_does_not_take_the_place_of_unsaved_words(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """Words typed and not yet stored stay on the screen, and both texts are offered."""
    page = new_context().new_page()
    draft_id = open_draft(page, app, "# Shared\n")
    app.store.save_draft(draft_id, "# Shared\nTheirs.", 1)
    textbox(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("Mine.")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bar(page)).to_contain_text("changed somewhere else")
    expect(textbox(page)).to_contain_text("Mine.")


def test_the_history_tells_versions_of_one_minute_apart_and_leaves_notes_out(
    page: Page, app: App
) -> None:
    """Seconds are shown where minutes are the same; the template's notes are no text to read."""
    source = "# Refunds\n\n<!-- guide: Say what happened. -->\n\n"
    draft_id = app.store.create_draft(source).id
    for version in range(1, 4):
        app.store.save_draft(draft_id, source + "They stopped.\n" * version, version)
    reopen(page, app, draft_id)
    dialog = open_history(page)
    reading = dialog.get_by_role("region", name="What changed")
    expect(reading).to_contain_text("They stopped.")
    expect(reading).not_to_contain_text("guide:")
    times = dialog.locator(".pm-version-time")
    expect(times).to_have_count(4)
    # Four saves within a second or two: at most one of them stands in another minute.
    assert sum(bool(re.match(r"\d\d:\d\d:\d\d", one)) for one in times.all_inner_texts()) >= 2
