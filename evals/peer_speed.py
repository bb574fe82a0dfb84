"""How fast the checker is beside other linters, on the same text in one run.

Cold is what a hook or a pipeline waits for: the command on one file, from its start. Warm is what
an editor or a shelf of old reports waits for: the library, loaded, on texts it has not seen.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.draft import parse_draft
from assistant.errors import AssistantError
from assistant.language import check_draft
from evals.peers import FOLDER, NODE_PEERS, lint_with_proselint, prepare_node, run_node

_WORDS = 3_000
_OURS = "postmortem check"


def print_peers(text: str, rounds: int) -> None:
    """Print a table of cold and warm times.

    Args:
        text: About 3,000 words.
        rounds: Repetitions of each measurement.
    """
    peers = ["proselint", *NODE_PEERS]
    try:
        prepare_node()
    except AssistantError as error:
        print(f"\nalex, write-good and textlint are left out: {error}")
        peers = ["proselint"]
    warm = {_OURS: _time_warm(_check, text, rounds), "proselint": _time_warm(_lint, text, rounds)}
    for name in peers[1:]:
        warm[name] = _time_node(name, text, rounds)
    cold = _time_cold([_OURS, *peers], text, rounds)
    print(f"\n| {_WORDS:,} words | cold | warm | words a second, warm |")
    print("| --- | ---: | ---: | ---: |")
    for name in (_OURS, *peers):
        rate = _WORDS / warm[name]
        print(f"| {name} | {cold[name] * 1000:.0f} ms | {warm[name] * 1000:.1f} ms | {rate:,.0f} |")


def _time_cold(names: Sequence[str], text: str, rounds: int) -> dict[str, float]:
    """Return the median seconds of each command, taken in turn so that load hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.md"
        path.write_text(text, encoding="utf-8")
        for name in itertools.chain.from_iterable([names] * (rounds + 1)):
            start = time.perf_counter()
            _start(name, path)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def _start(name: str, path: Path) -> None:
    if name in NODE_PEERS:
        program = json.loads((FOLDER / "node_modules" / name / "package.json").read_text("utf-8"))
        command = program["bin"] if isinstance(program["bin"], str) else program["bin"][name]
        # They end with the number of findings or 1 where there are any.
        config = ["--config", "textlintrc.json"] if name == "textlint" else []
        run_node([f"node_modules/{name}/{command}", *config, str(path)], is_checked=False)
        return
    module = ["assistant", "check", "--no-model"] if name == _OURS else ["proselint", "check"]
    subprocess.run([sys.executable, "-m", *module, str(path)], stdout=subprocess.DEVNULL)


def _variants(text: str, count: int) -> list[str]:
    """Return texts of which every sentence is new, so that nothing remembered helps."""
    return [text.replace(" the ", f" the {number}th ") for number in range(count)]


def _time_warm(run: Callable[[str], object], text: str, rounds: int) -> float:
    taken = []
    for variant in _variants(text, rounds + 1):
        start = time.perf_counter()
        run(variant)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def _check(text: str) -> None:
    check_draft(parse_draft(text))


def _lint(text: str) -> None:
    lint_with_proselint([text])


def _time_node(name: str, text: str, rounds: int) -> float:
    texts = json.dumps(_variants(text, rounds + 1))
    taken = json.loads(run_node(["time.mjs", name], given=texts))
    return statistics.median(taken[1:]) / 1000
