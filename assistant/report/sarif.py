"""A review as SARIF 2.1.0, for code scanning and editors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from assistant import __version__
from assistant.finding import Category, Severity
from assistant.report.contract import FileReport, FindingEntry
from assistant.span import LineIndex

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(reports: Sequence[FileReport], sources: Mapping[str, str]) -> str:
    """Return the reviews as one SARIF log.

    Args:
        reports: The reviews.
        sources: The text of each path, for the line and column a finding ends at.

    A finding of the baseline is marked ``unchanged``, never dropped.
    """
    results = []
    for report in reports:
        lines = LineIndex(sources[report.path])
        results += [_result(report.path, finding, lines) for finding in report.findings]
    categories = list(Category)
    driver = {
        "name": "postmortem",
        "version": __version__,
        "rules": [
            {
                "id": category.value,
                "shortDescription": {"text": category.label},
                "defaultConfiguration": {"level": _LEVELS[category.severity]},
                "properties": {"group": category.group.value},
            }
            for category in categories
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(path: str, finding: FindingEntry, lines: LineIndex) -> dict[str, Any]:
    end_line, end_column = lines.locate(finding.end)
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    return {
        "ruleId": finding.category.value,
        "ruleIndex": list(Category).index(finding.category),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.question} {finding.why}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(path.replace("\\", "/"))},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"postmortem/v1": finding.fingerprint},
        "baselineState": "unchanged" if finding.known else "new",
        "properties": {"rule": finding.rule, "origin": finding.origin.value},
    }
