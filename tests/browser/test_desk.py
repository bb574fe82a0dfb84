"""The desk, as an author meets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.app import App
from tests.browser.desk import (
    bar,
    cards,
    dismiss,
    expect_decided,
    expect_stored,
    open_draft,
    reopen,
    textbox,
    write,
)

BLAMING = "The engineer failed to notice the second worker.\n"


def test_typing_underlines_a_phrase_and_shows_its_card(page: Page, app: App) -> None:
    """While the author types, a phrase that closes the story is underlined and asks."""
    open_draft(page, app, "# Orders charged twice\n\n")
    write(page, BLAMING)
    mark = page.locator(".pm-mark")
    expect(mark).to_have_count(1)
    expect(mark).to_contain_text("failed to")
    expect(mark).to_have_css("text-decoration-style", "dashed")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).get_by_role("heading")).to_contain_text("?")
    expect(page.get_by_role("tab", name="1 Language")).to_be_visible()


def test_a_dismissed_finding_stays_dismissed(page: Page, app: App) -> None:
    """What the author dismissed does not come back with a reload, unless it is brought back."""
    draft_id = open_draft(page, app, BLAMING)
    dismiss(page, cards(page), "We mean it")
    expect(cards(page)).to_have_count(0)
    expect_decided(page)
    page.reload()
    expect(page.get_by_text("1 dismissed")).to_be_visible()
    expect(page.locator(".pm-mark")).to_have_count(0)
    assert [d.action for d in app.store.decisions(draft_id).values()] == ["dismissed"]
    page.get_by_text("1 dismissed").click()
    page.get_by_role("button", name="Bring back").click()
    expect(cards(page)).to_have_count(1)
    page.reload()
    expect(cards(page)).to_have_count(1)


def test_typing_fast_while_findings_arrive_loses_nothing(page: Page, app: App) -> None:
    """At 300 words a minute, with findings coming in between, every character is stored."""
    words = "The engineer failed to notice it, and obviously someone should have checked. "
    draft_id = open_draft(page, app, "")
    textbox(page).focus()
    for _ in range(3):
        page.keyboard.type(words, delay=40)
    expect(page.locator(".pm-mark").first).to_be_visible()
    expect_stored(page)
    assert app.store.draft(draft_id).text == words * 3


def test_typing_inside_an_underlined_phrase_keeps_the_caret(page: Page, app: App) -> None:
    """Results that arrive while the author edits mid-line move neither text nor caret."""
    draft_id = open_draft(page, app, BLAMING * 3)
    expect(page.locator(".pm-mark")).to_have_count(3)
    textbox(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("At ten, after the call, ", delay=40)
    expect_stored(page)
    assert app.store.draft(draft_id).text == BLAMING + "At ten, after the call, " + BLAMING * 2


def test_a_reload_inside_the_pause_loses_nothing(page: Page, app: App) -> None:
    """Words typed just before a reload, not yet sent, are there after it and get stored."""
    draft_id = open_draft(page, app, "# Notes\n")
    write(page, "Typed at the last moment.")
    page.reload()
    expect(textbox(page)).to_contain_text("Typed at the last moment.")
    expect_stored(page)
    assert app.store.draft(draft_id).text == "# Notes\nTyped at the last moment."


def test_leaving_the_page_inside_the_pause_loses_nothing(page: Page, app: App) -> None:
    """Words typed just before another page is opened are there on return."""
    draft_id = open_draft(page, app, "# Notes\n")
    write(page, "Then off to search.")
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    reopen(page, app, draft_id)
    expect(textbox(page)).to_contain_text("Then off to search.")
    expect_stored(page)
    assert app.store.draft(draft_id).text == "# Notes\nThen off to search."


def test_emoji_before_a_phrase_do_not_move_its_underline(page: Page, app: App) -> None:
    """Positions are right behind characters a browser counts twice."""
    open_draft(page, app, "🔥🔥🔥 " + BLAMING)
    expect(page.locator(".pm-mark")).to_have_count(1)
    expect(page.locator(".pm-mark")).to_have_text(re.compile("failed to"))
    quote = cards(page).locator(".pm-quote").inner_text()
    assert quote == f"“{page.locator('.pm-mark').inner_text()}”"


@pytest.fixture
def two_tabs(new_context: Callable[..., BrowserContext], app: App) -> tuple[Page, Page, str]:
    """Two people with one draft open, the first one's words stored, the second in conflict."""
    mine, theirs = new_context().new_page(), new_context().new_page()
    draft_id = open_draft(mine, app, "# Shared\n")
    reopen(theirs, app, draft_id)
    write(theirs, "Theirs.")
    expect_stored(theirs)
    write(mine, "Mine.")
    expect(bar(mine)).to_contain_text("changed in another browser, today")
    return mine, theirs, draft_id


