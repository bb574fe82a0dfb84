"""What in a draft shows that a department was hit, or lets it speak."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.diagnosis.departments import Departments
from assistant.diagnosis.people import find_author, find_names, name_of
from assistant.diagnosis.phrases import Hit, Word, read_words
from assistant.diagnosis.signs import fold, load_signs
from assistant.diagnosis.speakers import Stretch, find_stretches
from assistant.diagnosis.telling import told_sentences
from assistant.diagnosis.voices import Telling, hear_mention, tells_deed, tells_inner, word_list
from assistant.draft import Draft, Sentence
from assistant.prepared import compile_expression
from assistant.span import Span


class Shows(StrEnum):
    """What a place in the draft shows of a department."""

    VOICE = "voice"  # what it saw, knew, decided or said
    DEED = "deed"  # what it did, as anybody could tell
    STRUCK = "struck"  # that its people were hit
    NAMED = "named"  # that its people were there
    WORK = "work"  # that work of its kind was disturbed or made


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that shows something of a department.

    Attributes:
        department: Its id.
        shows: What the place shows.
        span: The sentence or timeline entry.
        term: The word that named the department or its work, folded.
    """

    department: str
    shows: Shows
    span: Span
    term: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """All evidence of a draft.

    Attributes:
        author: Id of the department that writes "we", or None.
        evidence: What the draft shows, in reading order.
    """

    author: str | None
    evidence: tuple[Evidence, ...]


# How far from a mention a sign of being hit still speaks of it, in characters.
_NEAR_BEFORE, _NEAR_AFTER = 30, 70
_SUPPOSED_WITHIN = 50
_FIRST_PERSON, _BEING = word_list("first_person"), word_list("being")
_GROUPS = frozenset(
    ("team", "desk", "department", "group", "shift", "people", "colleagues", "agents", "staff")
)
_QUOTE = compile_expression(r"[\"“„«][^\"“”„«»\n]{2,}[\"”“»]")
# A section of this many characters is looked back over for who tells it.
_LONGEST_STRETCH = 20_000
# What stands right behind a word that may name people shows that it does.
_BURDEN = compile_expression(
    r"\s+(?:had to|has to|have to|could not|couldn['’]t|(?:was|were) not (?:told|informed)|waited"
    r"|worked (?:through|late|overtime|until|on paper)|ran out of|kept \w+ing|spent|struggled"
    r"|lost (?:\w+ ){0,2}(?:hours?|days?|evening|night|morning|afternoon)|stayed (?:late|until)"
    r"|(?:was|were|is|are|got) (?:\w+ ){0,2}(?:swamped|flooded|overrun|overwhelmed|overloaded"
    r"|drowning|inundated|buried|snowed|stretched|stuck|blocked|locked|hit|affected|unable|busy)"
    r"|(?:had|got|took|received|handled|answered|saw)\s+(?:\w+\s+){0,2}\d)",
    re.I,
)
# "It looked like a bank problem": what was taken for granted there and then was not so.
_SUPPOSED = compile_expression(
    r"\b(?:(?:look|seem|sound|feel|felt)\w*\s+(?:\w+\s+){0,2}?(?:like|to be|as if)"
    r"|(?:mis)?(?:took|taken|take)\s+(?:it|this|that|them)\s+(?:for|as)"
    r"|(?:suspect|assum|guess|blam|believ)\w*|thought (?:it|this|that) was"
    r"|(?:might|may|must|could) (?:have been|be)|(?:maybe|perhaps|probably|possibly|instead of))"
    r"\s+(?:it (?:was|is)\s+)?(?:(?:an?|the|some|another)\s+)?(?:\w+\s+)?\Z",
    re.I,
)
# "A bank problem" is a kind of problem, not a bank that was hit.
_KIND_OF_TROUBLE = compile_expression(
    r"[\s-]+(?:problem|issue|error|thing|matter|fault|mistake|question|topic)s?\b", re.I
)
_COUNTED = compile_expression(
    r"(?:(?<![:.\d])\d[\d.,]*\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozens of|hundreds of|thousands of))\s+(?:(?!the\b|an?\b|our\b)\w+\s+)?\Z",
    re.I,
)


