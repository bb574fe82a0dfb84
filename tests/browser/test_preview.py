"""The draft as it will be read: preview, print and outline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import cards, expect_stored, open_draft, textbox, write

STORY = """---
title: Twice
teams: [payments, support]
---

# Orders charged twice

## What happened

**1,840 customers** were charged twice. The engineer **failed to notice** the second worker.

| time | what |
| --- | ---: |
| 09:12 | a worker starts |
|  | nobody is called |

- [x] Renew the lock
- [ ] Alert on two workers
- plain ~~struck~~ `code`

> We took it for the usual peak.

## What we change

See [the runbook](https://example.com/runbook), <https://example.com/x> and [who did it].
"""

HOSTILE = """# <img src=x onerror=alert(1)>

<script>alert(1)</script>

<iframe src="https://evil.example"></iframe>

Text <b onclick="alert(1)">bold</b> ![pixel](https://evil.example/p.png) [a](javascript:alert(1))
[b](data:text/html,x) [c](https://example.com/?q="><script>) [d]( //evil.example/x ) [e][ref]
&lt;i&gt; <javascript:alert(1)> <!-- a note --> &#0; &#xD800; &bogus;

[ref]: javascript:alert(1)

| a | b |
|---|---|
| <svg onload=alert(1)> | x | y | z |
"""


def preview(page: Page) -> Locator:
    """Return the preview, shown."""
    page.get_by_role("button", name="Preview", exact=True).click()
    shown = page.get_by_role("region", name="Preview of the draft")
    expect(shown).to_be_visible()
    return shown


def test_the_preview_shows_markdown_as_it_reads(page: Page, app: App) -> None:
    """Headings, tables with empty cells, tasks, links and front matter appear in their form."""
    open_draft(page, app, STORY)
    shown = preview(page)
    expect(textbox(page)).to_be_hidden()
    expect(shown.get_by_role("heading", level=1)).to_have_text("Orders charged twice")
    expect(shown.get_by_role("row")).to_have_count(3)
    expect(shown.get_by_role("cell").nth(2)).to_have_text("")
    expect(shown.get_by_role("cell").nth(3)).to_have_css("text-align", "right")
    expect(shown.get_by_role("listitem").nth(0)).to_have_text("Done: Renew the lock")
    expect(shown.locator("del")).to_have_text("struck")
    expect(shown.locator("dl")).to_have_text("titleTwiceteamspayments, support")
    link = shown.get_by_role("link", name="the runbook")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(shown.locator(".pm-blank")).to_have_text("[who did it]")


def test_a_hostile_draft_stays_words(page: Page, app: App) -> None:
    """Whatever a draft holds, the preview makes no script, picture, frame or odd link of it."""
    open_draft(page, app, HOSTILE)
    shown = preview(page)
    expect(shown.locator("h1")).to_have_text("<img src=x onerror=alert(1)>")
    made = shown.evaluate(
        "e => [...new Set([...e.querySelectorAll('*')].map(one => one.localName))].sort()"
    )
    assert not {"script", "img", "iframe", "b", "svg"} & set(made)
    links = shown.evaluate("e => [...e.querySelectorAll('a')].map(one => one.href)")
    assert links == ["https://example.com/?q=%22%3E%3Cscript%3E"]
    attributes = shown.evaluate(
        "e => [...new Set([...e.querySelectorAll('*')].flatMap(one => one.getAttributeNames()))]"
    )
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
    expect(shown).not_to_contain_text("a note")


def test_deep_nesting_does_not_take_the_page_away(page: Page, app: App) -> None:
    """Thousands of marks in one line are shown, as plain text where need be."""
    open_draft(page, app, ">" * 3000 + " deep\n\n" + "[" * 3000 + "\n\n" + "*a " * 3000 + "\n\nend")
    expect(preview(page)).to_contain_text("end")


def test_a_mark_in_the_preview_opens_its_card(page: Page, app: App) -> None:
    """A mark stands on the very words, over other marks too, and leads to its card."""
    open_draft(page, app, STORY)
    expect(cards(page)).to_have_count(1)
    shown = preview(page)
    quote = page.locator(".pm-quote").inner_text()
    pieces = shown.locator(".pm-mark").all_inner_texts()
    assert f"“{''.join(pieces)}”" == quote.replace("*", "")
    page.get_by_role("tab", name="Actions").click()
    shown.locator(".pm-mark").first.click()
    expect(cards(page).first).to_have_attribute("aria-current", "true")
    page.get_by_role("tab", name="Actions").click()
    shown.get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(cards(page).first).to_be_focused()


def test_a_double_click_in_the_preview_writes_there(page: Page, app: App) -> None:
    """From a word in the preview a double click leads to that word in the text."""
    draft_id = open_draft(page, app, STORY)
    shown = preview(page)
    shown.get_by_text("We took it").dblclick(position={"x": 1, "y": 8})
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("Now: ")
    expect_stored(page)
    assert "> Now: We took it" in app.store.draft(draft_id).text


def test_the_preview_follows_what_is_written(page: Page, app: App) -> None:
    """A key leads to the preview and back, and the preview is of the text as it stands."""
    open_draft(page, app, "# Notes\n")
    write(page, "\nAdded later.")
    page.keyboard.press("F9")
    shown = page.get_by_role("region", name="Preview of the draft")
    expect(shown).to_be_focused()
    expect(shown).to_contain_text("Added later.")
    page.keyboard.press("F9")
    expect(textbox(page)).to_be_focused()


def test_a_print_is_the_draft_alone(page: Page, app: App, tmp_path: Path) -> None:
    """Printing gives the draft without the app around it, and without marks unless chosen."""
    open_draft(page, app, STORY)
    expect(cards(page)).to_have_count(1)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("body > .pm-print")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Orders charged twice")
    expect(sheet.locator(".pm-mark")).to_have_count(0)
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(sheet).to_have_count(0)
    preview(page)
    page.get_by_label("Print the underlines too").check()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(sheet.locator(".pm-mark").first).to_be_attached()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(page.pdf()) > 10_000


def test_the_outline_leads_to_a_section(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """The headings with their findings stand beside the text, and keys lead to one."""
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    open_draft(page, app, STORY)
    outline = page.get_by_role("navigation", name="Outline")
    expect(outline.get_by_role("button")).to_have_count(3)
    expect(outline.get_by_role("button", name="What happened, 1 finding")).to_be_visible()
    outline.get_by_role("button", name="Orders charged twice").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(textbox(page)).to_be_focused()
    page.keyboard.type(" now")
    changed = outline.get_by_role("button", name="What we change now")
    expect(changed).to_have_attribute("aria-current", "location")


def test_on_a_narrower_screen_the_outline_lies_over_the_text(page: Page, app: App) -> None:
    """There it opens on demand, moves nothing, and goes away with Escape or a choice."""
    open_draft(page, app, STORY)
    outline = page.get_by_role("navigation", name="Outline")
    expect(outline).to_be_hidden()
    before = textbox(page).bounding_box()
    toggle = page.get_by_role("button", name="Outline")
    toggle.click()
    expect(outline).to_be_visible()
    assert textbox(page).bounding_box() == before
    page.keyboard.press("Escape")
    expect(outline).to_be_hidden()
    expect(toggle).to_be_focused()
    toggle.click()
    outline.get_by_role("button", name="What we change").click()
    expect(outline).to_be_hidden()
    expect(textbox(page)).to_be_focused()


def test_preview_and_outline_are_accessible(
    page: Page, dark_page: Page, app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Axe finds nothing wrong with the preview and the outline, light and dark."""
    for one in (page, dark_page):
        open_draft(one, app, STORY)
        expect(cards(one)).to_have_count(1)
        preview(one)
        one.get_by_role("button", name="Outline").click()
        expect(one.get_by_role("navigation", name="Outline")).to_be_visible()
        assert_accessible(one)