def test_a_conflict_overwrites_nobody(two_tabs: tuple[Page, Page, str], app: App) -> None:
    """Where two people saved, the stored text stays and the other one's stays on the screen."""
    mine, _, draft_id = two_tabs
    assert app.store.draft(draft_id).text == "# Shared\nTheirs."
    expect(textbox(mine)).to_contain_text("Mine.")
    mine.reload()
    expect(bar(mine)).to_contain_text("This browser kept it")
    expect(textbox(mine)).to_contain_text("Theirs.")


def test_a_draft_that_was_stored_and_closed_raises_no_alarm(page: Page, app: App) -> None:
    """After closing a stored draft that somebody then changed, it opens as they left it."""
    draft_id = open_draft(page, app, "# Notes\n")
    write(page, "Mine.")
    expect_stored(page)
    page.get_by_role("button", name="All drafts").click()
    expect(page.get_by_role("button", name="New draft")).to_be_visible()
    app.store.save_draft(draft_id, "# Notes\nMine. Theirs.", app.store.draft(draft_id).version)
    reopen(page, app, draft_id)
    expect(textbox(page)).to_contain_text("Mine. Theirs.")
    expect(bar(page)).to_be_hidden()
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('postmortem:unsaved'))")
        == []
    )


def test_a_conflict_can_become_a_draft_of_its_own(
    two_tabs: tuple[Page, Page, str], app: App
) -> None:
    """Keeping mine as a new draft opens it, leaves theirs alone and asks no more."""
    mine, _, draft_id = two_tabs
    bar(mine).get_by_role("button", name="Keep mine as a new draft").click()
    mine.wait_for_url(lambda url: "draft=" in url and draft_id not in url)
    expect(textbox(mine)).to_contain_text("Mine.")
    expect(bar(mine)).to_be_hidden()
    new_id = mine.url.split("draft=")[1]
    assert app.store.draft(new_id).text == "# Shared\nMine."
    assert app.store.draft(draft_id).text == "# Shared\nTheirs."
    reopen(mine, app, draft_id)
    expect(textbox(mine)).to_contain_text("Theirs.")
    expect(bar(mine)).to_be_hidden()


def test_taking_theirs_can_be_undone(two_tabs: tuple[Page, Page, str], app: App) -> None:
    """Taking the other text ends the conflict, and undo still brings mine back."""
    mine, _, draft_id = two_tabs
    bar(mine).get_by_role("button", name="Take theirs").click()
    expect(textbox(mine)).to_contain_text("Theirs.")
    expect(bar(mine)).to_be_hidden()
    expect_stored(mine)
    textbox(mine).focus()
    mine.keyboard.press("Control+z")
    expect(textbox(mine)).to_contain_text("Mine.")
    expect_stored(mine)
    assert app.store.draft(draft_id).text == "# Shared\nMine."


