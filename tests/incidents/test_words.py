"""The word index and the weighing of words with meaning."""

import math
from collections import Counter

import pytest

from assistant.incidents.ranking import MEANING_FLOOR, Recipe, rank_incidents
from assistant.incidents.reasons import explain
from assistant.incidents.vectors import Nearest, Piece
from assistant.incidents.words import WordIndex, split_words, word_key

TEXTS = {
    "a": "belt belt motor noon",
    "b": "belt queue noon noon",
    "c": "queue freezer",
}
RECIPE = Recipe(question=0.2, likeness=0.3, meaning=0.5)


@pytest.fixture
def index():
    """Return an index of three tiny incidents."""
    return WordIndex.build({key: Counter(text.split()) for key, text in TEXTS.items()})


def test_question_scores_are_bm25(index):
    """The score is Robertson's formula, as a share of what could be reached."""
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    average = 10 / 3
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / average)) / (idf * 2.2)
    scores = dict(zip(index.ids, index.score_question("belt"), strict=True))
    assert scores["a"] == pytest.approx(expected, rel=1e-5)
    assert scores["c"] == 0


def test_likeness_of_the_same_text_is_one(index):
    """An account compared with itself scores 1, with something else less."""
    scores = dict(zip(index.ids, index.score_likeness(TEXTS["a"]), strict=True))
    assert scores["a"] == pytest.approx(1, abs=1e-5)
    assert 0 < scores["b"] < 0.9
    assert scores["c"] == 0


def test_unknown_words_lower_the_score(index):
    """A question mostly about other things is answered less well, in the same order."""
    assert index.score_question("belt lasagne").max() < index.score_question("belt").max()
    assert index.score_likeness("belt lasagne").max() < index.score_likeness("belt").max()


def test_shared_words_come_as_typed_and_most_telling_first(index):
    """The words shown are the reader's own, those in the incident, the rare and frequent first."""
    assert index.shared_words("Noon, the Freezers and BELTS; a motor?", "a") == [
        "motor",
        "BELTS",
        "Noon",
    ]
    assert index.shared_words("belt", "no-such-id") == []


def test_empty_index_answers_nothing():
    """An index of no incidents, or of incidents without words, can be asked."""
    assert WordIndex.build({}).score_question("belt").shape == (0,)
    assert WordIndex.build({"a": Counter()}).score_likeness("belt").tolist() == [0.0]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Certificates", "certificate"),
        ("company’s", "company"),
        ("entries", "entry"),
        ("status", "status"),
        ("access", "access"),
        ("DNS", "dns"),
        ("gas", "gas"),
        ("v1.2.3", "v1.2.3"),
        ("Größe", "größe"),
    ],
)
def test_words_are_looked_up_by_a_common_key(word, key):
    """Plural, possessive and case do not matter; names and numbers stay whole."""
    assert word_key(word) == key


def test_common_words_and_letters_are_left_out():
    """Words that tell nothing are not searched, whichever apostrophe they have."""
    assert split_words("The API and I — it’s x, didn’t we, over there in Köln!") == ["API", "Köln"]


def near(**cosines):
    """Return nearest vectors with equal cosines for summary and passage."""
    pieces = tuple(Piece(key, "", 0, 1, cosine) for key, cosine in cosines.items())
    return Nearest(summaries=cosines, pieces=pieces)


def test_words_and_meaning_add_up(index):
    """What is near by words and by meaning comes before what is near by one of them."""
    ranked = rank_incidents("motor", index, near(a=0.6, c=0.6, b=0.1), RECIPE, 10)
    assert [place.id for place in ranked] == ["a", "c"]
    assert ranked[1].score == pytest.approx(0.3)
    assert ranked[0].meaning == pytest.approx(0.6)


def test_far_and_wordless_incidents_are_no_answer(index):
    """An incident without a shared word must lie near enough in meaning."""
    below = near(a=MEANING_FLOOR - 0.01, b=0.0, c=-0.2)
    assert rank_incidents("lasagne", index, below, RECIPE, 10) == []


def test_words_alone_use_the_whole_scale(index):
    """Without meaning, words count for everything: the same text scores as much as ever."""
    best = rank_incidents(TEXTS["a"], index, None, RECIPE, 10)[0]
    assert best.id == "a"
    assert best.score > 0.6


def test_equal_scores_are_ordered_by_id(index):
    """The order of equals is the same every time."""
    ranked = rank_incidents("lasagne", index, near(c=0.5, a=0.5, b=0.5), RECIPE, 2)
    assert [place.id for place in ranked] == ["a", "b"]


def test_vectors_of_unknown_incidents_are_passed_over(index):
    """What the index still has of a removed incident is no answer."""
    assert [p.id for p in rank_incidents("x9", index, near(gone=0.9, a=0.5), RECIPE, 5)] == ["a"]


@pytest.mark.parametrize(
    ("shared", "meaning", "reason"),
    [
        (["belt", "motor"], 0.5, "Shares “belt”, “motor”; tells of a similar course of events"),
        (["belt"], 0.35, "Shares “belt”"),
        ([], 0.5, "Tells of a similar course of events"),
        ([], 0.35, "Tells of something similar in other words"),
        (list("abcdef"), 0.0, "Shares “a”, “b”, “c”, “d”"),
    ],
)
def test_reasons_are_plain_sentences(shared, meaning, reason):
    """The reader learns which words and whether the sense matched."""
    assert explain(shared, meaning) == reason
