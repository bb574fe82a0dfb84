"""What hangs on a draft: the author's decisions and the reviews of it."""

from __future__ import annotations

import pytest

from assistant.errors import StoreError
from assistant.store import Store

from .conftest import Clock


def test_decision_comes_back_until_it_is_removed(store: Store, clock: Clock) -> None:
    """A dismissed finding stays dismissed with its reason, until the author takes it back."""
    draft_id, other_id = store.create_draft("x").id, store.create_draft("y").id
    store.record_decision(draft_id, "f1", "dismissed", "a quote", "human error", "human-error")
    found = store.decisions(draft_id)["f1"]
    assert (found.action, found.reason, found.quote, found.category, found.decided_at) == (
        "dismissed", "a quote", "human error", "human-error", clock.now,
    )  # fmt: skip
    assert store.decisions(other_id) == {}
    store.remove_decision(draft_id, "f1")
    store.remove_decision(draft_id, "f1")
    assert store.decisions(draft_id) == {}


def test_later_decision_replaces_the_earlier(store: Store, clock: Clock) -> None:
    """There is one decision for a finding, the last one."""
    draft_id = store.create_draft("x").id
    store.record_decision(draft_id, "f1", "dismissed", "first thought")
    clock.advance(1)
    store.record_decision(draft_id, "f2", "dismissed")
    clock.advance(1)
    store.record_decision(draft_id, "f1", "accepted")
    found = store.decisions(draft_id)
    assert list(found) == ["f2", "f1"]
    assert (found["f1"].action, found["f1"].reason) == ("accepted", "")


def test_unknown_action_is_refused(store: Store) -> None:
    """Only what the screens can show is stored."""
    draft_id = store.create_draft("x").id
    with pytest.raises(StoreError, match="'ignored' is not a decision"):
        store.record_decision(draft_id, "f1", "ignored")  # type: ignore[arg-type]


def test_review_comes_back_as_it_was(store: Store, clock: Clock) -> None:
    """A reviewer can come back to a review after the draft has changed, the latest first."""
    draft_id = store.create_draft("x").id
    payload = {"findings": [{"text": "☂ \ud83d \0", "start": 0}], "score": 0.5, "none": None}
    first = store.save_review(draft_id, 1, payload)
    clock.advance(1)
    second = store.save_review(draft_id, 2, payload)
    assert [review.id for review in store.reviews(draft_id)] == [second, first]
    found = store.review(first)
    assert (found.draft_id, found.draft_version, found.payload) == (draft_id, 1, payload)
    assert (clock.now - found.created_at).total_seconds() == 1


def test_same_review_saved_again_is_one(store: Store) -> None:
    """A page that runs again does not fill the list with the same review."""
    draft_id = store.create_draft("x").id
    first = store.save_review(draft_id, 1, {"n": 1})
    assert store.save_review(draft_id, 1, {"n": 1}) == first
    assert store.save_review(draft_id, 1, {"n": 2}) != first
    assert len(store.reviews(draft_id)) == 2


@pytest.mark.parametrize("payload", [{"x": object()}, {"x": float("nan")}])
def test_review_json_cannot_hold_is_refused(store: Store, payload: dict[str, object]) -> None:
    """A review that could not be read back is refused when it is saved."""
    draft_id = store.create_draft("x").id
    with pytest.raises(StoreError, match="review cannot be saved"):
        store.save_review(draft_id, 1, payload)
    assert store.reviews(draft_id) == []
