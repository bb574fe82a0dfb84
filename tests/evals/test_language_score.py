"""Counting hits, intervals and the agreement of readers."""

from __future__ import annotations

import pytest

from assistant.finding import Category
from assistant.span import Span
from evals.language_agreement import agree, kappa
from evals.language_score import Flag, count_authors, count_document, measure
from evals.language_sets import Document, Gold

_TEXT = "aaaa bbbb cccc dddd eeee ffff"


def _document(
    *gold: Gold, arguable: tuple[Span, ...] = (), within: Span | None = None, author: str = "a"
) -> Document:
    return Document("d", _TEXT, gold, arguable, author=author, within=within)


def _gold(start: int, category: Category = Category.OMISSION, *, is_explicit: bool = True) -> Gold:
    return Gold(Span(start, start + 4), category, is_explicit)


def _flag(start: int, category: Category | None = Category.OMISSION) -> Flag:
    return Flag(Span(start, start + 4), category)


def test_an_overlap_is_a_hit_whatever_its_category() -> None:
    """One letter in common is a hit; its category is judged apart from that."""
    counts = count_document(_document(_gold(0), _gold(10)), [Flag(Span(3, 6), Category.HEROICS)])
    assert counts["all", "found"] == counts["all", "right"] == 1
    assert counts["all", "gold"] == 2
    assert counts["all", "named"] == 0
    assert counts["omission", "found"] == counts["hindsight", "found"] == 1
    assert counts["heroics", "right"] == counts["shallow", "right"] == 1


def test_arguable_spans_count_neither_way() -> None:
    """A finding on a phrase the readers disagree about is neither right nor false."""
    counts = count_document(_document(arguable=(Span(0, 4),)), [_flag(0), _flag(5)])
    assert (counts["all", "right"], counts["all", "false"]) == (0, 1)


def test_only_the_part_that_was_read_counts() -> None:
    """What a detector finds in the neighbours of a sentence is not judged, nor are their words."""
    document = _document(_gold(5), within=Span(5, 14))
    counts = count_document(document, [_flag(0), _flag(5), _flag(10), _flag(20)])
    assert (counts["all", "right"], counts["all", "false"]) == (1, 1)
    assert counts["all", "words"] == 2


def test_figures_are_those_of_all_authors_together() -> None:
    """A figure sums over authors, and its interval spans what other authors would have given."""
    documents = [
        _document(_gold(0), _gold(5, is_explicit=False), author="one"),
        _document(_gold(0), author="two"),
        _document(_gold(0, Category.PUNITIVE), author="three"),
    ]
    found = [[_flag(0), _flag(10)], [], [_flag(0)]]
    figures = measure(count_authors(documents, found), knows_categories=True)
    assert figures["precision"].value == pytest.approx(2 / 3, abs=1e-4)
    assert figures["recall"].value == 0.5
    assert figures["f1"].value == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5), abs=1e-4)
    assert figures["explicit recall"].value == pytest.approx(2 / 3, abs=1e-4)
    assert figures["implied recall"].value == 0.0
    assert figures["false per 1,000 words"].value == pytest.approx(1000 / 18, abs=1e-4)
    assert figures["right category"].value == 0.5
    assert figures["blame recall"].value == 1.0
    assert figures["recall"].low == 0.0
    assert figures["recall"].high == 1.0
    assert figures["recall"].cases == 4
    assert "heroics recall" not in figures


def test_figures_are_the_same_in_every_run() -> None:
    """The draws of the interval are seeded: nothing changes but by what is measured."""
    authors = count_authors([_document(_gold(0))] * 3, [[_flag(0)], [], [_flag(5)]])
    assert measure(authors, knows_categories=False) == measure(authors, knows_categories=False)


def test_peers_have_no_figures_of_our_categories() -> None:
    """Who does not know our categories is measured by where it points only."""
    figures = measure(
        count_authors([_document(_gold(0))], [[_flag(0, None)]]), knows_categories=False
    )
    assert set(figures) == {
        "precision",
        "recall",
        "f1",
        "explicit recall",
        "false per 1,000 words",
    }


def test_agreement_of_two_readers() -> None:
    """F1 of overlapping spans both ways, shared categories, and kappa per sentence."""
    text = "One came. Two went. Three stayed. Four slept.\n"
    one = (Gold(Span(0, 3), Category.HEROICS), Gold(Span(10, 13), Category.PUNITIVE))
    other = (Gold(Span(2, 8), Category.HEROICS), Gold(Span(20, 25), Category.OMISSION))
    found = agree([Document("d", text, (), readings=(one, other))])
    assert found is not None
    assert (found.f1, found.category, found.sentences) == (0.5, 1.0, 4)
    assert found.kappa == 0.0
    assert agree([Document("d", text, one)]) is None


def test_kappa_takes_chance_away() -> None:
    """Two readers who agree as often as chance would have it get 0, full agreement 1."""
    assert kappa([(True, True), (False, False)]) == 1.0
    assert kappa([(True, True), (True, False), (False, True), (False, False)]) == 0.0
    assert kappa([(False, False)] * 3) == 1.0
