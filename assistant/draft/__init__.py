"""The document an author types, and nothing about judging it."""

from assistant.draft.actions import ActionItem
from assistant.draft.document import Draft, Notice, Sentence, parse_draft
from assistant.draft.markup import Block, BlockKind
from assistant.draft.reading import MAX_BYTES, decode_text, read_text, with_line_feeds
from assistant.draft.sections import Section, SectionKind, section_kind
from assistant.draft.template import new_draft_text
from assistant.draft.timeline import TimelineEntry

__all__ = [
    "MAX_BYTES",
    "ActionItem",
    "Block",
    "BlockKind",
    "Draft",
    "Notice",
    "Section",
    "SectionKind",
    "Sentence",
    "TimelineEntry",
    "decode_text",
    "new_draft_text",
    "parse_draft",
    "read_text",
    "section_kind",
    "with_line_feeds",
]
