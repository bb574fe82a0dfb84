"""Says what a download is called and where it went."""

from __future__ import annotations

import streamlit as st


def say_saved(name: str) -> None:
    """Say for a few seconds that a file was handed to the browser."""
    st.toast(f"Saved as {name}, where your browser keeps downloads.")
