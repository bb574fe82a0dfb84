"""What can go wrong with a model, in the words an author reads.

A provider's own message is never shown or logged: it may quote the draft or the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from assistant.errors import ModelError


class Fault(StrEnum):
    """Why a model gave no usable answer."""

    KEY = "key"
    MODEL_NAME = "model-name"
    MODEL_MISSING = "model-missing"
    CREDIT = "credit"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    UNREACHABLE = "unreachable"
    DEADLINE = "deadline"
    TOO_LONG = "too-long"
    CUT = "cut"
    REFUSED = "refused"
    REJECTED = "rejected"
    UNUSABLE = "unusable"
    STOPPED = "stopped"
    NOT_INSTALLED = "not-installed"
    UNEXPECTED = "unexpected"

    @property
    def may_pass(self) -> bool:
        """Say whether the same request can succeed a moment later."""
        return self in (Fault.BUSY, Fault.UNAVAILABLE, Fault.UNREACHABLE)

    @property
    def ends_review(self) -> bool:
        """Say whether other parts of the draft would meet the same fault."""
        return self in (
            Fault.KEY,
            Fault.MODEL_NAME,
            Fault.MODEL_MISSING,
            Fault.CREDIT,
            Fault.UNREACHABLE,
            Fault.NOT_INSTALLED,
        )


class ModelFaultError(ModelError):
    """The model gave no usable answer.

    Attributes:
        fault: Why, as a value to decide by.
    """

    def __init__(self, fault: Fault) -> None:
        message, remedy = _WORDS[fault]
        super().__init__(message, remedy)
        self.fault = fault


_WORDS: dict[Fault, tuple[str, str]] = {
    Fault.KEY: (
        "The model's provider did not accept the key, or no key is set.",
        "Set the key in the variable the provider documents, for example OPENAI_API_KEY.",
    ),
    Fault.MODEL_NAME: (
        "POSTMORTEM_MODEL is not a name litellm knows.",
        "Write provider and model, for example openai/gpt-4o-mini or ollama_chat/llama3.1.",
    ),
    Fault.MODEL_MISSING: (
        "The provider does not have the model named in POSTMORTEM_MODEL.",
        "Check the name and the address; a local model must be downloaded first.",
    ),
    Fault.CREDIT: (
        "The account at the model's provider has no credit left for this request.",
        "Add credit or raise the limit there.",
    ),
    Fault.BUSY: (
        "The model's provider is taking no more requests at the moment.",
        "Try again in a few minutes.",
    ),
    Fault.UNAVAILABLE: (
        "The model's provider failed on its side several times.",
        "Try again in a few minutes.",
    ),
    Fault.UNREACHABLE: (
        "The model could not be reached, or something other than a model answered.",
        "Check the network and the address of the model.",
    ),
    Fault.DEADLINE: (
        "The model did not answer in time.",
        "Try again, or allow more seconds with POSTMORTEM_MODEL_TIMEOUT_S.",
    ),
    Fault.TOO_LONG: (
        "A part of the draft is longer than the model can read at once.",
        "Choose a model with a larger context.",
    ),
    Fault.CUT: (
        "The model's answer was cut off before its end.",
        "Choose a model with a larger context.",
    ),
    Fault.REFUSED: (
        "The model, or a filter in front of it, refused to read this text.",
        "Choose another model, or review this part yourself.",
    ),
    Fault.REJECTED: (
        "The model's provider rejected the request as invalid.",
        "Check that the model in POSTMORTEM_MODEL is a chat model.",
    ),
    Fault.UNUSABLE: (
        "The model answered twice in a form that cannot be read.",
        "Choose a model that follows instructions more closely.",
    ),
    Fault.STOPPED: ("The model's review was stopped.", ""),
    Fault.NOT_INSTALLED: (
        "A model is set, but the packages that talk to it are not installed.",
        "Install them with: pip install 'assistant[llm]'",
    ),
    Fault.UNEXPECTED: (
        "Something unexpected happened while talking to the model.",
        "Try again; `postmortem doctor` shows the settings in use.",
    ),
}

# Every exception of litellm.exceptions; a test fails when one is missing.
_BY_NAME: dict[str, Fault] = {
    "APIConnectionError": Fault.UNREACHABLE,
    "APIError": Fault.UNAVAILABLE,
    "APIResponseValidationError": Fault.UNREACHABLE,
    "AuthenticationError": Fault.KEY,
    "BadGatewayError": Fault.UNAVAILABLE,
    "BadRequestError": Fault.REJECTED,
    "BlockedPiiEntityError": Fault.REFUSED,
    "BudgetExceededError": Fault.CREDIT,
    "ContentPolicyViolationError": Fault.REFUSED,
    "ContextWindowExceededError": Fault.TOO_LONG,
    "GuardrailRaisedException": Fault.REFUSED,
    "ImageFetchError": Fault.REJECTED,
    "InternalServerError": Fault.UNAVAILABLE,
    "InvalidRequestError": Fault.REJECTED,
    "JSONSchemaValidationError": Fault.UNREACHABLE,
    "LiteLLMUnknownProvider": Fault.MODEL_NAME,
    "MidStreamFallbackError": Fault.UNAVAILABLE,
    "MockException": Fault.UNEXPECTED,
    "ModelNotMappedError": Fault.MODEL_NAME,
    "ModifyResponseException": Fault.REFUSED,
    "NotFoundError": Fault.MODEL_MISSING,
    "OpenAIError": Fault.UNEXPECTED,
    "PaymentRequiredError": Fault.CREDIT,
    "PermissionDeniedError": Fault.KEY,
    "RateLimitError": Fault.BUSY,
    "RejectedRequestError": Fault.REFUSED,
    "SensitiveDataRouteException": Fault.REFUSED,
    "ServiceUnavailableError": Fault.UNAVAILABLE,
    "Timeout": Fault.UNREACHABLE,
    "UnprocessableEntityError": Fault.REJECTED,
    "UnsupportedParamsError": Fault.REJECTED,
    "VectorStoreSearchError": Fault.REJECTED,
}
# litellm keeps some statuses in a plain APIError.
_BY_STATUS: dict[int, Fault] = {
    401: Fault.KEY,
    402: Fault.CREDIT,
    403: Fault.KEY,
    404: Fault.MODEL_MISSING,
    413: Fault.TOO_LONG,
}
# litellm knows the wording of the large providers only.
_ABOUT_LENGTH = re.compile(
    r"context.?(?:length|window|size)|maximum.{0,30}tokens|too many tokens|prompt is too long", re.I
)
_ABOUT_CONTENT = re.compile(r"content.?(?:policy|filter|management)|safety (?:system|policy)", re.I)
_STATUS_MAY_PASS = frozenset({408, 409, 425, 429})


def mapped_exceptions() -> frozenset[str]:
    """Return the names of the litellm exceptions that have words of their own."""
    return frozenset(_BY_NAME)


def fault_of(error: BaseException) -> Fault:
    """Return what an exception raised by litellm means for the author."""
    status = getattr(error, "status_code", None)
    named = next(
        (_BY_NAME[k.__name__] for k in type(error).__mro__ if k.__name__ in _BY_NAME), None
    )
    if named is Fault.REJECTED and _ABOUT_LENGTH.search(str(error)):
        return Fault.TOO_LONG
    if named is Fault.REJECTED and _ABOUT_CONTENT.search(str(error)):
        return Fault.REFUSED
    if named is not Fault.UNAVAILABLE:
        return named or Fault.UNEXPECTED
    if isinstance(status, int) and status in _BY_STATUS:
        return _BY_STATUS[status]
    if isinstance(status, int) and 400 <= status < 500 and status not in _STATUS_MAY_PASS:
        return Fault.REJECTED
    # litellm says 500 as well when no key is set, nothing listens, or a web page answers.
    causes = list(_causes(error))
    if "openai.OpenAIError" in causes:
        return Fault.KEY
    return Fault.UNAVAILABLE if "httpx.HTTPStatusError" in causes else Fault.UNREACHABLE


def _causes(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__name__}"
        error = error.__cause__ or error.__context__
