"""Files of rules: read, and checked as they are read.

A file of ``rules/`` holds a list of rules of one category. A rule without sentences it
must flag and sentences it must pass does not load, nor does one with a key nobody knows
or a pattern that cannot be read: the message names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.draft.sections import SectionKind
from assistant.errors import RulesError
from assistant.finding import Category, Severity
from assistant.language.lexicon import Lexicon, load_lexicon
from assistant.language.pattern import Pattern, PatternError, compile_pattern
from assistant.language.rules import Guards, Reason, Rewrite, Rule, RuleSet
from assistant.language.subjects import Kind
from assistant.prepared import compile_expression, prepare

FOLDER = Path(__file__).parent / "rules"

_SUBJECTS: Mapping[str, frozenset[Kind]] = {
    "people": frozenset((Kind.WE, Kind.PERSON, Kind.TEAM, Kind.VENDOR)),
    "others": frozenset((Kind.PERSON, Kind.TEAM, Kind.VENDOR)),
    "people-or-unknown": frozenset((Kind.WE, Kind.PERSON, Kind.TEAM, Kind.VENDOR, Kind.UNKNOWN)),
    "not-thing": frozenset((Kind.WE, Kind.PERSON, Kind.TEAM, Kind.VENDOR, Kind.UNKNOWN, Kind.NONE)),
    "people-or-none": frozenset((Kind.WE, Kind.PERSON, Kind.TEAM, Kind.VENDOR, Kind.NONE)),
    "others-or-none": frozenset((Kind.PERSON, Kind.TEAM, Kind.VENDOR, Kind.NONE)),
    "thing-or-none": frozenset((Kind.THING, Kind.UNKNOWN, Kind.NONE)),
    "not-self": frozenset(k for k in Kind if k is not Kind.SELF),
    "any": frozenset(Kind),
}

_REQUIRED = ("id", "patterns", "why", "question", "source", "flag", "pass")
_KEYS = frozenset(
    (*_REQUIRED, "category", "severity", "guards", "rewrite", "span", "rank", "tentative")
)
_GUARDS = frozenset(
    (
        *("subject", "sections", "not-sections", "headings", "questions", "quoted"),
        *("negated", "unless", "also", "of"),
    )
)

_SWITCHES = frozenset(("headings", "questions", "quoted", "negated"))


def load_rules(folder: Path | None = None) -> RuleSet:
    """Return the rules of `folder`, or the built-in ones; each folder is read once.

    Raises:
        RulesError: A rule is not complete or cannot be read; file and line are named.
    """
    return _load(folder or FOLDER)


@cache
def _load(folder: Path) -> RuleSet:
    return prepare("rules", lambda: _read(folder)) if folder == FOLDER else _read(folder)


def _read(folder: Path) -> RuleSet:
    lexicon = load_lexicon()
    rules: list[Rule] = []
    seen: dict[str, str] = {}
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise RulesError(f"There are no rules in {folder}.", "Name a folder with .yaml files.")
    for path in paths:
        for rule, where in _read_file(path, lexicon):
            if rule.id in seen:
                raise RulesError(f"{where}: the rule {rule.id} already stands in {seen[rule.id]}.")
            seen[rule.id] = where
            rules.append(rule)
    rule_set = RuleSet(tuple(rules), lexicon)
    # Built here, the indexes are kept with the rules.
    _ = rule_set.needs, rule_set.trigger_words
    return rule_set


def load_reasons(folder: Path | None = None) -> Mapping[Category, Reason]:
    """Return the reason of each category, from the head of its file of rules.

    Raises:
        RulesError: A file cannot be read, or a category has no file or no reason.
    """
    return _load_reasons(folder or FOLDER)


@cache
def _load_reasons(folder: Path) -> Mapping[Category, Reason]:
    if folder == FOLDER:
        return prepare("reasons", lambda: _read_reasons(folder))
    return _read_reasons(folder)


def _read_reasons(folder: Path) -> Mapping[Category, Reason]:
    reasons = {}
    for path in sorted(folder.glob("*.yaml")):
        loaded, _ = _load_file(path)
        try:
            reasons[Category(loaded["category"])] = Reason(
                *(" ".join(str(loaded[key]).split()) for key in ("why", "question", "source"))
            )
        except (KeyError, ValueError) as error:
            raise RulesError(
                f"{path}:1: the head of the file lacks or misspells {error}."
            ) from error
    return reasons


def _load_file(path: Path) -> tuple[dict[str, Any], str]:
    """Return a file of rules as a mapping with a list called rules, and its text."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path} cannot be read: {error}.") from error
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(text, loader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise RulesError(f"{path}:{line}: {problem}.") from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("rules"), list):
        raise RulesError(f"{path}:1: a file of rules is a mapping with a list called rules.")
    return loaded, text


