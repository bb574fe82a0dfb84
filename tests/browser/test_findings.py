"""The list of findings beside the text: calm, by keyboard, and with a memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.app import App
from tests.browser.desk import (
    all_cards,
    cards,
    dismiss,
    expect_decided,
    expect_stored,
    open_draft,
    reopen,
    textbox,
    write,
)

NOTICE = "The engineer failed to notice the second worker."
FORGOT = "The clerk forgot the list."
LUCK = "It was a minor hiccup."
ROOT = "The root cause was a misconfigured lock."
THREE = f"{NOTICE}\n\n{LUCK}\n\n{NOTICE} The queue had 40 orders.\n\n{FORGOT} {NOTICE}\n"


# No rule knows how people say this; the learned scorer does.
UNSEEN = "The gentlemen in the control room found their card game more interesting."


def top(card: Locator) -> float:
    """Return where a card begins on the screen."""
    box = card.bounding_box()
    assert box
    return box["y"]


def test_a_repeated_phrase_is_one_card_with_its_places(page: Page, app: App) -> None:
    """A phrase that repeats is asked about once, and its places can be stepped through."""
    open_draft(page, app, THREE)
    expect(cards(page)).to_have_count(3)
    first = cards(page).nth(0)
    expect(first).to_contain_text("3 places:")
    expect(page.get_by_role("tab", name="5 Language (5 findings left)")).to_be_visible()
    first.get_by_role("button", name="Place 3 of 3").click()
    expect(page.locator(".cm-line", has_text="The clerk").locator(".pm-current")).to_have_count(1)
    textbox(page).press("Control+Home")
    page.keyboard.press("F8")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cm-line", has_text="40 orders").locator(".pm-current")).to_have_count(1)
    expect(first).to_be_focused()


def test_what_only_the_scorer_sees_joins_the_rules_findings(page: Page, app: App) -> None:
    """A verdict no rule describes is underlined and asked about, and says it was learned."""
    open_draft(page, app, f"# A freezer\n\n{FORGOT}\n")
    expect(cards(page)).to_have_count(1)
    textbox(page).press("Control+End")
    write(page, f"\n{UNSEEN}")
    expect(cards(page)).to_have_count(2)
    learned = cards(page).nth(1)
    expect(learned).to_contain_text("card game more interesting")
    learned.get_by_text("Why", exact=False).first.click()
    expect(learned).to_contain_text("Learned from labelled drafts")


def test_one_place_or_all_of_them_can_be_dismissed(page: Page, app: App) -> None:
    """Dismissing a repeated phrase asks whether all its places are meant."""
    draft_id = open_draft(page, app, THREE)
    cards(page).nth(0).get_by_role("button", name="Dismiss").click()
    page.get_by_label("only place 1").check()
    page.get_by_role("button", name="It is a quotation").click()
    expect(cards(page).nth(0)).to_contain_text("2 places:")
    dismiss(page, cards(page).nth(0), "The checker is wrong")
    expect(page.get_by_text("3 dismissed")).to_be_visible()
    expect_decided(page)
    found = app.store.decisions(draft_id).values()
    assert sorted(one.reason for one in found) == ["quoted", "wrong", "wrong"]
    assert {one.rule.split(".")[0] for one in found} == {"omission"}
    assert app.store.objections()[-1].phrase.startswith("The engineer failed to notice")


def test_the_filter_says_what_it_hides(page: Page, app: App) -> None:
    """A filter shows one group with its count and says how many findings it hides."""
    open_draft(page, app, f"{NOTICE}\n\n{LUCK}\n")
    page.get_by_role("button", name="Hindsight 1").click()
    expect(cards(page)).to_have_count(1)
    expect(page.locator(".pm-lead:visible")).to_contain_text("1 hidden by the filter")
    page.locator(".pm-mark.pm-shallow").click()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("button", name="Too shallow 1").click()
    expect(cards(page)).to_have_count(1)
    page.get_by_role("button", name="Show all").click()
    expect(cards(page)).to_have_count(2)


def test_cards_stay_under_the_pointer_while_findings_come_and_go(page: Page, app: App) -> None:
    """With the pointer on a card, typing that adds and removes findings above does not move it."""
    open_draft(page, app, f"# Notes\n\nA line.\n\n{LUCK}\n\n{NOTICE}\n\n{FORGOT}\n\n{ROOT}\n")
    expect(cards(page)).to_have_count(4)
    watched = all_cards(page).nth(2)
    watched.hover()
    kept = watched.element_handle()
    before = top(watched)
    line = page.locator(".cm-line", has_text="A line.")
    page.evaluate("document.querySelector('.cm-content').focus()")
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type(" It was human error.")
    expect(line).to_contain_text("human error")
    expect(cards(page)).to_have_count(5)
    assert kept.bounding_box()["y"] == pytest.approx(before, abs=1)
    for _ in range(len(" It was human error.")):
        page.keyboard.press("Backspace")
    expect(cards(page)).to_have_count(4)
    assert kept.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_a_card_under_the_pointer_keeps_its_room_when_its_phrase_goes(page: Page, app: App) -> None:
    """A card whose phrase was rewritten by hand stays until the pointer leaves, then goes."""
    open_draft(page, app, f"{LUCK}\n\n{NOTICE}\n")
    expect(cards(page)).to_have_count(2)
    all_cards(page).nth(0).hover()
    second = top(cards(page).nth(1))
    page.evaluate("document.querySelector('.cm-content').focus()")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("Orders stood still.")
    expect(all_cards(page).nth(0)).to_contain_text("No longer in the text.")
    expect_stored(page)
    assert top(all_cards(page).nth(1)) == pytest.approx(second, abs=1)
    page.mouse.move(300, 600)
    expect(all_cards(page)).to_have_count(1)


def test_dismissing_moves_nothing_under_the_pointer(page: Page, app: App) -> None:
    """The card says what was decided in its own place, and collapses once the pointer is gone."""
    open_draft(page, app, f"{LUCK}\n\n{NOTICE}\n\n{FORGOT}\n")
    expect(cards(page)).to_have_count(3)
    places = [top(card) for card in all_cards(page).all()]
    dismiss(page, cards(page).nth(1), "It is a plain fact")
    said = all_cards(page).nth(1)
    expect(said).to_contain_text("It is a plain fact: dismissed in this draft.")
    expect(said).to_be_focused()
    assert [top(card) for card in all_cards(page).all()] == pytest.approx(places, abs=1)
    said.get_by_role("button", name="Bring back").click()
    expect(cards(page)).to_have_count(3)
    expect(all_cards(page).nth(1)).to_be_focused()
    dismiss(page, cards(page).nth(1), "It is a plain fact")
    page.mouse.move(300, 600)
    expect(all_cards(page)).to_have_count(2)
    expect(all_cards(page).nth(1)).to_be_focused()


def test_accepting_shows_what_changed_and_undo_takes_it_back(page: Page, app: App) -> None:
    """The new words are marked for a moment, the card tells old from new, Undo restores them."""
    draft_id = open_draft(page, app, f"{ROOT}\n\n{FORGOT}\n")
    card = cards(page).filter(has=page.get_by_role("button", name="Accept"))
    card.get_by_role("button", name="Accept").click()
    expect(page.locator(".pm-changed")).to_contain_text("One cause")
    note = all_cards(page).nth(0)
    expect(note.locator(".pm-note del")).to_contain_text("The root cause")
    expect(note.locator(".pm-note ins")).to_contain_text("One cause")
    write(page, "More. ")
    note.get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(2)
    expect(cards(page).nth(0)).to_be_focused()
    expect_stored(page)
    assert app.store.draft(draft_id).text == f"{ROOT}\n\n{FORGOT}\nMore. "


def test_the_list_is_worked_through_without_a_mouse(page: Page, app: App) -> None:
    """Without F-keys or mouse: next, previous, accept, dismiss, undo, help, back to the text."""
    open_draft(page, app, f"{ROOT}\n\n{LUCK}\n\n{FORGOT}\n")
    expect(cards(page)).to_have_count(3)
    root, luck, forgot = (
        all_cards(page).filter(has_text=words) for words in ("root cause", "hiccup", "The clerk")
    )
    textbox(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Alt+ArrowDown")
    expect(root).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(luck).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(root).to_be_focused()
    page.keyboard.press("Enter")
    expect(textbox(page)).to_contain_text("One cause")
    expect(luck).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="It is a quotation")).to_be_focused()
    page.keyboard.press("Escape")
    expect(luck).to_be_focused()
    page.keyboard.press("Delete")
    page.keyboard.press("4")
    expect(forgot).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(forgot).to_be_focused()
    page.keyboard.press("Control+z")
    expect(textbox(page)).to_contain_text("The root cause")
    page.keyboard.press("Escape")
    expect(textbox(page)).to_be_focused()


def test_a_phrase_dismissed_for_a_person_is_quiet_in_all_their_drafts(
    new_context: Callable[..., BrowserContext], app: App
) -> None:
    """What I dismissed in all my drafts stays dismissed in the next one, and for me only."""
    page = new_context().new_page()
    open_draft(page, app, f"{FORGOT}\n")
    dismiss(page, cards(page), "We mean it", scope="in all my drafts")
    expect_decided(page)
    expect(page.get_by_text("1 dismissed")).to_be_visible()
    other = open_draft(page, app, f"# Another\n\n{FORGOT}\n\n{NOTICE}\n")
    expect(cards(page)).to_have_count(1)
    page.get_by_text("1 dismissed").click()
    expect(page.locator(".pm-entry")).to_contain_text("We mean it · in all my drafts")
    stranger = new_context().new_page()
    reopen(stranger, app, other)
    expect(cards(stranger)).to_have_count(2)
    open_draft(page, app, "# Quiet\n")
    page.get_by_text("1 other phrase dismissed in all my drafts").click()
    page.get_by_role("button", name="Ask about").click()
    expect(page.get_by_text("1 other phrase")).to_be_hidden()
    expect_decided(page)
    reopen(page, app, other)
    expect(cards(page)).to_have_count(2)


def test_a_comment_in_the_text_hides_a_finding_and_can_be_taken_out(page: Page, app: App) -> None:
    """Remembered in the text, a finding is hidden by a comment that is one step to undo."""
    text = f"# Notes\n\n- {FORGOT}\n- Done.\n\n{NOTICE}\n"
    draft_id = open_draft(page, app, text)
    dismiss(page, cards(page).nth(0), "We mean it", scope="in the text, as a comment")
    dismiss(page, cards(page).nth(0), "We mean it", scope="in the text, as a comment")
    expect_stored(page)
    assert app.store.draft(draft_id).text == (
        f"# Notes\n\n- {FORGOT} <!-- postmortem: ignore omission -->\n- Done.\n\n"
        f"<!-- postmortem: ignore omission -->\n{NOTICE}\n"
    )
    page.reload()
    expect(page.get_by_text("2 comments in the text that hide findings")).to_be_visible()
    expect(cards(page)).to_have_count(0)
    page.get_by_text("2 comments in the text").click()
    page.get_by_role("button", name="Remove the comment at").first.click()
    expect(cards(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(cards(page)).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.get_by_text("1 comment in the text")).to_be_visible()
    page.get_by_role("button", name="Remove the comment at").first.click()
    expect_stored(page)
    assert app.store.draft(draft_id).text == text


def test_a_comment_says_what_else_it_hides(page: Page, app: App) -> None:
    """Before it is put, and only where there is another finding of its kind in the paragraph."""
    open_draft(page, app, f"{FORGOT} {NOTICE}\n\n{FORGOT}\n")
    expect(cards(page)).to_have_count(2)
    cards(page).last.get_by_role("button", name="Dismiss").click()
    box = page.get_by_role("dialog", name="Why leave it as it is?")
    box.get_by_label("in the text, as a comment").check()
    expect(box).to_contain_text("1 comment in the text, for everybody who checks it. It also hides")
    expect(box).to_contain_text("in the same paragraph.")
    page.keyboard.press("Escape")


def test_the_reasons_cover_neither_card_nor_phrase(page: Page, app: App) -> None:
    """Wherever the card is, its question and the phrase in the text stay readable."""
    open_draft(page, app, f"{ROOT}\n\n{THREE}")
    expect(cards(page)).to_have_count(4)
    for card in cards(page).all():
        card.locator(".pm-quote").click()
        card.get_by_role("button", name="Dismiss").click()
        box = page.get_by_role("dialog", name="Why leave it as it is?")
        expect(box.get_by_label("in the text, as a comment")).to_be_visible()
        over = box.bounding_box()
        assert over
        for read in (card.get_by_role("heading"), page.locator(".cm-content .pm-current").first):
            under = read.bounding_box()
            assert under
            is_beside = (
                over["x"] >= under["x"] + under["width"] or under["x"] >= over["x"] + over["width"]
            )
            is_above = over["y"] + over["height"] <= under["y"]
            assert is_beside or is_above or over["y"] >= under["y"] + under["height"]
        page.keyboard.press("Escape")


def test_the_reasons_stand_next_to_their_card(page: Page, app: App) -> None:
    """The reasons are right beside, above or below a card, one that is unfolded too."""
    open_draft(page, app, f"{ROOT}\n\n{THREE}")
    card = cards(page).first
    card.locator(".pm-quote").click()
    card.get_by_text("Why this matters").click()
    card.get_by_role("button", name="Dismiss").click()
    box = page.get_by_role("dialog", name="Why leave it as it is?").bounding_box()
    about = card.bounding_box()
    assert box
    assert about
    across = max(about["x"] - box["x"] - box["width"], box["x"] - about["x"] - about["width"])
    down = max(about["y"] - box["y"] - box["height"], box["y"] - about["y"] - about["height"])
    assert max(across, down) < 10


def test_the_list_is_accessible_in_every_state(
    either_page: Page,
    app: App,
    assert_accessible: Callable[[Page], None],
) -> None:
    """Axe finds nothing on the filter, the reasons, the help, the notes and what was dismissed."""
    page = either_page
    open_draft(page, app, f"{ROOT}\n\n{THREE}")
    expect(cards(page)).to_have_count(4)
    page.get_by_role("button", name="Keyboard").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    cards(page).nth(1).get_by_role("button", name="Dismiss").click()
    assert_accessible(page)
    page.get_by_role("button", name="We mean it").click()
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("3 dismissed").click()
    page.get_by_role("button", name="Too shallow").click()
    assert_accessible(page)
