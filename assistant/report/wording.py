"""Sentences every form of the report shares, so that they say the same thing once."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.finding import Category, Severity
from assistant.report.contract import ActionEntry, FileReport, FindingEntry, PerspectiveEntry

LAYERS = {
    "technical": "what happened technically",
    "organisational": "what the organisation pushed for",
    "human": "what it was like for people",
}


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, "1 finding" or "2 findings"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(report: FileReport) -> str:
    """Return the number of new findings by severity, the gravest first."""
    parts = [
        plural(number, severity.value)
        for severity in reversed(Severity)
        if (number := report.count(severity))
    ]
    known = sum(f.known for f in report.findings)
    new = len(report.findings) - known
    text = f"{plural(new, 'finding')} ({', '.join(parts)})" if parts else "no findings"
    return f"{text}, {known} known from the baseline" if known else text


def by_category(report: FileReport) -> list[tuple[Category, list[FindingEntry]]]:
    """Return the findings grouped by category, in the order of the categories."""
    groups = ((c, [f for f in report.findings if f.category is c]) for c in Category)
    return [(category, found) for category, found in groups if found]


def silent(report: FileReport) -> list[PerspectiveEntry]:
    """Return the departments that were hit and are not heard."""
    return [p for p in report.diagnosis.perspectives if p.status == "silent"]


def speaking(report: FileReport) -> list[PerspectiveEntry]:
    """Return the departments that are heard."""
    return [p for p in report.diagnosis.perspectives if p.status == "speaking"]


def story(report: FileReport) -> list[tuple[bool, str]]:
    """Return what a full story tells, and whether this one does."""
    diagnosis = report.diagnosis
    told = [(getattr(diagnosis.layers, layer), name) for layer, name in LAYERS.items()]
    told.append((diagnosis.went_right, "what kept it from being worse"))
    told.append((diagnosis.predictable_answered, "what made this the predictable outcome"))
    return told


def action_terms(action: ActionEntry) -> str:
    """Return who does an action by when, or that nobody is named, and why not."""
    owner = action.owner or "no owner yet"
    due = f"due {action.due}" if action.due else "no day yet"
    reasons = (
        f"“{action.vague_owner}” is nobody in particular" if action.vague_owner else "",
        f"“{action.vague_due}” is no day" if action.vague_due else "",
    )
    why = ", ".join(filter(None, reasons))
    return f"{owner}, {due}: {why}" if why else f"{owner}, {due}"


def dismissed_line(report: FileReport) -> str:
    """Return which findings were dismissed, or "" where there are none."""
    if not report.dismissed:
        return ""
    places = join(f"“{' '.join(f.text.split())}” (line {f.line})" for f in report.dismissed)
    return f"Dismissed and not counted: {places}."


def model_line(report: FileReport) -> str:
    """Return what became of the model pass, or "" where no model is configured."""
    match report.model.status:
        case "off":
            return ""
        case "ok":
            return "A model read the draft too."
        case _:
            reason = report.model.reason or "no reason was given"
            return f"The model's part is missing or incomplete: {reason}"


def scorer_line(report: FileReport) -> str:
    """Return that the rules stood alone and why, or "" where that was wanted or is not so."""
    if report.scorer.status != "missing":
        return ""
    return rules_alone(report.scorer.reason or "")


def rules_alone(reason: str) -> str:
    """Return that the learned scorer did not read a text, and why."""
    return f"The rules read this alone and miss more. {reason}"


def join(names: Iterable[str]) -> str:
    """Return names as a phrase: "a", "a and b", "a, b and c"."""
    listed = list(names)
    return " and ".join(filter(None, (", ".join(listed[:-1]), *listed[-1:])))
