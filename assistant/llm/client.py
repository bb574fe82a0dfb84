"""One question to a model, with everything that can go wrong on the way.

litellm is told to send one HTTP request each time it is called (for providers without an
SDK of their own it still repeats one whose connection broke); repeating, waiting, the
deadline, the form of the answer and reading it are decided here.
"""

from __future__ import annotations

import asyncio
import email.utils
import random
import re
import time
from dataclasses import dataclass
from typing import Any

from assistant.llm.answers import A, UnreadableAnswerError, Wanted, is_refusal
from assistant.llm.dialect import Dialect
from assistant.llm.faults import Fault, ModelFaultError, fault_of
from assistant.llm.ledger import Ledger
from assistant.llm.prompts import Messages
from assistant.llm.runtime import load_litellm, load_token_counter

MOST_OUTPUT_TOKENS = 2000
# Room for the instructions, a part of the draft, and the larger answer of a second try.
OLLAMA_CONTEXT_TOKENS = 8192

_LONGEST_ECHO = 4000
# Always the same, since litellm opens a new client with connections of its own for every
# value; the deadline is kept by cancelling the request.
_LONGEST_SILENCE_S = 600.0
_FREE = {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0}


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how fast a request that may pass is sent again.

    Attributes:
        attempts: Requests for one question, the first included.
        first_pause_s: Seconds before the second request; doubled for each further one,
            plus up to a quarter at random. A provider's Retry-After comes first.
    """

    attempts: int = 3
    first_pause_s: float = 0.5


@dataclass(frozen=True, slots=True)
class _Reply:
    text: str
    is_cut: bool


class ModelClient:
    """Asks one model. Lives on the model's loop; keeps nothing but what it learned.

    Args:
        model: litellm name of the model.
        ledger: Where requests, tokens and cost are written.
        policy: How requests are repeated.
    """

    # For the life of the process.
    _dialects: dict[str, Dialect] = {}  # noqa: RUF012

    def __init__(self, model: str, ledger: Ledger, policy: RetryPolicy | None = None) -> None:
        # litellm's plain `ollama` speaks another interface, which ignores the chat's roles.
        self.model = re.sub(r"^ollama/", "ollama_chat/", model)
        self._ledger = ledger
        self._policy = policy or RetryPolicy()

    def check_name(self) -> None:
        """Return if litellm knows the provider the model's name begins with.

        Raises:
            ModelFaultError: It does not.
        """
        litellm = load_litellm()
        try:
            litellm.get_llm_provider(self.model)
        except Exception:
            fault = ModelFaultError(Fault.MODEL_NAME)
        else:
            return
        raise fault

    async def ask(self, messages: Messages, deadline: float, wanted: Wanted[A]) -> A:
        """Return the model's answer to `messages`.

        An answer that cannot be read, or in part, is asked for once more with the fault
        named; then what can be used of the two is returned.

        Args:
            messages: The chat messages.
            deadline: Time of the running loop's clock at which to give up.
            wanted: The form of the answer.

        Raises:
            ModelFaultError: There is no usable answer; `fault` says why.
        """
        first: A | None = None
        try:
            if asyncio.get_running_loop().time() >= deadline:
                raise TimeoutError
            async with asyncio.timeout_at(deadline):
                reply = await self._request(messages, MOST_OUTPUT_TOKENS, deadline, wanted)
                first, problem = _read(reply, wanted)
                if first and not problem:
                    return first
                second = await self._ask_again(messages, reply, problem, deadline, wanted)
                return _better(first, second)
        except TimeoutError:
            fault = ModelFaultError(Fault.DEADLINE)
        except ModelFaultError as error:
            fault = error
        if first:
            return first
        raise fault

    async def _ask_again(
        self,
        messages: Messages,
        reply: _Reply,
        problem: str,
        deadline: float,
        wanted: Wanted[A],
    ) -> A:
        if reply.is_cut:
            second = await self._request(messages, 2 * MOST_OUTPUT_TOKENS, deadline, wanted)
        else:
            again = [*messages, *_correction(reply.text, problem)]
            second = await self._request(again, MOST_OUTPUT_TOKENS, deadline, wanted)
        answer, _ = _read(second, wanted)
        if answer is None:
            raise ModelFaultError(Fault.CUT if second.is_cut else Fault.UNUSABLE)
        return answer

    async def _request(
        self, messages: Messages, most_tokens: int, deadline: float, wanted: Wanted[Any]
    ) -> _Reply:
        """Return one reply, repeating what may pass and changing what the provider refuses."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            dialect = self._dialects.get(self.model, Dialect())
            try:
                options = dialect.options(most_tokens, wanted.name, wanted.schema())
                return await self._send(messages, options)
            except ModelFaultError:
                raise
            except Exception as error:
                if other := dialect.after(error):
                    # Of requests side by side the first moves on and takes the others along.
                    if self._dialects.get(self.model, Dialect()) == dialect:
                        self._dialects[self.model] = other
                    continue
                wait_s = _retry_after_s(error)
                fault = ModelFaultError(fault_of(error))
            # The provider's words, which may quote the draft or the key, end here.
            failures += 1
            if not fault.fault.may_pass or failures >= self._policy.attempts:
                raise fault
            if wait_s is None:
                wait_s = self._policy.first_pause_s * 2 ** (failures - 1)
                wait_s *= 1 + random.random() / 4  # noqa: S311
            if loop.time() + wait_s >= deadline:
                raise fault
            await asyncio.sleep(wait_s)

    async def _send(self, messages: Messages, options: dict[str, Any]) -> _Reply:
        litellm = load_litellm()
        if self.model.startswith("ollama_chat/"):
            options["num_ctx"] = OLLAMA_CONTEXT_TOKENS
            # Without a price of its own litellm asks the server, on this thread, without limit.
            price = {"litellm_provider": "ollama_chat", "mode": "chat"} | _FREE
            litellm.model_cost.setdefault(self.model, price)
        self._ledger.requests += 1
        response = await litellm.acompletion(
            model=self.model,
            messages=messages,
            timeout=_LONGEST_SILENCE_S,
            max_retries=0,
            num_retries=0,
            drop_params=True,  # litellm knows of some models what they do not take
            **options,
        )
        text, finish, refusal = _first_choice(response)
        self._record(response, messages, text)
        if refusal or finish == "content_filter" or is_refusal(text):
            raise ModelFaultError(Fault.REFUSED)
        return _Reply(text, finish == "length")

    def _record(self, response: Any, messages: Messages, text: str) -> None:
        usage = getattr(response, "usage", None)
        sent = getattr(usage, "prompt_tokens", 0) or 0
        received = getattr(usage, "completion_tokens", 0) or 0
        cost = (getattr(response, "_hidden_params", None) or {}).get("response_cost")
        if not sent:
            count = load_token_counter()
            sent, received = sum(count(m["content"]) for m in messages), count(text)
            cost = None
        self._ledger.record_answer(sent, received, cost if isinstance(cost, float) else None)


