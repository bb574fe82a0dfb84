"""Sentences to vectors, on this machine.

Importing this module is light; `load_encoder` brings in onnxruntime and the tokenizer.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.errors import EncoderError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Encoder", "load_encoder"]


class Encoder(Protocol):
    """Something that places texts of like meaning near each other."""

    @property
    def name(self) -> str:
        """Name of the model and its build; vectors of two names must not be compared."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of `texts`: ``(n, dimension)`` float32, rows of length 1."""

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces of `text`, however long it is."""


_loaded: dict[Path, Encoder] = {}
_loading = threading.Lock()


def load_encoder(folder: Path) -> Encoder:
    """Return the encoder kept in `folder`, building it there on the first call.

    One encoder per folder serves the whole process; a second caller waits for the first.
    The first build takes about 5 s, a later load 0.3 s.

    Raises:
        EncoderError: The weights or the libraries are not installed, or the folder cannot
            be written; the remedy says what to install or change.
    """
    folder = folder.expanduser().absolute()
    with _loading:
        if folder not in _loaded:
            _loaded[folder] = _open(folder)
        return _loaded[folder]


def _open(folder: Path) -> Encoder:
    try:
        from assistant.encoder.install import install_encoder
        from assistant.encoder.minilm import MiniLM

        install_encoder(folder)
    except ImportError as error:
        message = f"Search by meaning needs the package {error.name}, which is not installed."
        raise EncoderError(message, 'Install it with: pip install "assistant[search]"') from error
    return MiniLM(folder)
