"""A scripted model server on 127.0.0.1, speaking OpenAI's chat completions and Ollama's chat.

Every script has a model name of its own, so scripts do not meet. The last step of a script
repeats. `Answer.content` may be text, anything JSON takes, or a function of the request's
body that returns either; a whole step may be such a function too::

    with ModelServer() as server:
        model = server.script(Failure(429, headers={"retry-after": "0"}), Answer({"findings": []}))
        ...                                     # talk to openai/<model> at server.openai_url
        server.requests(model)[0].body
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A chat answer; `pause_s` between single bytes makes it trickle."""

    content: Any = None
    finish: str = "stop"
    refusal: str | None = None
    usage: Any = True
    message: dict[str, Any] | None = None
    pause_s: float = 0.0


@dataclass(frozen=True)
class Failure:
    """An HTTP error as OpenAI words it."""

    status: int
    message: str = "scripted failure"
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Any body with any content type."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True)
class HangUp:
    """A connection that is reset, before the answer or in the middle of it."""

    midway: bool = False


@dataclass(frozen=True)
class Silence:
    """A request that is never answered."""


Step = Answer | Failure | Raw | HangUp | Silence
Script = Step | Callable[[Body], Step]


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Body

    @property
    def text(self) -> str:
        """Return all messages as one text."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])


def numbered_sentences(body: Body) -> dict[str, str]:
    """Return the sentences of a request by their ids."""
    user = next(m["content"] for m in body["messages"] if m["role"] == "user")
    return dict(re.findall(r"^\[(S\d+)\] (.*)$", user, re.M))


def finding(sentence: str, quote: str, category: str = "judgement", **more: Any) -> dict[str, Any]:
    """Return one finding as a model would word it."""
    return {
        "sentence": sentence,
        "quote": quote,
        "category": category,
        "why": "It grades a person and not the work.",
        "question": "What did they see at the time?",
    } | more


def quoting(*pairs: tuple[str, str]) -> Callable[[Body], dict[str, Any]]:
    """Return a model that finds each (quote, category) in whichever sentence holds it."""

    def read(body: Body) -> dict[str, Any]:
        found = [
            finding(key, quote, category)
            for key, text in numbered_sentences(body).items()
            for quote, category in pairs
            if quote in text
        ]
        return {"findings": found}

    return read


class ModelServer:
    """The server; use it as a context manager."""

    def __init__(self) -> None:
        self._scripts: dict[str, tuple[Script, ...]] = {}
        self._received: list[Received] = []
        self._names = itertools.count(1)
        self._lock = threading.Lock()
        self.open_requests = 0
        self.most_open_requests = 0
        self.stopping = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.openai_url = f"{self.url}/v1"
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def script(self, *steps: Script, name: str = "") -> str:
        """Return the name of a new model that answers with these steps in turn."""
        name = name or f"scripted-{next(self._names)}"
        with self._lock:
            self._scripts[name] = steps
            self._received = [r for r in self._received if r.body.get("model") != name]
        return name

    def requests(self, model: str) -> list[Received]:
        """Return the requests a model has received, in order of arrival."""
        with self._lock:
            return [r for r in self._received if r.body.get("model") == model]

    def everything(self) -> list[Received]:
        """Return every request that reached the server, whatever its path."""
        with self._lock:
            return list(self._received)

    def take(self, received: Received) -> Step:
        """Record a request and return the step that answers it."""
        model = str(received.body.get("model"))
        with self._lock:
            self._received.append(received)
            number = sum(r.body.get("model") == model for r in self._received) - 1
            steps = self._scripts.get(model, (Failure(404, f"no model {model}"),))
        step = steps[min(number, len(steps) - 1)]
        return step(received.body) if callable(step) else step

    def count(self, change: int) -> None:
        """Keep the number of requests in work and its highest value."""
        with self._lock:
            self.open_requests += change
            self.most_open_requests = max(self.most_open_requests, self.open_requests)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that went away: some scripts make them."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    _reasons: ClassVar[dict[str, str]] = {"length": "length"}

    def log_message(self, *_: object) -> None:
        """Write nothing to the test's output."""

    def do_GET(self) -> None:
        self.server.owner.take(Received(self.path, dict(self.headers), {}))
        self._send(b'{"error": {"message": "not found"}}', 404)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = {}
        owner = self.server.owner
        owner.count(+1)
        try:
            self._answer(owner.take(Received(self.path, dict(self.headers), body)), body)
        except OSError:
            self.close_connection = True
        finally:
            owner.count(-1)

    def _answer(self, step: Step, body: Body) -> None:
        match step:
            case Failure(status, message, code, headers):
                error = {"message": message, "type": "scripted", "code": code}
                self._send(json.dumps({"error": error}).encode(), status, headers=headers)
            case Raw(content, status, content_type):
                self._send(content, status, content_type)
            case Silence():
                self.server.owner.stopping.wait()
                self.close_connection = True
            case HangUp(midway):
                self._hang_up(midway)
            case Answer():
                self._send(self._completion(step, body), pause_s=step.pause_s)

    def _completion(self, step: Answer, body: Body) -> bytes:
        content = step.content(body) if callable(step.content) else step.content
        text = content if content is None or isinstance(content, str) else json.dumps(content)
        sent = len(json.dumps(body["messages"])) // 4
        received = len(text or "") // 4
        if self.path.endswith("/api/chat"):
            answer: dict[str, Any] = {
                "model": body["model"],
                "created_at": "2026-01-01T00:00:00Z",
                "message": {"role": "assistant", "content": text},
                "done": True,
                "done_reason": step.finish,
                "prompt_eval_count": sent,
                "eval_count": received,
            }
            return json.dumps(answer).encode()
        message = {"role": "assistant", "content": text, "refusal": step.refusal}
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": step.message or message,
                    "finish_reason": step.finish,
                }
            ],
        }
        if step.usage is True:
            answer["usage"] = {
                "prompt_tokens": sent,
                "completion_tokens": received,
                "total_tokens": sent + received,
            }
        elif step.usage is not None:
            answer["usage"] = step.usage
        return json.dumps(answer).encode()

    def _send(
        self,
        body: bytes,
        status: int = 200,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        pause_s: float = 0.0,
    ) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        for piece in _pieces(body, pause_s):
            self.wfile.write(piece)
            self.wfile.flush()
            if pause_s and self.server.owner.stopping.wait(pause_s):
                break

    def _hang_up(self, midway: bool) -> None:
        if midway:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", "4000")
            self.end_headers()
            self.wfile.write(b'{"choices": [{"message": {"content": "{')
            self.wfile.flush()
        # A linger time of 0 makes closing the socket send a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


def _pieces(body: bytes, pause_s: float) -> Iterable[bytes]:
    if not pause_s:
        return [body]
    return (body[i : i + 1] for i in range(len(body)))
