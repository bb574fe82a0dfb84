"""Files, folders, archives and uploads as people have them: read, or skipped with a reason."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from assistant.incident import Incident
from assistant.incidents import Skipped, read_incident_bytes, read_incidents, read_upload
from assistant.incidents.reading import MAX_BYTES

TEXT = "# The belt stopped\n\nThe belt stopped at noon.\n"


def archive(**members):
    """Return the bytes of a zip archive; keys are names with __ for a slash and ! for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("!", "."), content)
    return buffer.getvalue()


def outcome(items):
    """Return the ids read and the reasons by name."""
    items = list(items)
    ids = [item.id for item in items if isinstance(item, Incident)]
    return ids, {item.name: item.reason for item in items if isinstance(item, Skipped)}


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big", "crlf", "cr"],
)
def test_encodings_and_line_ends_give_the_same_incident(data):
    """What an editor on another system saved is the same incident."""
    incident = read_incident_bytes("belt.md", data)
    assert (incident.title, incident.text) == ("The belt stopped", TEXT.strip("\n"))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.md", b"", "It is empty."),
        ("a.md", b" \n\t\n", "It is empty."),
        ("a.md", "\ufeff".encode(), "It is empty."),
        ("a.md", b"---\ntitle: T\n---\n\n", "It has front matter but no text."),
        ("a.md", "Größe".encode("latin-1"), "Its encoding is neither UTF-8 nor UTF-16"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0", "It is not a text file."),
        ("a.md", b"text\0text", "It is not a text file."),
        ("a.md", b"\xff\xfe\x00\xd8", "Its encoding is neither"),
        ("a.md", b"x" * (MAX_BYTES + 1), "It is larger than 5 MB"),
        ("a.png", TEXT.encode(), "Only Markdown and plain text"),
        ("README", TEXT.encode(), "Only Markdown and plain text"),
        (".a.md", TEXT.encode(), "It is hidden"),
        ("a.zip", b"PK", "It is an archive inside another file"),
        ("a.md", b"---\na: " + b"[" * 5000 + b"\n---\ntext", ""),
    ],
)
def test_unreadable_bytes_are_named_with_a_reason(name, data, reason):
    """Whatever the bytes, the answer is an incident or one plain sentence, no exception."""
    item = read_incident_bytes(name, data)
    if reason or isinstance(item, Skipped):
        assert item.name == name
        assert item.reason.startswith(reason)
        assert item.reason.endswith(".")


def test_deep_nesting_is_survived():
    """Markdown nested beyond reason does not end the import."""
    for text in ("> " * 20_000 + "a", "[" * 2_000, "- " * 3_000 + "a", "*" * 50_000):
        assert read_incident_bytes("deep.md", text.encode()).__class__ in (Incident, Skipped)


def test_markup_stays_as_it_is():
    """Quotations, tables and hostile HTML are kept word for word."""
    text = "# T\n\n> quoted\n\n<script>alert(1)</script>\n\n| a |\n| - |\n| b |"
    assert read_incident_bytes("a.md", text.encode()).text == text


def test_folder_is_read_with_its_subfolders(tmp_path):
    """Every text in a tree is read in order; the rest is named."""
    (tmp_path / "2024" / "q1").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.md").write_text("no")
    (tmp_path / "2024" / "q1" / "b.txt").write_text(TEXT)
    (tmp_path / "2024" / "a.MD").write_text(TEXT)
    (tmp_path / "chart.png").write_bytes(b"\x89PNG")
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "more.zip").write_bytes(archive(c_md=TEXT, **{"d!md": TEXT}))
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    ids, reasons = outcome(read_incidents([tmp_path]))
    assert ids == ["d", "a", "b"]
    assert reasons[str(tmp_path / ".git")] == "It is a hidden folder."
    assert reasons[str(tmp_path / "chart.png")].startswith("Only Markdown")
    assert reasons[str(tmp_path / "gone.md")] == "It is neither a file nor a folder."
    assert f"{tmp_path}/.git/config.md" not in reasons


def test_paths_that_cannot_be_read_are_named(tmp_path):
    """A path that does not exist and one that is no file are two different reasons."""
    os.mkfifo(tmp_path / "pipe")
    _, reasons = outcome(read_incidents([tmp_path / "nothing.md", tmp_path / "pipe"]))
    assert list(reasons.values()) == [
        "There is no such file or folder.",
        "It is neither a file nor a folder.",
    ]


