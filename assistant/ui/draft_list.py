"""The drafts there are: open one, begin one, import one."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from assistant.draft import decode_text, new_draft_text, with_line_feeds
from assistant.errors import AssistantError
from assistant.store import DraftSummary, Store
from assistant.ui.plain import plain
from assistant.ui.practice import open_practice


def show_drafts(store: Store) -> None:
    """Show every draft, the one changed last first, and how to begin another."""
    st.title("Drafts")
    try:
        drafts = store.drafts()
        binned = store.deleted_drafts()
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    if not drafts:
        st.markdown(
            "A postmortem is how the company learns from a bad day. A new draft starts with the"
            " questions that help: what people saw at the time, who else was hit, and why it"
            " made sense."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("New draft", key="drafts.new"):
            _create(store, new_draft_text())
        with st.popover("Import Markdown"):
            _show_import(store)
        if st.button("Practice draft", key="drafts.practice", help="Two minutes to try everything"):
            _practise(store)
    for draft in drafts:
        _show_draft(store, draft)
    if binned:
        with st.expander(f"In the bin ({len(binned)})"):
            for draft in binned:
                _show_binned(store, draft)


def _practise(store: Store) -> None:
    try:
        open_practice(store)
    except AssistantError as error:
        st.error(plain(str(error)))


def _show_import(store: Store) -> None:
    upload = st.file_uploader(
        "A Markdown or text file", type=["md", "markdown", "txt"], key="drafts.upload"
    )
    if upload is None:
        return
    try:
        text = with_line_feeds(decode_text(upload.name, upload.getvalue()))
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    if st.button("Open it as a new draft", key="drafts.import"):
        _create(store, text)


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
        if st.button(plain(draft.title), type="tertiary", key=f"drafts.open.{draft.id}"):
            st.query_params["draft"] = draft.id
            st.rerun()
        st.space("stretch")
        words = "1 word" if draft.words == 1 else f"{draft.words:,} words"
        st.markdown(f":gray[{words} · {plain(_when(draft.updated_at))}]", width="content")
        if st.button("Bin", key=f"drafts.bin.{draft.id}", help="Put this draft in the bin"):
            _change(store.delete_draft, draft.id)


def _show_binned(store: Store, draft: DraftSummary) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(draft.title), width="stretch")
        if st.button("Put back", key=f"drafts.restore.{draft.id}"):
            _change(store.restore_draft, draft.id)


def _change(change: Callable[[str], None], draft_id: str) -> None:
    try:
        change(draft_id)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _when(moment: datetime.datetime) -> str:
    """Return a moment as the reader's clock says it."""
    minutes = st.context.timezone_offset or 0
    there = moment.astimezone(datetime.timezone(-datetime.timedelta(minutes=minutes)))
    days = (datetime.datetime.now(there.tzinfo).date() - there.date()).days
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]} {there:%H:%M}"
    return f"{there.day} {there:%B %Y}"
