"""What reading the rules comes to is kept between runs, and never believed wrongly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import assistant

_PACKAGE = Path(assistant.__file__).parent
_DRAFT = "# Orders\n\nThe engineer was careless. They should have checked, and failed to ask.\n"
_CHECK = """
import json, sys
from assistant.diagnosis import diagnose, load_departments
from assistant.draft import parse_draft
from assistant.language import check_draft
draft = parse_draft(sys.argv[1])
print(json.dumps({
    "found": [[f.rule, f.span.start, f.span.end] for f in check_draft(draft)],
    "told": repr(diagnose(draft, load_departments())),
    "read": "yaml" in sys.modules,
}))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the program's rooms that may be changed."""
    copy = tmp_path / "program" / "assistant"
    left_out = shutil.ignore_patterns("frontend", "static", "__pycache__", "samples")
    shutil.copytree(_PACKAGE, copy, ignore=left_out)
    return copy


def _check(package: Path, cache: Path, draft: str = _DRAFT) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _CHECK, draft],
        cwd=package.parent,
        env={**os.environ, **_cache_at(cache), "PYTHONPATH": str(package.parent)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _cache_at(folder: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(folder), "LOCALAPPDATA": str(folder), "HOME": str(folder)}


def _kept(cache: Path) -> list[Path]:
    return sorted(cache.rglob("rules-*.pickle"))


def test_a_second_run_reads_no_rules_and_answers_the_same(package: Path, tmp_path: Path) -> None:
    """The next check starts from what the last one prepared."""
    first = _check(package, tmp_path / "cache")
    second = _check(package, tmp_path / "cache")
    assert (first.pop("read"), second.pop("read")) == (True, False)
    assert first["found"]
    assert first == second


def test_a_second_check_loads_nothing_that_only_reading_rules_needs(tmp_path: Path) -> None:
    """A hook's check starts without the libraries that read and validate the rules' files."""
    (tmp_path / "draft.md").write_text(_DRAFT, encoding="utf-8")
    script = (
        "import sys\nfrom assistant.cli import main\n"
        "sys.argv = ['postmortem', 'check', '--no-scorer', 'draft.md']\n"
        "try:\n    main()\nfinally:\n"
        "    print([n for n in ('yaml', 'pydantic', 'numpy', 'importlib.resources',"
        " 'importlib.metadata') if n in sys.modules], file=sys.stderr)\n"
    )
    loaded = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env={**os.environ, **_cache_at(tmp_path / "cache")},
            capture_output=True,
            check=True,
            timeout=60,
        ).stderr.split(b"\n")[0]
        for _ in range(2)
    ]
    assert loaded[0] != b"[]"
    assert loaded[1] == b"[]"


def test_a_changed_rule_is_read_again(package: Path, tmp_path: Path) -> None:
    """Whoever edits the word lists or the rules gets what they say now, not what was kept."""
    before = _check(package, tmp_path / "cache")
    rules = package / "language" / "lexicon" / "verdicts.yaml"
    rules.write_text(rules.read_text("utf-8").replace("careless", "carefree"), "utf-8")
    after = _check(package, tmp_path / "cache")
    assert after["read"]
    assert len(after["found"]) == len(before["found"]) - 1  # type: ignore[arg-type]


@pytest.mark.parametrize("harm", ["cut short", "not ours", "no folder"])
def test_a_file_that_cannot_be_trusted_is_left_aside(
    package: Path, tmp_path: Path, harm: str
) -> None:
    """A damaged file, one that others may write and a missing folder cost time, not findings."""
    cache = tmp_path / "cache"
    expected = _check(package, cache)
    (kept,) = _kept(cache)
    if harm == "cut short":
        kept.write_bytes(kept.read_bytes()[:1000])
    elif harm == "not ours":
        kept.chmod(0o666)
    else:
        shutil.rmtree(cache)
        cache.write_text("a file where the folder should be")
    again = _check(package, cache)
    assert again["read"]
    assert again == expected


def test_kept_expressions_match_as_fresh_ones(tmp_path: Path) -> None:
    """Every rule flags its own sentences when its patterns come out of the kept file."""
    script = (
        "import sys\nfrom assistant.draft import parse_draft\n"
        "from assistant.language import check_draft, load_rules\n"
        "rules = load_rules()\nfor rule in rules:\n    for text in (*rule.flag, *rule.passed):\n"
        "        print([(f.rule, f.span) for f in check_draft(parse_draft(text))])\n"
        "for rule in rules:\n    for pattern in rule.patterns:\n"
        "        print(pattern.regex.pattern, pattern.regex.flags, pattern.regex.groupindex)\n"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **_cache_at(tmp_path)},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for _ in range(2)
    ]
    assert _kept(tmp_path)
    assert printed[0] == printed[1]
