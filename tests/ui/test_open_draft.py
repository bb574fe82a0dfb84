"""This process's half of the editor's protocol, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.store import Store
from assistant.ui.open_draft import Heard, OpenDraft


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own."""
    with Store.open(f"sqlite:///{tmp_path / 'p.db'}") as opened:
        yield opened


def message(draft_id: str, revision: int, text: str, base: int = 1, **more: Any) -> dict[str, Any]:
    """Return a message as the browser sends it."""
    return {
        "draftId": draft_id,
        "epoch": 0,
        "sessionId": "a",
        "revision": revision,
        "baseVersion": base,
        "text": text,
        "acts": [],
        "attempt": 1,
        **more,
    }


def dismissal(seq: int, kind: str = "dismiss") -> dict[str, Any]:
    """Return a decision as the browser sends it."""
    return {"seq": seq, "kind": kind, "fingerprint": "f", "category": "omission", "quote": "q"}


def test_text_is_stored_and_acknowledged(store: Store) -> None:
    """A message is acknowledged with the version it became and the revision it was."""
    opened = OpenDraft.open(store, store.create_draft("one").id)
    opened.receive(store, message(opened.draft_id, 3, "one two"))
    assert store.draft(opened.draft_id).text == "one two"
    assert opened.server == (2, "a", 3)
    assert opened.heard == Heard("a", 3, 0)
    assert opened.save_state == "saved"


def test_typing_on_before_the_answer_is_no_conflict(store: Store) -> None:
    """A second message based on the same version as the first is the same person typing on."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    opened.receive(store, message(opened.draft_id, 1, "a"))
    opened.receive(store, message(opened.draft_id, 2, "ab"))
    assert opened.save_state == "saved"
    assert store.draft(opened.draft_id).text == "ab"


def test_a_new_process_goes_on_where_the_last_one_stopped(store: Store) -> None:
    """After a restart of the server, whose answer got lost, the browser's text is stored."""
    first = OpenDraft.open(store, store.create_draft("").id)
    first.receive(store, message(first.draft_id, 1, "a"))
    second = OpenDraft.open(store, first.draft_id)
    second.receive(store, message(first.draft_id, 2, "ab"))
    assert second.save_state == "saved"
    assert store.draft(first.draft_id).text == "ab"


def test_a_conflict_keeps_both_texts(store: Store) -> None:
    """Where somebody else saved first, theirs stays stored and is handed over, mine stays mine."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    store.save_draft(opened.draft_id, "theirs", 1)
    opened.receive(store, message(opened.draft_id, 1, "mine"))
    assert opened.save_state == "conflict"
    assert opened.theirs is not None
    assert (opened.theirs.version, opened.theirs.text) == (2, "theirs")
    assert opened.text == "mine"
    assert store.draft(opened.draft_id).text == "theirs"
    assert opened.server[0] == 1


def test_a_text_based_on_theirs_ends_the_conflict(store: Store) -> None:
    """Once the author has merged, the merged text is stored on top of theirs."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    store.save_draft(opened.draft_id, "theirs", 1)
    opened.receive(store, message(opened.draft_id, 1, "mine"))
    opened.receive(store, message(opened.draft_id, 2, "both", base=2))
    assert (opened.save_state, opened.theirs) == ("saved", None)
    assert store.draft(opened.draft_id).text == "both"


def test_the_same_text_from_two_tabs_is_no_conflict(store: Store) -> None:
    """Two tabs that came to the same text agree."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    store.save_draft(opened.draft_id, "same", 1)
    opened.receive(store, message(opened.draft_id, 1, "same"))
    assert opened.save_state == "saved"
    assert opened.server[0] == 2


def test_an_overtaken_message_undoes_nothing(store: Store) -> None:
    """An older message of the same editor that arrives late neither saves nor alarms."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    opened.receive(store, message(opened.draft_id, 5, "abc"))
    late = OpenDraft.open(store, opened.draft_id)
    late.receive(store, message(opened.draft_id, 4, "ab"))
    assert late.save_state == "saved"
    assert store.draft(opened.draft_id).text == "abc"


