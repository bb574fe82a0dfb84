"""How many words a draft has: the same number wherever it is shown.

A draft is counted at every save, so its Markdown is not parsed for it.
"""

from __future__ import annotations

import re

from assistant.draft.comments import without_comments

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
# Pasted logs and quoted messages are read, but nobody wrote them here.
_NOT_WRITTEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|^ {0,3}>[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def count_words(source: str) -> int:
    """Return how many words a draft's author wrote.

    Notes of the template and other comments, the front matter, code blocks, quotation blocks
    and addresses are left out.
    """
    text = _FRONT_MATTER.sub("", without_comments(source), count=1)
    return len(_WORD.findall(_ADDRESS.sub(" ", _NOT_WRITTEN.sub(" ", text))))
