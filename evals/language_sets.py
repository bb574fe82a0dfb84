"""Texts with their gold: what readers marked in them, read from files.

Three kinds of file:

- *Reports*: a JSON object a line with ``id`` (the text is ``ID.md`` in a folder beside),
  ``findings`` and, if any, ``arguable``, both lists of ``start``, ``end``, ``category`` and, if
  any, ``text``. Offsets count characters.
- *Drafts*: ``NAME.md`` with ``NAME.gold.json``, whose ``findings`` have ``quote``,
  ``occurrence`` (from 1; 1 where it is missing), ``category`` and ``explicit``.
- *Sentences*: a JSON object a line with ``id``, ``voice``, ``section``, ``before``, ``text``,
  ``after`` and ``findings`` as in drafts. Each is read as a small document of its own; only
  what lies in ``text`` counts.

A second labelling is a JSON object a line with ``id`` and ``findings`` as in drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.draft import parse_draft
from assistant.errors import InputError
from assistant.finding import Category
from assistant.span import Span
from evals.entries import list_entries, parse_entry, read_lines, read_text, take

FOLDER = Path(__file__).parent / "language"
OWN_DRAFTS = FOLDER / "drafts"
OWN_SENTENCES = FOLDER / "sentences"

# Never read while rules are written or the scorer is trained; each labelled twice.
_HELD_BACK_DRAFTS = ("i", "j")
_HELD_BACK_REPORTS = ("s",)
_TECHNICAL_REPORTS = ("r", "t", "u")
_FIRST_VOICE_HELD_BACK = "v048"
_LOOK_ALIKES = "Two in five were written to look like a finding and be none."

OUTSIDE = ("real reports", "drafts by others")
"""Names of the sets that no repository may hold."""

_HEADINGS = {
    "summary": "Summary",
    "impact": "Impact",
    "timeline": "Timeline",
    "causes": "Causes",
    "analysis": "Analysis",
    "went-well": "What went well",
    "lessons": "Lessons",
    "actions": "Actions",
}


@dataclass(frozen=True)
class Gold:
    """A span that readers marked.

    Attributes:
        span: Where it stands in the document.
        category: What they called it.
        is_explicit: False where the verdict is only implied.
    """

    span: Span
    category: Category
    is_explicit: bool = True


@dataclass(frozen=True)
class Document:
    """A text with its gold.

    Attributes:
        name: Its name, unique in its set.
        text: The Markdown source.
        gold: What counts as a finding.
        arguable: Spans that count neither way: the readers did not agree on them.
        author: Whose voice it is; intervals are drawn over authors.
        within: The part that readers read; None for all of it.
        readings: What each of two readers marked, or None where one read it alone.
    """

    name: str
    text: str
    gold: tuple[Gold, ...]
    arguable: tuple[Span, ...] = ()
    author: str = ""
    within: Span | None = None
    readings: tuple[tuple[Gold, ...], tuple[Gold, ...]] | None = None

    @cached_property
    def words(self) -> int:
        """Return the number of words of prose that readers read."""
        prose = parse_draft(self.text).prose
        return len((self.within.of(prose) if self.within else prose).split())


@dataclass(frozen=True)
class TextSet:
    """Documents that are measured together.

    Attributes:
        name: Its name, the same from run to run.
        documents: The documents.
        note: What a reader of its figures must know, one or two sentences.
        is_in_view: Whether the rules were written with its gold in view.
        is_own: Whether it is part of this repository.
    """

    name: str
    documents: tuple[Document, ...]
    note: str = ""
    is_in_view: bool = True
    is_own: bool = False


def own_sets() -> list[TextSet]:
    """Return this project's own sets, those that flatter first."""
    drafts = read_drafts(OWN_DRAFTS, FOLDER / "second" / "drafts.jsonl")
    sentences = read_sentences(OWN_SENTENCES, FOLDER / "second" / "sentences.jsonl")
    held = [d for d in drafts if d.name.startswith(_HELD_BACK_DRAFTS)]
    sober = [d for d in drafts if d.name.startswith(_HELD_BACK_REPORTS)]
    technical = [d for d in drafts if d.name.startswith(_TECHNICAL_REPORTS)]
    elsewhere = {d.name for d in (*held, *sober, *technical)}
    plain = [d for d in drafts if d.name not in elsewhere]
    early = [s for s in sentences if s.author < _FIRST_VOICE_HELD_BACK]
    late = [s for s in sentences if s.author >= _FIRST_VOICE_HELD_BACK]
    blind = (
        "Never read while rules were written or the scorer was trained; labelled by two readers"
        " on their own."
    )
    few = (
        "Sober incident reports with few findings: what precision is worth where there is"
        " little to find."
    )
    sets = [
        TextSet(
            "drafts for development", tuple(plain), "First drafts in many voices.", is_own=True
        ),
        TextSet(
            "technical reports for development",
            tuple(technical),
            few,
            is_own=True,
        ),
        TextSet(
            "sentences for development",
            tuple(early),
            _LOOK_ALIKES,
            is_own=True,
        ),
        TextSet("drafts held back", tuple(held), blind, is_in_view=False, is_own=True),
        TextSet(
            "technical reports held back",
            tuple(sober),
            f"{blind} {few}",
            is_in_view=False,
            is_own=True,
        ),
        TextSet(
            "sentences held back",
            tuple(late),
            f"{blind} {_LOOK_ALIKES}",
            is_in_view=False,
            is_own=True,
        ),
    ]
    return [one for one in sets if one.documents]


