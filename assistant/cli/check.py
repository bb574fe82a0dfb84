"""``postmortem check``: the blamelessness check for a shell, a hook or CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from assistant.cli.output import write_text
from assistant.diagnosis import load_departments
from assistant.draft import decode_text, parse_draft, read_text
from assistant.errors import InputError
from assistant.finding import Severity
from assistant.language import read_baseline, write_baseline
from assistant.report import (
    CheckReport,
    FileReport,
    render_github,
    render_html,
    render_markdown,
    render_sarif,
    render_summary,
    render_text,
)
from assistant.report.wording import scorer_line
from assistant.review import review_draft
from assistant.settings import load_settings

EXIT_FOUND = 1
EXIT_UNUSABLE = 2
EXIT_MODEL_FAILED = 3

_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".txt"})
_FORMATS = ("text", "json", "github", "sarif", "markdown", "html")
_NEVER = "never"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="text to read; json for programs; github for workflow annotations; sarif for code"
    " scanning; markdown or html to keep.",
)
@click.option(
    "--fail-on",
    type=click.Choice([_NEVER, *(s.value for s in Severity)]),
    default=_NEVER,
    show_default=True,
    help="Exit with 1 when a finding is at least this severe.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there instead.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="File of findings already known: they are shown as known and fail nothing.",
)
@click.option(
    "--write-baseline",
    "update_baseline",
    is_flag=True,
    help="Write today's findings to --baseline.",
)
@click.option(
    "--departments",
    "departments_file",
    type=click.Path(path_type=Path),
    help="Your company's departments (YAML) instead of the built-in ones.",
)
@click.option(
    "--no-scorer", is_flag=True, help="Leave the learned scorer out: the rules alone, faster."
)
@click.option("--no-model", is_flag=True, help="Leave the model out, even if one is set.")
@click.option("--require-model", is_flag=True, help="Exit with 3 when the model fails.")
def check(
    paths: tuple[str, ...],
    format_: str,
    fail_on: str,
    output: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    departments_file: Path | None,
    no_scorer: bool,
    no_model: bool,
    require_model: bool,
) -> None:
    """Find blame, hindsight, shallow language and silent departments in postmortems.

    FILE is Markdown or plain text, a folder of such files, or - for standard input. The
    check advises: it exits with 0 whatever it finds unless you ask for more.

    \b
    postmortem check incident.md
    postmortem check --fail-on warning --format github docs/postmortems
    git show HEAD:incident.md | postmortem check -
    postmortem check --baseline known.json --write-baseline docs/postmortems

    \b
    Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it,
                2 a file or setting that cannot be used, 3 a required model failed.

    To keep a sentence that is meant as it stands, put this comment before its paragraph:
    <!-- postmortem: ignore -->
    """
    if update_baseline and baseline is None:
        raise click.UsageError("--write-baseline needs --baseline FILE to write to.")
    settings = load_settings()
    departments = load_departments(departments_file or settings.departments_file)
    known = frozenset() if baseline is None or update_baseline else read_baseline(baseline)
    model_settings = None if no_model else settings
    refused: list[InputError] = []
    reviews = {
        name: review_draft(
            parse_draft(source), departments, model_settings, with_scorer=not no_scorer
        )
        for name, source in _sources(paths, refused)
    }
    if update_baseline and baseline is not None:
        count = write_baseline(baseline, [f for r in reviews.values() for f in r.findings])
        click.echo(f"Wrote {count} known findings to {baseline}.", err=True)
    reports = [review.report(name, known) for name, review in reviews.items()]
    if reports or format_ == "json":
        sources = {name: review.draft.source for name, review in reviews.items()}
        write_text(_render(format_, reports, sources, to_file=output is not None), output)
        _write_step_summary(format_, reports)
    if line := next(filter(None, map(scorer_line, reports)), ""):
        click.echo(f"postmortem: {line}", err=True)
    for error in refused:
        click.echo(f"postmortem: {error}", err=True)
    sys.exit(_exit_code(reports, refused, fail_on, require_model=require_model))


def _sources(paths: Sequence[str], refused: list[InputError]) -> Iterator[tuple[str, str]]:
    """Yield the name and text of every file named; what cannot be read joins `refused`."""
    seen: set[str] = set()
    for path in paths:
        try:
            for name in _files(path):
                if name in seen:
                    continue
                seen.add(name)
                try:
                    yield name, _read(name)
                except InputError as error:
                    refused.append(error)
        except InputError as error:
            refused.append(error)


def _files(path: str) -> list[str]:
    if path == "-" or not Path(path).is_dir():
        return [path]
    found = sorted(p for p in Path(path).rglob("*") if p.suffix.lower() in _SUFFIXES)
    files = [str(p) for p in found if p.is_file()]
    if not files:
        raise InputError(f"There is no Markdown or text file in {path}.", "Name another folder.")
    return files


def _read(name: str) -> str:
    if name == "-":
        return decode_text("standard input", sys.stdin.buffer.read())
    return read_text(Path(name))


def _render(
    format_: str, reports: Sequence[FileReport], sources: dict[str, str], *, to_file: bool
) -> str:
    match format_:
        case "json":
            return CheckReport(files=tuple(reports)).to_json() + "\n"
        case "github":
            return render_github(reports)
        case "sarif":
            return render_sarif(reports, sources)
        case "markdown":
            return "\n".join(render_markdown(report) for report in reports)
        case "html":
            return "\n".join(render_html(report) for report in reports)
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    is_coloured = not to_file and sys.stdout.isatty()
    style = click.style if is_coloured else None
    return "\n".join(render_text(report, width=width, style=style) for report in reports)


def _write_step_summary(format_: str, reports: Sequence[FileReport]) -> None:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(render_summary(reports))


def _exit_code(
    reports: Sequence[FileReport],
    refused: Sequence[InputError],
    fail_on: str,
    *,
    require_model: bool,
) -> int:
    if refused:
        return EXIT_UNUSABLE
    if require_model and any(r.model.status != "ok" for r in reports):
        for report in reports:
            reason = report.model.reason or "POSTMORTEM_MODEL names no model."
            click.echo(f"postmortem: the model did not review {report.path}: {reason}", err=True)
        return EXIT_MODEL_FAILED
    if fail_on != _NEVER and any(r.reaches(Severity(fail_on)) for r in reports):
        return EXIT_FOUND
    return 0
