"""Sections of a draft, and what each is for, without expecting exact headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.draft.markup import Block, BlockKind
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
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (
            SectionKind.ACTIONS,
            r"\b(?:actions?|action items?|follow[- ]?ups?|next steps|to[- ]?dos?|remediations?"
            r"|remedies|measures|corrective|preventi(?:on|ve|tive)|improvements?|tasks"
            r"|what (?:we|will) (?:will )?(?:change|do|are doing)|what changes"
            r"|fixes|countermeasures)\b",
        ),
        (
            SectionKind.WENT_WELL,
            r"\b(?:(?:went|worked|going) (?:well|right)|kept .*(?:worse|small)|limited|lucky|luck"
            r"|helped|saved us|positives?)\b",
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
            r"|in short|what happened|description|introduction|intro)\b",
        ),
    )
)

# "**Impact**" or "Root cause:" alone in a paragraph is a heading to its author.
_LABEL = re.compile(r"[^\n.!?]{2,60}\Z")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next heading.

    Attributes:
        title: The heading's text; "" for what stands before the first heading.
        level: 1 to 6, or 0 where there is no heading; 7 for a label alone in a paragraph.
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
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            line = source.rfind("\n", 0, block.span.start) + 1
            starts.append((line, block.span, block.span.of(prose).strip(), block.level))
        elif title := _label(source, prose, block):
            starts.append((block.span.start, block.span, title, 7))
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
        if kind is SectionKind.OTHER and outer and outer[-1].level > 1:
            kind = outer[-1].kind
        section = Section(title, level, kind, heading, Span(start, after))
        sections.append(section)
        outer.append(section)
    return tuple(sections)


def _label(source: str, prose: str, block: Block) -> str:
    if block.kind is not BlockKind.PARAGRAPH:
        return ""
    text = block.span.of(source).strip()
    is_bold = text.startswith(("**", "__")) and text.rstrip(":").endswith(("**", "__"))
    if not (is_bold or text.endswith(":")) or not _LABEL.match(text):
        return ""
    title = block.span.of(prose).strip().rstrip(":")
    return title if section_kind(title) is not SectionKind.OTHER else ""
