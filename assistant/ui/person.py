"""Who sits at a tab: the signed-in user, or else an anonymous name of the browser.

The name stands for a person only in the store's table of dismissals. Nobody has to sign in.
"""

from __future__ import annotations

import hashlib
import re

# Set by the editor (frontend/src/person.ts); at the first visit it comes with its messages.
COOKIE = "postmortem_person"
_NAME = re.compile(r"[0-9a-f]{32}")


def current_person() -> str:
    """Return the person of this tab, or "" where neither sign-in nor cookie names one yet."""
    import streamlit as st

    if st.user.get("is_logged_in"):
        issuer, subject = st.user.get("iss"), st.user.get("sub") or st.user.get("email")
        if subject:
            # No address of a person need stand in the table.
            return "user:" + hashlib.sha256(f"{issuer}\x1f{subject}".encode()).hexdigest()[:32]
    return browser_person(st.context.cookies.get(COOKIE, ""))


def browser_person(name: str) -> str:
    """Return the person an anonymous name of a browser stands for, "" where it is none."""
    return f"browser:{name}" if _NAME.fullmatch(name) else ""
