"""The Review page, as a reviewer meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.draft import parse_draft
from assistant.language import check_draft
from tests.browser.app import App

DRAFT = """# Orders without a label

At 10:32 the warehouse saw forty orders without a label and packed them by hand.

The on-call engineer was careless and will be written up. Support got 300 calls.

## Lessons

## Actions

- Everybody reads the list more carefully
"""
HOSTILE = (
    "# Outage <script>window.owned = 1</script>\n\n"
    "The engineer ![x](https://example.org/p.png) was careless."
    " <img src=x onerror=owned> :red[x].\n"
)


def test_a_stored_draft_is_reviewed_and_taken_away(page: Page, app: App, tmp_path: Path) -> None:
    """A reviewer picks a draft, reads what it closes and omits, and downloads the report."""
    draft = app.store.create_draft(DRAFT)
    page.goto(f"{app.url}/review?draft={draft.id}")
    expect(page.get_by_role("heading", name="Orders without a label")).to_be_visible()
    expect(page.get_by_role("heading", name="A verdict on people")).to_be_visible()
    expect(page.get_by_role("heading", name="A punishment")).to_be_visible()
    expect(page.get_by_text("Support not heard yet")).to_be_visible()
    expect(page.get_by_text("weak: asks people to try harder")).to_be_visible()
    expect(page.get_by_text("Nothing stands under “Lessons”.")).to_be_visible()
    for name in ("Markdown", "HTML", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download as {name}").click()
        expect(page.get_by_text(f"Saved as {waiting.value.suggested_filename}")).to_be_visible()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert "careless" in path.read_text(encoding="utf-8")
        if name == "JSON":
            assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1


def test_a_draft_from_the_desk_is_shown_with_its_marks(page: Page, app: App) -> None:
    """The chooser is folded; the text stands there marked, with how to send it."""
    draft = app.store.create_draft(DRAFT)
    page.goto(f"{app.url}/review?draft={draft.id}")
    expect(page.get_by_text("At 10:32 the warehouse saw forty orders")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("was careless")
    expect(page.get_by_text("To send it to a reviewer, download this review")).to_be_visible()
    expect(page.get_by_role("radio", name="Pasted text")).to_be_hidden()
    page.get_by_text("Review something else").click()
    page.get_by_role("radio", name="Pasted text").click()
    expect(page.get_by_label("Text to check")).to_be_visible()


def test_a_department_its_author_left_out_is_not_missed(page: Page, app: App) -> None:
    """What the author decided at the desk holds on the Review page, and is said there."""
    draft = app.store.create_draft(DRAFT)
    app.store.record_decision(draft.id, "department:support", "dismissed", "checked")
    page.goto(f"{app.url}/review?draft={draft.id}")
    expect(page.get_by_text("Not affected, as the author says: Support.")).to_be_visible()
    expect(page.get_by_text("Support not heard yet")).to_have_count(0)


def test_what_its_author_dismissed_is_set_apart(page: Page, app: App) -> None:
    """A dismissed finding is not counted again, but a reviewer reads what it was and why."""
    draft = app.store.create_draft(DRAFT)
    careless = next(f for f in check_draft(parse_draft(DRAFT)) if "careless" in f.text)
    app.store.record_decision(draft.id, careless.fingerprint, "dismissed", "fact")
    page.goto(f"{app.url}/review?draft={draft.id}")
    expect(page.get_by_role("heading", name="A punishment")).to_be_visible()
    expect(page.get_by_role("heading", name="A verdict on people")).to_have_count(0)
    page.get_by_text("Dismissed, not counted (1)").click()
    expect(
        page.get_by_text("was careless (A verdict on people): it is a plain fact")
    ).to_be_visible()


def test_a_finding_leads_to_its_place(page: Page, app: App) -> None:
    """The line of a finding opens the draft there: the caret in the phrase, its card current."""
    draft = app.store.create_draft("🔥 " + DRAFT)
    page.goto(f"{app.url}/review?draft={draft.id}")
    page.get_by_role("link", name="Go to line 5").first.click()
    expect(page).to_have_url(f"{app.url}/?draft={draft.id}&at=5%3A22")
    expect(page.get_by_role("textbox", name="Postmortem draft")).to_be_focused()
    expect(page.locator(".pm-mark.pm-current")).to_have_text("was careless")
    page.keyboard.type("who ")
    expect(page.get_by_role("textbox")).to_contain_text("engineer who was careless")


def test_pasted_text_is_checked(page: Page, app: App) -> None:
    """A text from anywhere is checked without storing it."""
    page.goto(f"{app.url}/review")
    page.get_by_role("radio", name="Pasted text").click()
    page.get_by_label("Text to check").fill(DRAFT)
    page.get_by_role("button", name="Check this text").click()
    expect(page.get_by_role("heading", name="A verdict on people")).to_be_visible()


def test_a_file_is_checked_and_a_bad_one_is_named(page: Page, app: App) -> None:
    """An uploaded file gets its report; one that is no text gets a sentence."""
    page.goto(f"{app.url}/review")
    page.get_by_role("radio", name="A file").click()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "a.md", "mimeType": "text/markdown", "buffer": DRAFT.encode()})
    expect(page.get_by_role("heading", name="A verdict on people")).to_be_visible()
    chooser.set_input_files({"name": "b.md", "mimeType": "text/markdown", "buffer": b"\x89\0\0"})
    expect(page.get_by_text("b.md is not a text file")).to_be_visible()


def test_a_hostile_draft_does_nothing(page: Page, app: App) -> None:
    """Markup, images and directives of a draft are shown as the words they are."""
    draft = app.store.create_draft(HOSTILE)
    page.goto(f"{app.url}/review?draft={draft.id}")
    expect(page.get_by_role("heading", name="A verdict on people")).to_be_visible()
    assert page.evaluate("window.owned") is None
    assert page.locator("img[src*='example.org']").count() == 0


def test_the_page_is_accessible_in_light_and_dark(
    page: Page, dark_page: Page, app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Colour, names and order serve a reader who cannot see them all."""
    draft = app.store.create_draft(DRAFT)
    for shown in (page, dark_page):
        shown.goto(f"{app.url}/review?draft={draft.id}")
        expect(shown.get_by_role("heading", name="What the draft leaves open")).to_be_visible()
        assert_accessible(shown)
