"""Timeline entries and action items, wherever and however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.draft.markup import Block, BlockKind
from assistant.draft.sections import Section, SectionKind
from assistant.draft.sentences import split_sentences
from assistant.span import Span

_CLOCK = r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?"
_DAY = (
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\.?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?(?:,?\s+\d{4})?|[Dd]ay \d+|T\s?[+-]\s?\d+"
)
_TIME = re.compile(
    rf"[\s\[(~*]*(?P<time>(?:(?:{_DAY})[,T ]*\s*(?:at\s+)?)?(?:{_CLOCK})"
    rf"|(?:{_DAY})(?=\s*[:,—–|-]|\s*\Z)|T\s?[+-]\s?\d+\s?(?:m|min|h|s)?)(?P<zone>Z|\s*(?:UTC|GMT|CET|CEST|[ECMP][SD]T|BST|IST))?"
)
_RANGE_END = re.compile(rf"\s*(?:-|–|—|to)\s*(?:{_CLOCK})")
_SEPARATOR = re.compile(r"[\s\])]*[:.,—–|-]*\s*")

_WHO = re.compile(
    r"\b(?:who|department|team|area|role|side|desk|function|by whom|source|actor)\b", re.I
)
_OWNER = re.compile(
    r"\b(?:who|owners?|owned by|responsible|assignees?|assigned|lead|dri|team)\b", re.I
)
_DUE = re.compile(r"\b(?:due|until|by|deadline|when|date|target|eta|done by)\b", re.I)
_STATE = re.compile(r"\b(?:state|status|done|progress)\b", re.I)
_WHAT = re.compile(
    r"\b(?:what|actions?|tasks?|items?|measures?|description|follow[- ]?ups?|change)\b", re.I
)
_NUMBER = re.compile(r"\A\s*(?:#|no\.?|nr\.?|id|ref|ticket|prio\w*|type|kind|strength)\s*\Z", re.I)
_DONE = re.compile(r"\b(?:done|closed|completed?|finished|shipped|merged|live)\b", re.I)

_INLINE_OWNER = re.compile(
    r"(?:owners?|responsible|assignees?|assigned to|dri)\s*[:=]?\s+(?P<named>[^,;|()\n.]{2,40})"
    r"|(?<!\w)@(?P<handle>[\w.-]+\w)|[(\[](?P<bracket>[A-Z][^,;()\[\]\n]{1,40})[,;)\]]"
    r"|(?:—|–|--)\s*(?P<dash>[A-Z][\w .&/'’-]{1,40}?)(?=[,;.(]|\s*\Z)",
    re.I,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_INLINE_DUE = re.compile(
    rf"\b\d{{4}}-\d\d(?:-\d\d)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\b(?: \d{{4}})?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?|\b\d{{1,2}}[./]\d{{1,2}}[./]"
    r"\d{2,4}\b|\bQ[1-4]\b(?: \d{4})?|\b(?:due|by|until|before) (?:end of \w+|next \w+|"
    rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTH})\b"
)
_NOT_OWNERS = re.compile(
    r"\b(?:see|e\.g|i\.e|done|wip|https?|PR|#\d|due|until|by|and|or|the)\b", re.I
)
_ACTION_LABEL = re.compile(
    r"\A\W*(?:action(?: item)?|AI[-\s]?\d+|follow[- ]?up|todo)\s*\d*\s*[:—–-]", re.I
)


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


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something somebody will do because of the incident.

    Attributes:
        span: The whole item: a list item, a paragraph or a table row.
        text: Span of what will be done.
        owner: Who does it, as written, or None.
        due: When it is due, as written, or None.
        is_done: True where the item says so (a ticked box, a state of "done").
    """

    span: Span
    text: Span
    owner: str | None = None
    due: str | None = None
    is_done: bool = False