def gather_evidence(draft: Draft, departments: Departments) -> Testimony:
    """Return who was hit and who speaks, place by place, and who writes.

    Headings other than the title and action items are left out: a heading states nothing,
    and an action is told about a department, not by it.
    """
    words = read_words(draft.prose)
    hits = departments.phrases.find(draft.prose, words)
    names = find_names(draft, words, hits)
    if names:
        hits += _name_hits(draft.prose, words, names)
        hits.sort(key=lambda h: h.span)
    author, is_author_named = find_author(draft, departments, words, hits)
    stretches = find_stretches(draft, departments, names)
    reader = _SentenceReader(draft, departments, author, is_author_named, stretches)
    evidence: list[Evidence] = []
    for sentence, told, first, named in _told_sentences(draft, words, hits):
        evidence += reader.read(sentence, told, first, named)
    evidence += reader.read_ascriptions()
    return Testimony(author, tuple(sorted(evidence, key=lambda e: e.span)))


def _name_hits(prose: str, words: Sequence[Word], names: dict[str, str]) -> Iterator[Hit]:
    folded = {name.lower() for name in names}
    for index, word in enumerate(words):
        if word.folded in folded and (department := names.get(name_of(prose, word))):
            yield Hit(Span(word.start, word.end), index, index, (department, "people"))


def _told_sentences(
    draft: Draft, words: Sequence[Word], hits: Sequence[Hit]
) -> Iterator[tuple[Sentence, Sequence[Word], int, Sequence[Hit]]]:
    """Yield the told sentences, their words, the index of the first, and their hits."""
    word_starts = [w.start for w in words]
    hit_starts = [h.span.start for h in hits]
    for sentence in told_sentences(draft):
        span = sentence.span
        first, last = bisect_left(word_starts, span.start), bisect_left(word_starts, span.end)
        since, until = bisect_left(hit_starts, span.start), bisect_left(hit_starts, span.end)
        if first < last:
            yield sentence, words[first:last], first, hits[since:until]


