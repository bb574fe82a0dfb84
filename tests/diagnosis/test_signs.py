"""Constructions as data: each carries the sentences that keep it honest."""

from __future__ import annotations

import pytest

from assistant.diagnosis.signs import (
    check_signs,
    fold,
    load_signs,
    parse_signs,
)
from assistant.errors import RulesError

_GOOD = """
group:
  - id: one
    any: >-
      first thing | second
      thing | \\w+ed it
    shows: ["The Second   thing"]
    passes: ["a third thing"]
"""


@pytest.mark.parametrize("name", ["signs.yaml", "strength.yaml"])
def test_the_built_in_signs_keep_their_word(name: str) -> None:
    """Every construction matches the sentences it must and none of those it must not."""
    groups = load_signs(name)
    check_signs(groups, name)
    assert groups
    assert all(group.signs for group in groups.values())
    assert all(len({s.id for s in g.signs}) == len(g.signs) for g in groups.values())


def test_phrases_are_matched_folded() -> None:
    """Case and line ends do not matter; words are matched whole."""
    (sign,) = parse_signs(_GOOD, "x.yaml")["group"].signs
    assert sign.pattern.search(fold("They started IT\nlate"))
    assert not sign.pattern.search(fold("the firstthing"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("The Second   thing", "nothing"), "does not match"),
        (("a third thing", "the first thing"), "matches 'first thing'"),
        (("\\w+ed it", "(open"), "does not compile"),
        (("any:", "some:"), "cannot be read"),
        (('passes: ["a third thing"]', "passes: []"), "cannot be read"),
        (("id: one", "id: one\n    start: x"), "exactly one of"),
    ],
)
def test_a_sign_that_errs_is_refused(change: tuple[str, str], said: str) -> None:
    """A pattern without examples, or wrong about them, never reaches a draft."""
    with pytest.raises(RulesError, match=r"x\.yaml") as refused:
        check_signs(parse_signs(_GOOD.replace(*change), "x.yaml"), "x.yaml")
    assert said in str(refused.value)
