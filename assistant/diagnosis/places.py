"""The places a draft keeps for parts of its story, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.diagnosis.telling import told_sentences
from assistant.draft import BlockKind, Draft, Section, Sentence, without_blanks
from assistant.prepared import compile_expression
from assistant.span import Span

# Fewer words than this state nothing.
_STATEMENT_WORDS = 4
_DEEPEST_HEADING = 6
_COMMENT = compile_expression(r"<!--(?:(?!-->).){0,2000}-->", re.S)
_WORD = compile_expression(r"\w")
_NOTHING = compile_expression(
    r"\A\W*(?:nothing(?: yet)?|n/?a|none|tbd|to be (?:done|written|filled in|added))\W*\Z", re.I
)
# What the heading of a section says that is there for one part of the story, or one question.
_OWN = {
    part: compile_expression(pattern, re.I)
    for part, pattern in {
        "technical": r"technical",
        "organisational": r"organi[sz]ation",
        "human": r"\bfor (?:the )?people\b|\bhuman",
        "went-right": r"went (?:well|right)|being worse|helped|worked",
        "predictable": r"predictable|to be expected|standing conditions",
        "local-rationality": r"made sense",
        "leaders-own": r"\bleaders?\b",
        "changed-since": r"since the last|happened before",
    }.items()
}
_SAME_PLACE = {
    "organisational-forces": "organisational",
    "human-layer": "human",
    "predictable-outcome": "predictable",
}


def own_sections(draft: Draft, part: str) -> tuple[Section, ...]:
    """Return the sections that are there for a part of the story or a question, by its id."""
    pattern = _OWN.get(_SAME_PLACE.get(part, part))
    if pattern is None:
        return ()
    return tuple(s for s in headed_sections(draft) if pattern.search(s.title))


def unwritten_parts(draft: Draft) -> frozenset[str]:
    """Return the parts of the story whose own section is there, and nothing in it yet.

    What happened technically is told by a timeline too.
    """
    parts = ("organisational", "human", "went-right", "predictable")
    return frozenset(
        part for part in parts if (own := own_sections(draft, part)) and not told_in(draft, own)
    )


def headed_sections(draft: Draft) -> tuple[Section, ...]:
    """Return the sections below the title that have a heading of their own."""
    return tuple(s for s in draft.sections if s.heading and 1 < s.level <= _DEEPEST_HEADING)


def told_in(draft: Draft, sections: Sequence[Section]) -> tuple[Span, ...]:
    """Return the sentences that say something of their own in these sections."""
    if not sections:
        return ()
    starts = {s.span.start for s in sections}
    return tuple(
        s.span
        for s in told_sentences(draft)
        if draft.section_of(s).span.start in starts and _is_statement(draft, s)
    )


def _is_statement(draft: Draft, sentence: Sentence) -> bool:
    text = without_blanks(sentence.span.of(draft.prose)).replace("|", " ")
    is_heading = sentence.block.kind is BlockKind.HEADING
    return not is_heading and len(text.split()) >= _STATEMENT_WORDS and not _NOTHING.match(text)


def empty_sections(draft: Draft) -> tuple[Section, ...]:
    """Return the sections in which nothing is written, nor in one below them.

    Notes of the template, the head of a table and questions that wait are nothing written.
    """
    sections = headed_sections(draft)
    ends = [b.span for b in draft.blocks if b.kind is BlockKind.TABLE_HEADER]
    empty = []
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        if following is not None and following.level > section.level:
            continue
        if not _is_written(draft, section, following, ends):
            empty.append(section)
    return tuple(empty)


def _is_written(
    draft: Draft, section: Section, following: Section | None, headers: Sequence[Span]
) -> bool:
    start = section.heading.end if section.heading else section.span.start
    end = following.span.start if following else len(draft.source)
    kept, at = [], start
    for header in headers:
        if start <= header.start and header.end <= end:
            kept.append(draft.source[at : header.start])
            at = header.end
    kept.append(draft.source[at:end])
    return bool(_WORD.search(without_blanks(_COMMENT.sub(" ", "".join(kept)))))
