"""From the network's probabilities to phrases."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.draft import parse_draft
from assistant.encoder.tagger import Tagged
from assistant.finding import Category
from assistant.scorer.base_rate import BaseRate
from assistant.scorer.manifest import Manifest
from assistant.scorer.passages import split_passages
from assistant.scorer.scorer import Verdict, find_verdicts

_CATEGORIES = (Category.OMISSION, Category.JUDGEMENT)
_MANIFEST = Manifest(
    graph=Path(),
    tokenizer=Path(),
    categories=_CATEGORIES,
    context_pieces=40,
    text_pieces=160,
    floor=0.3,
    base_rate=BaseRate(trained=0.25, usual=0.05, weight=20, unmarked=0.02),
    agreement=0.2,
    thresholds=dict.fromkeys(_CATEGORIES, 0.5),
)


def verdicts(text: str, marked: dict[str, tuple[float, float]]) -> list[tuple[str, Verdict]]:
    """Return what is made of words marked with their two probabilities, each with its text."""
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        words.append((start, start + len(word), marked.get(word, (0.0, 0.0))))
        at = start + len(word)
    tagged = Tagged(
        tuple((start, end) for start, end, _ in words),
        np.array([[1 - sum(p), *p] for *_, p in words], np.float32),
    )
    (passage,) = split_passages(parse_draft(text))
    found = find_verdicts(tagged, passage, text, _MANIFEST)
    return [(text[one.start : one.end], one) for one in found]


def test_words_next_to_each_other_are_one_phrase() -> None:
    """A gap of two unmarked words is bridged; marks at the edges are left out."""
    sure = (0.8, 0.1)
    text = "Then nobody so much as looked, sadly."
    found = verdicts(text, {"nobody": sure, "as": sure, "looked,": sure})
    assert [phrase for phrase, _ in found] == ["nobody so much as looked"]


def test_a_phrase_ends_with_its_sentence() -> None:
    """Two sentences are two verdicts, however close their words stand."""
    sure = (0.8, 0.1)
    found = verdicts("Nobody looked. Lazy people.", {"looked.": sure, "Lazy": (0.1, 0.8)})
    assert [(phrase, one.category) for phrase, one in found] == [
        ("looked", Category.OMISSION),
        ("Lazy", Category.JUDGEMENT),
    ]


def test_a_phrase_scores_as_its_surest_words() -> None:
    """A long phrase is not held back by the doubtful words at its edges."""
    doubtful, sure = (0.35, 0.0), (0.9, 0.0)
    marked = {"nobody": sure, "on": sure, "shift": sure, "cared": doubtful, "much": doubtful}
    ((_, found),) = verdicts("Well nobody on shift cared much", marked)
    assert found.score > 0.85


def test_unsure_words_are_no_phrase() -> None:
    """Below the floor nothing is marked."""
    assert verdicts("A calm sentence.", {"calm": (0.2, 0.0)}) == []
