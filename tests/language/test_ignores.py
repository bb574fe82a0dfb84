"""What an author or a team has decided not to see again."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.draft import parse_draft
from assistant.errors import InputError
from assistant.language import (
    check_draft,
    place_comment,
    read_baseline,
    without_baseline,
    write_baseline,
)
from evals.language_sets import OWN_DRAFTS

# A few are enough: each is a document of its own kind.
DRAFTS = sorted(OWN_DRAFTS.glob("d0*.md"))
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


def hidden(text: str, phrase: str) -> str | None:
    """Return the text with the comment that hides the finding on a phrase, if one is offered."""
    draft = parse_draft(text)
    (finding,) = [f for f in check_draft(draft) if phrase in f.text]
    comment = place_comment(draft, finding.span, finding.category)
    return comment and text[: comment.at] + comment.text + text[comment.at :]


IGNORE = "<!-- postmortem: ignore omission -->"


@pytest.mark.parametrize(
    ("text", "with_comment"),
    [
        ("The clerk forgot it.\n", f"{IGNORE}\nThe clerk forgot it.\n"),
        ("One.\n\nThe clerk\nforgot it.\n", f"One.\n\n{IGNORE}\nThe clerk\nforgot it.\n"),
        ("- One.\n- The clerk forgot it.\n", f"- One.\n- The clerk forgot it. {IGNORE}\n"),
        ("1. A\n   - The clerk forgot it", f"1. A\n   - The clerk forgot it {IGNORE}"),
        ("- The clerk forgot it.  \n  More.\n", f"- The clerk forgot it. {IGNORE}  \n  More.\n"),
        ("# The clerk forgot it\n\nX.\n", f"{IGNORE}\n# The clerk forgot it\n\nX.\n"),
        (
            "Q.\n\n| a | b |\n|---|---|\n| x | The clerk forgot it |\n",
            f"Q.\n\n{IGNORE}\n| a | b |\n|---|---|\n| x | The clerk forgot it |\n",
        ),
        (
            "---\ntitle: x\n---\nThe clerk forgot it.\n",
            f"---\ntitle: x\n---\n{IGNORE}\nThe clerk forgot it.\n",
        ),
    ],
)
def test_a_comment_is_put_where_it_breaks_nothing(text: str, with_comment: str) -> None:
    """The comment stands where paragraphs, lists, tables and headings read as before."""
    assert hidden(text, "forgot") == with_comment
    assert check_draft(parse_draft(with_comment)) == ()


@pytest.mark.parametrize("name", [path.name for path in DRAFTS])
def test_a_comment_changes_nothing_else_of_a_draft(name: str) -> None:
    """In whole drafts, a comment hides findings of its category and moves no block or section."""
    text = (OWN_DRAFTS / name).read_bytes().decode("utf-8")
    draft = parse_draft(text)
    before = check_draft(draft)
    for finding in before[::3]:
        comment = place_comment(draft, finding.span, finding.category)
        if comment is None:
            continue
        after = parse_draft(text[: comment.at] + comment.text + text[comment.at :])
        assert [(b.kind, b.level, b.item) for b in after.blocks] == [
            (b.kind, b.level, b.item) for b in draft.blocks
        ]
        assert [s.title for s in after.sections] == [s.title for s in draft.sections]
        left = {f.fingerprint for f in check_draft(after)}
        gone = [f for f in before if f.fingerprint not in left]
        assert finding in gone
        assert {f.category for f in gone} == {finding.category}


def test_no_comment_is_offered_where_it_would_break_something() -> None:
    """Where the only place is inside code that runs over two lines, none is offered."""
    assert hidden("- The clerk forgot it. Then `a\n  b` ran.\n", "forgot") is None
