"""How common findings are in one draft, and what a score means there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.scorer.base_rate import BaseRate

RATE = BaseRate(trained=0.25, usual=0.05, weight=20, unmarked=0.02)
_SCORES = st.lists(st.floats(0, 1), max_size=60)


@given(_SCORES)
def test_the_rate_is_a_share(scores: list[float]) -> None:
    """Whatever the network says, the estimate stays between none and all."""
    assert 0 < RATE.estimate(scores) < 1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.9))
def test_moving_keeps_the_order_of_scores(one: float, other: float, share: float) -> None:
    """A surer phrase stays the surer one, in every draft."""
    low, high = sorted((one, other))
    assert RATE.move(low, share) <= RATE.move(high, share)


def test_a_score_means_what_it_says_at_the_rate_of_training() -> None:
    """Where findings are as common as in training, nothing is moved."""
    assert RATE.move(0.6, RATE.trained) == pytest.approx(0.6)


def test_a_lone_phrase_in_a_sober_report_is_doubted() -> None:
    """The same score is worth less among a hundred clean sentences than in an angry draft."""
    sober, angry = [0.7, *[0.0] * 100], [0.7, *[0.9] * 30, *[0.0] * 70]
    assert RATE.estimate(sober) < RATE.usual < RATE.estimate(angry)
    assert RATE.move(0.7, RATE.estimate(sober)) < 0.3 < RATE.move(0.7, RATE.estimate(angry))


def test_three_sentences_do_not_decide_the_rate() -> None:
    """A short text is read with what drafts are usually like in mind."""
    assert RATE.estimate([0.7]) < 2 * RATE.usual
