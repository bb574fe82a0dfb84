"""The bin: deleted drafts, until somebody deletes them for good."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.errors import AssistantError
from assistant.report.wording import plural
from assistant.store import DraftSummary, Store
from assistant.ui.moments import moment_here
from assistant.ui.plain import plain

_BINNED, _IS_OPEN = "bin.last", "bin.open"


def put_in_bin(store: Store, draft: DraftSummary) -> None:
    """Put a draft in the bin; the page says so and offers to take that back."""
    try:
        store.delete_draft(draft.id)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_BINNED] = draft.id
    st.rerun()


def show_last_binned(store: Store, binned: Sequence[DraftSummary]) -> None:
    """Say which draft was put in the bin just now, as long as it is there."""
    last = next((one for one in binned if one.id == st.session_state.get(_BINNED)), None)
    if last is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"“{plain(last.title)}” is in the bin.", width="stretch")
        if st.button("Take it back", key="bin.undo"):
            _put_back(store, last)


def show_bin(store: Store, binned: Sequence[DraftSummary]) -> None:
    """Show the drafts in the bin, the one deleted last first."""
    if not binned:
        return
    with st.expander(f"Bin ({len(binned)})", expanded=st.session_state.get(_IS_OPEN, False)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                "Deleted drafts wait here, with their history, until you delete them for good."
                " Nothing leaves the bin by itself.",
                width="stretch",
            )
            if st.button("Empty the bin", key="bin.empty"):
                _confirm(store, binned)
        for draft in binned:
            _show_binned(store, draft)


def _show_binned(store: Store, draft: DraftSummary) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(draft.title), width="stretch")
        deleted = moment_here(draft.deleted_at) if draft.deleted_at else ""
        facts = f"{plural(draft.words, 'word')} · deleted {deleted}"
        st.markdown(f":gray[{plain(facts)}]", width="content")
        if st.button("Put back", key=f"bin.back.{draft.id}"):
            st.session_state[_IS_OPEN] = True
            _put_back(store, draft)
        if st.button("Delete for good", key=f"bin.erase.{draft.id}"):
            _confirm(store, [draft])


def _put_back(store: Store, draft: DraftSummary) -> None:
    try:
        store.restore_draft(draft.id)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.session_state.pop(_BINNED, None)
    st.rerun()


def _confirm(store: Store, drafts: Sequence[DraftSummary]) -> None:
    count = plural(len(drafts), "draft")

    @st.dialog(f"Delete {count} for good?")
    def ask() -> None:
        if len(drafts) == 1:
            st.markdown(f"“{plain(drafts[0].title)}” and its history go for good.")
        else:
            st.markdown(f"{count} and their history go for good.")
        st.markdown("This cannot be undone. An export you made before still holds them.")
        with st.container(horizontal=True):
            if st.button(f"Delete {count}", key="bin.confirm", type="primary"):
                try:
                    store.empty_bin([draft.id for draft in drafts])
                except AssistantError as error:
                    st.error(plain(str(error)))
                    return
                st.session_state[_IS_OPEN] = True
                st.rerun()
            if st.button("Keep", key="bin.keep"):
                st.rerun()

    ask()
