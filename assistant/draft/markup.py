"""Markdown as blocks of prose with exact offsets, and everything else masked.

Prose is what stands in paragraphs, list items, table cells and headings. Front matter,
code, HTML, link targets, images and quotation blocks are not. The masked text has the
length of the source, so an offset means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

from markdown_it.token import Token

from assistant.draft.inline import BLANK, THING, mask_inline, parse_blocks
from assistant.prepared import compile_expression
from assistant.span import Span


class BlockKind(StrEnum):
    """What kind of block a piece of prose stands in."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    TABLE_HEADER = "table-header"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, table cell or heading.

    Attributes:
        kind: What it is.
        span: From its first to its last character of content, marks included.
        level: 1 to 6 for a heading, otherwise the depth of lists around it.
        row: For a table cell, the span of its whole row; otherwise None.
        column: For a table cell, its column from 0; otherwise 0.
        header: For a table cell, the text of its column's header; otherwise "".
        item: Number of the list item it stands in, counted through the document; -1 outside.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    row: Span | None = None
    column: int = 0
    header: str = ""
    item: int = -1


@dataclass(frozen=True, slots=True)
class Markup:
    """A document taken apart.

    Attributes:
        prose: The source with all that is not prose blanked; same length, same line ends.
        blocks: The blocks of prose in reading order.
        front_matter: The YAML between the opening ``---`` lines, or "".
        open_fence: Span of the line of a code fence that is never closed, or None.
    """

    prose: str
    blocks: tuple[Block, ...]
    front_matter: str
    open_fence: Span | None


_FRONT_MATTER = compile_expression(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M
)
# A mark that ends the sentence does not belong to the address before it. The name in a mail
# address has at most 64 characters, which keeps the search linear.
_ADDRESS = compile_expression(
    r"\b(?:https?://|www\.)[^\s<>|)\]]*[^\s<>|)\].,;:!?'\"*_]|\b[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w"
)
# No address is without one of these; looking for addresses takes longer than for them.
_IN_ADDRESSES = ("@", "://", "www.")
_LINE = compile_expression(r"[^\r\n]+")
_TASK_BOX = compile_expression(r"\[[ xX]\](?=\s)")


def parse_markup(source: str) -> Markup:
    """Return `source` taken apart into blocks of prose."""
    body = _same_length_newlines(source)
    front_matter = _FRONT_MATTER.match(source)
    if front_matter:
        length = front_matter.end()
        body = re.sub(r"[^\n]", BLANK, body[:length]) + body[length:]
    tokens, references = parse_blocks(body)
    reader = _Reader(body, references)
    reader.read(tokens)
    return Markup(
        prose=reader.prose(source),
        blocks=tuple(reader.blocks),
        front_matter=front_matter[1] if front_matter else "",
        open_fence=reader.open_fence,
    )


def _same_length_newlines(source: str) -> str:
    """Return the source as the parser will read it, without moving a character.

    The parser folds CRLF, lone CR and NUL itself, which would shift every later offset.
    """
    return source.replace("\r\n", " \n").replace("\r", "\n").replace("\0", BLANK)


