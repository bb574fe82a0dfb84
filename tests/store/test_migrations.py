"""Opening brings a database to this program's tables, and only ever forwards."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from assistant.errors import StoreError
from assistant.store import Store
from assistant.store.database import Database
from assistant.store.migrate import migrate
from assistant.store.migrations import HEAD
from assistant.store.schema import Table

from . import worker
from .conftest import Workers

MIGRATIONS = Path(sys.modules["assistant.store.migrations"].__file__).parent

NEXT = "9999"
REBUILD = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade():
    with op.batch_alter_table("drafts") as drafts:
        drafts.alter_column("title", type_=sa.String(500))
"""


def test_migrated_database_matches_the_tables(url: str) -> None:
    """No table was changed without a migration, nor the other way round."""
    Store.open(url).close()
    database = Database(url, 1)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    database.close()


def test_head_names_the_last_migration() -> None:
    """The revision the program expects is the one its migrations lead to."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_fresh_database_opened_by_several_processes(url: str, workers: Workers) -> None:
    """Processes that open the same new database at once all get it."""
    together = workers.barrier(4)
    started = [workers.start(worker.create, url, together) for _ in range(4)]
    ids = {hears.recv() for _, hears in started}
    with Store.open(url) as store:
        assert {draft.id for draft in store.drafts()} == ids


def test_process_killed_while_migrating_leaves_nothing_half_done(
    url: str, workers: Workers
) -> None:
    """A migration happens as a whole: after a kill the next start does it again."""
    process, _ = workers.start(worker.die_migrating, url)
    process.join()
    assert process.exitcode == -9
    with Store.open(url) as store:
        assert store.draft(store.create_draft("x").id).text == "x"


def test_opening_a_current_database_loads_no_alembic(sqlite_file: Path) -> None:
    """A start that has nothing to migrate does not pay for the tool that would."""
    script = (
        "import sys; from assistant.store import Store; Store.open(sys.argv[1]).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, f"sqlite:///{sqlite_file}"], check=True)


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(url: str, tmp_path: Path) -> None:
    """A later migration that copies the drafts table loses no history, decision or review."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_rebuild.py").write_text(REBUILD)
    with Store.open(url) as store:
        draft_id = store.create_draft("one").id
        store.save_draft(draft_id, "two", 1)
        store.record_decision(draft_id, "f", "accepted")
        store.save_review(draft_id, 1, {})
        database = Database(url, 1)
        migrate(database, NEXT, folder)
        migrate(database, NEXT, folder)
        database.close()
        assert store.revision_text(draft_id, 1) == "one"
        assert len(store.decisions(draft_id)) == len(store.reviews(draft_id)) == 1
    with pytest.raises(StoreError, match=r"newer version of this program.*Update"):
        Store.open(url)


def test_decisions_of_the_first_version_are_kept(url: str, tmp_path: Path) -> None:
    """A decision made before decisions had a rule and a reach still hides its finding."""
    folder = tmp_path / "first"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "r0002*"))
    database = Database(url, 1)
    migrate(database, "0001", folder)
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO drafts VALUES ('d', 1, 't', 1, 1, '2026-01-01', '2026-01-01', NULL,"
                " '', 0, 1, '2026-01-01', 'x')"
            )
        )
        session.execute(
            text(
                "INSERT INTO decisions VALUES ('d', 'f', 'dismissed', 'omission', '2026-01-01',"
                " 'meant', 'forgot')"
            )
        )
    database.close()
    with Store.open(url) as store:
        kept = store.decisions("d")["f"]
    assert (kept.action, kept.reason, kept.quote, kept.rule, kept.scope) == (
        "dismissed", "meant", "forgot", "", "draft",
    )  # fmt: skip


def test_migration_that_breaks_references_is_undone(tmp_path: Path, sqlite_file: Path) -> None:
    """A migration that would leave orphans is refused as a whole, with the data as before."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    broken = REBUILD[: REBUILD.index("    with op")] + '    op.execute("DELETE FROM drafts")\n'
    (folder / "versions" / "r9999_broken.py").write_text(broken)
    url = f"sqlite:///{sqlite_file}"
    with Store.open(url) as store:
        draft_id = store.create_draft("one").id
        store.save_draft(draft_id, "two", 1)
    database = Database(url, 1)
    with pytest.raises(StoreError, match="rows refer to others that are missing"):
        migrate(database, NEXT, folder)
    database.close()
    with Store.open(url) as store:
        assert store.draft(draft_id).text == "two"


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("9999", "newer version of this program"), ("ae1027a6acf", "belongs to another program")],
)
def test_unknown_revision_is_refused(url: str, revision: str, sentence: str) -> None:
    """A database this program does not know is left alone, with the reason."""
    Store.open(url).close()
    database = Database(url, 1)
    with database.engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    database.close()
    with pytest.raises(StoreError, match=sentence):
        Store.open(url)


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    """A file in which another program keeps its own drafts is not written to."""
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE drafts (x)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StoreError, match="tables of another program: drafts"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_copy_made_as_a_backup_can_be_opened(tmp_path: Path, sqlite_file: Path) -> None:
    """A backup by VACUUM INTO is an ordinary store again, readable while it is written."""
    with Store.open(f"sqlite:///{sqlite_file}") as store:
        draft_id = store.create_draft("backed up").id
    copy = tmp_path / "copy.db"
    connection = sqlite3.connect(sqlite_file)
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    with Store.open(f"sqlite:///{copy}") as store:
        assert store.draft(draft_id).text == "backed up"
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_encoding_that_loses_letters_is_refused(postgresql: Callable[..., str]) -> None:
    """A PostgreSQL database that cannot hold every letter is refused before the first draft."""
    url = postgresql("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match=r"encoding is LATIN1.*UTF8"):
        Store.open(url)
