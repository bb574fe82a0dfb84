"""Every way a provider can fail, through the real litellm and a real socket."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.llm import ModelStatus
from assistant.llm.client import RetryPolicy
from assistant.llm.faults import Fault, ModelFaultError, mapped_exceptions
from tests.llm.conftest import Review
from tests.llm.model_server import (
    Answer,
    Body,
    Failure,
    HangUp,
    ModelServer,
    Raw,
    Script,
    Step,
    finding,
)

DRAFT = "The on-call engineer was careless. The queue grew to 4,000 jobs."
FOUND = {"findings": [finding("S1", "careless")]}
GOOD = Answer(FOUND)
PAGE = Raw(b"<html>Welcome</html>", 200, "text/html")
PAST = "Wed, 21 Oct 2015 07:28:00 GMT"
MIXED = {"findings": [finding("S1", "careless"), finding("S1", "careless", "rude")]}
HALF = json.dumps(FOUND)[:60]


def without_form(*forms: str, status: int = 400) -> Script:
    """Return a provider that takes none of these response formats."""

    def answer(body: Body) -> Step:
        form = (body.get("response_format") or {}).get("type")
        if form in forms:
            return Failure(status, f"response_format type {form} is not supported")
        return GOOD

    return answer


def only_when(is_fine: Callable[[Body], bool], message: str) -> Script:
    """Return a provider that refuses with this message until the request is fine."""
    return lambda body: GOOD if is_fine(body) else Failure(400, message)


@dataclass(frozen=True)
class Case:
    """A script, what the author is told, and how many requests that takes."""

    name: str
    steps: tuple[Script, ...]
    requests: int
    fault: Fault | None = None


CASES = (
    Case("a good answer", (GOOD,), 1),
    Case("429 with Retry-After", (Failure(429, headers={"retry-after": "0"}), GOOD), 2),
    Case("429 with a date", (Failure(429, headers={"retry-after": PAST}), GOOD), 2),
    Case("429 with nonsense", (Failure(429, headers={"retry-after": "soon"}), GOOD), 2),
    Case("429 for an hour", (Failure(429, headers={"retry-after": "3600"}),), 1, Fault.BUSY),
    Case("429 forever", (Failure(429),), 3, Fault.BUSY),
    Case("500, 503, good", (Failure(500), Failure(503), GOOD), 3),
    Case("529 then good", (Failure(529), GOOD), 2),
    Case("500 forever", (Failure(500),), 3, Fault.UNAVAILABLE),
    Case("502 with a page", (Raw(b"<html>Bad Gateway</html>", 502, "text/html"), GOOD), 2),
    Case("401", (Failure(401, "Incorrect API key provided"),), 1, Fault.KEY),
    Case("403", (Failure(403),), 1, Fault.KEY),
    Case("402", (Failure(402),), 1, Fault.CREDIT),
    Case("404", (Failure(404, "no such model"),), 1, Fault.MODEL_MISSING),
    Case("400", (Failure(400, "invalid value for top_p"),), 1, Fault.REJECTED),
    Case("422", (Failure(422),), 1, Fault.REJECTED),
    Case("413", (Failure(413),), 1, Fault.TOO_LONG),
    Case("too long", (Failure(400, "maximum context length is 8192"),), 1, Fault.TOO_LONG),
    Case("filtered", (Failure(400, "content management policy"),), 1, Fault.REFUSED),
    Case("a web page instead", (PAGE,), 3, Fault.UNREACHABLE),
    Case("half of a response", (Raw(b'{"choices": [{"mess'), GOOD), 2),
    Case("an empty response", (Raw(b""), GOOD), 2),
    Case("a response of nothing", (Raw(b"null"),), 3, Fault.UNREACHABLE),
    Case("no choices", (Raw(b'{"choices": [], "object": "chat.completion"}'),), 2, Fault.UNUSABLE),
    Case("content of a wrong type", (Answer(message={"content": 5}),), 3, Fault.UNREACHABLE),
    Case("usage of a wrong type", (Answer(FOUND, usage={"prompt_tokens": "many"}), GOOD), 2),
    Case("hung up at once", (HangUp(), GOOD), 2),
    Case("hung up midway", (HangUp(midway=True), GOOD), 2),
    Case("hung up forever", (HangUp(),), 3, Fault.UNREACHABLE),
    Case("JSON in a fence", (Answer(f"Here:\n```json\n{json.dumps(FOUND)}\n```\nGood luck!"),), 1),
    Case("JSON after thinking", (Answer(f"<think>{{what?}}</think>{json.dumps(FOUND)}"),), 1),
    Case("a bare list", (Answer(FOUND["findings"]),), 1),
    Case("more keys than asked", (Answer(FOUND | {"score": 3}),), 1),
    Case("prose, then good", (Answer("All fine!"), GOOD), 2),
    Case("prose forever", (Answer("All fine!"),), 2, Fault.UNUSABLE),
    Case("another object, then good", (Answer({"items": []}), GOOD), 2),
    Case("half of an answer, then good", (Answer(HALF, finish="length"), GOOD), 2),
    Case("half of an answer, forever", (Answer(HALF, finish="length"),), 2, Fault.CUT),
    Case("half, said to be whole", (Answer(HALF), GOOD), 2),
    Case("whole, said to be half", (Answer(FOUND, finish="length"),), 1),
    Case("empty, then good", (Answer(""), GOOD), 2),
    Case("null forever", (Answer(None),), 2, Fault.UNUSABLE),
    Case("refused", (Answer(None, refusal="I can't help with that"),), 1, Fault.REFUSED),
    Case("refused in words", (Answer("I'm sorry, but I can't help with that."),), 1, Fault.REFUSED),
    Case("stopped by a filter", (Answer("", finish="content_filter"),), 1, Fault.REFUSED),
    Case("no json_schema", (without_form("json_schema"),), 2),
    Case("no json_schema, as llama.cpp says it", (without_form("json_schema", status=500),), 2),
    Case("no temperature", (only_when(lambda b: "temperature" not in b, "temperature: 1"),), 2),
    Case(
        "another name for the limit",
        (only_when(lambda b: "max_tokens" not in b, "use max_completion_tokens instead"),),
        2,
    ),
    Case("a good part, then a failure", (Answer(MIXED), Failure(400)), 2),
    Case("a good part, then prose", (Answer(MIXED), Answer("Fine!")), 2),
    Case("no response_format at all", (without_form("json_schema", "json_object"),), 3),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_fault_is_a_status(case: Case, server: ModelServer, review: Review) -> None:
    """A failing model ends in a finding or in words for the author, after the right requests."""
    model = server.script(*case.steps)
    result = review(DRAFT, model)
    if case.fault is None:
        assert (result.status, result.reason) == (ModelStatus.OK, None)
        assert [f.text for f in result.findings] == ["careless"]
    else:
        assert result.status is ModelStatus.FAILED
        assert result.reason == str(ModelFaultError(case.fault))
        assert result.findings == ()
    assert len(server.requests(model)) == result.requests == case.requests


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (GOOD, None),
        (Failure(404, "model not found, try pulling it first"), Fault.MODEL_MISSING),
        (Failure(500), Fault.UNAVAILABLE),
        (Raw(b"<html>", 200, "text/html"), Fault.UNREACHABLE),
        (Failure(401), Fault.KEY),
    ],
    ids=["good", "404", "500", "page", "401"],
)
def test_ollama_is_asked_in_its_own_way(
    step: Step, fault: Fault | None, server: ModelServer, review: Review
) -> None:
    """A local Ollama gets its context size, the form of the answer, and no other request."""
    model = server.script(step)
    result = review(DRAFT, f"ollama/{model}")
    assert result.reason == (str(ModelFaultError(fault)) if fault else None)
    body = server.requests(model)[0].body
    assert server.requests(model)[0].path == "/api/chat"
    assert body["options"]["num_ctx"] == 8192
    assert body["format"]["required"] == ["findings"]
    assert not [r for r in server.everything() if r.path == "/api/show"]


def test_every_exception_of_litellm_is_mapped(litellm: Any) -> None:
    """A new litellm cannot bring an exception the author would get no words for."""
    own = {
        name
        for name, value in vars(litellm.exceptions).items()
        if inspect.isclass(value)
        and issubclass(value, BaseException)
        and value.__module__ == "litellm.exceptions"
    }
    assert own - mapped_exceptions() == set()


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_words(fault: Fault) -> None:
    """Each fault is told in whole sentences without the vocabulary of HTTP."""
    error = ModelFaultError(fault)
    assert error.message.endswith(".")
    assert not any(word in str(error) for word in ("HTTP", "JSON", "exception", "status"))


def test_a_model_name_nobody_knows(review: Review) -> None:
    """A name litellm cannot place is said to be the problem, and nothing is sent."""
    result = review(DRAFT, "nonsense/model")
    assert result.reason == str(ModelFaultError(Fault.MODEL_NAME))
    assert result.requests == 0


def test_no_key(server: ModelServer, review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key the author is told to set one, not that the provider is broken."""
    monkeypatch.delenv("OPENAI_API_KEY")
    assert review(DRAFT, server.script(GOOD)).reason == str(ModelFaultError(Fault.KEY))


def test_the_provider_says_how_long_to_wait(server: ModelServer, review: Review) -> None:
    """Retry-After comes before the program's own pause, which never outlasts the deadline."""
    slow = RetryPolicy(attempts=3, first_pause_s=3600.0)
    told = server.script(Failure(429, headers={"retry-after": "0"}), GOOD)
    told_in_ms = server.script(Failure(429, headers={"retry-after-ms": "1"}), GOOD)
    untold = server.script(Failure(429), GOOD)
    assert review(DRAFT, told, policy=slow).status is ModelStatus.OK
    assert review(DRAFT, told_in_ms, policy=slow).status is ModelStatus.OK
    assert review(DRAFT, untold, policy=slow).reason == str(ModelFaultError(Fault.BUSY))


def test_nothing_listens(
    server: ModelServer, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address where nothing listens is told as such."""
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    assert review(DRAFT, "absent").reason == str(ModelFaultError(Fault.UNREACHABLE))