class _Reader:
    """Walks the parser's tokens once and collects blocks and prose."""

    def __init__(self, body: str, references: Mapping[str, Any]) -> None:
        self._body = body
        self._references = references
        self._lines = body.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._pieces: list[tuple[int, str]] = []
        self._headers: list[str] = []
        self._column = 0
        self._row: tuple[Span, int] | None = None
        self.blocks: list[Block] = []
        self.open_fence: Span | None = None

    def read(self, tokens: list[Token]) -> None:
        quotes = 0
        items: list[int] = []
        item_count = 0
        parent: Token | None = None
        for token in tokens:
            match token.type:
                case "blockquote_open" | "blockquote_close":
                    quotes += token.nesting
                case "list_item_open":
                    items.append(item_count)
                    item_count += 1
                case "list_item_close":
                    items.pop()
                case "thead_open":
                    self._headers = []
                case "tr_open" if token.map:
                    self._open_row(token.map[0])
                case "fence" if token.map:
                    self._check_fence(token)
                case "inline" if token.map and parent and not quotes:
                    self._read_inline(token, parent, items)
                case "inline" if parent and parent.type in ("th_open", "td_open"):
                    self._column += 1
            if token.nesting == 1:
                parent = token

    def prose(self, source: str) -> str:
        blank = _LINE.sub(lambda line: BLANK * len(line[0]), source)
        parts: list[str] = []
        end = 0
        for start, text in sorted(self._pieces):
            parts += (blank[end:start], text)
            end = start + len(text)
        parts.append(blank[end:])
        prose = "".join(parts)
        if not any(mark in prose for mark in _IN_ADDRESSES):
            return prose
        return _ADDRESS.sub(lambda m: THING * len(m[0]), prose)

    def _open_row(self, line: int) -> None:
        start = self._starts[line]
        text = self._lines[line]
        span = Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
        self._row = (span, span.start)
        self._column = 0

    def _check_fence(self, token: Token) -> None:
        first, last = token.map or (0, 0)
        closing = self._lines[last - 1].strip(" \t>")
        is_closed = (
            last - first > 1
            and not closing.strip(token.markup[0])
            and len(closing) >= len(token.markup)
        )
        if not is_closed and self.open_fence is None:
            start = self._starts[first]
            self.open_fence = Span(start, start + len(self._lines[first].rstrip()))

    def _read_inline(self, token: Token, parent: Token, items: list[int]) -> None:
        is_cell = parent.type in ("th_open", "td_open")
        column = self._column
        if is_cell:
            self._column += 1
        if not token.content.strip():
            if parent.type == "th_open":
                self._headers.append("")
            return
        offsets = self._place_cell(token.content) if is_cell else self._place_lines(token)
        if offsets is None:
            return
        text = mask_inline(token.content, self._references)
        if items and (box := _TASK_BOX.match(token.content)):
            text = BLANK * box.end() + text[box.end() :]
        for start, end, offset in offsets:
            self._pieces.append((offset, text[start:end]))
        first, last = offsets[0], offsets[-1]
        span = Span(first[2], last[2] + last[1] - last[0])
        if parent.type == "heading_open":
            block = Block(BlockKind.HEADING, span, level=int(parent.tag[1]))
        elif is_cell:
            row = self._row[0] if self._row else span
            if parent.type == "th_open":
                self._headers.append(text.strip())
                block = Block(BlockKind.TABLE_HEADER, span, row=row, column=column)
            else:
                header = self._headers[column] if column < len(self._headers) else ""
                block = Block(BlockKind.TABLE_CELL, span, row=row, column=column, header=header)
        elif items:
            block = Block(BlockKind.LIST_ITEM, span, level=len(items), item=items[-1])
        else:
            block = Block(BlockKind.PARAGRAPH, span)
        self.blocks.append(block)

    def _place_lines(self, token: Token) -> list[tuple[int, int, int]] | None:
        """Return ``(start, end, offset in the source)`` for each line of a block's content.

        The parser strips indentation and list marks from the front of a line, so what is
        left of it is the line's end; a heading also loses its closing marks.
        """
        if token.map is None:
            return None
        placed = []
        position = 0
        number = token.map[0]
        for line in token.content.split("\n"):
            kept = line.strip()
            # A list item may begin with an empty line, which its content does not.
            while kept and number < token.map[1] and kept not in self._lines[number]:
                number += 1
            if number >= token.map[1]:
                return None
            start = position + len(line) - len(line.lstrip())
            if kept:
                offset = self._starts[number] + self._lines[number].rfind(kept)
                placed.append((start, start + len(kept), offset))
            position += len(line) + 1
            number += 1
        return placed or None

    def _place_cell(self, content: str) -> list[tuple[int, int, int]] | None:
        """Return the place of a cell's content, searched from the end of the last cell."""
        if self._row is None:
            return None
        row, searched = self._row
        line = self._body[searched : row.end]
        if "|" in content:
            # The parser drops the backslash of an escaped bar: place what stands between.
            return self._place_escaped_cell(content, row, searched)
        found = line.find(content)
        if found < 0:
            return None
        offset = searched + found
        self._row = (row, offset + len(content))
        return [(0, len(content), offset)]

    def _place_escaped_cell(
        self, content: str, row: Span, searched: int
    ) -> list[tuple[int, int, int]] | None:
        placed = []
        position = 0
        for piece in re.split(r"(?=\|)", content):
            found = self._body.find(piece, searched, row.end)
            if found < 0:
                return None
            placed.append((position, position + len(piece), found))
            searched = found + len(piece)
            position += len(piece)
        self._row = (row, searched)
        return placed
