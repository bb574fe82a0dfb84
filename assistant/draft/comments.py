"""A draft without its comments: the notes of the template and the authors' own."""

from __future__ import annotations

import re

from assistant.prepared import compile_expression

# Code shows a comment instead of being one, so it is passed over.
_PIECE = compile_expression(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)|\Z)|`[^`\n]+`)"
    r"|^[ \t]*<!--.*?-->[ \t]*(?:\n(?:[ \t]*\n)?|\Z)"
    r"|[ \t]?<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)

# The rest of a line, and the empty one below it.
_REST = compile_expression(r"[^\n]*\n(?:[ \t]*\n)?")


def without_comments(source: str) -> str:
    """Return a text as it is handed to others: every comment left out, nothing else changed."""
    last = source.rfind("-->")
    if last < 0:
        return source
    # Below the line of the last end there is no comment, however many seem to begin there.
    rest = _REST.match(source, last)
    end = rest.end() if rest else len(source)
    kept = _PIECE.sub(lambda piece: piece[0] if piece["code"] else "", source[:end])
    return kept + source[end:]
