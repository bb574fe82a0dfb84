"""What an author can do with a finished draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import expect_stored, open_draft, write
from tests.diagnosis.test_progress import COMPLETE

NOTED = COMPLETE.replace("\n\n", "\n\n<!-- Ask Finance first. -->\n\n", 1)


def hand_over(page: Page) -> Locator:
    """Open what can be done with the draft and return the dialog."""
    page.get_by_role("button", name="Hand over").first.click()
    return page.get_by_role("dialog", name="What now?")


def test_ready_for_review_says_what_now(page: Page, app: App) -> None:
    """The last step offers every way on; one leads to the review of this very draft."""
    draft_id = open_draft(page, app, COMPLETE)
    page.get_by_role("button", name="Hand over").last.click()
    dialog = page.get_by_role("dialog", name="What now?")
    expect(dialog).to_contain_text("Every step is there, and it is saved.")
    expect(dialog).to_contain_text("questions are open.")
    dialog.get_by_role("button", name="Back to the draft").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Hand over").last).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Review it").click()
    expect(page).to_have_url(f"{app.url}/review?draft={draft_id}")
    expect(page.get_by_role("heading", name="Refunds paid twice")).to_be_visible()


def test_a_download_leaves_comments_out_and_says_its_name(
    page: Page, app: App, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    """Both files hold the draft as on the screen, without comments, under a name that is said."""
    open_draft(page, app, NOTED)
    write(page, "\nGrüße <script>")
    dialog = hand_over(page)
    for form, suffix in (("Markdown", "md"), ("HTML", "html")):
        with page.expect_download() as download:
            dialog.get_by_role("button", name=f"Download as {form}").click()
        assert download.value.suggested_filename == f"refunds-paid-twice.{suffix}"
        expect(dialog.get_by_role("status").first).to_contain_text(
            f"Saved as refunds-paid-twice.{suffix}"
        )
        download.value.save_as(tmp_path / suffix)
    assert_accessible(page)
    text = (tmp_path / "md").read_text(encoding="utf-8")
    assert text == COMPLETE + "\nGrüße <script>"
    html = (tmp_path / "html").read_text(encoding="utf-8")
    assert "Refunds paid twice</h1>" in html
    assert "Grüße &lt;script&gt;" in html
    assert "Ask Finance" not in html
    assert "data-" not in html


def test_a_draft_goes_into_the_library_once_it_was_confirmed(page: Page, app: App) -> None:
    """It asks first, then the draft is found by Search and replaces itself the next time."""
    draft_id = open_draft(page, app, NOTED)
    # One of the same name, saved in the same minute, is not taken for it.
    app.store.create_draft(NOTED)
    dialog = hand_over(page)
    dialog.get_by_role("button", name="Put into the library").click()
    expect(dialog).to_contain_text("Everybody who uses this program can then read it.")
    dialog.get_by_role("button", name="Not now").click()
    assert not [one for one in app.store.incidents() if draft_id in one.id]
    dialog.get_by_role("button", name="Put into the library").click()
    dialog.get_by_role("button", name="Yes, put it in").click()
    expect(dialog).to_contain_text("It is in the library, and Search finds it.")
    (incident,) = [one for one in app.store.incidents() if draft_id in one.id]
    assert "Ask Finance" not in incident.text
    dialog.get_by_role("link", name="See it on the Search page").click()
    expect(page.get_by_role("heading", name="Refunds paid twice")).to_be_visible()
    page.goto(f"{app.url}/?draft={draft_id}")
    write(page, "One more.\n")
    expect_stored(page)
    page.get_by_role("link", name="Library").click()
    page.get_by_role("radio", name="A draft written here").click()
    page.get_by_role("button", name="Put it into the library").click()
    expect(page.get_by_text("0 added, 1 updated, 0 already there.")).to_be_visible()
    (again,) = [one for one in app.store.incidents() if draft_id in one.id]
    assert "One more." in again.text
