"""The practice draft: what a first visit opens, to try the desk on and throw away."""

from __future__ import annotations

import streamlit as st

from assistant.draft import new_draft_text, practice_draft_text
from assistant.store import Store

_PREFIX = "practice-"
_SEEN = "practice.seen"


def is_first_visit(store: Store) -> bool:
    """Say whether nobody has ever kept a draft here, nor this tab seen the practice draft.

    Raises:
        StoreError: The database cannot be used.
    """
    if _SEEN in st.session_state:
        return False
    return not store.drafts() and not store.deleted_drafts()


def open_practice(store: Store) -> None:
    """Create a practice draft and show it in place of this page.

    Raises:
        StoreError: The database cannot be used.
    """
    st.session_state[_SEEN] = True
    st.query_params["draft"] = store.create_draft(practice_draft_text(), _PREFIX).id
    st.rerun()


def is_practice(draft_id: str) -> bool:
    """Say whether a draft was made to practise on."""
    return draft_id.startswith(_PREFIX)


def show_practice_bar(store: Store, draft_id: str) -> None:
    """Show above the desk that this draft is for practice, and how to be rid of it.

    Raises:
        StoreError: The database cannot be used.
    """
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown("**A practice draft.** Try anything; nothing in it is real.", width="stretch")
        if st.button("Start my own", key="practice.own"):
            st.query_params["draft"] = store.create_draft(new_draft_text()).id
            st.rerun()
        if st.button("Throw it away", key="practice.discard", help="It goes to the bin"):
            store.delete_draft(draft_id)
            st.query_params.clear()
            st.rerun()
