"""The scorer's files: the network, its tokenizer, and what belongs to both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import EncoderError
from assistant.finding import Category
from assistant.scorer.base_rate import BaseRate

FOLDER = Path(__file__).parent / "model"
MANIFEST = "scorer.json"
GRAPH = "scorer.onnx"
TOKENIZER = "tokenizer.json"

_REMEDY = "Install the program again."


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    categories: tuple[Category, ...]
    context_pieces: int = Field(gt=0)
    text_pieces: int = Field(gt=0)
    floor: float = Field(gt=0, lt=1)
    base_rate: BaseRate
    agreement: float = Field(gt=0, lt=1)
    thresholds: dict[Category, float]
    sha256: dict[str, str]


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
        file = _File.model_validate(json.loads((folder / MANIFEST).read_text("utf-8")))
        for name, digest in file.sha256.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise EncoderError(f"The scorer's file {folder / name} is damaged.", _REMEDY)
    except OSError as error:
        message = f"The scorer's file {error.filename} cannot be read: {error.strerror}."
        raise EncoderError(message, _REMEDY) from error
    except (ValueError, ValidationError) as error:
        raise EncoderError(f"The scorer's file {folder / MANIFEST} is damaged.", _REMEDY) from error
    return Manifest(
        graph=folder / GRAPH,
        tokenizer=folder / TOKENIZER,
        categories=file.categories,
        context_pieces=file.context_pieces,
        text_pieces=file.text_pieces,
        floor=file.floor,
        base_rate=file.base_rate,
        agreement=file.agreement,
        thresholds={c: file.thresholds[c] for c in file.categories},
    )
