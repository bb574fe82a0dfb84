"""What somebody sees who comes for the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, running_app
from tests.browser.desk import cards, textbox


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