def outside_sets(folder: Path) -> list[TextSet]:
    """Return the sets of a folder that is no part of this repository.

    Args:
        folder: Holds ``gold.jsonl`` with ``docs/``, and ``drafts/``; none need be there.
    """
    sets = []
    if (folder / "gold.jsonl").exists():
        reports = read_reports(folder / "gold.jsonl", folder / "docs")
        note = "Public incident reports by many companies, read twice."
        sets.append(TextSet(OUTSIDE[0], tuple(reports), note))
    if (folder / "drafts").is_dir():
        note = "First drafts by authors who know nothing of the rules."
        sets.append(TextSet(OUTSIDE[1], tuple(read_drafts(folder / "drafts")), note))
    return sets


def read_reports(gold: Path, docs: Path) -> list[Document]:
    """Return the reports of a gold file.

    Args:
        gold: The file with a JSON object a line.
        docs: The folder of the texts.

    Raises:
        InputError: Something in the file does not fit; the message names file and line.
    """
    documents = []
    for place, entry in read_lines(gold):
        name = take(entry, "id", str, place)
        text = read_text(docs / f"{name}.md")
        documents.append(
            Document(
                name=name,
                text=text,
                gold=tuple(
                    Gold(_offsets(one, text, at), _category(one, at), _is_explicit(one, at))
                    for at, one in list_entries(entry, "findings", place)
                ),
                arguable=tuple(
                    _offsets(one, text, at)
                    for at, one in list_entries({"arguable": [], **entry}, "arguable", place)
                ),
                author=name,
            )
        )
    if not documents:
        raise InputError(f"{gold} holds no reports.", "A report is a JSON object on a line.")
    return documents


def read_drafts(folder: Path, second: Path | None = None) -> list[Document]:
    """Return the annotated drafts of a folder by name.

    Args:
        folder: Holds ``NAME.md`` with ``NAME.gold.json``.
        second: A second labelling of some of them.

    Raises:
        InputError: There is none, or something in a file does not fit; the message names
            file and place.
    """
    paths = sorted(folder.glob("*.gold.json"))
    if not paths:
        raise InputError(f"{folder} holds no drafts.", "A draft is NAME.md with NAME.gold.json.")
    others = _read_second(second)
    documents = []
    for path in paths:
        name = path.name.removesuffix(".gold.json")
        text = read_text(path.with_name(f"{name}.md"))
        entry = parse_entry(read_text(path), str(path))
        first = _quoted(entry, str(path), _find_in(text))
        again = others.pop(name, None)
        other = None if again is None else _quoted(again[1], again[0], _find_in(text))
        documents.append(_settle(Document(name, text, first, author=name), other))
    _refuse_strangers(others, folder)
    return documents


