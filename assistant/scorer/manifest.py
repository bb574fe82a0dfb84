"""The scorer's files: the network, its tokenizer, and what belongs to both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EncoderError
from assistant.finding import Category
from assistant.scorer.base_rate import BaseRate

FOLDER = Path(__file__).parent / "model"
MANIFEST = "scorer.json"
GRAPH = "scorer.onnx"
TOKENIZER = "tokenizer.json"

_REMEDY = "Install the program again."


@dataclass(frozen=True)
class Manifest:
    """What the network was trained with.

    Attributes:
        graph: The network's file.
        tokenizer: The tokenizer's file.
        categories: Its labels in order, after the first, which means none.
        context_pieces: Word pieces of context it reads, section kind included.
        text_pieces: Word pieces of a passage it reads.
        floor: Probability from which a word piece may be part of a phrase.
        base_rate: What its scores assume of a draft.
        agreement: Score, so moved, from which a tentative rule's finding counts.
        thresholds: Score from which a phrase is a finding, by category, once moved by
            the draft's base rate (``README.md`` beside the files says how they were chosen).
    """

    graph: Path
    tokenizer: Path
    categories: tuple[Category, ...]
    context_pieces: int
    text_pieces: int
    floor: float
    base_rate: BaseRate
    agreement: float
    thresholds: Mapping[Category, float]


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder, its files checked against their hashes.

    Raises:
        EncoderError: A file is missing, or is not the one the manifest names.
    """
    try:
        loaded = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, digest in loaded["sha256"].items():
            if _digest(folder / name) != digest:
                raise EncoderError(f"The scorer's file {folder / name} is damaged.", _REMEDY)
        categories = tuple(Category(name) for name in loaded["categories"])
        return Manifest(
            graph=folder / GRAPH,
            tokenizer=folder / TOKENIZER,
            categories=categories,
            context_pieces=_count(loaded["context_pieces"]),
            text_pieces=_count(loaded["text_pieces"]),
            floor=_share(loaded["floor"]),
            base_rate=BaseRate(
                **{
                    name: float(value) if name == "weight" else _share(value)
                    for name, value in loaded["base_rate"].items()
                }
            ),
            agreement=_share(loaded["agreement"]),
            thresholds={c: _share(loaded["thresholds"][c.value]) for c in categories},
        )
    except OSError as error:
        message = f"The scorer's file {error.filename} cannot be read: {error.strerror}."
        raise EncoderError(message, _REMEDY) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"The scorer's file {folder / MANIFEST} is damaged.", _REMEDY) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count(value: Any) -> int:
    if type(value) is not int or value <= 0:
        raise ValueError
    return value


def _share(value: Any) -> float:
    if not 0 < value < 1:
        raise ValueError
    return float(value)
