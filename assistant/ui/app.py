"""Page setup and navigation, and nothing else."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from assistant.errors import AssistantError
from assistant.ui.appearance import set_appearance
from assistant.ui.services import Services, open_services

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect x="4" y="3" width="24" height="26" rx="4" fill="#0b6b57"/>'
    '<path d="M9 11h14M9 16h14" stroke="#fff" stroke-width="2" stroke-linecap="round"/>'
    '<path d="M9 22q1.75-3 3.5 0t3.5 0 3.5 0" stroke="#f0c069" stroke-width="2" fill="none"/>'
    "</svg>"
)


def run_app() -> None:
    """Show the page the address names."""
    st.set_page_config(page_title="Postmortem assistant", page_icon=_ICON, layout="wide")
    set_appearance()
    try:
        services = open_services()
    except AssistantError as error:
        st.error(str(error))
        st.stop()
    pages = _pages(services)
    st.session_state["app.pages"] = pages
    st.navigation(list(pages.values()), position="top").run()


def _pages(services: Services) -> dict[str, Page]:
    """Return the pages by the name their address has; each is imported when it is shown."""

    def draft() -> None:
        from assistant.ui.desk import show_desk

        show_desk(services)

    def review() -> None:
        from assistant.ui.review import show_review

        show_review(services)

    def search() -> None:
        from assistant.ui.search import show_search

        show_search(services)

    def library() -> None:
        from assistant.ui.library import show_library

        show_library(services)

    pages = (
        st.Page(draft, title="Draft", url_path="draft", default=True),
        st.Page(review, title="Review", url_path="review"),
        st.Page(search, title="Search", url_path="search"),
        st.Page(library, title="Library", url_path="library"),
    )
    return {page.title.lower(): page for page in pages}
