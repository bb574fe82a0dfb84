"""The vectors on a Chroma server: the same answers, and words where it does not answer."""

import os
import socket
import subprocess
import sysconfig
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.incidents import Library
from assistant.store import Store
from tests.incidents.conftest import INCIDENTS

QUESTION = "staff got their wages doubly"
ANSWER = "double-payroll"


def free_port():
    """Return a port of loopback nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Return the address of a real Chroma server on loopback."""
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    command = [Path(sysconfig.get_path("scripts")) / "chroma", "run", "--path", folder]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "HOME": str(folder)},
    ) as process:
        started = any("listening on address" in line for line in process.stdout)
        assert started, "the Chroma server ended before it listened"
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def served(store, tmp_path, encoder, server):
    """Return a library whose vectors are on the server."""
    library = Library(store, tmp_path / "index", encoder, server)
    library.add(INCIDENTS)
    yield library
    library.remove([incident.id for incident in library.incidents()])
    library.close()


def first(library):
    """Return the id of the best match."""
    return library.search(QUESTION, limit=1)[0].incident.id


def test_server_keeps_the_vectors(served, tmp_path):
    """With an address nothing of Chroma is written to the folder, and meaning is compared."""
    assert first(served) == ANSWER
    assert served.search(QUESTION)[0].passages
    assert not (tmp_path / "index" / "chroma").exists()
    assert served.status.notices == ()


def test_server_is_shared_by_machines(served, tmp_path, encoder, server):
    """A second machine, with a folder of its own, sees what the first one writes."""
    with Store.open(f"sqlite:///{tmp_path / 'library.db'}") as store:
        second = Library(store, tmp_path / "other machine", encoder, server)
        assert first(second) == ANSWER
        served.remove([ANSWER])
        assert ANSWER not in [m.incident.id for m in second.search(QUESTION)]
        second.add([INCIDENTS[1]])
        assert first(served) == ANSWER
        second.close()


def test_server_that_lost_its_vectors_gets_them_again(served, server):
    """A server that was wiped is filled again from the store."""
    import chromadb

    port = int(server.rpartition(":")[2])
    client = chromadb.HttpClient(host="127.0.0.1", port=port)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    client.close()
    for part in (client, client._admin_client):
        part._server._session.close()
    assert first(served) == ANSWER
    assert served.status.searches_by_meaning


class SilentServer(BaseHTTPRequestHandler):
    """A server that shows a sign of life and then answers nothing."""

    def do_GET(self):
        """Answer the heartbeat; keep everybody else waiting until they hang up."""
        if self.path.endswith("heartbeat"):
            self.send_response(200)
            self.end_headers()
        else:
            self.rfile.read()

    def log_message(self, *args):
        """Keep quiet."""


def test_server_that_hangs_does_not_hang_a_search(store, tmp_path, encoder):
    """A server that never answers costs a search its patience, not its answer."""
    store.put_incidents(INCIDENTS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), SilentServer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    library = Library(store, tmp_path / "index", encoder, address, lock_timeout_s=0.2)
    assert library.search("compressor")[0].incident.id == "freezer-alarm"
    assert "no answer within 0.2 s" in library.status.notices[0]
    server.shutdown()
    server.server_close()


def test_server_that_does_not_answer_leaves_words(store, tmp_path, encoder):
    """Without the server incidents are kept and words answer; the notice names the address."""
    address = f"http://127.0.0.1:{free_port()}"
    library = Library(store, tmp_path / "index", encoder, address)
    assert library.add(INCIDENTS).added
    assert library.search("compressor")[0].incident.id == "freezer-alarm"
    assert not library.status.searches_by_meaning
    assert address in library.status.notices[0]
    assert "POSTMORTEM_CHROMA_URL" in library.status.notices[0]