def _first_choice(response: Any) -> tuple[str, str, str]:
    """Return text, finish reason and refusal of a response, "" where there is none."""
    choices = getattr(response, "choices", None)
    if not choices:
        return "", "", ""
    message = choices[0].message
    text = getattr(message, "content", None)
    extra = getattr(message, "provider_specific_fields", None) or {}
    refusal = extra.get("refusal") or getattr(message, "refusal", None)
    finish = str(getattr(choices[0], "finish_reason", "") or "")
    return text if isinstance(text, str) else "", finish, str(refusal or "")


def _read(reply: _Reply, wanted: Wanted[A]) -> tuple[A | None, str]:
    try:
        answer = wanted.read(reply.text)
    except UnreadableAnswerError as error:
        return None, error.message
    return answer, answer.problem


def _better(first: A | None, second: A) -> A:
    return first if first and len(first.offered) > len(second.offered) else second


def _correction(text: str, problem: str) -> Messages:
    request = (
        f"That answer cannot be used: {problem}. Answer again with one complete JSON object in"
        " the form described, and nothing else."
    )
    echo = [{"role": "assistant", "content": text[:_LONGEST_ECHO]}] if text.strip() else []
    return [*echo, {"role": "user", "content": request}]


def _retry_after_s(error: Exception) -> float | None:
    """Return the seconds a provider asked to wait, or None."""
    headers = getattr(error, "litellm_response_headers", None)
    if not headers:
        headers = getattr(getattr(error, "response", None), "headers", None)
    if not headers:
        return None
    try:
        if (in_ms := headers.get("retry-after-ms")) is not None:
            return max(0.0, float(in_ms) / 1000)
        if (given := headers.get("retry-after")) is None:
            return None
        if re.fullmatch(r"\d+(?:\.\d+)?", given):
            return float(given)
        return max(0.0, email.utils.parsedate_to_datetime(given).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
