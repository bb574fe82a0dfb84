"""How well the offline diagnosis agrees with readers of whole reports.

Real reports come as one JSON line each (``gold.jsonl``) with two readings and their text
in ``docs/``; drafts as ``NAME.md`` with ``NAME.gold.json`` and one reading. Finished
incidents whose front matter lists ``departments`` say which ones had a part. Where there are two
readings, the program is compared with each and both figures are averaged, and the readings
are compared with each other: no program can agree with two people better than they do.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from assistant.diagnosis import Diagnosis, Status, diagnose, load_departments
from assistant.draft import parse_draft
from assistant.language import check_draft

OWN_DRAFTS = Path(__file__).parent / "language" / "drafts"
# One reading of each, made before the program was run on it; the figures of that first run,
# which predict unseen drafts best, stand in docs/diagnosis.md.
OWN_READINGS = Path(__file__).parent / "diagnosis" / "readings.json"
_RESAMPLES = 1000
# Two texts tell the same action from this share of common characters on.
_SAME_ACTION = 0.6


@dataclass(frozen=True)
class Report:
    """A document and what its readers say it holds."""

    name: str
    text: str
    readings: tuple[dict[str, Any], ...]


def read_gold(folder: Path) -> dict[str, list[Report]]:
    """Return the reports of a gold folder: real ones and drafts."""
    groups: dict[str, list[Report]] = {}
    lines = folder / "gold.jsonl"
    if lines.exists():
        groups["real reports"] = [
            Report(row["id"], (folder / "docs" / f"{row['id']}.md").read_text(), _split(row))
            for row in map(json.loads, lines.read_text().splitlines())
        ]
    drafts = [
        Report(path.stem, path.read_text(), (json.loads(gold.read_text()),))
        for path in sorted((folder / "drafts").glob("*.md"))
        if (gold := path.with_suffix(".gold.json")).exists()
    ]
    if drafts:
        groups["drafts"] = drafts
    return groups


def _split(row: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    keys = ("departments", "layers", "went_right", "predictable_answered", "actions")
    return tuple({key: row[key][i] for key in keys} for i in range(2))


def read_own(readings: Path = OWN_READINGS) -> list[Report]:
    """Return this project's own drafts that have a reading in the file `readings`."""
    return [
        Report(name, (OWN_DRAFTS / f"{name}.md").read_text(), (reading,))
        for name, reading in json.loads(readings.read_text()).items()
    ]


def as_reading(diagnosis: Diagnosis, text: str) -> dict[str, Any]:
    """Return what the program says in the form of a reading."""
    speaking = [p.department for p in diagnosis.perspectives if p.status is Status.SPEAKING]
    return {
        "departments": {
            "affected": [p.department for p in diagnosis.perspectives if p.is_affected],
            "speaking": speaking,
        },
        "layers": {
            "technical": diagnosis.layers.technical,
            "organisational": diagnosis.layers.organisational,
            "human": diagnosis.layers.human,
        },
        "went_right": diagnosis.went_right,
        "predictable_answered": diagnosis.predictable_answered,
        "actions": [
            {
                "quote": a.span.of(text),
                "strength": a.strength.value,
                "owner": a.owner is not None,
                "due": a.due is not None,
            }
            for a in diagnosis.actions
        ],
    }


@dataclass
class Counts:
    """Right, asked for, and there to be found."""

    right: int = 0
    said: int = 0
    true: int = 0

    def line(self) -> str:
        """Return precision and recall in per cent, with the counts."""
        return (
            f"precision {_share(self.right, self.said)} ({self.right}/{self.said})"
            f"  recall {_share(self.right, self.true)} ({self.right}/{self.true})"
        )


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:3.0f}%" if whole else "  – "


def department_sets(reading: dict[str, Any]) -> dict[str, set[str]]:
    """Return the affected, speaking and silent departments of a reading."""
    affected, speaking = (set(reading["departments"][k]) for k in ("affected", "speaking"))
    return {"affected": affected, "speaking": speaking, "silent": affected - speaking}


_VALUES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "technical": lambda r: r["layers"]["technical"],
    "organisational": lambda r: r["layers"]["organisational"],
    "human": lambda r: r["layers"]["human"],
    "went right": lambda r: r["went_right"],
    "predictable": lambda r: r["predictable_answered"],
}


