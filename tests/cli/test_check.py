"""`postmortem check` as a shell, a hook and a workflow use it: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_BLAME = (
    "# Orders stuck\n\nThe engineer was careless and will be written up.\n\n"
    "The warehouse should have checked the list.\n"
)
_CLEAN = "# Orders stuck\n\nAt 10:32 support saw 40 orders without a label.\n"


def run(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> Any:
    """Return the finished command: its exit code and the bytes it printed."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def blame(tmp_path: Path) -> Path:
    """A file with a verdict, a sanction and a counterfactual."""
    path = tmp_path / "blame.md"
    path.write_text(_BLAME, encoding="utf-8")
    return path


def test_json_is_the_contract(blame: Path) -> None:
    """Other programs find version, offsets that quote the source, diagnosis and model."""
    done = run("check", "--format", "json", blame.name, cwd=blame.parent)
    assert done.returncode == 0
    printed = json.loads(done.stdout)
    assert (printed["version"], printed["tool"]) == (1, "postmortem")
    (file,) = printed["files"]
    assert file["path"] == "blame.md"
    assert {f["category"] for f in file["findings"]} >= {"judgement", "punitive", "counterfactual"}
    for finding in file["findings"]:
        assert _BLAME[finding["start"] : finding["end"]] == finding["text"]
        line = _BLAME.splitlines()[finding["line"] - 1]
        assert line[finding["column"] - 1 :].startswith(finding["text"].split("\n")[0])
        assert finding["question"].endswith("?")
        assert finding["fingerprint"]
    assert set(file["diagnosis"]) == {
        *("perspectives", "layers", "went_right", "predictable_answered", "actions", "prompts")
    }
    assert file["model"] == {"status": "off", "reason": None}


