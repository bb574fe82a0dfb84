"""What a draft is called on the screen."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assistant.draft import placeholder_title
from assistant.store import DraftSummary
from assistant.ui.moments import day_here, moment_here

_NAMELESS = "Untitled draft"


def name_of(draft: DraftSummary) -> str:
    """Return a draft's title, or "Untitled, 22 Nov" by the day it was saved last."""
    return name_titled(draft.title, draft.updated_at)


def label_drafts(drafts: Sequence[DraftSummary]) -> dict[str, str]:
    """Return what each draft is called in a list to choose from, by id; no two are alike.

    A browser tells Streamlit the label that was chosen, not its place: of two drafts of one
    title saved in one minute it would take the first.
    """
    labels = {one.id: f"{name_of(one)} ({moment_here(one.updated_at)})" for one in drafts}
    counts = Counter(labels.values())
    return {
        draft_id: label if counts[label] == 1 else f"{label}, {draft_id}"
        for draft_id, label in labels.items()
    }


def name_titled(title: str, saved_at: datetime.datetime) -> str:
    """Return a title, or what to call a draft without one that was saved at this moment.

    A title that is still the template's says nothing about the draft.
    """
    is_named = title not in ("", _NAMELESS, _placeholder())
    return title if is_named else f"Untitled, {day_here(saved_at)}"


@cache
def _placeholder() -> str:
    return placeholder_title()