def test_a_deleted_draft_takes_no_text_away(store: Store) -> None:
    """When the draft was put in the bin elsewhere, the author's text can become a new draft."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    store.delete_draft(opened.draft_id)
    opened.receive(store, message(opened.draft_id, 1, "mine", acts=[dismissal(1)]))
    assert opened.save_state == "gone"
    keep = {"seq": 2, "kind": "keep-as-new", "text": "mine", "of": "a"}
    opened.receive(store, message(opened.draft_id, 1, "mine", acts=[dismissal(1), keep]))
    assert store.draft(opened.opened).text == "mine"
    assert opened.adopted == [(opened.draft_id, "a")]


def test_what_the_database_refuses_is_a_sentence(store: Store) -> None:
    """A text that cannot be stored is said so, and not acknowledged."""
    opened = OpenDraft.open(store, store.create_draft("old").id)
    opened.receive(store, message(opened.draft_id, 1, "a\0b"))
    assert opened.save_state == "failed"
    assert "line 1" in opened.message
    assert store.draft(opened.draft_id).text == "old"
    opened.receive(store, message(opened.draft_id, 2, "ab"))
    assert opened.save_state == "saved"


def test_an_act_is_carried_out_once(store: Store) -> None:
    """A repeated message repeats no act that was acknowledged."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    keep = {"seq": 1, "kind": "keep-as-new", "text": "mine", "of": "a"}
    for _ in range(2):
        opened.receive(store, message(opened.draft_id, 0, "", acts=[keep]))
    assert len(store.drafts()) == 2
    assert opened.heard.seq == 1


def test_decisions_are_recorded_and_taken_back(store: Store) -> None:
    """Dismissing and bringing back a finding reach the store in their order."""
    opened = OpenDraft.open(store, store.create_draft("").id)
    opened.receive(store, message(opened.draft_id, 0, "", acts=[dismissal(1)]))
    assert store.decisions(opened.draft_id)["f"].quote == "q"
    opened.receive(store, message(opened.draft_id, 0, "", acts=[dismissal(2, "restore")]))
    assert store.decisions(opened.draft_id) == {}


def test_opening_a_draft_with_other_line_ends_saves_nothing(store: Store) -> None:
    """A stored text with CRLF stays as it is until the author changes it."""
    opened = OpenDraft.open(store, store.create_draft("a\r\nb").id)
    assert opened.text == "a\nb"
    opened.receive(store, message(opened.draft_id, 0, "a\nb"))
    assert store.draft(opened.draft_id).text == "a\r\nb"
    assert store.draft(opened.draft_id).version == 1


def test_a_newer_text_is_handed_over_and_overwrites_nothing(store: Store) -> None:
    """A tab with nothing to save learns of what was stored elsewhere, and goes on from it."""
    opened = OpenDraft.open(store, store.create_draft("old").id)
    store.save_draft(opened.draft_id, "theirs", 1, session_id="b", session_revision=1)
    opened.receive(store, message(opened.draft_id, 0, "old"))
    assert opened.save_state == "saved"
    assert opened.theirs is not None
    assert (opened.theirs.version, opened.theirs.session_id) == (2, "b")
    assert opened.server == (1, "a", 0)
    opened.receive(store, message(opened.draft_id, 1, "theirs", base=2))
    assert (opened.theirs, opened.server) == (None, (2, "a", 1))
    assert store.draft_version(opened.draft_id) == 2


def test_a_tab_with_nothing_to_save_learns_that_the_draft_is_gone(store: Store) -> None:
    """A draft put in the bin elsewhere is noticed before anything is typed."""
    opened = OpenDraft.open(store, store.create_draft("old").id)
    store.delete_draft(opened.draft_id)
    opened.receive(store, message(opened.draft_id, 0, "old"))
    assert opened.save_state == "gone"


def test_a_text_that_was_replaced_is_kept(store: Store) -> None:
    """What the author replaced by another text is in the history, even within a minute."""
    opened = OpenDraft.open(store, store.create_draft("first").id)
    opened.receive(store, message(opened.draft_id, 1, "second"))
    keep = {"seq": 1, "kind": "keep", "text": "second and a half"}
    restored = message(opened.draft_id, 3, "first", base=2, acts=[keep])
    for _ in range(2):
        opened.receive(store, restored)
    kept = [store.revision_text(opened.draft_id, n) for n in (4, 3, 2, 1)]
    assert kept == ["first", "second and a half", "second", "first"]
    assert [step.same_as for step in store.history(opened.draft_id)] == [1, None, None, None]


def test_a_replaced_text_is_kept_once_the_conflict_is_over(store: Store) -> None:
    """Where storing the new text is refused, the replaced one waits for the next."""
    opened = OpenDraft.open(store, store.create_draft("old").id)
    store.save_draft(opened.draft_id, "theirs", 1)
    keep = {"seq": 1, "kind": "keep", "text": "mine"}
    opened.receive(store, message(opened.draft_id, 1, "merged", acts=[keep]))
    assert opened.save_state == "conflict"
    opened.receive(store, message(opened.draft_id, 2, "merged", base=2))
    texts = [store.revision_text(opened.draft_id, n) for n in (4, 3, 2)]
    assert texts == ["merged", "mine", "theirs"]


