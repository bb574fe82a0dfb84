"""Has selected words said again by the model, beside the text. Nothing in here knows Streamlit."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from assistant.llm import ModelRewrite, rewrite_passage
from assistant.settings import Settings
from assistant.ui.answers import answer_rewrite
from assistant.ui.jobs import Jobs
from assistant.ui.passages import PassageQuestion

_NO_PROSE = "Select words of the text: headings, code and quotations stay as they are."
_NO_MODEL = "No model is configured: set POSTMORTEM_MODEL to have words said again."


@cache
def rewrite_jobs() -> Jobs[ModelRewrite]:
    """Return the pool that waits for the model, one for the process."""
    return Jobs("rewrite", workers=2)


class Rewriter:
    """Answers one desk's newest question for another wording.

    Args:
        key: Names the desk in the pool.
        settings: The model and its deadline.
    """

    def __init__(self, key: str, settings: Settings) -> None:
        self._key = key
        self._settings = settings
        self._asked: PassageQuestion | None = None

    def ask(self, question: PassageQuestion) -> None:
        """Have a passage said again; an older question is given up."""
        self._asked = question

        def work(cancel: threading.Event) -> ModelRewrite:
            if not self._settings.model:
                return ModelRewrite(None, _NO_MODEL)
            found = question.find()
            if found is None:
                return ModelRewrite(None, _NO_PROSE)
            return rewrite_passage(*found, self._settings, cancel=cancel)

        rewrite_jobs().start(self._key, question, work)

    @property
    def is_waiting(self) -> bool:
        """Say whether an answer is on its way."""
        job = rewrite_jobs().job(self._key) if self._asked else None
        return job is not None and not job.is_done

    def answers(self, session_id: str) -> list[dict[str, Any]]:
        """Return the answer to the newest question of an editor session, once there is one."""
        if self._asked is None or self._asked.session_id != session_id:
            return []
        job = rewrite_jobs().job(self._key)
        if job is None or not job.is_done:
            return []
        outcome = job.answer or ModelRewrite(None, job.error)
        return [answer_rewrite(self._asked, outcome.text, outcome.reason or "")]
