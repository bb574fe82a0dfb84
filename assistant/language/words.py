"""A sentence as tagged words: what every rule of the checker is matched against.

There is no language model here. A word carries the classes the lexicon files give it and
the few that its shape tells (a number, an adverb in -ly, a past form in -ed), written as
one private character per class behind the word. A pattern over such a line is an ordinary
regular expression, and the cost of tagging a sentence is one look-up per word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from assistant.draft.inline import THING
from assistant.language.lexicon import TAGGED, Lexicon
from assistant.prepared import compile_expression

# Different words a tagger remembers; a large report has some 3,000.
_REMEMBERED_WORDS = 100_000

_TOKEN = compile_expression(
    rf"{THING}+(?:['’]s)?|[^\W\d_]+(?:[.&][^\W\d_]\b)*(?:['’-][^\W_]+)*|\d[\d.,:]*\d%?|\d%?|[^\w\s]"
)
_PUNCTUATION = frozenset(",;:.!?()[]\"“”«»„‘’'—–-…/|*=<>+&%#@~^")
# What a contraction stands for: the verb, then "not".
_NOT = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_ENDINGS = {"'ve": "have", "'ll": "will", "'re": "are", "'m": "am", "'d": "'d", "'s": "'s"}
# What stands in front of a verb: "re-labelled", "mis-keyed".
_AGAIN = ("re-", "mis-", "over-", "double-", "cross-", "pre-", "un-")
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word as it enters a line; contractions make two."""

    word: str
    raw: str
    tags: str
    entry: str
    first: int
    last: int


class Tagger:
    """Tags sentences with the classes of a lexicon, each different word only once.

    A tagger may be shared by threads: what it remembers depends on the word alone.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[str, tuple[_Piece, ...]] = {}
        self._names: dict[str, tuple[_Piece, ...]] = {}

    def tag(self, text: str, names: Collection[str] = ()) -> Words:
        """Return the tagged words of `text`.

        Args:
            text: One sentence.
            names: Words (as written) that are people in this draft.
        """
        words: list[str] = []
        raw: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        tags: list[str] = []
        places: list[int] = []
        entries: list[str] = []
        place = 0
        known = self._known
        for match in _TOKEN.finditer(text):
            written = match[0]
            is_name = bool(names) and written.removesuffix("'s").removesuffix("’s") in names
            pieces = (self._names if is_name else known).get(written)
            if pieces is None:
                pieces = self._read(written, is_name)
            start = match.start()
            for piece in pieces:
                words.append(piece.word)
                raw.append(piece.raw)
                starts.append(start + piece.first)
                ends.append(start + piece.last)
                tags.append(piece.tags)
                places.append(place)
                entries.append(piece.entry)
                place += len(piece.entry)
        return Words(words, starts, ends, tags, "".join(entries), places, raw)

    def _read(self, written: str, is_name: bool) -> tuple[_Piece, ...]:
        pieces = []
        for word, raw, first, last in _take_apart(written):
            tags = self._tags(word, raw)
            if is_name and word != "'s":
                tags += self._lexicon.chars["name"]
            pieces.append(_Piece(word, raw, tags, f"{word}{TAGGED}{tags} ", first, last))
        known = self._names if is_name else self._known
        if len(known) >= _REMEMBERED_WORDS:
            known.clear()
        known[written] = tuple(pieces)
        return known[written]

    def _tags(self, word: str, raw: str) -> str:
        lexicon = self._lexicon
        known = lexicon.tags.get(word)
        if known is not None:
            if word == "it":
                # A department in capitals, a pronoun otherwise.
                return known.replace(lexicon.chars["it" if raw == "IT" else "team-if-bare"], "")
            return known
        first = word[0]
        if first in _PUNCTUATION:
            return lexicon.chars["punct"]
        if first.isdigit():
            return lexicon.chars["num"]
        if first == THING:
            return lexicon.chars["thing"]
        if "-" in word:
            # "release-manager": the last part says what it is.
            last = word[word.rfind("-") + 1 :]
            shape = lexicon.chars[
                "past" if word.startswith(_AGAIN) and last[-2:] == "ed" else "open"
            ]
            return lexicon.tags.get(last, shape)
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


def _take_apart(written: str) -> list[tuple[str, str, int, int]]:
    """Return ``(word, as written, first, last)`` for a token and the contractions in it."""
    length = len(written)
    word = written.lower().replace("’", "'")
    # Lower case of a few letters is longer than the letter; offsets are those of the source.
    if len(word) != length:
        word = written.replace("’", "'")
    if word[0] == THING:
        if word[-1] == "s":
            return [(THING, written, 0, length - 2), ("'s", "'s", length - 2, length)]
        return [(THING, written, 0, length)]
    if fused := _FUSED.get(word):
        cut = length - (3 if word == "cannot" else 2)
        return [(fused[0], written, 0, cut), (fused[1], written, cut, length)]
    if "'" in word:
        if word.endswith("n't") and length > 3:
            stem = word[:-3]
            return [
                (_NOT.get(stem, stem), written, 0, length - 3),
                ("not", written, length - 3, length),
            ]
        cut = word.rfind("'")
        if cut > 0 and (ending := _ENDINGS.get(word[cut:])):
            return [(word[:cut], written[:cut], 0, cut), (ending, word[cut:], cut, length)]
    return [(word, written, 0, length)]
