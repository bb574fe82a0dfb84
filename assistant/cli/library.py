"""``postmortem library``: the past incidents, in the shell."""

from __future__ import annotations

import json
import sys
from importlib.resources import as_file, files
from pathlib import Path

import click

from assistant.cli.rooms import open_library
from assistant.incident import Incident
from assistant.incidents import AddReport, Skipped
from assistant.incidents.reading import read_incidents

EXIT_SKIPPED = 2


@click.group()
def library() -> None:
    """Add, list and remove past incidents."""


@library.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--samples", is_flag=True, help="Add the fictional incidents that come along.")
def add(paths: tuple[Path, ...], samples: bool) -> None:
    """Add finished postmortems: files, folders or zip archives.

    Markdown with or without front matter, or plain text. The id of an incident is the
    front matter's id or the file's name; adding it again updates it. What cannot be read
    is named with the reason, and the rest is added.

    \b
    postmortem library add docs/postmortems old-reports.zip
    postmortem library add --samples
    """
    if not paths and not samples:
        raise click.UsageError("Name files, folders or archives to add, or say --samples.")
    read: list[Incident] = []
    skipped: list[Skipped] = []
    for item in read_incidents(paths):
        (read if isinstance(item, Incident) else skipped).append(item)  # type: ignore[arg-type]
    if samples:
        read += sample_incidents()
    with open_library() as shelf:
        report = shelf.add(read, progress=_progress if sys.stderr.isatty() else None)
    _show(report, skipped)
    if (skipped or report.skipped) and not (report.added or report.updated or report.unchanged):
        sys.exit(EXIT_SKIPPED)


def sample_incidents() -> list[Incident]:
    """Return the fictional incidents that come with the program."""
    with as_file(files("assistant.incidents") / "samples") as folder:
        return [i for i in read_incidents([folder]) if isinstance(i, Incident)]


def _progress(done: int, total: int) -> None:
    click.echo(f"\rReading incidents: {done} of {total}", nl=done == total, err=True)


def _show(report: AddReport, skipped: list[Skipped]) -> None:
    click.echo(
        f"{len(report.added)} added, {len(report.updated)} updated,"
        f" {len(report.unchanged)} unchanged."
    )
    for item in (*skipped, *report.skipped):
        click.echo(f"Skipped {item.name}: {item.reason}", err=True)


@library.command("list")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text")
def list_(format_: str) -> None:
    """List the incidents, the newest first."""
    with open_library() as shelf:
        incidents = shelf.incidents()
    if format_ == "json":
        click.echo(json.dumps([_as_data(i) for i in incidents], indent=2, ensure_ascii=False))
        return
    if not incidents:
        click.echo("The library is empty. Add incidents with: postmortem library add PATH")
    for incident in incidents:
        date = incident.date.isoformat() if incident.date else "no date   "
        sample = " (sample)" if incident.sample else ""
        click.echo(f"{date}  {incident.id}  {incident.title}{sample}")


def _as_data(incident: Incident) -> dict[str, object]:
    return {
        "id": incident.id,
        "title": incident.title,
        "date": incident.date.isoformat() if incident.date else None,
        "departments": list(incident.departments),
        "open_actions": incident.open_actions,
        "sample": incident.sample,
    }


@library.command()
@click.argument("ids", nargs=-1, metavar="ID…")
@click.option("--samples", is_flag=True, help="Remove every sample incident.")
def remove(ids: tuple[str, ...], samples: bool) -> None:
    """Remove incidents by id. Other incidents and all drafts stay."""
    if not ids and not samples:
        raise click.UsageError("Name the ids to remove, or say --samples.")
    with open_library() as shelf:
        wanted = [*ids, *(i.id for i in shelf.incidents() if samples and i.sample)]
        removed = shelf.remove(wanted)
    click.echo(f"{len(removed)} removed.")
    missing = [i for i in wanted if i not in removed]
    for name in missing:
        click.echo(f"postmortem: There is no incident {name}.", err=True)
    if missing:
        sys.exit(EXIT_SKIPPED)
