"""A review as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from assistant.finding import Severity
from assistant.report import wording
from assistant.report.contract import FileReport, FindingEntry

Style = Callable[..., str]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.SUGGESTION: "cyan"}


def _plain(text: str, **_: object) -> str:
    return text


def render_text(report: FileReport, *, width: int = 80, style: Style | None = None) -> str:
    """Return the review of one draft, made to be read in a terminal.

    Args:
        report: The review.
        width: Columns to wrap at.
        style: `click.style` for colours, or None for plain text.
    """
    return "\n".join(_Renderer(report, width, style or _plain).lines()) + "\n"


class _Renderer:
    def __init__(self, report: FileReport, width: int, style: Style) -> None:
        self._report = report
        self._width = width
        self._style = style

    def lines(self) -> Iterator[str]:
        report = self._report
        head = f"{report.path} · {wording.plural(report.words, 'word')} · {wording.counts(report)}"
        yield self._style(head, bold=True)
        for notice in report.notices:
            yield from self._wrapped(f"Note: {notice}", "  ")
        for finding in report.findings:
            yield from self._finding(finding)
        yield from self._departments()
        yield from self._story()
        yield from self._actions()
        yield from self._prompts()
        if line := wording.model_line(report):
            yield ""
            yield from self._wrapped(line, "")

    def _finding(self, finding: FindingEntry) -> Iterator[str]:
        yield ""
        level = self._style(finding.severity.value, fg=_COLOURS[finding.severity], bold=True)
        known = " (known)" if finding.known else ""
        place = f"{finding.line}:{finding.column}"
        yield f"  {place}  {level}{known}  {finding.category.label}  [{finding.category}]"
        yield from self._wrapped(f"“{' '.join(finding.text.split())}”", "    ")
        yield from self._wrapped(f"Ask: {finding.question}", "    ", bold=True)
        if finding.rewrite:
            yield from self._wrapped(f"Or write: {finding.rewrite}", "    ")

    def _departments(self) -> Iterator[str]:
        silent, speaking = wording.silent(self._report), wording.speaking(self._report)
        if not silent and not speaking:
            return
        yield from self._heading("Departments")
        for perspective in silent:
            name = self._style(perspective.name, bold=True)
            yield from self._wrapped(f"{name} is silent: {perspective.why}", "  ")
            for question in perspective.questions:
                yield from self._wrapped(f"- {question}", "    ")
        if speaking:
            yield from self._wrapped(f"Heard: {wording.join(p.name for p in speaking)}.", "  ")

    def _story(self) -> Iterator[str]:
        yield from self._heading("Story")
        for is_told, what in wording.story(self._report):
            yield f"  {'told    ' if is_told else 'not told'}  {what}"

    def _actions(self) -> Iterator[str]:
        if not self._report.diagnosis.actions:
            return
        yield from self._heading("Actions")
        for action in self._report.diagnosis.actions:
            text = f"{action.strength:<6}  {action.text} ({wording.action_terms(action)})"
            yield from self._wrapped(text, "  ", hanging="          ")

    def _prompts(self) -> Iterator[str]:
        if not self._report.diagnosis.prompts:
            return
        yield from self._heading("What the draft leaves open")
        for prompt in self._report.diagnosis.prompts:
            yield from self._wrapped(f"- {prompt.question}", "  ")

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self._style(text, bold=True)

    def _wrapped(
        self, text: str, indent: str, *, hanging: str | None = None, bold: bool = False
    ) -> Iterator[str]:
        rest = indent + ("  " if text.startswith("- ") else "") if hanging is None else hanging
        lines = textwrap.wrap(
            text, self._width, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False
        )
        for line in lines:
            yield self._style(line, bold=True) if bold else line
