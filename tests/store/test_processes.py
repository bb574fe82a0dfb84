"""Several processes on one database, and processes that die."""

from __future__ import annotations

from pathlib import Path

from assistant.store import Store

from . import worker
from .conftest import Workers


def test_processes_saving_one_draft_lose_nothing(store_url: str, workers: Workers) -> None:
    """Four processes saving the same draft at once lose no line, and every text is kept."""
    with Store.open(store_url) as store:
        draft_id = store.create_draft("").id
        together = workers.barrier(4)
        started = [
            workers.start(worker.append, store_url, together, draft_id, 15) for _ in range(4)
        ]
        names = [hears.recv() for _, hears in started]
        stored = store.draft(draft_id)
        assert sorted(stored.text.splitlines()) == sorted(
            f"{name} {number}" for name in names for number in range(15)
        )
        assert [kept.version for kept in store.revisions(draft_id)] == list(range(61, 0, -1))


def test_killed_process_leaves_the_last_acknowledged_save(store_url: str, workers: Workers) -> None:
    """After kill -9 in the middle of saves the last acknowledged text is there, and whole."""
    with Store.open(store_url) as store:
        draft_id = store.create_draft("").id
    for _ in range(5):
        process, hears = workers.start(worker.type_on, store_url, draft_id)
        acknowledged = [hears.recv() for _ in range(5)]
        process.kill()
        process.join()
        while hears.poll():
            try:
                acknowledged.append(hears.recv())
            except EOFError:
                break
        with Store.open(store_url) as store:
            stored = store.draft(draft_id)
            assert stored.version - acknowledged[-1] in (0, 1)
            assert stored.text == f"version {stored.version}\n" * 5000
            store.check()


def test_full_disk_leaves_the_last_save(sqlite_file: Path, workers: Workers) -> None:
    """A save that does not fit is refused with the reason, and what was saved before stays."""
    url = f"sqlite:///{sqlite_file}"
    with Store.open(url) as store:
        draft_id = store.create_draft("before").id
    _, hears = workers.start(worker.fill_disk, url, draft_id)
    assert "what was saved before is kept" in hears.recv()
    with Store.open(url) as store:
        assert store.draft(draft_id).text == "before"
        store.check()
        assert store.save_draft(draft_id, "after", 1) == 2
