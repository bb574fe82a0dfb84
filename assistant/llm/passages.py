"""The draft as a model reads it: redacted sentences in passages, and the way back.

A passage is a paragraph, a list item or a table row. It is the unit that is cached, so
that an edit sends only the paragraph it touched; requests are packed from passages.
"""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from assistant.draft import BlockKind, Draft, Sentence
from assistant.draft.inline import THING
from assistant.llm.redaction import OMITTED, Redaction, Secret
from assistant.span import Span

_LONGEST_SENTENCE = 2000
_MASKS = THING + " \t\r\n"


@dataclass(frozen=True, slots=True)
class SentSentence:
    """A sentence as it is sent.

    Attributes:
        text: One line: white space folded, invisible characters dropped, code and addresses
            and secrets replaced by placeholders.
        origins: For each character of `text`, the span of the source it stands for.
    """

    text: str
    origins: tuple[Span, ...]

    def has_prose(self, start: int, end: int) -> bool:
        """Say whether ``text[start:end]`` has a letter or digit outside placeholders."""
        return any(
            character.isalnum() and origin.end - origin.start == 1
            for character, origin in zip(self.text[start:end], self.origins[start:end], strict=True)
        )


@dataclass(frozen=True)
class Passage:
    """Sentences that are sent and remembered together.

    Attributes:
        section: Title of the section, as it is sent.
        sentences: At least one.
    """

    section: str
    sentences: tuple[SentSentence, ...]

    @cached_property
    def digest(self) -> str:
        """Return a hash of all a model would see of this passage."""
        seen = "\x1f".join((self.section, *(s.text for s in self.sentences)))
        return hashlib.sha256(seen.encode()).hexdigest()

    def halves(self) -> tuple[Passage, Passage]:
        """Return the passage cut in two; it must have two sentences."""
        middle = len(self.sentences) // 2
        return (
            Passage(self.section, self.sentences[:middle]),
            Passage(self.section, self.sentences[middle:]),
        )


@dataclass(frozen=True)
class Part:
    """What one request asks about: passages in reading order."""

    passages: tuple[Passage, ...]

    @cached_property
    def sentences(self) -> tuple[SentSentence, ...]:
        """Return all sentences; their ids in the request are S1, S2, … in this order."""
        return tuple(s for passage in self.passages for s in passage.sentences)

    @cached_property
    def text(self) -> str:
        """Return the numbered sentences under their sections, one sentence a line."""
        lines: list[str] = []
        section = None
        number = 0
        for passage in self.passages:
            if lines:
                lines.append("")
            if passage.section and passage.section != section:
                lines.append(f"(section: {passage.section})")
            section = passage.section
            for sentence in passage.sentences:
                number += 1
                lines.append(f"[S{number}] {sentence.text}")
        return "\n".join(lines)

    @cached_property
    def mark(self) -> str:
        """Return a mark for the fence around the text that the text cannot contain.

        A hash of the text: whoever writes a draft cannot put it in, since putting it in
        changes it; and the same text is always fenced alike.
        """
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def passage_of(self, sentence: int) -> tuple[int, int]:
        """Return the passage of a sentence and the sentence's place in it, both from 0."""
        index = bisect_right(self._firsts, sentence) - 1
        return index, sentence - self._firsts[index]

    @cached_property
    def _firsts(self) -> list[int]:
        firsts, total = [], 0
        for passage in self.passages:
            firsts.append(total)
            total += len(passage.sentences)
        return firsts

    def halves(self) -> tuple[Part, Part] | None:
        """Return the part cut in two between passages, or None when it is one passage."""
        if len(self.passages) < 2:
            return None
        middle = len(self.passages) // 2
        return Part(self.passages[:middle]), Part(self.passages[middle:])


def cut_passages(
    draft: Draft, redaction: Redaction, count_tokens: Callable[[str], int], most_tokens: int
) -> tuple[Passage, ...]:
    """Return the draft's prose as passages in reading order; what is not prose is left out.

    A passage of more than `most_tokens` tokens is cut between sentences, and a sentence
    of more than 2,000 characters between words.
    """
    secrets = [s for s in redaction.secrets if s.span.of(draft.prose).strip(_MASKS)]
    titles = [
        " ".join(s.text for s in _send(draft.prose, section.heading, secrets))
        if section.heading
        else ""
        for section in draft.sections
    ]
    passages: list[Passage] = []
    for _, group in groupby(draft.sentences, key=_unit):
        together = list(group)
        section = "" if together[0].block.kind is BlockKind.HEADING else titles[together[0].section]
        sent = tuple(
            piece for sentence in together for piece in _send(draft.prose, sentence.span, secrets)
        )
        if sent:
            passages += _fitting(Passage(section, sent), count_tokens, most_tokens)
    return tuple(passages)


def pack_parts(
    passages: Sequence[Passage], count_tokens: Callable[[str], int], most_tokens: int
) -> tuple[Part, ...]:
    """Return requests of whole passages, each of at most `most_tokens` tokens of draft."""
    parts: list[list[Passage]] = []
    room = 0
    for passage in passages:
        tokens = count_tokens(Part((passage,)).text) + 1
        if not parts or tokens > room:
            parts.append([])
            room = most_tokens
        parts[-1].append(passage)
        room -= tokens
    return tuple(Part(tuple(part)) for part in parts)


def _fitting(
    passage: Passage, count_tokens: Callable[[str], int], most_tokens: int
) -> Iterator[Passage]:
    text = Part((passage,)).text
    # No token is shorter than a character, so most passages need no counting.
    if len(passage.sentences) < 2 or len(text) < most_tokens or count_tokens(text) < most_tokens:
        yield passage
        return
    for half in passage.halves():
        yield from _fitting(half, count_tokens, most_tokens)


def _unit(sentence: Sentence) -> tuple[int, Span]:
    return sentence.section, sentence.block.row or sentence.block.span


def _send(prose: str, span: Span, secrets: Sequence[Secret]) -> Iterator[SentSentence]:
    characters: list[str] = []
    origins: list[Span] = []
    for text, origin in _tokens(prose, span, secrets):
        if text == " " and (not characters or characters[-1] == " "):
            continue
        if len(characters) >= _LONGEST_SENTENCE and (
            text == " " or len(characters) >= 2 * _LONGEST_SENTENCE
        ):
            yield _sentence(characters, origins)
            characters, origins = [], []
            if text == " ":
                continue
        characters += text
        origins += [origin] * len(text)
    if "".join(characters).strip():
        yield _sentence(characters, origins)


def _sentence(characters: list[str], origins: list[Span]) -> SentSentence:
    text = "".join(characters).rstrip()
    return SentSentence(text, tuple(origins[: len(text)]))


def _tokens(prose: str, span: Span, secrets: Sequence[Secret]) -> Iterator[tuple[str, Span]]:
    """Yield each character, or placeholder, with the span of the source it stands for."""
    first = bisect_right(secrets, span.start, key=lambda s: s.span.end)
    hidden = iter(secrets[first:])
    secret = next(hidden, None)
    at = span.start
    while at < span.end:
        while secret and secret.span.end <= at:
            secret = next(hidden, None)
        if secret and secret.span.start <= at:
            end = min(secret.span.end, span.end)
            yield secret.tag, Span(at, end)
        elif prose[at] == THING:
            end = at + 1
            while end < span.end and prose[end] == THING:
                end += 1
            yield OMITTED, Span(at, end)
        else:
            end = at + 1
            character = prose[at]
            if character.isspace():
                yield " ", Span(at, end)
            elif unicodedata.category(character)[0] != "C":
                yield character, Span(at, end)
        at = end
