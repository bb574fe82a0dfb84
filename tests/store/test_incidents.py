"""The incidents: the truth the search index is built from."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from assistant.errors import IncidentNotFoundError, StoreError
from assistant.incident import Incident
from assistant.store import Store

COLD = Incident(
    id="cold-room",
    title="The cold room that reported itself warm",
    text="# Cold room\r\n\r\nThe probe was moved 🌡️.",
    summary="A probe was moved and nobody's alarm followed.",
    date=datetime.date(2024, 2, 29),
    departments=("operations", "support"),
    open_actions=2,
    sample=True,
    origin="samples/cold-room.md",
)
LATE = Incident(id="late", title="b late", text="t", date=datetime.date(2025, 1, 1))
EARLY = Incident(id="early", title="early", text="t", date=datetime.date(1999, 1, 1))
UNDATED = Incident(id="undated", title="A undated", text="t")


def test_incident_comes_back_whole(store: Store) -> None:
    """Every field of an incident survives, and so does its digest."""
    assert store.put_incidents([COLD, UNDATED]) == {"cold-room": "added", "undated": "added"}
    assert store.incident("cold-room") == COLD
    assert store.incident("undated") == UNDATED
    assert store.incident_digests() == {"cold-room": COLD.digest, "undated": UNDATED.digest}


def test_incidents_are_listed_by_date(store: Store) -> None:
    """The newest incident is on top, those without a date last, each day by title."""
    same_day = replace(LATE, id="same-day", title="A same day")
    store.put_incidents([UNDATED, EARLY, LATE, COLD, same_day])
    order = [incident.id for incident in store.incidents()]
    assert order == ["same-day", "late", "cold-room", "early", "undated"]
    chosen = store.incidents(["undated", "late", "nosuch", "late"])
    assert [incident.id for incident in chosen] == ["late", "undated"]


def test_putting_again_says_what_changed(store: Store) -> None:
    """An import can report what was new, what was replaced and what was there already."""
    store.put_incidents([COLD, LATE, EARLY])
    outcomes = store.put_incidents(
        [
            replace(COLD, text="rewritten"),
            replace(LATE, origin="elsewhere.zip"),
            replace(EARLY, sample=True),
            UNDATED,
        ]
    )
    assert outcomes == {
        "cold-room": "updated",
        "late": "unchanged",
        "early": "updated",
        "undated": "added",
    }
    assert store.incident("cold-room").text == "rewritten"
    assert store.incident("early").sample


def test_last_of_several_with_one_id_counts(store: Store) -> None:
    """A folder with two files of one id is imported as one incident."""
    assert store.put_incidents([LATE, replace(LATE, title="second")]) == {"late": "added"}
    assert store.incident("late").title == "second"


def test_generation_grows_with_every_change(store: Store) -> None:
    """A search index can tell from one number that the library changed."""
    assert store.library_generation() == 0
    store.put_incidents([COLD, LATE])
    store.put_incidents([COLD])
    store.put_incidents([])
    assert store.library_generation() == 1
    store.put_incidents([replace(COLD, title="new")])
    store.remove_incidents(["nosuch"])
    assert store.library_generation() == 2
    store.remove_incidents(["late", "nosuch"])
    assert store.library_generation() == 3


def test_removing_says_what_existed(store: Store) -> None:
    """Removed incidents are gone, and unknown ids are passed over."""
    store.put_incidents([COLD, LATE])
    assert store.remove_incidents(iter(["nosuch", "late", "late"])) == ["late"]
    with pytest.raises(IncidentNotFoundError, match="late"):
        store.incident("late")
    assert [incident.id for incident in store.incidents()] == ["cold-room"]


def test_import_is_all_or_nothing(store: Store) -> None:
    """One incident that cannot be kept stops the import, is named, and leaves no half."""
    with pytest.raises(StoreError, match="The incident 'early' cannot be saved: line 2"):
        store.put_incidents([LATE, replace(EARLY, text="a\nb\0")])
    assert store.incidents() == []
    assert store.library_generation() == 0


def test_thousands_of_incidents_in_one_import(store: Store) -> None:
    """A large company's library goes in, out and away in single calls."""
    many = [Incident(id=f"i{n}", title=f"Title {n}", text="word " * 20) for n in range(3000)]
    assert set(store.put_incidents(iter(many)).values()) == {"added"}
    assert set(store.put_incidents(many).values()) == {"unchanged"}
    assert len(store.incidents()) == len(store.incident_digests()) == 3000
    assert len(store.remove_incidents([incident.id for incident in many])) == 3000
