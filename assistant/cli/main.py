"""The ``postmortem`` command and how its subcommands are found and fail."""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from keyword import iskeyword
from typing import Any

import click

from assistant import __version__
from assistant.errors import AssistantError, SettingsError

EXIT_UNUSABLE = 2
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

_COMMANDS = {
    "check": ("assistant.cli.check", "Find blame, hindsight and silence in postmortems."),
    "search": ("assistant.cli.search", "Find past incidents by what somebody would notice."),
    "similar": ("assistant.cli.search", "Find past incidents that rhyme with a draft."),
    "library": ("assistant.cli.library", "Add, list and remove past incidents."),
    "serve": ("assistant.cli.serve", "Open the app in the browser."),
    "export": ("assistant.cli.export", "Write drafts, or everything, out as Markdown."),
    "import": ("assistant.cli.import_", "Take in drafts, or a whole export."),
    "doctor": ("assistant.cli.doctor", "Say what is installed, what works and what to do."),
}


class _LazyGroup(click.Group):
    """Knows its commands' names and one-line helps without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        try:
            module = importlib.import_module(_COMMANDS[cmd_name][0])
        except ModuleNotFoundError as error:
            if (error.name or "assistant").startswith("assistant"):
                raise
            raise SettingsError(
                f"`postmortem {cmd_name}` needs {error.name}, which is not installed.",
                "Install everything with: pip install 'assistant[all]'",
            ) from error
        # A module cannot have the name of a keyword.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            click.echo(f"postmortem: {error}", err=True)
            ctx.exit(EXIT_UNUSABLE)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postmortem")
def cli() -> None:
    """Write postmortems a whole company learns from.

    \b
    Check a file before a review:     postmortem check incident.md
    Fail a build on blame:            postmortem check --fail-on warning docs/postmortems
    Find what happened before:        postmortem search "payments rejected after midnight"
    Find a draft's siblings:          postmortem similar incident.md
    Open the app:                     postmortem serve

    Everything works without a key and without network. Set POSTMORTEM_MODEL to a litellm
    model name to add what word rules cannot see.
    """


def main() -> None:
    """Run the command line; errors are sentences on standard error, never tracebacks."""
    # What a start loads stays. Looking through it for garbage after every few hundred
    # objects, as is the default, is a tenth of a check.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # Nor is anything gained by looking through it once more when the process ends.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe in another encoding must not turn a quotation mark into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="postmortem")