def pair_actions(
    said: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the pairs of actions that tell the same, each used once."""
    left = list(said)
    pairs = []
    for wanted in gold:
        quote = " ".join(wanted["quote"].split())
        best, score = None, _SAME_ACTION
        for candidate in left:
            text = " ".join(candidate["quote"].split())
            likeness = 1.0 if quote in text else SequenceMatcher(None, quote, text).ratio()
            if likeness >= score and (best is None or likeness > score):
                best, score = candidate, likeness
        if best is not None:
            left.remove(best)
            pairs.append((best, wanted))
    return pairs


def compare(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """Return the counts of comparing readings: what is said against what is true."""
    sets = {name: Counts() for name in ("affected", "speaking", "silent")}
    values = {name: Counts() for name in _VALUES}
    agreed = dict.fromkeys(_VALUES, 0)
    actions = Counts()
    fields = dict.fromkeys(("strength", "owner", "due"), 0)
    confused: dict[tuple[str, str], int] = {}
    number = 0
    for said, true in pairs:
        number += 1
        said_sets, true_sets = department_sets(said), department_sets(true)
        for name, counts in sets.items():
            counts.right += len(said_sets[name] & true_sets[name])
            counts.said += len(said_sets[name])
            counts.true += len(true_sets[name])
        for name, value in _VALUES.items():
            agreed[name] += value(said) == value(true)
            values[name].right += value(said) and value(true)
            values[name].said += value(said)
            values[name].true += value(true)
        matched = pair_actions(said["actions"], true["actions"])
        actions.right += len(matched)
        actions.said += len(said["actions"])
        actions.true += len(true["actions"])
        for one, other in matched:
            key = (other["strength"], one["strength"])
            confused[key] = confused.get(key, 0) + 1
            for field in fields:
                fields[field] += one[field] == other[field]
    return {
        "number": number,
        "sets": sets,
        "values": values,
        "agreed": agreed,
        "actions": actions,
        "fields": fields,
        "confused": confused,
    }


def print_comparison(title: str, result: dict[str, Any]) -> None:
    """Print one comparison."""
    print(f"\n{title} ({result['number']} comparisons)")
    for name, counts in result["sets"].items():
        print(f"  {name:15}{counts.line()}")
    for name, counts in result["values"].items():
        share = _share(result["agreed"][name], result["number"])
        print(f"  {name:15}agreement {share}  {counts.line()}")
    matched = result["actions"].right
    print(f"  {'actions found':15}{result['actions'].line()}")
    for name, count in result["fields"].items():
        print(f"  {name:15}right in {_share(count, matched)} of {matched} actions both have")
    cells = ", ".join(f"{t}→{s} {n}" for (t, s), n in sorted(result["confused"].items()) if t != s)
    print(f"  {'':15}strength read→said: {cells or 'no confusion'}")


def main(arguments: Sequence[str]) -> int:
    """Print agreement with the readers, and of the readers with each other."""
    parser = argparse.ArgumentParser(prog="python -m evals diagnosis", description=__doc__)
    parser.add_argument("--gold", type=Path, help="folder of gold.jsonl, docs/ and drafts/")
    parser.add_argument("--library", type=Path, help="folder of incidents that list departments")
    parser.add_argument("--departments", type=Path, help="departments file instead of the built-in")
    parser.add_argument("--differences", action="store_true", help="print every disagreement")
    options = parser.parse_args(arguments)
    departments = load_departments(options.departments)

    def read(report: Report) -> dict[str, Any]:
        draft = parse_draft(report.text)
        return as_reading(diagnose(draft, departments, check_draft(draft)), report.text)

    groups = {"own drafts": read_own()}
    if options.gold:
        groups |= read_gold(options.gold)
    for title, reports in groups.items():
        if not reports:
            continue
        said = [read(r) for r in reports]
        pairs = [(s, true) for s, r in zip(said, reports, strict=True) for true in r.readings]
        print_comparison(f"{title}: the program against each reading", compare(pairs))
        twice = [r.readings for r in reports if len(r.readings) == 2]
        if twice:
            print_comparison(f"{title}: one reading against the other", compare(twice))
        if options.differences:
            for report, reading in zip(reports, said, strict=True):
                _print_differences(report, reading)
    if options.library:
        _print_library(options.library, departments)
    _print_speed(departments, [r.text for reports in groups.values() for r in reports])
    return 0


def _print_differences(report: Report, said: dict[str, Any]) -> None:
    print(f"\n## {report.name}")
    for true in report.readings:
        ours, theirs = department_sets(said), department_sets(true)
        for name in ours:
            more, less = sorted(ours[name] - theirs[name]), sorted(theirs[name] - ours[name])
            if more or less:
                print(f"  {name}: too much {more}, missing {less}")
        for name, value in _VALUES.items():
            if value(said) != value(true):
                print(f"  {name}: said {value(said)}, read {value(true)}")
        for one, other in pair_actions(said["actions"], true["actions"]):
            for field in ("strength", "owner", "due"):
                if one[field] != other[field]:
                    quote = " ".join(other["quote"].split())[:90]
                    print(f"  {field}: said {one[field]}, read {other[field]}: {quote}")
        print("  --")


def _print_library(folder: Path, departments: Any) -> None:
    counts = Counts()
    by_department: dict[str, Counts] = {}
    reports = 0
    for path in sorted(folder.glob("*.md")):
        draft = parse_draft(path.read_text())
        listed = draft.front_matter.get("departments")
        if not isinstance(listed, list):
            continue
        reports += 1
        found = {
            p.department
            for p in diagnose(draft, departments).perspectives
            if p.status is not Status.UNINVOLVED
        }
        for name in found | set(listed):
            for one in (counts, by_department.setdefault(name, Counts())):
                one.right += name in found and name in listed
                one.said += name in found
                one.true += name in listed
    print(f"\nlibrary: departments that had a part ({reports} incidents)")
    print(f"  {'all':15}{counts.line()}")
    for name, one in sorted(by_department.items()):
        print(f"  {name:15}{one.line()}")


def _print_speed(departments: Any, texts: Sequence[str]) -> None:
    if not texts:
        return
    shuffled = random.Random(1).sample(texts, len(texts))
    joined = "\n\n".join(shuffled)
    while len(joined.split()) < 3000:
        joined += "\n\n" + joined
    draft = parse_draft(" ".join(joined.split(" ")[:3000]))
    times_ms = []
    for _ in range(20):
        start = time.process_time()
        diagnose(draft, departments)
        times_ms.append(1000 * (time.process_time() - start))
    print(f"\nspeed: {draft.words} words in {sorted(times_ms)[10]:.1f} ms (median of 20, warm)")


if __name__ == "__main__":
    raise SystemExit(main([]))
