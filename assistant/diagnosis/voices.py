"""Whose voice a sentence is: the department itself, or somebody telling about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum

from assistant.diagnosis.phrases import Word
from assistant.diagnosis.signs import load_words, read_own
from assistant.prepared import compile_expression, prepare
from assistant.span import Span


class Telling(Enum):
    """What a sentence tells of the people it names."""

    NOTHING = 0
    DEED = 1
    INNER = 2


def _read_lists() -> dict[str, frozenset[str]]:
    lists = load_words(read_own("voices.yaml"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


_LISTS = prepare("voices", _read_lists)
_INNER, _DEEDS, _NOT_DEEDS = _LISTS["inner"], _LISTS["deeds"], _LISTS["not_deeds"]
_AUXILIARIES, _BEING = _LISTS["auxiliaries"], _LISTS["being"]
# "Told by the vendor" is what somebody else heard.
_TOLD = frozenset({"told", "asked"})
_ARTICLES, _CLAUSES = _LISTS["articles"], _LISTS["clauses"]
_APPOSITION = compile_expression(r"\s*\([^)]{0,60}\)|,[^,.;:]{1,60},")
# "because", "so that": a deed told with its reason is a decision.
_REASON = compile_expression(
    r"\b(?:because|since|so that|in order to|to avoid|for fear|as (?:the|it|they))\b"
)
_OWN_WORDS = compile_expression(
    r"['’]?s?\s+(?:words|messages?|e?-?mails?|repl(?:y|ies)|feedback|comments?|notes?|answer|version"
    r"|account|view|side|complaint|letter)\b[^.!?\n]{0,40}(?:[:,]\s*[\"“„«]|:\s*\Z)"
    r"|[^.!?:\n\"“„«]{0,50}:\s*[\"“„«]",
    re.I,
)
_SAID_AFTER = compile_expression(
    r"[\"”“»][\s,.—–-]*(?:as )?(?:said|says|wrote|writes|added|adds)\s+[\w\s]{0,20}\Z"
)
_FARTHEST_VERB = 9
_FARTHEST_WORD = 30
# A reason further away belongs to something else.
_REASON_WITHIN = 160


def word_list(name: str) -> frozenset[str]:
    """Return one list of voices.yaml."""
    return _LISTS[name]


def tells_inner(folded: str) -> bool:
    """Say whether the verb tells what somebody saw, knew, wanted, decided or said."""
    return folded in _INNER


def tells_deed(folded: str) -> bool:
    """Say whether the word is a verb telling what somebody did."""
    return folded in _DEEDS or (
        len(folded) > 4 and folded.endswith("ed") and folded not in _NOT_DEEDS
    )


def hear_mention(
    prose: str,
    words: Sequence[Word],
    first: int,
    last: int,
    sentence: Span,
    voice: Collection[str] = (),
) -> Telling:
    """Return what a sentence tells of the people it mentions.

    Args:
        prose: The draft's prose.
        words: The words of the sentence.
        first: Index of the mention's first word.
        last: Index of its last word.
        sentence: The sentence.
        voice: The only verbs that count as this department's voice; empty for all.

    Returns:
        INNER where the people see, know, want, decide or say something, give the reason for
        what they did, or are quoted; DEED where they only do something.
    """
    before = [w.folded for w in words[max(0, first - 5) : first]]
    while before and before[-1] in _ARTICLES:
        before.pop()
    if _is_source(before) or _is_quoted(prose, words, first, last, sentence):
        return Telling.INNER
    if not _can_be_subject(before):
        return Telling.NOTHING
    telling, verb, end = _find_verb(prose, words, last)
    if telling is Telling.INNER and voice and verb not in voice:
        return Telling.DEED
    if (
        telling is Telling.DEED
        and not voice
        and _REASON.search(prose, end, min(end + _REASON_WITHIN, sentence.end))
    ):
        return Telling.INNER
    return telling


def _is_source(before: Sequence[str]) -> bool:
    """Say whether what is told comes from them: "reported by", "heard from", "according to"."""
    # "I am the managing director", "when I, as branch manager, planned it".
    if before and (before[-1] in ("i", "i'm") or (before[-1] in ("am", "as") and "i" in before)):
        return True
    if len(before) > 2 and before[-3:-1] == ["i", "as"]:
        return True
    if len(before) < 2:
        return False
    if "by" in before[-3:]:
        by = len(before) - 1 - before[::-1].index("by")
        return by > 0 and before[by - 1] in _INNER - _TOLD
    verb, preposition = before[-2:]
    return (verb, preposition) == ("according", "to") or (
        preposition == "from" and verb in ("heard", "hear", "learned", "learnt", "know", "knew")
    )


def _is_quoted(prose: str, words: Sequence[Word], first: int, last: int, sentence: Span) -> bool:
    after = words[last].end
    if _OWN_WORDS.match(prose, after, sentence.end):
        return True
    start = words[first].start
    return bool(_SAID_AFTER.search(prose, max(sentence.start, start - 60), start))


def _can_be_subject(before: Sequence[str]) -> bool:
    if not before:
        return True
    last = before[-1]
    if last in _LISTS["nobody"]:
        return False
    if last in _LISTS["places"]:
        is_placed = len(before) > 1 and before[-2] in _LISTS["persons"]
        return is_placed and not _LISTS["nobody"].intersection(before)
    return last not in _LISTS["before_objects"]


def _find_verb(prose: str, words: Sequence[Word], last: int) -> tuple[Telling, str, int]:
    """Return what the first verb after a mention tells, the verb, and where it ends."""
    end = words[last].end
    if skip := _APPOSITION.match(prose, end):
        end = skip.end()
    is_passive = has_auxiliary = False
    following = [w for w in words[last + 1 : last + 1 + _FARTHEST_WORD] if w.start >= end]
    nothing = (Telling.NOTHING, "", end)
    for position, word in enumerate(following[:_FARTHEST_VERB]):
        gap = prose[end : word.start]
        end = word.end
        verb = word.folded
        if any(mark in gap for mark in ";:!?") or (position and ("." in gap or "," in gap)):
            return nothing
        if verb in _BEING:
            is_passive = True
        elif verb in _AUXILIARIES:
            has_auxiliary = True
        elif verb in _INNER:
            is_participle = is_passive and not verb.endswith("ing")
            if is_participle:
                return nothing
            # "customers reporting", "support call volume": no verb of the mention.
            is_bare = not verb.endswith(("ed", "s")) and verb not in _LISTS["irregular"]
            if is_bare and not (is_passive or has_auxiliary or position == 0):
                continue
            return Telling.INNER, verb, end
        elif verb.endswith("ing") and is_passive:
            return Telling.DEED, verb, end
        elif verb in _LISTS["omissions"]:
            return nothing
        elif tells_deed(verb):
            return nothing if is_passive else (Telling.DEED, verb, end)
        elif verb in _CLAUSES and position:
            return nothing
    return nothing