@pytest.mark.parametrize(
    ("option", "loaded"),
    [("--no-model", "['numpy', 'onnxruntime', 'tokenizers']"), ("--no-scorer", "[]")],
)
def test_a_check_loads_nothing_heavy(blame: Path, option: str, loaded: str) -> None:
    """A hook starts fast: index, model client, app and database stay unloaded."""
    code = (
        "import sys\nfrom assistant.cli import main\n"
        f"sys.argv = ['postmortem', 'check', '{option}', 'blame.md']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'chromadb', 'litellm', 'langchain_core', 'tiktoken', 'streamlit', 'onnxruntime',"
        " 'tokenizers', 'numpy', 'sqlalchemy'}\nprint('LOADED', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=blame.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"LOADED {loaded}"


@pytest.mark.parametrize(
    ("threshold", "code"), [("never", 0), ("error", 1), ("warning", 1), ("suggestion", 1)]
)
def test_fail_on_decides_the_exit_code(blame: Path, threshold: str, code: int) -> None:
    """A gate blocks only where its owner asked, and never with a count."""
    assert run("check", "--fail-on", threshold, str(blame), cwd=blame.parent).returncode == code


def test_a_clean_file_passes_the_strictest_gate(tmp_path: Path) -> None:
    """Nothing found is exit code 0 whatever the threshold."""
    (tmp_path / "clean.md").write_text(_CLEAN, encoding="utf-8")
    done = run("check", "--fail-on", "suggestion", "clean.md", cwd=tmp_path)
    assert done.returncode == 0
    assert b"no findings" in done.stdout


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.md", b" \n", "is empty"),
        ("binary.md", b"\x89PNG\0\0\x01", "binary"),
        ("latin.md", "Störung".encode("latin-1"), "not UTF-8"),
        ("huge.md", b"a " * 2_600_000, "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    """Bad input is a sentence with the file's name and exit code 2, never a traceback."""
    (tmp_path / name).write_bytes(data)
    done = run("check", name, cwd=tmp_path)
    assert done.returncode == 2
    errors = done.stderr.decode()
    assert name in errors
    assert said in errors
    assert "Traceback" not in errors


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    """A mistyped path fails a build instead of passing it silently."""
    for path in ("nowhere.md", "."):
        done = run("check", path, cwd=tmp_path)
        assert done.returncode == 2
        assert path in done.stderr.decode()


def test_one_bad_file_does_not_hide_the_others(blame: Path) -> None:
    """The readable files are reported, the unreadable one is named, the code is 2."""
    done = run("check", str(blame), "nowhere.md", cwd=blame.parent)
    assert done.returncode == 2
    assert b"careless" in done.stdout
    assert b"nowhere.md" in done.stderr


def test_standard_input_and_folders_are_checked(blame: Path) -> None:
    """A hook can pipe a file; a workflow can name a folder."""
    piped = run("check", "--format", "json", "-", cwd=blame.parent, stdin=_BLAME.encode())
    folder = run("check", "--format", "json", ".", cwd=blame.parent)
    found = [json.loads(d.stdout)["files"][0]["findings"] for d in (piped, folder)]
    assert found[0] == found[1]


def test_a_utf16_file_from_windows_is_read(tmp_path: Path) -> None:
    """A file saved as Unicode text by an old editor is checked like any other."""
    (tmp_path / "w.md").write_bytes(_BLAME.replace("\n", "\r\n").encode("utf-16"))
    done = run("check", "--format", "json", "w.md", cwd=tmp_path)
    assert json.loads(done.stdout)["files"][0]["findings"]


def test_a_baseline_keeps_old_findings_from_failing(blame: Path) -> None:
    """Yesterday's findings are shown as known; a new one fails the gate."""
    folder = blame.parent
    written = run("check", "--baseline", "b.json", "--write-baseline", str(blame), cwd=folder)
    assert written.returncode == 0
    gate = ("check", "--baseline", "b.json", "--fail-on", "suggestion", str(blame))
    passed = run(*gate, cwd=folder)
    assert passed.returncode == 0
    assert b"known from the baseline" in passed.stdout
    blame.write_text(_BLAME + "\nIt was human error.\n", encoding="utf-8")
    assert run(*gate, cwd=folder).returncode == 1


def test_an_ignore_comment_keeps_a_paragraph(tmp_path: Path) -> None:
    """A sentence the author means as it stands is left alone where the text says so."""
    text = "# T\n\n<!-- postmortem: ignore -->\nThe engineer was careless.\n"
    (tmp_path / "i.md").write_text(text, encoding="utf-8")
    assert run("check", "--fail-on", "suggestion", "i.md", cwd=tmp_path).returncode == 0


def test_github_annotations_put_the_gravest_first(blame: Path) -> None:
    """GitHub shows ten of a level: the sanction must be among them, the rest in the summary."""
    summary = blame.parent / "summary.md"
    done = run(
        *("check", "--format", "github", "blame.md"),
        cwd=blame.parent,
        GITHUB_STEP_SUMMARY=str(summary),
    )
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("::error file=blame.md,line=3,col=")
    assert all(line.startswith("::") for line in lines[:3])
    assert "## A verdict on people" in summary.read_text(encoding="utf-8")


def test_sarif_places_every_finding_and_marks_known_ones(blame: Path) -> None:
    """Code scanning gets regions that quote the source, fingerprints and baseline states."""
    run("check", "--baseline", "b.json", "--write-baseline", "blame.md", cwd=blame.parent)
    done = run("check", "--format", "sarif", "--baseline", "b.json", "blame.md", cwd=blame.parent)
    (log_run,) = json.loads(done.stdout)["runs"]
    lines = _BLAME.splitlines()
    for result in log_run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert result["baselineState"] == "unchanged"
        assert result["partialFingerprints"]
        rule = log_run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]


def test_an_output_that_cannot_be_written_leaves_what_was_there(blame: Path) -> None:
    """A report goes to a file in one step, or the error names the place."""
    done = run("check", "-o", "no/such/folder/r.txt", "blame.md", cwd=blame.parent)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr


def test_a_required_model_that_is_not_set_exits_with_three(blame: Path) -> None:
    """A pipeline that relies on the model learns that it did not take part."""
    done = run("check", "--require-model", "blame.md", cwd=blame.parent)
    assert done.returncode == 3
    assert b"POSTMORTEM_MODEL" in done.stderr


def test_help_teaches(tmp_path: Path) -> None:
    """Every command says what it does, with an example, before anything heavy is loaded."""
    overview = run("--help", cwd=tmp_path).stdout.decode()
    for name in ("check", "search", "similar", "library", "serve", "export", "doctor"):
        assert name in overview
    assert "Exit codes" in run("check", "--help", cwd=tmp_path).stdout.decode()
    assert "postmortem search" in run("search", "--help", cwd=tmp_path).stdout.decode()


def test_an_unknown_department_file_is_named(blame: Path) -> None:
    """A company's own departments file that does not load is named with its fault."""
    (blame.parent / "d.yaml").write_text("departments: [", encoding="utf-8")
    done = run("check", "--departments", "d.yaml", "blame.md", cwd=blame.parent)
    assert done.returncode == 2
    assert b"d.yaml" in done.stderr
