"""The index follows the store: made again when it is missing, behind, damaged or foreign."""

import dataclasses
import shutil
import sqlite3
import threading
from contextlib import closing

import filelock
import pytest

from assistant.errors import LibraryError, LibraryLockedError
from assistant.incidents import Library
from assistant.store import Store
from tests.incidents.conftest import INCIDENTS

QUESTION = "staff got their wages doubly"  # shares no word with the incident it means
ANSWER = "double-payroll"


class OtherEncoder:
    """The real encoder under another name, its vectors turned round."""

    name = "other"

    def __init__(self, encoder):
        self._encoder = encoder
        self.dimension = encoder.dimension

    def encode(self, texts):
        """Return turned vectors."""
        return -self._encoder.encode(texts)[:, ::-1].copy()

    def count_tokens(self, text):
        """Return the real count."""
        return self._encoder.count_tokens(text)


class CountingEncoder(OtherEncoder):
    """The real encoder, counting the texts it is given."""

    def __init__(self, encoder):
        super().__init__(encoder)
        self.name = encoder.name
        self.texts = 0

    def encode(self, texts):
        """Return the real vectors."""
        self.texts += len(texts)
        return self._encoder.encode(texts)


@pytest.fixture
def reopened(filled_folder, tmp_path, encoder):
    """Return a function that copies a filled library, changes its index, and opens it."""
    opened = []

    def reopen(change=lambda _: None, **settings):
        folder = tmp_path / f"copy{len(opened)}"
        shutil.copytree(filled_folder, folder)
        change(folder / "index")
        store = Store.open(f"sqlite:///{folder / 'library.db'}")
        library = Library(store, folder / "index", settings.pop("encoder", encoder), **settings)
        opened.append((store, library))
        return library

    yield reopen
    for store, library in opened:
        library.close()
        store.close()


def first(library, question=QUESTION):
    """Return the id of the best match, or None."""
    matches = library.search(question, limit=1)
    return matches[0].incident.id if matches else None


def overwrite(content):
    """Return a change that replaces the database's first bytes."""

    def change(index):
        with (index / "chroma" / "chroma.sqlite3").open("r+b") as file:
            file.write(content)

    return change


def cut_in_half(index):
    """Cut the database short, as a full disk does."""
    database = index / "chroma" / "chroma.sqlite3"
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)


def make_foreign(index):
    """Put somebody else's database in the place of ours."""
    shutil.rmtree(index / "chroma")
    (index / "chroma").mkdir()
    with closing(sqlite3.connect(index / "chroma" / "chroma.sqlite3")) as connection:
        connection.execute("CREATE TABLE collections (id TEXT)")
        connection.commit()


def put_file(index):
    """Put a file where the folder belongs."""
    shutil.rmtree(index / "chroma")
    (index / "chroma").write_text("hello")


def test_index_survives_a_restart_without_encoding_again(reopened, encoder):
    """A new process opens the index as it is; nothing but the question is encoded."""
    counting = CountingEncoder(encoder)
    assert first(reopened(encoder=counting)) == ANSWER
    assert counting.texts == 1


@pytest.mark.parametrize(
    "damage", [overwrite(b"garbage" * 99), cut_in_half, make_foreign, put_file]
)
def test_damaged_index_is_moved_aside_and_made_again(reopened, tmp_path, damage):
    """A damaged or foreign index is kept under another name, and the answer is the same."""
    library = reopened(damage)
    assert first(library) == ANSWER
    assert len(list((tmp_path / "copy0" / "index").glob("chroma-damaged-*"))) == 1
    assert "chroma-damaged-" in library.status.notices[0]
    assert library.status.searches_by_meaning


