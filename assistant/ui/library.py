"""The Library page: what there is to search, and how to add to it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assistant.errors import AssistantError
from assistant.incident import Incident
from assistant.incidents import AddReport, Skipped
from assistant.incidents.library import Library
from assistant.incidents.reading import read_upload
from assistant.report import wording
from assistant.store import Store
from assistant.ui.naming import label_drafts
from assistant.ui.open_draft import LAST_OPENED
from assistant.ui.plain import plain
from assistant.ui.services import Services
from assistant.ui.shelving import put_in_library

_FILES, _FOLDER, _DRAFT = "Files or a zip", "A whole folder", "A draft written here"
# Where a tab's session keeps what became of the last import.
_REPORT = "library.report"


def show_library(services: Services) -> None:
    """Show the page: import finished postmortems, list them, remove them."""
    st.title("Library", anchor=False)
    st.markdown(
        "Finished postmortems that everybody can search. They stay on this machine;"
        " nothing is sent anywhere."
    )
    try:
        library = services.library()
        _show_import(library, services)
        _show_incidents(library, services)
    except AssistantError as error:
        st.error(plain(str(error)))


def _show_import(library: Library, services: Services) -> None:
    st.subheader("Add finished postmortems", anchor=False)
    kind = st.segmented_control(
        "What to add",
        [_FILES, _FOLDER, _DRAFT],
        default=_FILES,
        required=True,
        key="library.kind",
        on_change=_forget_report,
    )
    if kind == _DRAFT:
        _show_drafts(library, services.store)
    else:
        _show_files(library, is_folder=kind == _FOLDER)
    if done := st.session_state.get(_REPORT):
        _show_import_report(*done)


def _forget_report() -> None:
    """Take what became of the last import from the page: something else is to be added."""
    st.session_state.pop(_REPORT, None)


def _show_drafts(library: Library, store: Store) -> None:
    drafts = label_drafts(store.drafts())
    if not drafts:
        st.markdown("There is no draft yet. Write one on the Draft page.")
        return
    last = st.session_state.get(LAST_OPENED)
    chosen = st.selectbox(
        "Draft",
        list(drafts),
        index=list(drafts).index(last) if last in drafts else None,
        format_func=drafts.__getitem__,
        placeholder="Choose a draft",
        key="library.draft",
    )
    if chosen is None:
        return
    st.markdown(
        "It goes in as it is now, its notes and comments left out, and everybody who uses this"
        " program can read it. The draft stays where it is; putting it in again replaces what"
        " the library has."
    )
    if st.button("Put it into the library", key="library.shelve"):
        incident, report = put_in_library(library, chosen, store.draft(chosen).text)
        st.session_state[_REPORT] = (report, ())
        st.toast(f"“{plain(incident.title)}” is in the library.")
        st.rerun()


def _show_files(library: Library, *, is_folder: bool) -> None:
    round_ = st.session_state.setdefault("library.round", 0)
    uploaded = st.file_uploader(
        "Markdown (with or without front matter), plain text, or zip archives of them",
        type=["md", "markdown", "txt", "zip"],
        accept_multiple_files="directory" if is_folder else True,
        key=f"library.files.{is_folder}.{round_}",
    )
    if uploaded and st.button(
        f"Add {wording.plural(len(uploaded), 'file')} to the library",
        key="library.add",
    ):
        report, skipped = _import(library, uploaded)
        st.session_state[_REPORT] = (report, skipped)
        st.session_state["library.round"] = round_ + 1
        st.rerun()


def _import(library: Library, uploaded: Sequence[UploadedFile]) -> tuple[AddReport, list[Skipped]]:
    bar = st.progress(0.0, "Reading the files")
    incidents: list[Incident] = []
    skipped: list[Skipped] = []
    for file in uploaded:
        for item in read_upload(file.name, file.getvalue()):
            if isinstance(item, Incident):
                incidents.append(item)
            else:
                skipped.append(item)

    def progress(done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, f"Adding {done} of {total}")

    report = library.add(incidents, progress=progress)
    bar.empty()
    return report, [*skipped, *report.skipped]


def _show_import_report(report: AddReport, skipped: Sequence[Skipped]) -> None:
    message = (
        f"{len(report.added)} added, {len(report.updated)} updated,"
        f" {len(report.unchanged)} already there."
    )
    if not skipped:
        st.success(message)
        return
    st.warning(f"{message} {wording.plural(len(skipped), 'file')} could not be read:")
    st.markdown("\n".join(f"- **{plain(s.name)}**: {plain(s.reason)}" for s in skipped))


def _show_incidents(library: Library, services: Services) -> None:
    incidents = library.incidents()
    count = wording.plural(len(incidents), "incident")
    st.subheader(count if incidents else "No incidents yet", anchor=False)
    for notice in library.status.notices:
        st.warning(plain(notice))
    samples = [i for i in incidents if i.sample]
    if samples:
        _show_samples(library, samples)
    if not incidents:
        st.info("Add your first finished postmortem above.")
        return
    rows = [
        {
            "Date": i.date,
            "Title": i.title,
            "Departments": wording.join(services.department_name(d) for d in i.departments),
            "Open actions": i.open_actions,
            "Kind": "sample" if i.sample else "",
        }
        for i in incidents
    ]
    event = st.dataframe(
        rows,
        hide_index=True,
        selection_mode="multi-row",
        on_select="rerun",
        key=f"library.table.{len(incidents)}",
        column_config={
            "Date": st.column_config.DateColumn(format="DD MMM YYYY", width=110),
            "Title": st.column_config.TextColumn(width=560),
            "Departments": st.column_config.TextColumn(width=220),
            "Open actions": st.column_config.NumberColumn(width=100),
            "Kind": st.column_config.TextColumn(width=80),
        },
    )
    chosen = [incidents[row] for row in event.selection.rows]
    if chosen:
        _show_chosen(library, chosen)


def _show_samples(library: Library, samples: Sequence[Incident]) -> None:
    told, action = st.columns([4, 1], vertical_alignment="center")
    count = wording.plural(len(samples), "sample")
    told.markdown(
        f"{count} came with the program: fictional incidents from many trades, so that there"
        " is something to search on the first day."
    )
    if action.button("Remove samples", key="library.remove-samples"):
        library.remove([i.id for i in samples])
        st.rerun()


def _show_chosen(library: Library, chosen: Sequence[Incident]) -> None:
    with st.container(horizontal=True):
        if len(chosen) == 1 and st.button("Read it whole", key="library.open"):
            page = st.session_state["app.pages"]["search"]
            st.switch_page(page, query_params={"incident": chosen[0].id})
        if st.button(f"Remove {wording.plural(len(chosen), 'incident')}", key="library.remove"):
            library.remove([i.id for i in chosen])
            st.rerun()
