"""The model: off until a setting names one, and then one more reader of the draft.

Importing this package loads none of litellm, langchain-core or tiktoken; the first review
does.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.finding import Finding
from assistant.llm.faults import Fault, ModelFaultError
from assistant.llm.outcome import ModelReview, ModelRewrite, ModelStatus

if TYPE_CHECKING:
    from assistant.draft import Draft
    from assistant.settings import Settings
    from assistant.span import Span

__all__ = [
    "ModelReview",
    "ModelRewrite",
    "ModelStatus",
    "preview_request",
    "review_with_model",
    "rewrite_passage",
]


def review_with_model(
    draft: Draft,
    settings: Settings,
    *,
    cancel: threading.Event | None = None,
    known: Sequence[Finding] = (),
) -> ModelReview:
    """Return what the configured model finds in the draft beyond what is known.

    Blocks until the review is done, for `settings.model_timeout_s` seconds at most once
    litellm is loaded (3 to 4 s, once per process): call it off the interface's thread.

    Args:
        draft: The parsed draft.
        settings: `model` names the model; "" answers OFF at once.
        cancel: Set by the caller to stop; what was found until then is returned.
        known: The findings of the rules. The same phrase with the same category is not
            reported twice.

    Returns:
        The review. A model that fails, in whatever way, is a status and never an exception.
    """
    if not settings.model:
        return ModelReview(ModelStatus.OFF)
    try:
        from assistant.llm.passes import run_review
    except ImportError:
        return ModelReview(ModelStatus.FAILED, str(ModelFaultError(Fault.NOT_INSTALLED)))
    return run_review(draft, settings, cancel=cancel, known=known)


def preview_request(draft: Draft, settings: Settings) -> str:
    """Return the exact text a review of this draft would send, redacted, for the author to read.

    Nothing is sent and litellm is not imported.

    Raises:
        ModelError: The packages of the extra ``llm`` are not installed.
    """
    try:
        from assistant.llm.passes import show_requests
    except ImportError:
        raise ModelFaultError(Fault.NOT_INSTALLED) from None
    return show_requests(draft, settings)


def rewrite_passage(
    draft: Draft, span: Span, settings: Settings, *, cancel: threading.Event | None = None
) -> ModelRewrite:
    """Return a passage said again by the configured model, without a verdict.

    Blocks as `review_with_model` does. What is not prose and what looks like a secret is not
    sent. A wording that loses a number, a name or a role is not returned.

    Args:
        draft: The parsed draft.
        span: Whole sentences of it.
        settings: `model` names the model; it must not be "".
        cancel: Set by the caller to stop.
    """
    try:
        from assistant.llm.rewriting import run_rewrite
    except ImportError:
        return ModelRewrite(None, str(ModelFaultError(Fault.NOT_INSTALLED)))
    return run_rewrite(draft, span, settings, cancel=cancel)
