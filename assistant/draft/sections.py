"""Sections of a draft, and what each is for, without expecting exact headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from assistant.draft.markup import Block, BlockKind
from assistant.prepared import compile_expression
from assistant.span import Span


class SectionKind(StrEnum):
    """What a section is for, as far as its heading tells."""

    SUMMARY = "summary"
    IMPACT = "impact"
    TIMELINE = "timeline"
    CAUSES = "causes"
    WENT_WELL = "went-well"
    LESSONS = "lessons"
    ACTIONS = "actions"
    OTHER = "other"


# First match wins, so the narrow names stand before the wide ones.
_KINDS = tuple(
    (kind, compile_expression(pattern, re.I))
    for kind, pattern in (
        (
            SectionKind.ACTIONS,
            r"\b(?:actions?(?! taken)|follow[- ]?(?:ups?|through)|(?:next )?steps(?! taken)"
            r"|to-?dos?|remediations?|remedies|measures|corrective|preventa?ti(?:on|ve)|improvements?|tasks"
            r"|what (?:we|will|is to) (?:will )?(?:be )?(?:change|do|done|doing|are doing)"
            r"|what (?:we(?:['’]re| are| have|['’]ve)?|are we) (?:chang(?:ed|ing)|altered|doing)"
            r"|what(?: i|['’])?s (?:next|to be done|different now)|what we(?:['’]?ll| shall)"
            r"|what (?:happens|comes) (?:now|next)"
            r"|what changes|recommendations|commitments|undertakings|resolutions"
            r"|(?:long[- ]term|planned) changes|fixes|countermeasures)\b"
            r"|\A(?:[\dA-Z]+[.:)]? )?(?:the )?(?:changes|decisions|agreed|to do|to change|next"
            r"|ideas|capa|homework|promises|way forward|going forward|plan|decided|what follows)\Z"
            r"|\bdone and to do\b",
        ),
        (
            SectionKind.WENT_WELL,
            r"\b(?:(?:went|worked|going|was) (?:well|right|ok|okay|fine|good|great)|lucky|luck"
            r"|what (?:\w+ )?(?:worked|held|helped|stood|softened|served|protected|preserved|spared"
            r"|contained|saved|stopped it|kept (?:it|the|us|this))|what made (?:it|the damage|this)"
            r" (?:survivable|small(?:er)?|bearable)|in our favour|good side|want to keep"
            r"|kept .*(?:worse|small)|limited|helped|saved|credit|silver linings?|positives?)\b",
        ),
        (
            SectionKind.TIMELINE,
            r"\b(?:time ?line|chronolog\w*|sequence of events|log of|course of|how it unfolded"
            r"|what happened when|minute by minute|events)\b",
        ),
        (
            SectionKind.IMPACT,
            r"\b(?:impact|effects?|damage|scope|who was (?:hit|affected)|affected|consequences"
            r"|numbers|costs?)\b",
        ),
        (
            SectionKind.CAUSES,
            r"\b(?:root|causes?|analysis|why|contribut\w+|trigger|conditions"
            r"|made (?:it|this) possible|predictable|diagnosis|explanation|background"
            r"|(?:5|five)[- ]whys?)\b",
        ),
        (
            SectionKind.LESSONS,
            r"\b(?:lessons?|learn\w*|learnt|takeaways?|reflections?|went (?:wrong|badly)"
            r"|conclusions?|insights?)\b",
        ),
        (
            SectionKind.SUMMARY,
            r"\b(?:summary|overview|abstract|synopsis|tl;?dr|in (?:one|a) (?:paragraph|nutshell)"
            r"|in (?:a )?few (?:sentences|words|lines)"
            r"|in short|what happened|description|introduction|intro)\b",
        ),
    )
)

# "**Impact**" or "Root cause:" alone in a paragraph is a heading to its author.
_LABEL = compile_expression(r"[^\n.!?]{2,60}\Z")
# So is "- **Impact**: …" where a report is one long list.
_LIST_LABEL = compile_expression(r"(?:\*\*|__)(?P<title>[^*_\n]{2,60}?):?(?:\*\*|__)(?P<colon>:?)")
# So is "**Impact.** For two hours …" at the head of a paragraph.
_RUN_IN = compile_expression(r"(?:\*\*|__)(?P<title>[^*_\n.:!?]{2,60})[.:]?(?:\*\*|__)[.:]?(?=\s)")
_SHORT_LABEL = 4
_PARAGRAPH_LEVEL = 7
_LIST_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next heading.

    Attributes:
        title: The heading's text; "" for what stands before the first heading.
        level: 1 to 6, or 0 where there is no heading; 7 for a label alone in a paragraph or
            in bold at its head, 8 for a label that opens a list item.
        kind: What it is for.
        heading: Span of the heading's text, or None.
        span: From the heading to the next heading's start.
    """

    title: str
    level: int
    kind: SectionKind
    heading: Span | None
    span: Span