@pytest.mark.parametrize(
    "loss",
    [
        shutil.rmtree,
        lambda index: shutil.rmtree(index / "chroma"),
        lambda index: (index / "chroma" / "chroma.sqlite3").unlink(),
        lambda index: (index / "index.json").unlink(),
        lambda index: (index / "index.json").write_text("[1]"),
    ],
)
def test_missing_index_is_made_again(reopened, tmp_path, loss):
    """Whatever of the index was deleted, it is made from the store, and nothing moved aside."""
    library = reopened(loss)
    assert first(library) == ANSWER
    assert library.status.notices == ()
    assert not list((tmp_path / "copy0" / "index").glob("chroma-damaged-*"))


def test_index_that_ended_the_program_twice_is_given_up(reopened, tmp_path):
    """Damage that ends the process where nothing can be caught does not do so at every start."""
    index = tmp_path / "copy0" / "index"
    library = reopened(lambda folder: (folder / "opening").write_bytes(b"xx"))
    assert first(library) == ANSWER
    assert len(list(index.glob("chroma-damaged-*"))) == 1
    assert not (index / "opening").exists()


def test_index_that_was_killed_once_is_kept(reopened, tmp_path):
    """A program ended while it opened the index, once, is no sign of damage."""
    index = tmp_path / "copy0" / "index"
    library = reopened(lambda folder: (folder / "opening").write_bytes(b"x"))
    assert first(library) == ANSWER
    assert not list(index.glob("chroma-damaged-*"))
    assert not (index / "opening").exists()


def test_vectors_lost_beside_the_mark_are_noticed(reopened):
    """An index whose mark is right but whose vectors are gone is not believed."""

    def empty(index):
        with closing(sqlite3.connect(index / "chroma" / "chroma.sqlite3")) as connection:
            connection.execute("DELETE FROM collections")
            connection.commit()

    assert first(reopened(empty)) == ANSWER


def test_index_of_another_encoder_is_not_compared(filled, store, tmp_path, encoder):
    """Vectors of two encoders never meet; each makes its own, and both stay usable."""
    other = Library(store, tmp_path / "index", OtherEncoder(encoder))
    assert first(other) == ANSWER
    assert first(filled) == ANSWER


def test_incidents_written_behind_our_back_are_found(filled, store):
    """What another program put in the store or took out of it is seen by the next search."""
    store.remove_incidents(["queue-flood"])
    store.put_incidents([dataclasses.replace(INCIDENTS[0], id="copy", title="Gates stayed shut")])
    assert first(filled, "the gates stayed shut") == "copy"
    assert "queue-flood" not in [m.incident.id for m in filled.search("retries flooded the queue")]


def test_other_database_with_the_same_count_is_noticed(filled, tmp_path, encoder):
    """An index is not taken for that of another store that happens to be as old."""
    with Store.open(f"sqlite:///{tmp_path / 'other.db'}") as other:
        other.put_incidents([dataclasses.replace(i, id=f"x-{i.id}") for i in INCIDENTS])
        library = Library(other, tmp_path / "index", encoder)
        assert first(library) == f"x-{ANSWER}"


class OlderStore(Store):
    """A store whose digests were computed by an older version of the program."""

    def incident_digests(self):
        """Return digests that differ from those of the incidents."""
        return {key: f"older-{digest}" for key, digest in super().incident_digests().items()}


def test_digests_of_an_older_version_come_to_rest(tmp_path, encoder):
    """The index is compared with what the store says, whatever formula it used."""
    with OlderStore.open(f"sqlite:///{tmp_path / 'library.db'}") as store:
        counting = CountingEncoder(encoder)
        library = Library(store, tmp_path / "index", counting)
        library.add(INCIDENTS)
        counting.texts = 0
        library.refresh()
        assert library.search(QUESTION)[0].passages
        assert counting.texts == 1
        library.close()


def test_much_to_encode_is_left_to_refresh(store, tmp_path, encoder):
    """A search does not make its reader wait for a large import; words answer meanwhile."""
    many = [dataclasses.replace(INCIDENTS[n % 4], id=f"i{n}") for n in range(65)]
    store.put_incidents(many)
    counting = CountingEncoder(encoder)
    library = Library(store, tmp_path / "index", counting)
    assert library.search("compressor")[0].why == "Shares “compressor”"
    assert counting.texts == 1
    assert "65 of 65 incidents" in library.status.notices[0]
    library.refresh()
    assert library.status.notices == ()
    assert library.search("wages transferred again")[0].why


