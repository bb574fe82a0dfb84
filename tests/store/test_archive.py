"""Everything goes out in one zip and comes back exactly, or not at all."""

from __future__ import annotations

import datetime
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.incident import Incident
from assistant.store import DraftCopy, KeptText, Store, StoredDecision
from assistant.store.archive import archive_everything
from assistant.store.archive_reading import MAX_FILE_BYTES, Found, read_archive

from .conftest import Clock

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
moments = st.datetimes(
    min_value=datetime.datetime(1990, 1, 1),
    max_value=datetime.datetime(2100, 1, 1),
    timezones=st.just(datetime.UTC),
)
decisions = st.builds(
    StoredDecision,
    fingerprint=st.text("0123456789abcdef", min_size=1, max_size=16),
    action=st.sampled_from(["accepted", "dismissed"]),
    reason=texts,
    quote=texts,
    category=st.text("abc-", max_size=20),
    decided_at=moments,
    rule=st.text("abc.-", max_size=20),
    scope=st.sampled_from(["draft", "text"]),
)


@st.composite
def copies(draw: st.DrawFn) -> DraftCopy:
    """Draw a draft with a history and decisions."""
    history = draw(st.lists(st.tuples(moments, texts), max_size=3))
    made = draw(st.lists(decisions, max_size=3, unique_by=lambda one: one.fingerprint))
    return DraftCopy(
        id=draw(st.text("abcdefgh23456789", min_size=1, max_size=12)),
        # What `title_of` makes of a text.
        title=draw(texts.map(lambda text: " ".join(text.split())[:200] or "Untitled draft")),
        text=draw(st.one_of(texts, texts.map(lambda text: f"---\ntitle: {text!r}\n---\n{text}"))),
        version=len(history) + draw(st.integers(1, 9)),
        created_at=draw(moments),
        updated_at=draw(moments),
        deleted_at=draw(st.none() | moments),
        history=tuple(
            KeptText(number, moment, zlib.compress(text.encode()))
            for number, (moment, text) in enumerate(history, 1)
        ),
        decisions=tuple(sorted(made, key=lambda one: (one.decided_at, one.fingerprint))),
    )


@contextmanager
def empty_store(ready_file: Path) -> Iterator[Store]:
    """Give a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "postmortem.db")
        file.write_bytes(ready_file.read_bytes())
        with Store.open(f"sqlite:///{file}") as opened:
            yield opened


def content(copy: DraftCopy) -> tuple[object, ...]:
    """Return all there is of a draft, its history unpacked."""
    history = [(kept.version, kept.saved_at, kept.text) for kept in copy.history]
    facts = (copy.id, copy.title, copy.text, copy.version, copy.created_at, copy.updated_at)
    return (*facts, copy.deleted_at, history, copy.decisions)


@given(given_copies=st.lists(copies(), max_size=3, unique_by=lambda one: one.id))
@settings(max_examples=25, deadline=None)
def test_everything_comes_back_exactly(ready_file: Path, given_copies: list[DraftCopy]) -> None:
    """Whatever stands in drafts, titles, histories and decisions survives the way out and in."""
    with empty_store(ready_file) as first, empty_store(ready_file) as second:
        first.put_copies(given_copies)
        archive = archive_everything(first)
        found = read_archive([("all.zip", archive)])
        second.put_copies(found.drafts, found.incidents)
        for copy in given_copies:
            assert content(second.copy_draft(copy.id)) == content(copy)
        assert archive_everything(second) == archive


def zipped(others: Mapping[str, bytes] = MappingProxyType({}), **files: bytes | str) -> bytes:
    """Return a zip of Markdown files, ``__`` in their names a slash, and of others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/") + ".md", data)
        for name, data in others.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def draft_file(draft_id: str = "abc", more: str = "", text: str = "# One\n") -> str:
    """Return a draft as an export writes it."""
    moments = "created: 2026-01-01T00:00:00+00:00\nupdated: 2026-01-01T00:00:00+00:00\n"
    return f"---\npostmortem-draft: 1\nid: {draft_id}\n{moments}{more}---\n{text}"


def test_library_and_samples(store: Store) -> None:
    """Incidents people added go along and come back; the fictional samples do not."""
    own = Incident(
        id="2024 queue/stood",
        title="Queue: stood still",
        text="---\nNo front matter\n",
        date=datetime.date(2024, 5, 2),
        departments=("support", "finance"),
        summary="It stood.",
        open_actions=2,
        origin="old.zip",
    )
    store.put_incidents([own, Incident(id="s", title="s", text="s", sample=True)])
    found = read_archive([("all.zip", archive_everything(store))])
    assert found.incidents == [own]
    store.remove_incidents([own.id])
    store.put_copies([], found.incidents)
    assert store.incident(own.id) == own
    assert store.library_generation() == 3


def test_nothing_here_is_replaced(store: Store) -> None:
    """A draft with another text comes in beside, the same one is passed over or put back."""
    draft_id = store.create_draft("# Old\n").id
    found = read_archive([("all.zip", archive_everything(store))])
    assert [one.outcome for one in store.put_copies(found.drafts)] == ["unchanged"]
    store.delete_draft(draft_id)
    assert [one.outcome for one in store.put_copies(found.drafts)] == ["put back"]
    store.save_draft(draft_id, "# Newer\n", 1)
    (placed,) = store.put_copies(found.drafts)
    assert placed.outcome == "beside"
    assert store.draft(draft_id).text == "# Newer\n"
    assert store.draft(placed.id).text == "# Old\n"


