"""The accepted figures and the eval that fails when they fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from evals.language import main
from evals.language_record import (
    Record,
    SetFigures,
    find_falls,
    join_records,
    read_record,
    write_record,
)
from evals.language_report import FILE, write_report
from evals.language_score import Figure


def _record(
    *, is_own: bool = True, absent: dict[str, str] | None = None, **figures: Figure
) -> Record:
    one = SetFigures(
        name="drafts",
        note="",
        is_in_view=False,
        is_own=is_own,
        documents=9,
        authors=9,
        words=1000,
        explicit=40,
        implied=10,
        arguable=0,
        marked_share=0.1,
        agreement=None,
        detectors={"rules": figures},
    )
    return Record(sets=(one,), absent=absent or {})


def _figure(value: float, low: float, high: float, cases: int = 50) -> Figure:
    return Figure(value=value, low=low, high=high, cases=cases)


@pytest.mark.parametrize(
    ("before", "after", "has_fallen"),
    [
        (_figure(0.60, 0.50, 0.70), 0.51, False),
        (_figure(0.60, 0.50, 0.70), 0.49, True),
        (_figure(0.60, 0.50, 0.70), 0.99, False),
        (_figure(1.0, 1.0, 1.0, cases=20), 0.95, False),
        (_figure(1.0, 1.0, 1.0, cases=20), 0.90, True),
    ],
)
def test_a_figure_may_move_within_its_interval(
    before: Figure, after: float, has_fallen: bool
) -> None:
    """Chance fails nothing, not even where an interval has no width; a real fall does."""
    now = _record(recall=_figure(after, 0, 1))
    falls = list(find_falls(_record(recall=before), now))
    assert bool(falls) == has_fallen
    if falls:
        assert f"drafts, rules: recall was {before.value:.2f}" in falls[0]


def test_more_false_findings_are_a_fall() -> None:
    """The rate of false findings is better when it is lower; one finding more is no fall."""
    before = _record(**{"false per 1,000 words": _figure(0.5, 0.4, 0.6, cases=1000)})
    one_more = _record(**{"false per 1,000 words": _figure(1.5, 0.4, 0.6, cases=1000)})
    many_more = _record(**{"false per 1,000 words": _figure(2.5, 0.4, 0.6, cases=1000)})
    assert not list(find_falls(before, one_more))
    assert list(find_falls(before, many_more))


def test_sets_of_others_are_held_to_their_record_too() -> None:
    """Where real reports are at hand, a fall on them counts as one on our own."""
    high, low = _figure(0.9, 0.8, 1.0), _figure(0.1, 0.0, 0.2)
    assert list(find_falls(_record(is_own=False, recall=high), _record(is_own=False, recall=low)))


def test_what_could_not_be_measured_keeps_its_figures() -> None:
    """Without the network or the shared folder the record loses nothing, and says so."""
    old = _record(recall=_figure(0.5, 0.4, 0.6))
    now = _record(absent={"rules": "not here."})
    now = now.model_copy(update={"sets": (now.sets[0].model_copy(update={"detectors": {}}),)})
    joined = join_records(old, now)
    assert joined.sets[0].detectors["rules"]["recall"].value == 0.5
    assert "- rules: not here." in write_report(joined)
    outside = _record(is_own=False, recall=_figure(0.5, 0.4, 0.6))
    assert join_records(outside, Record(sets=(), absent={"drafts": "gone."})).sets == outside.sets
    assert join_records(outside, Record(sets=())).sets == ()


def test_the_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Figures survive their file, one a line; a damaged file says how to write it anew."""
    record = _record(recall=_figure(0.5, 0.4, 0.6), absent={"alex": "no npm."})
    path = tmp_path / "language.json"
    path.write_text(write_record(record), encoding="utf-8")
    assert read_record(path) == record
    assert '"recall": { "value": 0.5, "low": 0.4, "high": 0.6, "cases": 50 }' in path.read_text()
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="--accept"):
        read_record(path)
    assert read_record(tmp_path / "none.json") == Record(sets=())


def test_the_committed_report_says_what_the_committed_figures_say() -> None:
    """The page people read cannot drift from the figures the eval is held to."""
    assert FILE.read_text(encoding="utf-8") == write_report(read_record())


def test_sets_of_your_own_are_measured_and_leave_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anybody can measure the rules on drafts of their own; the report stays as it is."""
    (tmp_path / "x.md").write_text("# Late\n\nThe clerk forgot to count the crates.\n", "utf-8")
    gold = {"findings": [{"quote": "forgot to count", "category": "omission"}]}
    (tmp_path / "x.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    before = FILE.read_bytes()
    assert main(["--drafts", str(tmp_path), "--no-own", "--only", "rules"]) == 0
    assert "| rules | 1 | 1.00 | 1.00 | 1.00 |" in capsys.readouterr().out
    assert FILE.read_bytes() == before


def test_bad_input_ends_with_its_place_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in a set of your own is a sentence, not a traceback."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": 7}\n', encoding="utf-8")
    assert main(["--gold", str(gold), "--no-own"]) == 2
    assert capsys.readouterr().err.strip() == f"{gold}:1: 'id' is missing or not text."
