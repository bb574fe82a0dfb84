"""What runs beside the text: the search for siblings, the scorer's and the model's reading.

They take longer than a key may wait, so they run in a pool of the process; the desk looks
at them whenever the browser asks again. Nothing in here knows Streamlit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.draft import Draft
from assistant.finding import Finding
from assistant.language import find_ignores
from assistant.llm import ModelReview, ModelStatus
from assistant.review import sibling_question
from assistant.scorer import Scored
from assistant.ui.jobs import Jobs
from assistant.ui.payload import ModelState, Siblings, carry_findings

# A changed sentence is read again in 10 to 20 ms; waiting that long saves the browser from asking
# twice and its underlines from coming in two steps. A pasted text takes longer and comes later.
_SCORER_WAIT_S = 0.06
# Longer texts take longer than that even where one sentence changed: the rules answer first.
_LONGEST_WAITED_FOR = 25_000
_NOTHING_TOLD = "Write a few sentences about what happened: what rhymes with it appears here."


@cache
def sibling_jobs() -> Jobs[Siblings]:
    """Return the pool that searches for siblings, one for the process."""
    return Jobs("siblings", workers=2)


@cache
def scorer_jobs() -> Jobs[Scored]:
    """Return the pool in which the scorer reads, one for the process."""
    return Jobs("scorer", workers=2)


@cache
def model_jobs() -> Jobs[ModelReview]:
    """Return the pool that waits for the model, one for the process."""
    return Jobs("model", workers=4)


class SiblingWatch:
    """Keeps a desk's siblings in step with its text.

    Args:
        jobs: The pool to search in.
        key: Names the desk in the pool.
        search: Returns the siblings of a draft; called in the pool.
    """

    def __init__(self, jobs: Jobs[Siblings], key: str, search: Callable[[Draft], Siblings]) -> None:
        self._jobs = jobs
        self._key = key
        self._search = search
        self._shown = Siblings()

    def look(self, draft: Draft, *, is_settled: bool) -> tuple[Siblings, bool]:
        """Return the siblings to show now, and whether better ones are on their way.

        Args:
            draft: The text as it stands.
            is_settled: True where the author has paused. A new search begins only then:
                half a sentence finds half the siblings.
        """
        question = sibling_question(draft)
        if not question[1]:
            self._jobs.cancel(self._key)
            self._shown = Siblings("ready", _NOTHING_TOLD)
            return self._shown, False
        job = self._jobs.job(self._key)
        if job is None or job.about != question:
            if is_settled:
                self._jobs.start(self._key, question, lambda _: self._search(draft))
            return self._waiting(), True
        if not job.is_done:
            return self._waiting(), True
        self._shown = job.answer or Siblings("failed", job.error)
        return self._shown, False

    def _waiting(self) -> Siblings:
        """Return the last matches, still shown while new ones are looked for."""
        return Siblings("loading", "", self._shown.matches)


class ScorerWatch:
    """Keeps what the scorer found in step with the text.

    Args:
        jobs: The pool to read in.
        key: Names the desk in the pool.
        read: Returns what the scorer finds in a draft; called in the pool.
    """

    def __init__(self, jobs: Jobs[Scored], key: str, read: Callable[[Draft], Scored]) -> None:
        self._jobs = jobs
        self._key = key
        self._read = read
        self._shown = Scored()
        self._read_draft: Draft | None = None
        self._asked_for = ""

    def look(self, draft: Draft) -> tuple[Scored, bool]:
        """Return what to show for a draft now, and whether more is on its way.

        A finding stays as long as its sentence does: what is written elsewhere changes the
        network's mind about a doubtful phrase, but a mark that comes and goes is no help.
        """
        if self._read_draft is not None and self._read_draft.source == draft.source:
            return self._shown, False
        is_long = len(draft.source) > _LONGEST_WAITED_FOR
        job = self._jobs.job(self._key)
        if job is None or job.about != draft.source:
            if is_long and self._asked_for != draft.source:
                # Not while the rules' answer is made: both would take turns. It is asked again.
                self._asked_for = draft.source
                return self._carried(draft), True
            job = self._jobs.start(self._key, draft.source, lambda _: self._read(draft))
        if not is_long:
            job.wait(_SCORER_WAIT_S)
        carried = self._carried(draft)
        if not job.is_done:
            return carried, True
        answer = job.answer or Scored(missing=job.error)
        ignores = find_ignores(draft)
        kept = [
            one
            for one in carried.findings
            if not any(one.span.overlaps(f.span) for f in answer.findings)
            and not any(ignore.covers(one.span, one.category) for ignore in ignores)
        ]
        found = sorted((*answer.findings, *kept), key=lambda finding: finding.span)
        self._shown, self._read_draft = Scored(tuple(found), answer.missing), draft
        return self._shown, False

    def _carried(self, draft: Draft) -> Scored:
        """Return the findings shown last whose sentences still stand, at their places now."""
        before, earlier = self._shown, self._read_draft
        carried = carry_findings(before.findings, earlier, draft) if earlier else []
        return Scored(tuple(carried), before.missing)


@dataclass(frozen=True, slots=True)
class _Reading:
    draft: Draft
    known: tuple[Finding, ...]


class ModelWatch:
    """Keeps what the model found in step with the text.

    Args:
        jobs: The pool to wait in.
        key: Names the desk in the pool.
        name: The model's name, "" where none is configured.
        read: Asks the model about a draft beyond known findings; called in the pool.
        show_request: Returns what would be sent for a draft.
    """

    def __init__(
        self,
        jobs: Jobs[ModelReview],
        key: str,
        name: str,
        read: Callable[[Draft, Sequence[Finding], threading.Event], ModelReview],
        show_request: Callable[[Draft], str],
    ) -> None:
        self._jobs = jobs
        self._key = key
        self._name = name
        self._read = read
        self._show_request = show_request
        self._preview = ""

    def ask(self, draft: Draft, known: Sequence[Finding]) -> None:
        """Have the model read a draft; a reading under way is given up."""
        if not self._name:
            return
        reading = _Reading(draft, tuple(known))
        self._preview = ""
        self._jobs.start(
            self._key, reading, lambda cancel: self._read(draft, reading.known, cancel)
        )

    def preview(self, draft: Draft) -> None:
        """Have exactly what would be sent shown beside the text."""
        if self._name:
            self._preview = self._show_request(draft)

    @property
    def state(self) -> ModelState:
        """Return how far the reading got."""
        if not self._name:
            return ModelState()
        status, reason = "idle", ""
        if job := self._jobs.job(self._key):
            review = job.answer
            if not job.is_done:
                status = "running"
            elif review is None or review.status is ModelStatus.FAILED:
                status, reason = "failed", (review.reason if review else job.error) or ""
            else:
                status, reason = "done", review.reason or ""
        return ModelState(status, self._name, reason, self._preview)

    def findings(self, draft: Draft) -> list[Finding]:
        """Return what the model found, at its places in the text as it stands now."""
        job = self._jobs.job(self._key)
        review = job.answer if job else None
        if job is None or review is None or not isinstance(job.about, _Reading):
            return []
        return carry_findings(review.findings, job.about.draft, draft)
