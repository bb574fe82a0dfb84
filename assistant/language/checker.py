"""The checker: a draft in, findings out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.draft import Draft
from assistant.draft.document import LONGEST_SENTENCE
from assistant.finding import Finding, fingerprint_findings
from assistant.language.context import SCARE_QUOTE_WORDS, Setting, find_names, find_settings
from assistant.language.ignores import find_ignores
from assistant.language.rule_files import load_rules
from assistant.language.rules import Guards, Rule, RuleSet
from assistant.language.subjects import Kind, SubjectFinder
from assistant.language.words import Words
from assistant.prepared import compile_expression
from assistant.span import Span

# Sentences remembered by one rule set; an editing session needs a few thousand.
_REMEMBERED = 30_000
# A finding is drawn out to its subject over at most this many words.
_LONGEST_SUBJECT = 10
# In front of a short quotation: somebody's word or the name of a box is told, not used.
_NAMED = compile_expression(
    r"\b(?:call(?:s|ed)?|term(?:s|ed)?|labell?ed|describe[sd]?|dubbed|headed|titled|named|words?"
    r"|phrase|term|checkbox|box|field|category|column|heading|label|option|menu|whether|say|says"
    r"|said|wrote|writes|written|asked|answer(?:ed|s)?|replied|marked|tagged|reads?|subject"
    r"|reason|code|entry|note[sd]?)\b[^.;!?]{0,25}\Z",
    re.I,
)

_THEY = compile_expression(r"\bthey\b", re.I)
_TOPICS = (Kind.THING, Kind.PERSON, Kind.TEAM, Kind.VENDOR)
_ABOUT_BLAME = compile_expression(
    r"blame-?(?:less|free)|no[- ]blame|hindsight bias|just culture|without blam"
    r"|not (?:to|about) blam|instead of blam|rather than blam|nobody is (?:in trouble|to blame)"
    r"|no one is to blame"
    r"|human error\W+(?:is|was) (?:not|never|no)|not (?:an? )?(?:case of )?(?:human|operator) error"
    r"|(?:do not|don['’]t|never|not) (?:list|accept|count|record|write|use|treat|call)\b"
    r"[^.]{0,40}human error"
    r"|(?:box|field) [^.]{0,20}human error|human error[^.]{0,30}(?:box|field|category)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a rule in one sentence, its guards passed; offsets from the sentence's start."""

    rule: Rule
    start: int
    end: int


def check_draft(
    draft: Draft, rules: RuleSet | None = None, *, tentative: bool = False
) -> tuple[Finding, ...]:
    """Return what the rules find in a draft, in reading order, fingerprints set.

    Args:
        draft: The parsed draft.
        rules: The rules, or None for the built-in ones. A rule set remembers the
            sentences it has read, so that an edit costs only what it changed.
        tentative: True for the findings of the tentative rules instead of the others'.
    """
    rules = load_rules() if rules is None else rules
    names = find_names(draft, rules.lexicon)
    settings = find_settings(draft, names)
    ignores = find_ignores(draft)
    found: list[tuple[Finding, str]] = []
    for (sentence, setting), (text, topic) in zip(
        zip(draft.sentences, settings, strict=True),
        _topics(draft, settings, rules),
        strict=True,
    ):
        hits = _read_sentence(text, setting, topic, rules)
        for hit in merge_hits(tuple(h for h in hits if h.rule.is_tentative == tentative)):
            span = Span(sentence.span.start + hit.start, sentence.span.start + hit.end)
            if not any(ignore.covers(span, hit.rule.category) for ignore in ignores):
                around = draft.around(span).of(draft.prose)
                found.append((_finding(hit.rule, span, draft.source), around))
    return tuple(fingerprint_findings(found))


def _finding(rule: Rule, span: Span, source: str) -> Finding:
    text = span.of(source)
    return Finding(
        category=rule.category,
        severity=rule.severity,
        span=span,
        text=text,
        why=rule.why,
        question=rule.question,
        source=rule.source,
        rewrite=rule.rewrite.of(text) if rule.rewrite else None,
        rule=rule.id,
    )


