"""What the libraries underneath would give away if they were let."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.llm.faults import Fault, ModelFaultError
from tests.llm.conftest import KEY, Review
from tests.llm.model_server import Answer, Failure, HangUp, ModelServer, Raw, finding

DRAFT = "The Kestrel team was careless."
STEPS = (
    Failure(401, f"Incorrect API key provided: {KEY}. You sent: {DRAFT}"),
    Failure(500, DRAFT),
    Raw(f"<html>{DRAFT} {KEY}</html>".encode(), 200, "text/html"),
    Answer(f"{DRAFT} {KEY}"),
    Answer(message={"content": [DRAFT]}),
    HangUp(),
    Answer({"findings": [finding("S1", "careless")]}),
)


def test_no_log_and_no_reason_quotes_the_draft_or_the_key(
    server: ModelServer,
    review: Review,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Neither logs at their most talkative nor messages nor output hold text or key."""
    caplog.set_level(logging.DEBUG)
    reasons = [review(DRAFT, server.script(step)).reason for step in STEPS]
    told = "".join((caplog.text, *capfd.readouterr(), *map(str, reasons)))
    assert not [word for word in ("Kestrel", "careless", KEY) if word in told]


def test_a_tracer_in_the_shell_gets_nothing(
    server: ModelServer, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tracing switched on in the user's environment does not ship drafts."""
    for prefix in ("LANGSMITH", "LANGCHAIN"):
        monkeypatch.setenv(f"{prefix}_ENDPOINT", server.url)
        monkeypatch.setenv(f"{prefix}_API_KEY", "lsv2_pt_0123456789")
        monkeypatch.setenv(f"{prefix}_TRACING", "true")
        monkeypatch.setenv(f"{prefix}_TRACING_V2", "true")
    before = len(server.everything())
    review(DRAFT, server.script(Answer({"findings": []})))
    new = server.everything()[before:]
    assert [r.path for r in new] == ["/v1/chat/completions"]


LIGHT = """
import sys
from assistant.draft import parse_draft
from assistant.errors import ModelError
from assistant.llm import preview_request, review_with_model
from assistant.settings import Settings
draft = parse_draft("The team was careless.")
settings = Settings(model="openai/x")
review_with_model(draft, Settings(model=""))
print(sorted({"litellm", "langchain_core", "tiktoken", "rapidfuzz", "openai"} & set(sys.modules)))
sys.modules["rapidfuzz"] = None
print(review_with_model(draft, settings).reason)
try:
    preview_request(draft, settings)
except ModelError as error:
    print(error)
del sys.modules["rapidfuzz"]
print("[S1] The team was careless." in preview_request(draft, settings), "litellm" in sys.modules)
sys.modules["litellm"] = None
print(review_with_model(draft, settings).reason)
"""

WHOLE = """
import os, socket, sys
connect = socket.socket.connect
def only_loopback(self, address):
    if not str(address[0]).startswith("127."):
        print("reached for", address)
        os._exit(9)
    return connect(self, address)
socket.socket.connect = only_loopback
def no_name(host, *rest, _real=socket.getaddrinfo, **more):
    if not str(host).startswith("127."):
        print("looked up", host)
        os._exit(9)
    return _real(host, *rest, **more)
socket.getaddrinfo = no_name
from assistant.draft import parse_draft
from assistant.llm import review_with_model
from assistant.settings import Settings
draft = parse_draft("The Llama team was careless.")
for model in sys.argv[1:]:
    review = review_with_model(draft, Settings(model=model))
    print(review.status, [f.text for f in review.findings])
print(os.environ.get("A_SECRET_OF_DOTENV"))
"""


def run(program: str, *arguments: str, cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    """Return a Python program run in a process of its own, warnings shown."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=os.environ | {"PYTHONWARNINGS": "default"},
    )


def test_the_room_is_light_until_a_review_runs() -> None:
    """Being off and previewing load no litellm; a missing package is told, not raised."""
    missing = str(ModelFaultError(Fault.NOT_INSTALLED))
    done = run(LIGHT)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["[]", missing, missing, "True False", missing]


def test_a_fresh_process_reaches_the_model_and_nobody_else(
    server: ModelServer, tmp_path: Path
) -> None:
    """From import to exit only the configured address is spoken to, quietly and to the end."""
    (tmp_path / ".env").write_text("A_SECRET_OF_DOTENV=read\n")
    good = Answer({"findings": [finding("S1", "careless")]})
    name = server.script(good, name="meta-llama/Llama-3-8b")
    ollama = server.script(good, name="llama3")
    done = run(WHOLE, f"openai/{name}", f"ollama_chat/{ollama}", cwd=str(tmp_path))
    assert done.stdout.splitlines() == ["ok ['careless']"] * 2 + ["None"]
    assert done.stderr == ""
    assert done.returncode == 0
