"""A draft without its comments: the notes of the template and the authors' own."""

from __future__ import annotations

import re

# Code shows a comment instead of being one, so it is passed over.
_PIECE = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)|`[^`\n]+`)"
    r"|^[ \t]*<!--.*?-->[ \t]*(?:\n(?:[ \t]*\n)?|\Z)"
    r"|[ \t]?<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)

_GAP = re.compile(r"[ \t]*\n(?:[ \t]*\n)?")


def without_comments(source: str) -> str:
    """Return a text as it is handed to others: every comment left out, nothing else changed."""
    # Behind the last end of a comment there is none, however many seem to begin there.
    end = source.rfind("-->") + len("-->")
    if end < len("-->"):
        return source
    # The empty line behind that comment goes with it.
    gap = _GAP.match(source, end)
    end = gap.end() if gap else end
    kept = _PIECE.sub(lambda piece: piece[0] if piece["code"] else "", source[:end])
    return kept + source[end:]
