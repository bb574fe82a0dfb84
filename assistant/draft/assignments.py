"""Who does an action and by when, as far as its text tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.prepared import compile_expression

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_SEASON = r"(?:spring|summer|autumn|fall|winter|christmas|easter)"
_YEAR = r"(?:19|20)\d\d"
# A day, a month or a quarter, wherever it stands.
_DATE = compile_expression(
    rf"\b{_YEAR}-\d\d(?:-\d\d)?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?: {_YEAR})?(?!\w)"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {_YEAR})?"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    rf"|\bQ[1-4]\b(?: {_YEAR})?"
    r"|\b(?:due|by|until|before|from|in|for|end of|mid-?|early|late|next) (?:the )?"
    rf"(?:end of |mid-?|early |late |next )?(?:{_MONTH}|{_WEEKDAY}|{_SEASON}|{_YEAR})(?![\w-])"
    r"|\b(?:by|until|before|end of|next) (?:the )?(?:end of )?(?:the |next |this )?"
    r"(?:week|month|quarter|year|sprint)\b",
    re.I,
)
# In the tail of an item a bare month, weekday or release is a date too.
_TAIL_DATE = compile_expression(
    r"\A(?:(?:due|by|until|before|from|in|for|end of|mid-?|early|late|next|with|contract of"
    r"|promised for|done (?:on|in))\s+)*(?:the\s+)?(?:\w+\s+){0,3}?"
    rf"(?:{_MONTH}|{_WEEKDAY}|{_SEASON}|{_YEAR}|release|sprint|week|month|quarter|wave|today"
    r"|tomorrow)(?:\s+\d{1,4})?\Z"
    r"|\A(?:before|by|until|from|after)\s+\S.{0,40}\Z",
    re.I,
)
_DONE = compile_expression(
    r"\A(?:already )?(?:done|closed|completed?|finished|shipped|merged|live)\b", re.I
)
_NAMED = compile_expression(
    r"(?:owners?|responsible|assignees?|assigned to|dri)\s*[:=]?\s+(?P<named>[^,;|()\n.]{2,40})"
    r"|(?<!\w)@(?P<handle>[\w.-]+\w)",
    re.I,
)
_TAIL = compile_expression(
    r"(?:[.!?;)]\s+|(?:^|\s)(?:—|–|-{1,2})\s+|\s\|\s)(?P<tail>[^.!?;|—–]{1,80}?)[.\s]*\Z"
)
_LAST_BRACKET = compile_expression(r"\((?P<tail>[^()]{1,60})\)\W*\Z")
# "Nóva to send the list", "Shift leads to …", "The help desk will …": who stands in front.
_WILL_DO = compile_expression(
    r"\A(?:the )?(?P<who>[A-ZÀ-Þ][\wÀ-ÿ'’-]+(?:(?: [\w'’-]+)?"
    r" (?:leads?|managers?|team|desk|office|department|owner|engineers?))?) (?:to|will(?! be))"
    r" (?!be\b)[a-z]|\A(?:the )?(?P<they>[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+){0,2}) (?:is|are) going to"
)
_NO_SUBJECT = compile_expression(
    r"\A(?:we|it|they|this|that|there|i|you|need|want|plan|ways?|continue|try|start|begin|work|go|add"
    r"|use|aim|have|ask|ability|intend|option|be|commit|reach|talk|move|remember|ensure|set|give|come"
    r"|allow|find|how|look|get|do|make|enable|configure|update|change|create|write|improve|check"
    r"|keep|run|send|switch|migrate|follow|attempt|refer|agree|decide|everyone|everybody|all)\b",
    re.I,
)
# Words that show a tail is a clause or a remark, not somebody's name.
_CLAUSE = compile_expression(
    r"\b(?:see|e\.g|i\.e|wip|https?|pr|due|until|is|are|was|were|be|been|will|would|should|can"
    r"|could|not|no|that|which|this|these|(?-i:it|we)|so|if|when|has|have|had|as|than|but|need\w*"
    r"|already|such|like|again|per|each|every|instead|first|same|issue|link|pull|ticket|details"
    r"|optional|partly|done|draft|stretch)\b|[#\d/\\<>=`\ufffc]",
    re.I,
)
_LABEL = compile_expression(r"\A(?:owners?|responsible|assignees?|dri|by)\s*[:=]?\s*", re.I)
_DUE_LABEL = compile_expression(r"\Adue(?: date)?\s*:?\s+", re.I)
# Words that name nobody in particular, and no day.
_EVERYBODY = compile_expression(
    r"\A(?:all|all of us|us|we|everyone|everybody|(?:the |our |whole |all |both )*teams?"
    r"|all (?:departments|staff)|anyone|anybody|somebody|someone)\Z",
    re.I,
)
_NOBODY = compile_expression(r"\A(?:tbd|open|nobody|none|\W*)\Z", re.I)
_SOMETIME = compile_expression(
    r"\A(?:asap|a\.s\.a\.p\.?|as soon as possible|(?:very )?soon|immediately|at once|right away"
    r"|now|later|eventually|sometime|ongoing|continuous(?:ly)?|when(?:ever)? (?:possible|there"
    r" is time|we can)|next|urgent(?:ly)?|tbc)\Z",
    re.I,
)
_SOMETIME_SAID = compile_expression(
    r"\b(?:due(?: date)?|by|until|when)\s*:?\s+(?P<due>[^,;|()\n]{2,30})"
    r"|\b(?P<alone>asap|as soon as possible)\b",
    re.I,
)
_LONGEST_OWNER_WORDS = 5


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who and when, as written.

    Attributes:
        owner: Who does it, or None.
        due: When it is due, or None.
        is_done: True where the text says it is done.
        vague_owner: What stands for an owner and names nobody, like "all", or "".
        vague_due: What stands for a day and is none, like "asap", or "".
    """

    owner: str | None
    due: str | None
    is_done: bool = False
    vague_owner: str = ""
    vague_due: str = ""