def _read_file(path: Path, lexicon: Lexicon) -> Iterator[tuple[Rule, str]]:
    loaded, text = _load_file(path)
    entries = loaded["rules"]
    shared = {key: value for key, value in loaded.items() if key != "rules"}
    lines = _Lines(path, text)
    for key in shared:
        if key not in ("category", "why", "question", "source", "severity"):
            raise RulesError(f"{lines.of_text(key + ':')}: nobody knows the key {key}.")
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise RulesError(f"{path}:1: every rule is a mapping with an id.")
        where = lines.of_rule(entry["id"])
        yield _read_rule({**shared, **entry}, lexicon, lines, where), where


@dataclass(frozen=True)
class _Lines:
    """Finds the lines of a file that a message names."""

    path: Path
    text: str

    def of_rule(self, rule: str) -> str:
        match = re.search(rf"^\s*-\s*id:\s*['\"]?{re.escape(rule)}\b", self.text, re.M)
        return f"{self.path}:{self._line(match.start() if match else 0)}"

    def of_text(self, wanted: str, rule: str = "") -> str:
        match = re.search(rf"^\s*-\s*id:\s*['\"]?{re.escape(rule)}\b", self.text, re.M)
        start = self.text.find(wanted.split("\n")[0], match.start() if rule and match else 0)
        return f"{self.path}:{self._line(max(start, 0))}"

    def _line(self, offset: int) -> int:
        lead = len(self.text[offset:]) - len(self.text[offset:].lstrip("\n "))
        return self.text.count("\n", 0, offset + lead) + 1


def _read_rule(entry: Mapping[str, Any], lexicon: Lexicon, lines: _Lines, where: str) -> Rule:
    name = entry["id"]
    for key in entry:
        if key not in _KEYS:
            raise RulesError(f"{lines.of_text(f'{key}:', name)}: {name} has an unknown key, {key}.")
    for key in _REQUIRED:
        if not entry.get(key):
            raise RulesError(f"{where}: {name} has no {key}.", "Every rule needs it.")
    try:
        category = Category(entry.get("category", name.split(".")[0]))
        severity = Severity(entry["severity"]) if "severity" in entry else category.severity
    except ValueError as error:
        raise RulesError(f"{where}: {name}: {error}.") from error
    if not name.startswith(f"{category}."):
        raise RulesError(f"{where}: the id {name} does not start with its category, {category}.")
    span = entry.get("span", "match")
    if span not in ("match", "subject"):
        raise RulesError(f"{where}: {name}: span is match or subject, not {span}.")
    is_tentative = entry.get("tentative", False)
    if not isinstance(is_tentative, bool):
        place = lines.of_text("tentative:", name)
        raise RulesError(f"{place}: {name}: tentative is true or false.")
    return Rule(
        id=name,
        category=category,
        severity=severity,
        patterns=_patterns(entry, "patterns", lexicon, lines, name),
        guards=_read_guards(entry.get("guards") or {}, lexicon, lines, where, name),
        spans_subject=span == "subject",
        why=" ".join(str(entry["why"]).split()),
        question=" ".join(str(entry["question"]).split()),
        source=str(entry["source"]),
        rewrite=_read_rewrite(entry.get("rewrite"), lines, name),
        flag=_texts(entry, "flag", where, name),
        passed=_texts(entry, "pass", where, name),
        rank=int(entry.get("rank", 0)),
        is_tentative=is_tentative,
    )


