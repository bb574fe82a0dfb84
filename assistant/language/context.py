"""What stands around a sentence and decides whose words it is.

Chat lines, speakers in minutes, quotations that run over several sentences, and names of
people are known only from the whole draft; a rule sees one sentence. This module answers
for every sentence of a draft, once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from assistant.draft import BlockKind, Draft, SectionKind, Sentence
from assistant.language.lexicon import Lexicon
from assistant.prepared import compile_expression
from assistant.span import Span

_QUOTES = compile_expression(
    r"\"[^\"]{1,1500}\"|“[^”]{1,1500}[”“]|„[^“”]{1,1500}[“”]|«[^»]{1,1500}»"
    r"|(?<!\w)[‘'](?=\S)[^‘’'\n]{1,200}(?<=\S)[’'](?!\w)"
)
_TIME = (
    r"(?:[\s\[(*~-]*(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]m)?"
    r"(?:\s*(?:UTC|GMT|CET|CEST))?[\])]?\s*[-–—|,:]?\s*)"
)
_SPEAKER = compile_expression(
    rf"(?P<time>{_TIME})?(?:<?@?(?P<who>[A-Za-zÀ-ž][\w.'’-]{{1,24}}(?:\s[A-ZÀ-Ž][\w.'’-]{{0,24}}){{0,3}})>?)"
    r"\s*(?P<role>\([^()\n]{2,60}\))?\s*(?:,\s*[\w -]{2,40})?(?P<says>:|>)\s+(?=\S)"
)
_WORD = compile_expression(r"[^\W\d_]+")
_FIRST_PERSON = compile_expression(r"\b(?:I|i|me|my|we|our|us|I'm|I’m)\b")
_AGENT_CUE = compile_expression(
    r"\b([A-ZÀ-Ž][a-zà-ž]{2,})(?:\s[A-ZÀ-Ž][a-zà-ž]+)?\s+(?:\([^()]{3,60}\)\s+)?(?:also\s|then\s|just\s|first\s|had\s|has\s)?"
    r"(?:said|says|asked|told|noticed|saw|thought|knew|wrote|replied|rang|phoned|called|joined|went|"
    r"came|took|gave|decided|assumed|believed|remembered|suggested|explained|felt|agreed|"
    r"approved|signed|escalated|paged|confirmed|realised|realized|posted|walked|drove|logged)\b"
)
_TITLED = compile_expression(
    r"\b(?:Mr|Mrs|Ms|Dr|Sister|Prof|Herr|Frau|Sgt|Captain|Nurse)\.?\s+([A-ZÀ-Ž][\w'’-]+(?:\s[A-ZÀ-Ž][\w'’-]+)?)"
)
_SOFTWARE = compile_expression(
    r"\b(?:kubernetes|k8s|helm|kubectl|pods?|daemons?|clusters?|replicas?|docker|containers?|tokens?|servers?|apis?|databases?|backend|deploy(?:s|ed|ment)?|github)\b",
    re.I,
)
# A short line in front of a list that promises what will be done.
_ACTIONS_FOLLOW = compile_expression(
    r"\b(?:capa|actions?|measures?|next|to[- ]?dos?|will do|['’]ll do|changes?|remed\w+|steps"
    r"|correct\w+|prevent\w+|improve\w*|follow[- ]?ups?|ideas|decisions)\b",
    re.I,
)
_OWNED = compile_expression(
    r"\b([A-ZÀ-Ž][a-zà-ž]{2,})['’]s\s+(?:shift|team|migration|change|change|phone|idea|decision|mistake|fault|office|desk|laptop|approval|commit|script|review|words)\b"
)


# A quotation up to this many words may be a scare quote, the author's own.
SCARE_QUOTE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What a rule needs to know about where a sentence stands.

    Attributes:
        section: What its section is for.
        is_heading: True for a heading.
        is_action: True where the sentence is part of an action item.
        is_spoken: True for the words of a named speaker, a chat line or a long quotation.
        quotes: Offsets of quotations in the sentence, from its start.
        names: Words of the sentence that are names of people.
    """

    section: SectionKind
    is_heading: bool
    is_action: bool
    is_spoken: bool
    quotes: tuple[tuple[int, int], ...]
    names: tuple[str, ...]


def find_names(draft: Draft, lexicon: Lexicon) -> frozenset[str]:
    """Return the words of a draft that are names of people.

    A capitalised word is one where the draft shows it as an agent ("Marek said"), behind a
    title ("Sister Agnieszka"), as an owner ("Dana's migration"), or where the lexicon of
    first names has it and the draft never writes it in lower case.
    """
    return _find_names(draft.prose, lexicon)


# A text is read for names by the rules and twice by the scorer.
@lru_cache(maxsize=16)
def _find_names(prose: str, lexicon: Lexicon) -> frozenset[str]:
    seen: Counter[str] = Counter()
    for match in _AGENT_CUE.finditer(prose):
        seen[match[1]] += 1
    for match in _TITLED.finditer(prose):
        for word in match[1].split():
            seen[word] += 2
    for match in _OWNED.finditer(prose):
        seen[match[1]] += 1
    first = lexicon.chars.get("first-name", "\0")
    for word in set(re.findall(r"\b[A-ZÀ-Ž][a-zà-ž]{1,}\b", prose)):
        if first in lexicon.tags.get(word.lower(), ""):
            seen[word] += 2
    named = frozenset(word for word in seen if not _is_common(word.lower(), lexicon, first))
    return named | _people_words(prose, lexicon)


