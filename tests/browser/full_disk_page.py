"""The app on a disk that is full as long as the file ``full`` stands in its home folder.

SQLite itself refuses to grow the database: it may have no more pages than it has.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event

from assistant.settings import load_settings
from assistant.ui.app import run_app

FULL = load_settings().home / "full"


def _limit(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit = pages if FULL.exists() else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


if not event.contains(Engine, "begin", _limit):
    event.listen(Engine, "begin", _limit)
run_app()
