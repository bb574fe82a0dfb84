"""Past incidents and drafts in the shell: real processes, a real store and a real index."""

from __future__ import annotations

import json
import socket
import zipfile
from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.store import Store
from tests.cli.test_check import run

_REPORT = """---
title: Gift vouchers printed blank in the Leeds shop
date: 2025-05-02
departments: [operations, support]
---

# Gift vouchers printed blank

The thermal printer lost its ribbon profile after the paper supplier changed the core size.

## Actions

- [ ] The printer refuses a roll it does not know (owner: shop systems)
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one postmortem that can be read and two files that cannot."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "blank-vouchers.md").write_text(_REPORT, encoding="utf-8")
    (folder / "empty.md").write_text("", encoding="utf-8")
    (folder / "latin.txt").write_bytes("Störung".encode("latin-1"))
    return folder


def test_incidents_are_added_found_listed_and_removed(reports: Path) -> None:
    """The life of an incident in the shell, with what was skipped named on the way."""
    home = reports.parent
    added = run("library", "add", "reports", cwd=home)
    assert added.returncode == 0
    assert b"1 added" in added.stdout
    assert b"empty.md" in added.stderr
    assert b"latin.txt" in added.stderr
    found = json.loads(
        run("search", "--format", "json", "vouchers came out blank", cwd=home).stdout
    )
    (match,) = found["matches"]
    assert found["version"] == 1
    assert match["id"] == "blank-vouchers"
    assert match["date"] == "2025-05-02"
    assert match["open_actions"] == 1
    assert match["passages"]
    (home / "draft.md").write_text(_REPORT.replace("Leeds", "York"), encoding="utf-8")
    similar = json.loads(run("similar", "--format", "json", "draft.md", cwd=home).stdout)
    assert [m["id"] for m in similar["matches"]] == ["blank-vouchers"]
    again = run("library", "add", "reports/blank-vouchers.md", cwd=home)
    assert b"1 unchanged" in again.stdout
    assert b"blank-vouchers" in run("library", "list", cwd=home).stdout
    assert b"1 removed" in run("library", "remove", "blank-vouchers", cwd=home).stdout
    assert b"No past incident" in run("search", "vouchers", cwd=home).stdout


def test_nothing_readable_and_unknown_ids_are_errors(reports: Path) -> None:
    """A script notices that its import did nothing or its id was wrong."""
    assert run("library", "add", "reports/empty.md", cwd=reports.parent).returncode == 2
    missing = run("library", "remove", "gone", cwd=reports.parent)
    assert missing.returncode == 2
    assert b"gone" in missing.stderr


def test_drafts_are_exported_exactly_as_typed(tmp_path: Path) -> None:
    """One draft leaves the program byte for byte, all of them below a head of their own."""
    text = "# Tabs\tand\r\nCRLF 🙂\n"
    with Store.open(load_settings().store_url) as store:
        draft = store.create_draft(text)
    assert draft.id.encode() in run("export", "--list", cwd=tmp_path).stdout
    assert run("export", draft.id, "-o", "one.md", cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.md").read_bytes() == text.encode()
    assert run("export", "--all", "-o", "all.zip", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        (name,) = archive.namelist()
        assert archive.read(name).endswith(b"---\n" + text.encode())
    unknown = run("export", "nosuchdraft", cwd=tmp_path)
    assert unknown.returncode == 2
    assert b"Traceback" not in unknown.stderr


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    """Starting the app twice says so and names a way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--no-open", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 2
    assert b"--port" in done.stderr


def test_a_damaged_store_is_a_sentence(tmp_path: Path) -> None:
    """A database that is none ends a command with the file's name and a remedy."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "postmortem.db").write_bytes(b"this is no database" * 100)
    done = run("library", "list", cwd=tmp_path)
    assert done.returncode == 2
    assert b"postmortem.db" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_doctor_says_what_works(tmp_path: Path) -> None:
    """Everything installed here works, and the doctor says where the data lives."""
    done = run("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    assert str(tmp_path / "home").encode() in done.stdout
    assert done.stdout.count("✓".encode()) == 6
