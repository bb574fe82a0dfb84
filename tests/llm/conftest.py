"""The scripted model server, litellm loaded once, and an environment that points to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.llm import ModelReview
from assistant.llm.cache import ReviewCache
from assistant.llm.client import RetryPolicy
from assistant.llm.runtime import load_litellm, run_on_loop
from assistant.settings import Settings
from tests.llm.model_server import Answer, ModelServer

KEY = "sk-unspoken-0123456789"
QUICK = RetryPolicy(attempts=3, first_pause_s=0.01)


@pytest.fixture(scope="session")
def litellm() -> Any:
    """Return litellm as the program loads it."""
    return load_litellm()


@pytest.fixture(scope="session")
def running_server(litellm: Any) -> Iterator[ModelServer]:
    """Yield the scripted model server of this test run, once litellm has spoken to it.

    The first request loads another 550 modules, which a short deadline must not meet.
    """
    with ModelServer() as server:
        model = f"openai/{server.script(Answer('ready'))}"
        messages = [{"role": "user", "content": "ready?"}]
        run_on_loop(
            litellm.acompletion(
                model=model, messages=messages, api_base=server.openai_url, api_key=KEY
            )
        )
        yield server


@pytest.fixture
def server(running_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """Return the server, with the providers' usual variables pointing to it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("OPENAI_API_BASE", running_server.openai_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OLLAMA_API_BASE", running_server.url)
    return running_server


Review = Callable[..., ModelReview]


@pytest.fixture
def review(server: ModelServer) -> Review:
    """Return a function that reviews a text with a model, its cache empty, its pauses short."""

    def run(text: str, model: str, *, timeout_s: float = 20.0, **more: Any) -> ModelReview:
        from assistant.draft import parse_draft
        from assistant.llm.passes import run_review

        name = model if "/" in model else f"openai/{model}"
        settings = Settings(model=name, model_timeout_s=timeout_s)
        more = {"policy": QUICK, "cache": ReviewCache()} | more
        return run_review(parse_draft(text), settings, **more)

    return run