def test_a_second_tab_of_one_author_takes_over_no_words_still_being_typed(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """A tab opened while another types does not save that tab's words a second time."""
    context = new_context()
    first, second = context.new_page(), context.new_page()
    draft_id = open_draft(first, app, "# Notes\n")
    write(first, "Half a sen")
    reopen(second, app, draft_id)
    write(first, "tence.")
    expect_stored(first)
    expect(bar(first)).to_be_hidden()
    assert app.store.draft(draft_id).text == "# Notes\nHalf a sentence."


def test_a_silent_department_is_named_with_its_questions(page: Page, app: App) -> None:
    """A department that was hit and not heard stands first, with what to ask it."""
    open_draft(
        page,
        app,
        "# Double charges\n\nThe payment worker ran twice. Support received 140 tickets and"
        " customers were charged twice. Engineers saw two workers in the log and stopped one.\n",
    )
    page.get_by_role("tab", name="Departments").click()
    panel = page.get_by_role("tabpanel", name="Departments")
    expect(panel.get_by_role("heading", name="Affected, not heard")).to_be_visible()
    silent = panel.locator(".pm-silent").first
    expect(silent.locator(".pm-questions li").first).to_contain_text("?")


def test_hostile_text_is_only_text(page: Page, app: App) -> None:
    """Markup in a draft runs nothing and loads nothing, in the text, its cards or its title."""
    attack = '<img src="http://127.0.0.1:1/x" onerror="window.hit=1"><script>window.hit=1</script>'
    open_draft(
        page,
        app,
        f"# {attack}\n\nThe engineer failed to see {attack} and [this](javascript:alert(1)).\n\n"
        f"## Actions\n\n- Be more careful with {attack}\n",
    )
    expect(page.locator(".pm-mark").first).to_be_visible()
    for name in ("Language", "Departments", "Story", "Actions", "Similar"):
        page.get_by_role("tab", name=name).click()
    expect(page.locator(".pm-title")).to_contain_text("<img src=")
    assert page.locator(".pm-desk :is(img, script, iframe)").count() == 0
    assert page.evaluate("window.hit") is None


def test_findings_can_be_walked_without_a_mouse(page: Page, app: App) -> None:
    """F8 goes from finding to finding, Delete and a digit dismiss, Escape returns to the text."""
    open_draft(page, app, BLAMING + "\nSomething else happened.\n\nThe clerk forgot the list.\n")
    expect(cards(page)).to_have_count(2)
    textbox(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(cards(page).nth(0)).to_be_focused()
    page.keyboard.press("F8")
    expect(cards(page).nth(1)).to_be_focused()
    expect(cards(page).nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Shift+F8")
    expect(cards(page).nth(0)).to_be_focused()
    page.keyboard.press("Delete")
    page.keyboard.press("2")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(textbox(page)).to_be_focused()


def test_a_click_on_an_underline_marks_its_card_and_back(page: Page, app: App) -> None:
    """An underline and its card point at each other."""
    open_draft(page, app, BLAMING)
    page.get_by_role("tab", name="Story").click()
    page.locator(".pm-mark").click()
    expect(cards(page)).to_have_attribute("aria-current", "true")
    textbox(page).focus()
    page.keyboard.press("Control+End")
    expect(cards(page)).not_to_have_attribute("aria-current", "true")
    cards(page).get_by_title("Show this passage in the text").click()
    expect(textbox(page)).to_be_focused()
    expect(page.locator(".pm-mark")).to_have_class(re.compile("pm-current"))


def test_tabs_follow_the_arrow_keys(page: Page, app: App) -> None:
    """The tabs beside the text are one stop of the Tab key, and arrows move between them."""
    open_draft(page, app, "# Notes\n")
    first = page.get_by_role("tab", name="Language")
    first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Similar")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Similar")).to_be_visible()
    page.keyboard.press("Home")
    expect(first).to_have_attribute("aria-selected", "true")


def test_export_gives_the_text_on_the_screen(page: Page, app: App, tmp_path: Path) -> None:
    """The exported file holds every character, those not yet saved too."""
    open_draft(page, app, "# Night of the queue\n")
    write(page, "Grüße, 🔥")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hand over").click()
        page.get_by_role("button", name="Download as Markdown").click()
    assert download.value.suggested_filename == "night-of-the-queue.md"
    download.value.save_as(tmp_path / "out.md")
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == "# Night of the queue\nGrüße, 🔥"


def test_markdown_comes_in_as_a_draft(page: Page, app: App) -> None:
    """An imported file becomes a draft with its text, whatever its line ends."""
    page.goto(app.url)
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "old.md", "mimeType": "text/markdown", "buffer": b"# Old notes\r\n\r\nA line.\r\n"}
    )
    page.get_by_role("button", name="Open it as a new draft").click()
    expect(textbox(page)).to_contain_text("A line.")
    draft_id = page.url.split("draft=")[1]
    assert app.store.draft(draft_id).text == "# Old notes\n\nA line.\n"


