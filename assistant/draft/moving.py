"""Sentences that belong somewhere else: into the timeline, among the actions.

A move is a few changes of the source that are made together. It takes the form of the
section it goes to: a table row, a list item, or the section of the template where the
draft has none. What a sentence does not say becomes a blank in square brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.draft.document import Draft, Sentence, parse_draft
from assistant.draft.markup import Block, BlockKind
from assistant.draft.sections import Section, SectionKind
from assistant.draft.template import new_draft_text
from assistant.prepared import compile_expression
from assistant.span import Span

_CLOCK = compile_expression(
    r"(?<![\d:.,])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d%])(?:\s?[ap]\.?m\b\.?)?", re.I
)
_MINUTES = compile_expression(r"\W*(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?!\s?[ap]\.?m)", re.I)
# "At 09:40, support …": the time goes in front of the entry and need not stand there twice.
_LEADING = compile_expression(
    rf"(?:at )?(?P<time>{_CLOCK.pattern})(?:[,:]|\s[-–—])?\s+(?=\S)", re.I
)
_MARKER = compile_expression(
    r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]+)(?P<box>\[[ xX]\][ \t]+)?"
)
_WHEN = compile_expression(r"\b(?:when|date|time|hour|clock)\b", re.I)
_TOLD = compile_expression(r"\b(?:what|events?|happened|saw|description|note)\b", re.I)
_DONE = compile_expression(
    r"\b(?:what|actions?|tasks?|items?|measures?|change|follow[- ]?ups?)\b", re.I
)
_OWNER = compile_expression(r"\b(?:who|owners?|responsible|assignees?|lead|dri)\b", re.I)
_DUE = compile_expression(r"\b(?:due|until|by|deadline|when|date|target|eta)\b", re.I)
# What comes after the timeline in a report that has none yet.
_AFTER_TIMELINE = (
    SectionKind.CAUSES,
    SectionKind.WENT_WELL,
    SectionKind.LESSONS,
    SectionKind.ACTIONS,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of the source and what stands there instead."""

    span: Span
    insert: str


@dataclass(frozen=True, slots=True)
class _Form:
    """How an entry is written: its cells by the header of a column, or its line."""

    kind: SectionKind
    told: re.Pattern[str]
    cells: tuple[tuple[re.Pattern[str], str], ...]
    line: str
    text: str
    minutes: int | None = None


def whole_sentences(draft: Draft, selected: Span) -> Span | None:
    """Return the sentences of one block that a selection touches, or None where it has none."""
    touched = _touched(draft, selected)
    return Span(touched[0].span.start, touched[-1].span.end) if touched else None


def move_to_timeline(draft: Draft, selected: Span) -> tuple[Change, ...]:
    """Return the changes that make a timeline entry of the sentences a selection touches.

    Returns:
        Changes that do not overlap, in reading order; none where the selection is no prose
        or stands in the timeline already.
    """
    sentences = _touched(draft, selected)
    if not sentences:
        return ()
    text = _flat(draft, sentences)
    leading = _LEADING.match(text)
    clock = leading or _CLOCK.search(text)
    time = "[time]"
    if clock:
        time = clock["time"] if leading else clock[0]
    if leading:
        rest = text[leading.end() :]
        text = rest[0].upper() + rest[1:]
    form = _Form(
        kind=SectionKind.TIMELINE,
        told=_TOLD,
        cells=((_WHEN, time),),
        line=f"{time} {text}",
        text=text,
        minutes=_minutes(time),
    )
    return _move(draft, sentences, form)


def move_to_actions(draft: Draft, selected: Span) -> tuple[Change, ...]:
    """Return the changes that make an action of the sentences a selection touches.

    Returns:
        As `move_to_timeline`; who does it and by when are blanks to be filled in.
    """
    sentences = _touched(draft, selected)
    if not sentences:
        return ()
    text = _flat(draft, sentences)
    form = _Form(
        kind=SectionKind.ACTIONS,
        told=_DONE,
        cells=((_OWNER, "[owner]"), (_DUE, "[date]")),
        line=f"{text} Owner: [owner], due [date]",
        text=text,
    )
    return _move(draft, sentences, form)


def _touched(draft: Draft, selected: Span) -> list[Sentence]:
    touched = [
        s
        for s in draft.sentences
        if s.span.overlaps(selected) or s.span.start <= selected.start == selected.end <= s.span.end
    ]
    told = [s for s in touched if s.block.kind is not BlockKind.HEADING]
    return [s for s in told if s.block == told[0].block]


