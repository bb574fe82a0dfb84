"""One pass of a model over a draft: cut, ask side by side, place, remember."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.runnables import RunnableConfig, RunnableLambda

from assistant.draft import Draft
from assistant.finding import Category, Finding, Origin, fingerprint_findings
from assistant.llm.answers import FINDINGS, Answer
from assistant.llm.cache import PassageReview, Remark, ReviewCache
from assistant.llm.client import MOST_OUTPUT_TOKENS, ModelClient, RetryPolicy
from assistant.llm.dialect import TEMPERATURE
from assistant.llm.faults import Fault, ModelFaultError
from assistant.llm.grounding import Place, SentenceIndex
from assistant.llm.ledger import Ledger
from assistant.llm.outcome import ModelReview, ModelStatus
from assistant.llm.passages import Part, Passage, cut_passages, pack_parts
from assistant.llm.prompts import Prompt, load_prompt
from assistant.llm.redaction import Redaction, find_secrets
from assistant.llm.runtime import load_token_counter, no_tracing, run_on_loop
from assistant.settings import Settings
from assistant.span import Span

PROMPT_ID = "language"
# Tokens of draft in one request. Small enough for the 8,192 tokens of a local model, with
# the instructions and the answer; large enough that the instructions are not most of it.
MOST_DRAFT_TOKENS = 1500
MOST_REQUESTS_AT_ONCE = 4
# A part that is too long, or whose answer is, is halved at most this many times.
MOST_HALVINGS = 2

_CANCEL_CHECK_S = 0.05
_SENTENCE_ID = re.compile(r"\D*(\d{1,6})\D*\Z")
_cache = ReviewCache()


def run_review(
    draft: Draft,
    settings: Settings,
    *,
    cancel: threading.Event | None = None,
    known: Sequence[Finding] = (),
    policy: RetryPolicy | None = None,
    cache: ReviewCache | None = None,
) -> ModelReview:
    """Return what the model says about the draft; see `assistant.llm.review_with_model`.

    Args:
        draft: The parsed draft.
        settings: Model and deadline.
        cancel: Set to stop.
        known: Findings not to be repeated.
        policy: How requests are repeated.
        cache: Where reviews of passages are remembered; by default for the whole process.
    """
    redaction = find_secrets(draft.source)
    passages = _cut(draft, redaction)
    review = _Review(settings.model, policy, cache if cache is not None else _cache)
    missing = review.recall(passages)
    if missing:
        _ask(review, missing, settings.model_timeout_s, cancel)
    return review.conclude(draft, redaction, known)


def show_requests(draft: Draft, settings: Settings) -> str:
    """Return the requests of a first review of the draft as text, exactly as they are sent."""
    prompt = load_prompt(PROMPT_ID)
    passages = {p.digest: p for p in _cut(draft, find_secrets(draft.source))}
    parts = pack_parts(list(passages.values()), load_token_counter(), MOST_DRAFT_TOKENS)
    to = settings.model or "no model: POSTMORTEM_MODEL is not set"
    lines = [f"To: {to}", f"Requests: {len(parts)}"]
    for number, part in enumerate(parts, start=1):
        for message in _messages(prompt, part):
            if message["role"] == "system" and number > 1:
                lines.append(f"--- request {number}: system, the same as in request 1 ---")
            else:
                lines += [f"--- request {number}: {message['role']} ---", message["content"]]
    return "\n".join(lines) + "\n"


@dataclass
class _Review:
    """A review in the making; after `recall` it is touched on the model's loop only."""

    model: str
    policy: RetryPolicy | None
    cache: ReviewCache
    ledger: Ledger = field(default_factory=Ledger)
    passages: tuple[Passage, ...] = ()
    reviews: dict[str, PassageReview] = field(default_factory=dict)
    faults: Counter[Fault] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.prompt = load_prompt(PROMPT_ID)
        self.client = ModelClient(self.model, self.ledger, self.policy)

    def recall(self, passages: tuple[Passage, ...]) -> list[Passage]:
        """Take what is remembered and return the passages that must be asked about."""
        self.passages = passages
        missing: dict[str, Passage] = {}
        for passage in passages:
            if remembered := self.cache.get(self._key(passage)):
                self.reviews[passage.digest] = remembered
            else:
                missing.setdefault(passage.digest, passage)
        return list(missing.values())

    async def read_part(self, part: Part, deadline: float, halvings: int = 0) -> None:
        """Ask about one part and remember what was said; a fault is counted, never raised."""
        if any(fault.ends_review for fault in self.faults):
            return
        try:
            answer = await self.client.ask(_messages(self.prompt, part), deadline, FINDINGS)
        except ModelFaultError as fault:
            halves = part.halves() if fault.fault in (Fault.TOO_LONG, Fault.CUT) else None
            if halves is None or halvings >= MOST_HALVINGS:
                self.faults[fault.fault] += 1
                return
            for half in halves:
                await self.read_part(half, deadline, halvings + 1)
            return
        for passage, review in zip(part.passages, _place(part, answer), strict=True):
            self.reviews[passage.digest] = review
            self.cache.put(self._key(passage), review)

    def conclude(self, draft: Draft, redaction: Redaction, known: Sequence[Finding]) -> ModelReview:
        """Return the outcome with findings placed in the draft's source."""
        done = [p for p in self.passages if p.digest in self.reviews]
        missing = len(self.passages) - len(done)
        status = ModelStatus.PARTIAL if done else ModelStatus.FAILED
        status = status if missing else ModelStatus.OK
        found = [
            finding
            for passage in done
            for finding in self._findings(passage, draft.source, redaction)
        ]
        return ModelReview(
            status=status,
            reason=self._reason(missing) if missing else None,
            findings=_sorted_out(draft, found, known),
            ungrounded=sum(self.reviews[p.digest].ungrounded for p in done),
            requests=self.ledger.requests,
            input_tokens=self.ledger.input_tokens,
            output_tokens=self.ledger.output_tokens,
            cost_usd=self.ledger.cost_usd,
        )

    def _findings(self, passage: Passage, source: str, redaction: Redaction) -> list[Finding]:
        found = []
        for remark in self.reviews[passage.digest].remarks:
            place = remark.place
            start = passage.sentences[place.first].origins[place.start].start
            end = passage.sentences[place.last].origins[place.end - 1].end
            span = Span(start, end)
            found.append(
                Finding(
                    category=remark.category,
                    span=span,
                    text=span.of(source),
                    why=redaction.restore(remark.why),
                    question=redaction.restore(remark.question),
                    rule=f"model.{self.prompt.id}",
                    severity=remark.category.severity,
                    origin=Origin.MODEL,
                )
            )
        return found

    def _reason(self, missing: int) -> str:
        fault, _ = self.faults.most_common(1)[0]
        words = str(ModelFaultError(fault))
        total = len(self.passages)
        if missing == total:
            return words
        return f"{missing} of {total} passages were not read by the model. {words}"

    def _key(self, passage: Passage) -> tuple[str, ...]:
        parameters = f"{TEMPERATURE}/{MOST_OUTPUT_TOKENS}"
        return passage.digest, self.prompt.digest, self.client.model, parameters


