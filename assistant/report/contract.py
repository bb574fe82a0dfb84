"""The contract other programs rely on: a review as data, version 1.

Everything that shows or stores a review (the terminal, the browser, SARIF, the database)
is made from `FileReport`; fields are only ever added within a version.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from assistant.diagnosis import Diagnosis
from assistant.draft import Draft
from assistant.finding import Category, Finding, Group, Origin, Severity
from assistant.span import Span

ScorerState = Literal["off", "ok", "missing"]
ModelState = Literal["off", "ok", "partial", "failed"]


@dataclass(frozen=True, kw_only=True)
class FindingEntry:
    """A finding, with its place as offsets in code points and as line and column from 1.

    `sentence` is the sentence it stands in; `known` is true where a baseline lists it.
    """

    category: Category
    group: Group
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    text: str
    sentence: str
    why: str
    source: str
    question: str
    rewrite: str | None
    origin: Origin
    rule: str
    fingerprint: str
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """A place in the draft that bears something out."""

    start: int
    end: int
    line: int
    text: str


@dataclass(frozen=True, kw_only=True)
class PerspectiveEntry:
    """A department, whether it is heard in the draft, and what to ask it."""

    department: str
    name: str
    status: Literal["speaking", "silent", "uninvolved"]
    evidence: tuple[EvidenceEntry, ...]
    why: str
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LayersEntry:
    """Which of the three layers of the story the draft tells."""

    technical: bool
    organisational: bool
    human: bool


@dataclass(frozen=True, kw_only=True)
class ActionEntry:
    """An action item and how much it changes.

    `vague_owner` and `vague_due` are what stands in their place and names nobody, like "all",
    or no day, like "asap".
    """

    start: int
    end: int
    line: int
    text: str
    strength: Literal["strong", "medium", "weak"]
    owner: str | None
    due: str | None
    why: str
    vague_owner: str = ""
    vague_due: str = ""


@dataclass(frozen=True, kw_only=True)
class PromptEntry:
    """A question the draft leaves open."""

    id: str
    question: str
    why: str


@dataclass(frozen=True, kw_only=True)
class DiagnosisEntry:
    """What the draft tells and leaves out."""

    perspectives: tuple[PerspectiveEntry, ...]
    layers: LayersEntry
    went_right: bool
    predictable_answered: bool
    actions: tuple[ActionEntry, ...]
    prompts: tuple[PromptEntry, ...]


@dataclass(frozen=True, kw_only=True)
class ModelEntry:
    """Whether a model took part, and why not where it did not."""

    status: ModelState = "off"
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScorerEntry:
    """Whether the learned scorer took part, and why not where it is missing."""

    status: ScorerState = "off"
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """The review of one draft; `dismissed` holds the findings that were set aside."""

    path: str
    title: str
    words: int
    notices: tuple[str, ...]
    findings: tuple[FindingEntry, ...]
    diagnosis: DiagnosisEntry
    model: ModelEntry
    scorer: ScorerEntry = ScorerEntry()
    dismissed: tuple[FindingEntry, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return the number of new findings of exactly this severity."""
        return sum(f.severity is severity and not f.known for f in self.findings)

    def reaches(self, severity: Severity) -> bool:
        """Say whether a new finding is at least this severe."""
        return any(f.severity.rank >= severity.rank and not f.known for f in self.findings)


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What `postmortem check --format json` prints."""

    version: Literal[1] = 1
    tool: Literal["postmortem"] = "postmortem"
    files: tuple[FileReport, ...]

    def to_json(self) -> str:
        """Return the report as indented JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)


def report_file(
    path: str,
    draft: Draft,
    findings: Sequence[Finding],
    diagnosis: Diagnosis,
    model: ModelEntry | None = None,
    known: Collection[str] = (),
    scorer: ScorerEntry | None = None,
    dismissed: Sequence[Finding] = (),
) -> FileReport:
    """Return the review of a draft as data.

    Args:
        path: What the draft is called.
        draft: The parsed draft.
        findings: In reading order.
        diagnosis: What the draft tells and leaves out.
        model: What became of the model pass; None means off.
        known: Fingerprints a baseline lists.
        scorer: What became of the learned scorer; None means off.
        dismissed: Findings that were dismissed, in reading order.
    """
    return FileReport(
        path=path,
        title=draft.title,
        words=draft.words,
        notices=tuple(n.message for n in draft.notices),
        findings=tuple(_finding(draft, f, f.fingerprint in known) for f in findings),
        diagnosis=_diagnosis(draft, diagnosis),
        model=model or ModelEntry(),
        scorer=scorer or ScorerEntry(),
        dismissed=tuple(_finding(draft, f, False) for f in dismissed),
    )


def _finding(draft: Draft, finding: Finding, known: bool) -> FindingEntry:
    line, column = draft.lines.locate(finding.span.start)
    return FindingEntry(
        category=finding.category,
        group=finding.group,
        severity=finding.severity,
        start=finding.span.start,
        end=finding.span.end,
        line=line,
        column=column,
        text=finding.text,
        sentence=_one_line(draft.around(finding.span).of(draft.source)),
        why=finding.why,
        source=finding.source,
        question=finding.question,
        rewrite=finding.rewrite,
        origin=finding.origin,
        rule=finding.rule,
        fingerprint=finding.fingerprint,
        known=known,
    )


def _diagnosis(draft: Draft, diagnosis: Diagnosis) -> DiagnosisEntry:
    def evidence(span: Span) -> EvidenceEntry:
        line, _ = draft.lines.locate(span.start)
        text = _one_line(span.of(draft.source))
        return EvidenceEntry(start=span.start, end=span.end, line=line, text=text)

    return DiagnosisEntry(
        perspectives=tuple(
            PerspectiveEntry(
                department=p.department,
                name=p.name,
                status=p.status.value,
                evidence=tuple(map(evidence, p.evidence)),
                why=p.why,
                questions=p.questions,
            )
            for p in diagnosis.perspectives
        ),
        layers=LayersEntry(
            technical=diagnosis.layers.technical,
            organisational=diagnosis.layers.organisational,
            human=diagnosis.layers.human,
        ),
        went_right=diagnosis.went_right,
        predictable_answered=diagnosis.predictable_answered,
        actions=tuple(
            ActionEntry(
                start=a.span.start,
                end=a.span.end,
                line=draft.lines.locate(a.span.start)[0],
                text=_one_line(a.text),
                strength=a.strength.value,
                owner=a.owner,
                due=a.due,
                why=a.why,
                vague_owner=a.vague_owner,
                vague_due=a.vague_due,
            )
            for a in diagnosis.actions
        ),
        prompts=tuple(
            PromptEntry(id=p.id, question=p.question, why=p.why) for p in diagnosis.prompts
        ),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
