"""Questions about one sentence."""

from __future__ import annotations

import pytest

from assistant.diagnosis.reopening import load_reopenings, reopen_sentence
from assistant.diagnosis.signs import SignGroup, check_signs
from assistant.draft import parse_draft
from assistant.language import check_draft


def test_every_question_is_right_about_its_own_sentences() -> None:
    """Each question is raised by the sentences it names and not by those it must pass."""
    signs = {rule.sign.id: SignGroup((rule.sign,)) for rule in load_reopenings()}
    check_signs(signs, "reopening.yaml")


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("It was decided to restart the queue without a check.", "decided-by-nobody"),
        ("Nobody noticed the second worker.", "absent-thing"),
        ("The agent took it for a display problem.", "somebody-did"),
        ("Three hours later the bank called.", "time-gap"),
        ("1,840 customers were charged twice.", "number"),
        ("The moon is round.", "seen-then"),
    ],
)
def test_the_question_fits_what_the_sentence_holds(sentence: str, first: str) -> None:
    """A decision without a role, an absent thing, an act, a gap and a number ask differently."""
    assert reopen_sentence(sentence)[0].id == first


def test_at_most_three_questions_are_asked() -> None:
    """A sentence that holds everything is not answered with a form."""
    sentence = "It was decided, because nobody knew, that she waited two hours for 40 people again."
    assert len(reopen_sentence(sentence)) == 3


def test_a_blank_put_into_the_text_is_no_finding() -> None:
    """The program's own questions do not blame: the checker finds nothing in them."""
    for rule in load_reopenings():
        text = f"The queue restarted at ten. {rule.reopening.blank}\n\n{rule.reopening.question}\n"
        assert check_draft(parse_draft(text)) == ()
