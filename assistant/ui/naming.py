"""What a draft is called on the screen."""

from __future__ import annotations

import datetime
from functools import cache

from assistant.draft import placeholder_title
from assistant.store import DraftSummary
from assistant.ui.moments import day_here

_NAMELESS = "Untitled draft"


def name_of(draft: DraftSummary) -> str:
    """Return a draft's title, or "Untitled, 22 Nov" by the day it was saved last."""
    return name_titled(draft.title, draft.updated_at)


def name_titled(title: str, saved_at: datetime.datetime) -> str:
    """Return a title, or what to call a draft without one that was saved at this moment.

    A title that is still the template's says nothing about the draft.
    """
    is_named = title not in ("", _NAMELESS, _placeholder())
    return title if is_named else f"Untitled, {day_here(saved_at)}"


@cache
def _placeholder() -> str:
    return placeholder_title()
