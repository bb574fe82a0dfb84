"""The Review page: the blamelessness check as a report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import streamlit as st

from assistant.diagnosis import empty_sections
from assistant.draft import decode_text, parse_draft
from assistant.errors import AssistantError
from assistant.finding import NOTHING_DISMISSED, Dismissed, fold_phrase
from assistant.report import (
    CheckReport,
    FileReport,
    render_html,
    render_markdown,
    wording,
)
from assistant.report.contract import FindingEntry
from assistant.review import review_draft
from assistant.store import DraftSummary, Store
from assistant.ui.marked import marked_html
from assistant.ui.naming import label_drafts, name_titled
from assistant.ui.open_draft import LAST_OPENED
from assistant.ui.payload import what_was_dismissed
from assistant.ui.person import current_person
from assistant.ui.plain import plain
from assistant.ui.saved import say_saved
from assistant.ui.services import Services
from assistant.ui.story import answered_questions, unaffected_departments

_STORED, _UPLOAD, _PASTE = "A draft written here", "A file", "Pasted text"
_OWN_COMPUTER = ("localhost", "127.0.0.1", "::1")
_COLOURS = {"blame": "red", "hindsight": "orange", "shallow": "blue"}
_REASONS = {
    "quoted": "it is a quotation",
    "fact": "it is a plain fact",
    "meant": "they mean it",
    "wrong": "the checker is wrong",
}
_STRENGTHS = {
    "strong": ":green-badge[strong: removes the hazard]",
    "medium": ":blue-badge[medium: makes the safe way easier]",
    "weak": ":orange-badge[weak: asks people to try harder]",
}


@dataclass(frozen=True)
class _Decided:
    """What the author of a stored draft decided at the desk.

    Attributes:
        left_out: Ids of the departments called not affected.
        answered: Ids of the questions called answered.
        dismissed: The findings dismissed.
        reasons: Why, by the finding's fingerprint or its folded phrase.
    """

    left_out: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    dismissed: Dismissed = NOTHING_DISMISSED
    reasons: Mapping[str, str] = field(default_factory=dict)


def show_review(services: Services) -> None:
    """Show the page: choose a text, see what the check says, take it away."""
    st.title("Review", anchor=False)
    st.markdown(
        "Check a postmortem before others read it: what closes the story, who has not been"
        " asked, what the actions change. It describes the text and never grades a person."
    )
    # Who comes from the desk has chosen already.
    drafts = services.store.drafts()
    is_chosen = st.query_params.get("draft") in {d.id for d in drafts}
    with st.expander("Review something else") if is_chosen else nullcontext():
        chosen = _choose(services.store, drafts)
    if chosen is None:
        return
    name, source, draft_id = chosen
    if not source.strip():
        st.info("This text is empty: there is nothing to check yet.")
        return
    with st.spinner("Reading the draft"):
        decided = _decided(services.store, draft_id) if draft_id else _Decided()
        report, empty = _report(
            services, name, source, decided.left_out, decided.answered, decided.dismissed
        )
    _show_report(services, report, empty, source, draft_id, decided)


def _decided(store: Store, draft_id: str) -> _Decided:
    decisions = store.decisions(draft_id)
    dismissals = store.dismissed_phrases(current_person())
    return _Decided(
        tuple(sorted(unaffected_departments(decisions))),
        tuple(sorted(answered_questions(decisions))),
        what_was_dismissed(decisions, dismissals),
        {one.phrase: one.reason for one in dismissals}
        | {fingerprint: one.reason for fingerprint, one in decisions.items()},
    )


def _choose(store: Store, drafts: Sequence[DraftSummary]) -> tuple[str, str, str] | None:
    """Return name and text of what to review, and its id where it is a stored draft, else ""."""
    wanted = st.query_params.get("draft") or st.session_state.get(LAST_OPENED)
    kinds = [_STORED, _UPLOAD, _PASTE] if drafts else [_UPLOAD, _PASTE]
    kind = st.segmented_control(
        "What to review", kinds, default=kinds[0], required=True, key="review.kind"
    )
    if kind == _UPLOAD:
        return _upload()
    if kind == _PASTE:
        text = st.text_area("Text to check", height=240, key="review.pasted")
        st.button("Check this text", key="review.check")
        return ("pasted text", text, "") if text else None
    ids = [d.id for d in drafts]
    titles = label_drafts(drafts)
    picked = st.selectbox(
        "Draft",
        ids,
        index=ids.index(wanted) if wanted in ids else None,
        format_func=titles.__getitem__,
        placeholder="Choose a draft",
        key="review.draft",
    )
    if picked is None:
        return None
    st.query_params["draft"] = picked
    draft = store.draft(picked)
    return name_titled(draft.title, draft.updated_at), draft.text, picked


def _upload() -> tuple[str, str, str] | None:
    file = st.file_uploader(
        "Markdown or plain text",
        type=["md", "markdown", "txt"],
        max_upload_size=2,
        key="review.file",
    )
    if file is None:
        return None
    try:
        return file.name, decode_text(file.name, file.getvalue()), ""
    except AssistantError as error:
        st.error(str(error))
        return None


@st.cache_data(max_entries=32, show_spinner=False)
def _report(
    _services: Services,
    name: str,
    source: str,
    left_out: tuple[str, ...],
    answered: tuple[str, ...],
    dismissed: Dismissed,
) -> tuple[FileReport, tuple[str, ...]]:
    """Return the review of a text, and the titles of the sections in which nothing stands."""
    draft = parse_draft(source)
    departments, settings = _services.departments, _services.settings
    review = review_draft(
        draft,
        departments,
        settings,
        unaffected=left_out,
        answered=answered,
        dismissed=dismissed,
    )
    return review.report(name), tuple(section.title for section in empty_sections(draft))


def _show_report(
    services: Services,
    report: FileReport,
    empty: Sequence[str],
    source: str,
    draft_id: str,
    decided: _Decided,
) -> None:
    st.divider()
    head, taken = st.columns(2, vertical_alignment="bottom")
    with head:
        st.header(plain(report.title or report.path), anchor=False)
        st.markdown(f"{wording.plural(report.words, 'word')}, {wording.counts(report)}.")
    with taken:
        _show_downloads(report)
    st.markdown(_how_to_send(bool(draft_id)))
    for notice in filter(None, (*report.notices, wording.scorer_line(report))):
        st.info(plain(notice))
    if report.model.status in ("failed", "partial"):
        st.warning(plain(wording.model_line(report)))
    elif line := wording.model_line(report):
        st.markdown(line)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_findings(report, draft_id)
        _show_dismissed(report, decided)
        st.subheader("The draft", anchor=False)
        st.html(marked_html(source, report.findings))
    with right:
        _show_prompts(report)
        _show_departments(report, [services.department_name(one) for one in decided.left_out])
        _show_story(report, empty)
        _show_actions(report)


def _how_to_send(is_stored: bool) -> str:
    """Return one sentence on how a reviewer gets to see this."""
    download = "download this review as HTML and attach it to a mail"
    if not is_stored:
        return f"To send it to a reviewer, {download}."
    if urlsplit(st.context.url or "").hostname in _OWN_COMPUTER:
        return (
            f"To send it to a reviewer, {download}, with the draft itself (“Hand over”"
            " beside it on the Draft page). This page's address opens on this computer alone."
        )
    return (
        "To send it to a reviewer, copy this page's address: whoever can open this program sees"
        f" what you see. For others, {download}."
    )


def _show_downloads(report: FileReport) -> None:
    stem = re.sub(r"[^\w]+", "-", report.title.lower()).strip("-")[:60] or "review"
    data = CheckReport(files=(report,)).to_json()
    forms = (
        ("Markdown", render_markdown(report), "md", "text/markdown"),
        ("HTML", render_html(report), "html", "text/html"),
        ("JSON", data, "json", "application/json"),
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        for label, content, suffix, mime in forms:
            name = f"{stem}-review.{suffix}"
            st.download_button(
                f"Download as {label}", content, name, mime,
                key=f"review.{suffix}", on_click=say_saved, args=(name,),
            )  # fmt: skip


def _show_findings(report: FileReport, draft_id: str) -> None:
    st.subheader("Language", anchor=False)
    if not report.findings:
        st.markdown(
            "No blame, hindsight or shallow language was found. The rules see words, not"
            " intentions: read it once as the person it is about."
        )
    for category, findings in wording.by_category(report):
        count = f" ({len(findings)})" if len(findings) > 1 else ""
        st.markdown(f"#### {category.label}{count}")
        for finding in findings:
            _show_finding(finding, draft_id)


def _show_finding(finding: FindingEntry, draft_id: str) -> None:
    colour = _COLOURS[finding.group]
    text = " ".join(finding.text.split())
    before, _, after = finding.sentence.partition(text)
    # No space but the sentence's own: a full stop follows its word.
    left, right = (" " if edge.isspace() else "" for edge in (before[-1:], after[:1]))
    sentence = f"{plain(before)}{left}:{colour}[**{plain(text)}**]{right}{plain(after)}"
    with st.container(border=True):
        st.markdown(f"**{plain(finding.question)}**")
        place = "In the text" if draft_id else f"Line {finding.line}"
        st.markdown(f":gray[{place}:] {sentence}")
        if draft_id:
            st.page_link(
                st.session_state["app.pages"]["draft"],
                label=f"Go to line {finding.line}",
                query_params={"draft": draft_id, "at": f"{finding.line}:{finding.column}"},
            )
        if finding.rewrite:
            st.markdown(f"Or write: {plain(finding.rewrite)}")
        with st.expander("Why this matters"):
            source = f" :gray[{plain(finding.source)}]" if finding.source else ""
            st.markdown(plain(finding.why) + source)


def _show_dismissed(report: FileReport, decided: _Decided) -> None:
    """Show what is not counted, so that a reviewer may disagree."""
    if not report.dismissed:
        return
    with st.expander(f"Dismissed, not counted ({len(report.dismissed)})"):
        for finding in report.dismissed:
            reasons = decided.reasons
            reason = reasons.get(finding.fingerprint) or reasons.get(fold_phrase(finding.text), "")
            why = f": {_REASONS[reason]}" if reason in _REASONS else ""
            where = "" if finding.fingerprint in decided.reasons else ", in all your drafts"
            phrase = plain(" ".join(finding.text.split()))
            st.markdown(
                f"Line {finding.line}, **{phrase}** ({finding.category.label}{where}){why}."
            )


def _show_departments(report: FileReport, left_out: Sequence[str]) -> None:
    st.subheader("Departments", anchor=False)
    for perspective in wording.silent(report):
        with st.container(border=True):
            st.markdown(f"**{plain(perspective.name)}** :orange-badge[not heard yet]")
            st.markdown(plain(perspective.why))
            st.markdown("\n".join(f"- {plain(q)}" for q in perspective.questions))
    heard = wording.join(p.name for p in wording.speaking(report))
    st.markdown(f"Heard: {plain(heard)}." if heard else "No department is heard yet.")
    if left_out:
        st.markdown(f"Not affected, as the author says: {plain(wording.join(left_out))}.")


def _show_story(report: FileReport, empty: Sequence[str]) -> None:
    st.subheader("Story", anchor=False)
    lines = [
        f"- {':green[told]' if is_told else ':orange[not told yet]'}: {what}"
        for is_told, what in wording.story(report)
    ]
    st.markdown("\n".join(lines))
    if empty:
        st.markdown(f"Nothing stands under {plain(wording.join(f'“{title}”' for title in empty))}.")


def _show_actions(report: FileReport) -> None:
    st.subheader("Actions", anchor=False)
    if not report.diagnosis.actions:
        st.markdown("No action items were found.")
    for action in report.diagnosis.actions:
        terms = plain(wording.action_terms(action))
        st.markdown(f"{_STRENGTHS[action.strength]}  \n{plain(action.text)}  \n:gray[{terms}]")


def _show_prompts(report: FileReport) -> None:
    if not report.diagnosis.prompts:
        return
    st.subheader("What the draft leaves open", anchor=False)
    for prompt in report.diagnosis.prompts:
        st.markdown(f"- {plain(prompt.question)} :gray[{plain(prompt.why)}]")
