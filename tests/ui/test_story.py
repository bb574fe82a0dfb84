"""What the Story panel is told, and which departments are left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.diagnosis import load_departments
from assistant.diagnosis.prompts import load_prompts
from assistant.draft import parse_draft
from assistant.finding import Dismissed
from assistant.language import check_draft
from assistant.store import Store
from assistant.ui.payload import analyse_text, analysis_data
from assistant.ui.story import answered_questions, unaffected_departments

TOLD = (
    "# Refunds\n\n## Why\n\nThe careless clerk rushed the batch because of the deadline. The queue"
    " filled and then the workers stopped, and finance had to stay late.\n"
)

LONG = "# Orders\n\n## Summary\n\n" + "The queue filled and then the import stopped. " * 10 + "\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own."""
    with Store.open(f"sqlite:///{tmp_path / 'p.db'}") as opened:
        yield opened


def _data(text: str, **options: Any) -> dict[str, Any]:
    analysis = analyse_text(text, load_departments())
    return analysis_data(analysis, analysis.findings, "", 0, **options)


def _part(data: dict[str, Any], id: str) -> dict[str, Any]:
    return next(part for part in data["parts"] if part["id"] == id)


def test_what_is_told_is_shown_by_its_sentence() -> None:
    """Each part that counts as told leads to words of the text."""
    (told,) = _part(_data(TOLD), "technical")["told"]
    assert TOLD[told["from"] : told["to"]].startswith("The queue filled")
    assert told["quote"].startswith("The queue filled and then")


def test_what_no_finding_doubts_is_shown_first() -> None:
    """Of several sentences that tell a part, one that is asked about stands last."""
    text = (
        "# Refunds\n\nThe root cause was that the release had a deadline. The launch date had"
        " been promised to the board.\n"
    )
    first, last = _part(_data(text), "organisational")["told"]
    assert first["quote"].startswith("The launch date")
    assert last["quote"].startswith("The root cause")


def test_a_blaming_sentence_tells_once_it_is_dismissed() -> None:
    """It counts for nothing while its finding is open, and the panel says which one it is."""
    open_part = _part(_data(TOLD), "organisational")
    assert not open_part["told"]
    assert open_part["blamed"][0]["quote"].startswith("The careless clerk")
    dismissed = Dismissed(frozenset(f.fingerprint for f in check_draft(parse_draft(TOLD))))
    assert _part(_data(TOLD, dismissed=dismissed), "organisational")["told"]


def test_a_question_goes_into_the_text_once() -> None:
    """After it was put there, the panel leads to it instead of offering it again."""
    insert = _part(_data(TOLD), "human")["insert"]
    text = TOLD[: insert["from"]] + insert["insert"] + TOLD[insert["to"] :]
    part = _part(_data(text), "human")
    assert part["insert"] is None
    assert not part["told"]
    asked = part["asked"]
    assert text[asked["from"] : asked["to"]] == insert["insert"].strip()


@pytest.mark.parametrize("prompt", load_prompts(), ids=lambda one: one.id)
def test_a_question_put_into_the_text_is_no_finding(prompt: Any) -> None:
    """The program does not reproach the author with its own words."""
    question = prompt.question.rpartition("”. ")[2]
    assert not check_draft(parse_draft(f"The queue filled.\n\n[… {question}]\n"))


def test_a_department_left_out_stays_out_of_the_way_to_review(store: Store) -> None:
    """It is stored with the draft, is shown as left out, and nobody has to hear it."""
    draft = store.create_draft(TOLD)
    heard = next(s for s in _data(TOLD)["steps"] if s["id"] == "heard")
    assert "Finance" in heard["detail"]
    store.record_decision(
        draft.id, "department:finance", "dismissed", "checked", quote="Finance",
        category="department",
    )  # fmt: skip
    unaffected = unaffected_departments(store.decisions(draft.id))
    assert unaffected == {"finance": "checked"}
    data = _data(TOLD, unaffected=unaffected)
    (finance,) = [p for p in data["perspectives"] if p["department"] == "finance"]
    assert (finance["status"], finance["reason"]) == ("unaffected", "checked")
    heard = next(s for s in data["steps"] if s["id"] == "heard")
    assert "Finance" not in heard["detail"]


def test_a_question_called_answered_is_asked_no_more(store: Store) -> None:
    """It is stored with the draft by its words, and no other question is settled by it."""
    draft = store.create_draft(LONG)
    first, *others = _data(LONG)["prompts"]
    store.record_decision(
        draft.id, f"question:{first['id']}", "dismissed", "answered", quote=first["question"],
        category="question",
    )  # fmt: skip
    answered = answered_questions(store.decisions(draft.id))
    assert answered == {first["id"]: first["question"]}
    data = _data(LONG, answered=answered)
    assert data["answered"] == [{"id": first["id"], "question": first["question"]}]
    shown = [prompt["id"] for prompt in data["prompts"]]
    assert first["id"] not in shown
    assert shown[: len(others)] == [prompt["id"] for prompt in others]


def test_an_answer_under_the_heading_that_asks_for_it_counts() -> None:
    """What stands where the question stood answers it, whatever its words."""
    asked = "What the organisation pushed for"
    text = f"{LONG}\n### {asked}\n\nOn Fridays the shop goes live at eight.\n"
    open_ids = {prompt["id"] for prompt in _data(LONG)["prompts"]}
    assert "organisational-forces" in open_ids
    data = _data(text)
    assert "organisational-forces" not in {prompt["id"] for prompt in data["prompts"]}
    assert _part(data, "organisational")["told"]
