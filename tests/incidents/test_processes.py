"""Several processes on one library: the app and the shell at once, nothing lost."""

import subprocess
import sys

from assistant.incidents import Library
from assistant.store import Store
from tests.incidents.conftest import INCIDENTS

PRELUDE = """
import sys
from pathlib import Path
from assistant.encoder import load_encoder
from assistant.incident import Incident
from assistant.incidents import Library
from assistant.store import Store
home, encoder, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
store = Store.open(f"sqlite:///{home / 'library.db'}")
library = Library(store, home / "index", lambda: load_encoder(encoder))
"""

ADD = """
print("ready", flush=True)
sys.stdin.readline()
for n in range(6):
    words = f"{name} number {n}"
    library.add([Incident(id=f"{name}-{n}", title=words, summary=words, text=words * 3)])
"""

SEARCH = """
print("ready", flush=True)
sys.stdin.readline()
library.refresh()
matches = library.search("staff got their wages doubly")
print(matches[0].incident.id, library.status.searches_by_meaning, library.status.notices)
"""

DIE = """
library.add([Incident(id="first", title="First", text="The first one was kept.")])
print("ready", flush=True)
while True:
    library.add([Incident(id="second", title="Second", text="A second one. " * 300)])
    library.remove(["second"])
"""


def start(code, tmp_path, encoder_folder, name):
    """Start a second process that is ready to run its part."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PRELUDE + code, tmp_path, encoder_folder, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_together(processes):
    """Let processes go at the same moment, and return what each printed."""
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=100) for process in processes]
    assert [(p.returncode, err) for p, (_, err) in zip(processes, outputs, strict=True)] == [
        (0, "")
    ] * len(processes)
    return [out for out, _ in outputs]


def test_two_processes_add_at_once_and_nothing_is_lost(filled, tmp_path, encoder_folder):
    """Two writers and a reader that was open all the time end with the same library."""
    assert filled.search("staff got their wages doubly")
    run_together([start(ADD, tmp_path, encoder_folder, name) for name in ("tram", "ferry")])
    for name in ("tram", "ferry"):
        for n in range(6):
            match = filled.search(f"{name} number {n}", limit=1)[0]
            assert match.incident.id == f"{name}-{n}"
            assert match.passages
    assert filled.status.incidents == 16
    assert filled.status.searches_by_meaning
    assert filled.status.notices == ()
    meaning = filled._meaning
    index = meaning._index(meaning.load(), 5.0)
    assert index.present().digests == meaning.catalogue.snapshot().digests


def test_four_processes_open_a_new_folder_at_once(store, tmp_path, encoder_folder):
    """Four processes that start on a folder without an index all answer, by meaning."""
    store.put_incidents(INCIDENTS)
    processes = [start(SEARCH, tmp_path, encoder_folder, str(n)) for n in range(4)]
    assert run_together(processes) == ["double-payroll True ()\n"] * 4


def test_killed_writer_leaves_a_library_that_mends_itself(tmp_path, encoder, encoder_folder):
    """After a kill in the middle of a write the next process finds all that is stored."""
    process = start(DIE, tmp_path, encoder_folder, "x")
    assert process.stdout.readline() == "ready\n", process.communicate()
    process.kill()
    process.communicate()
    with Store.open(f"sqlite:///{tmp_path / 'library.db'}") as store:
        library = Library(store, tmp_path / "index", encoder)
        assert library.search("the first one was kept")[0].incident.id == "first"
        assert library.add(INCIDENTS).added
        assert library.search("staff got their wages doubly")[0].incident.id == "double-payroll"
        assert library.status.notices == ()
        library.close()