def _flat(draft: Draft, sentences: Sequence[Sentence]) -> str:
    span = Span(sentences[0].span.start, sentences[-1].span.end)
    return " ".join(span.of(draft.source).split())


def _move(draft: Draft, sentences: Sequence[Sentence], form: _Form) -> tuple[Change, ...]:
    if draft.section_of(sentences[0]).kind is form.kind:
        return ()
    taken = _take(draft, sentences)
    put = _put(draft, form)
    if taken.span.overlaps(put.span) or taken.span.start < put.span.start < taken.span.end:
        return ()
    return (taken, put) if taken.span <= put.span else (put, taken)


def _take(draft: Draft, sentences: Sequence[Sentence]) -> Change:
    """Return the change that takes sentences out, with the block that they leave empty."""
    source, block = draft.source, sentences[0].block
    start, end = sentences[0].span.start, sentences[-1].span.end
    before, after = source[block.span.start : start], source[end : block.span.end]
    if block.kind is BlockKind.TABLE_CELL or before.strip() or after.strip():
        if after.strip():
            end += len(after) - len(after.lstrip())
        elif before.strip():
            start -= len(before) - len(before.rstrip())
        return Change(Span(start, end), "")
    line = source.rfind("\n", 0, start) + 1
    if not re.fullmatch(rf"[ \t]*|{_MARKER.pattern}", source[line:start]):
        return Change(Span(start, end), "")
    closing = source.find("\n", end)
    closing = len(source) if closing < 0 else closing + 1
    if source[end:closing].strip():
        return Change(Span(start, end), "")
    # Of the empty lines around a paragraph that goes, one side stays.
    is_alone = source[:line].endswith("\n\n") and source[closing:].startswith("\n")
    return Change(Span(line, closing + 1 if is_alone else closing), "")


def _put(draft: Draft, form: _Form) -> Change:
    """Return the change that writes an entry where its section has such entries."""
    section = next((s for s in draft.sections if s.kind is form.kind and s.heading), None)
    if section is None:
        return _put_new_section(draft, form)
    inside = [
        b for b in draft.blocks if section.span.contains(b.span) and b.span != section.heading
    ]
    if headers := [b for b in inside if b.kind is BlockKind.TABLE_HEADER]:
        return _put_row(draft, form, headers)
    items = [b for b in inside if b.kind is BlockKind.LIST_ITEM and b.level == 1]
    firsts = [b for i, b in enumerate(items) if i == 0 or b.item != items[i - 1].item]
    if firsts:
        return _put_item(draft, form, section, firsts)
    at = section.span.start + len(section.span.of(draft.source).rstrip())
    return Change(Span(at, at), f"\n\n- {form.line}" + _gap_below(draft.source, at))


def _put_row(draft: Draft, form: _Form, headers: Sequence[Block]) -> Change:
    source = draft.source
    first_row = headers[0].row
    headers = [h for h in headers if h.row == first_row]
    names = _columns(source, headers)
    row = _row(form, names)
    rows = _rows_below(source, headers[0])
    if not rows:
        at = _end_of_line(source, headers[-1].span.end)
        rule = _end_of_line(source, at + 1)
        return Change(Span(rule, rule), "\n" + row)
    empty = [r for r in rows if not r.of(source).strip(" \t|")]
    if empty:
        return Change(empty[0], row)
    if form.minutes is not None:
        column = next((i for i, name in enumerate(names) if _WHEN.search(name)), 0)
        times = [_minutes(_cells(r.of(source))[column : column + 1]) for r in rows]
        if (index := _place_in_time(times, form.minutes)) is not None:
            return Change(Span(rows[index].start, rows[index].start), row + "\n")
    return Change(Span(rows[-1].end, rows[-1].end), "\n" + row)


