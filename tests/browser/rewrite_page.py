"""The editor with real findings, each of which has been given a rewrite."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from assistant.diagnosis import Departments, load_departments
from assistant.editor import editor
from assistant.settings import load_settings
from assistant.store import Store
from assistant.ui.open_draft import OpenDraft
from assistant.ui.payload import (
    ModelState,
    Siblings,
    analyse_text,
    analysis_data,
    editor_data,
    siblings_data,
)

KEY = "editor"


@st.cache_resource
def open_rooms() -> tuple[Store, Departments]:
    """Return the store and the departments of this process."""
    return Store.open(load_settings().store_url), load_departments()


def receive(store: Store, opened: OpenDraft) -> None:
    """Hand the browser's message on."""
    opened.receive(store, st.session_state[KEY]["doc"])


@st.fragment
def show(store: Store, departments: Departments, opened: OpenDraft) -> None:
    """Show the editor."""
    analysis = analyse_text(opened.text, departments)
    findings = [replace(f, rewrite="[what did the screen show?]") for f in analysis.findings]
    heard = opened.heard
    data = editor_data(
        opened,
        analysis=analysis_data(analysis, findings, heard.session_id, heard.revision),
        notice="",
        siblings=siblings_data(Siblings("off"), str, str),
        decisions=store.decisions(opened.draft_id),
        model=ModelState(),
        poll=False,
    )
    editor(data, key=KEY, on_doc=partial(receive, store, opened))


store, departments = open_rooms()
if "opened" not in st.session_state:
    st.session_state["opened"] = OpenDraft.open(store, st.query_params["draft"])
show(store, departments, st.session_state["opened"])
