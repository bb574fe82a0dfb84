"""The learned scorer: a draft in, findings out that the rules do not make."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.draft import Draft
from assistant.encoder.tagger import Tagged, Tagger
from assistant.finding import Category, Finding, Origin
from assistant.language import (
    Reason,
    check_draft,
    find_ignores,
    find_reported,
    load_reasons,
    load_rules,
)
from assistant.scorer import scorer_rule
from assistant.scorer.manifest import FOLDER, Manifest, read_manifest
from assistant.scorer.passages import Passage, split_passages
from assistant.span import Span, SpanIndex

# Passages remembered; an editing session needs a few hundred, twenty authors a few thousand.
_REMEMBERED = 20_000
# Word pieces below the threshold that a phrase may bridge.
_BRIDGED = 2
# A phrase scores as its surest pieces do, so that a long one is not held back by its edges.
_SUREST = 3
# Words of a sentence in which the network may speak for itself. Of its marks in shorter ones
# ("It was late.") half were wrong on texts held back.
_LEAST_WORDS = 6
_EDGES = " \t\n\"'“”‘’«»„()[]{}*_~,;:.!?–—-"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A phrase the model marked.

    Attributes:
        start: First character, from the passage's start.
        end: One past the last.
        category: The likeliest category.
        score: Probability that the phrase is a finding, 0 to 1, as the model sees it.
    """

    start: int
    end: int
    category: Category
    score: float


class Scorer:
    """Finds verdicts by a network trained for this project; safe to share between threads.

    Args:
        folder: Where the model's files are; the packaged ones by default.

    Raises:
        EncoderError: A file is missing or damaged.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._manifest = read_manifest(folder)
        self._tagger = Tagger(
            self._manifest.graph,
            self._manifest.tokenizer,
            context_pieces=self._manifest.context_pieces,
            text_pieces=self._manifest.text_pieces,
        )
        self._reasons: Mapping[Category, Reason] = load_reasons()
        self._known: OrderedDict[tuple[str, str, str], tuple[Verdict, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, draft: Draft) -> tuple[Finding, ...]:
        """Return the findings of a draft in reading order; only new passages are read again.

        Those of tentative rules that the network agrees with are among them. Fingerprints
        are set by `assistant.review.merge_findings`, which joins them to those of the rules.
        """
        moved = self.weigh(draft)
        sure = SpanIndex(span for span, _, score in moved if score >= self._manifest.agreement)
        findings = [
            finding for finding in check_draft(draft, tentative=True) if sure.overlaps(finding.span)
        ]
        agreed = SpanIndex(finding.span for finding in findings)
        ignores = find_ignores(draft)
        for span, category, score in moved:
            if (
                score >= self._manifest.thresholds[category]
                and _is_long_enough(draft, span)
                and not agreed.overlaps(span)
                and not any(ignore.covers(span, category) for ignore in ignores)
            ):
                findings.append(self._finding(category, span, draft.source))
        return tuple(sorted(findings, key=lambda finding: finding.span))

    def weigh(self, draft: Draft) -> list[tuple[Span, Category, float]]:
        """Return every phrase the model marked, its score moved by the draft's base rate."""
        base_rate = self._manifest.base_rate
        verdicts = self.verdicts(draft)
        share = base_rate.estimate(_best_by_sentence(draft, verdicts))
        return [(span, of, base_rate.move(score, share)) for span, of, score in verdicts]

    def verdicts(self, draft: Draft) -> list[tuple[Span, Category, float]]:
        """Return every phrase the model marked, with its score, in reading order.

        The words of a named speaker and long quotations are left out.
        """
        passages = tuple(split_passages(draft))
        reported = SpanIndex(find_reported(draft, load_rules().lexicon))
        found = []
        for passage, verdicts in zip(passages, self._readings(draft, passages), strict=True):
            for verdict in verdicts:
                span = Span(passage.span.start + verdict.start, passage.span.start + verdict.end)
                if not reported.overlaps(span):
                    found.append((span, verdict.category, verdict.score))
        return found

    def count_unread(self, draft: Draft) -> int:
        """Return how many passages of a draft would have to be read anew."""
        with self._lock:
            return sum(_key(draft, one) not in self._known for one in split_passages(draft))

    def _readings(self, draft: Draft, passages: Sequence[Passage]) -> Iterator[tuple[Verdict, ...]]:
        keys = [_key(draft, passage) for passage in passages]
        with self._lock:
            unread = {k: p for k, p in zip(keys, passages, strict=True) if k not in self._known}
        read = {
            key: tuple(find_verdicts(tagged, passage, key[2], self._manifest))
            for (key, passage), tagged in zip(
                unread.items(), self._tagger.tag(list(unread)), strict=True
            )
        }
        with self._lock:
            answers = []
            for key in keys:
                answer = read.get(key) or self._known.get(key, ())
                self._known[key] = answer
                self._known.move_to_end(key)
                answers.append(answer)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return iter(answers)

    def _finding(self, category: Category, span: Span, source: str) -> Finding:
        reason = self._reasons[category]
        return Finding(
            category=category,
            severity=category.severity,
            span=span,
            text=span.of(source),
            why=reason.why,
            question=reason.question,
            source=reason.source,
            rule=scorer_rule(category),
            origin=Origin.SCORER,
        )


def _is_long_enough(draft: Draft, span: Span) -> bool:
    sentence = draft.sentence_at(span.start)
    return sentence is None or len(sentence.span.of(draft.prose).split()) >= _LEAST_WORDS


def _best_by_sentence(
    draft: Draft, verdicts: Sequence[tuple[Span, Category, float]]
) -> list[float]:
    best = dict.fromkeys((sentence.span.start for sentence in draft.sentences), 0.0)
    for span, _, score in verdicts:
        sentence = draft.sentence_at(span.start)
        if sentence is not None:
            best[sentence.span.start] = max(best[sentence.span.start], score)
    return list(best.values())


def _key(draft: Draft, passage: Passage) -> tuple[str, str, str]:
    return passage.kind, passage.before, passage.span.of(draft.prose)


def find_verdicts(
    tagged: Tagged, passage: Passage, text: str, manifest: Manifest
) -> Iterator[Verdict]:
    """Yield the phrases of a passage whose word pieces the model marked.

    A phrase is a run of pieces at least `Manifest.floor` likely to be part of a verdict,
    short gaps bridged, within one sentence. It scores as its three surest pieces do and has
    the category its pieces are likeliest to have together.
    """
    if not tagged.offsets:
        return
    marked = 1.0 - tagged.probabilities[:, 0]
    for sentence in passage.sentences:
        first, last = sentence.start - passage.span.start, sentence.end - passage.span.start
        inside = [i for i, (a, b) in enumerate(tagged.offsets) if first <= a and b <= last]
        for run in _runs([i for i in inside if marked[i] >= manifest.floor]):
            pieces = slice(run[0], run[-1] + 1)
            start, end = _whole_words(text, tagged.offsets[run[0]][0], tagged.offsets[run[-1]][1])
            if start >= end:
                continue
            shares = tagged.probabilities[pieces, 1:].sum(axis=0)
            surest = np.sort(marked[pieces])[-_SUREST:]
            yield Verdict(
                start, end, manifest.categories[int(shares.argmax())], float(surest.mean())
            )


def _runs(pieces: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for piece in pieces:
        if run and piece - run[-1] > _BRIDGED + 1:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span widened to whole words, without marks at its edges."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end
