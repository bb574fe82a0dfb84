"""Texts made to hurt a parser: each is read, and none takes for ever."""

from __future__ import annotations

import pytest

from assistant.draft import parse_draft

_HOSTILE = {
    "brackets": "[" * 100_000,
    "closed brackets": "[" * 50_000 + "]" * 50_000,
    "open links": "[a](" * 25_000,
    "images": "![" * 50_000,
    "nested labels": "[a[b]" * 5_000,
    "asterisks": "*" * 200_000,
    "emphasis": "**a* " * 20_000,
    "underscores": "_a" * 50_000,
    "backticks": "`a``b```c" * 5_000,
    "quotes": ">" * 5_000 + " x",
    "nested lists": "".join("  " * i + "- a\n" for i in range(300)),
    "list marks": "- " * 50_000,
    "angle brackets": "<a " * 30_000,
    "comments": "<!--" * 30_000,
    "entities": "&amp;" * 20_000,
    "wide table": f"|{'a|' * 5_000}\n|{'-|' * 5_000}\n|{'b|' * 5_000}\n",
    "long table": "|time|what|\n|-|-|\n" + "|10:32|it stood|\n" * 5_000,
    "headings": "# a\n" * 10_000,
    "one line": "word " * 200_000,
    "one word": "a" * 2_000_000,
    "digits": "1 " * 200_000,
    "stops": "a. " * 50_000,
    "addresses": "a@" * 100_000,
    "mail name": "a." * 250_000 + "@b",
    "blanks": " " * 500_000 + "a",
    "lines": "\n" * 200_000 + "a",
    "carriage returns": "line\r" * 20_000,
    "nulls": "\0" * 100_000,
    "fences": "```\n" * 20_000,
    "front matter": "---\n" + "a: b\n" * 20_000,
    "deep front matter": "---\na: " + "[" * 40_000 + "\n---\n",
    "aliases": "---\na: &a [x,x]\n"
    + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
    )
    + "---\n",
    "moments": "10:32 x\n" * 10_000,
    "plans": "# Actions\n\n" + "- do it - Sam, 3 May\n" * 5_000,
    "tails": "# Actions\n\n- " + "a. " * 20_000,
    "emoji": "🎉" * 100_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_text_is_read(name: str) -> None:
    """A pasted monster costs a moment, not the session, and its offsets hold."""
    draft = parse_draft(_HOSTILE[name])
    assert len(draft.prose) == len(draft.source)


@pytest.mark.parametrize("value", ["[" * 40_000, "b" * 60_000], ids=["deep", "long"])
def test_front_matter_that_cannot_be_read_is_left_aside(value: str) -> None:
    """The author is told, and what stands below is read as if it were not there."""
    draft = parse_draft(f"---\na: {value}\n---\n\nThe mill stood.\n")
    assert draft.front_matter == {}
    assert "front matter" in draft.notices[0].message
    assert [s.span.of(draft.source) for s in draft.sentences] == ["The mill stood."]


def test_a_draft_of_twenty_thousand_words_is_read() -> None:
    """The longest drafts we think of keep every sentence, moment and action."""
    paragraph = "The mill stood for 40 minutes, and planning saw it at once. " * 10
    source = "\n\n".join(
        f"## Part {i}\n\n{paragraph}\n\n- 10:{i % 60:02d} entry" for i in range(180)
    )
    draft = parse_draft(f"{source}\n\n## Actions\n\n- add an alert. Ana, 3 May.\n")
    assert draft.words > 20_000
    assert len(draft.timeline) == 180
    assert len(draft.actions) == 1
    assert len(draft.sentences) == 180 * 12 + 3


@pytest.mark.parametrize(
    "source",
    [
        "[a](b)",
        "[a [b](c) d](e)",
        '[a](b "t") [c][d]\n\n[d]: e',
        "![a [b](c)](d)",
        "[[[x]](y)](z)",
        "[link [foo [bar]]](/uri)",
        "[a][b][c]\n\n[b]: x\n[c]: y",
        "![x](y)[z](w)",
    ],
)
def test_links_are_found_as_commonmark_finds_them(source: str) -> None:
    """The shortcut that keeps brackets cheap changes no link a person would write."""
    from markdown_it import MarkdownIt

    from assistant.draft.inline import markdown_parser

    plain = MarkdownIt("commonmark").enable("table")
    assert markdown_parser().render(source) == plain.render(source)
