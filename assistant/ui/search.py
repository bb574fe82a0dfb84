"""The Search page: past incidents by a symptom or by a draft, and one read whole."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assistant.draft import parse_draft
from assistant.errors import AssistantError
from assistant.incident import Incident
from assistant.incidents import Match
from assistant.incidents.library import Library
from assistant.incidents.plain import show_passage
from assistant.report import wording
from assistant.review import similar_incidents
from assistant.ui.naming import label_drafts
from assistant.ui.plain import inert_html, plain
from assistant.ui.services import Services

_LIMIT = 10
_EXAMPLES = (
    "customers were charged twice",
    "nobody was told the certificate ran out",
    "the night shift worked on paper",
)


# An incident takes the place of the matches: nothing of them is left to be held in view, and
# a browser that tries to scrolls to the incident's end.
_UNANCHORED = '<style>[data-testid="stMain"] { overflow-anchor: none; }</style>'

# Streamlit keeps the place of the page before. Runs again only where `of` is another incident.
_TO_THE_TOP = """<script data-of="{of}">
document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
</script>"""


def show_search(services: Services) -> None:
    """Show the page: a question and its answers, or the incident the address names."""
    st.html(_UNANCHORED)
    try:
        library = services.library()
        if wanted := st.query_params.get("incident"):
            _show_incident(library, wanted, services)
        else:
            _show_question(services, library)
    except AssistantError as error:
        st.error(plain(str(error)))


def _show_question(services: Services, library: Library) -> None:
    st.title("Search past incidents", anchor=False)
    status = library.status
    if not status.incidents:
        st.info("The library is empty. Add finished postmortems on the Library page.")
        return
    asked, drafted = st.columns([3, 2], vertical_alignment="bottom")
    with asked:
        query = st.text_input(
            "What did people notice?",
            placeholder="What stopped, who called, what the screen said",
            key="search.query",
            bind="query-params",
        )
    drafts = services.store.drafts()
    titles = label_drafts(drafts)
    with drafted:
        picked = st.selectbox(
            "Or find what is like a draft", list(titles), index=None,
            format_func=titles.__getitem__, placeholder="Choose a draft", key="search.draft",
            disabled=not drafts,
        )  # fmt: skip
    for notice in status.notices:
        st.warning(plain(notice))
    if query and query.strip():
        with st.spinner("Searching"):
            matches = library.search(query, limit=_LIMIT)
        _show_matches(matches, services, f"“{query}”")
    elif picked:
        draft = parse_draft(services.store.draft(picked).text)
        with st.spinner("Searching"):
            matches = similar_incidents(draft, library, limit=_LIMIT)
        _show_matches(matches, services, f"the draft “{titles[picked]}”")
    else:
        count = wording.plural(status.incidents, "incident")
        st.markdown(
            f"{count} to search. Say it in your own words, for example"
            f" {wording.join(f'*{e}*' for e in _EXAMPLES)}."
        )


def _show_matches(matches: Sequence[Match], services: Services, asked: str) -> None:
    if not matches:
        st.info(plain(f"No past incident matches {asked}. Try what somebody saw or heard."))
        return
    st.markdown(f"**{wording.plural(len(matches), 'past incident')}** for {plain(asked)}")
    for match in matches:
        incident = match.incident
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"##### {plain(incident.title)}")
            st.markdown(_about(incident, services))
            st.markdown(f":green[{plain(match.why)}]")
            if passage := show_passage(match):
                st.markdown(f"“{plain(passage)}”")
            if st.button("Read it whole", key=f"search.open.{incident.id}"):
                st.query_params["incident"] = incident.id
                st.rerun()


def _about(incident: Incident, services: Services) -> str:
    names = [services.department_name(d) for d in incident.departments]
    parts = [
        f"{incident.date.day} {incident.date:%B %Y}" if incident.date else "no date",
        wording.join(names),
        wording.plural(incident.open_actions, "open action") if incident.open_actions else "",
    ]
    sample = " :blue-badge[sample, fictional]" if incident.sample else ""
    return f":small[:gray[{plain(' · '.join(filter(None, parts)))}]]{sample}"


def _show_incident(library: Library, incident_id: str, services: Services) -> None:
    st.html(_TO_THE_TOP.format(of=escape(incident_id)), unsafe_allow_javascript=True)
    if st.button("Back to the search", key="search.back"):
        del st.query_params["incident"]
        st.rerun()
    incident = library.incident(incident_id)
    if not incident.text.lstrip().startswith("#"):
        st.title(plain(incident.title), anchor=False)
    st.markdown(_about(incident, services))
    if incident.sample:
        st.info(
            "This incident is fictional. It came with the program so that there is something"
            " to search; remove the samples on the Library page."
        )
    st.html(inert_html(incident.text))
    siblings = library.similar(incident.title, incident.summary, limit=3, leave_out=(incident.id,))
    if siblings:
        st.subheader("Incidents that rhyme with this one", anchor=False)
        _show_matches(siblings, services, f"“{incident.title}”")
