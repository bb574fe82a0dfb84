"""The history: nobody's text is lost, and typing does not fill the disk."""

from __future__ import annotations

import pytest

from assistant.errors import StoreError
from assistant.store import Store

from .conftest import Clock

WORDS = "the queue grew and nobody was told about it " * 20


def test_typing_leaves_one_text_a_minute(store: Store, clock: Clock) -> None:
    """Ten minutes of one session's saves leave about ten texts, the current one first."""
    draft_id = store.create_draft("# Template").id
    text, version = "# Template", 1
    for revision in range(200):
        text += " word"
        version = store.save_draft(
            draft_id, text, version, session_id="a", session_revision=revision
        )
        clock.advance(3)
    kept = store.revisions(draft_id)
    assert [revision.version for revision in kept] == [201, *range(181, 1, -20), 1]
    assert (kept[0].words, kept[0].size) == (201, len(text))
    assert store.revision_text(draft_id, 201) == text
    assert store.revision_text(draft_id, 21) == "# Template" + " word" * 20
    assert store.revision_text(draft_id, 1) == "# Template"


def test_text_of_another_session_is_kept(store: Store) -> None:
    """However quickly two people save in turn, each text the other replaces is kept."""
    draft_id = store.create_draft("start").id
    for version in range(1, 9):
        session = "ab"[version % 2]
        store.save_draft(
            draft_id, f"{session} {version}", version, session_id=session, session_revision=version
        )
    assert [revision.version for revision in store.revisions(draft_id)] == list(range(9, 0, -1))


def test_saves_without_a_session_are_all_kept(store: Store) -> None:
    """A save that is not typing, such as an import or a restored version, is a step of its own."""
    draft_id = store.create_draft("1").id
    for version in (1, 2, 3):
        store.save_draft(draft_id, f"{version} more", version)
    assert len(store.revisions(draft_id)) == 4


@pytest.mark.parametrize(
    "after",
    ["", WORDS[:600], WORDS[200:], WORDS[:300] + WORDS[520:], "x" * len(WORDS)],
    ids=["everything", "end", "start", "middle", "replaced"],
)
def test_deleting_a_passage_keeps_what_was_there(store: Store, after: str) -> None:
    """A passage deleted or pasted over by accident can be brought back from the history."""
    draft_id = store.create_draft("").id
    store.save_draft(draft_id, WORDS, 1, session_id="a", session_revision=1)
    store.save_draft(draft_id, after, 2, session_id="a", session_revision=2)
    assert store.revision_text(draft_id, 2) == WORDS


@pytest.mark.parametrize("after", [WORDS[:-100], WORDS[100:], WORDS + WORDS, WORDS[:5] + WORDS])
def test_small_change_is_not_kept_apart(store: Store, after: str) -> None:
    """Backspacing and pasting in are part of the minute of typing they happen in."""
    draft_id = store.create_draft("").id
    store.save_draft(draft_id, WORDS, 1, session_id="a", session_revision=1)
    store.save_draft(draft_id, after, 2, session_id="a", session_revision=2)
    assert [revision.version for revision in store.revisions(draft_id)] == [3, 1]
    with pytest.raises(StoreError, match=r"Version 2 .* was not kept"):
        store.revision_text(draft_id, 2)


def test_clock_set_back_keeps_more_not_less(store: Store, clock: Clock) -> None:
    """A corrected computer clock does not stop texts from being kept."""
    draft_id = store.create_draft("1").id
    store.save_draft(draft_id, "12", 1, session_id="a", session_revision=1)
    clock.advance(-3600)
    store.save_draft(draft_id, "123", 2, session_id="a", session_revision=2)
    assert [revision.version for revision in store.revisions(draft_id)] == [3, 2, 1]
