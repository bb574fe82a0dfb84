"""Which departments were hit and which are heard, with the places that show it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.diagnosis.departments import Department, Departments
from assistant.diagnosis.people import find_author, find_names
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.phrases import Hit, Word, read_words
from assistant.diagnosis.prompts import shorten
from assistant.diagnosis.signs import fold, load_signs
from assistant.diagnosis.voices import is_deed, quotes, tells_inner, weigh_subject
from assistant.draft import BlockKind, Draft, SectionKind, Sentence
from assistant.span import Span

# A department is heard, or hit, from this weight on; one deed told by others is half of it.
_ENOUGH = 1.0

_APPOSITION = re.compile(r"\s*\([^)]{0,60}\)|,[^,.;:]{1,60},")
_FIRST_PERSON = frozenset(("i", "we", "me", "us", "i'd", "i've", "we'd", "we've", "i'm", "we're"))


class _Scale:
    """What speaks for one department: weights and places."""

    def __init__(self) -> None:
        self.voice = 0.0
        self.deeds = 0.0
        self.struck = 0.0
        self.named = 0.0
        self.spoken_at: list[Span] = []
        self.struck_at: list[tuple[float, Span]] = []
        self.seen_work: set[str] = set()

    def speaks(self, weight: float, span: Span) -> None:
        if weight >= _ENOUGH:
            self.voice += weight
            self.spoken_at.append(span)
        elif weight:
            self.deeds += weight
            self.struck_at.append((0.2, span))

    @property
    def is_heard(self) -> bool:
        return self.voice >= _ENOUGH

    @property
    def is_struck(self) -> bool:
        return self.struck + min(self.named, 0.8) >= _ENOUGH


def hear_departments(draft: Draft, departments: Departments) -> tuple[Perspective, ...]:
    """Return the place of every department in the draft.

    Silent ones come first, those with most evidence before the others; then the speaking
    ones in the same order; then the uninvolved ones in the order of the departments file.
    """
    words = read_words(draft.prose)
    hits = list(departments.phrases.find(draft.prose, words))
    hits += _name_hits(words, find_names(draft, hits))
    hits.sort(key=lambda h: h.span)
    author = find_author(draft, departments, hits)
    scales: dict[str, _Scale] = defaultdict(_Scale)
    for sentence, told, first, named in _by_sentence(draft, words, hits):
        _weigh_sentence(draft, sentence, told, first, named, author, scales)
    _weigh_timeline(draft, departments, scales)
    return _ranked(draft, departments, scales)


def _name_hits(words: Sequence[Word], names: dict[str, str]) -> Iterator[Hit]:
    firsts = {name: department for name, department in names.items() if " " not in name}
    for index, word in enumerate(words):
        text = word.text.removesuffix("'s").removesuffix("’s")
        if department := firsts.get(text):
            yield Hit(word.span, index, index, (department, "people"))


def _by_sentence(
    draft: Draft, words: Sequence[Word], hits: Sequence[Hit]
) -> Iterator[tuple[Sentence, Sequence[Word], int, list[Hit]]]:
    """Yield the sentences that tell what was, their words, the index of the first, and hits."""
    word_starts = [w.span.start for w in words]
    hit_starts = [h.span.start for h in hits]
    actions = [a.span for a in draft.actions]
    starts = [a.start for a in actions]
    for sentence in draft.sentences:
        if sentence.block.kind is BlockKind.HEADING:
            continue
        if draft.section_of(sentence).kind is SectionKind.ACTIONS:
            continue
        index = bisect_left(starts, sentence.span.start + 1) - 1
        if index >= 0 and actions[index].contains(sentence.span):
            continue
        span = sentence.span
        first, last = bisect_left(word_starts, span.start), bisect_left(word_starts, span.end)
        first_hit, last_hit = bisect_left(hit_starts, span.start), bisect_left(hit_starts, span.end)
        yield sentence, words[first:last], first, list(hits[first_hit:last_hit])


def _weigh_sentence(
    draft: Draft,
    sentence: Sentence,
    words: Sequence[Word],
    first: int,
    hits: Sequence[Hit],
    author: str | None,
    scales: dict[str, _Scale],
) -> None:
    if not words:
        return
    text = sentence.span.of(draft.prose)
    is_struck = bool(load_signs("signs.yaml")["struck"].pattern.search(fold(text)))
    quoting = quotes(text)
    for hit in hits:
        department, kind = hit.payload
        scale = scales[department]
        if kind == "people":
            at = hit.first - first
            before = [w.folded for w in words[max(0, at - 4) : at]]
            weight = weigh_subject(
                before, _following(draft.prose, words[hit.last - first + 1 :], hit.span.end)
            )
            if quoting:
                weight = max(weight, 1.0)
            scale.speaks(weight, sentence.span)
            if is_struck:
                scale.struck += 1.0
                scale.struck_at.append((1.0, sentence.span))
            else:
                scale.named += 0.4
                scale.struck_at.append((0.4, sentence.span))
        elif kind == "work":
            term = hit.span.of(draft.prose).lower()
            if term not in scale.seen_work:
                scale.seen_work.add(term)
                scale.struck += 0.6
                scale.struck_at.append((0.8, sentence.span))
        elif kind == "acts":
            at = hit.first - first
            subject = words[at - 1].folded if at > 0 else ""
            near = {w.folded for w in words[max(0, at - 3) : at]}
            if at <= 2 or near & _FIRST_PERSON or subject in ("team", "they", "he", "she"):
                scale.speaks(1.0, sentence.span)
            scale.struck += 0.5
    if author:
        for position, word in enumerate(words):
            if word.folded in _FIRST_PERSON:
                after = [w.folded for w in words[position + 1 : position + 6]]
                if any(tells_inner(w) for w in after):
                    scales[author].speaks(1.0, sentence.span)
                elif any(is_deed(w) for w in after):
                    scales[author].speaks(0.5, sentence.span)
                scales[author].struck += 0.5
                break


def _following(prose: str, words: Sequence[Word], end: int) -> list[tuple[str, str]]:
    """Return the words after a mention with the text between, an apposition left out."""
    following = []
    if skip := _APPOSITION.match(prose, end):
        end = skip.end()
    for word in words:
        if word.span.start >= end:
            following.append((word.folded, prose[end : word.span.start]))
            end = word.span.end
    return following


def _weigh_timeline(draft: Draft, departments: Departments, scales: dict[str, _Scale]) -> None:
    """Count what the department column of a timeline gives a department to say."""
    for entry in draft.timeline:
        if not entry.who:
            continue
        found = {
            hit.payload[0]
            for hit in departments.phrases.find(entry.who, read_words(entry.who))
            if hit.payload[1] == "people"
        }
        told = [w.folded for w in read_words(draft.prose, entry.text.start, entry.text.end)]
        for department in found:
            weight = 1.0 if any(tells_inner(w) for w in told) or len(told) > 12 else 0.5
            scales[department].speaks(weight, entry.span)
            scales[department].struck += 0.6
            scales[department].struck_at.append((0.6, entry.span))


def _ranked(
    draft: Draft, departments: Departments, scales: dict[str, _Scale]
) -> tuple[Perspective, ...]:
    groups: dict[Status, list[tuple[float, int, Perspective]]] = defaultdict(list)
    for order, department in enumerate(departments.members):
        scale = scales.get(department.id) or _Scale()
        if scale.is_heard:
            status = Status.SPEAKING
        elif scale.is_struck:
            status = Status.SILENT
        else:
            status = Status.UNINVOLVED
        weight = scale.voice if status is Status.SPEAKING else scale.struck + scale.named
        perspective = _describe(draft, department, scale, status)
        groups[status].append((-weight, order, perspective))
    ranked: list[Perspective] = []
    for status in (Status.SILENT, Status.SPEAKING):
        ranked += [p for _, _, p in sorted(groups[status], key=lambda g: g[:2])]
    ranked += [p for _, _, p in sorted(groups[Status.UNINVOLVED], key=lambda g: g[1])]
    return tuple(ranked)


# More places than this tell the reader nothing new.
_MAX_EVIDENCE = 5


def _describe(draft: Draft, department: Department, scale: _Scale, status: Status) -> Perspective:
    if status is Status.UNINVOLVED:
        why = f"Nothing in the draft shows that {department.name} was touched."
        return Perspective(department.id, department.name, status, (), why, ())
    if status is Status.SPEAKING:
        evidence = sorted(set(scale.spoken_at))[:_MAX_EVIDENCE]
        why = f"{department.name} tells something of its own."
    else:
        best = sorted(scale.struck_at, key=lambda e: (-e[0], e[1]))
        evidence = sorted({span for _, span in best[:_MAX_EVIDENCE]})
        why = f"{department.name} was touched, but nothing is told from its side."
    phrase = shorten(evidence[0].of(draft.prose)) if evidence else ""
    questions = tuple(
        q.replace("{evidence}", phrase)
        for q in department.questions
        if phrase or "{evidence}" not in q
    )
    return Perspective(
        department=department.id,
        name=department.name,
        status=status,
        evidence=tuple(evidence),
        why=why,
        questions=questions,
        is_affected=scale.is_struck,
    )