def test_an_incident_that_is_known_stays(store: Store) -> None:
    """An import does not turn the library back."""
    store.put_incidents([Incident(id="i", title="new", text="new")])
    store.put_copies([], [Incident(id="i", title="old", text="old")])
    assert store.incident("i").title == "new"


def test_other_markdown_is_a_new_draft(store: Store, clock: Clock) -> None:
    """Files from elsewhere come in with their own front matter as part of their text."""
    text = "---\nid: theirs\ntitle: Theirs\n---\n# Notes\r\n"
    archive = zipped({"__MACOSX/one.md": b"\0"}, notes__one=text, notes__two="# Two")
    found = read_archive([("a.zip", archive), ("photo.png", b"\x89PNG"), ("c.txt", b"three")])
    assert [one.text for one in found.drafts] == [text.replace("\r", ""), "# Two", "three"]
    assert found.left_out == ["photo.png"]
    placed = store.put_copies(found.drafts)
    assert [one.outcome for one in placed] == ["added"] * 3
    assert store.draft(placed[0].id).text == text.replace("\r", "")


def test_one_file_of_an_export_is_enough(store: Store) -> None:
    """A draft taken out of the zip, and edited elsewhere, is known by its block."""
    found = read_archive([("x.md", draft_file(text="# Edited\n").encode())])
    assert [(one.id, one.text) for one in found.drafts] == [("abc", "# Edited\n")]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"PK nonsense", r"a\.zip is damaged, or no zip archive\. Copy"),
    "cut off": (lambda: zipped(a="# One")[:-30], "damaged, or no zip"),
    "bad sum": (
        lambda: zipped(a="x" * 99).replace(zlib.crc32(b"x" * 99).to_bytes(4, "little"), b"\1" * 4),
        r"a\.zip, a\.md cannot be unpacked: it is damaged",
    ),
    "path out": (lambda: zipped(**{"..__..__etc__x": "# One"}), "leads out of the archive"),
    "absolute path": (lambda: zipped(__etc__x="# One"), "leads out of the archive"),
    "drive": (lambda: zipped(**{"C:__x": "# One"}), "leads out of the archive"),
    "backslashes": (lambda: zipped(**{"..\\x": "# One"}), "leads out of the archive"),
    "encoding": (
        lambda: zipped(drafts__x=draft_file().encode() + b"two\nthree \xff"),
        r"a\.zip, drafts/x\.md is not UTF-8 text: line 9 .* Save it again as UTF-8",
    ),
    "foreign encoding": (lambda: zipped(x=b"one\n\xff"), "byte 4 on line 2 cannot be read"),
    "NUL": (lambda: zipped(x=draft_file(text="a\nb\0c")), "line 2 holds a NUL character"),
    "huge file": (lambda: zipped(x=b"a" * (MAX_FILE_BYTES + 1)), "larger than 20 MB"),
    "same draft twice": (
        lambda: zipped(a=draft_file(), b=draft_file()),
        r"a\.zip, a\.md and a\.zip, b\.md hold the same draft, abc\. Delete one",
    ),
    "bad moment": (
        lambda: zipped(a=draft_file().replace("created: 2026-01-01T00", "created: long ago ")),
        r"a\.md: in the block at its top, “created” cannot be used",
    ),
    "bad id": (lambda: zipped(a=draft_file("../x")), "“id” cannot be used"),
    "bad decision": (
        lambda: zipped(a=draft_file(more="decisions:\n- fingerprint: f\n  action: maybe\n")),
        r"“decisions\.0\.action” cannot be used",
    ),
    "newer form": (
        lambda: zipped(a=draft_file().replace("draft: 1", "draft: 2")),
        "another version of this program",
    ),
    "history alone": (
        lambda: zipped(
            h="---\npostmortem-version: 1\ndraft: abc\nversion: 1\n"
            "saved: 2026-01-01T00:00:00+00:00\n---\n"
        ),
        "belongs to a draft that is not in the same import",
    ),
    "history ahead": (
        lambda: zipped(
            a=draft_file(),
            h="---\npostmortem-version: 1\ndraft: abc\nversion: 1\n"
            "saved: 2026-01-01T00:00:00+00:00\n---\n",
        ),
        "newer than the draft it belongs to",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_named_with_its_remedy(case: str) -> None:
    """A bad archive ends with the file, the place and what to do, before anything is stored."""
    make, sentence = BAD[case]
    with pytest.raises(InputError, match=sentence) as raised:
        read_archive([("good.md", b"# Good"), ("a.zip", make())])
    assert raised.value.remedy


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    """An archive that unpacks to far more than its size is refused before it is unpacked."""
    bomb = zipped(**{f"f{number}": b"" for number in range(120)})
    size = (20_000_000).to_bytes(4, "little")
    directory = bomb.index(b"PK\1\2")
    entries = bomb[directory:].split(b"PK\1\2")
    swollen = b"PK\1\2".join(
        entry[:20] + size + entry[24:] if entry else entry for entry in entries
    )
    with pytest.raises(InputError, match="unpacks to more than 2 GB"):
        read_archive([("a.zip", bomb[:directory] + swollen)])


def test_a_failing_database_keeps_nothing_of_an_import(store: Store) -> None:
    """Drafts and incidents are stored together or not at all."""
    found: Found = read_archive([("a.zip", zipped(a=draft_file(), b=draft_file("b")))])
    with pytest.raises(Exception, match="NUL"):
        store.put_copies(found.drafts, [Incident(id="i", title="t", text="\0")])
    assert store.drafts() == []
    assert store.incidents() == []
