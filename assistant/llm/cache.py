"""What a model said about a passage, remembered while the process lives."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from assistant.finding import Category
from assistant.llm.grounding import Place

# About 1 KB each; an author's draft has 50 to 500 passages.
MOST_PASSAGES = 5000


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding placed in the sentences of its passage, placeholders still in it."""

    place: Place
    category: Category
    why: str
    question: str


@dataclass(frozen=True, slots=True)
class PassageReview:
    """All a model said about one passage.

    Attributes:
        remarks: In the model's order.
        ungrounded: What it offered that could not be used.
    """

    remarks: tuple[Remark, ...]
    ungrounded: int = 0


class ReviewCache:
    """Reviews by passage, prompt, model and parameters; the longest unused leave first.

    May be shared by threads. It holds redacted text only.
    """

    def __init__(self, most: int = MOST_PASSAGES) -> None:
        self._most = most
        self._reviews: OrderedDict[tuple[str, ...], PassageReview] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._reviews)

    def get(self, key: tuple[str, ...]) -> PassageReview | None:
        """Return what was said under this key, or None."""
        with self._lock:
            review = self._reviews.get(key)
            if review is not None:
                self._reviews.move_to_end(key)
            return review

    def put(self, key: tuple[str, ...], review: PassageReview) -> None:
        """Remember a review, forgetting the longest unused one when there is no room."""
        with self._lock:
            self._reviews[key] = review
            self._reviews.move_to_end(key)
            while len(self._reviews) > self._most:
                self._reviews.popitem(last=False)
