"""Drafts as their author finds them again."""

from __future__ import annotations

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ConflictError, DraftNotFoundError, IncidentNotFoundError, StoreError
from assistant.store import Store

from .conftest import Clock

TEXTS = [
    "",
    "plain\r\nwith CRLF\r\n\r\nand a lone \r and \n",
    "émoji 🧑‍🚒 and 中文, combining e\u0301, BOM \ufeff, \u2028, \x01\x7f",
    "  leading and trailing white space \t\n\n",
    "'; DROP TABLE drafts; -- %s %(x)s :name ? {x}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_byte_for_byte(store: Store, text: str) -> None:
    """What the author typed is never normalised, neither when created nor when saved."""
    draft = store.create_draft(text)
    assert store.draft(draft.id).text == text
    store.save_draft(draft.id, f"{text}|{text}", 1)
    assert store.draft(draft.id).text == f"{text}|{text}"
    assert store.revision_text(draft.id, 1) == text


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_comes_back(store: Store, text: str) -> None:
    """There is no text short of NUL and lone surrogates that the store changes."""
    draft = store.create_draft("")
    version = store.save_draft(draft.id, text, 1)
    store.save_draft(draft.id, text + "!", version)
    assert store.draft(draft.id).text == text + "!"
    assert store.revision_text(draft.id, version) == text


def test_five_megabytes_come_back(store: Store) -> None:
    """A pasted log does not break saving, and its former text stays in the history."""
    text = "10:32 the queue grew 📈 to 40,000\r\n" * 150_000
    assert len(text.encode()) > 5_000_000
    draft = store.create_draft(text)
    assert store.save_draft(draft.id, text[:-2] + "!", 1, session_id="a") == 2
    assert store.draft(draft.id).text == text[:-2] + "!"
    assert store.revision_text(draft.id, 1) == text


@pytest.mark.parametrize("damage", ["\0", "\ud83d"])
def test_text_no_database_can_hold_is_refused(store: Store, damage: str) -> None:
    """A NUL or half a character is refused with its line, and the stored text stays."""
    draft = store.create_draft("before")
    with pytest.raises(StoreError, match="line 3 holds"):
        store.save_draft(draft.id, f"one\ntwo\nthr{damage}ee", 1)
    with pytest.raises(StoreError, match="line 1 holds"):
        store.create_draft(damage)
    with pytest.raises(StoreError, match="title"):
        store.save_draft(draft.id, "after", 1, title=damage)
    assert store.draft(draft.id).text == "before"


def test_new_draft_is_version_one(store: Store, clock: Clock) -> None:
    """A created draft can be read at once, with its title and moments in UTC."""
    draft = store.create_draft("# Orders stood still\n\nOn Monday …")
    assert store.draft(draft.id) == draft
    assert (draft.version, draft.title) == (1, "Orders stood still")
    assert draft.created_at == draft.updated_at == clock.now
    assert draft.created_at.utcoffset() == datetime.timedelta(0)
    assert (draft.session_id, draft.session_revision) == ("", 0)


def test_moments_come_back_in_utc_whatever_clock_wrote_them(url: str) -> None:
    """A clock of another time zone changes the words of a moment, not the moment."""
    summer = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(2026, 7, 1, 0, 30, 0, 123456, tzinfo=summer)
    with Store.open(url, now=lambda: moment) as store:
        updated_at = store.draft(store.create_draft("x").id).updated_at
    assert updated_at == moment
    assert updated_at.utcoffset() == datetime.timedelta(0)


def test_list_shows_the_latest_change_first(store: Store, clock: Clock) -> None:
    """The draft somebody worked on last is on top, with its title, words and version."""
    first = store.create_draft("# First")
    clock.advance(1)
    second = store.create_draft("# Second\n\ntwo words")
    assert [draft.id for draft in store.drafts()] == [second.id, first.id]
    clock.advance(1)
    store.save_draft(first.id, "# First, longer", 1)
    top = store.drafts()[0]
    assert (top.id, top.title, top.words, top.version) == (first.id, "First, longer", 2, 2)
    assert top.updated_at == clock.now


@pytest.mark.parametrize("draft_id", ["nosuch", "", "nul\0", "half\ud83d", "x" * 5000])
def test_unknown_draft_is_named(store: Store, draft_id: str) -> None:
    """An address with a wrong id, be it ever so wrong, leads to a sentence that names it."""
    for use in (
        lambda: store.draft(draft_id),
        lambda: store.save_draft(draft_id, "x", 1),
        lambda: store.delete_draft(draft_id),
        lambda: store.restore_draft(draft_id),
        lambda: store.revisions(draft_id),
        lambda: store.decisions(draft_id),
        lambda: store.reviews(draft_id),
    ):
        with pytest.raises(DraftNotFoundError, match=re.escape(repr(draft_id))):
            use()
    with pytest.raises(StoreError, match="There is no review"):
        store.review(draft_id)
    with pytest.raises(IncidentNotFoundError):
        store.incident(draft_id)
    assert store.incidents([draft_id]) == store.remove_incidents([draft_id]) == []


def test_bin_gives_a_draft_back_as_it_was(store: Store, clock: Clock) -> None:
    """Deleting is undone by restoring, with text, version, history and place in the list."""
    draft = store.create_draft("# Kept")
    store.save_draft(draft.id, "# Kept\n\nmore", 1)
    before = store.draft(draft.id), store.revisions(draft.id)
    clock.advance(60)
    store.delete_draft(draft.id)
    deleted_at = clock.now
    clock.advance(60)
    store.delete_draft(draft.id)
    assert store.drafts() == []
    assert [(d.id, d.deleted_at) for d in store.deleted_drafts()] == [(draft.id, deleted_at)]
    store.restore_draft(draft.id)
    store.restore_draft(draft.id)
    assert (store.draft(draft.id), store.revisions(draft.id)) == before
    assert store.deleted_drafts() == []


def test_draft_in_the_bin_is_not_written_to(store: Store) -> None:
    """Somebody still typing into a deleted draft is told, and their save changes nothing."""
    draft = store.create_draft("# Binned")
    store.delete_draft(draft.id)
    for use in (
        lambda: store.draft(draft.id),
        lambda: store.save_draft(draft.id, "typed on", 1),
        lambda: store.record_decision(draft.id, "f", "accepted"),
        lambda: store.save_review(draft.id, 1, {}),
    ):
        with pytest.raises(DraftNotFoundError, match=r"Binned.*bin.*Restore"):
            use()
    store.restore_draft(draft.id)
    assert store.draft(draft.id).text == "# Binned"


def test_empty_bin_deletes_for_good_and_nothing_else(store: Store) -> None:
    """Emptying the bin takes a draft with its history, decisions and reviews, and no other."""
    kept, gone = store.create_draft("kept"), store.create_draft("gone")
    for draft in (kept, gone):
        store.save_draft(draft.id, "new text", 1)
        store.record_decision(draft.id, "f", "dismissed")
        store.save_review(draft.id, 1, {"n": 1})
    review_id = store.reviews(gone.id)[0].id
    store.delete_draft(gone.id)
    assert (store.empty_bin(), store.empty_bin()) == (1, 0)
    with pytest.raises(DraftNotFoundError):
        store.restore_draft(gone.id)
    with pytest.raises(StoreError, match="no review"):
        store.review(review_id)
    assert len(store.revisions(kept.id)) == 2
    assert len(store.decisions(kept.id)) == len(store.reviews(kept.id)) == 1


def test_threads_share_a_store(store: Store) -> None:
    """Eight threads saving one draft through one store lose no line and skip no version."""
    draft = store.create_draft("")

    def append(name: int) -> None:
        for number in range(10):
            text, version = "", 0
            while True:
                try:
                    store.save_draft(draft.id, f"{text}{name} {number}\n", version)
                    break
                except ConflictError as conflict:
                    text, version = conflict.stored_text, conflict.stored_version

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(8)))
    stored = store.draft(draft.id)
    assert sorted(stored.text.split("\n")[:-1]) == sorted(
        f"{name} {number}" for name in range(8) for number in range(10)
    )
    assert stored.version == 81
