"""Where inline Markdown stands in its line, exactly.

markdown-it-py tells the lines of a block but not the columns of what is inside it. Each
inline rule is wrapped here so that the tokens it makes remember the offsets they came
from; everything a reader does not read as prose can then be masked at equal length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from assistant.prepared import compile_expression

Rule = Callable[[StateInline, bool], bool]

# The object replacement character: "a thing stands here", one per masked character. It
# keeps the noun a code span or an address was, so that "`api` failed" still has a subject.
THING = "\ufffc"
BLANK = " "

# Deeper nesting than any document uses; above markdown-it's own 20, below the recursion limit.
_MAX_NESTING = 100
# Longer or more deeply bracketed text is no label of a link.
_LONGEST_LABEL = 2_000
_DEEPEST_LABEL = 10
# What every inline construct that is masked begins with.
_MARK = compile_expression(r"[\\`*_\[<&]")
# Blocks whose reading is remembered, and the longest of them in characters: an edit changes one.
_REMEMBERED, _LONGEST_REMEMBERED = 10_000, 4_000


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


def _find_label_end(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Return where a link's label ends, or -1; gives up early, which keeps parsing linear.

    The parser's own search runs to the end of the text from every opening bracket.
    """
    limit = min(state.posMax, start + _LONGEST_LABEL)
    # The wrapper of the link rule and the rule itself ask for the same label.
    key = _label_key(start, disableNested)
    known = state.cache.get(key)
    if known is not None and known <= state.posMax:
        return known
    end = -1
    if state.src.find("]", start, limit) >= 0:
        old_position, position_max = state.pos, state.posMax
        state.pos, state.posMax = start + 1, limit
        end = _scan_label(state, disableNested)
        state.pos, state.posMax = old_position, position_max
    state.cache[key] = end
    return end


def _scan_label(state: StateInline, is_flat: bool) -> int:
    level = 1
    while state.pos < state.posMax and level <= _DEEPEST_LABEL:
        marker = state.src[state.pos]
        if marker == "]":
            level -= 1
            if level == 0:
                return state.pos
        before = state.pos
        state.md.inline.skipToken(state)
        if marker == "[":
            if before == state.pos - 1:
                level += 1
            elif is_flat:
                return -1
    return -1


def _label_key(start: int, is_flat: bool) -> int:
    """Return a key of the parser's cache of positions that is no position."""
    return -1 - 2 * start - is_flat


@cache
def markdown_parser() -> MarkdownIt:
    """Return the process-wide parser: CommonMark with tables, positions remembered.

    The parser keeps no state between documents and may be shared by threads.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=_find_label_end,
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    # Joining text would lose which characters were escapes and entities.
    parser.disable("text_join")
    for rule in list(parser.inline.ruler.__rules__):
        if wrap := _WRAPPERS.get(rule.name):
            parser.inline.ruler.at(rule.name, wrap(rule.fn))
    return parser


@cache
def _block_parser() -> MarkdownIt:
    """Return a parser that leaves the inside of blocks unread."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.core.ruler.disable("inline")
    return parser


def parse_blocks(body: str) -> tuple[list[Token], dict[str, Any]]:
    """Return the block tokens of a document and the link references it defines."""
    found: dict[str, Any] = {}
    tokens = _block_parser().parse(body, found)
    return tokens, found.get("references", {})


def mask_inline(content: str, references: Mapping[str, Any]) -> str:
    """Return the content of a block with all that is not prose masked at equal length.

    Args:
        content: Of one inline token.
        references: The link references of its document; they decide what is a link.
    """
    if not _MARK.search(content):
        return content
    if references or len(content) > _LONGEST_REMEMBERED:
        return _mask_inline(content, references)
    return _mask_plain_inline(content)


@lru_cache(maxsize=_REMEMBERED)
def _mask_plain_inline(content: str) -> str:
    return _mask_inline(content, {})


def forget() -> None:
    """Forget every block read before, to measure what reading costs."""
    _mask_plain_inline.cache_clear()


def _mask_inline(content: str, references: Mapping[str, Any]) -> str:
    parser = markdown_parser()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, {"references": references}, tokens)
    text = list(content)
    for start, end, filler in masked_ranges(tokens):
        text[start:end] = filler * (end - start)
    return "".join(text)


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
