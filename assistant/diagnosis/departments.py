"""The departments of a company, read from an editable file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.diagnosis.phrases import PhraseBook
from assistant.diagnosis.signs import load_words, read_own
from assistant.draft import read_text
from assistant.errors import InputError, RulesError
from assistant.prepared import prepare

if TYPE_CHECKING:
    from pydantic import ValidationError

    from assistant.diagnosis.schemas import DepartmentEntry

# The lists of terms a department has.
_TERMS = ("people", "names", "firms", "work", "acts")


@dataclass(frozen=True)
class Term:
    """A word or phrase of the file, with the neighbours that make it mean something else.

    Attributes:
        term: One to five words; singular covers the regular plural, a final ``*`` any ending.
        not_before: Words that, following at once, say that something else is meant.
        not_after: The same for words standing at once before it.
    """

    term: str
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Department:
    """A department as a company describes it.

    Attributes:
        id: Stable name used in reports and in the JSON contract.
        name: What its people call it.
        people: Words for its people.
        names: Words for its people that also name other things, like "maintenance": they count
            where they are told to see, know, decide or say something or to have had to do it,
            and in labels and columns.
        firms: Proper names of firms, which their products bear too: they count where they are
            told to say or decide something.
        work: Words for work of theirs that an incident disturbs or makes.
        acts: Deeds, in the past tense, that hardly anybody else does; told in the first
            person or without a subject they are its voice.
        voice: The only verbs, in every form, that count as its voice; empty for all that tell
            what somebody saw, knew, decided or said.
        is_outside: True for those who take part but never write the report.
        questions: Two-minute questions to its people, the best first. ``{evidence}`` stands
            for the phrase of the draft that shows they were hit; a question with it is asked
            only where there is such a phrase.
    """

    id: str
    name: str
    people: tuple[Term, ...]
    names: tuple[Term, ...]
    firms: tuple[Term, ...]
    work: tuple[Term, ...]
    acts: tuple[Term, ...]
    voice: tuple[str, ...]
    is_outside: bool
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Departments:
    """All departments of a company, in the order of the file.

    Attributes:
        members: The departments.
        author: Id of the department whose voice "we" is where the draft does not say who
            wrote it, or None.
    """

    members: tuple[Department, ...]
    author: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in the order of the file."""
        return tuple(d.id for d in self.members)

    def named(self, id: str) -> Department:
        """Return the department with this id.

        Raises:
            KeyError: There is none.
        """
        return self._by_id[id]

    @cached_property
    def outsiders(self) -> frozenset[str]:
        """Return the ids of those who never write the report."""
        return frozenset(d.id for d in self.members if d.is_outside)

    @cached_property
    def phrases(self) -> PhraseBook:
        """Return the phrase book of every department's words, built once."""
        return PhraseBook(
            (term.term, term.not_before, term.not_after, (department.id, kind))
            for department in self.members
            for kind in _TERMS
            for term in getattr(department, kind)
        )

    @cached_property
    def _by_id(self) -> dict[str, Department]:
        return {d.id: d for d in self.members}


def load_departments(path: Path | None = None) -> Departments:
    """Return the departments of the file at `path`, or the built-in ones.

    The built-in file is read once per process.

    Raises:
        RulesError: The file cannot be read or is not a list of departments; the message
            names the file and the line or entry, and says what to correct.
    """
    if path is None:
        return _built_in()
    try:
        text = read_text(path)
    except InputError as error:
        raise RulesError(error.message, error.remedy) from error
    return _parse(text, str(path))


@lru_cache(maxsize=1)
def _built_in() -> Departments:
    return prepare("departments", _read_built_in)


def _read_built_in() -> Departments:
    name = "departments.yaml"
    departments = _parse(read_own(name), name)
    # Built here, the phrase book is kept with them.
    _ = departments.phrases
    return departments


def _parse(text: str, name: str) -> Departments:
    import yaml
    from pydantic import ValidationError

    from assistant.diagnosis.schemas import DepartmentsFile

    try:
        loaded = load_words(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or "this is not YAML"
        raise RulesError(
            f"{name}, {where}: {problem}.", "Correct the line; docs/diagnosis.md shows the form."
        ) from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("departments"), dict):
        raise RulesError(
            f"{name} has no departments.",
            "It needs a mapping called 'departments'; docs/diagnosis.md shows the form.",
        )
    entries = loaded["departments"]
    try:
        file = DepartmentsFile.model_validate(
            {**loaded, "departments": [_entry(id, fields) for id, fields in entries.items()]}
        )
    except ValidationError as error:
        raise RulesError(*_explain(name, list(entries), error)) from error
    author = file.author
    if author is not None and author not in entries:
        raise RulesError(
            f"{name}: author is '{author}', which is no department of this file.",
            "Name one of: " + ", ".join(entries) + ".",
        )
    return Departments(tuple(map(_department, file.departments)), author)


def _department(entry: DepartmentEntry) -> Department:
    terms = {
        kind: tuple(Term(t.term, t.not_before, t.not_after) for t in getattr(entry, kind))
        for kind in _TERMS
    }
    return Department(**{**dict(entry), **terms})


def _entry(id: Any, fields: Any) -> Any:
    """Return the fields of one department with plain strings made into terms."""
    if not isinstance(fields, dict):
        return fields
    entry = {"id": id, **fields}
    for kind in _TERMS:
        if isinstance(terms := entry.get(kind), list):
            entry[kind] = [{"term": t} if isinstance(t, str) else t for t in terms]
    return entry


def _explain(name: str, ids: list[Any], error: ValidationError) -> tuple[str, str]:
    first = error.errors()[0]
    where = list(first["loc"])
    if len(where) > 1 and where[0] == "departments" and isinstance(where[1], int):
        entry = f"department '{ids[where[1]]}'"
        rest = [str(p) if isinstance(p, str) else f"entry {p + 1}" for p in where[2:]]
        place = ", ".join([entry, *rest])
    else:
        place = ", ".join(str(p) for p in where) or "the file"
    return (
        f"{name}, {place}: {first['msg']}.",
        "Correct this entry; docs/diagnosis.md shows the form.",
    )