def read_sentences(folder: Path, second: Path | None = None) -> list[Document]:
    """Return the annotated sentences of a folder, each as a small document.

    Args:
        folder: Holds files of a JSON object a line.
        second: A second labelling of some of them.

    Raises:
        InputError: Something in a file does not fit; the message names file and line.
    """
    others = _read_second(second)
    documents = []
    for path in sorted(folder.glob("*.jsonl")):
        for place, entry in read_lines(path):
            name = take(entry, "id", str, place)
            text, within = _lay_out(entry, place)
            find = _find_in(text, within)
            first = _quoted(entry, place, find)
            again = others.pop(name, None)
            other = None if again is None else _quoted(again[1], again[0], find)
            voice = take(entry, "voice", str, place)
            document = Document(name, text, first, author=voice, within=within)
            documents.append(_settle(document, other))
    _refuse_strangers(others, folder)
    return documents


def _settle(document: Document, second: tuple[Gold, ...] | None) -> Document:
    """Return a document in which what only one of two readers marked is arguable."""
    if second is None:
        return document
    first = document.gold
    agreed = tuple(g for g in first if any(g.span.overlaps(o.span) for o in second))
    lone = [g.span for g in first if g not in agreed]
    lone += [o.span for o in second if not any(o.span.overlaps(g.span) for g in first)]
    return replace(document, gold=agreed, arguable=tuple(sorted(lone)), readings=(first, second))


def _lay_out(entry: Mapping[str, Any], place: str) -> tuple[str, Span]:
    """Return a sentence in its context as a document, and where it stands in it."""
    before, sentence, after = (take(entry, k, str, place) for k in ("before", "text", "after"))
    section = take(entry, "section", str, place)
    lead = f"## {_HEADINGS[section]}\n\n" if section in _HEADINGS else ""
    is_list = section == "actions" or sentence.startswith("- ")
    between = "\n" if is_list else " "
    before, marked, after = (
        f"- {part}" if is_list and part and not part.startswith("- ") else part
        for part in (before, sentence, after)
    )
    lead += f"{before}{between}" if before else ""
    start = len(lead) + len(marked) - len(sentence)
    text = f"{lead}{marked}{between}{after}".rstrip() + "\n"
    return text, Span(start, start + len(sentence))


_Find = Callable[[Mapping[str, Any], str], Span]


def _find_in(text: str, within: Span | None = None) -> _Find:
    """Return what finds the quote of an entry in a text, or in a part of it."""
    part, offset = (within.of(text), within.start) if within else (text, 0)

    def find(entry: Mapping[str, Any], place: str) -> Span:
        quote = take(entry, "quote", str, place)
        occurrence = take({"occurrence": 1, **entry}, "occurrence", int, place)
        start = -1
        for _ in range(max(occurrence, 1)):
            start = part.find(quote, start + 1)
            if start < 0 or not quote:
                count = part.count(quote) if quote else 0
                raise InputError(
                    f"{place}: the text holds the quote {quote!r} {count} times, not {occurrence}."
                )
        return Span(offset + start, offset + start + len(quote))

    return find


def _quoted(entry: Mapping[str, Any], place: str, find: _Find) -> tuple[Gold, ...]:
    return tuple(
        Gold(find(one, at), _category(one, at), _is_explicit(one, at))
        for at, one in list_entries(entry, "findings", place)
    )


def _is_explicit(entry: Mapping[str, Any], place: str) -> bool:
    return bool(take({"explicit": True, **entry}, "explicit", bool, place))


def _offsets(entry: Mapping[str, Any], text: str, place: str) -> Span:
    start, end = (take(entry, key, int, place) for key in ("start", "end"))
    if not 0 <= start < end <= len(text):
        raise InputError(
            f"{place}: {start} to {end} is no part of a text of {len(text)} characters."
        )
    quote = entry.get("text")
    if quote is not None and quote != text[start:end]:
        raise InputError(f"{place}: {start} to {end} is {text[start:end]!r}, not {quote!r}.")
    return Span(start, end)


def _category(entry: Mapping[str, Any], place: str) -> Category:
    name = take(entry, "category", str, place)
    try:
        return Category(name)
    except ValueError:
        known = ", ".join(Category)
        raise InputError(f"{place}: no category is called {name!r}.", f"Known: {known}.") from None


def _read_second(path: Path | None) -> dict[str, tuple[str, Mapping[str, Any]]]:
    if path is None:
        return {}
    return {take(entry, "id", str, place): (place, entry) for place, entry in read_lines(path)}


def _refuse_strangers(left: Mapping[str, tuple[str, Any]], folder: Path) -> None:
    for name, (place, _) in left.items():
        raise InputError(f"{place}: {folder} holds nothing called {name!r}.")
