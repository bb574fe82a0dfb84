"""The document an author types, and nothing about judging it."""

from assistant.draft.actions import ActionItem
from assistant.draft.blanks import place_blank, without_blanks
from assistant.draft.comments import without_comments
from assistant.draft.counting import count_words
from assistant.draft.document import Draft, Notice, Sentence, parse_draft
from assistant.draft.markup import Block, BlockKind
from assistant.draft.moving import Change, move_to_actions, move_to_timeline, whole_sentences
from assistant.draft.reading import MAX_BYTES, decode_text, read_text, with_line_feeds
from assistant.draft.sections import Section, SectionKind, section_kind
from assistant.draft.template import new_draft_text, placeholder_title, practice_draft_text
from assistant.draft.timeline import TimelineEntry

__all__ = [
    "MAX_BYTES",
    "ActionItem",
    "Block",
    "BlockKind",
    "Change",
    "Draft",
    "Notice",
    "Section",
    "SectionKind",
    "Sentence",
    "TimelineEntry",
    "count_words",
    "decode_text",
    "move_to_actions",
    "move_to_timeline",
    "new_draft_text",
    "parse_draft",
    "place_blank",
    "placeholder_title",
    "practice_draft_text",
    "read_text",
    "section_kind",
    "whole_sentences",
    "with_line_feeds",
    "without_blanks",
    "without_comments",
]
