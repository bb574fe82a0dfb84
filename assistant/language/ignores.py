"""Inline ignores: comments by which an author says that a phrase is meant.

``<!-- postmortem: ignore -->`` holds for the block behind it (or the block it stands in),
``<!-- postmortem: ignore omission, evasive -->`` for these categories only, and
``<!-- postmortem: ignore-file … -->`` for the whole draft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.draft import Block, BlockKind, Draft, parse_draft
from assistant.draft.sections import SectionKind
from assistant.finding import Category
from assistant.prepared import compile_expression
from assistant.span import Span

_COMMENT = compile_expression(r"<!--\s*postmortem:\s*ignore(-file)?\b([^<>]{0,400}?)-->", re.I)
_FENCE = compile_expression(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.M | re.S)
_BLANK_LINE = compile_expression(r"\n[ \t]*\n")
# An item's line may end in a hard break, which must stay at its end.
_LINE_END = compile_expression(r"\\?[ \t]*$")
# Beyond it a passage is no paragraph of a person, and reading it again would be felt.
_LONGEST_PASSAGE = 20_000
_CELLS = (BlockKind.TABLE_CELL, BlockKind.TABLE_HEADER)


@dataclass(frozen=True, slots=True)
class Ignore:
    """A part of a draft in which findings are not shown.

    Attributes:
        span: The part.
        categories: The categories it holds for; empty for all.
    """

    span: Span
    categories: frozenset[Category]

    def covers(self, span: Span, category: Category) -> bool:
        """Say whether a finding of `category` at `span` is to be left out."""
        return self.span.overlaps(span) and (not self.categories or category in self.categories)


def find_ignores(draft: Draft) -> tuple[Ignore, ...]:
    """Return what the draft's comments ask to leave out; those in code blocks ask nothing."""
    source = draft.source
    if "postmortem:" not in source.lower():
        return ()
    fences = [Span(*m.span()) for m in _FENCE.finditer(source)]
    ignores = []
    for match in _COMMENT.finditer(source):
        here = Span(*match.span())
        if any(fence.overlaps(here) for fence in fences):
            continue
        named = re.findall(r"[a-z][a-z-]+", match[2].lower())
        known = frozenset(Category(word) for word in named if word in set(Category))
        # A comment that names only what nobody knows would otherwise ignore everything.
        if named and not known:
            continue
        span = Span(0, len(source)) if match[1] else _next_block(draft.blocks, here)
        if span is not None:
            ignores.append(Ignore(span, known))
    return tuple(ignores)


def _next_block(blocks: tuple[Block, ...], comment: Span) -> Span | None:
    for i, block in enumerate(blocks):
        if block.span.end <= comment.start:
            continue
        if block.kind in _CELLS:
            last = i
            while last + 1 < len(blocks) and blocks[last + 1].kind in _CELLS:
                last += 1
            return Span(block.span.start, blocks[last].span.end)
        return block.span
    return None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that would hide a finding, and where to put it.

    Attributes:
        at: Offset in the source.
        text: What to insert there, with the line break or space that parts it from the rest.
    """

    at: int
    text: str


def place_comment(draft: Draft, span: Span, category: Category) -> Comment | None:
    """Return the comment that hides a finding and changes nothing else of the draft.

    It was tried: with it, every block, section, action and word of the passage around the
    finding reads as before. It holds for the paragraph, heading, item or table the finding
    stands in, for this category only.

    Args:
        draft: The draft.
        span: Where the finding stands.
        category: The finding's category.

    Returns:
        The comment, or None where none can be put without breaking something.
    """
    passage = _passage(draft, span)
    if passage is None or passage.end - passage.start > _LONGEST_PASSAGE:
        return None
    here = Span(span.start - passage.start, span.end - passage.start)
    found = _try_comment(passage.of(draft.source), here, category)
    return found and replace(found, at=found.at + passage.start)


def _passage(draft: Draft, span: Span) -> Span | None:
    """Return the lines around a finding that Markdown reads on their own."""
    block = next((b for b in draft.blocks if b.span.overlaps(span)), None)
    if block is None:
        return None
    source = draft.source
    end = _BLANK_LINE.search(source, block.span.end)
    start = source.rfind("\n", 0, block.span.start) + 1
    while start:
        above = source.rfind("\n", 0, start - 1) + 1
        is_new = not source[above:start].strip() and source[start] not in " \t"
        if is_new:
            break
        start = above
    return Span(start, end.start() + 1 if end else len(source))


@lru_cache(maxsize=4096)
def _try_comment(passage: str, span: Span, category: Category) -> Comment | None:
    draft = parse_draft(passage)
    at = next((i for i, b in enumerate(draft.blocks) if b.span.overlaps(span)), None)
    if at is None:
        return None
    block, words = draft.blocks[at], f"<!-- postmortem: ignore {category} -->"
    if block.kind is BlockKind.LIST_ITEM:
        line_end = passage.find("\n", span.end)
        line = passage[: line_end if line_end >= 0 else len(passage)]
        broken = _LINE_END.search(line)
        comment = Comment(broken.start() if broken else len(line), f" {words}")
    else:
        while block.kind in _CELLS and at and draft.blocks[at - 1].kind in _CELLS:
            at -= 1
            block = draft.blocks[at]
        comment = Comment(passage.rfind("\n", 0, block.span.start) + 1, f"{words}\n")
    return comment if _is_harmless(draft, comment, span, category) else None


def _is_harmless(draft: Draft, comment: Comment, span: Span, category: Category) -> bool:
    at, length = comment.at, len(comment.text)
    tried = parse_draft(draft.source[:at] + comment.text + draft.source[at:])

    def moved(place: Span) -> Span:
        return Span(*(offset + length * (offset >= at) for offset in (place.start, place.end)))

    hides = [ignore for ignore in find_ignores(tried) if ignore.covers(moved(span), category)]
    kept = tried.prose[:at] + tried.prose[at + length :]
    return (
        bool(hides)
        and kept.rstrip() == draft.prose.rstrip()
        and not tried.prose[at : at + length].strip()
        and len(tried.blocks) == len(draft.blocks)
        and all(
            replace(new, span=old.span, row=old.row) == old
            and new.span.start == moved(old.span).start
            for new, old in zip(tried.blocks, draft.blocks, strict=True)
        )
        and _headings(tried) == _headings(draft)
        and [a.span.of(tried.prose).split() for a in tried.actions]
        == [a.span.of(draft.prose).split() for a in draft.actions]
    )


def _headings(draft: Draft) -> list[tuple[str, SectionKind, int]]:
    return [(s.title, s.kind, s.level) for s in draft.sections if s.heading]
