"""The few looks Streamlit has no setting for."""

from __future__ import annotations

import streamlit as st

_CSS = """<style>
/* A draft's title in the list opens it, and looks like it. */
[class*="st-key-drafts-open"] button p {
  text-align: left; text-decoration: underline;
  text-underline-offset: 3px; text-decoration-thickness: 1px;
}
/* Streamlit writes white on the accent, which is light on a dark page. */
[data-testid="stBaseButton-primary"] { color: light-dark(#fff, #0d1a17); }
/* A link to another page, among sentences. */
[data-testid="stPageLink"] a { padding-left: 0; padding-right: 0; background: none; }
[data-testid="stPageLink"] p { text-decoration: underline; text-underline-offset: 3px; }
/* Streamlit shows by keyboard neither which page link has the focus nor that the page has. */
[data-testid="stTopNavLink"]:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; }
[data-testid="stMain"]:focus-visible { outline: 2px solid currentColor; outline-offset: -3px; }
@media (max-width: 640px) {
  /* The way to the other pages says what it is. */
  [data-testid="stExpandSidebarButton"]::after { content: "Menu"; margin-left: 0.35rem; }
  [data-testid="stExpandSidebarButton"] { width: auto; padding: 0 0.5rem; }
  [class*="st-key-drafts-open"] button p { white-space: normal; }
  [class*="st-key-drafts-open"] ~ div:has(> [data-testid="stSpace"]) { display: none; }
  [class*="st-key-drafts-open"], [class*="st-key-drafts-open"] button { width: 100%; }
  [class*="st-key-drafts-open"] button > div { justify-content: flex-start; text-align: left; }
}
</style>"""


def set_appearance() -> None:
    """Put these looks on the page."""
    st.html(_CSS)
