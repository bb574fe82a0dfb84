"""Whatever is wrong with the database, the reader gets a sentence and the data stays."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from assistant.errors import StoreError
from assistant.incident import Incident
from assistant.store import Store

NOBODY = 65534


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Work as a user whom permissions bind, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder any user can enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "cannot be read.*POSTMORTEM_DATABASE_URL"),
        ("no address", "cannot be read"),
        ("mysql://u@h/d", "kind mysql cannot be used"),
        ("postgresql+psycopg2://u@h/d", "kind postgresql.psycopg2 cannot be used"),
        ("postgresql://u@h:port/d", "port of the database is not a number"),
        ("sqlite://", "kind sqlite cannot be used"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_address_that_cannot_be_used_is_refused(url: str, sentence: str) -> None:
    """A mistyped address is refused with the name of the setting."""
    with pytest.raises(StoreError, match=sentence):
        Store.open(url)


def test_folder_is_created_for_its_owner_alone(tmp_path: Path) -> None:
    """The first start makes the folder, and no other user can read the drafts in it."""
    folder = tmp_path / "a" / "b"
    Store.open(f"sqlite:///{folder / 'postmortem.db'}").close()
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name", ["Ünïcode 東京", "a b", "100%", "%20", "a#b?c&d=e", "'q'", "file:x"]
)
def test_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """A user name with letters or signs of any kind does not move or break the database."""
    folder = tmp_path / name
    with Store.open(f"sqlite:///{folder / 'postmortem.db'}") as store:
        store.create_draft("x")
    assert (folder / "postmortem.db").exists()


def test_file_in_the_way_is_named(tmp_path: Path) -> None:
    """A file where the folder should be, or a folder where the file should be, is named."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"folder .*file cannot be created: .*POSTMORTEM_HOME"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'postmortem.db'}")
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(f"sqlite:///{tmp_path}")


def test_read_only_folder_and_file_are_named(open_folder: Path) -> None:
    """Without the right to write, opening says so instead of failing at the first save."""
    file = open_folder / "postmortem.db"
    url = f"sqlite:///{file}"
    with ordinary_user():
        Store.open(url).close()
        file.chmod(0o400)
        with pytest.raises(StoreError, match=r"postmortem.db cannot be written to\. Give"):
            Store.open(url)
        file.chmod(0o600)
    open_folder.chmod(0o555)
    with ordinary_user():
        with pytest.raises(StoreError, match=r"postmortem.db cannot be written to\. Give"):
            Store.open(url)
        with pytest.raises(StoreError, match="cannot be created: Permission denied"):
            Store.open(f"sqlite:///{open_folder}/deeper/postmortem.db")
    open_folder.chmod(0o644)
    with ordinary_user(), pytest.raises(StoreError, match="cannot be written to"):
        Store.open(url)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\0" * 50])
def test_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """A file that is damaged from its first byte is reported and not touched."""
    file = tmp_path / "postmortem.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged.*backup"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == content


def use_everything(url: str) -> None:
    """Read and write every kind of thing the store keeps."""
    with Store.open(url) as store:
        for summary in [*store.drafts(), *store.deleted_drafts()]:
            store.restore_draft(summary.id)
            draft = store.draft(summary.id)
            for revision in store.revisions(draft.id):
                store.revision_text(draft.id, revision.version)
            store.save_draft(draft.id, draft.text + "more", draft.version)
            store.decisions(draft.id)
            store.reviews(draft.id)
        store.incidents()
        store.put_incidents([Incident(id="new", title="new", text="new")])
        store.check()


def test_damage_anywhere_is_a_sentence(tmp_path: Path, sqlite_file: Path) -> None:
    """Bytes overwritten anywhere in the file never show as an error of the program's own."""
    with Store.open(f"sqlite:///{sqlite_file}") as store:
        for number in range(5):
            draft_id = store.create_draft(f"# Draft {number}\n" + "words " * 300).id
            store.save_draft(draft_id, "other words " * 300, 1)
            store.record_decision(draft_id, "f", "accepted")
            store.save_review(draft_id, 1, {"n": [1, 2, 3]})
        store.put_incidents([Incident(id="i", title="t", text="x" * 5000)])
    whole = sqlite_file.read_bytes()
    chance = random.Random(1)
    damaged = 0
    for trial in range(30):
        content = bytearray(whole)
        for _ in range(8):
            start = chance.randrange(len(content) - 64)
            content[start : start + 64] = chance.randbytes(64)
        if trial % 6 == 0:
            del content[chance.randrange(100, len(content)) :]
        file = tmp_path / f"damaged{trial}.db"
        file.write_bytes(content)
        try:
            use_everything(f"sqlite:///{file}")
        except StoreError:
            damaged += 1
    assert damaged > 15


