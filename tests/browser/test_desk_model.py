"""The desk with a model configured: a scripted one, on a real HTTP server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, running_app
from tests.browser.desk import cards, expect_stored, open_draft, textbox
from tests.llm.model_server import Answer, Failure, ModelServer, finding, numbered_sentences

# The first question loads the packages that talk to a model.
_ANSWERS_WITHIN_MS = 90_000
QUOTE = "the second shift took over the printer"
TEXT = f"# Labels\n\nOn Monday {QUOTE} when labels stopped.\n"


def read_draft(body: dict[str, Any]) -> Answer:
    """Answer as a model that finds one phrase."""
    found = [
        finding(key, QUOTE, "judgement")
        for key, sentence in numbered_sentences(body).items()
        if QUOTE in sentence
    ]
    return Answer({"findings": found})


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    """The scripted model server."""
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def model_app(model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, with the scripted model configured as a user would."""
    environment = {
        "POSTMORTEM_MODEL": "openai/desk",
        "OPENAI_API_BASE": model.openai_url,
        "OPENAI_API_KEY": "sk-unspoken-0123456789",
    }
    home = tmp_path_factory.mktemp("home")
    with running_app(home, has_samples=False, environment=environment) as running:
        yield running


def test_what_a_model_finds_joins_the_cards(page: Page, model_app: App, model: ModelServer) -> None:
    """A model's finding is underlined like the others, names its origin, and moves along."""
    model.script(read_draft, name="desk")
    draft_id = open_draft(page, model_app, TEXT)
    page.get_by_role("button", name="Ask the model").click()
    expect(cards(page)).to_have_count(1, timeout=_ANSWERS_WITHIN_MS)
    expect(cards(page)).to_contain_text("from the model")
    textbox(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Night of the ")
    expect_stored(page)
    expect(page.locator(".pm-mark")).to_have_text(QUOTE)
    assert model_app.store.draft(draft_id).text == "Night of the " + TEXT


def test_a_model_that_fails_takes_nothing_away(
    page: Page, model_app: App, model: ModelServer
) -> None:
    """When the model does not answer, the screen says so and the rules' findings stay."""
    model.script(Failure(401, "wrong key"), name="desk")
    open_draft(page, model_app, "The engineer failed to notice the second worker.\n")
    expect(cards(page)).to_have_count(1)
    page.get_by_role("button", name="Ask the model").click()
    expect(page.get_by_text("gave no answer")).to_be_visible(timeout=_ANSWERS_WITHIN_MS)
    expect(cards(page)).to_have_count(1)


def test_what_would_be_sent_is_one_click_away(
    page: Page, model_app: App, model: ModelServer
) -> None:
    """The author can read the whole request first, and reading it sends nothing."""
    model.script(read_draft, name="desk")
    open_draft(page, model_app, TEXT)
    page.get_by_role("button", name="What will be sent?").click()
    expect(page.get_by_text("This, and nothing else, will be sent")).to_be_visible()
    expect(page.locator(".pm-preview pre")).to_contain_text(QUOTE)
    assert model.requests("desk") == []


def test_a_rewrite_is_a_difference_to_take_or_leave(
    page: Page, model_app: App, model: ModelServer
) -> None:
    """The model's wording is shown before anything changes; accepting is one undoable step."""
    sentence = "The engineer failed to notice 2 of 40 workers."
    wording = "The engineer did not see 2 of 40 workers [what the screen showed]."
    model.script(Answer({"rewrite": wording}), name="desk")
    text = f"# Labels\n\n{sentence} Labels stopped at noon.\n"
    draft_id = open_draft(page, model_app, text)
    for choice, after in (("Leave it", text), ("Accept", text.replace(sentence, wording))):
        textbox(page).get_by_text("The engineer").click(position={"x": 4, "y": 8})
        page.keyboard.press("F2")
        page.get_by_role("button", name="Rewrite", exact=True).click()
        expect(page.locator(".pm-offer ins").first).to_be_visible(timeout=_ANSWERS_WITHIN_MS)
        assert model_app.store.draft(draft_id).text == text
        page.locator(".pm-offer").get_by_role("button", name=choice).click()
        expect(textbox(page)).to_be_focused()
        expect_stored(page)
        assert model_app.store.draft(draft_id).text == after
    page.keyboard.press("Control+z")
    expect(textbox(page)).to_contain_text(sentence)
    expect_stored(page)
    assert model_app.store.draft(draft_id).text == text
