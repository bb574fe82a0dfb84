"""``postmortem search`` and ``postmortem similar``: past incidents in the shell."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from assistant.cli.rooms import open_library
from assistant.draft import parse_draft, read_text
from assistant.errors import EncoderError, LibraryError
from assistant.incidents import Match
from assistant.incidents.library import Library
from assistant.incidents.plain import show_passage
from assistant.report.search import SearchReport, report_search
from assistant.report.wording import plural
from assistant.review import sibling_question, similar_incidents

_format = click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="text to read, json for programs.",
)
_limit = click.option(
    "--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many at most."
)


@click.command()
@click.argument("query", nargs=-1, required=True)
@_format
@_limit
def search(query: tuple[str, ...], format_: str, limit: int) -> None:
    """Find past incidents by what somebody would notice.

    Say it as a person would: what stopped, who called, what the screen said.

    \b
    postmortem search customers charged twice after a retry
    postmortem search --format json --limit 3 "parcel labels without a postcode"
    """
    text = " ".join(query)
    with open_library() as library:
        _catch_up(library)
        matches = library.search(text, limit=limit)
        _show(report_search(text, matches), matches, format_, library.status.notices)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_format
@_limit
def similar(file: Path, format_: str, limit: int) -> None:
    """Find past incidents that rhyme with the draft in FILE.

    The draft's title and summary are compared with the library; the draft itself is left
    out where it has been added already.
    """
    draft = parse_draft(read_text(file))
    with open_library() as library:
        _catch_up(library)
        matches = similar_incidents(draft, library, limit=limit, leave_out=(file.stem,))
        title, _ = sibling_question(draft)
        _show(report_search(title, matches), matches, format_, library.status.notices)


def _catch_up(library: Library) -> None:
    """Bring the index up to the store; where it cannot be, words answer and a notice says why."""
    with suppress(EncoderError, LibraryError):
        library.refresh()


def _show(
    report: SearchReport, matches: Sequence[Match], format_: str, notices: Sequence[str]
) -> None:
    if format_ == "json":
        click.echo(report.model_dump_json(indent=2))
    elif not matches:
        click.echo("No past incident matches.")
    else:
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        click.echo("\n\n".join(_match_text(match, width) for match in matches))
    for notice in notices:
        click.echo(f"postmortem: {notice}", err=True)


def _match_text(match: Match, width: int) -> str:
    incident = match.incident
    about = [str(incident.date) if incident.date else "no date", ", ".join(incident.departments)]
    if incident.open_actions:
        about.append(plural(incident.open_actions, "open action"))
    if incident.sample:
        about.append("sample")
    lines = [
        click.style(incident.title, bold=True),
        f"  {incident.id} · " + " · ".join(filter(None, about)),
        *_wrapped(match.why, width, "  "),
    ]
    if passage := show_passage(match):
        lines += _wrapped(f"“{passage}”", width, "    ")
    return "\n".join(lines)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
