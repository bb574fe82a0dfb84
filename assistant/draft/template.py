"""The texts a new draft starts from."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def new_draft_text() -> str:
    """Return the Markdown of an empty postmortem with the questions that shape it.

    The guidance stands in HTML comments that begin with ``guide:``, which are never checked.
    The desk shows each as a prompt until its section is written in.
    """
    return (_FOLDER / "template.md").read_text(encoding="utf-8")


def placeholder_title() -> str:
    """Return the title a new draft starts with, which names nothing yet."""
    return new_draft_text().split("\n", 1)[0].removeprefix("# ")


def practice_draft_text() -> str:
    """Return the Markdown of a short fictional draft to try the desk on.

    It holds six findings, two departments that are not heard and one weak action; its
    steps stand in quotation blocks, which are never checked.
    """
    return (_FOLDER / "practice.md").read_text(encoding="utf-8")
