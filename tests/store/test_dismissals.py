"""What a person dismissed in all their drafts."""

from __future__ import annotations

from assistant.store import Objection, Store

from .conftest import Clock


def test_a_dismissed_phrase_is_one_persons_until_they_take_it_back(
    store: Store, clock: Clock
) -> None:
    """A dismissal in all my drafts is mine alone, keeps its reason, and can be taken back."""
    store.dismiss_phrase("me", "omission", "forgot to", reason="meant", rule="omission.forgot")
    clock.advance(1)
    store.dismiss_phrase("me", "evasive", "forgot to")
    mine = store.dismissed_phrases("me")
    assert [(one.category, one.phrase, one.reason, one.rule) for one in mine] == [
        ("evasive", "forgot to", "", ""),
        ("omission", "forgot to", "meant", "omission.forgot"),
    ]
    assert (clock.now - mine[1].dismissed_at).total_seconds() == 1
    assert store.dismissed_phrases("you") == ()
    store.restore_phrase("you", "omission", "forgot to")
    store.restore_phrase("me", "omission", "forgot to")
    store.restore_phrase("me", "omission", "forgot to")
    assert [one.category for one in store.dismissed_phrases("me")] == ["evasive"]


def test_a_phrase_dismissed_again_takes_the_new_reason(store: Store) -> None:
    """There is one dismissal of a phrase, the last one, however long the phrase is."""
    phrase = "ö" * 5000
    store.dismiss_phrase("me", "omission", phrase, reason="fact")
    store.dismiss_phrase("me", "omission", phrase, reason="quoted")
    assert [(one.phrase, one.reason) for one in store.dismissed_phrases("me")] == [
        (phrase, "quoted")
    ]


def test_a_person_no_database_can_name_has_dismissed_nothing(store: Store) -> None:
    """A name from a cookie is looked up, whatever somebody wrote into it."""
    assert store.dismissed_phrases("\0") == ()


def test_objections_to_rules_can_be_found(store: Store, clock: Clock) -> None:
    """Who says that the checker is wrong tells whoever keeps the rules which one, and where."""
    draft_id = store.create_draft("x").id
    store.record_decision(
        draft_id, "f1", "dismissed", "wrong", "the root cause", "single-cause", rule="single.root"
    )
    store.record_decision(draft_id, "f2", "dismissed", "meant", "b", "evasive", rule="evasive.b")
    clock.advance(1)
    store.dismiss_phrase("me", "evasive", "it was felt", reason="wrong", rule="evasive.felt")
    assert [(one.rule, one.category, one.phrase) for one in store.objections()] == [
        ("evasive.felt", "evasive", "it was felt"),
        ("single.root", "single-cause", "the root cause"),
    ]
    assert store.objections()[0] == Objection("evasive.felt", "evasive", "it was felt", clock.now)


def test_a_decision_keeps_its_rule_and_what_hides_the_finding(store: Store) -> None:
    """A dismissal that a comment in the text carries out is told from one the store carries out."""
    draft_id = store.create_draft("x").id
    store.record_decision(draft_id, "f", "dismissed", "fact", rule="a.b", scope="text")
    kept = store.decisions(draft_id)["f"]
    assert (kept.rule, kept.scope) == ("a.b", "text")