class _SentenceReader:
    """Reads one sentence after the other for what it shows."""

    def __init__(
        self,
        draft: Draft,
        departments: Departments,
        author: str | None,
        is_author_named: bool,
        stretches: Sequence[Stretch],
    ) -> None:
        self._prose = draft.prose
        self._departments = departments
        self._author = author
        self._is_author_named = is_author_named
        self._stretches = stretches
        self._starts = [s.span.start for s in stretches]
        self._confirmed: set[Stretch] = set()
        signs = load_signs("signs.yaml")
        self._struck, self._striking = signs["struck"].pattern, signs["striking"].pattern

    def read(
        self, sentence: Sentence, words: Sequence[Word], first: int, hits: Sequence[Hit]
    ) -> Iterator[Evidence]:
        span = sentence.span
        quotes = list(_QUOTE.finditer(self._prose, span.start, span.end)) if hits else []
        quote_starts = [m.start() for m in quotes]
        for hit in hits:
            within = bisect_right(quote_starts, hit.span.start) - 1
            if within >= 0 and hit.span.start < quotes[within].end():
                continue
            department, kind = hit.payload
            term = hit.span.of(self._prose).lower()
            if kind != "acts" and self._is_supposed(hit.span, span):
                continue
            if kind in ("people", "names", "firms"):
                at = hit.first - first
                # "… the customer" and "Support …" in the next line are found as one phrase.
                last = min(at + hit.last - hit.first, len(words) - 1)
                telling = hear_mention(
                    self._prose,
                    words,
                    at,
                    last,
                    span,
                    self._departments.named(department).voice,
                )
                is_sure = kind == "people" or telling is Telling.INNER
                is_burdened = _BURDEN.match(self._prose, hit.span.end, span.end)
                if not is_sure and (kind == "firms" or not is_burdened):
                    continue
                if telling is not Telling.NOTHING:
                    shows = Shows.VOICE if telling is Telling.INNER else Shows.DEED
                    yield Evidence(department, shows, span, term)
                shows = Shows.STRUCK if self._is_struck(hit.span, span) else Shows.NAMED
                yield Evidence(department, shows, span, term)
            elif kind == "work":
                yield Evidence(department, Shows.WORK, span, term)
            elif department == self._author and _has_no_other_subject(words, hit.first - first):
                yield Evidence(department, Shows.VOICE, span, term)
        if told := _first_person(words):
            # "**Finance:** We noticed …": the sentence begins before what is ascribed.
            speaker = self._speaker_at(span.end - 1)
            if isinstance(speaker, Stretch):
                self._confirmed.add(speaker)
            elif speaker and (self._is_author_named or not _is_some_team(words)):
                yield Evidence(speaker, told, span, "we")

    def read_ascriptions(self) -> Iterator[Evidence]:
        """Yield what the stretches ascribed to departments show, after all sentences."""
        for stretch in self._stretches:
            is_spoken = stretch.is_spoken or stretch in self._confirmed
            shows = Shows.VOICE if is_spoken else Shows.DEED
            yield Evidence(stretch.department, shows, stretch.span, "")
            if shows is Shows.VOICE or stretch.is_row:
                yield Evidence(stretch.department, Shows.STRUCK, stretch.span, "")

    def _speaker_at(self, offset: int) -> Stretch | str | None:
        """Return the stretch an offset stands in, else the author."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            stretch = self._stretches[index]
            if offset < stretch.span.end:
                return stretch
            if offset - stretch.span.start > _LONGEST_STRETCH:
                break
        return self._author

    def _is_supposed(self, mention: Span, sentence: Span) -> bool:
        start = max(sentence.start, mention.start - _SUPPOSED_WITHIN)
        return bool(_SUPPOSED.search(self._prose, start, mention.start))

    def _is_struck(self, mention: Span, sentence: Span) -> bool:
        start = max(sentence.start, mention.start - _NEAR_BEFORE)
        end = min(sentence.end, mention.end + _NEAR_AFTER)
        if _KIND_OF_TROUBLE.match(self._prose, mention.end, sentence.end):
            return False
        return bool(
            _COUNTED.search(self._prose, start, mention.start)
            or self._struck.search(fold(self._prose[mention.end : end]))
            or self._striking.search(fold(self._prose[start : mention.start]))
        )


def _has_no_other_subject(words: Sequence[Word], at: int) -> bool:
    """Say whether a deed opens its sentence or follows "we", "they" or "the team"."""
    near = [w.folded for w in words[max(0, at - 3) : at]]
    return at <= 1 or any(w in _FIRST_PERSON or w in ("they", "team") for w in near)


def _is_some_team(words: Sequence[Word]) -> bool:
    """Say whether the only first person of a sentence is "my team", whosever that is."""
    said = [
        (w.folded, after.folded)
        for w, after in pairwise((*words, Word(0, 0, "")))
        if w.folded in _FIRST_PERSON
    ]
    return all(own in ("my", "our") and whose in _GROUPS for own, whose in said)


def _is_passive(words: Sequence[str], at: int) -> bool:
    """Say whether a verb tells what was done to people: "should have been warned"."""
    before = words[max(0, at - 2) : at]
    return any(w in _BEING for w in before) and not words[at].endswith("ing")


def _first_person(words: Sequence[Word]) -> Shows | None:
    """Return what "I" or "we" tells in a sentence: a voice, a deed or nothing."""
    shows: Shows | None = None
    for position, word in enumerate(words):
        if word.folded in _FIRST_PERSON:
            after = [w.folded for w in words[position + 1 : position + 6]]
            if any(tells_inner(w) and not _is_passive(after, at) for at, w in enumerate(after)):
                return Shows.VOICE
            if any(tells_deed(w) for w in after):
                shows = Shows.DEED
    return shows
