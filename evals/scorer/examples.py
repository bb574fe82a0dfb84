"""What the scorer learns from: passages with the phrases that are findings.

Three sources, all written for this project: sentences in context
(``evals/language/sentences``), whole drafts with gold (``evals/language/drafts``) and the
sample incidents, in which nothing is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.draft import parse_draft
from assistant.finding import Category
from assistant.scorer.passages import CONTEXT, split_passages
from assistant.span import Span
from evals.language_sets import read_drafts

LANGUAGE = Path(__file__).parents[1] / "language"
SAMPLES = Path(__file__).parents[2] / "assistant" / "incidents" / "samples"
# Voices of one writer stand in blocks of eight; a writer's ways show in all of them.
_VOICES_PER_WRITER = 8
# Characters of what follows a sentence that are shown with it.
_AFTER = 60
_KINDS = {"analysis": "causes", "went-well": "went well", "other": "notes"}


@dataclass(frozen=True)
class Label:
    """A phrase that is a finding; offsets from the passage's start."""

    start: int
    end: int
    category: Category
    is_explicit: bool


@dataclass(frozen=True)
class Example:
    """A passage and what is to be found in it.

    Attributes:
        source: Name of the draft or id of the sentence.
        writer: Who wrote it; one writer is wholly in training or wholly held back.
        kind: What the section is for, in the model's word.
        before: The end of what stands before.
        text: The passage.
        labels: Its findings.
        labelled: How many characters from the start are labelled; the rest is context.
    """

    source: str
    writer: str
    kind: str
    before: str
    text: str
    labels: tuple[Label, ...]
    labelled: int


def read_examples() -> list[Example]:
    """Return every example there is, in a fixed order."""
    return [*_sentences(), *_drafts(), *_samples()]


def _sentences() -> Iterator[Example]:
    for path in sorted((LANGUAGE / "sentences").glob("*.jsonl")):
        voice = int(path.stem[1:])
        # v048 is measured together with the two writers after it, so it goes with them.
        block = (49 if voice == 48 else voice) - 1
        block //= _VOICES_PER_WRITER
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text, after = record["text"], record["after"]
            labels = []
            for finding in record["findings"]:
                start = text.index(finding["quote"])
                end = start + len(finding["quote"])
                category = Category(finding["category"])
                labels.append(Label(start, end, category, finding["explicit"]))
            yield Example(
                source=record["id"],
                writer=f"sentences-{block}",
                kind=_KINDS.get(record["section"], record["section"]),
                before=record["before"][-CONTEXT:],
                text=f"{text} {after[:_AFTER]}".strip(),
                labels=tuple(labels),
                labelled=len(text),
            )


def _drafts() -> Iterator[Example]:
    for document in read_drafts(LANGUAGE / "drafts"):
        findings = [(one.span, one.category, one.is_explicit) for one in document.gold]
        yield from _passages(document.text, document.name, f"drafts-{document.name[0]}", findings)


def _samples() -> Iterator[Example]:
    for path in sorted(SAMPLES.glob("*.md")):
        text = path.read_bytes().decode("utf-8")
        yield from _passages(text, path.stem, "samples", [])


def _passages(
    text: str, source: str, writer: str, findings: list[tuple[Span, Category, bool]]
) -> Iterator[Example]:
    draft = parse_draft(text)
    for passage in split_passages(draft):
        here = passage.span
        labels = tuple(
            Label(
                max(span.start, here.start) - here.start,
                min(span.end, here.end) - here.start,
                category,
                is_explicit,
            )
            for span, category, is_explicit in findings
            if span.overlaps(here)
        )
        prose = here.of(draft.prose)
        yield Example(source, writer, passage.kind, passage.before, prose, labels, len(prose))
