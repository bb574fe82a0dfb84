"""Why an incident matched, in words a reader can check, and the passages that show it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.incident import Incident
from assistant.incidents.answers import Passage
from assistant.incidents.passages import cut_passages
from assistant.incidents.ranking import MEANING_FLOOR
from assistant.incidents.vectors import Piece
from assistant.incidents.words import WordIndex, split_words, word_key

PASSAGES_SHOWN = 3
WORDS_SHOWN = 4

# Cosine from which the sense is named as a reason: three of four right answers lie above.
MEANING_NAMED = 0.42


def explain(shared: Sequence[str], meaning: float) -> str:
    """Return why an incident matched.

    Args:
        shared: Words it shares with the question, as typed, the most telling first.
        meaning: Cosine of its meaning with the question's, 0 where not compared.
    """
    reasons = []
    if shared:
        reasons.append("shares " + ", ".join(f"“{word}”" for word in shared[:WORDS_SHOWN]))
    if meaning >= MEANING_NAMED:
        reasons.append("tells of a similar course of events")
    elif meaning >= MEANING_FLOOR and not shared:
        reasons.append("tells of something similar in other words")
    sentence = "; ".join(reasons)
    return sentence[:1].upper() + sentence[1:]


def nearest_passages(
    incident: Incident, digest: str, pieces: Sequence[Piece]
) -> tuple[Passage, ...]:
    """Return the incident's passages among the pieces found, nearest first.

    Pieces cut from an older text, as their digest tells, are passed over.
    """
    return tuple(
        Passage(incident.text[piece.start : piece.end], piece.start, piece.end)
        for piece in pieces
        if piece.incident == incident.id and piece.digest == digest
    )[:PASSAGES_SHOWN]


def worded_passages(incident: Incident, text: str, words: WordIndex) -> tuple[Passage, ...]:
    """Return the passages that share the rarest words with a text, best first.

    Where none shares a word, the first passage stands for the incident.
    """
    weights = {word_key(word): words.rarity(word) for word in split_words(text)}
    passages = cut_passages(incident.text, _estimate_tokens)
    scored = [
        (sum(weights[key] for key in weights.keys() & _keys(passage)), passage)
        for passage in passages
    ]
    best = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: -entry[0])
    return tuple(passage for _, passage in best[:PASSAGES_SHOWN]) or tuple(passages[:1])


def _keys(passage: Passage) -> set[str]:
    return {word_key(word) for word in split_words(passage.text)}


def _estimate_tokens(text: str) -> int:
    """Return about as many word pieces as the encoder would; English has 1.3 to a word."""
    return len(text.split()) * 4 // 3
