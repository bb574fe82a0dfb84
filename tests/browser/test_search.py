"""The Search and Library pages, as somebody meets them who wants to know what happened before."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.app import App, running_app

OURS = b"""---
title: Gift vouchers printed blank in the Leeds shop
date: 2025-05-02
departments: [operations, support]
---

# Gift vouchers printed blank in the Leeds shop

The thermal printer lost its ribbon profile after the paper supplier changed the core size.
<img src=x onerror="window.owned=1">
"""


def ask(page: Page, query: str) -> None:
    """Type a question and send it."""
    box = page.get_by_label("What did people notice?")
    box.fill(query)
    box.press("Enter")


def test_a_symptom_finds_an_incident_to_read_whole(page: Page, app: App) -> None:
    """Somebody types what they see, reads why an incident matched, opens it and comes back."""
    page.goto(f"{app.url}/search")
    ask(page, "the certificate ran out and card payments stopped")
    expect(page.get_by_text("past incidents for")).to_be_visible()
    first = page.get_by_role("button", name="Read it whole").first
    expect(page.get_by_text("sample, fictional").first).to_be_visible()
    first.click()
    expect(page.get_by_text("This incident is fictional")).to_be_visible()
    expect(page.get_by_role("heading", name="Incidents that rhyme with this one")).to_be_visible()
    page.get_by_role("button", name="Back to the search").click()
    expect(page.get_by_label("What did people notice?")).to_be_visible()


def test_an_incident_opens_at_its_beginning(page: Page, app: App) -> None:
    """Opened from the end of a long list, and from another one, an incident begins at the top."""
    page.goto(f"{app.url}/search")
    ask(page, "the certificate ran out and card payments stopped")
    expect(page.get_by_text("past incidents for")).to_be_visible()
    for beginning in ("first", "second"):
        page.get_by_role("button", name="Read it whole").last.click()
        rhyming = page.get_by_role("heading", name="Incidents that rhyme with this one")
        expect(rhyming, f"the {beginning} incident").to_have_count(1)
        expect(page.get_by_role("button", name="Back to the search")).to_be_in_viewport(ratio=1)


def test_a_draft_finds_its_siblings(page: Page, app: App) -> None:
    """An author picks a draft instead of words and sees what rhymes with it."""
    app.store.create_draft(
        "# Refund queue stood still\n\nRefunds waited nine days because nobody is paged for the"
        " queue; support learned of it from customers.\n"
    )
    page.goto(f"{app.url}/search")
    page.get_by_label("Or find what is like a draft").click()
    page.get_by_role("option", name="Refund queue stood still").click()
    expect(page.get_by_text("past incidents for")).to_be_visible()


def test_an_unknown_incident_is_a_sentence(page: Page, app: App) -> None:
    """An old link ends in a sentence and not in a traceback."""
    page.goto(f"{app.url}/search?incident=gone")
    expect(page.get_by_role("alert").get_by_text("gone")).to_be_visible()


def test_an_archive_is_imported_found_and_removed(page: Page, app: App) -> None:
    """Files become searchable at once; what was skipped is named; removing takes them out."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("reports/blank-vouchers.md", OURS)
        packed.writestr("reports/photo.md", b"\x89PNG\0\0")
    page.goto(f"{app.url}/library")
    page.locator("input[type=file]").set_input_files(
        {"name": "old.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    )
    page.get_by_role("button", name="Add 1 file to the library").click()
    expect(page.get_by_text("1 added, 0 updated, 0 already there.")).to_be_visible()
    expect(page.get_by_text("photo.md")).to_be_visible()
    page.goto(f"{app.url}/search")
    ask(page, "vouchers printed blank after new paper")
    expect(page.get_by_text("Gift vouchers printed blank in the Leeds shop").first).to_be_visible()
    page.goto(f"{app.url}/search?incident=blank-vouchers")
    expect(page.get_by_text("The thermal printer lost")).to_be_visible()
    assert page.evaluate("window.owned") is None
    page.goto(f"{app.url}/library")
    # Other tests add incidents of their own to this library.
    here = len(app.store.incidents())
    expect(page.get_by_role("heading", name=f"{here} incidents")).to_be_visible()
    app.store.remove_incidents(["blank-vouchers"])
    page.goto(f"{app.url}/search")
    ask(page, "vouchers printed blank after new paper")
    expect(page.get_by_text("past incidents for")).to_be_visible()
    expect(page.get_by_text("Gift vouchers printed blank")).to_have_count(0)


def test_a_first_start_has_samples_to_search(page: Page, tmp_path: Path) -> None:
    """Who starts the app for the first time need not wait for the index: words find at once."""
    with running_app(tmp_path) as first:
        page.goto(f"{first.url}/search")
        ask(page, "parcels without a postcode")
        expect(page.get_by_text("past incidents for")).to_be_visible()


def test_the_pages_are_accessible_in_light_and_dark(
    page: Page, dark_page: Page, app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Colour, names and order serve a reader who cannot see them all."""
    for shown in (page, dark_page):
        shown.goto(f"{app.url}/search")
        ask(shown, "parcels without a postcode")
        expect(shown.get_by_text("past incidents for")).to_be_visible()
        assert_accessible(shown)
        shown.goto(f"{app.url}/library")
        expect(shown.get_by_role("button", name="Remove samples")).to_be_visible()
        assert_accessible(shown)
