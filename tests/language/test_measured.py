"""How often each rule was right, as the screens say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import RulesError
from assistant.finding import Category
from assistant.language import load_rules
from assistant.language.measured import Measured, load_measured
from assistant.scorer import scorer_rule
from assistant.span import Span
from evals.measured import TABLE, judged_places, write_table


def test_every_shipped_rule_was_measured() -> None:
    """No rule is shipped without its counts, be they zero, and no count is of a lost rule.

    The scorer is counted too, by category.
    """
    scorer = {scorer_rule(category) for category in Category}
    assert set(load_measured()) == {rule.id for rule in load_rules()} | scorer


def test_the_documented_figures_are_the_shipped_ones() -> None:
    """The table people read says what the cards say."""
    assert TABLE.read_text(encoding="utf-8") == write_table(load_measured())


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (Measured(38, 2), "Right in 38 of 40 places on texts measured for this project."),
        (Measured(1, 0), "Right in the one place measured so far."),
        (Measured(0, 1), "Wrong in the one place measured so far."),
        (Measured(0, 0), "Not measured yet"),
    ],
)
def test_counts_are_said_in_words(measured: Measured, words: str) -> None:
    """An author reads counts, not a percentage of very little."""
    assert measured.words.startswith(words)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "measured.json:1: "),
        ("[]", "measured.json:1: it is a mapping"),
        ('{\n "a.b": {"right": 1}\n}', "measured.json:2: a.b is a mapping with right and wrong"),
        ('{\n\n "a.b": {"right": 1, "wrong": -1}\n}', "measured.json:3: a.b: wrong is a count"),
        ('{"a.b": {"right": true, "wrong": 1}}', "measured.json:1: a.b: right is a count"),
    ],
)
def test_malformed_figures_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """A damaged file is an error that names its line, never a rule without figures."""
    file = tmp_path / "measured.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as error:
        load_measured(file)
    assert message in str(error.value)


def test_a_place_is_right_where_readers_marked_it() -> None:
    """A flagged phrase is right where it overlaps a marked one; outside the part read it is out."""
    text = "The clerk forgot to count. It was human error."
    gold = Span(text.index("forgot"), text.index(" to count"))
    places = list(judged_places(text, [gold], Span(0, len(text))))
    assert [is_right for _, is_right in places] == [True, False]
    assert len(list(judged_places(text, [gold], Span(0, 26)))) == 1
