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


def without_comments(source: str) -> str:
    """Return a text as it is handed to others: every comment left out, nothing else changed."""
    return _PIECE.sub(lambda piece: piece[0] if piece["code"] else "", source)
