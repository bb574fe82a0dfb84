"""A review as one HTML file that needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from assistant.report import wording
from assistant.report.contract import FileReport, FindingEntry

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --quiet: #55606e; --line: #d5dae1;
  --blame: #b3261e; --hindsight: #8a5a00; --shallow: #0b6685; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --quiet: #a5b0be; --line: #3a4451;
  --blame: #ff9a92; --hindsight: #f0bf5f; --shallow: #7cc9e6; --paper: #14181e; } }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
p.meta, .why, .place { color: var(--quiet); font-size: .9rem; }
article { border-left: 4px solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 1.2rem 0; }
article.blame { border-color: var(--blame); } article.hindsight { border-color: var(--hindsight); }
article.shallow { border-color: var(--shallow); }
.question { font-weight: 600; font-size: 1.05rem; margin: .4rem 0; }
mark { background: none; color: inherit; border-bottom: 2px solid; font-weight: 600; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top;
  padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
@media print { body { margin: 0; max-width: none; } article { break-inside: avoid; } }
"""


def render_html(report: FileReport) -> str:
    """Return the review of one draft as a self-contained HTML page.

    Every word of the draft is escaped; the page has no script, image or link.
    """
    title = escape(report.title or report.path)
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Review: {title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(report: FileReport) -> Iterator[str]:
    meta = f"{report.path}, {wording.plural(report.words, 'word')}: {wording.counts(report)}."
    yield f'<p class="meta">{escape(meta)}</p>'
    for notice in (*report.notices, wording.scorer_line(report), wording.model_line(report)):
        if notice:
            yield f"<p>{escape(notice)}</p>"
    for category, findings in wording.by_category(report):
        yield f"<h2>{escape(category.label)} ({len(findings)})</h2>"
        for finding in findings:
            yield from _finding(finding)
    if dismissed := wording.dismissed_line(report):
        yield f"<p>{escape(dismissed)}</p>"
    yield "<h2>Departments</h2>"
    for perspective in wording.silent(report):
        yield f"<p><strong>{escape(perspective.name)}</strong> is silent: {escape(perspective.why)}"
        yield "</p><ul>"
        yield from (f"<li>{escape(question)}</li>" for question in perspective.questions)
        yield "</ul>"
    heard = wording.join(p.name for p in wording.speaking(report)) or "nobody yet"
    yield f"<p>Heard: {escape(heard)}.</p>"
    yield "<h2>Story</h2><ul>"
    for is_told, what in wording.story(report):
        yield f"<li>{'Told' if is_told else 'Not told yet'}: {escape(what)}</li>"
    yield "</ul>"
    if report.diagnosis.actions:
        yield '<h2>Actions</h2><table><thead><tr><th scope="col">Strength</th>'
        yield '<th scope="col">Action</th><th scope="col">Owner and date</th></tr></thead><tbody>'
        for action in report.diagnosis.actions:
            cells = (action.strength, action.text, wording.action_terms(action))
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        yield "</tbody></table>"
    if report.diagnosis.prompts:
        yield "<h2>What the draft leaves open</h2><ul>"
        for prompt in report.diagnosis.prompts:
            question, why = escape(prompt.question), escape(prompt.why)
            yield f'<li>{question} <span class="why">{why}</span></li>'
        yield "</ul>"


def _finding(finding: FindingEntry) -> Iterator[str]:
    text = " ".join(finding.text.split())
    sentence = escape(finding.sentence).replace(escape(text), f"<mark>{escape(text)}</mark>", 1)
    known = ", known from the baseline" if finding.known else ""
    yield f'<article class="{finding.group}">'
    yield f'<p class="place">Line {finding.line}, {finding.severity}{known}</p>'
    yield f"<p>{sentence}</p>"
    yield f'<p class="question">{escape(finding.question)}</p>'
    if finding.rewrite:
        yield f"<p>Or write: {escape(finding.rewrite)}</p>"
    source = f" ({finding.source})" if finding.source else ""
    yield f'<p class="why">{escape(finding.why + source)}</p>'
    yield "</article>"
