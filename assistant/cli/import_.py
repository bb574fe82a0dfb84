"""``postmortem import``: drafts from Markdown files, or everything from an archive."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.rooms import open_store
from assistant.errors import InputError
from assistant.report.wording import plural
from assistant.store.archive_reading import read_archive

_OUTCOMES = {
    "added": "added",
    "beside": "added beside the one here, which has another text",
    "unchanged": "was here already",
    "put back": "was here already; taken out of the bin",
}


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
def import_(paths: tuple[Path, ...]) -> None:
    """Take in drafts: Markdown files, or zips made with `postmortem export --all`.

    What an export holds comes back as it was, with its history and decisions. Nothing that
    is here is replaced. Where one file cannot be read, nothing is taken in.

    \b
    postmortem import incident.md
    postmortem import everything.zip
    """
    found = read_archive([(str(path), _read(path)) for path in paths])
    with open_store() as store:
        placed = store.put_copies(found.drafts, found.incidents)
    for draft in placed:
        click.echo(f"{draft.id}  {draft.title}: {_OUTCOMES[draft.outcome]}.")
    if found.incidents:
        click.echo(f"{plural(len(found.incidents), 'incident')} of the library read.")
    for name in found.left_out:
        click.echo(f"Left out {name}: only .md, .markdown and .txt are drafts.", err=True)
    if not placed and not found.incidents:
        raise InputError("There was no draft in it.", "Name Markdown files, or an export.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InputError(f"{path} cannot be opened: {reason}.", "Check its permissions.") from error
