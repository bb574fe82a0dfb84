"""Findings that no rule sees, learned from labelled drafts; no network and no model server.

A small network, trained for this project on drafts of many trades (``model/README.md``),
reads each passage after what stands before it and marks the words that carry a verdict.
Importing this module is light; `load_scorer` brings in onnxruntime and the tokenizer.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from assistant.errors import EncoderError

if TYPE_CHECKING:
    from assistant.scorer.scorer import Scorer

__all__ = ["load_scorer"]

_loading = threading.Lock()
_loaded: list[Scorer] = []


def load_scorer() -> Scorer:
    """Return the scorer, loaded at the first call of the process (0.3 s) and then shared.

    Raises:
        EncoderError: The libraries it runs on are not installed, or its files are damaged.
    """
    with _loading:
        if not _loaded:
            try:
                from assistant.scorer.scorer import Scorer
            except ImportError as error:
                raise EncoderError(
                    f"The learned scorer needs the package {error.name}, which is not installed.",
                    'Install it with: pip install "assistant[encoder]"',
                ) from error
            _loaded.append(Scorer())
        return _loaded[0]
