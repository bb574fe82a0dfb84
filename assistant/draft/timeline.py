"""Timeline entries, wherever and however they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.draft.markup import Block, BlockKind
from assistant.draft.sections import Section, SectionKind
from assistant.draft.sentences import split_sentences
from assistant.prepared import compile_expression
from assistant.span import Span

_CLOCK = r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?"
_DAY = (
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?(?:,?\s+\d{4})?|[Dd]ay \d+|T\s?[+-]\s?\d+"
)
_TIME = compile_expression(
    rf"[\s\[(~*]*(?P<time>(?:(?:{_DAY})[,T ]*\s*(?:at\s+)?)?(?:{_CLOCK})"
    rf"|(?:{_DAY})(?=\s*[:,—–|-]|\s*\Z)|T\s?[+-]\s?\d+\s?(?:m|min|h|s)?)(?P<zone>Z|\s*(?:UTC|GMT|CET|CEST|[ECMP][SD]T|BST|IST))?"
)
_RANGE_END = compile_expression(rf"\s*(?:-|–|—|to)\s*(?:{_CLOCK})")
_SEPARATOR = compile_expression(r"[\s\])]*[:.,—–|-]*\s*")
# A line of a timeline may open with the day alone or with a mark before the time.
_LOOK_BEHIND = 20

_WHO = compile_expression(
    r"\b(?:who|department|dept|unit|team|area|role|side|desk|function|by whom|source|actor"
    r"|station|place)\b",
    re.I,
)
_WHEN = compile_expression(r"\b(?:when|date|time|hour|day)\b", re.I)
_DUE = compile_expression(r"\b(?:due|until|by|deadline|target|eta|done by)\b", re.I)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One moment of the story.

    Attributes:
        span: The whole entry.
        time: The time as the author wrote it.
        text: Span of what happened.
        who: What the department, team or role column says; "" where there is none.
    """

    span: Span
    time: str
    text: Span
    who: str = ""


def table_rows(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the filled cells of each table row, header rows left out."""
    cells = [b for b in blocks if b.kind is BlockKind.TABLE_CELL]
    for _, row in groupby(cells, key=lambda b: b.row):
        yield list(row)


def read_time(prose: str, span: Span) -> str | None:
    """Return the time that `span` opens with, as written, or None."""
    head = _read_head(prose, span.start, span.end)
    return head[1] if head else None


def find_timeline(
    prose: str, blocks: Sequence[Block], sections: Sequence[Section]
) -> tuple[TimelineEntry, ...]:
    """Return what the draft tells with a time in front, in reading order.

    Table rows, list items, lines of a paragraph, and headings that are a time with what
    stands under them; what belongs to an action is no moment of the story.
    """
    actions = [s.span for s in sections if s.kind is SectionKind.ACTIONS]
    told = [b for b in blocks if not any(s.contains(b.span) for s in actions)]
    entries: list[TimelineEntry] = []
    for row in table_rows(told):
        if entry := _row_entry(prose, row):
            entries.append(entry)
    for block in told:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            entries += _block_entries(prose, block)
    starts = [e.span.start for e in entries]
    entries += [
        entry
        for entry in _heading_entries(prose, told, sections)
        if not any(entry.text.start <= start < entry.span.end for start in starts)
    ]
    return tuple(sorted(entries, key=lambda e: e.span))


def _row_entry(prose: str, row: list[Block]) -> TimelineEntry | None:
    heads = [_read_head(prose, c.span.start, c.span.end) for c in row[:2]]
    timed = next((i for i, head in enumerate(heads) if head), None)
    head = None if timed is None else heads[timed]
    if timed is None or head is None or row[0].row is None:
        return None
    # A date in an action's due column is no moment of the story.
    if _DUE.search(row[timed].header) and not _WHEN.search(row[timed].header):
        return None
    others = [c for c in row if c is not row[timed]]
    who = next((c for c in others if _WHO.search(c.header)), None)
    told = [c.span for c in others if c is not who] or [c.span for c in others]
    # A line typed below a table is a row of it: "21:10 newsletter went out", all in one cell.
    after, time = head
    cell = row[timed].span
    if prose[after : cell.end].strip():
        told.append(Span(after, cell.end))
    else:
        time = cell.of(prose).strip()
    if not told:
        return None
    return TimelineEntry(
        span=row[0].row,
        time=time,
        text=max(told, key=lambda span: span.end - span.start),
        who=who.span.of(prose).strip() if who else "",
    )


def _block_entries(prose: str, block: Block) -> Iterator[TimelineEntry]:
    sentences = list(split_sentences(prose, block.span))
    heads: list[tuple[int, int, str]] = []
    for sentence in sentences:
        before = prose[max(block.span.start, sentence.start - _LOOK_BEHIND) : sentence.start]
        if sentence is not sentences[0] and "\n" not in before:
            continue
        if head := _read_head(prose, sentence.start, block.span.end):
            heads.append((sentence.start, *head))
    ends = [*(start for start, _, _ in heads[1:]), block.span.end]
    for (start, text_start, time), after in zip(heads, ends, strict=False):
        end = start + len(prose[start:after].rstrip())
        if text_start < end:
            yield TimelineEntry(span=Span(start, end), time=time, text=Span(text_start, end))


def _read_head(prose: str, start: int, end: int) -> tuple[int, str] | None:
    """Return where the story goes on after a time at `start`, and the time, or None."""
    match = _TIME.match(prose, start, end)
    if match is None:
        return None
    after = match.end()
    if ranged := _RANGE_END.match(prose, after, end):
        after = ranged.end()
    if separator := _SEPARATOR.match(prose, after, end):
        after = separator.end()
    return after, match["time"].strip()


def _heading_entries(
    prose: str, blocks: Sequence[Block], sections: Sequence[Section]
) -> Iterator[TimelineEntry]:
    """Yield the headings that are a time, each with the blocks under it.

    One dated heading alone is a title; it counts in a section about the timeline or where
    another of its level is a time too.
    """
    timed: list[tuple[int, Block, tuple[int, str]]] = []
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and (
            head := _read_head(prose, block.span.start, block.span.end)
        ):
            timed.append((number, block, head))
    levels = Counter(block.level for _, block, _ in timed)
    kinds = {s.heading: s.kind for s in sections if s.heading}
    for number, block, (after, time) in timed:
        if levels[block.level] < 2 and kinds.get(block.span) is not SectionKind.TIMELINE:
            continue
        end = block.span.end
        first: int | None = None
        for following in blocks[number + 1 :]:
            if following.kind is BlockKind.HEADING and following.level <= block.level:
                break
            first = following.span.start if first is None else first
            end = max(end, following.span.end)
        text_start = after if prose[after : block.span.end].strip() else first
        if text_start is not None:
            span, text = Span(block.span.start, end), Span(text_start, end)
            yield TimelineEntry(span=span, time=time, text=text)
