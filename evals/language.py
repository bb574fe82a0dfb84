"""How well the language checker does, beside a plain list of phrases and other linters.

Measures this project's own sets and, where it is at hand, a folder of real documents that no
repository may hold; prints the figures, writes them to evals/reports/language.md, and fails
where a figure fell by more than its interval. A set of your own is measured
and printed with --gold and --docs (reports with offsets) or --drafts (drafts with quotes); the
head of evals/language_sets.py describes both kinds of file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.draft import parse_draft
from assistant.errors import AssistantError, InputError
from assistant.language import check_draft
from evals import language_record, language_report
from evals.detectors import DETECTORS, Detector, load_detector
from evals.language_agreement import agree
from evals.language_record import (
    Record,
    SetFigures,
    find_falls,
    join_records,
    read_record,
    write_record,
)
from evals.language_report import write_report, write_set
from evals.language_score import Figure, count_authors, measure
from evals.language_sets import (
    OUTSIDE,
    Document,
    TextSet,
    outside_sets,
    own_sets,
    read_drafts,
    read_reports,
)

SHARED = Path(__file__).parents[2] / "shared" / "gold"
_NOT_AT_HAND = "the folder of real documents is not at hand."


def main(arguments: Sequence[str]) -> int:
    """Measure what `arguments` name.

    Returns:
        0; 1 where a figure fell; 2 where something given cannot be read.
    """
    options = _read_options(arguments)
    try:
        given = _given_sets(options)
        if given:
            _print_given(given, options)
        if options.no_own:
            return 0
        return _measure_own(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals language", description=__doc__)
    parser.add_argument("--gold", type=Path, help="reports of your own: a JSON object a line")
    parser.add_argument("--docs", type=Path, help="folder of their texts (docs beside --gold)")
    parser.add_argument("--drafts", type=Path, help="drafts of your own: a folder")
    parser.add_argument("--no-own", action="store_true", help="measure only what is given")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of real documents")
    parser.add_argument("--only", action="append", choices=DETECTORS, help="leave the others out")
    parser.add_argument("--misses", action="store_true", help="list what the rules get wrong")
    parser.add_argument("--accept", action="store_true", help="record the figures of this run")
    options = parser.parse_args(arguments)
    if options.no_own and not (options.gold or options.drafts):
        parser.error("--no-own leaves nothing to measure; give --gold or --drafts")
    if options.docs and not options.gold:
        parser.error("--docs needs --gold")
    if options.accept and (options.only or options.no_own):
        parser.error("--accept records a whole run; leave --only and --no-own out")
    return options


def _given_sets(options: argparse.Namespace) -> list[TextSet]:
    sets = []
    if options.gold:
        docs = options.docs or options.gold.parent / "docs"
        sets.append(TextSet("reports given", tuple(read_reports(options.gold, docs))))
    if options.drafts:
        sets.append(TextSet("drafts given", tuple(read_drafts(options.drafts))))
    return sets


def _print_given(sets: Sequence[TextSet], options: argparse.Namespace) -> None:
    record = measure_sets(sets, options.only or DETECTORS)
    print("\n".join(line for one in record.sets for line in write_set(one)))
    if options.misses:
        list_misses(sets)


def _measure_own(options: argparse.Namespace) -> int:
    own, outside = own_sets(), outside_sets(options.shared)
    earlier = read_record()
    now = measure_sets([*own, *outside], options.only or DETECTORS)
    at_hand = {one.name for one in outside}
    missing = {name: _NOT_AT_HAND for name in OUTSIDE if name not in at_hand}
    now = now.model_copy(update={"absent": {**now.absent, **missing}})
    if options.only:
        print("\n".join(line for one in now.sets for line in write_set(one)))
    else:
        whole = join_records(earlier, now)
        report = write_report(whole)
        print(report)
        language_report.FILE.parent.mkdir(exist_ok=True)
        language_report.FILE.write_text(report, encoding="utf-8")
        if options.accept:
            language_record.FILE.write_text(write_record(whole), encoding="utf-8")
    if options.misses:
        list_misses([one for one in [*own, *outside] if one.is_in_view])
    falls = [] if options.accept else list(find_falls(earlier, now))
    for fall in falls:
        print(f"Fell: {fall}", file=sys.stderr)
    if falls:
        print(
            "Mend it, or record the new figures: python -m evals language --accept", file=sys.stderr
        )
    return 1 if falls else 0


def measure_sets(sets: Sequence[TextSet], names: Sequence[str]) -> Record:
    """Return the figures of some detectors on some sets.

    Args:
        sets: The sets.
        names: Names of `DETECTORS`. One that is not at hand is named in the result, with
            the reason.
    """
    absent: dict[str, str] = {}
    figures: list[dict[str, dict[str, Figure]]] = [{} for _ in sets]
    for name in names:
        print(f"measuring {name} …", file=sys.stderr)
        try:
            detector = load_detector(name)
            for one, measured in zip(sets, figures, strict=True):
                measured[name] = _measure_set(one, detector)
        except AssistantError as error:
            # The remedy may name this machine's addresses; it stays out of the report.
            print(f"{name} is left out: {error}", file=sys.stderr)
            absent[name] = error.message
    return Record(
        sets=tuple(_describe(one, done) for one, done in zip(sets, figures, strict=True)),
        absent=absent,
    )


def _measure_set(one: TextSet, detector: Detector) -> dict[str, Figure]:
    flags = detector.detect([document.text for document in one.documents])
    authors = count_authors(one.documents, flags)
    return measure(authors, knows_categories=detector.knows_categories)


def _describe(one: TextSet, detectors: Mapping[str, dict[str, Figure]]) -> SetFigures:
    gold = [found for document in one.documents for found in document.gold]
    explicit = sum(found.is_explicit for found in gold)
    return SetFigures(
        name=one.name,
        note=one.note,
        is_in_view=one.is_in_view,
        is_own=one.is_own,
        documents=len(one.documents),
        authors=len({document.author for document in one.documents}),
        words=sum(document.words for document in one.documents),
        explicit=explicit,
        implied=len(gold) - explicit,
        arguable=sum(len(document.arguable) for document in one.documents),
        marked_share=round(_marked_share(one.documents), 4),
        agreement=agree(one.documents),
        detectors=dict(detectors),
    )


def _marked_share(documents: Sequence[Document]) -> float:
    marked = sum(g.span.end - g.span.start for d in documents for g in d.gold)
    read = sum(d.within.end - d.within.start if d.within else len(d.text) for d in documents)
    return marked / read if read else 0.0


def list_misses(sets: Sequence[TextSet]) -> None:
    """Print what the rules missed and what they flagged wrongly."""
    for document in (document for one in sets for document in one.documents):
        draft = parse_draft(document.text)
        findings = [
            f
            for f in check_draft(draft)
            if document.within is None or document.within.overlaps(f.span)
        ]
        for gold in document.gold:
            if not any(f.span.overlaps(gold.span) for f in findings):
                mark = "" if gold.is_explicit else " (implied)"
                quote = gold.span.of(document.text)
                print(f"missed {document.name} {gold.category}{mark}: {quote!r}")
        marked = [*(gold.span for gold in document.gold), *document.arguable]
        for finding in findings:
            if not any(span.overlaps(finding.span) for span in marked):
                line, _ = draft.lines.locate(finding.span.start)
                print(f"false  {document.name}:{line} {finding.rule}: {finding.text!r}")
