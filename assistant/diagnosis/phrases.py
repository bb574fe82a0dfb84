"""Where the words of a phrase list stand in a text, found in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assistant.prepared import compile_expression
from assistant.span import Span

_WORD = compile_expression(r"[^\W_]+(?:['’][^\W_]+)*")
# Words with an open ending are found by so many of their first letters.
_PREFIX = 4
# "#support" is a channel, "user_id" a field, "customer-facing" a kind of page: not people.
_JOINED_BEFORE = compile_expression(r"[#@_/.\\-]\Z")
_JOINED_AFTER = compile_expression(r"[_/\\-][^\W_]")


class Word(NamedTuple):
    """A word of a text: where it stands, and how it is compared.

    Folded is lower case with straight apostrophes, the possessive left out.
    """

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text.

    Attributes:
        span: Where it stands.
        first: Index of its first word in the text's words.
        last: Index of its last word.
        payload: What the phrase stands for.
    """

    span: Span
    first: int
    last: int
    payload: Any


def read_words(prose: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of `prose` between two offsets, in order."""
    wanted = prose[start:end]
    lowered = wanted.lower()
    if len(lowered) != len(wanted):
        # A few capitals have no single small letter; offsets must not move.
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in wanted)
    return [
        Word(start + m.start(), start + m.end(), text if (text := m[0]).isalnum() else _fold(text))
        for m in _WORD.finditer(lowered)
    ]


def _fold(word: str) -> str:
    word = word.replace("’", "'")
    return word[:-2] if word.endswith("'s") else word.rstrip("'")


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    forms: frozenset[str]
    is_open: bool
    is_cased: bool
    not_before: frozenset[str]
    not_after: frozenset[str]
    payload: Any


_NONE: list[_Phrase] = []


def _is_twin(one: Hit, other: Hit) -> bool:
    """Say whether two phrases stand at the same place and mean different things."""
    same_place = (one.first, one.last) == (other.first, other.last)
    return same_place and one.payload != other.payload


class PhraseBook:
    """Phrases indexed by their first word.

    A phrase of lower-case words matches any case, one with a capital only itself. Its last
    word also matches its regular plural, or any ending where it is written with ``*``.
    """

    def __init__(self, phrases: Iterable[tuple[str, Sequence[str], Sequence[str], Any]]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        self._by_prefix: dict[str, list[_Phrase]] = {}
        for text, not_before, not_after, payload in phrases:
            is_open = text.endswith("*")
            is_cased = text != text.lower()
            words = tuple(
                w if is_cased else w.lower() for w in _WORD.findall(text.replace("’", "'"))
            )
            if not words:
                continue
            phrase = _Phrase(
                words,
                frozenset((words[-1], *_plurals(words[-1]))),
                is_open,
                is_cased,
                frozenset(w.lower() for w in not_before),
                frozenset(w.lower() for w in not_after),
                payload,
            )
            first = words[0].lower()
            if is_open and len(words) == 1:
                self._by_prefix.setdefault(first[:_PREFIX], []).append(phrase)
            else:
                keys = {first, *_plurals(first)} if len(words) == 1 else {first}
                for key in keys:
                    self._by_first.setdefault(key, []).append(phrase)
        for listed in (*self._by_first.values(), *self._by_prefix.values()):
            listed.sort(key=lambda p: -len(p.words))

    def find(self, prose: str, words: Sequence[Word]) -> list[Hit]:
        """Return where the phrases stand in `words`, in order.

        Of overlapping phrases the longest counts: "support engineer" is no engineer.
        """
        found: list[Hit] = []
        by_first, by_prefix = self._by_first, self._by_prefix
        for index, (start, _, folded) in enumerate(words):
            candidates = by_first.get(folded, _NONE)
            if (prefix := folded[:_PREFIX]) in by_prefix:
                candidates = [*candidates, *by_prefix[prefix]]
            for phrase in candidates:
                last = index + len(phrase.words) - 1
                if last < len(words) and self._matches(phrase, prose, words, index, last):
                    span = Span(start, words[last].end)
                    found.append(Hit(span, index, last, phrase.payload))
        kept: list[Hit] = []
        end = -1
        longest_first = sorted(found, key=lambda h: (h.first, -h.last))
        for hit in longest_first:
            if hit.last > end or (kept and _is_twin(kept[-1], hit)):
                kept.append(hit)
                end = max(end, hit.last)
        return kept

    def _matches(
        self, phrase: _Phrase, prose: str, words: Sequence[Word], first: int, last: int
    ) -> bool:
        for offset, expected in enumerate(phrase.words):
            word = words[first + offset]
            said = _as_written(prose, word) if phrase.is_cased else word.folded
            if first + offset < last:
                if said != expected:
                    return False
            elif said not in phrase.forms and not (phrase.is_open and said.startswith(expected)):
                return False
        for i in range(first, last):
            gap = prose[words[i].end : words[i + 1].start]
            # A blank line ends a phrase: what follows is another paragraph.
            if gap.strip(" \n\r\t-'’") or gap.count("\n") > 1:
                return False
        start, end = words[first].start, words[last].end
        if start and _JOINED_BEFORE.search(prose, start - 1, start):
            return False
        if _JOINED_AFTER.match(prose, end, end + 2):
            return False
        if (
            phrase.not_before
            and last + 1 < len(words)
            and (
                words[last + 1].folded in phrase.not_before
                and not prose[end : words[last + 1].start].strip()
            )
        ):
            return False
        return not (phrase.not_after and first and words[first - 1].folded in phrase.not_after)


def _as_written(prose: str, word: Word) -> str:
    return prose[word.start : word.end].replace("’", "'").removesuffix("'s")


def _plurals(word: str) -> tuple[str, ...]:
    if word.endswith("y"):
        return (word + "s", word[:-1] + "ies")
    if word.endswith(("s", "x", "ch", "sh")):
        return (word + "es",)
    return (word + "s",)
