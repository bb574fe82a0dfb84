"""What somebody sees who comes for the first time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from assistant.draft import new_draft_text, placeholder_title
from tests.browser.app import App, running_app
from tests.browser.desk import cards, expect_stored, textbox


@pytest.fixture
def fresh_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app as it is on the first day: no draft was ever kept."""
    with running_app(tmp_path_factory.mktemp("fresh"), has_samples=False) as running:
        yield running


def test_a_first_visit_opens_a_draft_to_try_and_throw_away(
    page: Page, fresh_app: App, assert_accessible: Callable[[Page], None]
) -> None:
    """Six findings wait in it; thrown away, it is in the bin and the list of drafts appears."""
    page.goto(fresh_app.url)
    expect(textbox(page)).to_contain_text("the night the labels ran out")
    expect(cards(page)).to_have_count(6)
    assert_accessible(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("button", name="New draft")).to_be_visible()
    expect(textbox(page)).not_to_be_visible()
    assert [draft.title for draft in fresh_app.store.deleted_drafts()] == [
        "Practice: the night the labels ran out"
    ]
    page.goto(fresh_app.url)
    expect(page.get_by_role("button", name="New draft")).to_be_visible()
    page.get_by_role("button", name="Practice draft").click()
    expect(textbox(page)).to_contain_text("the night the labels ran out")


def test_a_draft_of_ones_own_begins_with_its_title(page: Page, fresh_app: App) -> None:
    """Typing replaces the template's title at once; until then the draft is untitled."""
    page.goto(fresh_app.url)
    page.get_by_role("button", name="Start my own").click()
    expect(page.locator(".pm-title")).to_have_text(re.compile(r"^Untitled, \d+ \w{3}$"))
    expect(textbox(page)).to_be_focused()
    page.keyboard.type("Refunds stood still")
    expect(page.locator(".pm-title")).to_have_text("Refunds stood still")
    expect_stored(page)
    drafts = {draft.title: draft for draft in fresh_app.store.drafts()}
    text = fresh_app.store.draft(drafts["Refunds stood still"].id).text
    assert text == new_draft_text().replace(placeholder_title(), "Refunds stood still", 1)


def test_a_draft_without_a_title_of_its_own_is_listed_by_its_day(
    page: Page, fresh_app: App
) -> None:
    """The template's title would make all new drafts look alike in the list and the bin."""
    fresh_app.store.create_draft(new_draft_text())
    page.goto(fresh_app.url)
    expect(page.get_by_role("button", name=re.compile(r"^Untitled, \d+ \w{3}$"))).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(re.compile(r"^“Untitled, \d+ \w{3}” is in the bin"))).to_be_visible()