def _people_words(prose: str, lexicon: Lexicon) -> frozenset[str]:
    """Return "operator", "driver" and their like where a draft means people by them.

    Where clusters and daemons are talked of, an operator or an agent is a program.
    """
    if _SOFTWARE.search(prose):
        return frozenset()
    role = lexicon.chars["role-or-program"]
    words = set(re.findall(r"[A-Za-z]{5,14}", prose))
    return frozenset(word for word in words if role in lexicon.tags.get(word.lower(), ""))


def _is_common(word: str, lexicon: Lexicon, first: str) -> bool:
    known = lexicon.tags.get(word, "")
    return bool(known.replace(first, ""))


def find_settings(draft: Draft, names: frozenset[str]) -> list[Setting]:
    """Return the setting of every sentence of a draft, in order."""
    settings: list[Setting] = []
    actions = [a.span for a in draft.actions]
    at_action = 0
    quotes: list[Span] = []
    at_quote = 0
    spoken_until = -1
    block = None
    is_listing_actions = False
    for sentence in draft.sentences:
        if sentence.block is not block:
            block = sentence.block
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
                lead = block.span.of(draft.prose).strip()
                is_listing_actions = len(lead) < 60 and _ACTIONS_FOLLOW.search(lead) is not None
            text = block.span.of(draft.prose)
            quotes = _quotations(text, block.span.start) if _has_quote(text) else []
            at_quote = 0
            spoken_until = -1
        span = sentence.span
        while at_quote < len(quotes) and quotes[at_quote].end <= span.start:
            at_quote += 1
        if span.start >= spoken_until and _speaks(draft.prose, sentence, names):
            spoken_until = _end_of_speech(draft.prose, sentence)
        while at_action < len(actions) and actions[at_action].end <= span.start:
            at_action += 1
        is_action = (is_listing_actions and block.kind is BlockKind.LIST_ITEM) or (
            at_action < len(actions) and actions[at_action].overlaps(span)
        )
        told = span.of(draft.prose)
        is_naming = any(name in told for name in names)
        words = frozenset(_WORD.findall(told)) if is_naming else frozenset()
        settings.append(
            Setting(
                section=draft.sections[sentence.section].kind,
                is_heading=block.kind is BlockKind.HEADING,
                is_action=is_action,
                is_spoken=span.start < spoken_until,
                quotes=_quotes_in(span, quotes, at_quote),
                names=tuple(sorted(words & names)),
            )
        )
    return settings


def _quotes_in(span: Span, quotes: list[Span], first: int) -> tuple[tuple[int, int], ...]:
    """Return the quotations in a sentence from its start; `first` is the first that may be."""
    found = []
    for at in range(first, len(quotes)):
        quote = quotes[at]
        if quote.start >= span.end:
            break
        if quote.overlaps(span):
            found.append((max(quote.start - span.start, 0), min(quote.end, span.end) - span.start))
    return tuple(found)


def find_reported(draft: Draft, lexicon: Lexicon) -> list[Span]:
    """Return where a draft gives somebody else's words: speakers, chat lines, quotations.

    A quotation of up to three words may be a scare quote and is the author's own.
    """
    reported = []
    settings = find_settings(draft, find_names(draft, lexicon))
    for sentence, setting in zip(draft.sentences, settings, strict=True):
        span = sentence.span
        if setting.is_spoken:
            reported.append(span)
            continue
        for start, end in setting.quotes:
            quote = Span(span.start + start, span.start + end)
            if len(quote.of(draft.prose).split()) > SCARE_QUOTE_WORDS:
                reported.append(quote)
    return reported


def _has_quote(text: str) -> bool:
    return any(mark in text for mark in "\"“„«'‘’`")


def _quotations(text: str, start: int) -> list[Span]:
    return [Span(start + m.start(), start + m.end()) for m in _QUOTES.finditer(text)]


def _speaks(prose: str, sentence: Sentence, names: frozenset[str]) -> bool:
    """Say whether a sentence opens with a speaker: "10:32 Ana: …", "Ana (ops): …"."""
    match = _SPEAKER.match(prose, sentence.span.start, sentence.span.end)
    if match is None:
        return False
    who = match["who"].split()
    if any(word in names for word in who):
        return True
    if match["time"] and (len(who) <= 2 or match["says"] == ">"):
        return True
    rest = prose[match.end() : sentence.span.end]
    return bool(match["role"] and _FIRST_PERSON.search(rest))


def _end_of_speech(prose: str, sentence: Sentence) -> int:
    """Return where a speaker's words end: at the end of the line or block they began in."""
    end = prose.find("\n\n", sentence.span.start, sentence.block.span.end)
    return end if end >= 0 else sentence.block.span.end
