"""What must never be lost: drafts, revisions, decisions, reviews and incidents."""

from assistant.store.records import (
    Action,
    DraftSummary,
    PutOutcome,
    Revision,
    StoredDecision,
    StoredDraft,
    StoredReview,
)
from assistant.store.store import Store

__all__ = [
    "Action",
    "DraftSummary",
    "PutOutcome",
    "Revision",
    "Store",
    "StoredDecision",
    "StoredDraft",
    "StoredReview",
]