def _put_item(draft: Draft, form: _Form, section: Section, items: Sequence[Block]) -> Change:
    source = draft.source
    starts = [source.rfind("\n", 0, b.span.start) + 1 for b in items]
    markers = [_MARKER.match(source, start) for start in starts]
    first = next((m for m in markers if m), None)
    if first is None:
        at = section.span.start + len(section.span.of(source).rstrip())
        return Change(Span(at, at), f"\n\n- {form.line}" + _gap_below(source, at))
    box = "[ ] " if first["box"] else ""
    mark = first["indent"] + first["mark"] + first["gap"] + box
    if form.minutes is not None:
        times = [_minutes(b.span.of(source)) for b in items]
        if (index := _place_in_time(times, form.minutes)) is not None:
            at = starts[index]
            return Change(Span(at, at), f"{mark}{form.line}\n")
    at = section.span.start + len(section.span.of(source).rstrip())
    last = [b for b in draft.blocks if b.item == items[-1].item]
    at = max(_end_of_line(source, b.span.end) for b in last) if last else at
    if number := re.match(r"\d+", first["mark"]):
        count = int(number[0]) + len(items)
        mark = f"{first['indent']}{count}{first['mark'][-1]}{first['gap']}{box}"
    return Change(Span(at, at), f"\n{mark}{form.line}")


def _put_new_section(draft: Draft, form: _Form) -> Change:
    """Return the change that writes the template's section with the entry in it."""
    title, names, rule = _template_section(form.kind)
    header = "| " + " | ".join(names) + " |"
    section = f"## {title}\n\n{header}\n{rule}\n{_row(form, names)}\n"
    source = draft.source
    if form.kind is SectionKind.TIMELINE:
        following = next(
            (s for s in draft.sections if s.kind in _AFTER_TIMELINE and 0 < s.level <= 2), None
        )
        if following:
            at = following.span.start
            return Change(Span(at, at), _gap_above(source, at) + section + "\n")
    at = len(source)
    return Change(Span(at, at), _gap_above(source, at) + section)


@cache
def _template_section(kind: SectionKind) -> tuple[str, tuple[str, ...], str]:
    """Return title, column names and rule line of the template's section of a kind."""
    draft = parse_draft(new_draft_text())
    section = next(s for s in draft.sections if s.kind is kind)
    headers = [
        b
        for b in draft.blocks
        if b.kind is BlockKind.TABLE_HEADER and section.span.contains(b.span)
    ]
    names = tuple(h.span.of(draft.source) for h in headers)
    return section.title, names, "|" + " --- |" * len(names)


def _columns(source: str, headers: Sequence[Block]) -> tuple[str, ...]:
    row = headers[0].row
    return tuple(_cells(row.of(source))) if row else ()


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)]


def _row(form: _Form, names: Sequence[str]) -> str:
    """Return a table row: what is told in its column, what is known in theirs."""
    cells = [""] * max(1, len(names))
    free = list(range(len(cells)))
    loose = []

    def given(pattern: re.Pattern[str]) -> int | None:
        return next((i for i in free if i < len(names) and pattern.search(names[i])), None)

    for pattern, value in form.cells:
        column = given(pattern)
        if column is None:
            loose.append(value)
        else:
            free.remove(column)
            cells[column] = value
    column = given(form.told)
    if column is None:
        column = free[0] if free else len(cells) - 1
    told = form.text if not loose or form.kind is SectionKind.ACTIONS else form.line
    cells[column] = " ".join(filter(None, (cells[column], re.sub(r"(?<!\\)\|", r"\\|", told))))
    return "| " + " | ".join(cells) + " |"


def _rows_below(source: str, header: Block) -> list[Span]:
    """Return the rows of the table a header opens, empty ones among them."""
    rows = []
    at = _end_of_line(source, header.span.end) + 1
    at = _end_of_line(source, at) + 1
    while at < len(source):
        end = _end_of_line(source, at)
        if "|" not in source[at:end]:
            break
        rows.append(Span(at, end))
        at = end + 1
    return rows


def _place_in_time(times: Sequence[int | None], minutes: int) -> int | None:
    """Return before which entry a time belongs, or None for the end or where that is unclear."""
    known = [t for t in times if t is not None]
    if len(known) < len(times) or known != sorted(known):
        return None
    return next((i for i, t in enumerate(known) if t > minutes), None)


def _minutes(text: str | Sequence[str]) -> int | None:
    words = text if isinstance(text, str) else " ".join(text)
    found = _MINUTES.match(words)
    return int(found["hour"]) * 60 + int(found["minute"]) if found else None


def _end_of_line(source: str, at: int) -> int:
    end = source.find("\n", at)
    return len(source) if end < 0 else end


def _gap_above(source: str, at: int) -> str:
    before = source[:at]
    if not before or before.endswith("\n\n"):
        return ""
    return "\n" if before.endswith("\n") else "\n\n"


def _gap_below(source: str, at: int) -> str:
    return "" if source[at:].startswith("\n") or at == len(source) else "\n"
