"""A sentence as tagged words: what every rule of the checker is matched against.

There is no language model here. A word carries the classes the lexicon files give it and
the few that its shape tells (a number, an adverb in -ly, a past form in -ed), written as
one private character per class behind the word. A pattern over such a line is an ordinary
regular expression, and the cost of tagging a sentence is one look-up per word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from assistant.draft.inline import THING
from assistant.language.lexicon import Lexicon

# Longest piece of a sentence that is analysed; what people write is far shorter, and a
# line of megabytes is cut into pieces of this size.
MAX_WORDS = 400

_TOKEN = re.compile(
    rf"{THING}+(?:['’]s)?|[^\W\d_]+(?:[.&][^\W\d_]\b)*(?:['’-][^\W_]+)*|\d[\d.,:]*\d%?|\d%?|[^\w\s]"
)
_PUNCTUATION = frozenset(",;:.!?()[]\"“”«»„‘’'—–-…/|*=<>+&%#@~^")
# What a contraction stands for: the verb, then "not".
_NOT = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_ENDINGS = {"'ve": "have", "'ll": "will", "'re": "are", "'m": "am", "'d": "'d", "'s": "'s"}
_FUSED = {
    "shoulda": ("should", "have"),
    "coulda": ("could", "have"),
    "woulda": ("would", "have"),
    "didnt": ("did", "not"),
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "wasnt": ("was", "not"),
    "werent": ("were", "not"),
    "isnt": ("is", "not"),
    "couldnt": ("could", "not"),
    "shouldnt": ("should", "not"),
    "wouldnt": ("would", "not"),
    "hadnt": ("had", "not"),
    "cannot": ("can", "not"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The tagged words of one sentence.

    Attributes:
        words: Each word in lower case, contractions taken apart, plain apostrophes.
        starts: Offset of each word in the sentence's text.
        ends: Offset behind each word.
        tags: The class characters of each word.
        line: All words with their tags, a space behind each.
        places: Offset of each word in `line`.
        raw: Each word as written.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    line: str
    places: list[int]
    raw: list[str]

    def index_at(self, place: int) -> int:
        """Return the number of the word that stands at `place` of `line`."""
        return max(0, bisect_right(self.places, place) - 1)


def tag_words(text: str, lexicon: Lexicon, names: Collection[str] = ()) -> Words:
    """Return the tagged words of `text`.

    Args:
        text: One sentence.
        lexicon: The word classes.
        names: Words (as written) that are people's names in this draft.
    """
    words: list[str] = []
    raw: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        written = match[0]
        word = written.lower().replace("’", "'")
        if len(words) >= MAX_WORDS:
            break
        if word[0] == THING:
            word = THING
            if written[-1] in "sS" and written[-1] != THING:
                _add(words, raw, starts, ends, (THING, written, start, end - 2))
                _add(words, raw, starts, ends, ("'s", "'s", end - 2, end))
                continue
        if word in _FUSED:
            first, second = _FUSED[word]
            cut = end - (3 if second == "not" else 2) if word != "cannot" else end - 3
            _add(words, raw, starts, ends, (first, written, start, cut))
            _add(words, raw, starts, ends, (second, written, cut, end))
            continue
        if "'" in word:
            if word.endswith("n't"):
                stem = word[:-3]
                _add(words, raw, starts, ends, (_NOT.get(stem, stem), written, start, end - 3))
                _add(words, raw, starts, ends, ("not", written, end - 3, end))
                continue
            cut_at = word.rfind("'")
            ending = word[cut_at:]
            if ending in _ENDINGS and cut_at > 0:
                _add(
                    words,
                    raw,
                    starts,
                    ends,
                    (word[:cut_at], written[:cut_at], start, start + cut_at),
                )
                _add(words, raw, starts, ends, (_ENDINGS[ending], ending, start + cut_at, end))
                continue
        _add(words, raw, starts, ends, (word, written, start, end))
    tags = [_tags(words[i], raw[i], lexicon, names) for i in range(len(words))]
    places: list[int] = []
    parts: list[str] = []
    place = 0
    for word, tag in zip(words, tags, strict=True):
        places.append(place)
        parts.append(word)
        parts.append(tag)
        parts.append(" ")
        place += len(word) + len(tag) + 1
    return Words(words, starts, ends, tags, "".join(parts), places, raw)


def _add(
    words: list[str],
    raw: list[str],
    starts: list[int],
    ends: list[int],
    token: tuple[str, str, int, int],
) -> None:
    words.append(token[0])
    raw.append(token[1])
    starts.append(token[2])
    ends.append(token[3])


def _tags(word: str, raw: str, lexicon: Lexicon, names: Collection[str]) -> str:
    known = lexicon.tags.get(word)
    if raw in names:
        return (known or "") + lexicon.chars["name"]
    if known is not None:
        return known
    first = word[0]
    if first in _PUNCTUATION:
        return lexicon.chars["punct"]
    if first.isdigit():
        return lexicon.chars["num"]
    if first == THING:
        return lexicon.chars["thing"]
    if "-" in word:
        # "non-reviewer", "release-manager": the last part says what it is.
        return lexicon.tags.get(word[word.rfind("-") + 1 :], lexicon.chars["open"])
    shape = lexicon.chars["open"]
    if word.endswith("ly") and len(word) > 4:
        shape = lexicon.chars["adv"]
    elif word.endswith("ed") and len(word) > 3:
        shape = lexicon.chars["past"]
    elif word.endswith("ing") and len(word) > 4:
        shape = lexicon.chars["ing"]
    if raw[0].isupper():
        shape += lexicon.chars["capital"]
    return shape
