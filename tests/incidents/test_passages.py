"""Passages: short enough to compare, whole, in order, and covering the text."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import Incident
from assistant.incidents import Match, Passage
from assistant.incidents.passages import MAX_PASSAGES, PASSAGE_TOKENS, cut_passages
from assistant.incidents.plain import plain_text, show_passage


def count(text):
    """Return a simple count of words and signs, as an encoder would give."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def test_passages_are_short_and_share_a_sentence():
    """Neighbours overlap by exactly one sentence, and none is too long for the encoder."""
    text = " ".join(f"Sentence number {n} says a little about the belt." for n in range(60))
    passages = cut_passages(text, count)
    assert len(passages) > 2
    for passage, following in itertools.pairwise(passages):
        shared = text[following.start : passage.end]
        assert re.fullmatch(r"Sentence number \d+ says a little about the belt\.", shared)
    assert all(count(p.text) <= PASSAGE_TOKENS for p in passages)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab .!?\n|-é🔥", max_size=400), max_size=6))
def test_every_word_is_in_a_passage(parts):
    """Whatever the text, passages are slices of it in order that leave no word out."""
    text = "\n\n".join(parts)
    passages = cut_passages(text, count)
    covered = set()
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert count(passage.text) <= PASSAGE_TOKENS
        covered.update(range(passage.start, passage.end))
    assert all(n in covered for n, character in enumerate(text) if character.isalnum())
    assert [p.start for p in passages] == sorted({p.start for p in passages})


@pytest.mark.parametrize("text", ["", "   \n\n", "...", "| --- | --- |\n", "-" * 500])
def test_text_without_words_has_no_passages(text):
    """Rules and blank lines are nothing to search."""
    assert cut_passages(text, count) == []


def test_sentence_longer_than_a_passage_is_divided():
    """A sentence without an end, or a word without a space, is divided and not cut off."""
    for text in ("word " * 1000, "x" * 9000):
        passages = cut_passages(text, lambda piece: len(piece) // 4)
        assert len(passages) > 1
        assert passages[-1].end >= len(text.rstrip())


def test_pasted_log_is_limited():
    """A file of five megabytes does not become ten thousand passages."""
    assert len(cut_passages("12:00 error\n" * 400_000, count)) == MAX_PASSAGES


def test_plain_text_keeps_words_and_drops_marks():
    """Markdown becomes the words a reader sees, on one line."""
    markdown = (
        "# The **belt**\n\n> It _stopped_ at `noon`.\n- [ ] Ask [Kim](https://x.y/(a)) <br>\n"
        "1. See <https://x.y> ![map](m.png) [law][1]\n| a | b |\n|---|---|\nsnake_case 2 < 3\n"
    )
    assert plain_text(markdown) == (
        "The belt It stopped at noon. Ask Kim See map law a b snake_case 2 < 3"
    )


def test_headings_rows_and_items_of_a_passage_stay_apart():
    """On one line the words of a heading do not run into the sentence below it."""
    text = (
        "# Rain\n\nWe saw it.\n\n## Customers\n\nMost waited.\n\n| time | who |\n|---|---|\n"
        "| 10:00 | support |\n\n- one\n- two.\n\n**What helped**\n\nA bucket."
    )
    match = Match(Incident("rain", "Rain", text), 0.5, "", (Passage(text, 0, len(text)),))
    assert show_passage(match) == (
        "We saw it. Customers: Most waited. time · who; 10:00 · support; one; two."
        " What helped: A bucket."
    )
