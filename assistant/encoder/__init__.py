"""Sentences to vectors, on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Encoder"]


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
