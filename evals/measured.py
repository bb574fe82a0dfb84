"""How often each rule is right: ``assistant/language/measured.json`` and its table.

``python -m evals.measured`` runs the rules over the project's own annotated drafts and
sentences and counts, for each rule, the places that overlap a span readers marked (right)
and those that do not (wrong). Half of the sentences were written to look like a finding and be
none, which is harder than a draft; part of the texts was read by the author of the rules, which
is easier. docs/figures.md has the figures of real reports.

The learned scorer is counted by category, and only on texts held back from its training.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.draft import parse_draft
from assistant.finding import Category, Origin
from assistant.language import check_draft, load_reasons, load_rules
from assistant.language.measured import FILE, Measured
from assistant.review import merge_findings
from assistant.scorer import load_scorer, scorer_rule
from assistant.span import Span
from evals.language_sets import OWN_DRAFTS, OWN_SENTENCES, own_sets, read_drafts, read_sentences

TABLE = Path(__file__).parents[1] / "docs" / "language" / "rules.md"


def judged_places(text: str, gold: Sequence[Span], within: Span) -> Iterator[tuple[str, bool]]:
    """Yield the rule of each finding in a text, and whether it is right.

    Args:
        text: The text.
        gold: The spans readers marked in it.
        within: The part that readers read; findings outside it do not count.
    """
    draft = parse_draft(text)
    for finding in (*check_draft(draft), *check_draft(draft, tentative=True)):
        if within.overlaps(finding.span):
            yield finding.rule, any(finding.span.overlaps(span) for span in gold)


def judged_drafts(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield the judged places of every annotated draft in a folder."""
    for draft in read_drafts(folder):
        whole = Span(0, len(draft.text))
        yield from judged_places(draft.text, [gold.span for gold in draft.gold], whole)


def judged_sentences(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield the judged places of every annotated sentence, each read between its neighbours."""
    for sentence in read_sentences(folder):
        within = sentence.within or Span(0, len(sentence.text))
        yield from judged_places(sentence.text, [gold.span for gold in sentence.gold], within)


def judged_by_scorer() -> Iterator[tuple[str, bool]]:
    """Yield the judged places of the scorer in every text held back from its training.

    What a tentative rule found counts for that rule, here and there.
    """
    scorer = load_scorer()
    for one in own_sets():
        for document in () if one.is_in_view else one.documents:
            draft = parse_draft(document.text)
            known = check_draft(draft)
            for finding in merge_findings(draft, known, scorer.read(draft)):
                inside = document.within is None or document.within.overlaps(finding.span)
                if inside and finding.origin is Origin.SCORER:
                    yield finding.rule, any(g.span.overlaps(finding.span) for g in document.gold)


def count_places(places: Iterable[tuple[str, bool]]) -> dict[str, Measured]:
    """Return the counts of each rule, and of the scorer by category; zero if it flagged nothing."""
    counts = {rule.id: [0, 0] for rule in load_rules()}
    counts |= {scorer_rule(category): [0, 0] for category in Category}
    for rule, is_right in places:
        counts[rule][0 if is_right else 1] += 1
    return {rule: Measured(*counts[rule]) for rule in sorted(counts)}


def write_json(measured: Mapping[str, Measured]) -> str:
    """Return the counts as JSON, one rule a line, so that two branches merge well."""
    lines = [
        f"  {json.dumps(rule)}: {json.dumps({'right': one.right, 'wrong': one.wrong})}"
        for rule, one in measured.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_table(measured: Mapping[str, Measured]) -> str:
    """Return the counts as a page of the documentation."""
    rules = {name: one for name, one in measured.items() if name in load_rules().by_id}
    right = sum(one.right for one in rules.values())
    places = right + sum(one.wrong for one in rules.values())
    unmet = sum(not one.right + one.wrong for one in rules.values())
    lines = [
        "# Every rule, and how often it was right",
        "",
        "Counted by `python -m evals.measured` on the annotated drafts and sentences in"
        " `evals/language/`: a place a rule flagged is right where it overlaps a phrase that"
        " readers marked. Half of the sentences were written to look like a finding and be none,"
        " which is harder than a draft; the author of the rules has read part of the texts, which"
        " is easier. How all rules together do on real reports: [figures.md](../figures.md).",
        "",
        f"All {len(rules)} rules together were right in {right:,} of {places:,} places; {unmet}"
        " of them flagged nothing. A *tentative* rule is too often wrong on its own: it counts only"
        " where the learned scorer agrees, and never without it.",
        "",
        "| rule | asks | right | places |",
        "| --- | --- | ---: | ---: |",
    ]
    for name, one in rules.items():
        rule = load_rules().by_id[name]
        shown = f"`{name}` (tentative)" if rule.is_tentative else f"`{name}`"
        lines.append(_row(shown, rule.question, one))
    lines += [
        "",
        "## The learned scorer",
        "",
        "Counted on drafts, reports and sentences held back from its training, where no rule had"
        " marked the place before.",
        "",
        "| scorer | asks | right | places |",
        "| --- | --- | ---: | ---: |",
    ]
    reasons = load_reasons()
    for category in Category:
        name = scorer_rule(category)
        lines.append(_row(f"`{name}`", reasons[category].question, measured[name]))
    return "\n".join(lines) + "\n"


def _row(name: str, question: str, one: Measured) -> str:
    cell = question.replace("|", "\\|")
    return f"| {name} | {cell} | {one.right} | {one.right + one.wrong} |"


def main(arguments: Sequence[str]) -> int:
    """Measure every rule and write the figures and their table."""
    parser = argparse.ArgumentParser(prog="python -m evals.measured", description=__doc__)
    parser.add_argument("--drafts", type=Path, default=OWN_DRAFTS)
    parser.add_argument("--sentences", type=Path, default=OWN_SENTENCES)
    options = parser.parse_args(arguments)
    by_rules = [*judged_drafts(options.drafts), *judged_sentences(options.sentences)]
    measured = count_places([*by_rules, *judged_by_scorer()])
    FILE.write_text(write_json(measured), encoding="utf-8")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(write_table(measured), encoding="utf-8")
    print(f"Measured every rule and category of the scorer: {FILE} and {TABLE}")
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
