"""Reading texts with their gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError
from assistant.finding import Category
from evals.language_sets import own_sets, read_drafts, read_reports, read_sentences

_TEXT = "# Late\n\nThe clerk forgot it. The clerk forgot it again.\n"
_FORGOT = {"quote": "forgot it", "category": "omission", "explicit": True}


def _draft(folder: Path, *findings: Any, name: str = "a") -> Path:
    (folder / f"{name}.md").write_text(_TEXT, encoding="utf-8")
    gold = json.dumps({"findings": findings})
    (folder / f"{name}.gold.json").write_text(gold, encoding="utf-8")
    return folder


def _report(folder: Path, **entry: Any) -> tuple[Path, Path]:
    (folder / "r.md").write_text(_TEXT, encoding="utf-8")
    gold = folder / "gold.jsonl"
    gold.write_text("\n" + json.dumps({"id": "r", "findings": [], **entry}) + "\n", "utf-8")
    return gold, folder


def _sentences(folder: Path, **entry: Any) -> Path:
    whole = {
        "id": "v1-1",
        "voice": "v1",
        "section": "actions",
        "before": "Before it.",
        "text": "The clerk forgot it.",
        "after": "After it.",
        "findings": [_FORGOT],
    }
    (folder / "v1.jsonl").write_text(json.dumps({**whole, **entry}) + "\n", encoding="utf-8")
    return folder


def test_own_sets_are_whole_and_apart() -> None:
    """Every annotated text of ours loads and stands in one set; those held back were read twice."""
    sets = own_sets()
    names = [document.name for one in sets for document in one.documents]
    assert len(names) == len(set(names))
    held = [one for one in sets if not one.is_in_view]
    assert [len(one.documents) for one in held] == [28, 24, 1530]
    assert all(d.readings is not None for one in held for d in one.documents)
    seen = {d.author for one in sets if one.is_in_view for d in one.documents}
    assert not seen & {d.author for one in held for d in one.documents}


def test_the_named_occurrence_is_marked(tmp_path: Path) -> None:
    """Where a phrase stands twice, the gold says which one is meant."""
    [document] = read_drafts(_draft(tmp_path, {**_FORGOT, "occurrence": 2}))
    assert document.gold[0].span.start == _TEXT.rindex("forgot it")


@pytest.mark.parametrize(
    ("finding", "message"),
    [
        ({**_FORGOT, "quote": "nowhere"}, "the text holds the quote 'nowhere' 0 times, not 1"),
        ({**_FORGOT, "quote": ""}, "0 times"),
        ({**_FORGOT, "occurrence": 3}, "the text holds the quote 'forgot it' 2 times, not 3"),
        ({**_FORGOT, "category": "blame"}, "no category is called 'blame'. Known: person-as-cause"),
        ({"quote": "forgot it"}, "'category' is missing or not text"),
        ({**_FORGOT, "explicit": "yes"}, "'explicit' is missing or not true or false"),
        ("forgot it", "is not an object"),
    ],
)
def test_a_draft_that_does_not_fit_is_named_with_its_place(
    tmp_path: Path, finding: Any, message: str
) -> None:
    """Somebody who brings drafts of their own is told which finding of which file is wrong."""
    with pytest.raises(InputError) as error:
        read_drafts(_draft(tmp_path, _FORGOT, finding))
    assert f"{tmp_path / 'a.gold.json'}: findings 2" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"findings": [{"start": 50, "end": 99, "category": "omission"}]},
            "50 to 99 is no part",
        ),
        ({"findings": [{"start": 9, "end": 9, "category": "omission"}]}, "9 to 9 is no part"),
        (
            {"findings": [{"start": 0, "end": 6, "category": "omission", "text": "# Soon"}]},
            "0 to 6 is '# Late', not '# Soon'",
        ),
        ({"arguable": [{"start": 0}]}, "arguable 1: 'end' is missing or not a whole number"),
        ({"findings": {}}, "'findings' is missing or not a list"),
        ({"id": "other"}, "other.md cannot be read"),
    ],
)
def test_a_report_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, entry: dict[str, Any], message: str
) -> None:
    """Offsets outside the text, or beside the words they claim, are refused with their line."""
    with pytest.raises(InputError) as error:
        read_reports(*_report(tmp_path, **entry))
    assert message in str(error.value)
    assert "gold.jsonl:2" in str(error.value) or "other.md" in str(error.value)


def test_text_that_is_no_gold_is_refused(tmp_path: Path) -> None:
    """A folder without drafts, bad JSON and a file that is not UTF-8 are errors, not empty sets."""
    with pytest.raises(InputError, match="holds no drafts"):
        read_drafts(tmp_path)
    gold = tmp_path / "gold.jsonl"
    gold.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold.jsonl:1: not JSON"):
        read_reports(gold, tmp_path)
    gold.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="holds no reports"):
        read_reports(gold, tmp_path)
    gold.write_bytes(b"\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_reports(gold, tmp_path)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({}, "## Actions\n\n- Before it.\n- The clerk forgot it.\n- After it.\n"),
        ({"section": "causes"}, "## Causes\n\nBefore it. The clerk forgot it. After it.\n"),
        ({"section": "other", "before": "", "after": ""}, "The clerk forgot it.\n"),
        (
            {"section": "impact", "text": "- He forgot it.", "after": "- Not me."},
            "## Impact\n\n- Before it.\n- He forgot it.\n- Not me.\n",
        ),
    ],
)
def test_a_sentence_is_read_where_it_stood(
    tmp_path: Path, entry: dict[str, Any], text: str
) -> None:
    """Heading, neighbours and list marks surround a sentence; only the sentence is judged."""
    [document] = read_sentences(_sentences(tmp_path, **entry))
    assert document.text == text
    assert document.within is not None
    assert document.within.of(text) == entry.get("text", "The clerk forgot it.")
    assert document.gold[0].span.of(text) == "forgot it"


def test_what_one_of_two_readers_marked_is_arguable(tmp_path: Path) -> None:
    """A finding is sure only where both readers saw it, and its category is the first one's."""
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    _draft(drafts, _FORGOT, {**_FORGOT, "occurrence": 2})
    second = tmp_path / "second.jsonl"
    others = [{**_FORGOT, "quote": "clerk forgot", "category": "judgement"}, _LATE]
    second.write_text(json.dumps({"id": "a", "findings": others}) + "\n", encoding="utf-8")
    [document] = read_drafts(drafts, second)
    assert [gold.category for gold in document.gold] == [Category.OMISSION]
    assert [span.of(_TEXT) for span in document.arguable] == ["Late", "forgot it"]


_LATE = {"quote": "Late", "category": "judgement", "explicit": False}


def test_a_second_labelling_of_nothing_is_refused(tmp_path: Path) -> None:
    """A second labelling of a text that is not there is a mistake, named with its line."""
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    second = tmp_path / "second.jsonl"
    second.write_text('{"id": "b", "findings": []}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"second.jsonl:1: .* holds nothing called 'b'"):
        read_drafts(_draft(drafts, _FORGOT), second)
