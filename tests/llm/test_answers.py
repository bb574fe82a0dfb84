"""What counts as an answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.answers import UnreadableAnswerError, answer_schema, is_refusal, read_answer
from tests.llm.model_server import finding

GOOD = finding("S1", "careless")
WHOLE = json.dumps({"findings": [GOOD, finding("S2", "forgot", "omission")]})


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"  \n{WHOLE}\n",
        f"```json\n{WHOLE}\n```",
        f"```\n{WHOLE}\n```\nAnything else?",
        f"I looked at [S1] closely. {WHOLE} Hope this helps {{really}}.",
        f"<think>maybe {{'findings': []}}?</think>\n{WHOLE}",
        json.dumps({"result": json.loads(WHOLE)}),
        json.dumps(json.loads(WHOLE)["findings"]),
    ],
)
def test_complete_json_is_found(text: str) -> None:
    """A complete answer is read wherever a model wraps it."""
    assert [f.quote for f in read_answer(text).offered] == ["careless", "forgot"]


def test_no_findings_is_an_answer() -> None:
    """An empty list means the text is fine."""
    assert read_answer('{"findings": []}').offered == ()


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_a_cut_answer_is_never_completed(length: int) -> None:
    """No beginning of an answer is taken for an answer."""
    with pytest.raises(UnreadableAnswerError):
        read_answer(WHOLE[:length])


@pytest.mark.parametrize(
    "text", ["", "  ", "No.", "{}", '{"findings": null}', '{"findings": "none"}', "[1, 2]", "["]
)
def test_anything_else_is_unreadable(text: str) -> None:
    """Other text and other JSON are no answers."""
    with pytest.raises(UnreadableAnswerError):
        read_answer(text)


@pytest.mark.parametrize(
    "change",
    [
        {"category": "rudeness"},
        {"category": None},
        {"quote": " "},
        {"quote": 7},
        {"sentence": None},
        {"why": ""},
        {"question": "\u200b"},
        {"question": "x" * 401},
        {"question": "See https://evil.example/?q=1"},
        {"question": "See [here](//evil.example)"},
        {"why": "<img src=x onerror=alert(1)>"},
        {"why": "![](x.png)"},
    ],
    ids=str,
)
def test_a_broken_finding_is_counted(change: dict[str, object]) -> None:
    """A finding outside the protocol is left out, counted, and named to the model."""
    answer = read_answer(json.dumps({"findings": [GOOD | change, GOOD]}))
    assert len(answer.offered) == 1
    assert answer.broken == 1
    assert answer.problem.startswith("findings.0")


def test_what_the_author_reads_is_one_clean_line() -> None:
    """Line breaks and invisible characters in the model's words do not reach the screen."""
    offered = GOOD | {"question": "What did\n they\u202e see?\u0007"}
    assert read_answer(json.dumps([offered])).offered[0].question == "What did they see?"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("I'm sorry, but I can't assist with that.", True),
        ("I cannot help with this request.", True),
        ("Sorry, no.", True),
        ("The draft is fine.", False),
        (WHOLE, False),
        ("I'm sorry it took so long: " + WHOLE, False),
    ],
)
def test_refusals_are_told_from_answers(text: str, refused: bool) -> None:
    """A refusal in plain words is not asked about again."""
    assert is_refusal(text) is refused


def test_the_schema_is_strict() -> None:
    """Providers with strict schemas require every property and allow no other."""
    schema = answer_schema()
    item = schema["properties"]["findings"]["items"]
    assert schema["additionalProperties"] is item["additionalProperties"] is False
    assert set(item["required"]) == set(item["properties"]) == set(GOOD)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("findings"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*GOOD, "findings"]), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_answer_or_unreadable(value: object) -> None:
    """Whatever JSON a model returns, reading it never fails in another way."""
    try:
        answer = read_answer(json.dumps(value))
    except UnreadableAnswerError:
        return
    assert answer.broken >= 0
