"""What is read as prose in every kind of Markdown, and that no character moves."""

from __future__ import annotations

import pytest

from assistant.draft import BlockKind, parse_draft

_THING = "\ufffc"


def _sentences(source: str) -> list[str]:
    draft = parse_draft(source)
    return [" ".join(s.span.of(draft.prose).split()) for s in draft.sentences]


@pytest.mark.parametrize(
    ("source", "prose"),
    [
        ("a `x` b", f"a {_THING * 3} b"),
        ("a ``x ` y`` b", f"a {_THING * 9} b"),
        ("a ` b", "a ` b"),
        ("[label](http://x.y 't') after", " label                  after"),
        ("[label][ref]\n\n[ref]: http://x.y", " label      \n\n                 "),
        ("<http://x.y> after", f"{_THING * 12} after"),
        ("see http://x.y/a?b=c. After", f"see {_THING * 16}. After"),
        ("see www.x.org, after", f"see {_THING * 9}, after"),
        ("ask a.b@c.org today", f"ask {_THING * 9} today"),
        ("![alt *text*](image.png) after", f"{' ' * 24} after"),
        ("<b>bold</b> text <!-- note -->", "   bold     text              "),
        ("text\n\n<div>\nhtml\n</div>\n\nafter", "text\n\n     \n    \n      \n\nafter"),
        ("***both*** and _it_", "   both    and  it "),
        ("*a **b** c*", " a   b   c "),
        ("a_b_c and 2*3*4", "a_b_c and 2 3 4"),
        ("a &amp; b", "a       b"),
        (r"\*not\* em", r" *not * em"),
        ("# Title #", "  Title  "),
        ("Title\n=====\n\nSub\n---", "Title\n     \n\nSub\n   "),
        ("- [ ] open\n- [x] done", "      open\n      done"),
        ("1. one\n2. two\n\n   more", "   one\n   two\n\n   more"),
        ("- a\n  - b\n    - c", "  a\n    b\n      c"),
        ("- a\n\t- b", "  a\n   b"),
        ("a\tb", "a\tb"),
        ("🎉 done **now** 🎉", "🎉 done   now   🎉"),
        ("a\0b", "a b"),
        ("---\ntitle: x\n---\ntext", "   \n        \n   \ntext"),
        ("\ufeff---\ntitle: x\n---\ntext", "    \n        \n   \ntext"),
    ],
)
def test_what_is_not_prose_is_blank(source: str, prose: str) -> None:
    """Code and addresses become things, marks and the rest blanks, and nothing moves."""
    assert parse_draft(source).prose == prose


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_keeps_its_offsets(newline: str) -> None:
    """A draft from Windows or an old Mac is read at the offsets it was typed with."""
    source = newline.join(("# Title", "", "One **two**.", "Three.", "", "- four", "> five", ""))
    draft = parse_draft(source)
    assert [s.span.of(source) for s in draft.sentences] == [
        "Title",
        "One **two**.",
        "Three.",
        "four",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "```\nblame\n```",
        "~~~ python\nblame\n~~~",
        "    blame",
        "\tblame",
        "> blame",
        "> blame\nand its lazy line",
        "- a\n\n  > blame",
        "> - blame",
        "> ```\n> blame\n> ```",
        "<div>\nblame\n</div>",
        "<!--\nblame\n-->",
        "[ref]: http://blame.example/blame",
    ],
)
def test_what_the_author_does_not_say_is_not_read(source: str) -> None:
    """Code, quotations, HTML, front matter and link definitions hold no sentence of the author."""
    assert not any("blame" in s for s in _sentences(f"before\n\n{source}\n\nafter"))


def test_an_unterminated_fence_is_said_and_not_checked() -> None:
    """Whoever forgets to close a code block learns why the rest is not checked."""
    draft = parse_draft("Before.\n\n```python\ncode\n\nStill code.\n")
    assert [s.span.of(draft.source) for s in draft.sentences] == ["Before."]
    (notice,) = draft.notices
    assert "line 3" in notice.message
    assert notice.span.of(draft.source) == "```python"


@pytest.mark.parametrize(
    "source", ["```\na\n```", "```\na\n````", "~~~\na\n~~~  ", "> ```\n> a\n> ```"]
)
def test_a_closed_fence_gives_no_notice(source: str) -> None:
    """Nobody is told to close what is closed."""
    assert parse_draft(source).notices == ()


def test_front_matter_is_data() -> None:
    """The front matter is read as a mapping and gives the draft its title."""
    draft = parse_draft("---\ntitle: Orders stuck\ndate: 2024-05-06\n---\n\n# Other\n")
    assert draft.front_matter["title"] == "Orders stuck"
    assert draft.title == "Orders stuck"


@pytest.mark.parametrize("matter", ["a: [", "\tx: 1", "a: b: c"])
def test_broken_front_matter_is_named_and_left_aside(matter: str) -> None:
    """Front matter that is no YAML costs its data, not the review."""
    draft = parse_draft(f"---\n{matter}\n---\n\nText.\n")
    assert draft.front_matter == {}
    assert "front matter" in draft.notices[0].message.lower()
    assert _sentences(draft.source) == ["Text."]


def test_table_cells_know_their_column() -> None:
    """Each cell is a block of its own that knows its row and its column's header."""
    source = "| time | what |\n| --- | --- |\n| 10:32 | the *pod* fell |\n|  | alone |\n"
    draft = parse_draft(source)
    cells = [b for b in draft.blocks if b.kind is BlockKind.TABLE_CELL]
    assert [(c.header, c.span.of(source)) for c in cells] == [
        ("time", "10:32"),
        ("what", "the *pod* fell"),
        ("what", "alone"),
    ]
    assert cells[0].row is not None
    assert cells[0].row.of(source) == "| 10:32 | the *pod* fell |"


def test_escaped_bars_do_not_split_a_cell() -> None:
    """A bar written into a cell stays in it, at its own place."""
    source = "| a | b |\n|---|---|\n| x \\| y \\| z | w |\n"
    cells = [b for b in parse_draft(source).blocks if b.kind is BlockKind.TABLE_CELL]
    assert [c.span.of(source) for c in cells] == ["x \\| y \\| z", "w"]


def test_equal_cells_are_told_apart() -> None:
    """Cells with the same text are each found at their own place."""
    source = "| a | b | c |\n|---|---|---|\n| x | x | x |\n"
    cells = [b for b in parse_draft(source).blocks if b.kind is BlockKind.TABLE_CELL]
    assert len({c.span for c in cells}) == 3
    assert [c.span.of(source) for c in cells] == ["x", "x", "x"]


def test_blocks_say_what_they_are() -> None:
    """Headings know their level, list items their depth and which item they belong to."""
    source = "## H\n\npara\n\n- a\n\n  more\n  - b\n"
    blocks = parse_draft(source).blocks
    assert [(b.kind.value, b.level, b.item) for b in blocks] == [
        ("heading", 2, -1),
        ("paragraph", 0, -1),
        ("list-item", 1, 0),
        ("list-item", 1, 0),
        ("list-item", 2, 1),
    ]


def test_words_are_counted_in_prose_only() -> None:
    """The size of a draft is what its author wrote, not its code."""
    assert parse_draft("One two-three don't.\n\n```\nfour five\n```\n").words == 3
