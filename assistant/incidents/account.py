"""A postmortem's text taken as an incident: its title, day, summary and open actions."""

from __future__ import annotations

import datetime
import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from assistant.draft import BlockKind, Draft, SectionKind, parse_draft, section_kind
from assistant.incident import Incident
from assistant.incidents.dates import date_in_name, date_in_text
from assistant.incidents.plain import plain_text

SUMMARY_WORDS = 80
TITLE_CHARACTERS = 200
LINE_CHARACTERS = 100

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_UNSAFE = re.compile(r"[^\w.-]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SUBSTANTIVE_WORDS = 8  # fewer are a label, a name or a date, not an account
# "Prepared by: …", "Status: draft": about the report, not about what happened.
_ABOUT_THE_REPORT = re.compile(
    r"\W*(?:prepared|written|drafted|compiled|reviewed|approved|authors?|owners?|facilitat\w+|present"
    r"|participants|attend\w+|distribution|classification|status|state|version|severity|priority"
    r"|incident (?:id|number|no|commander)|ticket|reference|date of (?:report|review))"
    r"\b[^.:]{0,30}:",
    re.IGNORECASE,
)
_TEXT_BLOCKS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def read_account(name: str, source: str, today: datetime.date) -> Incident:
    """Return the incident a postmortem tells.

    What the front matter names (``id``, ``title``, ``date``, ``departments``, ``summary``,
    ``sample``) is believed. Otherwise the id is the file's stem, the title the first
    heading that is no section's name, else the first line, else the stem; the day is
    looked for in the text and then in the file's name; the summary is the beginning of a
    summary-like section or of the text, at most `SUMMARY_WORDS` words. Actions count as
    open unless ticked or in a state of done (see `assistant.draft`).

    Args:
        name: Path of the file or archive member; kept as the incident's origin.
        source: Markdown with or without front matter, line ends as line feeds.
        today: No incident is dated after it.
    """
    draft = parse_draft(source)
    facts = draft.front_matter
    # Front matter that cannot be read stays in the text, so that nothing is lost.
    text = _FRONT_MATTER.sub("", source) if facts else source
    stem = PurePath(name).stem
    return Incident(
        id=_identify(facts.get("id"), stem, source),
        title=_title(draft, stem),
        text=text.strip("\n"),
        summary=_one_line(facts.get("summary")) or summarise(draft),
        date=_date(facts, text, stem, today),
        departments=_departments(facts),
        open_actions=sum(not action.is_done for action in draft.actions),
        sample=facts.get("sample") is True,
        origin=name,
    )


def _identify(named: Any, stem: str, source: str) -> str:
    for candidate in (_one_line(named), stem):
        safe = _UNSAFE.sub("-", unicodedata.normalize("NFC", candidate)).strip("-._")
        if safe:
            return safe[:TITLE_CHARACTERS]
    return f"incident-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def _title(draft: Draft, stem: str) -> str:
    named = _one_line(draft.front_matter.get("title"))
    title = named or _heading(draft) or _first_line(draft) or stem
    return textwrap.shorten(title, TITLE_CHARACTERS, placeholder=" …")


def _heading(draft: Draft) -> str:
    """Return the heading that names the whole text, or "".

    It stands on top or has level one, and is no section's name as "Summary" is.
    """
    for number, block in enumerate(draft.blocks):
        if block.kind is BlockKind.HEADING and (number == 0 or block.level == 1):
            heading = plain_text(block.span.of(draft.source))
            is_section = section_kind(heading) is not SectionKind.OTHER and len(heading.split()) < 4
            return "" if is_section else heading
    return ""


def _first_line(draft: Draft) -> str:
    """Return the first line of text, or its first sentence where the line is long."""
    for block in draft.blocks:
        if block.kind in _TEXT_BLOCKS:
            line = plain_text(block.span.of(draft.source).splitlines()[0])
            return line if len(line) <= LINE_CHARACTERS else _SENTENCE_END.split(line)[0]
    return ""


def summarise(draft: Draft) -> str:
    """Return a short account of what happened, in the draft's own words.

    It is the beginning of a summary-like section or of the text, names, dates and labels
    left out; at most `SUMMARY_WORDS` words, "" for a draft that tells nothing yet.
    """
    told = list(_paragraphs(draft, within=SectionKind.SUMMARY)) or list(_paragraphs(draft))
    sentences = _SENTENCE_END.split(" ".join(told))
    chosen: list[str] = []
    words = 0
    for sentence in sentences:
        length = len(sentence.split())
        if chosen and words + length > SUMMARY_WORDS:
            break
        chosen.append(sentence)
        words += length
    kept = " ".join(chosen).split()
    return " ".join(kept[:SUMMARY_WORDS]) + (" …" if len(kept) > SUMMARY_WORDS else "")


def _paragraphs(draft: Draft, within: SectionKind | None = None) -> Iterator[str]:
    """Yield paragraphs and list items that tell something, as far as a summary can need."""
    spans = [s.span for s in draft.sections if within in (None, s.kind)]
    words = 0
    for block in draft.blocks:
        if block.kind not in _TEXT_BLOCKS or not any(s.contains(block.span) for s in spans):
            continue
        paragraph = plain_text(block.span.of(draft.source))
        length = len(paragraph.split())
        if length >= _SUBSTANTIVE_WORDS and not _ABOUT_THE_REPORT.match(paragraph):
            yield paragraph if paragraph.endswith((".", "!", "?", ":")) else paragraph + "."
            words += length
            if words >= SUMMARY_WORDS:
                return


def _date(
    facts: Mapping[str, Any], text: str, stem: str, today: datetime.date
) -> datetime.date | None:
    named = facts.get("date")
    if isinstance(named, datetime.datetime):
        return named.date()
    if isinstance(named, datetime.date):
        return named
    if named is not None and (found := date_in_text(str(named), today)):
        return found
    return date_in_text(text, today) or date_in_name(stem, today)


def _departments(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the front matter's departments as ids, each once, in order."""
    named = facts.get("departments")
    listed = named if isinstance(named, list) else str(named or "").split(",")
    ids = ("-".join(_one_line(item).lower().split()) for item in listed)
    return tuple(dict.fromkeys(filter(None, ids)))


def _one_line(value: Any) -> str:
    """Return a value of the front matter as text on one line; "" for none or a collection."""
    if value is None or isinstance(value, (list, dict, bool)):
        return ""
    # YAML can spell what no database stores: NUL and halves of characters.
    text = str(value).replace("\0", " ").encode("utf-8", "replace").decode()
    return " ".join(text.split())
