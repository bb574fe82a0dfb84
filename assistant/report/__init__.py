"""A review as text, JSON, SARIF, GitHub annotations, Markdown and HTML."""

from assistant.report.contract import CheckReport, FileReport, ModelEntry, report_file
from assistant.report.github import render_github, render_summary
from assistant.report.html import render_html
from assistant.report.markdown import render_markdown
from assistant.report.sarif import render_sarif
from assistant.report.text import render_text

__all__ = [
    "CheckReport",
    "FileReport",
    "ModelEntry",
    "render_github",
    "render_html",
    "render_markdown",
    "render_sarif",
    "render_summary",
    "render_text",
    "report_file",
]
