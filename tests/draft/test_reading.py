"""Files that can be read as a draft, and clear sentences about those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.draft import MAX_BYTES, decode_text, new_draft_text, parse_draft, read_text
from assistant.errors import InputError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"# Title\n", "# Title\n"),
        ("é 🎉".encode(), "é 🎉"),
        (b"\xef\xbb\xbftext", "text"),
        ("text é".encode("utf-16"), "text é"),
        (b"\xfe\xff" + "text".encode("utf-16-be"), "text"),
        (b"a\r\nb\rc", "a\r\nb\rc"),
    ],
)
def test_text_in_common_encodings_is_read(data: bytes, text: str) -> None:
    """UTF-8 with and without a mark and UTF-16 from Windows are text; line ends stay."""
    assert decode_text("x.md", data) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"caf\xe9\nx", "not UTF-8"),
        (b"\xff\xfea", "not"),
        (b"x" * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, said: str) -> None:
    """The message names the file and says what to do."""
    with pytest.raises(InputError, match=said) as refused:
        decode_text("x.md", data)
    assert "x.md" in refused.value.message
    assert refused.value.remedy


def test_the_place_of_a_wrong_byte_is_named() -> None:
    """An author finds the letter an old editor saved wrongly."""
    with pytest.raises(InputError, match="line 3"):
        decode_text("x.md", b"one\ntwo\nth\xe9\n")


def test_files_are_read(tmp_path: Path) -> None:
    """A file is read as its bytes are."""
    path = tmp_path / "x.md"
    path.write_bytes(b"a\r\nb")
    assert read_text(path) == "a\r\nb"


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A mistyped path gives a sentence, not a trace."""
    with pytest.raises(InputError, match="folder"):
        read_text(tmp_path)
    with pytest.raises(InputError, match="There is no file"):
        read_text(tmp_path / "none.md")


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    """A path the system cannot open gives its reason."""
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match="cannot be opened"):
        read_text(tmp_path / "a")


def test_a_new_draft_says_nothing_yet() -> None:
    """The template's guidance is never checked, and holds no action and no moment."""
    draft = parse_draft(new_draft_text())
    assert {s.block.kind.value for s in draft.sentences} <= {"heading"}
    assert draft.timeline == ()
    assert draft.actions == ()
    assert draft.notices == ()
