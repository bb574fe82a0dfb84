"""The front door of the app: ``streamlit run streamlit_app.py`` or ``postmortem serve``."""

from assistant.ui.app import run_app

run_app()
