"""The Draft page: the list of drafts, or one of them open on the desk."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st

from assistant.draft import Draft
from assistant.editor import editor
from assistant.errors import AssistantError, DraftNotFoundError
from assistant.llm import preview_request, review_with_model
from assistant.review import merge_findings, similar_incidents
from assistant.scorer import score_draft
from assistant.store import Store
from assistant.ui.answers import answer_shelving
from assistant.ui.beside import (
    ModelWatch,
    ScorerWatch,
    SiblingWatch,
    model_jobs,
    scorer_jobs,
    sibling_jobs,
)
from assistant.ui.draft_list import show_drafts
from assistant.ui.memory import set_aside
from assistant.ui.open_draft import LAST_OPENED, OpenDraft
from assistant.ui.payload import (
    MAX_CHECKED,
    Analysis,
    Siblings,
    analyse_text,
    analysis_data,
    editor_data,
    siblings_data,
    what_was_dismissed,
)
from assistant.ui.person import current_person
from assistant.ui.plain import plain
from assistant.ui.practice import is_first_visit, is_practice, open_practice, show_practice_bar
from assistant.ui.rewriter import Rewriter
from assistant.ui.story import answered_questions, unaffected_departments

if TYPE_CHECKING:
    from assistant.ui.services import Services

_log = logging.getLogger(__name__)

_ADOPTED = "desk.adopted"
# Beside a draft a wrong sibling costs more than a missing one. Among 1,424 incidents one match
# in seven at 0.15 to 0.2 was a sibling, two in three from 0.35; a small library scores lower.
_SIBLING_FLOOR = 0.1
# Further behind the best match than this share of its score, the next ones were odd.
_SIBLING_SHARE = 0.8
_TOO_LONG = (
    f"This text is longer than {MAX_CHECKED:,} characters, so it is not checked. Writing and"
    " saving go on; leave pasted logs out to have it checked."
)
_NOT_CHECKED = (
    "The check stopped at this text; the program's log says why. Writing and saving go on."
)


@dataclass
class _Desk:
    """What one tab needs between two messages of its editor."""

    opened: OpenDraft
    scorer: ScorerWatch
    siblings: SiblingWatch
    model: ModelWatch
    rewriter: Rewriter
    analysis: Analysis | None = None
    notice: str = ""
    is_model_wanted: bool = False


def show_desk(services: Services) -> None:
    """Show the draft the address names (``?draft=ID``), or else the list of drafts."""
    draft_id = st.query_params.get("draft")
    if not draft_id:
        _show_all(services.store)
        return
    try:
        if is_practice(draft_id):
            show_practice_bar(services.store, draft_id)
        desk = _open_desk(services, draft_id)
        st.session_state[LAST_OPENED] = draft_id
    except DraftNotFoundError:
        st.warning("There is no draft at this address. It may be in the bin.")
        show_drafts(services.store)
        return
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    _edit(services, desk)


def _show_all(store: Store) -> None:
    """Show the list of drafts, or at the very first visit the practice draft."""
    try:
        if is_first_visit(store):
            open_practice(store)
    except AssistantError as error:
        st.error(plain(str(error)))
    show_drafts(store)


def _open_desk(services: Services, draft_id: str) -> _Desk:
    name = f"desk.open.{draft_id}"
    # The editor's key is gone when the page was left: what is stored may have changed.
    if name not in st.session_state or _editor_key(draft_id) not in st.session_state:
        opened = OpenDraft.open(services.store, draft_id)
        opened.person = current_person()
        settings = services.settings
        st.session_state[name] = _Desk(
            opened,
            ScorerWatch(scorer_jobs(), opened.id, score_draft),
            SiblingWatch(sibling_jobs(), opened.id, partial(_find_siblings, services)),
            ModelWatch(
                model_jobs(),
                opened.id,
                settings.model,
                lambda draft, known, cancel: review_with_model(
                    draft, settings, cancel=cancel, known=known
                ),
                lambda draft: preview_request(draft, settings),
            ),
            Rewriter(opened.id, settings),
        )
    desk: _Desk = st.session_state[name]
    return desk


def _editor_key(draft_id: str) -> str:
    return f"desk.editor.{draft_id}"


@st.fragment
def _edit(services: Services, desk: _Desk) -> None:
    """Show the editor; a key typed reruns this function and nothing else of the app."""
    try:
        _show_editor(services, desk)
    except AssistantError as error:
        st.error(plain(str(error)))


def _show_editor(services: Services, desk: _Desk) -> None:
    opened = desk.opened
    key = _editor_key(opened.draft_id)
    is_settled = _analyse(services, desk)
    _carry_out(services, desk)
    try:
        decisions = services.store.decisions(opened.draft_id)
        dismissals = services.store.dismissed_phrases(opened.person)
    except AssistantError:
        decisions, dismissals = {}, ()
    analysis, siblings, poll = None, Siblings("ready"), False
    if desk.analysis is not None:
        draft = desk.analysis.draft
        scored, is_scoring = desk.scorer.look(draft)
        known = merge_findings(draft, desk.analysis.findings, scored.findings)
        if desk.is_model_wanted:
            desk.model.ask(draft, known)
        findings = merge_findings(draft, known, desk.model.findings(draft))
        heard = opened.heard
        analysis = analysis_data(
            desk.analysis,
            findings,
            heard.session_id,
            heard.revision,
            what_was_dismissed(decisions, dismissals),
            opened.asked,
            unaffected_departments(decisions),
            answered_questions(decisions),
            missing=scored.missing,
        )
        siblings, poll = desk.siblings.look(draft, is_settled=is_settled)
        poll = poll or is_scoring
    model = desk.model.state
    data = editor_data(
        opened,
        analysis=analysis,
        notice=desk.notice,
        siblings=siblings_data(siblings, services.department_name, _incident_url),
        decisions=decisions,
        dismissals=dismissals,
        model=model,
        poll=poll or model.status == "running" or desk.rewriter.is_waiting,
        answers=[*opened.answers, *desk.rewriter.answers(opened.heard.session_id)],
        adopted=st.session_state.get(_ADOPTED, ()),
    )
    editor(data, key=key, on_doc=partial(_receive, services, opened, key))


def _receive(services: Services, opened: OpenDraft, key: str) -> None:
    opened.receive(services.store, st.session_state[key]["doc"])


def _analyse(services: Services, desk: _Desk) -> bool:
    """Analyse the text if it is new; say whether it is the one analysed last."""
    text = desk.opened.text
    if desk.analysis is not None and desk.analysis.draft.source == text:
        return True
    desk.analysis, desk.notice = None, ""
    if len(text) > MAX_CHECKED:
        desk.notice = _TOO_LONG
        return True
    try:
        desk.analysis = analyse_text(text, services.departments)
        set_aside("rules")
    except Exception:
        # Whatever a text does to the check, it must not take the editor from the author.
        _log.exception("The check failed on draft %s", desk.opened.draft_id)
        desk.notice = _NOT_CHECKED
    return False


def _carry_out(services: Services, desk: _Desk) -> None:
    """Do what the author asked of the page: close the draft, open another, ask the model."""
    opened = desk.opened
    wants, opened.wants = opened.wants, []
    if "review" in wants:
        st.switch_page(
            st.session_state["app.pages"]["review"], query_params={"draft": opened.draft_id}
        )
    if opened.opened or "close" in wants:
        adopted = [*st.session_state.get(_ADOPTED, ()), *opened.adopted]
        st.session_state[_ADOPTED] = adopted[-20:]
        st.query_params.clear()
        if opened.opened:
            st.query_params["draft"] = opened.opened
        opened.opened = ""
        st.rerun()
    for seq in opened.shelvings:
        opened.answers.append(answer_shelving(services.library, opened.draft_id, opened.text, seq))
    opened.shelvings.clear()
    for question in opened.rewrites:
        desk.rewriter.ask(question)
    opened.rewrites.clear()
    desk.is_model_wanted = "ask-model" in wants
    if desk.analysis is not None and "preview-model" in wants:
        desk.model.preview(desk.analysis.draft)


def _find_siblings(services: Services, draft: Draft) -> Siblings:
    """Return the siblings of a draft; runs in the pool."""
    library = services.library()
    found = similar_incidents(draft, library)
    best = max((match.score for match in found), default=0.0)
    floor = max(_SIBLING_FLOOR, _SIBLING_SHARE * best)
    matches = [match for match in found if match.score >= floor]
    set_aside("library")
    if matches:
        return Siblings("ready", "", tuple(matches))
    if not library.status.incidents:
        return Siblings(
            "off", "The library is empty. Add finished postmortems on the Library page."
        )
    return Siblings("ready")


def _incident_url(incident_id: str) -> str:
    """Return the address of an incident on the Search page, relative to this one."""
    return f"search?incident={quote(incident_id, safe='')}"