def _read_rewrite(entry: Any, lines: _Lines, name: str) -> Rewrite | None:
    if entry is None:
        return None
    where = lines.of_text("rewrite:", name)
    if not isinstance(entry, dict) or set(entry) != {"find", "put"}:
        raise RulesError(f"{where}: {name}: rewrite is a mapping with find and put.")
    try:
        find = compile_expression(str(entry["find"]), re.I).pattern
        return Rewrite(find, str(entry["put"] or ""))
    except re.error as error:
        message = f"{where}: {name}: the rewrite '{entry['find']}' cannot be used: {error}."
        raise RulesError(message) from error


def _read_guards(
    entry: Mapping[str, Any], lexicon: Lexicon, lines: _Lines, where: str, name: str
) -> Guards:
    if not isinstance(entry, dict):
        raise RulesError(f"{where}: {name}: guards is a mapping.")
    for key in entry:
        if key not in _GUARDS:
            place = lines.of_text(f"{key}:", name)
            raise RulesError(f"{place}: {name} has an unknown guard, {key}.")
    wanted = entry.get("subject", "any")
    if wanted not in _SUBJECTS:
        raise RulesError(
            f"{lines.of_text('subject:', name)}: {name}: subject cannot be {wanted}.",
            f"Use one of {', '.join(_SUBJECTS)}.",
        )
    try:
        sections = frozenset(SectionKind(s) for s in entry.get("sections", ()))
        not_sections = frozenset(SectionKind(s) for s in entry.get("not-sections", ()))
    except (TypeError, ValueError) as error:
        place = lines.of_text("sections:", name)
        raise RulesError(f"{place}: {name}: {error}.") from error
    for key in _SWITCHES & entry.keys():
        if not isinstance(entry[key], bool):
            raise RulesError(f"{lines.of_text(f'{key}:', name)}: {name}: {key} is true or false.")
    if entry.get("of", "sentence") != "sentence":
        raise RulesError(f"{lines.of_text('of:', name)}: {name}: of can only be sentence.")
    return Guards(
        subject=_SUBJECTS[wanted],
        sections=sections,
        not_sections=not_sections,
        headings=bool(entry.get("headings", True)),
        questions=bool(entry.get("questions", True)),
        quoted=bool(entry.get("quoted", True)),
        negated=bool(entry.get("negated", False)),
        unless=_patterns(entry, "unless", lexicon, lines, name),
        also=_patterns(entry, "also", lexicon, lines, name),
        is_of_sentence=entry.get("of") == "sentence",
    )


def _patterns(
    entry: Mapping[str, Any], key: str, lexicon: Lexicon, lines: _Lines, name: str
) -> tuple[Pattern, ...]:
    given = entry.get(key) or ()
    if isinstance(given, str) or not all(isinstance(text, str) for text in given):
        place = lines.of_text(f"{key}:", name)
        raise RulesError(f"{place}: {name}: {key} is a list of texts.")
    compiled = []
    for text in given:
        try:
            compiled.append(compile_pattern(text, lexicon, needs_trigger=key == "patterns"))
        except PatternError as error:
            place = lines.of_text(text, name)
            raise RulesError(
                f"{place}: {name}: the pattern '{text}' cannot be used: {error}."
            ) from error
    return tuple(compiled)


def _texts(entry: Mapping[str, Any], key: str, where: str, name: str) -> tuple[str, ...]:
    given = entry[key]
    if not isinstance(given, list) or not all(isinstance(text, str) and text for text in given):
        raise RulesError(f"{where}: {name}: {key} is a list of sentences.")
    return tuple(given)
