"""``postmortem doctor``: what is installed, what works, and what to do where it does not."""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version

import click

from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings

_EXTRAS = {
    "search": ("chromadb", "sqlalchemy"),
    "scorer": ("onnxruntime", "tokenizers"),
    "encoder": ("onnxruntime", "tokenizers"),
    "ui": ("streamlit",),
    "llm": ("litellm", "langchain_core", "tiktoken"),
}


@click.command()
def doctor() -> None:
    """Say what is installed, what works and what to do about what does not.

    Exits with 2 when something that is installed does not work.
    """
    settings = load_settings()
    click.echo(f"Python {platform.python_version()} on {platform.system()}")
    click.echo(f"Your data is in {settings.home.expanduser()}")
    checks: list[tuple[str, Callable[[Settings], str]]] = [("check", _rules)]
    for extra, modules in _EXTRAS.items():
        if all(importlib.util.find_spec(m) for m in modules):
            checks.append((extra, _CHECKS[extra]))
        else:
            source = "encoder" if extra == "scorer" else extra
            click.echo(f"  –  {extra}: not installed (pip install 'assistant[{source}]')")
    failed = False
    for name, run in checks:
        try:
            click.echo(f"  ✓  {name}: {run(settings)}")
        except AssistantError as error:
            failed = True
            click.echo(f"  ✗  {name}: {error}")
    sys.exit(2 if failed else 0)


def _rules(settings: Settings) -> str:
    from assistant.diagnosis import load_departments
    from assistant.language import load_rules

    rules, departments = load_rules(), load_departments(settings.departments_file)
    return f"{len(rules)} rules and {len(departments.members)} departments load"


def _scorer(settings: Settings) -> str:  # noqa: ARG001 (every check takes the settings)
    from assistant.draft import parse_draft
    from assistant.scorer import load_scorer

    load_scorer().read(parse_draft("The queue filled up overnight."))
    return "the learned scorer reads drafts beside the rules"


def _search(settings: Settings) -> str:  # noqa: ARG001 (the library reads them itself)
    from assistant.cli.rooms import open_library

    with open_library() as library:
        library.refresh()
        status = library.status
    notices = " ".join(status.notices)
    return f"{status.incidents} incidents in the library. {notices}".strip()


def _encoder(settings: Settings) -> str:
    from assistant.encoder import load_encoder

    encoder = load_encoder(settings.encoder_folder)
    encoder.encode(["The queue filled up overnight."])
    return f"{encoder.name} turns sentences into vectors"


def _ui(settings: Settings) -> str:  # noqa: ARG001 (every check takes the settings)
    from assistant.editor import find_bundle

    find_bundle()
    return f"Streamlit {version('streamlit')} and the editor's bundle are there"


def _llm(settings: Settings) -> str:
    if not settings.model:
        return "off (set POSTMORTEM_MODEL to switch it on)"
    return f"{settings.model} is set; the app asks it when a draft is reviewed"


_CHECKS: dict[str, Callable[[Settings], str]] = {
    "scorer": _scorer,
    "search": _search,
    "encoder": _encoder,
    "ui": _ui,
    "llm": _llm,
}
