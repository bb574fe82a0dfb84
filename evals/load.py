"""Twenty authors who type at once: how long one process takes to answer, and what it holds.

``python -m evals load`` starts the real app and speaks to it as Streamlit's page does, over
a websocket for each author. Every author has a draft of 1,000 words and types without a
pause, so that the editor sends its text at its fastest pace; after every fifth sentence
comes a pause, in which the desk looks for siblings. An update is answered when the
findings for it have arrived. Browsers are left out: each brings a processor of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from assistant.ui.payload import MAX_MS
from evals.bench import sample_text
from tests.browser.app import App, fill_library, running_app

_WORDS = 1_000
_PHRASE = " The planner failed to notice row {number}."
_POLL_AFTER_S = 0.6
_PAUSE_EVERY = 5
_GIVE_UP_AFTER_S = 30


def main(arguments: list[str]) -> int:
    """Measure one process under several authors and print a table."""
    parser = argparse.ArgumentParser(prog="python -m evals load", description=__doc__)
    parser.add_argument("--authors", type=int, nargs="*", default=[1, 20])
    parser.add_argument("--updates", type=int, default=20, help="sentences each author types")
    parser.add_argument("--tabs", type=int, default=100, help="tabs opened to weigh one")
    given = parser.parse_args(arguments)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| authors typing at once | p50 | p95 | processor, an update | memory |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        # To index the library takes memory of its own.
        fill_library(Path(folder))
        for authors in given.authors:
            with running_app(Path(folder)) as app:
                print(asyncio.run(_measure(app, authors, given.updates)))
        with running_app(Path(folder)) as app:
            grown = asyncio.run(_memory_of_tabs(app, given.tabs))
        print(f"\nEach of {given.tabs} open tabs, after its first edit: {grown:.1f} MB")
    return 0


async def _measure(app: App, authors: int, updates: int) -> str:
    """Return the row of the table for so many authors."""
    async with _Author(app) as first:
        # Rules, index and encoder are loaded by the first page and are not an author's.
        await first.type(2 * _PAUSE_EVERY)
    sessions = [_Author(app) for _ in range(authors)]
    await asyncio.gather(*(one.__aenter__() for one in sessions))
    used = -_processor_s(app)
    answers = await asyncio.gather(*(one.type(updates) for one in sessions))
    used += _processor_s(app)
    after = _memory_mb(app)
    await asyncio.gather(*(one.__aexit__() for one in sessions))
    waits = sorted(wait for each in answers for wait in each)
    p95 = waits[int(len(waits) * 0.95)]
    return (
        f"| {authors} ({len(waits)} updates) | {statistics.median(waits):.0f} ms | {p95:.0f} ms"
        f" | {used / len(waits) * 1000:.0f} ms | {after:.0f} MB |"
    )


async def _memory_of_tabs(app: App, tabs: int) -> float:
    """Return the megabytes by which each open tab makes the process grow."""
    async with _Author(app) as first:
        await first.type(_PAUSE_EVERY)
    before = _memory_mb(app)
    sessions = [_Author(app) for _ in range(tabs)]
    for one in sessions:
        await one.__aenter__()
    await asyncio.gather(*(one.type(1) for one in sessions))
    grown = _memory_mb(app) - before
    await asyncio.gather(*(one.__aexit__() for one in sessions))
    return grown / tabs


class _Author:
    """One browser tab with one draft open."""

    def __init__(self, app: App) -> None:
        self._text = sample_text(_WORDS)
        self._draft_id = app.store.create_draft(self._text).id
        self._url = app.url.replace("http://", "ws://") + "/_stcore/stream"
        self._version = 1
        self._revision = 0
        self._widget, self._fragment, self._page = "", "", ""
        self._answer: dict[str, Any] = {}

    async def __aenter__(self) -> _Author:
        self._socket: ClientConnection = await connect(
            self._url,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
        )
        message = BackMsg()
        message.rerun_script.query_string = f"draft={self._draft_id}"
        await self._socket.send(message.SerializeToString())
        await self._hear(lambda answer: bool(answer["analysis"]))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def type(self, updates: int) -> list[float]:
        """Type so many sentences; return the milliseconds until each was answered."""
        waits = []
        await asyncio.sleep(random.uniform(0, MAX_MS / 1000))
        for number in range(updates):
            self._text += _PHRASE.format(number=number)
            self._revision += 1
            start = time.perf_counter()
            await self._send()
            await self._hear(self._is_current)
            waits.append((time.perf_counter() - start) * 1000)
            if number % _PAUSE_EVERY == _PAUSE_EVERY - 1:
                await self._wait_for_siblings()
            rest = start + MAX_MS / 1000 * random.uniform(0.9, 1.1) - time.perf_counter()
            await asyncio.sleep(max(0.0, rest))
        return waits

    async def _wait_for_siblings(self) -> None:
        while self._answer["poll"]:
            await asyncio.sleep(_POLL_AFTER_S)
            await self._send()
            # A run that changes nothing sends no answer.
            await self._hear(lambda _: True, or_end=True)

    def _is_current(self, answer: dict[str, Any]) -> bool:
        analysis = answer["analysis"]
        return bool(analysis) and analysis["revision"] == self._revision

    async def _send(self) -> None:
        document = {
            **{"draftId": self._draft_id, "epoch": 0, "sessionId": f"load-{self._draft_id}"},
            **{"revision": self._revision, "baseVersion": self._version, "text": self._text},
            "acts": [],
        }
        message = BackMsg()
        run = message.rerun_script
        run.query_string = f"draft={self._draft_id}"
        run.page_script_hash, run.fragment_id = self._page, self._fragment
        widget = run.widget_states.widgets.add()
        widget.id, widget.json_value = self._widget, json.dumps({"doc": document})
        await self._socket.send(message.SerializeToString())

    async def _hear(self, is_enough: Any, *, or_end: bool = False) -> None:
        """Read messages until an answer of the desk is enough, or the script ends."""
        async with asyncio.timeout(_GIVE_UP_AFTER_S):
            async for raw in self._socket:
                message = ForwardMsg()
                message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
                if message.HasField("script_finished") and or_end:
                    return
                if message.HasField("navigation"):
                    self._page = message.navigation.page_script_hash
                element = message.delta.new_element
                if not element.HasField("bidi_component"):
                    continue
                self._widget = element.bidi_component.id
                self._fragment = message.delta.fragment_id or self._fragment
                self._answer = json.loads(element.bidi_component.bytes)
                self._version = self._answer["server"]["version"]
                if is_enough(self._answer):
                    return
        raise RuntimeError("The app closed the connection.")


def _memory_mb(app: App) -> float:
    """Return the memory the app's process holds in MB, mapped files left out (Linux only)."""
    try:
        status = Path(f"/proc/{app.pid}/status").read_text()
    except OSError:
        return math.nan
    held = (status.split(name)[1].split()[0] for name in ("RssAnon:", "VmSwap:"))
    return sum(map(int, held)) / 1000


def _processor_s(app: App) -> float:
    """Return the processor time the app's process has used in seconds (Linux only)."""
    try:
        fields = Path(f"/proc/{app.pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