def section_kind(title: str) -> SectionKind:
    """Return what a section with this heading is for."""
    for kind, pattern in _KINDS:
        if pattern.search(title):
            return kind
    return SectionKind.OTHER


def find_sections(source: str, prose: str, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Return the sections of a document in order; they cover it without gaps.

    A subsection whose own heading says nothing keeps the kind of the section it is in.
    """
    starts: list[tuple[int, Span | None, str, int]] = [(0, None, "", 0)]
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.kind is BlockKind.HEADING:
            line = source.rfind("\n", 0, block.span.start) + 1
            starts.append((line, block.span, block.span.of(prose).strip(), block.level))
        elif title := _label(source, prose, block, following):
            starts.append((block.span.start, block.span, title, _PARAGRAPH_LEVEL))
        elif run_in := _run_in(source, block):
            named = Span(block.span.start, block.span.start + run_in.end())
            starts.append((block.span.start, named, run_in["title"].strip(), _PARAGRAPH_LEVEL))
        elif label := _list_label(source, block):
            named = Span(block.span.start, block.span.start + label.end())
            starts.append((block.span.start, named, label["title"].strip(), _LIST_LEVEL))
    if len(starts) > 1 and not source[: starts[1][0]].strip():
        starts[0:2] = [(0, *starts[1][1:])]
    sections: list[Section] = []
    outer: list[Section] = []
    for (start, heading, title, level), after in zip(
        starts, [*(s[0] for s in starts[1:]), len(source)], strict=True
    ):
        while outer and outer[-1].level >= level:
            outer.pop()
        kind = section_kind(title)
        within = outer[-1].kind if outer and outer[-1].level > 1 else SectionKind.OTHER
        # A label in a list of actions or of lessons names a field of an item, no new part.
        if kind is SectionKind.OTHER or (level == _LIST_LEVEL and within is not SectionKind.OTHER):
            kind = within
        section = Section(title, level, kind, heading, Span(start, after))
        sections.append(section)
        outer.append(section)
    return tuple(sections)


def _run_in(source: str, block: Block) -> re.Match[str] | None:
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    label = _RUN_IN.match(source, block.span.start, block.span.end)
    return label if label and ("." in label[0] or ":" in label[0]) else None


def _list_label(source: str, block: Block) -> re.Match[str] | None:
    if block.kind is not BlockKind.LIST_ITEM or block.level != 1:
        return None
    text = block.span.of(source)
    label = _LIST_LABEL.match(text)
    is_label = label and (":" in label[0][-3:] or label.end() == len(text))
    return label if is_label else None


def _label(source: str, prose: str, block: Block, following: Block | None) -> str:
    """Return the title a paragraph is: bold, ended by a colon, or short before a list."""
    if block.kind is not BlockKind.PARAGRAPH:
        return ""
    text = block.span.of(source).strip()
    is_bold = text.startswith(("**", "__")) and text.rstrip(":").endswith(("**", "__"))
    opens_list = (
        following is not None
        and following.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_HEADER)
        and len(text.split()) <= _SHORT_LABEL
    )
    if not (is_bold or text.endswith(":") or opens_list) or not _LABEL.match(text):
        return ""
    title = block.span.of(prose).strip().rstrip(":")
    return title if section_kind(title) is not SectionKind.OTHER else ""
