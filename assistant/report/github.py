"""A review as annotations of a GitHub workflow, and its step summary."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.finding import Severity
from assistant.report import wording
from assistant.report.contract import FileReport
from assistant.report.markdown import render_markdown

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}


def render_github(reports: Sequence[FileReport]) -> str:
    """Return one workflow command a new finding, the gravest first.

    GitHub shows ten annotations of a level and step, so the order decides what is seen;
    `render_summary` shows them all.
    """
    ranked = sorted(
        ((f, r.path) for r in reports for f in r.findings if not f.known),
        key=lambda pair: -pair[0].severity.rank,
    )
    lines = []
    for finding, path in ranked:
        place = f"file={_property(path)},line={finding.line},col={finding.column}"
        title = _property(finding.category.label)
        text = " ".join(finding.text.split())
        message = _message(f"“{text}” {finding.question}")
        lines.append(f"::{_COMMANDS[finding.severity]} {place},title={title}::{message}")
    lines += [f"{r.path}: {wording.counts(r)}" for r in reports]
    return "\n".join(lines) + "\n"


def render_summary(reports: Sequence[FileReport]) -> str:
    """Return the Markdown of the step summary."""
    return "\n".join(render_markdown(report) for report in reports)


# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
