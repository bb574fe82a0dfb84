"""Patterns of the rules: a small language over tagged words, compiled to regular expressions.

A pattern is written as words with spaces between them:

======================  =====================================================================
``failed to``           these words
``failed|forgot``       one of these words
``@forget``             any form of this verb (``@forget|neglect`` for several)
``<human>``             a word of this class of the lexicon
``<who>``               a phrase of the lexicon's ``phrases.yaml``
``_``                   any one word, never a punctuation mark
``( a b | c )``         one of these sequences
``? * + {1,3}``         behind an item: how often
``(?! a | b )``         what follows here is neither
``[ … ]``               what the finding points at; without it, the whole match
``~``                   the verb whose subject is asked for; without it, the match's start
``^`` and ``$``         start and end of the sentence
======================  =====================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from assistant.language.lexicon import TAGGED, Lexicon
from assistant.prepared import compile_expression

_ITEM = compile_expression(
    r"\(\?!|[\[\]~^$()]|\|(?=\s|$)"
    r"|(?:<[a-z-]+>|[^\s()\[\]<>~^$])+?(?=[?*+](?:[\s)]|$)|\{\d|[\s()\[\]]|$)"
)
# Phrases within phrases.
_MAX_PHRASES = 6
_TIMES = compile_expression(r"[?*+]|\{\d+,\d+\}")
_ANY = r"(?:(?![,;:.!?()\[\]\"“”«»„—–…/|])[^ ]+ )"
# Everything up to the next word. A range of characters would say the same, but takes the
# expression compiler a hundred times as long.
_TAGS = "[^ ]*"

# Words too common to be worth looking for: a pattern is tried where a rarer word stands.
_COMMON = frozenset(
    """
    a an the this that these those of to in on at for by with from as and or but not is are was
    were be been being has have had do does did it its we our us they their them he she his her
    i my you your who which what there so if then than no one any all more most only just also
    very would could should will can may might must up out about into over after before when
    how why some same own too such as , . ; : ( ) ' 's 'd
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class PatternError(ValueError):
    """A pattern that cannot be read."""


