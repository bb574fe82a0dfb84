"""The figures as a page to read: ``evals/reports/language.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.finding import Category, Group
from evals.detectors import DETECTORS
from evals.language_record import REPORTS, Record, SetFigures
from evals.language_score import Figure

FILE = REPORTS / "language.md"

# Of fewer cases the bootstrap knows too little to give an interval.
_FEW = 10
_OURS = ("rules", "rules and scorer")
_HEAD = """\
# How often the language checker is right

Written by `make eval`; the figures with all their intervals are in `language.json`. A set of your
own is measured with `python -m evals language --gold …` or `--drafts …` (see `--help`).

A finding hits when it overlaps a phrase that readers marked. *Precision* is the share of findings
that hit; *recall* the share of marked phrases that are hit; in brackets stands the 95 % bootstrap
interval over authors, left out below ten cases. A phrase is *explicit* where it says its verdict
in words, *implied* where only a reader hears it. What only one of two readers marked counts neither
way. *Right category* is the share of phrases hit that were also called by their name.

The peers were written for other ends, and none claims to find blame: their figures say what
somebody who runs them on a postmortem gets. proselint, alex and write-good run with their usual
rules, textlint, which has none of its own, with its adapters of alex and write-good. They point
at whatever they dislike, so their recall has to be read beside their false findings.
"""
_FLATTERS = (
    "These flatter. The rules were written with these texts in view, and a scorer learns from those"
    " of them that are ours."
)
_PREDICTS = (
    "Neither rules nor scorer were made with these in view: the nearest to a stranger's draft that"
    " this project has."
)


def write_report(record: Record) -> str:
    """Return a record as a page of Markdown, the sets that flatter first."""
    lines = [_HEAD]
    lines += _overview(record.sets)
    lines += _absences(record)
    for is_in_view, remark in ((True, _FLATTERS), (False, _PREDICTS)):
        sets = [one for one in record.sets if one.is_in_view == is_in_view]
        if sets:
            lines += [f"## {'In view' if is_in_view else 'Held back'}", "", remark, ""]
        for one in sets:
            lines += write_set(one)
    return "\n".join(lines).rstrip() + "\n"


def _overview(sets: Sequence[SetFigures]) -> list[str]:
    names = [name for name in DETECTORS if any(name in one.detectors for one in sets)]
    rows = [
        [one.name, "in view" if one.is_in_view else "held back"]
        + [_pair(one.detectors.get(name, {})) for name in names]
        for one in sets
    ]
    title = ["## Side by side: precision / recall", ""]
    return [*title, *_table(["texts", "", *names], rows), ""]


def _pair(figures: Mapping[str, Figure]) -> str:
    if "recall" not in figures:
        return "–"
    precision = f"{figures['precision'].value:.2f}" if "precision" in figures else "–"
    return f"{precision} / {figures['recall'].value:.2f}"


def _absences(record: Record) -> list[str]:
    if not record.absent:
        return []
    lines = [f"- {name}: {reason}" for name, reason in record.absent.items()]
    kept = "Not measured in this run; figures of it, where there are any, are of an earlier one:"
    return [kept, "", *lines, ""]


def write_set(one: SetFigures) -> list[str]:
    """Return the lines of one set."""
    lines = [f"### {one.name.capitalize()}", ""]
    if one.note:
        lines += [one.note, ""]
    lines += [
        f"{one.documents:,} texts by {one.authors} authors, {one.words:,} words;"
        f" {one.explicit + one.implied:,} findings, {one.implied:,} of them implied;"
        f" {one.arguable:,} arguable phrases left out. Marked phrases make up"
        f" {one.marked_share:.1%} of the text.",
        "",
    ]
    if one.agreement:
        both = one.agreement
        lines += [
            f"The two readers marked {both.spans:,} and {both.second_spans:,} phrases and agree at"
            f" F1 {both.f1:.2f}; of what both marked, {both.category:.0%} has the same category;"
            f" Cohen's kappa for each of {both.sentences:,} sentences is {both.kappa:.2f}.",
            "",
        ]
    names = [name for name in DETECTORS if name in one.detectors]
    head = ["", "places", "precision", "recall", "F1", "explicit", "implied"]
    head += ["false per 1,000 words", "right category"]
    lines += [*_table(head, [_row(name, one.detectors[name]) for name in names]), ""]
    ours = [name for name in names if name in _OURS]
    lines += [*_table(*_parts({name: one.detectors[name] for name in ours})), ""] if ours else []
    return lines


def _row(name: str, figures: Mapping[str, Figure]) -> list[str]:
    places = figures["precision"].cases if "precision" in figures else 0
    return [
        name,
        f"{places:,}",
        _cell(figures, "precision"),
        _cell(figures, "recall"),
        _cell(figures, "f1"),
        _cell(figures, "explicit recall"),
        _cell(figures, "implied recall"),
        _cell(figures, "false per 1,000 words"),
        _cell(figures, "right category"),
    ]


def _parts(
    detectors: Mapping[str, Mapping[str, Figure]],
) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of a table of groups and categories."""
    head = ["", "findings"]
    for name in detectors:
        head += [f"{name}: precision", "recall", "F1"]
    rows = []
    for part in _part_names():
        golds = [f[f"{part} recall"].cases for f in detectors.values() if f"{part} recall" in f]
        row = [f"**{part}**" if part in list(Group) else f"`{part}`", str(max(golds, default=0))]
        for figures in detectors.values():
            flagged = figures.get(f"{part} precision")
            of = f" of {flagged.cases}" if flagged else ""
            row.append(_cell(figures, f"{part} precision") + of)
            row += [_cell(figures, f"{part} recall"), _cell(figures, f"{part} f1")]
        rows.append(row)
    return head, rows


def _part_names() -> Iterator[str]:
    for group in Group:
        yield group.value
        yield from (category.value for category in Category if category.group is group)


def _cell(figures: Mapping[str, Figure], name: str) -> str:
    figure = figures.get(name)
    if figure is None:
        return "–"
    if figure.cases < _FEW:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    ruler = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (head, ruler, *rows)]
