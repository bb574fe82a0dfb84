"""One passage said again by a model, and the proof that it still says the same.

A model that tidies a sentence loses a number, turns a role into a passive or adds what it
guessed. What can be checked is checked here; the author compares the rest.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.draft import Draft, parse_draft
from assistant.language import check_draft
from assistant.language.lexicon import load_lexicon
from assistant.llm.answers import UnreadableAnswerError, Wanted, read_objects
from assistant.llm.client import ModelClient, RetryPolicy
from assistant.llm.faults import Fault, ModelFaultError
from assistant.llm.ledger import Ledger
from assistant.llm.outcome import ModelRewrite
from assistant.llm.prompts import Messages, load_prompt
from assistant.llm.redaction import find_secrets
from assistant.llm.runtime import no_tracing, run_on_loop
from assistant.settings import Settings
from assistant.span import Span

PROMPT_ID = "rewrite"
# A paragraph; more is a draft, which nobody compares word by word.
LONGEST_PASSAGE = 2000

_CANCEL_CHECK_S = 0.05
_ROOM = 120  # characters a short passage may gain for its blanks
_MARKS = "*_~ \t\r\n"
_TAG = re.compile(r"⟦[^⟧]*⟧")
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_BLANK = re.compile(r"\[[^\][]{1,80}\]")
_NAME = re.compile(r"(?<![.!?:“\"]\s)(?<!\A)(?<!\w)[A-ZÀ-Þ][\w'’-]+")
_WORD = re.compile(r"[\w'’-]+")
_MARKUP = re.compile(r"(?:\w+://|www\.|mailto:|javascript:|data:)\S|!?\[[^\]]*\]\(|<[/a-z!]", re.I)
_MOST_BLANKS = 2
_ROLES = ("human", "team", "vendor")


@dataclass(frozen=True, slots=True)
class _Reply:
    """The model's wording as it came."""

    offered: tuple[str, ...]
    problem: str = ""


def run_rewrite(
    draft: Draft,
    span: Span,
    settings: Settings,
    *,
    cancel: threading.Event | None = None,
    policy: RetryPolicy | None = None,
) -> ModelRewrite:
    """Return a passage said again; see `assistant.llm.rewrite_passage`.

    Args:
        draft: The parsed draft.
        span: The passage, whole sentences of it.
        settings: Model and deadline.
        cancel: Set to stop.
        policy: How requests are repeated.
    """
    original = span.of(draft.source)
    if len(original) > LONGEST_PASSAGE:
        return ModelRewrite(None, "Select fewer sentences: this is too long to compare.")
    sent, values = _redact(draft, span)
    client = ModelClient(settings.model, Ledger(), policy)
    try:
        client.check_name()
        reply = run_on_loop(_ask(client, _messages(sent), settings.model_timeout_s, cancel))
    except ImportError:
        return ModelRewrite(None, str(ModelFaultError(Fault.NOT_INSTALLED)))
    except ModelFaultError as fault:
        return ModelRewrite(None, str(fault))
    wording = reply.offered[0]
    if problem := find_loss(sent, wording):
        return ModelRewrite(None, f"The model's wording is left out: {problem}")
    text = _TAG.sub(lambda tag: values.get(tag[0], tag[0]), wording)
    if text == " ".join(original.split()):
        return ModelRewrite(None, "The model would leave these words as they are.")
    return ModelRewrite(text, None)


def find_loss(before: str, after: str) -> str:
    """Return what a wording lost, added or made worse, or "" where nothing of it shows.

    Args:
        before: The passage as it was sent.
        after: The model's wording of it.
    """
    told = _BLANK.sub(" ", after)
    if Counter(_TAG.findall(before)) != Counter(_TAG.findall(after)):
        return "it does not keep what was left out of the request."
    bare, bare_told = _TAG.sub(" ", before), _TAG.sub(" ", told)
    if Counter(_NUMBER.findall(bare)) != Counter(_NUMBER.findall(bare_told)):
        return "it changes a number."
    kept = {word.lower() for word in _WORD.findall(bare_told)}
    lost = [name for name in _NAME.findall(bare) if name.lower() not in kept]
    lost += [word for word in _roles(bare) if word not in kept]
    if lost:
        return f"it no longer names “{lost[0]}”."
    if set(_NAME.findall(bare_told)) - set(_WORD.findall(bare)):
        return "it names somebody or something new."
    if len(_BLANK.findall(after)) > len(_BLANK.findall(before)) + _MOST_BLANKS:
        return "it leaves more blanks than sentences."
    if len(after) > 2 * len(before) + _ROOM:
        return "it is much longer."
    if _MARKUP.search(_TAG.sub("", after)) and not _MARKUP.search(bare):
        return "it holds a link or markup."
    if len(check_draft(parse_draft(after))) > len(check_draft(parse_draft(before))):
        return "it judges more than your own words."
    return ""


def _roles(text: str) -> list[str]:
    roles = _role_words()
    return [word for word in (w.lower() for w in _WORD.findall(text)) if word in roles]


@cache
def _role_words() -> frozenset[str]:
    lexicon = load_lexicon()
    marks = {lexicon.chars[name] for name in _ROLES if name in lexicon.chars}
    return frozenset(word for word, tags in lexicon.tags.items() if marks & set(tags))


def _redact(draft: Draft, span: Span) -> tuple[str, dict[str, str]]:
    """Return the passage as it is sent, and what its tags stand for.

    Secrets, code, addresses and HTML leave it; marks such as ``**`` stay.
    """
    source, prose = draft.source, draft.prose
    hidden = {s.span.start: s.span for s in find_secrets(source).secrets}
    pieces: list[str] = []
    values: dict[str, str] = {}
    at = span.start
    while at < span.end:
        end = at + 1
        if secret := hidden.get(at):
            end = min(secret.end, span.end)
        elif prose[at] == source[at] or source[at] in _MARKS:
            pieces.append(source[at])
            at = end
            continue
        else:
            while end < span.end and end not in hidden and prose[end] != source[end]:
                end += 1
        tag = f"⟦{len(values) + 1}⟧"
        values[tag] = source[at:end]
        pieces.append(tag)
        at = end
    return " ".join("".join(pieces).split()), values


def _messages(sent: str) -> Messages:
    mark = hashlib.sha256(sent.encode()).hexdigest()[:16]
    return load_prompt(PROMPT_ID).messages(draft=sent, mark=mark)


async def _ask(
    client: ModelClient, messages: Messages, timeout_s: float, cancel: threading.Event | None
) -> _Reply:
    deadline = asyncio.get_running_loop().time() + timeout_s
    with no_tracing():
        work = asyncio.create_task(client.ask(messages, deadline, _WANTED))
        while not work.done():
            await asyncio.wait({work}, timeout=_CANCEL_CHECK_S if cancel else None)
            if cancel and cancel.is_set() and work.cancel():
                await asyncio.wait({work})
    if work.cancelled():
        raise ModelFaultError(Fault.STOPPED)
    return work.result()


def _read(text: str) -> _Reply:
    for value in read_objects(text):
        wording = value.get("rewrite")
        if isinstance(wording, str) and wording.strip():
            visible = "".join(c for c in wording if c.isprintable() or c.isspace())
            return _Reply((" ".join(visible.split()),))
    message = 'there is no complete JSON object with a text named "rewrite"'
    raise UnreadableAnswerError(message)


def _schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"rewrite": {"type": "string"}},
        "required": ["rewrite"],
        "additionalProperties": False,
    }


_WANTED = Wanted("rewrite", _schema, _read)
