"""The panels about departments and the story."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.app import App
from tests.browser.desk import expect_decided, expect_stored, open_draft, reopen, textbox
from tests.diagnosis.test_progress import COMPLETE

HIT = """# Orders without payment

## Who was affected

Support was overrun with 310 chats on Thursday. The warehouse kept packing orders that nobody
had paid for, and finance could not match the payments of two days. We rolled the shop back
because the queue was empty, and saw the first orders again at ten.

## Why it made sense
"""


def selected(page: Page) -> str:
    """Return the words selected in the text."""
    return str(page.evaluate("String(getSelection())"))


def test_a_department_left_out_stays_out_until_it_is_brought_back(page: Page, app: App) -> None:
    """One click and a reason take its card away, also after a reload; bringing it back is one."""
    draft_id = open_draft(page, app, HIT)
    page.get_by_role("tab", name="Departments").click()
    page.get_by_role("button", name="Finance: not affected").click()
    box = page.get_by_role("dialog", name="Why is it not affected?")
    box.get_by_role("button", name="We asked them").click()
    expect(box).to_be_hidden()
    expect(page.get_by_role("heading", name="Finance")).to_be_hidden()
    expect_decided(page)
    assert app.store.decisions(draft_id)["department:finance"].reason == "checked"
    reopen(page, app, draft_id)
    page.get_by_role("tab", name="Departments").click()
    expect(page.get_by_role("heading", name="Operations")).to_be_visible()
    expect(page.get_by_role("heading", name="Finance")).to_be_hidden()
    page.get_by_text("1 not affected").click()
    page.get_by_role("button", name="Bring back Finance").click()
    expect(page.get_by_role("heading", name="Finance")).to_be_visible()
    expect_decided(page)
    assert "department:finance" not in app.store.decisions(draft_id)


def test_everyone_heard_leads_to_the_first_who_is_not(page: Page, app: App) -> None:
    """The panel scrolls to that card and gives it the focus, from wherever it was."""
    open_draft(page, app, HIT)
    page.get_by_role("tab", name="Departments").click()
    panel = page.get_by_role("tabpanel", name="Departments")
    panel.evaluate("e => { e.scrollTop = e.scrollHeight }")
    way = page.get_by_role("region", name="Way to review")
    way.get_by_role("button", name="Everyone heard is missing").click()
    first = panel.locator(".pm-silent").first
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport(ratio=0.9)


def test_a_card_leads_to_the_words_it_quotes(page: Page, app: App) -> None:
    """The first link selects the sentence that the first question quotes."""
    open_draft(page, app, HIT)
    page.get_by_role("tab", name="Departments").click()
    card = page.get_by_role("tabpanel").locator(".pm-silent", has_text="Operations")
    question = card.locator(".pm-questions li").first.inner_text()
    card.get_by_role("button", name="Show in the text").click()
    expect(textbox(page)).to_be_focused()
    quoted = re.search(r"“(.+?)( …)?”", question)
    assert quoted
    assert " ".join(selected(page).split()).startswith(quoted[1])


def test_an_action_in_a_table_is_shown_without_its_bars(page: Page, app: App) -> None:
    """Typing over what a card shows changes the action's words and leaves its row a row."""
    rows = (
        "| action | owner | due |\n| --- | --- | --- |\n| Everybody looks closer | Ana | 3 May |\n"
    )
    draft_id = open_draft(page, app, f"# Refunds\n\n## Actions\n\n{rows}")
    page.get_by_role("tab", name="Actions").click()
    page.get_by_role("button", name="Everybody looks closer").click()
    page.keyboard.type("The form refuses it")
    expect_stored(page)
    assert "| The form refuses it | Ana | 3 May |" in app.store.draft(draft_id).text


def test_the_story_shows_which_sentence_tells_it(page: Page, app: App) -> None:
    """Nothing is called told without the words that tell it, one click away."""
    open_draft(page, app, HIT)
    page.get_by_role("tab", name="Story").click()
    told = page.get_by_role("tabpanel").locator(".pm-told").first
    quote = told.get_by_role("button").first
    first_words = quote.inner_text().strip("“”… ")
    quote.click()
    assert " ".join(selected(page).split()).startswith(first_words)


def test_a_question_of_the_story_goes_into_the_text(page: Page, app: App) -> None:
    """It is put below its heading, selected to be written over, and taken out by one undo."""
    draft_id = open_draft(page, app, HIT)
    page.get_by_role("tab", name="Story").click()
    panel = page.get_by_role("tabpanel")
    part = panel.locator(".pm-untold", has_text="What it was like for people")
    part.get_by_role("button", name="Put into the text").click()
    expect(textbox(page)).to_be_focused()
    assert selected(page).startswith("[… What did people see")
    expect(part.get_by_role("button", name="Answer it in the text")).to_be_visible()
    page.keyboard.type("Two of us, both tired.")
    expect_stored(page)
    assert app.store.draft(draft_id).text.endswith("sense\n\nTwo of us, both tired.\n")
    expect(panel.locator(".pm-told", has_text="What it was like for people")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect_stored(page)
    assert app.store.draft(draft_id).text == HIT


def test_a_panel_opened_on_a_phone_comes_up(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """Below the text on a narrow screen, a panel is brought to where it can be read."""
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    open_draft(page, app, HIT)
    page.get_by_role("tab", name="Departments").click()
    expect(page.get_by_role("heading", name="Affected, not heard")).to_be_in_viewport()
    expect(page.get_by_role("tab", name="Departments")).to_be_in_viewport(ratio=1)


def test_the_panels_are_accessible_in_every_state(
    page: Page, dark_page: Page, app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Folded and unfolded, with the question why open, in both themes, axe finds nothing."""
    draft = app.store.create_draft(HIT)
    app.store.record_decision(draft.id, "department:support", "dismissed", "absent")
    for one in (page, dark_page):
        reopen(one, app, draft.id)
        one.get_by_role("tab", name="Departments").click()
        one.locator(".pm-heard summary").first.click()
        one.get_by_text("1 not affected").click()
        assert_accessible(one)
        one.get_by_role("button", name="Finance: not affected").click()
        assert_accessible(one)
        one.keyboard.press("Escape")
        one.get_by_role("tab", name="Story").click()
        assert_accessible(one)


def test_a_question_called_answered_is_not_asked_again(page: Page, app: App) -> None:
    """One click takes it from the open ones, also after a reload; asking again is one."""
    draft_id = open_draft(page, app, COMPLETE)
    page.get_by_role("tab", name="Story").click()
    panel = page.get_by_role("tabpanel", name="Story")
    answered = panel.get_by_role("button", name="Answered in the text:").first
    question = (answered.get_attribute("aria-label") or "").removeprefix("Answered in the text: ")
    answered.click()
    expect(panel.get_by_role("heading", name=question)).to_be_hidden()
    expect_decided(page)
    reopen(page, app, draft_id)
    page.get_by_role("tab", name="Story").click()
    panel.get_by_text("1 answered, as you said").click()
    panel.get_by_role("button", name=f"Ask again: {question}").click()
    expect(panel.get_by_role("heading", name=question)).to_be_visible()
