"""Findings that no rule sees, learned from labelled drafts; no network and no model server.

A small network, trained for this project on drafts of many trades (``model/README.md``),
reads each passage after what stands before it and marks the words that carry a verdict.
Importing this module is light; `load_scorer` brings in onnxruntime and the tokenizer.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import EncoderError
from assistant.finding import Category, Finding

if TYPE_CHECKING:
    from assistant.draft import Draft
    from assistant.scorer.scorer import Scorer

__all__ = ["Scored", "load_scorer", "score_draft", "scorer_rule"]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the scorer has to say about a draft.

    Attributes:
        findings: In reading order, without fingerprints.
        missing: Why it said nothing, a sentence to show, or "" where it did.
    """

    findings: tuple[Finding, ...] = ()
    missing: str = ""


def scorer_rule(category: Category) -> str:
    """Return what stands for a rule's id in the scorer's findings of a category."""
    return f"scorer.{category.value}"


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


def score_draft(draft: Draft) -> Scored:
    """Return the scorer's findings, or the reason why there are none; nothing is raised."""
    try:
        return Scored(load_scorer().read(draft))
    except EncoderError as error:
        return Scored(missing=str(error))
