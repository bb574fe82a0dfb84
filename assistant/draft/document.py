"""A parsed draft: what the author typed, taken apart and never changed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assistant.draft.actions import ActionItem, find_actions
from assistant.draft.counting import count_words
from assistant.draft.markup import Block, BlockKind, parse_markup
from assistant.draft.sections import Section, find_sections
from assistant.draft.sentences import split_sentences
from assistant.draft.timeline import TimelineEntry, find_timeline
from assistant.span import LineIndex, Span

# Characters. Prose sentences are shorter.
LONGEST_SENTENCE = 900
# Characters. Reading YAML takes long, and the top of a postmortem is a screen at most.
_LONGEST_FRONT_MATTER = 50_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the draft's prose.

    Attributes:
        span: Its place in the source.
        block: The block it stands in.
        section: Index of its section in `Draft.sections`.
    """

    span: Span
    block: Block
    section: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the document its author should know before trusting a review."""

    span: Span
    message: str


@dataclass(frozen=True)
class Draft:
    """A postmortem in the making, parsed.

    Every offset is in code points of `source`.

    Attributes:
        source: The text exactly as typed.
        prose: The same length; whatever is not prose is blank (see `assistant.draft.markup`).
        blocks: Paragraphs, list items, table cells and headings in reading order.
        sections: What the headings divide; they cover the source without gaps.
        sentences: All sentences in reading order.
        timeline: What is told with a time in front.
        actions: What somebody will do because of the incident.
        front_matter: The YAML mapping at the top, or an empty mapping.
        notices: What the reader should know about how the text was read.
    """

    source: str
    prose: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    timeline: tuple[TimelineEntry, ...]
    actions: tuple[ActionItem, ...]
    front_matter: dict[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def title(self) -> str:
        """Return the front matter's title, the first heading, or the first words."""
        if isinstance(named := self.front_matter.get("title"), str) and named.strip():
            return named.strip()
        for block in self.blocks:
            if block.kind is BlockKind.HEADING:
                return " ".join(block.span.of(self.prose).split())
        first = self.sentences[0].span.of(self.prose) if self.sentences else ""
        return " ".join(first.split()[:12])

    @cached_property
    def words(self) -> int:
        """Return the number of words its author wrote (`count_words`)."""
        return count_words(self.source)

    @cached_property
    def lines(self) -> LineIndex:
        """Return the index of lines and columns of the source."""
        return LineIndex(self.source)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that covers `offset`, or None between sentences."""
        index = bisect_right(self._sentence_starts, offset) - 1
        if index >= 0 and offset < self.sentences[index].span.end:
            return self.sentences[index]
        return None

    def around(self, span: Span) -> Span:
        """Return the place of the sentence that `span` begins in.

        Of a sentence without end, a line of megabytes, it is what stands near the span.
        """
        sentence = self.sentence_at(span.start)
        whole = sentence.span if sentence else span
        if whole.end - whole.start <= LONGEST_SENTENCE:
            return whole
        return Span(
            max(span.start - LONGEST_SENTENCE, whole.start),
            min(span.end + LONGEST_SENTENCE, whole.end),
        )

    def section_of(self, sentence: Sentence) -> Section:
        """Return the section a sentence stands in."""
        return self.sections[sentence.section]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.span.start for s in self.sentences]


def parse_draft(source: str) -> Draft:
    """Return `source` parsed. Any text parses; nothing is raised for odd Markdown."""
    markup = parse_markup(source)
    sections = find_sections(source, markup.prose, markup.blocks)
    starts = [s.span.start for s in sections]
    sentences = tuple(
        Sentence(span, block, bisect_right(starts, span.start) - 1)
        for block in markup.blocks
        if block.kind is not BlockKind.TABLE_HEADER
        for span in split_sentences(markup.prose, block.span)
    )
    front_matter, notices = _read_front_matter(markup.front_matter)
    if markup.open_fence:
        line, _ = LineIndex(source).locate(markup.open_fence.start)
        message = (
            f"The code block opened on line {line} is never closed: everything after it is read"
            " as code and not checked. Close it with the same marks."
        )
        notices.append(Notice(markup.open_fence, message))
    return Draft(
        source=source,
        prose=markup.prose,
        blocks=markup.blocks,
        sections=sections,
        sentences=sentences,
        timeline=find_timeline(markup.prose, markup.blocks, sections),
        actions=find_actions(source, markup.prose, markup.blocks, sections),
        front_matter=front_matter,
        notices=tuple(notices),
    )


def _read_front_matter(text: str) -> tuple[dict[str, Any], list[Notice]]:
    if not text.strip():
        return {}, []
    if len(text) > _LONGEST_FRONT_MATTER:
        message = "The front matter is longer than any postmortem's; it is left aside."
        return {}, [Notice(Span(0, 3), message)]
    import yaml

    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        message = f"The front matter cannot be read as YAML (line {line}); it is left aside."
        return {}, [Notice(Span(0, 3), message)]
    return (loaded, []) if isinstance(loaded, dict) else ({}, [])
