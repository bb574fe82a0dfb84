"""Where inline Markdown stands in its line, exactly.

markdown-it-py tells the lines of a block but not the columns of what is inside it. Each
inline rule is wrapped here so that the tokens it makes remember the offsets they came
from; everything a reader does not read as prose can then be masked at equal length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]

# The object replacement character: "a thing stands here", one per masked character. It
# keeps the noun a code span or an address was, so that "`api` failed" still has a subject.
THING = "\ufffc"
BLANK = " "

# Deeper nesting than any document uses; above markdown-it's own 20, below the recursion limit.
_MAX_NESTING = 100


def _remember(rule: Rule) -> Rule:
    """Wrap an inline rule so that its tokens know the offsets they came from."""

    def remembering(state: StateInline, silent: bool) -> bool:
        start, made = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[made:]:
                if "at" not in token.meta:
                    token.meta = {**token.meta, "at": (start, state.pos)}
        return True

    return remembering


def _remember_marks(rule: Rule) -> Rule:
    """Wrap the emphasis rule, which makes one token for every mark of a run."""

    def remembering(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent:
            for position, token in zip(
                range(start, state.pos), state.tokens[start - state.pos :], strict=True
            ):
                token.meta = {"at": (position, position + 1)}
        return True

    return remembering


def _remember_label(rule: Rule) -> Rule:
    """Wrap the link rule so that its opening token knows where the label ends too."""

    def remembering(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "[":
            return False
        start, made = state.pos, len(state.tokens)
        label_end = -1 if silent else state.md.helpers.parseLinkLabel(state, start, True)
        if not rule(state, silent):
            return False
        for token in state.tokens[made:]:
            if token.type == "link_open" and "at" not in token.meta:
                token.meta = {"at": (start, start + 1), "rest": (label_end, state.pos)}
                break
        return True

    return remembering


_WRAPPERS = {
    **dict.fromkeys(
        ("backticks", "html_inline", "autolink", "image", "escape", "entity"), _remember
    ),
    "emphasis": _remember_marks,
    "link": _remember_label,
}


@cache
def markdown_parser() -> MarkdownIt:
    """Return the process-wide parser: CommonMark with tables, positions remembered.

    The parser keeps no state between documents and may be shared by threads.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    # Joining text would lose which characters were escapes and entities.
    parser.disable("text_join")
    for rule in list(parser.inline.ruler.__rules__):
        if wrap := _WRAPPERS.get(rule.name):
            parser.inline.ruler.at(rule.name, wrap(rule.fn))
    return parser


def masked_ranges(children: Iterable[Token]) -> Iterator[tuple[int, int, str]]:
    """Yield ``(start, end, filler)`` for what is not prose in one inline token.

    Offsets are into the inline token's content. Code and addresses are filled with
    `THING`; marks, tags, images and link targets with blanks.
    """
    for token in children:
        at = token.meta.get("at")
        if at is None:
            continue
        start, end = at
        match token.type:
            case "code_inline":
                yield start, end, THING
            case "link_open" if token.info == "auto":
                yield start, end, THING
            case "link_open":
                yield start, end, BLANK
                yield *token.meta["rest"], BLANK
            case "em_open" | "em_close":
                yield start, start + 1, BLANK
            # Of the two tokens of a strong mark the parser keeps the inner one.
            case "strong_open":
                yield start - 1, start + 1, BLANK
            case "strong_close":
                yield start, start + 2, BLANK
            case "text_special" if token.info == "escape":
                yield start, start + 1, BLANK
            case "html_inline" | "image" | "text_special":
                yield start, end, BLANK
