"""What an author or a team has decided not to see again."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.draft import parse_draft
from assistant.errors import InputError
from assistant.language import check_draft, read_baseline, without_baseline, write_baseline

BLAME = "The clerk forgot to count. It was human error.\n"


def test_a_comment_ignores_the_next_block_only() -> None:
    """An ignore holds for one block, not for the rest of the draft."""
    text = f"<!-- postmortem: ignore -->\n\n{BLAME}\n{BLAME}"
    assert len(check_draft(parse_draft(text))) == 2


def test_a_comment_ignores_the_categories_it_names() -> None:
    """An author may keep one kind of phrase and still be asked about the others."""
    text = f"<!-- postmortem: ignore omission -->\n\n{BLAME}"
    assert [f.category.value for f in check_draft(parse_draft(text))] == ["human-error"]


def test_a_comment_ignores_the_whole_file() -> None:
    """ignore-file holds everywhere, with or without categories."""
    assert check_draft(parse_draft(f"{BLAME}\n<!-- postmortem: ignore-file -->\n")) == ()
    text = f"{BLAME}\n<!-- postmortem: ignore-file human-error -->\n"
    assert [f.category.value for f in check_draft(parse_draft(text))] == ["omission"]


@pytest.mark.parametrize(
    "text",
    [
        f"```\n<!-- postmortem: ignore-file -->\n```\n\n{BLAME}",
        f"<!-- postmortem: ignore nonsense -->\n\n{BLAME}",
        f"<!-- ignore -->\n\n{BLAME}",
    ],
)
def test_what_is_no_ignore_ignores_nothing(text: str) -> None:
    """Code, unknown categories and other comments hide no finding."""
    assert len(check_draft(parse_draft(text))) == 2


def test_a_comment_before_a_table_holds_for_the_table() -> None:
    """A table is one block to its author."""
    text = (
        "<!-- postmortem: ignore -->\n\n| a | b |\n|---|---|\n| x | The clerk forgot to count |\n"
    )
    assert check_draft(parse_draft(text)) == ()


def test_a_baseline_hides_what_it_knows_and_nothing_else(tmp_path: Path) -> None:
    """Old findings are known by fingerprint; a new one is still shown."""
    path = tmp_path / "baseline.json"
    old = check_draft(parse_draft(BLAME))
    assert write_baseline(path, old) == 2
    new = check_draft(parse_draft(BLAME + "\nThe root cause was a seal.\n"))
    left = without_baseline(new, read_baseline(path))
    assert [f.category.value for f in left] == ["single-cause"]


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9, "fingerprints": []}', "{"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    """A damaged baseline is an error, never an empty one."""
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_baseline(path)


def test_a_missing_baseline_is_refused(tmp_path: Path) -> None:
    """A mistyped path is not taken for an empty baseline."""
    with pytest.raises(InputError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")
