"""The forms of a report carry everything and let nothing out of the draft run."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from assistant.diagnosis import load_departments
from assistant.draft import parse_draft
from assistant.report import CheckReport, FileReport, render_html, render_markdown, render_text
from assistant.review import review_draft

_HOSTILE = """# Outage <script>alert(1)</script> | [x](javascript:alert(1))

The engineer **should have** checked <img src=x onerror=alert(1)> the `list`.

It was human error, ![pixel](https://example.org/p.png) said nobody | at all.

## Actions

- Be more careful
- The deploy tool refuses a list without a postcode (owner: Mila, due: 2026-03-01)
"""


def _report(source: str) -> FileReport:
    review = review_draft(parse_draft(source), load_departments())
    return review.report("a.md")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def test_html_is_inert_whatever_the_draft_contains() -> None:
    """A report opened from a mail runs nothing, loads nothing and links nowhere."""
    page = _Tags()
    page.feed(render_html(_report(_HOSTILE)))
    assert not {tag for tag, _ in page.seen} & {"script", "img", "a", "iframe", "link"}
    assert not [name for _, attrs in page.seen for name, _ in attrs if name.startswith("on")]


def test_markdown_shows_the_drafts_words_and_not_its_markup() -> None:
    """Pasted into a ticket, a quoted sentence cannot become an image, a link or a table."""
    html = MarkdownIt("commonmark").render(render_markdown(_report(_HOSTILE)))
    assert "<img" not in html
    assert "<script" not in html
    assert "<a " not in html


def test_every_form_carries_findings_questions_and_actions() -> None:
    """Whichever form a reviewer takes away, nothing of the review is left behind."""
    report = _report(_HOSTILE)
    assert report.findings
    assert len(report.diagnosis.actions) == 2
    for render in (render_text, render_markdown, render_html):
        form = " ".join(render(report).replace("\\", "").split())
        for finding in report.findings:
            assert finding.question.split("?")[0].split("’")[0][:30] in form
        assert "Be more careful" in form
        assert "2026-03-01" in form


def test_a_vague_owner_or_day_is_said_to_be_one() -> None:
    """Who wrote "all" and "asap" reads why an owner and a day are still missing."""
    table = "| action | owner | due |\n| --- | --- | --- |\n| Cap the queue | all | asap |\n"
    report = _report(f"# Labels\n\n## Actions\n\n{table}")
    for render in (render_text, render_html):
        form = " ".join(render(report).split())
        assert "no owner yet, no day yet" in form
        assert "“all” is nobody in particular, “asap” is no day" in form


def test_a_report_survives_json() -> None:
    """A stored or piped report is read back as the same report."""
    report = _report(_HOSTILE)
    (read,) = TypeAdapter(CheckReport).validate_json(CheckReport(files=(report,)).to_json()).files
    assert read == report


def test_text_wraps_to_the_width_asked_for() -> None:
    """A narrow terminal gets lines it can show."""
    text = render_text(_report(_HOSTILE), width=60)
    assert max(len(line) for line in text.splitlines() if "[" not in line) <= 62
