"""How well incidents answer a question: words and meaning, weighed together.

A convex combination of scores between 0 and 1, after Bruch, Gai and Ingber 2023, "An
Analysis of Fusion Functions for Hybrid Retrieval", who found it ahead of fusing ranks;
so did ours (`python -m evals retrieval`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.incidents.vectors import Nearest
from assistant.incidents.words import WordIndex

# Cosine below which a text without a shared word is no answer. For 45 typed symptoms the
# right answer never lay below 0.36; for unrelated questions nothing lay above 0.27.
MEANING_FLOOR = 0.30


@dataclass(frozen=True, slots=True)
class Recipe:
    """The weights of one task; they add up to 1.

    Attributes:
        question: Weight of BM25, which rewards the rare words of a short question.
        likeness: Weight of the TF-IDF cosine, which compares whole accounts.
        meaning: Weight of the vectors' cosine.
    """

    question: float
    likeness: float
    meaning: float


# On 45 symptoms among 1,424 incidents MRR 0.75 [0.63, 0.87], held out 0.73, BM25 alone 0.59;
# on 14 accounts nDCG@10 0.51 [0.39, 0.63], held out 0.49, BM25 alone 0.38. Of weights that
# did as well, those were taken that leave no signal out.
SEARCH = Recipe(question=0.2, likeness=0.3, meaning=0.5)
SIMILAR = Recipe(question=0.1, likeness=0.6, meaning=0.3)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An incident's place in an answer.

    Attributes:
        id: The incident.
        score: From 0 to 1.
        meaning: Mean cosine of its summary and its best passage, 0 where not compared.
    """

    id: str
    score: float
    meaning: float


def rank_incidents(
    text: str,
    words: WordIndex,
    nearest: Nearest | None,
    recipe: Recipe,
    limit: int,
    leave_out: Collection[str] = (),
) -> list[Ranked]:
    """Return the incidents that answer a text, best first, equal ones by id.

    Args:
        text: A question, or a title with a summary.
        words: The words of all incidents.
        nearest: What lies nearest to the text's vector; None where only words are compared,
            which then count for the whole.
        recipe: The weights.
        limit: How many to return at most.
        leave_out: Ids that are not wanted.

    Returns:
        Incidents that share a word with the text or lie near its meaning.
    """
    scores = recipe.question * words.score_question(text)
    scores += recipe.likeness * words.score_likeness(text)
    answers = scores > 0
    meaning = np.zeros(len(words.ids), np.float32)
    if nearest is None:
        scores /= np.float32(recipe.question + recipe.likeness)
    else:
        meaning, is_near = score_meaning(words, nearest)
        scores += np.float32(recipe.meaning) * meaning
        meaning[~is_near] = 0
        answers |= meaning >= MEANING_FLOOR
    for unwanted in leave_out:
        if (row := words.row(unwanted)) is not None:
            answers[row] = False
    order = np.argsort(-scores, kind="stable")
    return [
        Ranked(words.ids[row], min(float(scores[row]), 1.0), float(meaning[row]))
        for row in order[answers[order]][:limit]
    ]


def score_meaning(
    words: WordIndex, nearest: Nearest
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Return the mean cosine of each incident's summary and best passage, and which are near.

    Returns:
        ``(n,)`` float32 from 0 to 1, and ``(n,)`` bool. Where summary or passage was not
        among the nearest it is given the lowest cosine that was: it lies below, and nobody
        asked how far. An incident with neither is not near.
    """
    passages: dict[str, float] = {}
    for piece in nearest.pieces:
        passages[piece.incident] = max(piece.cosine, passages.get(piece.incident, -1.0))
    lowest_summary = min(nearest.summaries.values(), default=0.0)
    lowest_passage = min(passages.values(), default=0.0)
    meaning = np.full(len(words.ids), (lowest_summary + lowest_passage) / 2, np.float32)
    is_near = np.zeros(len(words.ids), np.bool_)
    for incident_id in nearest.summaries.keys() | passages.keys():
        row = words.row(incident_id)
        if row is not None:
            summary = nearest.summaries.get(incident_id, lowest_summary)
            meaning[row] = (summary + passages.get(incident_id, lowest_passage)) / 2
            is_near[row] = True
    return np.clip(meaning, 0, 1), is_near
