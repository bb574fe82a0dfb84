"""The Drafts page: the bin, and everything out of and into files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, running_app


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app whose drafts no other test touches."""
    with running_app(tmp_path_factory.mktemp("home"), has_samples=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_drafts(own: App) -> None:
    for draft in own.store.drafts():
        own.store.delete_draft(draft.id)
    own.store.empty_bin()
    # Where there never was a draft, the first visit opens one to practise on.
    own.store.create_draft("# Beside\n")


def test_a_draft_goes_to_the_bin_and_back(page: Page, own: App) -> None:
    """Deleting says where the draft is, takes it back in one click, and keeps it in the bin."""
    draft_id = own.store.create_draft("# Queue stood still\n").id
    page.goto(own.url)
    page.get_by_role("button", name="Delete", exact=True).first.click()
    expect(page.get_by_text("“Queue stood still” is in the bin.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Queue stood still")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).first.click()
    page.get_by_role("button", name="Bin (1)").click()
    expect(page.get_by_role("heading", name="Bin")).to_be_visible()
    expect(page.get_by_text("3 words · deleted today")).to_be_visible()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("button", name="Queue stood still")).to_be_visible()
    assert own.store.draft(draft_id).text == "# Queue stood still\n"


def test_a_double_click_deletes_one_draft(page: Page, own: App) -> None:
    """The row of a deleted draft stays where it is: the next click is not on another draft."""
    for number in (1, 2, 3):
        own.store.create_draft(f"# Draft {number}\n")
    page.goto(own.url)
    buttons = page.get_by_role("button", name="Delete", exact=True)
    expect(buttons).to_have_count(4)
    box = buttons.nth(1).bounding_box()
    assert box
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*at)
    expect(page.get_by_text("“Draft 2” is in the bin.")).to_be_visible()
    page.mouse.click(*at)
    page.mouse.dblclick(*at)
    expect(buttons).to_have_count(3)
    assert [draft.title for draft in own.store.deleted_drafts()] == ["Draft 2"]
    page.get_by_role("button", name="Take it back").click()
    expect(buttons).to_have_count(4)


def test_the_bin_is_emptied_after_it_said_how_many(
    page: Page, own: App, assert_accessible: Callable[[Page], None]
) -> None:
    """One draft or all of them go for good, and only after a question that says so."""
    for number in (1, 2, 3):
        own.store.delete_draft(own.store.create_draft(f"# Draft {number}\n").id)
    page.goto(own.url)
    page.get_by_role("button", name="Bin (3)").click()
    page.get_by_role("button", name="Delete for good").first.click()
    question = page.get_by_text("Delete “Draft 3” for good?")
    expect(question).to_be_visible()
    page.get_by_role("button", name="Keep").click()
    expect(question).to_have_count(0)
    assert len(own.store.deleted_drafts()) == 3
    page.get_by_role("button", name="Empty the bin").click()
    expect(page.get_by_text("Delete 3 drafts for good?")).to_be_visible()
    assert_accessible(page)
    # Put in the bin after the question: it was not asked about.
    late_id = own.store.create_draft("# Late\n").id
    own.store.delete_draft(late_id)
    page.get_by_role("button", name="Delete 3 drafts for good").click()
    expect(page.get_by_role("button", name="Put back")).to_have_count(1)
    assert [draft.id for draft in own.store.deleted_drafts()] == [late_id]


def test_the_list_is_accessible(
    page: Page, dark_page: Page, own: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Axe finds nothing on the list with a draft in the bin, in either theme."""
    own.store.delete_draft(own.store.create_draft("# Old\n").id)
    for one in (page, dark_page):
        one.goto(own.url)
        expect(one.get_by_role("button", name="Beside")).to_be_visible()
        assert_accessible(one)
        one.get_by_role("button", name="Bin (1)").click()
        one.get_by_role("button", name="Empty the bin").click()
        expect(one.get_by_role("button", name="Delete 1 draft for good")).to_be_visible()
        assert_accessible(one)


def upload(page: Page, name: str, data: bytes) -> None:
    """Choose a file to import."""
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def test_everything_goes_out_and_comes_back(page: Page, own: App, tmp_path: Path) -> None:
    """One click writes drafts, history and bin to a zip, and the zip brings them back."""
    draft_id = own.store.create_draft("---\nours: yes\n---\n# Grüße 🔥\r\n").id
    own.store.save_draft(draft_id, "# Grüße\n", 1)
    own.store.record_decision(draft_id, "f", "dismissed", "fact")
    binned_id = own.store.create_draft("# Old\n").id
    own.store.delete_draft(binned_id)
    before = [own.store.copy_draft(one) for one in (draft_id, binned_id)]
    page.goto(own.url)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export everything").click()
    download.value.save_as(tmp_path / "all.zip")
    own.store.delete_draft(draft_id)
    own.store.empty_bin()
    page.reload()
    upload(page, "all.zip", (tmp_path / "all.zip").read_bytes())
    expect(
        page.get_by_text("3 drafts (1 of them in the bin) and 1 earlier version")
    ).to_be_visible()
    page.get_by_role("button", name="Import 3 drafts").click()
    expect(page.get_by_text("2 drafts imported. 1 draft here already.")).to_be_visible()
    assert [own.store.copy_draft(one) for one in (draft_id, binned_id)] == before


def test_a_bad_archive_imports_nothing(page: Page, own: App) -> None:
    """A file that cannot be read is named with what to do, and nothing comes in."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("good.md", "# Good")
        archive.writestr("notes/bad.md", b"one\n\xff")
    page.goto(own.url)
    upload(page, "some.zip", data.getvalue())
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("some.zip, notes/bad.md is not UTF-8 text")
    expect(alert).to_contain_text("Save it again as UTF-8.")
    expect(page.get_by_text("Nothing was imported.")).to_be_visible()
    assert [draft.title for draft in own.store.drafts()] == ["Beside"]
