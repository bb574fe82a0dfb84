"""How often each rule is right: ``assistant/language/measured.json`` and its table.

``python -m evals.measured`` runs the rules over the project's own annotated drafts and
sentences and counts, for each rule, the places that overlap a span readers marked (right)
and those that do not (wrong). Half of the sentences were written to look like a finding and be
none, which is harder than a draft; part of the texts was read by the author of the rules, which
is easier. docs/figures.md has the figures of real reports.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.draft import parse_draft
from assistant.language import check_draft, load_rules
from assistant.language.measured import FILE, Measured
from assistant.span import Span
from evals.language_sets import OWN_DRAFTS, OWN_SENTENCES, read_drafts, read_sentences

TABLE = Path(__file__).parents[1] / "docs" / "language" / "rules.md"


def judged_places(text: str, gold: Sequence[Span], within: Span) -> Iterator[tuple[str, bool]]:
    """Yield the rule of each finding in a text, and whether it is right.

    Args:
        text: The text.
        gold: The spans readers marked in it.
        within: The part that readers read; findings outside it do not count.
    """
    for finding in check_draft(parse_draft(text)):
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


def count_places(places: Iterable[tuple[str, bool]]) -> dict[str, Measured]:
    """Return the counts of every rule there is, by id; zero where it flagged nothing."""
    counts = {rule.id: [0, 0] for rule in load_rules()}
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
    right = sum(one.right for one in measured.values())
    places = right + sum(one.wrong for one in measured.values())
    unmet = sum(not one.right + one.wrong for one in measured.values())
    lines = [
        "# Every rule, and how often it was right",
        "",
        "Counted by `python -m evals.measured` on the annotated drafts and sentences in"
        " `evals/language/`: a place a rule flagged is right where it overlaps a phrase that"
        " readers marked. Half of the sentences were written to look like a finding and be none,"
        " which is harder than a draft; the author of the rules has read part of the texts, which"
        " is easier. How all rules together do on real reports: [figures.md](../figures.md).",
        "",
        f"All {len(measured)} rules together were right in {right:,} of {places:,} places; {unmet}"
        " of them flagged nothing.",
        "",
        "| rule | asks | right | places |",
        "| --- | --- | ---: | ---: |",
    ]
    rules = load_rules().by_id
    for name, one in measured.items():
        question = rules[name].question.replace("|", "\\|") if name in rules else ""
        lines.append(f"| `{name}` | {question} | {one.right} | {one.right + one.wrong} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Measure every rule and write the figures and their table."""
    parser = argparse.ArgumentParser(prog="python -m evals.measured", description=__doc__)
    parser.add_argument("--drafts", type=Path, default=OWN_DRAFTS)
    parser.add_argument("--sentences", type=Path, default=OWN_SENTENCES)
    options = parser.parse_args(arguments)
    measured = count_places([*judged_drafts(options.drafts), *judged_sentences(options.sentences)])
    FILE.write_text(write_json(measured), encoding="utf-8")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(write_table(measured), encoding="utf-8")
    print(f"Measured {len(measured)} rules: {FILE} and {TABLE}")
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
