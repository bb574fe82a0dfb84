"""What must never be lost: drafts, revisions, decisions, reviews and incidents."""

from assistant.store.records import (
    Action,
    DraftCopy,
    DraftSummary,
    KeptText,
    Objection,
    Placed,
    PutOutcome,
    Revision,
    RevisionStep,
    Scope,
    StoredDecision,
    StoredDismissal,
    StoredDraft,
    StoredReview,
)
from assistant.store.store import Store

__all__ = [
    "Action",
    "DraftCopy",
    "DraftSummary",
    "KeptText",
    "Objection",
    "Placed",
    "PutOutcome",
    "Revision",
    "RevisionStep",
    "Scope",
    "Store",
    "StoredDecision",
    "StoredDismissal",
    "StoredDraft",
    "StoredReview",
]
