"""The model's arithmetic written a second time, in numpy, to hold the graph against."""

import math

import numpy as np


def encode_ids(weights, ids):
    """Return the vector of one text's token ids: (384,) float32 of length 1."""
    states = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    states = _normalise(weights, states, "embeddings.LayerNorm")
    for layer in range(6):
        prefix = f"encoder.layer.{layer}."
        attended = _attend(weights, states, prefix + "attention.")
        states = _normalise(weights, states + attended, prefix + "attention.output.LayerNorm")
        wide = _apply(weights, states, prefix + "intermediate.dense")
        wide = wide / 2 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        narrow = _apply(weights, wide, prefix + "output.dense")
        states = _normalise(weights, states + narrow, prefix + "output.LayerNorm")
    mean = states.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _apply(weights, states, name):
    return states @ weights[name + ".weight"].T + weights[name + ".bias"]


def _attend(weights, states, prefix):
    parts = []
    query, key, value = (
        _apply(weights, states, prefix + "self." + part) for part in ("query", "key", "value")
    )
    for head in range(12):
        columns = slice(32 * head, 32 * head + 32)
        scores = query[:, columns] @ key[:, columns].T / math.sqrt(32)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        parts.append(shares / shares.sum(axis=1, keepdims=True) @ value[:, columns])
    return _apply(weights, np.concatenate(parts, axis=1), prefix + "output.dense")


def _normalise(weights, states, name):
    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    return centred / spread * weights[name + ".weight"] + weights[name + ".bias"]
