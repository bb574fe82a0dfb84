"""Who is who in a draft: which department a name belongs to, and who writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.diagnosis.departments import Departments
from assistant.diagnosis.phrases import Hit, Word, read_words
from assistant.diagnosis.voices import word_list
from assistant.draft import Draft
from assistant.prepared import compile_expression

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ](?: [A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ])?"
_NOT_NAMES = word_list("not_names")
# "Jonas (support lead)", "Ana, shift lead of line 3", "Priit from firmware".
_BEFORE = compile_expression(
    rf"(?P<name>{_NAME})(?:\s*\((?:[^()]{{0,30}}\s)?|,\s+(?:(?:the|our|a|an|head of|in|from)\s+)?"
    r"(?:[a-z-]+\s+){0,2}|(?:['’]s)?(?:\s+[a-z]+)?\s+(?:from|in|of|at|for)\s+(?:the\s+|our\s+)?)\Z"
)
# "Networks (Milan)".
_BRACKETED = compile_expression(
    rf"(?:\s+(?:lead|manager|team|head))?\s*\((?P<name>{_NAME})\s*[),;]"
)
# "support lead Jonas", but not "management portal".
_ROLE = compile_expression(
    r"\b(?:lead|leader|manager|head|director|officer|engineer|developer|agent|planner|nurse|lawyer"
    r"|clerk|foreman|supervisor|analyst|pharmacist|dispatcher|accountant)\Z",
    re.I,
)
_AFTER_ROLE = compile_expression(rf"(?:\s+(?P<role>lead|manager|head))?,?\s+(?P<name>{_NAME})")
_BYLINE = compile_expression(
    r"^\W*(?:(?:report|document|incident) )?(?:(?:written|prepared|drafted|reported|compiled) by"
    r"|authors?|from|owner|by|editor|facilitator)\s*:[^\n]{0,160}",
    re.I | re.M,
)
_WRITTEN_BY = compile_expression(
    r"\b(?:written|prepared|compiled|drafted)\s+(?:up\s+)?by\b[^\n.]{0,120}", re.I
)
_SELF = compile_expression(
    r"\b(?:I\s+(?:have\s+)?(?:own|run|lead|led|manage|head|work|am)\b|my\s+(?:team|desk)\b"
    r"|we\s+(?:in|at|from|are)\b|we,)[^.;\n]{0,80}"
)
_SIGNATURE = compile_expression(rf"[-–—]\s*{_NAME},[^\n)]{{3,60}}")
# A role stands this near its bearer's name, in characters.
_NEAR = 70
# How far into a draft a byline is looked for.
_HEAD = 1200
# "We rolled back", "our newsletter" tell more of who writes than a word about servers.
_OWN, _OWN_WITHIN = 4, 3
_FIRST_PERSON = word_list("first_person")
# Fewer mentions than this make no department the writer.
_LEADS = 4


def find_names(draft: Draft, words: Sequence[Word], hits: Sequence[Hit]) -> dict[str, str]:
    """Return the department of each person the draft introduces, by first name.

    Args:
        draft: The draft.
        words: The words of its prose.
        hits: Where words for a department's people stand in its prose.
    """
    prose = draft.prose
    found: list[tuple[str, str]] = []
    for hit in hits:
        department, kind = hit.payload
        if kind not in ("people", "names"):
            continue
        before = prose[max(0, hit.span.start - _NEAR) : hit.span.start]
        after = prose[hit.span.end : hit.span.end + _NEAR]
        matches = [_BEFORE.search(before), _BRACKETED.match(after)]
        titled = _AFTER_ROLE.match(after)
        if titled and (titled["role"] or _ROLE.search(hit.span.of(prose))):
            matches.append(titled)
        for match in matches:
            if match and "\n\n" not in match[0]:
                first = match["name"].split()[0].removesuffix("'s").removesuffix("’s")
                if len(first) > 1 and first.lower() not in _NOT_NAMES:
                    found.append((first, department))
    # A name that also stands in lower case is a word: "Portal", "Build".
    wanted = {first.lower() for first, _ in found}
    common = {w.folded for w in words if w.folded in wanted and prose[w.start].islower()}
    names: dict[str, str] = {}
    for first, department in found:
        if first.lower() not in common:
            names.setdefault(first, department)
    return names


def name_of(prose: str, word: Word) -> str:
    """Return a word as it is written, the possessive left out."""
    return prose[word.start : word.end].removesuffix("'s").removesuffix("’s")


def find_author(
    draft: Draft, departments: Departments, words: Sequence[Word], hits: Sequence[Hit]
) -> tuple[str | None, bool]:
    """Return the department that writes "we", and whether the draft says so.

    Where it does not, the department is the likeliest, or None where nothing tells.
    """
    for key in ("department", "author", "authors", "owner", "team"):
        told = draft.front_matter.get(key)
        if isinstance(told, str) and (found := _first_people(departments, told)):
            return found, True
    head = draft.prose[:_HEAD]
    early = [
        h
        for h in hits
        if h.span.end <= _HEAD
        and h.payload[1] in ("people", "names", "work")
        and h.payload[0] not in departments.outsiders
    ]
    for pattern in (_WRITTEN_BY, _BYLINE, _SIGNATURE, _SELF):
        for match in pattern.finditer(head):
            for hit in early:
                if match.start() <= hit.span.start and hit.span.end <= match.end():
                    return str(hit.payload[0]), True
    return _most_told(departments, words, hits), False


def _most_told(departments: Departments, words: Sequence[Word], hits: Sequence[Hit]) -> str | None:
    """Return the department whose people, work and deeds fill most of the draft.

    Customers and vendors are told about most and write least; where no other department
    clearly leads, the one the file names as author does.
    """
    told: Counter[str] = Counter()
    for hit in hits:
        department, kind = hit.payload
        if department in departments.outsiders:
            continue
        before = words[max(0, hit.first - _OWN_WITHIN) : hit.first]
        is_own = kind != "people" and any(w.folded in _FIRST_PERSON for w in before)
        told[department] += _OWN if is_own else 1
    default = departments.author
    if not told:
        return default
    leading, most = told.most_common(1)[0]
    if default is not None and told[default] and (told[default] >= most or most < _LEADS):
        return default
    # Told in the third person throughout, a report about a department need not be its own.
    is_personal = any(w.folded in _FIRST_PERSON for w in words)
    return leading if is_personal else None


def _first_people(departments: Departments, text: str) -> str | None:
    for hit in departments.phrases.find(text, read_words(text)):
        if hit.payload[1] in ("people", "names"):
            return str(hit.payload[0])
    return None