def test_the_history_is_answered_until_it_has_arrived(store: Store) -> None:
    """Versions and texts travel when they are asked for, and no longer than needed."""
    opened = OpenDraft.open(store, store.create_draft("one two").id)
    acts = [{"seq": 1, "kind": "list-versions"}, {"seq": 2, "kind": "read-version", "version": 1}]
    opened.receive(store, message(opened.draft_id, 1, "one three", acts=acts))
    versions, text = opened.answers
    assert [v["version"] for v in versions["versions"]] == [2, 1]
    assert (versions["versions"][0]["added"], versions["versions"][0]["removed"]) == (1, 1)
    assert text["text"] == "one two"
    opened.receive(store, message(opened.draft_id, 2, "one four", base=2, acts=acts, answered=1))
    assert [answer["seq"] for answer in opened.answers] == [2]
    opened.receive(store, message(opened.draft_id, 2, "one four", base=3, answered=2))
    assert opened.answers == []


def test_a_version_that_was_not_kept_is_answered_with_a_sentence(store: Store) -> None:
    """An answer that cannot be given says why, and stops no other act."""
    opened = OpenDraft.open(store, store.create_draft("one").id)
    acts = [{"seq": 1, "kind": "read-version", "version": 9}, dismissal(2)]
    opened.receive(store, message(opened.draft_id, 0, "one", acts=acts))
    assert "was not kept" in opened.answers[0]["error"]
    assert opened.save_state == "saved"
    assert list(store.decisions(opened.draft_id)) == ["f"]


@pytest.mark.parametrize(
    "raw",
    [None, "text", {}, {"draftId": 1}, message("other", 1, "x"), message("d", -1, "x")],
)
def test_a_message_that_makes_no_sense_changes_nothing(store: Store, raw: Any) -> None:
    """Whatever else arrives, the stored text stays."""
    opened = OpenDraft.open(store, store.create_draft("old").id)
    opened.receive(store, raw)
    assert opened.text == "old"
    assert store.draft(opened.draft_id).version == 1


NAME = "0123456789abcdef" * 2


def test_a_dismissal_in_all_drafts_is_kept_for_the_person(store: Store) -> None:
    """It is stored for who sits at the browser, with rule and reason, and can be taken back."""
    opened = OpenDraft.open(store, store.create_draft("x").id)
    mine = {
        **dismissal(1),
        **{"scope": "person", "phrase": "forgot", "rule": "omission.x", "reason": "wrong"},
    }
    opened.receive(store, {**message(opened.draft_id, 0, "x", acts=[mine]), "person": NAME})
    (kept,) = store.dismissed_phrases(f"browser:{NAME}")
    assert (kept.phrase, kept.rule, kept.reason) == ("forgot", "omission.x", "wrong")
    assert store.decisions(opened.draft_id) == {}
    back = {**mine, "seq": 2, "kind": "restore"}
    opened.receive(store, {**message(opened.draft_id, 0, "x", acts=[back]), "person": NAME})
    assert store.dismissed_phrases(f"browser:{NAME}") == ()


def test_a_dismissal_of_nobody_holds_for_the_draft(store: Store) -> None:
    """Where no person is known, what was meant for all drafts is at least kept for this one."""
    opened = OpenDraft.open(store, store.create_draft("x").id)
    act = {**dismissal(1), "scope": "person", "phrase": "forgot", "reason": "fact"}
    opened.receive(store, {**message(opened.draft_id, 0, "x", acts=[act]), "person": "?"})
    (kept,) = store.decisions(opened.draft_id).values()
    assert (kept.action, kept.reason, kept.scope) == ("dismissed", "fact", "draft")


def test_a_dismissal_by_a_comment_is_kept_and_told_apart(store: Store) -> None:
    """The reason for a comment in the text is kept, but only the comment hides the finding."""
    opened = OpenDraft.open(store, store.create_draft("x").id)
    act = {**dismissal(1), "scope": "text", "reason": "meant"}
    opened.receive(store, message(opened.draft_id, 0, "x", acts=[act]))
    (kept,) = store.decisions(opened.draft_id).values()
    assert (kept.reason, kept.scope) == ("meant", "text")
