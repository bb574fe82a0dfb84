"""Writing into the template: prompts, quiet marks and tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.draft import new_draft_text
from tests.browser.app import App
from tests.browser.desk import expect_stored, open_draft, textbox

PROMPT = "What people inside and outside the company noticed"
TABLE = """# Refunds

## Timeline

| time | department | what they saw |
| --- | --- | --- |
|  |  |  |

## After
"""


def stored(page: Page, app: App, draft_id: str) -> str:
    """Return the text once every character typed is stored."""
    expect_stored(page)
    return app.store.draft(draft_id).text


def paste(page: Page, text: str) -> None:
    """Paste a text as a browser does."""
    textbox(page).evaluate(
        """(node, text) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData('text/plain', text)
          const options = { clipboardData, bubbles: true, cancelable: true }
          node.dispatchEvent(new ClipboardEvent('paste', options))
        }""",
        text,
    )


def test_notes_of_the_template_are_prompts_until_written_in(page: Page, app: App) -> None:
    """No mark of Markdown is seen; the prompt goes with the first word, the source keeps it."""
    source = new_draft_text()
    draft_id = open_draft(page, app, source)
    expect(textbox(page)).to_contain_text(PROMPT)
    for mark in ("<!--", "guide:", "-->"):
        expect(textbox(page)).not_to_contain_text(mark)
    expect(page.locator(".pm-h2 .pm-hash").first).to_be_hidden()
    textbox(page).get_by_text(PROMPT).click()
    page.keyboard.type("N")
    expect(textbox(page)).not_to_contain_text(PROMPT)
    page.keyboard.type("othing moved.")
    after = stored(page, app, draft_id)
    assert after == source.replace("measured how. -->\n\n", "measured how. -->\nNothing moved.\n")
    for _ in range(len("Nothing moved.") + 1):
        page.keyboard.press("Backspace")
    expect(textbox(page)).to_contain_text(PROMPT)
    assert stored(page, app, draft_id) == source
    page.keyboard.type("!")
    assert "## In a few sentences!\n" in stored(page, app, draft_id)


def test_every_mark_can_be_shown(page: Page, app: App) -> None:
    """Who knows Markdown sees all of it with one click, and this browser remembers that."""
    open_draft(page, app, new_draft_text())
    page.get_by_role("button", name="Show marks").click()
    expect(textbox(page)).to_contain_text("<!-- guide: What people inside")
    page.reload()
    expect(textbox(page)).to_contain_text("<!-- guide: What people inside")
    page.get_by_role("button", name="Show marks").click()
    expect(textbox(page)).not_to_contain_text("<!--")


def test_a_table_is_filled_by_tab_and_enter(page: Page, app: App) -> None:
    """Tab goes on to the next cell and behind the last one begins a row, and so does Enter."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.type("09:10")
    page.keyboard.press("Tab")
    page.keyboard.type("Support")
    page.keyboard.press("Tab")
    page.keyboard.type("A call.")
    page.keyboard.press("Tab")
    page.keyboard.type("09:20")
    page.keyboard.press("Enter")
    page.keyboard.type("09:30")
    after = stored(page, app, draft_id)
    written = [[cell.strip() for cell in row.split("|")[1:-1]] for row in after.splitlines()[6:9]]
    assert written == [["09:10", "Support", "A call."], ["09:20", "", ""], ["09:30", "", ""]]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("A mail.")
    assert "| A mail." in stored(page, app, draft_id).splitlines()[7]


def test_the_header_of_a_table_is_no_stop_for_tab(page: Page, app: App) -> None:
    """Back from the first cell Tab leaves the text; on from the header it comes to a row."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.press("Shift+Tab")
    expect(textbox(page)).not_to_be_focused()
    page.locator(".pm-row-head").click()
    page.keyboard.press("Tab")
    page.keyboard.type("09:10")
    page.locator(".pm-row-head").click()
    page.keyboard.press("Enter")
    page.keyboard.type("09:00")
    header, _, *rows = stored(page, app, draft_id).split("## After")[0].strip().splitlines()[4:]
    assert header == "| time | department | what they saw |"
    assert [row.split("|")[1].strip() for row in rows] == ["09:00", "09:10"]


def test_enter_in_an_empty_row_leaves_the_table(page: Page, app: App) -> None:
    """The row that was begun for nothing goes, and what follows is written below the table."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.type("09:10")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Then it was over.")
    expect(textbox(page)).to_contain_text("Then it was over.")
    after = stored(page, app, draft_id)
    assert after.count("\n|") == 3
    assert "|\n\nThen it was over.\n## After" in after


def test_what_is_typed_below_a_table_is_no_row(page: Page, app: App) -> None:
    """Markdown would take the line right below for a row: an empty line comes between."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("Then it was over.")
    assert "|  |  |  |\n\nThen it was over.\n## After" in stored(page, app, draft_id)


def test_pasted_times_become_rows(page: Page, app: App) -> None:
    """Lines that begin with a time fill the table, in and right below it, as one undoable step."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    paste(page, "09:10 Support took a call\r\n- 09:25 – the shop | stood still\n")
    filled = TABLE.replace(
        "|  |  |  |",
        "| 09:10 |  | Support took a call |\n| 09:25 |  | the shop \\| stood still |",
    )
    assert stored(page, app, draft_id) == filled
    page.keyboard.press("ArrowDown")
    paste(page, "10:00 Over\n10:05 Really over")
    rows = "| 10:00 |  | Over |\n| 10:05 |  | Really over |\n"
    assert stored(page, app, draft_id) == filled.replace("still |\n", f"still |\n{rows}")
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("Really over")
    assert stored(page, app, draft_id) == filled
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("09:10")
    assert stored(page, app, draft_id) == TABLE