def _ask(
    review: _Review, passages: list[Passage], timeout_s: float, cancel: threading.Event | None
) -> None:
    """Ask about all passages; on return every one is reviewed or a fault is counted."""
    if cancel and cancel.is_set():
        review.faults[Fault.STOPPED] += 1
        return
    try:
        review.client.check_name()
    except ImportError:
        review.faults[Fault.NOT_INSTALLED] += 1
        return
    except ModelFaultError as fault:
        review.faults[fault.fault] += 1
        return
    parts = pack_parts(passages, load_token_counter(), MOST_DRAFT_TOKENS)
    run_on_loop(_ask_side_by_side(review, parts, timeout_s, cancel))


async def _ask_side_by_side(
    review: _Review, parts: Sequence[Part], timeout_s: float, cancel: threading.Event | None
) -> None:
    deadline = asyncio.get_running_loop().time() + timeout_s

    async def read(part: Part) -> None:
        await review.read_part(part, deadline)

    with no_tracing():
        config = RunnableConfig(max_concurrency=MOST_REQUESTS_AT_ONCE, callbacks=[])
        work = asyncio.create_task(RunnableLambda(read).abatch(list(parts), config))
        while not work.done():
            await asyncio.wait({work}, timeout=_CANCEL_CHECK_S if cancel else None)
            if cancel and cancel.is_set() and work.cancel():
                review.faults = Counter({Fault.STOPPED: 1})
                await asyncio.wait({work})
    if not work.cancelled():
        work.result()


def _cut(draft: Draft, redaction: Redaction) -> tuple[Passage, ...]:
    return cut_passages(draft, redaction, load_token_counter(), MOST_DRAFT_TOKENS)


def _messages(prompt: Prompt, part: Part) -> list[dict[str, str]]:
    return prompt.messages(draft=part.text, mark=part.mark)


def _place(part: Part, answer: Answer) -> list[PassageReview]:
    """Return what an answer says about each passage of its part."""
    index = SentenceIndex([s.text for s in part.sentences])
    remarks: list[list[Remark]] = [[] for _ in part.passages]
    ungrounded = [0] * len(part.passages)
    ungrounded[0] += answer.broken
    for offered in answer.offered:
        sentence = _sentence_index(offered.sentence)
        place = index.place(offered.quote, sentence)
        inside = _within_passage(part, place) if place else None
        if inside is None:
            named, _ = part.passage_of(min(sentence or 0, len(part.sentences) - 1))
            ungrounded[named] += 1
        else:
            number, place = inside
            remark = Remark(place, offered.category, offered.why, offered.question)
            remarks[number].append(remark)
    return [PassageReview(tuple(r), u) for r, u in zip(remarks, ungrounded, strict=True)]


def _within_passage(part: Part, place: Place) -> tuple[int, Place] | None:
    """Return a place's passage and the place in it; None across passages or without prose."""
    first, first_sentence = part.passage_of(place.first)
    last, last_sentence = part.passage_of(place.last)
    if first != last:
        return None
    is_one = place.first == place.last
    if is_one and not part.sentences[place.first].has_prose(place.start, place.end):
        return None
    return first, Place(first_sentence, place.start, last_sentence, place.end)


def _sentence_index(given: str) -> int | None:
    match = _SENTENCE_ID.match(given)
    return max(0, int(match[1]) - 1) if match else None


def _sorted_out(
    draft: Draft, found: Sequence[Finding], known: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return the findings in reading order, without what is known or said twice."""
    said: dict[Category, list[Span]] = {category: [] for category in Category}
    for finding in known:
        said[finding.category].append(finding.span)
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.span, f.category.value)):
        if not any(span.overlaps(finding.span) for span in said[finding.category]):
            said[finding.category].append(finding.span)
            kept.append(finding)
    sentences = (draft.sentence_at(f.span.start) for f in kept)
    texts = [s.span.of(draft.source) if s else "" for s in sentences]
    return tuple(fingerprint_findings(zip(kept, texts, strict=True)))