def test_a_file_that_is_no_text_is_refused_in_a_sentence(page: Page, app: App) -> None:
    """A binary upload says what is wrong and changes nothing."""
    before = len(app.store.drafts())
    page.goto(app.url)
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "photo.md", "mimeType": "text/markdown", "buffer": b"\x89PNG\r\n\x00\x00"}
    )
    expect(page.get_by_text("not a text file")).to_be_visible()
    assert len(app.store.drafts()) == before


def test_a_new_draft_starts_from_the_template_and_returns_to_the_list(page: Page, app: App) -> None:
    """A new draft opens with its questions, and the way back shows it in the list."""
    page.goto(app.url)
    page.get_by_role("button", name="New draft").click()
    expect(textbox(page)).to_contain_text("##")
    textbox(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("# A title of its own\n")
    page.get_by_role("button", name="All drafts").click()
    expect(page.get_by_role("button", name="A title of its own")).to_be_visible()
    expect(page.get_by_role("button", name="New draft")).to_be_visible()
    assert "draft=" not in page.url


def test_an_unknown_draft_is_a_sentence_and_the_list(page: Page, app: App) -> None:
    """An address of a draft that is not there says so and shows what there is."""
    page.goto(f"{app.url}/?draft=nothing-like-it")
    expect(page.get_by_text("There is no draft")).to_be_visible()
    expect(page.get_by_role("button", name="New draft")).to_be_visible()


RICH = (
    "# Charged twice\n\n## Summary\n\nThe engineer failed to notice the second worker. Support"
    " received 140 tickets and customers were charged twice.\n\n## Actions\n\n- Be more careful.\n"
    "- Add a lock so that only one worker runs. Owner: Sam, due 2026-12-01\n"
)


def test_the_desk_is_accessible(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
    scheme: str,
) -> None:
    """Axe finds nothing at WCAG 2.2 AA on the desk, whichever panel is open, light or dark."""
    page = either_page
    open_draft(page, app, RICH)
    expect(page.locator(".pm-desk")).to_have_attribute("data-scheme", scheme)
    expect(cards(page).first).to_be_visible()
    cards(page).first.get_by_text("Why this matters").click()
    page.locator(".pm-mark").first.click()
    for name in ("Language", "Departments", "Story", "Actions", "Similar"):
        page.get_by_role("tab", name=name).click()
        assert_accessible(page)
    page.goto(app.url)
    expect(page.get_by_role("button", name="New draft")).to_be_visible()
    assert_accessible(page)


def test_a_conflict_is_accessible(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Axe finds nothing on the bar and the dialog of two versions, light or dark."""
    page = either_page
    draft_id = open_draft(page, app, "# Shared\n")
    app.store.save_draft(draft_id, "# Shared\nTheirs.", 1)
    write(page, "Mine.")
    expect(bar(page)).to_be_visible()
    assert_accessible(page)
    bar(page).get_by_role("button", name="See both").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
