"""Moments as the reader's clock says them."""

from __future__ import annotations

import datetime

import streamlit as st


def moment_here(moment: datetime.datetime) -> str:
    """Return "today 14:02", "yesterday 09:30" or "3 August 2026"."""
    there = _here(moment)
    days = (datetime.datetime.now(there.tzinfo).date() - there.date()).days
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]} {there:%H:%M}"
    return f"{there.day} {there:%B %Y}"


def day_here(moment: datetime.datetime) -> str:
    """Return "3 Aug"."""
    there = _here(moment)
    return f"{there.day} {there:%b}"


def _here(moment: datetime.datetime) -> datetime.datetime:
    minutes = st.context.timezone_offset or 0
    return moment.astimezone(datetime.timezone(-datetime.timedelta(minutes=minutes)))
