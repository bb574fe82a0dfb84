"""Word classes of the checker: who is a person, what is a machine, which verb has which forms.

The classes are data in ``lexicon/*.yaml``: a mapping from the name of a class to its words,
separated by white space. ``verbs.yaml`` gives the irregular verbs, ``phrases.yaml`` the
phrases that patterns share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import RulesError

FOLDER = Path(__file__).parent / "lexicon"
# Classes a word's shape tells, beside those of the files.
_SHAPES = ("open", "punct", "num", "thing", "capital", "name", "past", "ing", "adv")
# Stands between a word and the characters of its classes in a line of tagged words.
TAGGED = "\ue000"
_FIRST_CHAR = 0xE001
_VOWELS = "aeiou"
# Pasts that carry no verb of their own.
_AUXILIARIES = frozenset(("was", "were", "been", "had"))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word classes, ready for look-up.

    Attributes:
        chars: Class name to the private character that marks it on a word.
        tags: Word to the characters of all its classes.
        phrases: Name of a shared phrase to its pattern.
        sizes: Class name to the number of its words, for judging how common it is.
    """

    chars: Mapping[str, str]
    tags: Mapping[str, str]
    phrases: Mapping[str, str]
    sizes: Mapping[str, int]
    irregular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def forms(self, verb: str) -> tuple[str, ...]:
        """Return all forms of a verb given by its base form."""
        return verb_forms(verb, self.irregular.get(verb))


def verb_forms(verb: str, irregular: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return base, third person, past, participle and -ing form of `verb`.

    Args:
        verb: The base form.
        irregular: Its past and participle where these are irregular.
    """
    last = verb[-1]
    is_doubled = (
        len(verb) >= 3
        and last not in _VOWELS + "wxyh"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and len([c for c in verb if c in _VOWELS]) == 1
    )
    stem = verb + last if is_doubled else verb
    if last == "y" and verb[-2] not in _VOWELS:
        third, past, ing = verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    elif last == "e":
        ending = verb[:-2] + "ying" if verb.endswith("ie") else verb[:-1] + "ing"
        third, past, ing = (
            verb + "s",
            verb + "d",
            ending if not verb.endswith("ee") else verb + "ing",
        )
    else:
        es = verb.endswith(("s", "x", "z", "ch", "sh", "o"))
        third, past, ing = verb + ("es" if es else "s"), stem + "ed", stem + "ing"
    pasts = irregular or (past,)
    return (verb, third, *pasts, ing)


@cache
def load_lexicon(folder: Path = FOLDER) -> Lexicon:
    """Return the word classes of `folder`.

    Raises:
        RulesError: A file cannot be read or is not a mapping from names to words.
    """
    chars = {name: chr(_FIRST_CHAR + i) for i, name in enumerate(_SHAPES)}
    tags: dict[str, str] = {}
    sizes: dict[str, int] = dict.fromkeys(_SHAPES, 5000)
    irregular = {
        base: tuple(str(forms).split()) for base, forms in _read(folder / "verbs.yaml").items()
    }
    phrases = {name: str(text) for name, text in _read(folder / "phrases.yaml").items()}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in ("verbs.yaml", "phrases.yaml"):
            continue
        for name, text in _read(path).items():
            char = chars.setdefault(name, chr(_FIRST_CHAR + len(chars)))
            words: set[str] = set()
            for word in str(text).split():
                if word.startswith("@"):
                    words.update(verb_forms(word[1:], irregular.get(word[1:])))
                else:
                    words.add(word)
            sizes[name] = len(words)
            for word in words:
                tags[word] = tags.get(word, "") + char
    # Irregular pasts are pasts even where no class names them; so are regular ones a class
    # names, which would otherwise lose what their shape tells.
    past, ing, adv = chars["past"], chars["ing"], chars["adv"]
    for forms in irregular.values():
        for form in forms:
            if past not in tags.get(form, "") and form not in _AUXILIARIES:
                tags[form] = tags.get(form, "") + past
    plain = chars.get("plain", "\0")
    for word, given in list(tags.items()):
        if plain in given:
            continue
        if word.endswith("ed") and len(word) > 3 and past not in given:
            tags[word] = given + past
        elif word.endswith("ing") and len(word) > 4 and ing not in given:
            tags[word] = given + ing
        elif word.endswith("ly") and len(word) > 4 and adv not in given:
            tags[word] = given + adv
    return Lexicon(chars, tags, phrases, sizes, irregular)


def _read(path: Path) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise RulesError(f"The word list {path} cannot be read: {error}.") from error
    if not isinstance(loaded, dict):
        raise RulesError(f"The word list {path} is not a mapping from names to words.")
    return loaded