def test_arrows_leave_an_empty_row(page: Page, app: App) -> None:
    """Down and up go from an empty row to the line below and to the header, in one key each."""
    draft_id = open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Below.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    after = stored(page, app, draft_id)
    assert after == TABLE.replace("|  |  |  |\n", "|  |  |  |\n\nBelow.")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("!")
    assert "| time!" in stored(page, app, draft_id)


def test_a_note_that_ends_the_text_stays_hidden(page: Page, app: App) -> None:
    """What is written behind it begins a line, and one undo takes both away."""
    source = "# Labels\n\n<!-- guide: Say what happened. -->"
    draft_id = open_draft(page, app, source)
    expect(textbox(page)).to_contain_text("Say what happened.")
    textbox(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("They stopped.")
    expect(textbox(page)).not_to_contain_text("guide:")
    assert stored(page, app, draft_id) == f"{source}\nThey stopped."
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("They stopped.")
    assert stored(page, app, draft_id) == source


def test_the_keyboard_is_not_trapped_in_a_table(page: Page, app: App) -> None:
    """After Escape, Tab leaves the text however long one waits; moving the caret ends that."""
    open_draft(page, app, TABLE)
    textbox(page).get_by_text("time").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(textbox(page)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(textbox(page)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(textbox(page)).to_be_focused()


def test_three_clicks_on_a_heading_leave_its_marks(page: Page, app: App) -> None:
    """What is typed over a heading is a heading still."""
    draft_id = open_draft(page, app, "# What happened\n\nText.\n")
    textbox(page).get_by_text("What happened").click(click_count=3)
    page.keyboard.type("Refunds")
    assert stored(page, app, draft_id) == "# Refunds\n\nText.\n"


@pytest.mark.parametrize("key", ["", "Delete"])
def test_three_clicks_on_a_paragraph_leave_the_heading_below(
    key: str, page: Page, app: App
) -> None:
    """What is typed over a paragraph, or in its place, joins no heading to it."""
    draft_id = open_draft(page, app, "# Refunds\n\nThey stopped.\n## After\n")
    textbox(page).get_by_text("They stopped.").click(click_count=3)
    if key:
        page.keyboard.press(key)
    page.keyboard.type("Nobody was paid.")
    assert stored(page, app, draft_id) == "# Refunds\n\nNobody was paid.\n## After\n"


@pytest.mark.parametrize("key", ["", "Delete", "Backspace", "Control+x"])
def test_a_selection_up_to_a_heading_leaves_its_marks(key: str, page: Page, app: App) -> None:
    """A selection that takes in a line break, or hidden marks, takes neither away."""
    source = "# Refunds\n\nThey stopped.\n## After\n"
    draft_id = open_draft(page, app, source)
    textbox(page).get_by_text("They stopped.").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    if key:
        page.keyboard.press(key)
    page.keyboard.type("Over.")
    assert stored(page, app, draft_id) == "# Refunds\n\nOver.\n## After\n"


def test_three_clicks_in_a_table_select_the_cell(page: Page, app: App) -> None:
    """What is typed over a cell leaves the row a row."""
    row = "| 1 | Support took a call from the shop | 2 |"
    draft_id = open_draft(page, app, TABLE.replace("|  |  |  |", row))
    textbox(page).get_by_text("took a call").click(click_count=3, position={"x": 120, "y": 10})
    page.keyboard.type("Sales")
    assert "\n| 1 | Sales | 2 |\n" in stored(page, app, draft_id)


def test_undo_takes_back_one_sentence(page: Page, app: App) -> None:
    """Written without a pause, a paragraph still comes apart into its sentences."""
    draft_id = open_draft(page, app, "# Refunds\n\n")
    textbox(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("They stopped.")
    page.keyboard.insert_text(" Nobody was paid.")
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("Nobody")
    assert stored(page, app, draft_id) == "# Refunds\n\nThey stopped."
    page.keyboard.press("Control+z")
    expect(textbox(page)).not_to_contain_text("They")
    assert stored(page, app, draft_id) == "# Refunds\n\n"


def test_bold_and_italic_by_key(page: Page, app: App) -> None:
    """Ctrl+B and Ctrl+I put the selected words into marks, and a second time take them out."""
    draft_id = open_draft(page, app, "# Refunds\n\nNobody saw it.\n")
    page.get_by_text("Nobody saw it.").dblclick(position={"x": 20, "y": 8})
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+i")
    assert stored(page, app, draft_id) == "# Refunds\n\n***Nobody*** saw it.\n"
    page.keyboard.press("Control+i")
    page.keyboard.press("Control+b")
    assert stored(page, app, draft_id) == "# Refunds\n\nNobody saw it.\n"


def test_the_template_is_accessible(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Axe finds nothing wrong with prompts and tables."""
    open_draft(either_page, app, new_draft_text())
    expect(textbox(either_page)).to_contain_text(PROMPT)
    assert_accessible(either_page)
