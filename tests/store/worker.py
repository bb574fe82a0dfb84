"""What a test lets another process do with a store."""

from __future__ import annotations

import os
import resource
import signal
from multiprocessing.connection import Connection
from threading import Barrier

import alembic.command  # noqa: F401
import filelock  # noqa: F401
import psycopg  # noqa: F401
from sqlalchemy import Engine, event

from assistant.errors import ConflictError, StoreError
from assistant.store import Store


def create(says: Connection, url: str, together: Barrier) -> None:
    """Open the store together with others, create a draft and say its id."""
    together.wait()
    with Store.open(url) as store:
        says.send(store.create_draft(f"from {os.getpid()}").id)


def append(says: Connection, url: str, together: Barrier, draft_id: str, count: int) -> None:
    """Append lines to a draft, each as a save of its own, taking the stored text on conflict."""
    with Store.open(url) as store:
        draft = store.draft(draft_id)
        text, version = draft.text, draft.version
        together.wait()
        for number in range(count):
            saved = False
            while not saved:
                line = f"{os.getpid()} {number}\n"
                try:
                    version = store.save_draft(draft_id, text + line, version)
                    text += line
                    saved = True
                except ConflictError as conflict:
                    text, version = conflict.stored_text, conflict.stored_version
    says.send(os.getpid())


def type_on(says: Connection, url: str, draft_id: str) -> None:
    """Save for ever, and say each version once it is acknowledged."""
    with Store.open(url) as store:
        version = store.draft(draft_id).version
        while True:
            text = f"version {version + 1}\n" * 5000
            try:
                version = store.save_draft(draft_id, text, version, session_id=str(os.getpid()))
                says.send(version)
            except ConflictError as conflict:
                # A server may finish the last save of the process killed before this one.
                version = conflict.stored_version


def die_migrating(_says: Connection, url: str) -> None:
    """Kill this process when the migration is about to create its third table."""

    @event.listens_for(Engine, "before_cursor_execute")
    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE decisions" in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    Store.open(url)


def fill_disk(says: Connection, url: str, draft_id: str) -> None:
    """Save a text that does not fit on the disk, and say what the store says."""
    with Store.open(url) as store:
        draft = store.draft(draft_id)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            store.save_draft(draft_id, "x" * 5_000_000, draft.version)
        except StoreError as error:
            says.send(str(error))
