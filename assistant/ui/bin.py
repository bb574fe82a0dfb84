"""The bin: deleted drafts, until somebody deletes them for good."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.errors import AssistantError
from assistant.report.wording import plural
from assistant.store import DraftSummary, Store
from assistant.ui.moments import moment_here
from assistant.ui.naming import name_of
from assistant.ui.plain import plain, plain_title

_JUST, _IS_OPEN, _ASKED = "bin.just", "bin.open", "bin.asked"


def put_in_bin(store: Store, draft: DraftSummary) -> None:
    """Put a draft in the bin; its row then says so and offers to take that back."""
    try:
        store.delete_draft(draft.id)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_JUST] = {*st.session_state.get(_JUST, ()), draft.id}
    st.rerun()


def just_binned(binned: Sequence[DraftSummary]) -> list[DraftSummary]:
    """Return what was put in the bin since the list was opened: it keeps its row till then.

    No other row moves under the pointer, so that a second click cannot delete a second draft.
    """
    return [one for one in binned if one.id in st.session_state.get(_JUST, ())]


def forget_just_binned() -> None:
    """Give up the rows of binned drafts, because the list is left."""
    st.session_state.pop(_JUST, None)


def show_just_binned(store: Store, draft: DraftSummary) -> None:
    """Say in a draft's row that it is in the bin, and offer to take that back."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"“{plain(name_of(draft))}” is in the bin.", width="content")
        # Not where the button was that put it there: a double click is one deletion.
        if st.button("Take it back", key=f"bin.undo.{draft.id}"):
            _put_back(store, draft)


def offer_bin(binned: Sequence[DraftSummary]) -> None:
    """Show the way to the bin, if there is anything in it."""
    if binned and st.button(
        f"Bin ({len(binned)})",
        key="bin.show",
        help="Deleted drafts: put back, or delete for good",
    ):
        st.session_state[_IS_OPEN] = True
        forget_just_binned()
        st.rerun()


def is_bin_open(binned: Sequence[DraftSummary]) -> bool:
    """Say whether the reader looks at the bin; an empty one closes by itself."""
    if not binned:
        st.session_state.pop(_IS_OPEN, None)
    return _IS_OPEN in st.session_state


def show_bin(store: Store, binned: Sequence[DraftSummary]) -> None:
    """Show the drafts in the bin in place of the list, the one deleted last first."""
    st.title("Bin", anchor=False)
    st.markdown(
        "Deleted drafts wait here, with their history, until you delete them for good."
        " Nothing leaves the bin by itself."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Back to the drafts", key="bin.close"):
            for name in (_IS_OPEN, _ASKED):
                st.session_state.pop(name, None)
            st.rerun()
        if st.button("Empty the bin", key="bin.empty"):
            _ask([draft.id for draft in binned])
    asked = [one for one in binned if one.id in st.session_state.get(_ASKED, ())]
    if asked:
        _show_question(store, asked)
    for draft in binned:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            deleted = moment_here(draft.deleted_at) if draft.deleted_at else ""
            facts = f"{plural(draft.words, 'word')} · deleted {deleted}"
            # Below the title, so that no row needs a second line for its buttons.
            st.markdown(
                f"{plain_title(name_of(draft))}  \n:small[:gray[{plain(facts)}]]", width="stretch"
            )
            if st.button("Put back", key=f"bin.back.{draft.id}"):
                _put_back(store, draft)
            if st.button("Delete for good", key=f"bin.erase.{draft.id}"):
                _ask([draft.id])


def _ask(draft_ids: Sequence[str]) -> None:
    st.session_state[_ASKED] = tuple(draft_ids)
    st.rerun()


def _show_question(store: Store, drafts: Sequence[DraftSummary]) -> None:
    count = plural(len(drafts), "draft")
    what = f"“{plain(name_of(drafts[0]))}”" if len(drafts) == 1 else count
    with st.container(border=True):
        st.markdown(
            f"**Delete {what} for good?** The history goes as well, and this cannot be undone."
            " An export you made before still holds it."
        )
        with st.container(horizontal=True):
            if st.button(f"Delete {count} for good", key="bin.confirm", type="primary"):
                _erase(store, drafts)
            if st.button("Keep", key="bin.keep"):
                _ask(())


def _erase(store: Store, drafts: Sequence[DraftSummary]) -> None:
    try:
        store.empty_bin([draft.id for draft in drafts])
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    _ask(())


def _put_back(store: Store, draft: DraftSummary) -> None:
    try:
        store.restore_draft(draft.id)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
