"""Everything in one zip of Markdown: readable without this program, and read back exactly.

======================== =======================================================
``drafts/…-ID.md``       a draft
``bin/…-ID.md``          a draft in the bin
``history/ID/N.md``      text number N of that draft
``library/ID.md``        an incident of the library that did not come with the program
======================== =======================================================

Each file is a block of front matter, then the text exactly as typed. A front matter of
the author's own is part of the text: it follows the block, untouched. The first field of
the block says what the file is and in which form, so that later forms can be told apart.
`assistant.store.archive_reading` is the way back.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import yaml

from assistant.errors import DraftNotFoundError
from assistant.incident import Incident
from assistant.store.records import DraftCopy, KeptText
from assistant.store.store import Store

DRAFT, VERSION, INCIDENT = "postmortem-draft", "postmortem-version", "postmortem-incident"
FORM = 1
# Zip stores years from 1980 on; one moment for all files makes equal content equal bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def archive_everything(store: Store) -> bytes:
    """Return a zip of every draft, those in the bin too, and of the library's own incidents.

    Raises:
        StoreError: The database cannot be used.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for summary in (*store.drafts(), *store.deleted_drafts()):
            try:
                copy = store.copy_draft(summary.id)
            except DraftNotFoundError:
                continue  # deleted for good since the list was made
            _write(archive, _draft_path(copy), _draft_facts(copy), copy.text)
            for kept in copy.history:
                path = f"history/{copy.id}/{kept.version}.md"
                _write(archive, path, _version_facts(copy, kept), kept.text)
        for incident in store.incidents():
            if not incident.sample:
                _write(archive, _library_path(incident), _incident_facts(incident), incident.text)
    return buffer.getvalue()


class _Dumper(yaml.SafeDumper):
    """YAML's other quotes fold line ends and separators; double ones name them."""

    def represent_str(self, text: str) -> yaml.ScalarNode:
        style = None if text.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _Dumper.represent_str)


def with_front_matter(facts: dict[str, Any], text: str) -> str:
    """Return `text` behind a block of these facts."""
    block = yaml.dump(facts, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return f"---\n{block}---\n{text}"


def _write(archive: zipfile.ZipFile, path: str, facts: dict[str, Any], text: str) -> None:
    member = zipfile.ZipInfo(path, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, with_front_matter(facts, text).encode())


def _draft_path(copy: DraftCopy) -> str:
    folder = "drafts" if copy.deleted_at is None else "bin"
    return f"{folder}/{_stem(copy.title) or 'draft'}-{copy.id}.md"


def _library_path(incident: Incident) -> str:
    return f"library/{incident.id}.md" if _is_plain(incident.id) else f"library/{_number(incident)}"


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[\w][\w.-]{0,150}", name) is not None


def _number(incident: Incident) -> str:
    return f"{_stem(incident.id) or 'incident'}-{incident.digest[:12]}.md"


def _stem(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60]


def _draft_facts(copy: DraftCopy) -> dict[str, Any]:
    facts: dict[str, Any] = {
        DRAFT: FORM,
        "id": copy.id,
        "title": copy.title,
        "created": copy.created_at.isoformat(),
        "updated": copy.updated_at.isoformat(),
        "version": copy.version,
    }
    if copy.deleted_at is not None:
        facts["binned"] = copy.deleted_at.isoformat()
    if copy.decisions:
        facts["decisions"] = [
            {
                "fingerprint": one.fingerprint,
                "action": one.action,
                "decided": one.decided_at.isoformat(),
                "category": one.category,
                "rule": one.rule,
                "scope": one.scope,
                "reason": one.reason,
                "quote": one.quote,
            }
            for one in copy.decisions
        ]
    return facts


def _version_facts(copy: DraftCopy, kept: KeptText) -> dict[str, Any]:
    return {
        VERSION: FORM,
        "draft": copy.id,
        "version": kept.version,
        "saved": kept.saved_at.isoformat(),
    }


def _incident_facts(incident: Incident) -> dict[str, Any]:
    return {
        INCIDENT: FORM,
        "id": incident.id,
        "title": incident.title,
        "date": incident.date.isoformat() if incident.date else None,
        "departments": list(incident.departments),
        "summary": incident.summary,
        "open_actions": incident.open_actions,
        "origin": incident.origin,
    }
