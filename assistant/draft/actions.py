"""Action items, wherever and however they are written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.draft.assignments import is_sometime, names_nobody, read_assignment
from assistant.draft.markup import Block, BlockKind
from assistant.draft.sections import Section, SectionKind, section_kind
from assistant.draft.sentences import split_sentences
from assistant.draft.timeline import read_time, table_rows
from assistant.prepared import compile_expression
from assistant.span import Span

_OWNER = compile_expression(
    r"\b(?:who|owners?|owned by|responsible|assignees?|assigned|lead|dri|team)\b", re.I
)
_DUE = compile_expression(r"\b(?:due|until|by|deadline|when|date|target|eta|done by)\b", re.I)
_STATE = compile_expression(r"\b(?:state|status|done|progress)\b", re.I)
_WHAT = compile_expression(
    r"\b(?:what|actions?|tasks?|items?|measures?|description|follow[- ]?ups?|change)\b", re.I
)
_NUMBER = compile_expression(
    r"\A\s*(?:#|no\.?|nr\.?|id|ref|ticket|prio\w*|type|kind|strength)\s*\Z", re.I
)
_DONE = compile_expression(r"\b(?:done|closed|completed?|finished|shipped|merged|live)\b", re.I)
_LABEL = compile_expression(
    r"\A\W*(?:action(?: item)?|AI[-\s]?\d+|follow[- ]?up|todo)\s*\d*\s*[:—–-]", re.I
)
# A sentence of a paragraph about actions that says what will be done, not how it came.
_PROPOSES = compile_expression(
    r"\b(?:will|shall|going to|need(?:s)? to|must|have to|has to|should(?! have (?:been|\w+ed)\b)"
    r"|are working|is working|plan(?:s|ned)? to|intend|aim(?:s|ing)? |becomes?|ideal)\b|\b(?:we|I) "
    r"(?:want|hope|are|am) ",
    re.I,
)
_TELLS = compile_expression(
    r"\A\W*(?:the|this|that|these|those|we|it|they|there|here|he|she|i|in|on|at|as|if|for|when|after"
    r"|before|because|since|so|but|and|our|some|each|all|no|not|to|of|with|from|by|was|were|is"
    r"|are|had|has|have|most|many|following|going|once|also|related|status|update|note)\b",
    re.I,
)
_NUMBERED = compile_expression(
    r"^[ \t]*(?:\d+(?:\.\d+)*[.)]?|\((?:[a-z]|[ivx]+|\d+)\))[ \t]+(?=\S)"
    r"|(?<=[ \t])\((?:[a-z]|[ivx]+)\)[ \t]+(?=\S)",
    re.M,
)
_LETTERED = compile_expression(r"\((?:a|i)\)\s.*\((?:b|ii)\)\s", re.S)
_LONGEST_LABEL = 5
_MIN_WORDS = 3
# So many words may follow the closing list: a greeting, a date, a name.
_CLOSING_WORDS = 40


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something somebody will do because of the incident.

    Attributes:
        span: The whole item: a list item, a paragraph, a sentence or a table row.
        text: Span of what will be done.
        owner: Who does it, as written, or None.
        due: When it is due, as written, or None.
        is_done: True where the item says so (a ticked box, a state of "done").
        vague_owner: What stands for an owner and names nobody, like "all", or "".
        vague_due: What stands for a day and is none, like "asap", or "".
    """

    span: Span
    text: Span
    owner: str | None = None
    due: str | None = None
    is_done: bool = False
    vague_owner: str = ""
    vague_due: str = ""


def find_actions(
    source: str, prose: str, blocks: Sequence[Block], sections: Sequence[Section]
) -> tuple[ActionItem, ...]:
    """Return the draft's action items in reading order.

    They are the list items, table rows and proposing sentences of a section about actions,
    proposing list items of one about lessons, items with a task box or an action label
    anywhere, and tables with both an owner and a due column; where there are none of
    these, the assigned items of a list the report ends with.
    """
    about = _Sections(sections)
    items: list[ActionItem] = []
    for row in table_rows(blocks):
        headers = " | ".join(c.header for c in row)
        is_plan = _OWNER.search(headers) and _DUE.search(headers) and _WHAT.search(headers)
        if is_plan or about.is_actions(row[0].span.start):
            items.append(_row_action(prose, row))
    item_blocks: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM:
            item_blocks.setdefault(block.item, []).append(block)
    for grouped in item_blocks.values():
        first = grouped[0]
        if lettered := _lettered_actions(prose, first, about):
            items += lettered
            continue
        box = re.match(r"\[([ xX])\]", source[first.span.start :])
        labelled = _LABEL.match(first.span.of(prose))
        is_proposal = about.is_lessons(first.span.start) and _PROPOSES.search(first.span.of(prose))
        if box or labelled or is_proposal or about.is_actions(first.span.start):
            span = Span(first.span.start, grouped[-1].span.end)
            items.append(_text_action(prose, span, is_done=bool(box and box[1] in "xX")))
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            if _LABEL.match(block.span.of(prose)):
                items.append(_text_action(prose, block.span))
            elif about.is_actions(block.span.start):
                items += _paragraph_actions(prose, block.span)
            else:
                items += _lettered_actions(prose, block, about)
    if not items:
        items = _closing_list(prose, blocks)
    return tuple(sorted((i for i in items if _says(prose, i)), key=lambda a: a.span))


