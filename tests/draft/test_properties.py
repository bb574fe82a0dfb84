"""What holds of every text, whatever an author types or pastes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.draft import Draft, inline, parse_draft, sentences

_FILLERS = " \ufffc"
_PIECES = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "- ",
            "* ",
            "1. ",
            "> ",
            "```",
            "~~~\n",
            "    ",
            "\t",
            "| a | b |",
            "|---|---|",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            " ",
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "](",
            ")",
            "![",
            "<",
            ">",
        ),
        *(
            "<!--",
            "-->",
            "<div>",
            "&amp;",
            "&#0;",
            "\\",
            "\\|",
            "|",
            "---\n",
            "===\n",
            "[ ] ",
            "[x] ",
        ),
        *(
            "10:32 ",
            "2024-05-06",
            "Done. ",
            "e.g. ",
            "v1.2.3 ",
            "Dr. ",
            "U.S. ",
            "?! ",
            "… ",
            "text",
        ),
        *(
            "http://x.y/z.",
            "a@b.co",
            "é",
            "🎉",
            "e\u0301",
            "\0",
            "\u2028",
            "\ufeff",
            "“quoted” ",
            "# Actions\n",
            "\n\n[text]: /x\n\n",
            "[text]",
        ),
    ]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=40).map("".join)


def _check(draft: Draft) -> None:
    source, prose = draft.source, draft.prose
    assert len(prose) == len(source)
    assert all(p == s or p in _FILLERS for p, s in zip(prose, source, strict=True))
    end = 0
    for sentence in draft.sentences:
        assert sentence.block.span.contains(sentence.span)
        assert sentence.span.start >= end
        text = sentence.span.of(prose)
        assert text
        assert text == text.strip()
        end = sentence.span.end
    edges = [s.span.start for s in draft.sections] + [draft.sections[-1].span.end]
    assert edges[0] == 0
    assert edges[-1] == len(source)
    assert edges == sorted(edges)
    assert all(
        a.span.end == b.span.start for a, b in zip(draft.sections, draft.sections[1:], strict=False)
    )
    for sentence in draft.sentences:
        assert draft.section_of(sentence).span.contains(sentence.span)
        assert draft.sentence_at(sentence.span.start) == sentence
    for entry in draft.timeline:
        assert entry.time
        assert entry.span.contains(entry.text)
    for action in draft.actions:
        assert action.text.of(prose).strip()
        assert action.span.end <= len(source)


@given(_TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_parses_and_nothing_moves(source: str) -> None:
    """Prose has the length of the source; sentences and sections lie where they say."""
    _check(parse_draft(source))


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_unicode_parses(source: str) -> None:
    """Text in any script, with any control character, keeps its offsets."""
    _check(parse_draft(source))


@given(_TEXTS)
@settings(max_examples=100, deadline=None)
def test_parsing_is_a_function_of_the_text(source: str) -> None:
    """Two readers of one text see the same draft: the shared parser keeps no state."""
    assert parse_draft(source) == parse_draft(source)


@given(_TEXTS, _TEXTS, st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_an_edit_is_read_as_if_nothing_had_been_read_before(
    source: str, typed: str, place: float
) -> None:
    """What is remembered of unchanged blocks never shows: not even where a link target came."""
    parse_draft(source)
    at = round(place * len(source))
    edited = source[:at] + typed + source[at:]
    remembered = parse_draft(edited)
    inline.forget()
    sentences.forget()
    assert parse_draft(edited) == remembered


@given(_TEXTS.map(lambda text: text.replace("\r", "").replace("\0", "")))
@settings(max_examples=200, deadline=None)
def test_masking_agrees_with_the_parser(content: str) -> None:
    """A block is masked where the Markdown parser sees marks, and is left alone without them."""
    (read,) = inline.markdown_parser().parseInline(content)
    masked = list(content)
    for start, end, filler in inline.masked_ranges(read.children or ()):
        masked[start:end] = filler * (end - start)
    assert inline.mask_inline(content, {}) == "".join(masked)
