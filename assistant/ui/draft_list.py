"""The drafts there are: open one, begin one, import one."""

from __future__ import annotations

import streamlit as st

from assistant.draft import new_draft_text
from assistant.errors import AssistantError
from assistant.store import DraftSummary, Store
from assistant.ui.bin import (
    forget_just_binned,
    is_bin_open,
    just_binned,
    offer_bin,
    put_in_bin,
    show_bin,
    show_just_binned,
)
from assistant.ui.draft_files import show_export, show_import, show_imported
from assistant.ui.moments import moment_here
from assistant.ui.naming import name_of
from assistant.ui.plain import plain, plain_title
from assistant.ui.practice import open_practice


def show_drafts(store: Store) -> None:
    """Show every draft, the one changed last first, and how to begin another."""
    try:
        drafts = store.drafts()
        binned = store.deleted_drafts()
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    if is_bin_open(binned):
        show_bin(store, binned)
        return
    st.title("Drafts", anchor=False)
    if not drafts:
        st.markdown(
            "A postmortem is how the company learns from a bad day. A new draft starts with the"
            " questions that help: what people saw at the time, who else was hit, and why it"
            " made sense."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("New draft", key="drafts.new", type="primary"):
            _create(store, new_draft_text())
        with st.popover("Import"):
            show_import(store)
        if drafts or binned:
            show_export(store)
        if st.button("Practice draft", key="drafts.practice", help="Two minutes to try everything"):
            _practise(store)
        offer_bin(binned)
    show_imported()
    rows = [*drafts, *just_binned(binned)]
    for draft in sorted(rows, key=lambda one: one.updated_at, reverse=True):
        if draft.deleted_at is None:
            _show_draft(store, draft)
        else:
            show_just_binned(store, draft)


def _practise(store: Store) -> None:
    try:
        open_practice(store)
    except AssistantError as error:
        st.error(plain(str(error)))


def _create(store: Store, text: str) -> None:
    try:
        draft = store.create_draft(text)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.query_params["draft"] = draft.id
    st.rerun()


def _show_draft(store: Store, draft: DraftSummary) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        if st.button(
            f"**{plain_title(name_of(draft))}**", type="tertiary", key=f"drafts.open.{draft.id}"
        ):
            forget_just_binned()
            st.query_params["draft"] = draft.id
            st.rerun()
        st.space("stretch")
        words = "1 word" if draft.words == 1 else f"{draft.words:,} words"
        st.markdown(f":gray[{words} · {plain(moment_here(draft.updated_at))}]", width="content")
        if st.button(
            "Delete",
            key=f"drafts.bin.{draft.id}",
            help="It goes to the bin, from where you can take it back.",
        ):
            put_in_bin(store, draft)
