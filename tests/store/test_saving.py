"""Saving never passes over anybody's text, and never cries wolf."""

from __future__ import annotations

import pytest

from assistant.errors import ConflictError
from assistant.store import Store


def test_each_save_is_the_next_version(store: Store) -> None:
    """Versions count the saves, and the session that saved last is remembered."""
    draft_id = store.create_draft("1").id
    assert store.save_draft(draft_id, "12", 1, session_id="a", session_revision=7) == 2
    assert store.save_draft(draft_id, "123", 2, session_id="a", session_revision=9) == 3
    stored = store.draft(draft_id)
    assert (stored.text, stored.session_id, stored.session_revision) == ("123", "a", 9)


def test_stale_save_is_a_conflict_that_keeps_both_texts(store: Store) -> None:
    """A text built on an old version is refused, and the error carries the stored one."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "theirs", 1, session_id="b", session_revision=1)
    with pytest.raises(ConflictError) as raised:
        store.save_draft(draft_id, "mine", 1, session_id="a", session_revision=1)
    assert (raised.value.stored_version, raised.value.stored_text) == (2, "theirs")
    assert store.draft(draft_id).text == "theirs"


def test_version_of_another_time_is_a_conflict(store: Store) -> None:
    """A base version the store has not reached (a restored backup) overwrites nothing."""
    draft_id = store.create_draft("restored").id
    with pytest.raises(ConflictError):
        store.save_draft(draft_id, "mine", 12, session_id="a", session_revision=1)
    assert store.draft(draft_id).text == "restored"


def test_same_text_is_no_new_version(store: Store) -> None:
    """Saving what is stored already, from any base, is neither a version nor a conflict."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1)
    assert store.save_draft(draft_id, "12", 2) == 2
    assert store.save_draft(draft_id, "12", 1, session_id="b", session_revision=5) == 2
    assert store.draft(draft_id).session_id == "a"
    assert len(store.revisions(draft_id)) == 2


def test_resend_after_a_lost_answer_is_recognised(store: Store) -> None:
    """A browser that never heard of its save may send it again."""
    draft_id = store.create_draft("1").id
    for _ in range(3):
        assert store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1) == 2


def test_typing_on_after_a_lost_answer_is_no_conflict(store: Store) -> None:
    """The same editor's later edit passes over its own unacknowledged ones only."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1)
    store.save_draft(draft_id, "123", 2, session_id="a", session_revision=2)
    assert store.save_draft(draft_id, "1234", 1, session_id="a", session_revision=3) == 4
    assert store.draft(draft_id).text == "1234"


def test_lost_answer_does_not_hide_another_session(store: Store) -> None:
    """Where somebody else saved in between, the same editor's later edit is a conflict."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1)
    store.save_draft(draft_id, "12 and theirs", 2, session_id="b", session_revision=1)
    with pytest.raises(ConflictError):
        store.save_draft(draft_id, "123", 1, session_id="a", session_revision=2)
    store.save_draft(draft_id, "12 and theirs and mine", 3, session_id="a", session_revision=3)
    with pytest.raises(ConflictError):
        store.save_draft(draft_id, "1234", 2, session_id="a", session_revision=4)
    assert store.draft(draft_id).text == "12 and theirs and mine"


def test_overtaken_edit_is_a_conflict(store: Store) -> None:
    """An older edit that arrives after a newer one of the same editor does not undo it."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "123", 1, session_id="a", session_revision=3)
    for revision in (2, 3):
        with pytest.raises(ConflictError):
            store.save_draft(draft_id, "12", 1, session_id="a", session_revision=revision)
    assert store.draft(draft_id).text == "123"


def test_saves_without_a_session_are_never_taken_for_one(store: Store) -> None:
    """Two programs without a session name do not pass over each other."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_revision=1)
    with pytest.raises(ConflictError):
        store.save_draft(draft_id, "13", 1, session_revision=2)


def test_browser_revisions_may_be_moments(store: Store) -> None:
    """A session that counts its edits in milliseconds since 1970 can be stored."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1_900_000_000_000)
    assert store.draft(draft_id).session_revision == 1_900_000_000_000


def test_given_title_is_used_instead_of_the_heading(store: Store) -> None:
    """A title the author gave names the draft, and can change without the text."""
    draft_id = store.create_draft("# Heading").id
    version = store.save_draft(draft_id, "# Heading\n\ntext", 1, title="Named")
    assert store.draft(draft_id).title == "Named"
    assert store.save_draft(draft_id, "# Heading\n\ntext", version, title="Renamed") == version
    assert store.draft(draft_id).title == "Renamed"
