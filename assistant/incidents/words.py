"""The words of the incidents: which incidents share the rare words of a question.

Kept in memory, rebuilt from the store; 1,424 incidents of 560 words take 1.3 s. The two
weightings share one table. (rank-bm25 walks every incident for every word of a question:
23 ms for a typed question and 56 ms for a summary on those incidents, against 0.06 and
0.35 ms here.)
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.incident import Incident

Scores = npt.NDArray[np.float32]
Column = npt.NDArray[np.float64]

# Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", their usual values.
BM25_SATURATION = 1.2
BM25_LENGTH = 0.75

TITLE_WEIGHT = 2  # the title counts twice, the summary once more than the text it stands in

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_COMMON_WORDS = """
a about after all also am an and any are as at be because been before being both but by can
could did do does during each few for from further had has have he her here hers him his how i
if in into is it its itself just me more most my no nor not of on once one only or other our out
over own same she should so some such than that the their them then there these they this those
through to too under until up very was we were what when where which while who whom why will
with would you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def word_key(word: str) -> str:
    """Return what a word is looked up by: lower case, plural and possessive taken off."""
    key = word.lower().replace("’", "'").removesuffix("'s")
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    if key.endswith("s") and not key.endswith(("ss", "us", "is")) and len(key) > 3:
        return key[:-1]
    return key


def split_words(text: str) -> list[str]:
    """Return the words of a text that tell something, as written, in order."""
    return [word for word in _WORD.findall(text) if len(word) > 1 and not _is_common(word)]


def _is_common(word: str) -> bool:
    """Say whether a word tells nothing, "it's" and "didn't" included."""
    stem = word.lower().replace("’", "'")
    return stem.endswith("n't") or stem.partition("'")[0] in _COMMON


def count_words(incident: Incident) -> Counter[str]:
    """Return how often each word stands in an incident, its title and summary weighted."""
    parts = (*[incident.title] * TITLE_WEIGHT, incident.summary, incident.text)
    return Counter(word_key(word) for part in parts for word in split_words(part))