def _closing_list(prose: str, blocks: Sequence[Block]) -> list[ActionItem]:
    """Return the items of the list a report ends with, where some have an owner or a day.

    Authors who call their actions "Next" or "Ideas" still put them last and assign them.
    """
    closing: list[Block] = []
    for block in reversed(blocks):
        if block.kind is BlockKind.LIST_ITEM:
            closing.append(block)
        elif closing or len(prose[block.span.end :].split()) > _CLOSING_WORDS:
            break
    items = [_text_action(prose, b.span) for b in reversed(closing) if b.level == 1]
    assigned = sum(1 for i in items if i.due and i.owner)
    is_plan = len(items) > 1 and assigned * 4 >= len(items)
    starts_timed = any(read_time(prose, i.span) for i in items)
    return items if is_plan and not starts_timed else []


class _Sections:
    """Which section an offset stands in."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [s.span.start for s in sections]

    def is_actions(self, offset: int) -> bool:
        return self._kind(offset) is SectionKind.ACTIONS

    def is_lessons(self, offset: int) -> bool:
        return self._kind(offset) is SectionKind.LESSONS

    def _kind(self, offset: int) -> SectionKind:
        section = self._sections[bisect_right(self._starts, offset) - 1]
        # The label that opens a section of actions is none of them.
        is_label = section.heading is not None and offset < section.heading.end
        if is_label and section_kind(section.title) is section.kind:
            return SectionKind.OTHER
        return section.kind


def _says(prose: str, item: ActionItem) -> bool:
    return bool(re.search(r"[^\W_]{2}", item.text.of(prose)))


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
    who, when = _filled(prose, owner), _filled(prose, due)
    is_vague_owner, is_vague_due = names_nobody(who or ""), is_sometime(when or "")
    return ActionItem(
        span=row[0].row or what.span,
        text=what.span,
        owner=None if is_vague_owner else who,
        due=None if is_vague_due else when,
        vague_owner=who if who and is_vague_owner else "",
        vague_due=when if when and is_vague_due else "",
        is_done=any(c and _DONE.search(c.span.of(prose)) for c in (state, due)),
    )


def _filled(prose: str, cell: Block | None) -> str | None:
    text = cell.span.of(prose).strip() if cell else ""
    empty = ("", "-", "–", "—", "?", "tbd", "n/a", "open", "none")
    is_blank = text.startswith("[") and text.endswith("]")
    return None if is_blank or text.lower() in empty or _DONE.fullmatch(text) else text


def _text_action(prose: str, span: Span, *, is_done: bool = False) -> ActionItem:
    assigned = read_assignment(span.of(prose))
    return ActionItem(
        span=span,
        text=span,
        owner=assigned.owner,
        due=assigned.due,
        is_done=is_done or assigned.is_done,
        vague_owner=assigned.vague_owner,
        vague_due=assigned.vague_due,
    )


def _lettered_actions(prose: str, block: Block, about: _Sections) -> list[ActionItem]:
    """Return the actions of a block like "Measures. (a) … (b) …", or none."""
    text = block.span.of(prose)
    if not _LETTERED.search(text):
        return []
    label, _, _ = text.partition("(")
    is_label = len(label.split()) <= _LONGEST_LABEL
    is_plan = section_kind(label.strip(" .:")) is SectionKind.ACTIONS
    if not is_label or not (is_plan or about.is_actions(block.span.start)):
        return []
    start = block.span.start + len(label)
    return list(_paragraph_actions(prose, Span(start, block.span.end)))


def _paragraph_actions(prose: str, block: Span) -> Iterator[ActionItem]:
    """Yield the actions of a paragraph in a section about actions.

    Numbered lines are one each; of other sentences those that propose or command.
    """
    text = block.of(prose)
    numbers = list(_NUMBERED.finditer(text))
    if numbers and not text[: numbers[0].start()].strip():
        ends = [*(m.start() for m in numbers[1:]), len(text)]
        for match, end in zip(numbers, ends, strict=True):
            last = match.end() + len(text[match.end() : end].rstrip())
            if match.end() < last:
                span = Span(block.start + match.end(), block.start + last)
                yield _text_action(prose, span)
        return
    for sentence in split_sentences(prose, block):
        told = sentence.of(prose)
        if told.endswith("?") or len(told.split()) < _MIN_WORDS:
            continue
        if _PROPOSES.search(told) or not (_TELLS.match(told) or told.endswith(":")):
            yield _text_action(prose, sentence)