def test_file_name_that_is_no_text_is_survived(tmp_path):
    """A file name in a foreign encoding gives an id and an origin that can be stored."""
    path = os.fsencode(tmp_path) + b"/sto\xf6rung.md"
    Path(os.fsdecode(path)).write_text(TEXT)
    (incident,) = read_incidents([tmp_path])
    assert incident.id.encode()
    assert incident.origin.encode()


def test_archive_is_read_without_being_unpacked(tmp_path):
    """Members are read under the archive's name; junk, traversal and nesting are named."""
    data = archive(
        **{
            "x__a!md": TEXT,
            "x__b!txt": TEXT,
            "!!__!!__evil!md": TEXT,
            "__etc__evil!md": TEXT,
            "C:\\evil!md": TEXT,
            "x__!DS_Store": "junk",
            "x__inner!zip": archive(**{"c!md": TEXT}),
            "x__photo!jpg": "jpg",
            "empty!md": "",
        }
    )
    (tmp_path / "old.zip").write_bytes(data)
    name = str(tmp_path / "old.zip")
    ids, reasons = outcome(read_incidents([tmp_path / "old.zip"]))
    assert ids == ["a", "b"]
    assert reasons[f"{name}/../../evil.md"] == "Its path leads out of the archive."
    assert reasons[f"{name}//etc/evil.md"] == "Its path leads out of the archive."
    assert reasons[f"{name}/C:\\evil.md"] == "Its path leads out of the archive."
    assert reasons[f"{name}/x/inner.zip"].startswith("It is an archive inside")
    assert reasons[f"{name}/x/.DS_Store"].startswith("It is hidden")
    assert reasons[f"{name}/empty.md"] == "It is empty."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.zip"]


def test_macos_folder_in_an_archive_is_named():
    """What macOS adds to an archive is called by its name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("__MACOSX/a.md", "junk")
    _, reasons = outcome(read_upload("a.zip", buffer.getvalue()))
    assert "macOS" in reasons["a.zip/__MACOSX/a.md"]


def test_zip_bomb_is_not_unpacked():
    """A member that unpacks to gigabytes is read no further than the limit."""
    data = archive(**{"bomb!md": b"0" * 60_000_000, "a!md": TEXT})
    assert len(data) < 100_000
    ids, reasons = outcome(read_upload("bomb.zip", data))
    assert ids == ["a"]
    assert reasons["bomb.zip/bomb.md"].startswith("It is larger than 5 MB")


def test_damaged_and_locked_archives_are_named():
    """A cut archive, a wrong checksum and a password each have their reason."""
    good = archive(**{"a!md": TEXT * 50})
    assert outcome(read_upload("a.zip", good[:-10]))[1] == {
        "a.zip": "It is damaged, or no zip archive."
    }
    assert outcome(read_upload("a.zip", b"no zip at all"))[1] == {
        "a.zip": "It is damaged, or no zip archive."
    }
    start = good.index(b"a.md") + 4
    spoiled = good[: start + 8] + b"\xff\xff\xff\xff" + good[start + 12 :]
    assert outcome(read_upload("a.zip", spoiled))[1]["a.zip/a.md"].startswith(
        "It cannot be unpacked"
    )
    directory = good.index(b"PK\x01\x02")
    locked = good[: directory + 8] + struct.pack("<H", 1) + good[directory + 10 :]
    assert outcome(read_upload("a.zip", locked))[1] == {
        "a.zip/a.md": "It is protected by a password."
    }


def test_upload_of_one_file_is_one_incident():
    """An upload that is no archive is read as the file it is."""
    (incident,) = read_upload("belt.md", TEXT.encode())
    assert incident.id == "belt"


def test_the_sample_library_is_read_whole():
    """Every sample that comes with the program is an incident that says it is a sample."""
    import assistant.incidents

    folder = Path(assistant.incidents.__file__).parent / "samples"
    items = list(read_incidents([folder]))
    assert len(items) >= 40
    assert all(isinstance(item, Incident) and item.sample and item.summary for item in items)
    assert len({item.id for item in items}) == len(items)