@dataclass(frozen=True)
class Pattern:
    """One pattern, ready to be looked for.

    Attributes:
        text: As written in the rules.
        expression: The regular expression over a tagged line.
        triggers: Words and ``<class>`` names of which one must stand in a sentence.
        needs: More such sets: a sentence without a member of each cannot match.
    """

    text: str
    expression: str
    triggers: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Return the compiled expression; compiled when first needed, kept afterwards."""
        return compile_expression(self.expression)


@dataclass
class _Reader:
    lexicon: Lexicon
    items: list[str]
    at: int = 0
    depth: int = 0
    marks: set[str] = field(default_factory=set)

    def sequence(self) -> tuple[str, list[frozenset[str]]]:
        """Read up to a bar or a closing bracket; return expression and needed word sets."""
        parts: list[str] = []
        needed: list[frozenset[str]] = []
        while self.at < len(self.items) and self.items[self.at] not in ("|", ")"):
            expression, need = self.item()
            parts.append(expression)
            needed += need
        return "".join(parts), needed

    def group(self) -> tuple[str, list[frozenset[str]]]:
        branches: list[str] = []
        needs: list[list[frozenset[str]]] = []
        while True:
            expression, need = self.sequence()
            branches.append(expression)
            needs.append(need)
            if self.at < len(self.items) and self.items[self.at] == "|":
                self.at += 1
                continue
            break
        if len(branches) == 1:
            return f"(?:{branches[0]})", needs[0]
        # Every branch needs its own rarest word; a branch that needs none makes the group free.
        union: frozenset[str] = frozenset()
        for need in needs:
            best = _rarest(need, self.lexicon)
            if best is None:
                return "(?:" + "|".join(branches) + ")", []
            union |= best
        return "(?:" + "|".join(branches) + ")", [union]

    def item(self) -> tuple[str, list[frozenset[str]]]:
        item = self.items[self.at]
        self.at += 1
        need: list[frozenset[str]] = []
        if item in ("[", "]", "~"):
            if item in self.marks:
                raise PatternError(f"'{item}' stands twice")
            self.marks.add(item)
            if item == "~" and self.at < len(self.items) and self.items[self.at] == "?":
                self.at += 1
            return {"[": "(?P<span>", "]": ")", "~": "(?P<verb>)"}[item], []
        if item == "^":
            return r"\A", []
        if item == "$":
            return rf"(?:[.!?…]{TAGGED}{_TAGS} )*$", []
        if item in ("(", "(?!"):
            expression, need = self.group()
            if self.at >= len(self.items) or self.items[self.at] != ")":
                raise PatternError("a '(' is not closed")
            self.at += 1
            if item == "(?!":
                expression, need = f"(?!{expression})", []
        elif item == ")":
            raise PatternError("a ')' closes nothing")
        elif item == "_":
            expression = _ANY
        else:
            expression, need = self._choice(item)
        return self._times(expression, need)

    def _choice(self, item: str) -> tuple[str, list[frozenset[str]]]:
        """Read words and classes joined by bars."""
        expressions: list[str] = []
        needed: frozenset[str] = frozenset()
        words: list[str] = []
        is_free = False
        for part in item.removeprefix("@").split("|"):
            if not part:
                raise PatternError(f"'{item}' has an empty choice")
            if part.startswith("<"):
                expression, need = self._class(part[1:-1])
                expressions.append(expression)
                best = _rarest(need, self.lexicon)
                is_free = is_free or best is None
                needed |= best or frozenset()
            else:
                words += self.lexicon.forms(part) if item[0] == "@" else (part,)
        if words:
            choice = "|".join(re.escape(w) for w in sorted(set(words)))
            expressions.append(f"(?:(?:{choice}){TAGGED}{_TAGS} )")
            needed |= frozenset(words)
        return "(?:" + "|".join(expressions) + ")", [] if is_free else [needed]

    def _class(self, name: str) -> tuple[str, list[frozenset[str]]]:
        if (phrase := self.lexicon.phrases.get(name)) is not None:
            if self.depth > _MAX_PHRASES:
                raise PatternError(f"the phrase <{name}> goes round in a circle")
            inner = _Reader(self.lexicon, _split(phrase), depth=self.depth + 1, marks=set("[]~"))
            expression, need = inner.group()
            if inner.at < len(inner.items):
                raise PatternError(f"the phrase <{name}> is not balanced")
            return expression, need
        char = self.lexicon.chars.get(name)
        if char is None:
            raise PatternError(f"there is no class or phrase <{name}>")
        expression = f"(?:{_TAGS}{char}{_TAGS} )"
        return expression, [frozenset((f"<{name}>",))]

    def _times(
        self, expression: str, need: list[frozenset[str]]
    ) -> tuple[str, list[frozenset[str]]]:
        if self.at < len(self.items) and _TIMES.fullmatch(self.items[self.at]):
            times = self.items[self.at]
            self.at += 1
            if times in ("*", "+"):
                # A possessive bound keeps the cost of a line linear.
                times = "{0,12}" if times == "*" else "{1,12}"
            is_free = times == "?" or times.startswith("{0")
            return expression + times, [] if is_free else need
        return expression, need


def compile_pattern(text: str, lexicon: Lexicon, *, needs_trigger: bool = True) -> Pattern:
    """Return the pattern that `text` describes.

    Args:
        text: In the language this module describes.
        lexicon: The word classes and shared phrases it may name.
        needs_trigger: Whether some word must stand in every sentence it matches, so that
            other sentences are never searched.

    Raises:
        PatternError: The text is not a pattern; the message says what is wrong with it.
    """
    reader = _Reader(lexicon, _split(text))
    expression, need = reader.group()
    if reader.at < len(reader.items):
        raise PatternError("a ')' closes nothing")
    if ("[" in reader.marks) != ("]" in reader.marks):
        raise PatternError("'[' and ']' do not pair")
    best = _rarest(need, lexicon)
    if best is None and needs_trigger:
        raise PatternError("it names no word that must stand in the sentence")
    return Pattern(text, rf"(?<![^ ]){expression}", best or frozenset(), tuple(need))


def _split(text: str) -> list[str]:
    items: list[str] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if (times := _TIMES.match(text, at)) and items and not text[at - 1].isspace():
            items.append(times[0])
            at = times.end()
            continue
        match = _ITEM.match(text, at)
        if match is None:
            raise PatternError(f"'{text[at:].split()[0]}' cannot be read")
        items.append(match[0])
        at = match.end()
    return items


def _rarest(needs: list[frozenset[str]], lexicon: Lexicon) -> frozenset[str] | None:
    """Return the word set least likely to stand in a sentence, or None without any."""
    return min(needs, key=lambda need: _frequency(need, lexicon), default=None)


def _frequency(need: frozenset[str], lexicon: Lexicon) -> float:
    total = 0.0
    for word in need:
        if word.startswith("<"):
            total += lexicon.sizes.get(word[1:-1], 1) ** 0.5 * (0.05 if word in _RARE else 1)
        else:
            total += 10 if word in _COMMON else 0.1
    return total


_RARE = frozenset(("<name>",))
