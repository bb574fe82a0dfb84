"""A review as Markdown, to keep beside the draft or paste into a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.report import wording
from assistant.report.contract import FileReport

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def render_markdown(report: FileReport) -> str:
    """Return the review of one draft as CommonMark; the draft's words are escaped."""
    return "\n".join(_lines(report)) + "\n"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(report: FileReport) -> Iterator[str]:
    yield f"# Review: {_escape(report.title or report.path)}"
    yield ""
    path = _escape(report.path)
    yield f"{path}, {wording.plural(report.words, 'word')}: {wording.counts(report)}."
    for notice in report.notices:
        yield f"\n> {_escape(notice)}"
    for line in filter(None, (wording.scorer_line(report), wording.model_line(report))):
        yield f"\n{_escape(line)}"
    for category, findings in wording.by_category(report):
        yield f"\n## {category.label} ({len(findings)})\n"
        for finding in findings:
            known = ", known" if finding.known else ""
            yield f"- Line {finding.line} ({finding.severity}{known}): “{_escape(finding.text)}”"
            yield f"  - In: {_escape(finding.sentence)}"
            yield f"  - **Ask:** {_escape(finding.question)}"
            if finding.rewrite:
                yield f"  - Or write: {_escape(finding.rewrite)}"
            source = f" ({_escape(finding.source)})" if finding.source else ""
            yield f"  - Why: {_escape(finding.why)}{source}"
    if dismissed := wording.dismissed_line(report):
        yield f"\n{_escape(dismissed)}"
    yield "\n## Departments\n"
    for perspective in wording.silent(report):
        yield f"- **{_escape(perspective.name)}** is silent: {_escape(perspective.why)}"
        for question in perspective.questions:
            yield f"  - [ ] {_escape(question)}"
    heard = wording.join(_escape(p.name) for p in wording.speaking(report))
    yield f"- Heard: {heard or 'nobody yet'}."
    yield "\n## Story\n"
    for is_told, what in wording.story(report):
        yield f"- [{'x' if is_told else ' '}] {what}"
    if report.diagnosis.actions:
        yield "\n## Actions\n"
        yield "| strength | action | owner | due |"
        yield "| --- | --- | --- | --- |"
        for action in report.diagnosis.actions:
            owner, due = _escape(action.owner or "none yet"), _escape(action.due or "none yet")
            yield f"| {action.strength} | {_escape(action.text)} | {owner} | {due} |"
    if report.diagnosis.prompts:
        yield "\n## What the draft leaves open\n"
        for prompt in report.diagnosis.prompts:
            yield f"- {_escape(prompt.question)} {_escape(prompt.why)}"