@dataclass(frozen=True)
class WordIndex:
    """Every word of every incident, with its weights.

    Attributes:
        ids: Ids of the incidents, sorted; the order of every array of scores.
    """

    ids: tuple[str, ...]
    _row_of: Mapping[str, int]
    _columns: Mapping[str, int]
    _starts: npt.NDArray[np.int64]
    _rows: npt.NDArray[np.int32]
    _bm25: npt.NDArray[np.float32]
    _cosine: npt.NDArray[np.float32]

    @classmethod
    def build(cls, counts: Mapping[str, Counter[str]]) -> WordIndex:
        """Return the index of incidents given as counts of words by id."""
        counts = {incident_id: counts[incident_id] for incident_id in sorted(counts)}
        n = len(counts)
        columns: dict[str, int] = {}
        sizes = [len(words) for words in counts.values()]
        column = np.fromiter(
            (columns.setdefault(word, len(columns)) for words in counts.values() for word in words),
            np.int64,
            sum(sizes),
        )
        times = np.fromiter(
            (times for words in counts.values() for times in words.values()),
            np.float64,
            sum(sizes),
        )
        row = np.repeat(np.arange(n, dtype=np.int32), sizes)
        length = np.bincount(row, weights=times, minlength=n).astype(np.float64)
        order = np.argsort(column, kind="stable")
        column, times, row = column[order], times[order], row[order]
        incidents_with = np.bincount(column, minlength=len(columns))
        idf = np.array([_idf(n, int(count)) for count in incidents_with], np.float64)
        rarity = np.array([_rarity(n, int(count)) for count in incidents_with], np.float64)
        return cls(
            ids=tuple(counts),
            _row_of={incident_id: i for i, incident_id in enumerate(counts)},
            _columns=columns,
            _starts=np.concatenate([[0], np.cumsum(incidents_with)]).astype(np.int64),
            _rows=row,
            _bm25=_bm25_weights(idf[column], length, times, row),
            _cosine=_cosine_weights(rarity[column], times, row, n),
        )

    def row(self, incident_id: str) -> int | None:
        """Return an incident's place in `ids`, or None."""
        return self._row_of.get(incident_id)

    def score_question(self, text: str) -> Scores:
        """Return how much of a question each incident answers by BM25: ``(n,)``, 0 to 1.

        1 would be an incident that is about every word of the question and nothing else;
        a word that no incident has counts against all of them.
        """
        scores = np.zeros(len(self.ids), np.float32)
        rarest = _idf(len(self.ids), 0)
        attainable = 0.0
        for word in self._count(text):
            column = self._columns.get(word)
            if column is None:
                attainable += rarest
                continue
            rows, cells = self._cells(column)
            scores[rows] += self._bm25[cells]
            attainable += _idf(len(self.ids), len(rows))
        return scores / np.float32(max(attainable * (BM25_SATURATION + 1), 1e-9))

    def score_likeness(self, text: str) -> Scores:
        """Return the TF-IDF cosine of each incident with a text: ``(n,)``, 0 to 1."""
        scores = np.zeros(len(self.ids), np.float32)
        rarest = _rarity(len(self.ids), 0)
        square = 0.0
        for word, times in self._count(text).items():
            column = self._columns.get(word)
            weight = 1 + math.log(times)
            if column is None:
                square += (weight * rarest) ** 2
                continue
            rows, cells = self._cells(column)
            weight *= _rarity(len(self.ids), len(rows))
            scores[rows] += np.float32(weight) * self._cosine[cells]
            square += weight**2
        return scores / np.float32(max(square**0.5, 1e-9))

    def shared_words(self, text: str, incident_id: str) -> list[str]:
        """Return the words of a text an incident shares, as typed, the most telling first.

        A word tells much when it is rare and stands often in both.
        """
        row = self._row_of.get(incident_id, -1)
        counts = self._count(text)
        telling: dict[str, tuple[float, str]] = {}
        for word in split_words(text):
            key = word_key(word)
            column = self._columns.get(key)
            # A bare number is no reason a reader would believe.
            if column is None or key in telling or not any(c.isalpha() for c in word):
                continue
            rows, cells = self._cells(column)
            place = int(np.searchsorted(rows, row))
            if place < len(rows) and rows[place] == row:
                weight = (1 + math.log(counts[key])) * _rarity(len(self.ids), len(rows))
                telling[key] = (weight * float(self._cosine[cells][place]), word)
        return [word for _, word in sorted(telling.values(), reverse=True)]

    def rarity(self, word: str) -> float:
        """Return how rare a word is among the incidents, at least 1."""
        column = self._columns.get(word_key(word))
        incidents_with = 0 if column is None else len(self._cells(column)[0])
        return _rarity(len(self.ids), incidents_with)

    def _count(self, text: str) -> Counter[str]:
        return Counter(word_key(word) for word in split_words(text))

    def _cells(self, column: int) -> tuple[npt.NDArray[np.int32], slice]:
        cells = slice(int(self._starts[column]), int(self._starts[column + 1]))
        return self._rows[cells], cells


def _rarity(n: int, incidents_with: int) -> float:
    """Return how rare a word is for TF-IDF: the smoothed inverse frequency, at least 1."""
    return math.log((1 + n) / (1 + incidents_with)) + 1


def _idf(n: int, incidents_with: int) -> float:
    """Return how rare a word is for BM25, never negative (as in Lucene)."""
    return math.log(1 + (n - incidents_with + 0.5) / (incidents_with + 0.5))


def _bm25_weights(
    idf: Column, length: Column, times: Column, row: npt.NDArray[np.int32]
) -> npt.NDArray[np.float32]:
    """Return the BM25 weight of each cell; `length` has a row for each incident."""
    average = float(length.sum()) / max(len(length), 1)
    share = length / max(average, 1e-9)
    dampening = BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * share)
    return (idf * times * (BM25_SATURATION + 1) / (times + dampening[row])).astype(np.float32)


def _cosine_weights(
    rarity: Column, times: Column, row: npt.NDArray[np.int32], n: int
) -> npt.NDArray[np.float32]:
    """Return the TF-IDF weight of each cell, counts dampened, incidents of length 1."""
    weights = (1 + np.log(times)) * rarity
    length = np.sqrt(np.bincount(row, weights=weights**2, minlength=n))
    return (weights / length[row]).astype(np.float32)