def _rows(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the cells of each table row, header rows left out."""
    cells = [b for b in blocks if b.kind is BlockKind.TABLE_CELL]
    for _, row in groupby(cells, key=lambda b: b.row):
        yield list(row)


def find_timeline(prose: str, blocks: Sequence[Block]) -> tuple[TimelineEntry, ...]:
    """Return what the draft tells with a time in front, in reading order."""
    entries: list[TimelineEntry] = []
    for row in _rows(blocks):
        if entry := _row_entry(prose, row):
            entries.append(entry)
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            entries += _block_entries(prose, block)
    return tuple(sorted(entries, key=lambda e: e.span))


def _row_entry(prose: str, row: list[Block]) -> TimelineEntry | None:
    timed = next((i for i, c in enumerate(row[:2]) if _TIME.match(c.span.of(prose).strip())), None)
    if timed is None or len(row) < 2 or row[0].row is None:
        return None
    # A date in an action's due column is no moment of the story.
    if _DUE.search(row[timed].header) and not re.search(
        r"\b(?:when|date|time)\b", row[timed].header, re.I
    ):
        return None
    others = [c for c in row if c is not row[timed]]
    who = next((c for c in others if _WHO.search(c.header)), None)
    told = [c for c in others if c is not who] or others
    text = max(told, key=lambda c: c.span.end - c.span.start)
    return TimelineEntry(
        span=row[0].row,
        time=row[timed].span.of(prose).strip(),
        text=text.span,
        who=who.span.of(prose).strip() if who else "",
    )


def _block_entries(prose: str, block: Block) -> Iterator[TimelineEntry]:
    sentences = list(split_sentences(prose, block.span))
    heads: list[tuple[int, int, str]] = []
    for sentence in sentences:
        at_line_start = (
            sentence is sentences[0] or "\n" in prose[sentence.start - 20 : sentence.start]
        )
        match = _TIME.match(prose, sentence.start, block.span.end) if at_line_start else None
        if match:
            end = match.end()
            if ranged := _RANGE_END.match(prose, end, block.span.end):
                end = ranged.end()
            if separator := _SEPARATOR.match(prose, end, block.span.end):
                end = separator.end()
            heads.append((sentence.start, end, match["time"].strip()))
    ends = [*(start for start, _, _ in heads[1:]), block.span.end]
    for (start, text_start, time), after in zip(heads, ends, strict=False):
        end = start + len(prose[start:after].rstrip())
        if text_start < end:
            yield TimelineEntry(span=Span(start, end), time=time, text=Span(text_start, end))


def find_actions(
    source: str, prose: str, blocks: Sequence[Block], sections: Sequence[Section]
) -> tuple[ActionItem, ...]:
    """Return the draft's action items in reading order.

    They are the list items and table rows of a section about actions, items with a task
    box or an action label anywhere, and tables with both an owner and a due column.
    """
    spans = [s.span for s in sections if s.kind is SectionKind.ACTIONS]
    items: list[ActionItem] = []
    for row in _rows(blocks):
        inside = any(s.contains(row[0].span) for s in spans)
        headers = " | ".join(c.header for c in row)
        if inside or (_OWNER.search(headers) and _DUE.search(headers) and _WHAT.search(headers)):
            items.append(_row_action(prose, row))
    item_blocks: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM:
            item_blocks.setdefault(block.item, []).append(block)
    for grouped in item_blocks.values():
        first = grouped[0]
        line = source.rfind("\n", 0, first.span.start) + 1
        box = re.match(r"\[([ xX])\]", source[first.span.start :])
        labelled = _ACTION_LABEL.match(first.span.of(prose))
        if box or labelled or any(s.start <= line and s.contains(first.span) for s in spans):
            span = Span(first.span.start, grouped[-1].span.end)
            items.append(_text_action(prose, span, is_done=bool(box and box[1] in "xX")))
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH and _ACTION_LABEL.match(block.span.of(prose)):
            items.append(_text_action(prose, block.span))
    return tuple(sorted(items, key=lambda a: a.span))


def _row_action(prose: str, row: list[Block]) -> ActionItem:
    def cell(pattern: re.Pattern[str], *, taken: set[int]) -> Block | None:
        return next((c for c in row if c.column not in taken and pattern.search(c.header)), None)

    taken = {c.column for c in row if _NUMBER.match(c.header)}
    what = cell(_WHAT, taken=taken)
    if what is None:
        free = [c for c in row if c.column not in taken]
        what = max(free or row, key=lambda c: c.span.end - c.span.start)
    taken.add(what.column)
    owner, due = cell(_OWNER, taken=taken), cell(_DUE, taken=taken)
    state = cell(_STATE, taken=taken | {c.column for c in (owner, due) if c})
    return ActionItem(
        span=row[0].row or what.span,
        text=what.span,
        owner=_filled(prose, owner),
        due=_filled(prose, due),
        is_done=bool(state and _DONE.search(state.span.of(prose))),
    )


def _filled(prose: str, cell: Block | None) -> str | None:
    text = cell.span.of(prose).strip() if cell else ""
    return None if text.lower() in ("", "-", "–", "—", "?", "tbd", "n/a", "open", "none") else text


def _text_action(prose: str, span: Span, *, is_done: bool = False) -> ActionItem:
    text = span.of(prose)
    due = _INLINE_DUE.search(text)
    owner = None
    for match in _INLINE_OWNER.finditer(text):
        named = next(g for g in match.groups() if g).strip()
        if not _NOT_OWNERS.search(named) and not _INLINE_DUE.fullmatch(named):
            owner = named
            break
    return ActionItem(
        span=span, text=span, owner=owner, due=due[0] if due else None, is_done=is_done
    )