def test_refresh_of_a_current_index_does_nothing(reopened, encoder):
    """Calling refresh at every start costs nothing where nothing changed."""
    counting = CountingEncoder(encoder)
    reopened(encoder=counting).refresh()
    assert counting.texts == 0


def test_locked_index_refuses_an_import_before_anything_is_kept(filled, store, tmp_path, encoder):
    """While another process writes, an import ends with what to do, and stores nothing."""
    library = Library(store, tmp_path / "index", encoder, lock_timeout_s=0.1)
    new = dataclasses.replace(INCIDENTS[0], id="new")
    with filelock.FileLock(tmp_path / "index" / "write.lock"):
        with pytest.raises(LibraryLockedError) as caught:
            library.add([new])
        with pytest.raises(LibraryLockedError):
            library.remove([INCIDENTS[0].id])
    assert caught.value.remedy
    assert len(store.incident_digests()) == 4
    assert library.add([new]).added == ("new",)


def test_open_index_is_searched_while_it_is_locked(filled, tmp_path):
    """A reader whose index is open does not wait for a writer."""
    assert first(filled) == ANSWER
    with filelock.FileLock(tmp_path / "index" / "write.lock"):
        assert first(filled) == ANSWER
        assert filled.status.searches_by_meaning


def test_closed_index_is_answered_for_by_words_while_it_is_locked(reopened, tmp_path):
    """A reader that cannot open the index soon answers by words and says why."""
    library = reopened(lock_timeout_s=0.1)
    with filelock.FileLock(tmp_path / "copy0" / "index" / "write.lock"):
        assert first(library, "compressor") == "freezer-alarm"
        assert "Another program is writing" in library.status.notices[0]
    assert first(library) == ANSWER
    assert library.status.notices == ()


def test_foreign_transaction_ends_in_words(reopened, tmp_path):
    """A program that holds the database does not hang a search or lose an import."""
    library = reopened(lock_timeout_s=0.1)
    database = tmp_path / "copy0" / "index" / "chroma" / "chroma.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert first(library, "compressor") == "freezer-alarm"
        assert "Another program" in library.status.notices[0]
        report = library.add([dataclasses.replace(INCIDENTS[3], id="new")])
        assert report.added == ("new",)
    assert first(library) == ANSWER
    assert library.status.notices == ()


def test_folder_that_cannot_be_written_is_explained(store, tmp_path, encoder):
    """An index folder that cannot be made is named before anything is stored; words answer."""
    (tmp_path / "file").write_text("")
    library = Library(store, tmp_path / "file" / "index", encoder)
    with pytest.raises(LibraryError, match="cannot be written") as caught:
        library.add(INCIDENTS)
    assert "POSTMORTEM_HOME" in caught.value.remedy
    assert store.incident_digests() == {}
    store.put_incidents(INCIDENTS)
    assert first(library, "compressor") == "freezer-alarm"
    assert not library.status.searches_by_meaning


def test_threads_search_and_import_at_once(library):
    """Readers and a writer in one process see no error, and nothing is lost."""
    library.add(INCIDENTS[:1])
    errors = []

    def read():
        try:
            for _ in range(10):
                assert library.search("badge readers")[0].incident.id == "door-licence"
        except BaseException as error:
            errors.append(error)

    def write(incident):
        try:
            library.add([incident])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    threads += [threading.Thread(target=write, args=(i,)) for i in INCIDENTS[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert first(library) == ANSWER
    assert library.status.incidents == 4


def test_two_libraries_of_one_process_share_the_index(filled, store, tmp_path, encoder):
    """What one library of the process writes, another finds without being opened again."""
    other = Library(store, tmp_path / "index", encoder)
    assert first(other) == ANSWER
    filled.remove([ANSWER])
    assert first(other) != ANSWER
