"""``postmortem export``: a draft as Markdown, or everything in an archive."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.output import write_bytes, write_text
from assistant.cli.rooms import open_store
from assistant.report.wording import plural
from assistant.store.archive import archive_everything


@click.command()
@click.argument("draft_id", required=False)
@click.option("--all", "is_all", is_flag=True, help="Everything, as one zip of Markdown files.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there.")
@click.option("--list", "is_list", is_flag=True, help="List the drafts and their ids.")
def export(draft_id: str | None, is_all: bool, output: Path | None, is_list: bool) -> None:
    """Write drafts out as Markdown, exactly as typed.

    With --all: drafts, the bin, every kept version, decisions about findings, and the
    library's own incidents; `postmortem import` takes it in again.

    \b
    postmortem export --list
    postmortem export DRAFT_ID -o incident.md
    postmortem export --all -o everything.zip
    """
    if sum((draft_id is not None, is_all, is_list)) != 1:
        raise click.UsageError("Name one draft, or say --all or --list.")
    if is_all and output is None:
        raise click.UsageError("--all needs -o FILE.zip to write to.")
    with open_store() as store:
        if is_list:
            for summary in store.drafts():
                when = f"{summary.updated_at:%Y-%m-%d %H:%M}"
                click.echo(f"{summary.id}  {when}  {summary.words} words  {summary.title}")
        elif draft_id is not None:
            write_text(store.draft(draft_id).text, output)
        elif output is not None:
            write_bytes(archive_everything(store), output)
            drafts, binned = len(store.drafts()), len(store.deleted_drafts())
            in_bin = f", {binned} of them in the bin" if binned else ""
            click.echo(f"Wrote {plural(drafts + binned, 'draft')}{in_bin} to {output}.", err=True)
