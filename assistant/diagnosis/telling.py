"""The sentences of a draft in which its author tells what was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from assistant.draft import BlockKind, Draft, SectionKind, Sentence
from assistant.prepared import compile_expression

# What a template, or a blank put into the text, asks of its author, who has not answered.
_INSTRUCTION = compile_expression(
    r"\W*\[…|\W*(?:describe|list|explain|summari[sz]e|state|e\.g\.)\s", re.I
)


def told_sentences(draft: Draft) -> Iterator[Sentence]:
    """Yield the sentences that tell what was, in reading order.

    Headings below the title, action items, sections about actions, a template's instructions
    and blanks are left out: they state nothing about what happened.
    """
    actions = [a.span for a in draft.actions]
    starts = [a.start for a in actions]
    for sentence in draft.sentences:
        if sentence.block.kind is BlockKind.HEADING and sentence.block.level > 1:
            continue
        if draft.section_of(sentence).kind is SectionKind.ACTIONS:
            continue
        index = bisect_right(starts, sentence.span.start) - 1
        if index >= 0 and actions[index].contains(sentence.span):
            continue
        if not _INSTRUCTION.match(draft.prose, sentence.span.start, sentence.span.end):
            yield sentence
