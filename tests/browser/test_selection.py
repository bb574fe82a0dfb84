"""What can be done with selected words."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import cards, expect_stored, open_draft, textbox

NOTES = """# Orders charged twice

At 09:40, support took the first call. The engineer failed to notice it. Nobody had an alert.

## Timeline

- 09:12 A worker starts.
- 11:40 Finance stops the batch.

## What we change

| action | owner | due |
| --- | --- | --- |
|  |  |  |
"""


def offer(page: Page, words: str) -> Locator:
    """Select the sentence around these words by keyboard and return the toolbar."""
    textbox(page).get_by_text(words).first.click(position={"x": 4, "y": 8})
    page.keyboard.press("F2")
    toolbar = page.get_by_role("toolbar", name="With the selected words")
    expect(toolbar.get_by_role("button", name="Check this")).to_be_focused()
    return toolbar


def undo(page: Page) -> None:
    """Undo one step."""
    page.keyboard.press("Control+z")


def test_a_sentence_becomes_a_timeline_entry_by_keyboard(page: Page, app: App) -> None:
    """The sentence moves to its place in time in one step, and undo brings every character back."""
    draft_id = open_draft(page, app, NOTES)
    toolbar = offer(page, "At 09:40")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(textbox(page)).to_contain_text("09:40 Support took the first call.")
    expect(toolbar).to_be_hidden()
    expect_stored(page)
    after = app.store.draft(draft_id).text
    assert "- 09:12 A worker starts.\n- 09:40 Support took the first call.\n- 11:40" in after
    assert "\n\nThe engineer failed" in after
    expect(textbox(page)).to_be_focused()
    undo(page)
    expect_stored(page)
    expect(textbox(page)).to_contain_text("At 09:40, support took")
    expect_stored(page)
    assert app.store.draft(draft_id).text == NOTES


def test_a_sentence_becomes_an_action_with_blanks(page: Page, app: App) -> None:
    """It fills the empty row of the table; the first blank is selected, to be typed over."""
    draft_id = open_draft(page, app, NOTES)
    toolbar = offer(page, "At 09:40")
    toolbar.get_by_role("button", name="Move to the actions").click()
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("Payments")
    expect_stored(page)
    after = app.store.draft(draft_id).text
    assert "| At 09:40, support took the first call. | Payments | [date] |" in after
    for _ in range(2):
        undo(page)
    expect(textbox(page)).to_contain_text("At 09:40, support took")
    expect_stored(page)
    assert app.store.draft(draft_id).text == NOTES


def test_the_author_goes_on_where_something_is_missing(page: Page, app: App) -> None:
    """In a table of the timeline the caret stands in the first cell the sentence does not fill."""
    table = "| time | department | what they saw |\n| --- | --- | --- |\n|  |  |  |\n"
    draft_id = open_draft(
        page,
        app,
        NOTES.replace("- 09:12 A worker starts.\n- 11:40 Finance stops the batch.\n", table),
    )
    offer(page, "At 09:40").get_by_role("button", name="Move to the timeline").click()
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("Support")
    expect_stored(page)
    after = app.store.draft(draft_id).text
    assert "| 09:40 | Support | Support took the first call. |\n" in after


def test_where_there_is_no_sentence_the_button_says_so(page: Page, app: App) -> None:
    """At a heading and in a comment there is nothing to offer, and a click says why."""
    open_draft(page, app, f"{NOTES}\nText <!-- and a comment that is long enough --> on.\n")
    button = page.get_by_role("button", name="This sentence…")
    textbox(page).get_by_text("What we change").click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    expect(page.get_by_text("There is no sentence at the caret.")).to_have_count(1)
    textbox(page).get_by_text("Finance stops the batch").click()
    expect(button).to_have_attribute("aria-disabled", "false")
    toolbar = page.get_by_role("toolbar", name="With the selected words")
    select_words(page, "and a comment")
    expect(toolbar).to_be_hidden()
    select_words(page, "Finance stops")
    expect(toolbar).to_be_visible()


def test_the_toolbar_stands_below_what_is_selected(page: Page, app: App) -> None:
    """At the bottom of the window too: what leads up to the selection stays readable."""
    open_draft(page, app, NOTES + "\nA line of text.\n" * 20 + "\nThe very last words.\n")
    page.locator(".cm-scroller").evaluate("node => { node.scrollTop = node.scrollHeight }")
    expect(page.get_by_text("The very last words.")).to_be_in_viewport()
    select_words(page, "very last words")
    toolbar = page.get_by_role("toolbar", name="With the selected words")
    toolbar.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("button", name="Put into the text").first).to_be_visible()
    box = toolbar.bounding_box()
    words = page.locator(".cm-line", has_text="The very last words").bounding_box()
    result = page.locator(".pm-offer").bounding_box()
    sheet = page.locator(".pm-sheet").bounding_box()
    assert box
    assert words
    assert result
    assert sheet
    assert box["y"] >= words["y"] + words["height"] - 4
    assert result["y"] + result["height"] <= sheet["y"] + sheet["height"]


def test_a_question_is_put_into_the_text(page: Page, app: App) -> None:
    """Questions fit the sentence; one stands after it as a blank, and undo takes it out."""
    draft_id = open_draft(page, app, NOTES)
    select_words(page, "Nobody had an alert.")
    toolbar = page.get_by_role("toolbar", name="With the selected words")
    toolbar.get_by_role("button", name="Ask a question").click()
    button = page.get_by_role("button", name="Put into the text: What was there instead")
    button.click()
    expect_stored(page)
    assert "had an alert. [… what was there instead?]\n" in app.store.draft(draft_id).text
    undo(page)
    expect(textbox(page)).not_to_contain_text("instead?")
    expect_stored(page)
    assert app.store.draft(draft_id).text == NOTES


def select_words(page: Page, words: str) -> None:
    """Select words with the mouse, as an author does."""
    box = page.evaluate(
        """words => {
          const walk = document.createTreeWalker(document.querySelector('.cm-content'), 4)
          for (let node; (node = walk.nextNode()); ) {
            const at = node.data.indexOf(words)
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + words.length)
            const box = range.getBoundingClientRect()
            return [box.left, box.right, (box.top + box.bottom) / 2]
          }
        }""",
        words,
    )
    left, right, middle = box
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right - 1, middle, steps=4)
    page.mouse.up()


def test_checking_words_shows_what_the_rules_say(page: Page, app: App) -> None:
    """A finding in the selection leads to its card; where there is none, that is said."""
    open_draft(page, app, NOTES)
    expect(cards(page)).to_have_count(1)
    select_words(page, "09:12 A worker starts")
    page.get_by_role("button", name="Check this").click()
    expect(page.get_by_text("No rule objects to these words.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(textbox(page)).to_be_focused()
    page.locator(".pm-mark").dblclick()
    page.get_by_role("button", name="Check this").click()
    page.get_by_role("status").get_by_role("button", name="notice").click()
    expect(cards(page).first).to_be_focused()


def test_the_offer_is_accessible(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Axe finds nothing wrong with the toolbar and its questions."""
    open_draft(either_page, app, NOTES)
    expect(cards(either_page).first).to_be_visible()
    offer(either_page, "At 09:40")
    either_page.get_by_role("button", name="Ask a question").click()
    expect(either_page.get_by_role("button", name="Put into the text").first).to_be_visible()
    assert_accessible(either_page)
