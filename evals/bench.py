"""Speed, as ratios of things measured side by side on the machine at hand.

``python -m evals bench`` prints a table; absolute times are shown for orientation, the
ratios are what to compare between machines.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.diagnosis import diagnose, load_departments
from assistant.draft import inline, parse_draft, sentences
from assistant.errors import AssistantError
from assistant.language import check_draft, load_rules
from evals.peers import NODE_PEERS, check_cold, check_warm, install_peers

_SAMPLES = Path(__file__).parents[1] / "assistant" / "incidents" / "samples"


def main(arguments: list[str]) -> int:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="python -m evals bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="repetitions of each measurement")
    rounds = parser.parse_args(arguments).rounds
    text = sample_text(3_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.md"
        path.write_text(text, encoding="utf-8")
        _print_peers(path, rounds)
    departments = load_departments()
    small, large = sample_text(1_000), sample_text(10_000)
    one, ten = _side_by_side(rounds, lambda: _check(small), lambda: _check(large))
    _row("parse and check, 10,000 words", ten, "1,000 words", one)
    huge = "\n\n".join([large] * 10)
    ten, hundred = _side_by_side(3, lambda: _check_fresh(large), lambda: _check_fresh(huge))
    _row("parse and check, 100,000 words, nothing cached", hundred, "10,000 words", ten)
    draft = parse_draft(text)
    parse, check, told = _side_by_side(
        rounds,
        lambda: parse_draft(text),
        lambda: _check_fresh(text),
        lambda: diagnose(draft, departments),
    )
    _row("parse and check, 3,000 words, nothing cached", check, "parse only", parse)
    _row("diagnose, 3,000 words", told, "parse only", parse)
    _check(text)
    edited = text.replace("the", "one", 1)
    fresh, again = _side_by_side(rounds, lambda: _check_fresh(text), lambda: _check(edited))
    _row("parse and check after an edit, 3,000 words", again, "nothing cached", fresh)
    return 0


def _print_peers(path: Path, rounds: int) -> None:
    """Print the head of the table and how the check compares with other linters."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| measured | time | beside | ratio |\n| --- | --- | --- | --- |")
    peers = ["proselint", *NODE_PEERS]
    try:
        install_peers()
    except AssistantError as error:
        print(f"{', '.join(NODE_PEERS)} are left out: {error}", file=sys.stderr)
        peers = ["proselint"]
    colds: list[Callable[[], None]] = [partial(check_cold, name, path) for name in peers]
    check = ("-m", "assistant", "check", "--no-model", str(path))
    bare, cold, scored, *others = _side_by_side(
        rounds,
        lambda: _run("-c", "import click, markdown_it"),
        lambda: _run(*check, "--no-scorer"),
        lambda: _run(*check),
        *colds,
    )
    for name, other in zip(peers, others, strict=True):
        _row("cold check of 3,000 words, rules alone", cold, f"{name}, cold", other)
    _row("cold check of 3,000 words, rules alone", cold, "importing its libraries only", bare)
    _row("cold check of 3,000 words, with the scorer", scored, "rules alone", cold)
    text = path.read_text(encoding="utf-8")
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, taken in theirs.items():
            taken.append(check_warm(name, path, 0.3))
        ours.append(min(_side_by_side(5, lambda: _check_fresh(text))))
    for name, taken in theirs.items():
        what = "parse and check, 3,000 words, nothing cached"
        _row(what, min(ours), f"{name}, warm", min(taken))


def sample_text(words: int) -> str:
    """Return about `words` words of sample incidents, without their front matter."""
    parts: list[str] = []
    count = 0
    for path in sorted(_SAMPLES.glob("*.md")):
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        parts.append(body)
        count += len(body.split())
        if count >= words:
            break
    return " ".join(" ".join(parts).split(" ")[: int(words * 1.02)])


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def _check(text: str) -> None:
    check_draft(parse_draft(text))


def _check_fresh(text: str) -> None:
    load_rules().hits.clear()
    inline.forget()
    sentences.forget()
    _check(text)


def _side_by_side(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Return the median seconds of each of `runs`, taken in turn so that load hits all alike."""
    for run in runs:
        run()
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def _row(name: str, time_s: float, beside: str, beside_s: float) -> None:
    print(
        f"| {name} | {time_s * 1000:.1f} ms | {beside}: {beside_s * 1000:.1f} ms"
        f" | {time_s / beside_s:.2f} |"
    )
