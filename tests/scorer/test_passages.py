"""What the scorer reads at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.draft import parse_draft
from assistant.scorer.passages import CONTEXT, LONGEST_PASSAGE, split_passages

_LINES = st.lists(
    st.sampled_from(
        [
            "## Timeline",
            "- 10:02 Support saw calls. Nobody picked up.",
            "Plain prose about the night. It goes on for a while. It ends.",
            "| a | b |\n| - | - |\n| one | two |",
            "> quoted",
            "",
        ]
    ),
    max_size=12,
)


@given(_LINES)
def test_passages_hold_every_sentence_once_and_in_order(lines: list[str]) -> None:
    """No sentence is left unread or read twice."""
    draft = parse_draft("\n".join(lines))
    read = [span for passage in split_passages(draft) for span in passage.sentences]
    assert read == [sentence.span for sentence in draft.sentences]


def test_a_long_paragraph_is_read_in_pieces_of_whole_sentences() -> None:
    """A paragraph longer than the network sees is split between sentences, not cut off."""
    draft = parse_draft("The queue grew again during the night. " * 40)
    passages = list(split_passages(draft))
    assert len(passages) > 1
    assert all(p.span.end - p.span.start <= LONGEST_PASSAGE for p in passages)


def test_a_passage_knows_its_section_and_what_stands_before() -> None:
    """Who "they" are is told by the sentence before, what a line is for by its heading."""
    draft = parse_draft("## Timeline\n\nThe night shift came in.\n\nThey saw the queue.\n")
    last = list(split_passages(draft))[-1]
    assert last.kind == "timeline"
    assert last.before == "The night shift came in."
    assert len(last.before) <= CONTEXT
