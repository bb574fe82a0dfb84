"""Where quotes are placed, and which are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.grounding import SentenceIndex

SENTENCES = (
    "At 10:32 the on-call engineer restarted the ledger without reading the runbook.",
    "Nobody noticed the “red” banner — it had been there for 3 weeks.",
    "The warehouse did not stop the belts.",
    "Nobody noticed.",
    "Contact ⟦EMAIL_1⟧ was careless with the *new* keys, as ever.",
    "Éva’s team   overlooked 14 of 20 alerts.",
)


@dataclass(frozen=True)
class Case:
    """A quote, the sentence named with it, and the text it is placed on."""

    quote: str
    sentence: int | None
    text: str | None


PLACED = (
    Case("without reading the runbook", 0, "without reading the runbook"),
    Case("Without reading the runbook.", 0, "without reading the runbook."),
    Case("without reading the runbook", 3, "without reading the runbook"),
    Case("without reading the runbook", None, "without reading the runbook"),
    Case("Nobody noticed", 1, "Nobody noticed"),
    Case('Nobody noticed the "red" banner - it', 1, "Nobody noticed the “red” banner — it"),
    Case('"careless with the new keys"', 4, "careless with the *new* keys"),
    Case("Contact ⟦EMAIL_1⟧ was careless", 4, "Contact ⟦EMAIL_1⟧ was careless"),
    Case("Éva's team overlooked", 5, "Éva’s team   overlooked"),
    Case("E\u0301va's team overlooked 14 of 20", 5, "Éva’s team   overlooked 14 of 20"),
    Case("banner ... for 3 weeks", 1, "banner — it had been there for 3 weeks"),
    Case("the ledger without having read the runbook", 0, "the ledger without reading the runbook"),
)

REFUSED = (
    Case("", 0, None),
    Case("a", 0, None),
    Case("…", 0, None),
    Case("the engineer should have known better", 0, None),
    Case("restart", 0, None),  # part of a word
    Case("Nobody noticed", None, None),  # stands twice, no sentence to choose by
    Case("overlooked 15 of 20 alerts", 5, None),  # another number
    Case("The warehouse did stop the belts.", 2, None),  # the negation is gone
    Case("The warehouse … stop the belts", 2, None),  # dropped from the middle
    Case("At 10:33 the on-call engineer restarted the ledger", 0, None),
    Case("x" * 5000, 0, None),
)


def text_at(index: SentenceIndex, case: Case) -> str | None:
    """Return the text a quote was placed on, or None."""
    place = index.place(case.quote, case.sentence)
    if place is None:
        return None
    assert place.first == place.last
    return SENTENCES[place.first][place.start : place.end]


@pytest.mark.parametrize("case", [*PLACED, *REFUSED], ids=lambda c: f"{c.sentence}-{c.quote[:40]}")
def test_a_quote_is_placed_or_refused(case: Case) -> None:
    """A quote lands on the words it quotes; what would change a fact lands nowhere."""
    assert text_at(SentenceIndex(SENTENCES), case) == case.text


def test_the_named_sentence_decides() -> None:
    """The same words in two sentences are placed in the one the model named."""
    index = SentenceIndex(SENTENCES)
    places = [index.place("nobody noticed", named) for named in (1, 3)]
    assert [p.first for p in places if p] == [1, 3]


def test_a_quote_may_cross_into_the_next_sentence() -> None:
    """Two sentences quoted together are placed from the first into the second."""
    place = SentenceIndex(SENTENCES).place("stop the belts. Nobody noticed.", 2)
    assert place is not None
    assert (place.first, place.last, place.end) == (2, 3, len("Nobody noticed."))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=4), WORDS, st.none() | st.integers(-2, 6))
def test_any_quote_is_placed_inside_or_not_at_all(
    sentences: list[str], quote: str, named: int | None
) -> None:
    """A place never lies outside the sentences, whatever model and author wrote."""
    place = SentenceIndex(sentences).place(quote, named)
    if place:
        assert 0 <= place.start < len(sentences[place.first])
        assert 0 < place.end <= len(sentences[place.last])
        assert place.first <= place.last


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.data())
def test_a_verbatim_phrase_is_found(sentence: str, data: st.DataObject) -> None:
    """Whatever whole words a model copies from the named sentence are placed on themselves."""
    words = sentence.split()
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    number = SENTENCES.index(sentence)
    place = SentenceIndex(SENTENCES).place(quote, number)
    if sum(c.isalnum() for c in quote) >= 3:
        assert place is not None
        assert place.first == number
        found = sentence[place.start : place.end]
        assert " ".join(found.split()).strip(".,*“”").casefold() in quote.casefold()
