"""How many words a draft has: the same number wherever it is shown.

A draft is counted at every save, so its Markdown is not parsed for it.
"""

from __future__ import annotations

import re

from assistant.draft.comments import without_comments
from assistant.prepared import compile_expression

_FRONT_MATTER = compile_expression(r"\A---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
# Pasted logs and quoted messages are read, but nobody wrote them here.
_NOT_WRITTEN = compile_expression(
    r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|^ {0,3}>[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_ADDRESS = compile_expression(r"https?://\S+")
_WORD = compile_expression(r"[^\W_]+(?:['’-][^\W_]+)*")


def count_words(source: str) -> int:
    """Return how many words a draft's author wrote.

    Notes of the template and other comments, the front matter, code blocks, quotation blocks
    and addresses are left out.
    """
    text = _FRONT_MATTER.sub("", without_comments(source), count=1)
    return len(_WORD.findall(_ADDRESS.sub(" ", _NOT_WRITTEN.sub(" ", text))))
