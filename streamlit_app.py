"""The front door of the app: ``streamlit run streamlit_app.py`` or ``postmortem serve``.

The server imports this file for `app`; Streamlit runs it anew for each page.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from assistant.ui.caching import editor_caching

    app = st.App(__file__, middleware=[editor_caching()])
else:
    from assistant.ui.app import run_app

    run_app()
