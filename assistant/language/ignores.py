"""Inline ignores: comments by which an author says that a phrase is meant.

``<!-- postmortem: ignore -->`` holds for the block behind it (or the block it stands in),
``<!-- postmortem: ignore omission, evasive -->`` for these categories only, and
``<!-- postmortem: ignore-file … -->`` for the whole draft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.draft import Block, BlockKind, Draft
from assistant.finding import Category
from assistant.span import Span

_COMMENT = re.compile(r"<!--\s*postmortem:\s*ignore(-file)?\b([^<>]{0,400}?)-->", re.I)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.M | re.S)
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
