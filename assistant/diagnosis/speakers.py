"""Stretches of a draft that are ascribed to a department as its own account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.diagnosis.departments import Departments
from assistant.diagnosis.people import name_of
from assistant.diagnosis.phrases import read_words
from assistant.diagnosis.voices import tells_deed, tells_inner, word_list
from assistant.draft import Block, BlockKind, Draft, SectionKind
from assistant.prepared import compile_expression
from assistant.span import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the draft told by, or in the name of, one department.

    Attributes:
        department: Its id.
        span: The part.
        is_spoken: True where the ascription alone says that it speaks ("Support: …"); False
            where what is told has to show it.
        is_row: True for a table row or a timeline entry, which shows that it was there.
    """

    department: str
    span: Span
    is_spoken: bool
    is_row: bool = False


_LABEL = compile_expression(r"\W*(?P<who>[^\W\d][\w\s/&'’,()-]{1,50}?)\s*[.:](?=\s)")
_LONGEST_LABEL = 7
_TELLING_HEADING = compile_expression(
    r"\b(?:saw|sees|seen|owns?|knew|knows|heard|hears|says?|said|views?|side|perspective|words"
    r"|account|desks?|noticed|experienced|met)\b",
    re.I,
)
_SHORT_HEADING = 3
_WHO = compile_expression(
    r"\b(?:who|department|dept|unit|team|area|role|side|desk|function|station)\b", re.I
)
# Headers of a column about the department itself, not about somebody answering for a task.
_OTHER_WHO = compile_expression(r"\b(?:owner|told|responsible|assignee)\b", re.I)
# A column that says whose word a row is; where it is empty, nobody was asked.
_TOLD_BY = compile_expression(r"\bwho (?:told|said)\b|\btold (?:us|by)\b", re.I)
_FEWEST_WORDS = 3
# From so many words on an entry of a department is its own account of the moment.
_ACCOUNT_WORDS = 12
_VERBLESS = word_list("being") | word_list("auxiliaries")


def find_stretches(
    draft: Draft, departments: Departments, names: Mapping[str, str]
) -> tuple[Stretch, ...]:
    """Return the labelled blocks, titled sections, table rows and entries of departments.

    Args:
        draft: The draft.
        departments: The departments of the company.
        names: Departments of people by their first names, as the draft introduces them.
    """
    reader = _Reader(draft, departments, names)
    found = [*reader.labelled(), *reader.titled(), *reader.rows(), *reader.entries()]
    return tuple(sorted(found, key=lambda s: (s.span, s.department)))


class _Reader:
    def __init__(self, draft: Draft, departments: Departments, names: Mapping[str, str]) -> None:
        self._draft = draft
        self._departments = departments
        self._names = names

    def labelled(self) -> Iterator[Stretch]:
        """Yield blocks that open with who tells them: "**From HR:** We ran …"."""
        for block in self._draft.blocks:
            if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
                continue
            yield from self._labelled(block.span)

    def entries(self) -> Iterator[Stretch]:
        """Yield timeline entries ascribed by a column or a label after the time."""
        for entry in self._draft.timeline:
            if entry.who:
                yield from self._account(entry.who, entry.span, entry.text)
            else:
                yield from self._labelled(entry.text)

    def titled(self) -> Iterator[Stretch]:
        """Yield sections whose heading says whose view they tell."""
        for section in self._draft.sections:
            title = section.title
            words = title.split()
            is_telling = len(words) <= _SHORT_HEADING or _TELLING_HEADING.search(title)
            if section.level < 2 or section.kind is not SectionKind.OTHER or not is_telling:
                continue
            found = self._people_in(title)
            if len(found) == 1 and section.heading:
                span = Span(section.heading.end, section.span.end)
                yield Stretch(found.pop(), span, is_spoken=False)

    def rows(self) -> Iterator[Stretch]:
        """Yield rows of tables that have a column of departments and are no plan."""
        told = [e.span for e in self._draft.timeline] + [a.span for a in self._draft.actions]
        cells = [b for b in self._draft.blocks if b.kind is BlockKind.TABLE_CELL]
        heads = [b for b in self._draft.blocks if b.kind is BlockKind.TABLE_HEADER]
        for row, grouped in groupby(cells, key=lambda b: b.row):
            listed = list(grouped)
            if row is None or row in told:
                continue
            who = next(
                (c for c in listed if _WHO.search(c.header) and not _OTHER_WHO.search(c.header)),
                None,
            )
            rest = [c.span for c in listed if c is not who]
            if who and rest:
                text = Span(rest[0].start, rest[-1].end)
                is_guessed = self._asks_who_told(heads, row) and not any(
                    _TOLD_BY.search(c.header) for c in listed
                )
                for one in self._account(self._of(who), row, text):
                    yield replace(one, is_spoken=False) if is_guessed else one

    def _asks_who_told(self, heads: Sequence[Block], row: Span) -> bool:
        """Say whether the table a row belongs to has a column for whose word it is."""
        above = [head for head in heads if head.span.start < row.start]
        own = above[-1].row if above else None
        return any(head.row == own and _TOLD_BY.search(self._of(head)) for head in above)

    def _of(self, block: Block) -> str:
        return block.span.of(self._draft.prose)

    def _labelled(self, span: Span) -> Iterator[Stretch]:
        prose = self._draft.prose
        label = _LABEL.match(prose, span.start, span.end)
        if not label or len(prose[label.end() : span.end].split()) < _FEWEST_WORDS:
            return
        words = [w.folded for w in read_words(label["who"])]
        if len(words) > _LONGEST_LABEL or any(
            w in _VERBLESS or tells_inner(w) or tells_deed(w) for w in words
        ):
            return
        for department in sorted(self._people_in(label["who"])):
            yield Stretch(department, Span(label.end(), span.end), is_spoken=True)

    def _account(self, who: str, span: Span, text: Span) -> Iterator[Stretch]:
        told = [w.folded for w in read_words(self._draft.prose, text.start, text.end)]
        is_spoken = any(tells_inner(w) for w in told) or len(told) > _ACCOUNT_WORDS
        for department in sorted(self._people_in(who)):
            yield Stretch(department, span, is_spoken, is_row=True)

    def _people_in(self, text: str) -> set[str]:
        words = read_words(text)
        hits = self._departments.phrases.find(text, words)
        found = {str(h.payload[0]) for h in hits if h.payload[1] in ("people", "names")}
        named = (self._names.get(name_of(text, w)) for w in words)
        return found | {department for department in named if department}