def names_nobody(text: str) -> bool:
    """Say whether what stands for an owner names nobody in particular."""
    return bool(_EVERYBODY.match(text.strip()))


def is_sometime(text: str) -> bool:
    """Say whether what stands for a day is none."""
    return bool(_SOMETIME.match(text.strip(" .")))


def read_assignment(text: str) -> Assignment:
    """Return who does the action told by `text` and by when.

    Both are looked for in words that announce them ("Owner: …", "by 3 June") and in the
    short remark at the end that authors put there ("Networks (Milan), 2 May").
    """
    text = text.strip()
    owner, due, is_done = _read_tail(text)
    if owner is None:
        owner = _find_owner(text)
    if due is None and (date := _DATE.search(text)):
        due = date[0]
    vague_owner = "" if owner else _find_vague_owner(text)
    return Assignment(owner, due, is_done, vague_owner, "" if due else _find_vague_due(text))


def _find_vague_owner(text: str) -> str:
    named = [next(g for g in m.groups() if g).strip() for m in _NAMED.finditer(text)]
    return next((part for part in (*named, *_tail_parts(text)) if names_nobody(part)), "")


def _find_vague_due(text: str) -> str:
    said = [(m["due"] or m["alone"]).strip(" .") for m in _SOMETIME_SAID.finditer(text)]
    return next((part for part in (*said, *_tail_parts(text)) if is_sometime(part)), "")


def _tail_parts(text: str) -> list[str]:
    match = _LAST_BRACKET.search(text) or _TAIL.search(text)
    return [_unlabelled(part.strip()) for part in re.split(r",|;", match["tail"])] if match else []


def _read_tail(text: str) -> tuple[str | None, str | None, bool]:
    match = _LAST_BRACKET.search(text) or _TAIL.search(text)
    if match is None:
        return None, None, False
    earlier = _TAIL.search(text[: match.start() + 1])
    # "Airport IT. 30 Aug." has its owner one remark further ahead.
    if earlier and _is_date(match["tail"].strip()) and _is_owner(earlier["tail"].strip()):
        return _unlabelled(earlier["tail"]), _DUE_LABEL.sub("", match["tail"].strip()), False
    owner = due = None
    is_done = False
    for part in (p.strip() for p in re.split(r",|;", match["tail"])):
        if _DONE.match(part):
            is_done = True
            if date := _DATE.search(part):
                due = due or date[0]
        elif _is_date(part):
            due = due or _DUE_LABEL.sub("", part)
        elif owner is None and due is None and _is_owner(part):
            owner = _unlabelled(part)
        else:
            break
    # In brackets stand remarks more often than names.
    if owner and due is None and match.re is _LAST_BRACKET and not owner[0].isupper():
        owner = None
    return owner, due, is_done


def _unlabelled(part: str) -> str:
    return _LABEL.sub("", part.strip())


def _is_date(part: str) -> bool:
    day = _DUE_LABEL.sub("", part)
    return bool(_TAIL_DATE.match(part) or (len(part) < 25 and _DATE.fullmatch(day)))


def _is_owner(part: str) -> bool:
    part = _unlabelled(part)
    words = part.split()
    return bool(
        1 <= len(words) <= _LONGEST_OWNER_WORDS
        and not _CLAUSE.search(part)
        and not part.startswith("[")
        and not _NOBODY.match(part)
        and not _EVERYBODY.match(part)
        and not is_sometime(part)
        and not _DATE.search(part)
    )


def _find_owner(text: str) -> str | None:
    for match in _NAMED.finditer(text):
        named = next(g for g in match.groups() if g).strip()
        if named.startswith("["):  # a blank to be filled in
            continue
        if (
            not _CLAUSE.search(named)
            and not _DATE.search(named)
            and not (_NOBODY.match(named) or names_nobody(named))
        ):
            return named
    if will := _WILL_DO.match(text):
        who = will["who"] or will["they"]
        return None if _NO_SUBJECT.match(who) else str(who)
    return None
