"""The scorer's network for training: the encoder's body with a label for each word piece.

The graph that runs it is `assistant.encoder.graph.build_tagger`; the names of the tensors
are those of the published weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from torch import nn

from assistant.encoder.graph import HEADS, LAYER_NORM_EPSILON, LAYERS, WIDTH
from assistant.encoder.weights import read_weights

CONTEXT_PIECES = 40
TEXT_PIECES = 160
# With the three marks around them; longer texts are never read.
LONGEST = CONTEXT_PIECES + TEXT_PIECES + 3

_EMBEDDINGS = {
    "words": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings",
    "norm": "embeddings.LayerNorm",
}
_LAYER = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "widened": "intermediate.dense",
    "narrowed": "output.dense",
    "narrowed_norm": "output.LayerNorm",
}


class _Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.attended = (nn.Linear(WIDTH, WIDTH) for _ in "qkva")
        self.attended_norm = nn.LayerNorm(WIDTH, eps=LAYER_NORM_EPSILON)
        self.widened = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrowed = nn.Linear(4 * WIDTH, WIDTH)
        self.narrowed_norm = nn.LayerNorm(WIDTH, eps=LAYER_NORM_EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, _ = states.shape

        def heads(linear: nn.Linear) -> torch.Tensor:
            return linear(states).view(batch, length, HEADS, -1).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(
            heads(self.query), heads(self.key), heads(self.value), attn_mask=mask
        )
        mixed = self.attended(mixed.transpose(1, 2).reshape(batch, length, WIDTH))
        states = self.attended_norm(states + self.dropout(mixed))
        widened = F.gelu(self.widened(states))
        return self.narrowed_norm(states + self.dropout(self.narrowed(widened)))


class Network(nn.Module):
    """Logits ``(b, s, labels)`` for the word pieces of a batch.

    Args:
        weights: The encoder's published weights (safetensors), where training starts.
        labels: Number of labels.
        dropout: Share of values dropped in training.
    """

    def __init__(self, weights: Path, labels: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=LAYER_NORM_EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(_Layer(dropout) for _ in range(LAYERS))
        self.classifier = nn.Linear(WIDTH, labels)
        published = read_weights(weights)
        with torch.no_grad():
            for ours, theirs in self._names().items():
                self.get_parameter(ours).copy_(torch.from_numpy(published[theirs].copy()))

    def forward(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Return the logits of ids, segments and mask, each ``(b, s)`` int64."""
        places = self.positions.weight[: ids.shape[1]]
        states = self.norm(self.words(ids) + places + self.segments(segments))
        states = self.dropout(states)
        attended = mask[:, None, None, :] > 0
        for layer in self.layers:
            states = layer(states, attended)
        logits: torch.Tensor = self.classifier(self.dropout(states))
        return logits

    def published(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return the tensors by the names `build_tagger` reads, `LONGEST` positions of them."""
        names = {**self._names(), "classifier.weight": "classifier.weight"}
        names["classifier.bias"] = "classifier.bias"
        tensors = {
            theirs: self.get_parameter(ours).detach().numpy().copy()
            for ours, theirs in names.items()
        }
        positions = _EMBEDDINGS["positions"] + ".weight"
        return {**tensors, positions: tensors[positions][:LONGEST]}

    def _names(self) -> dict[str, str]:
        """Return the published name of each tensor of the body, by ours."""
        names = {}
        for ours, theirs in _EMBEDDINGS.items():
            for part in ("weight", "bias"):
                if part == "weight" or ours == "norm":
                    names[f"{ours}.{part}"] = f"{theirs}.{part}"
        for number in range(LAYERS):
            for ours, theirs in _LAYER.items():
                for part in ("weight", "bias"):
                    names[f"layers.{number}.{ours}.{part}"] = (
                        f"encoder.layer.{number}.{theirs}.{part}"
                    )
        return names
