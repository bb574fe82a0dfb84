"""What the editor asks for by a numbered act: versions, the text of one, selected words.

An answer travels with every update until the editor says that it has it; it is read only
when it is asked for, so that typing carries no history.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.draft import with_line_feeds
from assistant.errors import AssistantError
from assistant.store import RevisionStep, Store
from assistant.ui.passages import PassageQuestion, read_passage

if TYPE_CHECKING:
    from assistant.incidents.library import Library


def list_versions(store: Store, draft_id: str, seq: int) -> dict[str, Any]:
    """Return the answer to ``list-versions``: the draft's kept texts, the newest first."""
    try:
        steps = store.history(draft_id)
    except AssistantError as error:
        return _answer(seq, error=str(error))
    return _answer(seq, versions=[_version(step) for step in steps])


def read_version(store: Store, draft_id: str, version: int, seq: int) -> dict[str, Any]:
    """Return the answer to ``read-version``: the text of one version."""
    try:
        text = store.revision_text(draft_id, version)
    except AssistantError as error:
        return _answer(seq, error=str(error))
    return _answer(seq, text=with_line_feeds(text))


def answer_passage(question: PassageQuestion) -> dict[str, Any]:
    """Return the answer to ``read-passage``."""
    return _answer(question.seq, passage=read_passage(question))


def answer_rewrite(question: PassageQuestion, text: str | None, reason: str) -> dict[str, Any]:
    """Return the answer to ``rewrite``: the new wording, or why there is none."""
    return _answer(question.seq, text=text, error=reason)


def answer_shelving(
    library: Callable[[], Library], draft_id: str, text: str, seq: int
) -> dict[str, Any]:
    """Put a draft into the library; return the answer to ``put-in-library``, the incident's id."""
    from assistant.ui.shelving import put_in_library

    try:
        return _answer(seq, text=put_in_library(library(), draft_id, text)[0].id)
    except AssistantError as error:
        return _answer(seq, error=str(error))


def _answer(seq: int, **content: Any) -> dict[str, Any]:
    return {"seq": seq, "error": "", "versions": None, "text": None, "passage": None, **content}


def _version(step: RevisionStep) -> dict[str, Any]:
    revision = step.revision
    return {
        "version": revision.version,
        "savedAt": int(revision.saved_at.timestamp() * 1000),
        "words": revision.words,
        "added": step.added,
        "removed": step.removed,
        "sameAs": step.same_as,
        "sessionId": revision.session_id,
    }
