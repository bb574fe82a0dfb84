"""Drafts from files and into files: one, or everything."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from assistant.errors import AssistantError
from assistant.report.wording import join, plural
from assistant.store import DraftCopy, Placed, Store
from assistant.store.archive import archive_everything
from assistant.store.archive_reading import Found, read_archive
from assistant.ui.plain import plain
from assistant.ui.saved import say_saved

_ROUND, _PLACED = "files.round", "files.placed"


def show_import(store: Store) -> None:
    """Show the import; a single new draft is opened, anything else reported on the page."""
    round_ = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        "Markdown or text files, or a zip you exported",
        type=["md", "markdown", "txt", "zip"],
        accept_multiple_files=True,
        key=f"files.upload.{round_}",
    )
    if not uploads:
        return
    try:
        found = read_archive([(one.name, one.getvalue()) for one in uploads])
    except AssistantError as error:
        st.error(plain(str(error)))
        st.markdown("Nothing was imported.")
        return
    if found.left_out:
        names = join(plain(name) for name in found.left_out[:5])
        st.markdown(f"Left out, because only Markdown and text are drafts: {names}")
    if not found.drafts and not found.incidents:
        st.markdown("There is no draft in it.")
        return
    is_one = len(found.drafts) == 1 and not found.drafts[0].id
    if not is_one:
        st.markdown(_contents(found))
    label = "Open it as a new draft" if is_one else f"Import {plural(len(found.drafts), 'draft')}"
    if st.button(label, key="files.import"):
        _import(store, found, is_opened=is_one)


def show_imported() -> None:
    """Say what became of the last import."""
    placed: Sequence[Placed] | None = st.session_state.get(_PLACED)
    if placed is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(_report(placed)), width="stretch")
        if st.button("Close", key="files.close"):
            del st.session_state[_PLACED]
            st.rerun()


def show_export(store: Store) -> None:
    """Show the button that writes everything to one zip."""

    def everything() -> bytes:
        return archive_everything(store)

    name = f"postmortems-{datetime.datetime.now().astimezone():%Y-%m-%d}.zip"
    st.download_button(
        "Export everything",
        everything,
        file_name=name,
        mime="application/zip",
        key="files.export",
        on_click=say_saved,
        args=(name,),
        help="One zip of Markdown: every draft with its history and your decisions, the bin,"
        " and the incidents you added to the library",
    )


def _import(store: Store, found: Found, *, is_opened: bool) -> None:
    try:
        placed = store.put_copies(found.drafts, found.incidents)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_ROUND] += 1
    if is_opened:
        st.query_params["draft"] = placed[0].id
    else:
        st.session_state[_PLACED] = placed
    st.rerun()


def _contents(found: Found) -> str:
    parts = [plural(len(found.drafts), "draft")]
    if binned := sum(one.deleted_at is not None for one in found.drafts):
        parts[0] += f" ({binned} of them in the bin)"
    if versions := _versions(found.drafts):
        parts.append(plural(versions, "earlier version"))
    if found.incidents:
        parts.append(f"{plural(len(found.incidents), 'incident')} of a library")
    return f"It holds {join(parts)}. What is here already stays as it is."


def _versions(drafts: Sequence[DraftCopy]) -> int:
    return sum(len(draft.history) for draft in drafts)


def _report(placed: Sequence[Placed]) -> str:
    outcomes = [one.outcome for one in placed]
    added = outcomes.count("added") + outcomes.count("beside")
    sentences = [f"{plural(added, 'draft')} imported."]
    if beside := [one.title for one in placed if one.outcome == "beside"]:
        named = join(f"“{title}”" for title in beside[:5])
        sentences.append(f"Here with another text, so it came in as a second draft: {named}.")
    if back := outcomes.count("put back"):
        sentences.append(f"{plural(back, 'draft')} taken out of the bin.")
    if here := outcomes.count("unchanged"):
        sentences.append(f"{plural(here, 'draft')} here already.")
    return " ".join(sentences)