def _topics(draft: Draft, settings: list[Setting], rules: RuleSet) -> Iterator[tuple[str, Kind]]:
    """Yield each sentence's text and what a "they" in it stands for.

    The answer is looked for only where it is asked, in up to three sentences before; where
    nothing but headings stands before, people are meant.
    """
    texts = [sentence.span.of(draft.prose) for sentence in draft.sentences]
    is_first = True
    for i, text in enumerate(texts):
        topic = Kind.PERSON if is_first else Kind.UNKNOWN
        is_first = is_first and settings[i].is_heading
        if _THEY.search(text):
            for back in range(i - 1, max(i - 4, -1), -1):
                words = rules.tagger.tag(texts[back][:LONGEST_SENTENCE], settings[back].names)
                kind = SubjectFinder(words, rules.lexicon).main_subject().kind
                if kind in _TOPICS:
                    topic = kind
                    break
        yield text, topic


def _read_sentence(text: str, setting: Setting, topic: Kind, rules: RuleSet) -> tuple[Hit, ...]:
    """Return the hits in a sentence, remembered by its text and setting."""
    key = (text, setting, topic)
    known: tuple[Hit, ...] | None = rules.hits.get(key)
    if known is not None:
        return known
    hits: list[Hit] = []
    if not setting.is_spoken:
        for piece, offset in _pieces(text):
            words = rules.tagger.tag(piece, setting.names)
            finder = SubjectFinder(words, rules.lexicon, topic)
            hits += _find_hits(piece, offset, words, finder, setting, rules)
    if len(rules.hits) >= _REMEMBERED:
        rules.hits.clear()
    rules.hits[key] = answer = tuple(hits)
    return answer


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Yield a sentence in pieces of bounded length with their offsets, cut between words.

    A line of megabytes is so read at a cost that grows with its length.
    """
    start = 0
    while len(text) - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield text[start:cut], start
        start = cut
    yield text[start:], start


def candidates(words: Words, rules: RuleSet) -> list[tuple[int, int]]:
    """Return the patterns whose words stand in the sentence, in rule order."""
    present = set(words.words)
    present.update("".join(set(words.tags)))
    called: set[tuple[int, int]] = set()
    for key in present & rules.trigger_words:
        called.update(rules.triggers[key])
    needs = rules.needs
    chosen = []
    for pattern in called:
        for need in needs[pattern]:
            if need.isdisjoint(present):
                break
        else:
            chosen.append(pattern)
    return sorted(chosen)


def _find_hits(
    text: str, offset: int, words: Words, finder: SubjectFinder, setting: Setting, rules: RuleSet
) -> list[Hit]:
    hits = []
    called = candidates(words, rules)
    about_blame = bool(called) and _ABOUT_BLAME.search(text) is not None
    silenced: dict[str, bool] = {}
    for r, p in called:
        rule = rules.rules[r]
        if about_blame and rule.category.group.value != "shallow":
            continue
        if not _section_allows(rule.guards, setting):
            continue
        for match in rule.patterns[p].regex.finditer(words.line):
            hit = _judge(rule, match, text, offset, words, finder, setting)
            if hit is None:
                continue
            if rule.id not in silenced:
                silenced[rule.id] = _is_silenced(rule.guards, words)
            if silenced[rule.id]:
                break
            hits.append(hit)
    return hits


def _is_silenced(guards: Guards, words: Words) -> bool:
    """Say whether something in the sentence forbids a rule, whatever it matched."""
    line = words.line
    return any(p.regex.search(line) for p in guards.unless) or (
        bool(guards.also) and not any(p.regex.search(line) for p in guards.also)
    )


def _section_allows(guards: Guards, setting: Setting) -> bool:
    if setting.is_heading and not guards.headings:
        return False
    if (
        guards.sections
        and setting.section not in guards.sections
        and not (setting.is_action and "actions" in guards.sections)
    ):
        return False
    return setting.section not in guards.not_sections


def _judge(
    rule: Rule,
    match: re.Match[str],
    text: str,
    offset: int,
    words: Words,
    finder: SubjectFinder,
    setting: Setting,
) -> Hit | None:
    """Return the match as a hit, or None where a guard says no."""
    guards = rule.guards
    groups = match.re.groupindex
    is_marked = "span" in groups and match.start("span") >= 0
    opening, closing = match.span("span") if is_marked else match.span()
    first, last = words.index_at(opening), words.index_at(max(opening, closing - 1))
    verb = first
    if "verb" in groups and match.start("verb") >= 0:
        verb = words.index_at(match.start("verb"))
    subject = finder.main_subject() if guards.is_of_sentence else finder.subject_of(verb)
    if subject.kind not in guards.subject:
        return None
    if not guards.questions and text.rstrip('"”’)* ').endswith("?"):
        return None
    if not guards.negated and finder.is_negated(first):
        return None
    while last > first and finder.ends_badly(last):
        last -= 1
    while first < last and finder.begins_badly(first):
        first += 1
    last = finder.end_of_phrase(first, last)
    start, end = words.starts[first], words.ends[last]
    if (
        rule.spans_subject
        and 0 <= subject.first < first
        and first - subject.first <= _LONGEST_SUBJECT
        and finder.is_next_to(subject, first)
    ):
        start = words.starts[subject.first]
    if _is_quoted(setting, text, offset, words.starts[first], end, rule.guards.quoted):
        return None
    if finder.is_reported(first):
        return None
    return Hit(rule, offset + start, offset + end)


def _is_quoted(
    setting: Setting, text: str, offset: int, start: int, end: int, quoted: bool
) -> bool:
    quotes = setting.quotes
    for at in range(bisect_left(quotes, (offset + end, 0)) - 1, -1, -1):
        opening, closing = quotes[at]
        # Quotations stand in order and apart.
        if closing - offset <= start:
            break
        first, last = max(opening - offset, 0), closing - offset
        if first < end:
            length = len(text[first:last].split())
            if length > SCARE_QUOTE_WORDS or not quoted or _NAMED.search(text, 0, first):
                return True
    return False


def merge_hits(hits: tuple[Hit, ...]) -> list[Hit]:
    """Return the hits of one sentence without overlaps, in reading order.

    Of one rule's the longest stays. Of two rules' the one of the higher rank stays, then
    the shorter, because the smaller phrase is the more specific. Two verdicts that stand
    apart both stay.
    """
    kept: list[Hit] = []
    touching: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda h: h.start):
        if touching and hit.start >= end:
            kept += _merge_touching(touching)
            touching = []
        touching.append(hit)
        end = max(end, hit.end)
    return kept + _merge_touching(touching)


def _merge_touching(hits: list[Hit]) -> list[Hit]:
    """Return those that stay of hits that overlap one another, in reading order."""
    kept: list[Hit] = []
    widest = sorted(hits, key=lambda h: (h.start - h.end, h.start))
    single: list[Hit] = []
    for hit in widest:
        if not any(h.rule is hit.rule and h.start < hit.end and hit.start < h.end for h in single):
            single.append(hit)
    for hit in sorted(single, key=lambda h: (-h.rule.rank, h.end - h.start, h.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def find_rules(draft: Draft, rules: RuleSet) -> dict[str, int]:
    """Return how often each rule matched in a draft, overlaps counted; for measuring rules."""
    names = find_names(draft, rules.lexicon)
    counts: dict[str, int] = {}
    settings = find_settings(draft, names)
    for setting, (text, topic) in zip(settings, _topics(draft, settings, rules), strict=True):
        for hit in _read_sentence(text, setting, topic, rules):
            counts[hit.rule.id] = counts.get(hit.rule.id, 0) + 1
    return counts
