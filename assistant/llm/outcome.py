"""What a model's review of a draft came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.finding import Finding


class ModelStatus(StrEnum):
    """How far the model's review got."""

    OFF = "off"
    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelReview:
    """What the model added to a review, and what is missing where it failed.

    Attributes:
        status: OFF without a model, OK when every part of the draft was read, PARTIAL when
            some parts were not, FAILED when none was.
        reason: Why something is missing, one or two sentences for the author; None when
            the status is OFF or OK.
        findings: New findings in reading order, each placed in the draft's source.
        ungrounded: Findings the model offered that broke the protocol or whose quote is
            not in the draft. They are counted here and shown nowhere.
        requests: HTTP requests sent, failed ones included.
        input_tokens: Tokens sent, as the provider counts them.
        output_tokens: Tokens received, as the provider counts them.
        cost_usd: What they cost by litellm's price list; None where it has no price.
    """

    status: ModelStatus
    reason: str | None = None
    findings: tuple[Finding, ...] = ()
    ungrounded: int = 0
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class ModelRewrite:
    """A passage said again by a model.

    Attributes:
        text: The new wording, with every fact, number and role of the old one; None where
            there is none to show.
        reason: Why there is none, for the author; None otherwise.
    """

    text: str | None
    reason: str | None
