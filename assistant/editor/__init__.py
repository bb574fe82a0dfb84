"""The desk's editor: CodeMirror in the browser, findings under the words and beside them.

The bundle in ``static/`` is built when the package is installed (``hatch_build.py``)
from ``frontend/``. ``frontend/src/protocol.ts`` holds what travels between browser and
Python, field by field; `assistant.ui.payload` builds it and `assistant.ui.open_draft`
answers it. What both sides keep to, so that no character is lost:

- While the editor is mounted, the browser owns the text. Python replaces it only by
  raising ``epoch``, and the author can undo that.
- The browser reports the whole text as the state value ``doc`` after 200 ms without a
  key, and at least every 1,500 ms, each time with the name of its session, a revision
  and the stored version the text is based on.
- Saving compares that version and swaps. Where somebody else saved first, both texts
  are kept and the author chooses.
- An analysis names the revision it belongs to; the browser carries its positions over
  everything typed since. Offsets are UTF-16 code units, lines end with a line feed.
- What was not acknowledged as stored stays in the browser's storage and is sent again,
  with the author's decisions, until it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.errors import AssistantError

__all__ = ["editor", "find_bundle"]


def editor(data: Mapping[str, Any], *, key: str, on_doc: Callable[[], None]) -> None:
    """Show the editor.

    Args:
        data: What `assistant.ui.payload.editor_data` returns.
        key: Key of the component; the last message is in ``st.session_state[key]["doc"]``.
        on_doc: Called before the script runs whenever the browser sent a message.

    Raises:
        AssistantError: The package was installed without its bundle.
    """
    # As bytes, because Streamlit looks for data frames in a mapping: for that alone it
    # imports pandas, which takes 2 s when the first editor of a process is shown.
    packed = json.dumps(data, separators=(",", ":")).encode()
    _mount()(key=key, data=packed, default={"doc": None}, on_doc_change=on_doc)


def find_bundle() -> Path:
    """Return the file the browser loads.

    Raises:
        AssistantError: There is none: the package was not built by its build hook.
    """
    found = sorted((Path(__file__).parent / "static").glob("editor-*.js"))
    if not found:
        raise AssistantError(
            "The editor was not built when this program was installed.",
            "Install it again with npm's package registry in reach.",
        )
    return found[0]


@cache
def _mount() -> Callable[..., Any]:
    find_bundle()
    # Registered at the first call: at import there may be no Streamlit runtime yet. The
    # styles are not isolated, because from inside a shadow root Streamlit takes typing
    # for its own keyboard shortcuts.
    return st.components.v2.component("assistant.editor", js="editor-*.js", isolate_styles=False)