def test_check_finds_damage_nobody_has_met(sqlite_file: Path) -> None:
    """A doctor can find a damaged page before its text is needed."""
    url = f"sqlite:///{sqlite_file}"
    with Store.open(url) as store:
        store.create_draft("words " * 5000)
        store.check()
    content = bytearray(sqlite_file.read_bytes())
    content[-4096:-2048] = b"\xff" * 2048
    sqlite_file.write_bytes(content)
    with Store.open(url) as store, pytest.raises(StoreError, match="is damaged"):
        store.check()


def test_database_held_by_another_program_is_a_sentence(sqlite_file: Path) -> None:
    """Somebody else's long write makes saving wait for a time, then say why it gave up."""
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    with Store.open(f"sqlite:///{sqlite_file}", lock_timeout_s=0.05) as store:
        draft_id = store.create_draft("before").id
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"held by another program.*try again"):
            store.save_draft(draft_id, "after", 1)
        assert store.draft(draft_id).text == "before"
        other.execute("COMMIT")
        assert store.save_draft(draft_id, "after", 1) == 2
    other.close()


def test_error_does_not_carry_the_text_into_a_log(sqlite_file: Path) -> None:
    """What a failed save leaves in a log holds no word of the draft."""
    connection = sqlite3.connect(sqlite_file)
    connection.execute("CREATE TRIGGER t BEFORE UPDATE ON drafts BEGIN SELECT nosuch; END")
    connection.close()
    with Store.open(f"sqlite:///{sqlite_file}") as store:
        draft_id = store.create_draft("").id
        with pytest.raises(StoreError) as raised:
            store.save_draft(draft_id, "confidential", 1)
    assert "confidential" not in str(raised.value) + str(raised.value.__cause__)


def test_row_held_by_another_session_is_a_sentence(postgresql: Callable[[], str]) -> None:
    """On a server too, waiting for somebody else's write has an end and a reason."""
    url = postgresql()
    with (
        Store.open(url, lock_timeout_s=0.05) as store,
        psycopg.connect(url) as other,
    ):
        draft_id = store.create_draft("before").id
        other.execute("SELECT * FROM drafts FOR UPDATE")
        with pytest.raises(StoreError, match=r"is busy.*try again"):
            store.save_draft(draft_id, "after", 1)
        other.rollback()
        assert store.save_draft(draft_id, "after", 1) == 2


def test_locked_new_file_is_a_sentence(tmp_path: Path) -> None:
    """A file another program is creating at this moment is reported as held by it."""
    file = tmp_path / "postmortem.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="held by another program"):
        Store.open(f"sqlite:///{file}", lock_timeout_s=0.05)
    other.close()


def test_unreachable_server_is_a_sentence_without_the_password() -> None:
    """A server that is down is named by database and host, and the password is not shown."""
    with pytest.raises(
        StoreError, match=r"db on 127\.0\.0\.1 cannot be reached: .*refused"
    ) as raised:
        Store.open("postgresql+psycopg://me:hush@127.0.0.1:1/db")
    assert "hush" not in str(raised.value)


def test_missing_database_is_a_sentence(postgresql: Callable[[], str]) -> None:
    """A server that runs but has no such database is told apart from one that is down."""
    url = postgresql()
    name = url.split("?")[0].rsplit("/", 1)[1]
    with pytest.raises(
        StoreError, match=r"missing on .* cannot be reached: .*missing.* does not exist"
    ):
        Store.open(url.replace(name, "missing"))


def test_server_restart_does_not_need_a_restart_of_ours(postgresql: Callable[[], str]) -> None:
    """Connections the server closed are replaced without anybody noticing."""
    url = postgresql()
    with Store.open(url) as store:
        draft_id = store.create_draft("x").id
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert store.draft(draft_id).text == "x"


def test_user_without_rights_is_told(postgresql: Callable[[], str]) -> None:
    """A database user that may not create tables is told whom to ask."""
    url = postgresql()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
    with pytest.raises(StoreError, match=r"may not do this.*Ask the database's owner"):
        Store.open(url.replace("postgres:@", "reader:@"))


def test_lost_table_is_a_sentence(sqlite_file: Path) -> None:
    """A table somebody dropped by hand is reported, not shown as an error of the program."""
    connection = sqlite3.connect(sqlite_file)
    connection.execute("DROP TABLE reviews")
    connection.close()
    with Store.open(f"sqlite:///{sqlite_file}") as store:
        draft_id = store.create_draft("x").id
        with pytest.raises(StoreError, match="no such table: reviews"):
            store.reviews(draft_id)


def test_folder_removed_under_a_running_program_is_a_sentence(tmp_path: Path) -> None:
    """A data folder deleted while the program runs is reported at the next new connection."""
    folder = tmp_path / "home"
    with Store.open(f"sqlite:///{folder / 'postmortem.db'}") as store:
        store.close()
        shutil.rmtree(folder)
        with pytest.raises(StoreError, match="cannot be opened"):
            store.drafts()
