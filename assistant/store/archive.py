"""All drafts as one archive a person can read without this program."""

from __future__ import annotations

import io
import re
import zipfile

from assistant.store.store import Store


def archive_drafts(store: Store) -> bytes:
    """Return a zip with one Markdown file a draft, its text exactly as typed.

    File names are made from title and id, so two drafts of one title do not collide.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for summary in store.drafts():
            draft = store.draft(summary.id)
            stem = re.sub(r"[^\w]+", "-", draft.title.lower()).strip("-")[:60]
            archive.writestr(f"{stem or 'draft'}-{draft.id}.md", draft.text.encode("utf-8"))
    return buffer.getvalue()
