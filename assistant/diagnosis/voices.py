"""Whose voice a sentence is: the department itself, or somebody telling about it."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml


def _read_words() -> dict[str, frozenset[str]]:
    text = files("assistant.diagnosis").joinpath("voices.yaml").read_text(encoding="utf-8")
    # The base loader leaves every scalar a string: "no" and "on" are words here.
    lists = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return {name: frozenset(words.split()) for name, words in lists.items()}


_WORDS = _read_words()


def voice_words(name: str) -> frozenset[str]:
    """Return one list of voices.yaml."""
    return _WORDS[name]


_QUOTING = re.compile(
    r"\b(?:wr(?:ote|ites|itten)|sa(?:id|ys)|told|tells|repl(?:y|ied|ies)|words|adds?|added|"
    r"put it|complain\w*|message|e-?mail|letter|call(?:ed)? it|answer(?:ed)?|note[ds]?|from)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“„«][^\"”»]{8,}|:\s*\Z")


def tells_inner(folded: str) -> bool:
    """Say whether the verb tells what somebody saw, knew, wanted, decided or said."""
    return folded in _WORDS["inner"]


def is_deed(folded: str) -> bool:
    """Say whether the word is a verb telling what somebody did."""
    return folded in _WORDS["deeds"] or (
        len(folded) > 4 and folded.endswith("ed") and folded not in _WORDS["not_deeds"]
    )


def weigh_subject(before: list[str], after: list[tuple[str, str]]) -> float:
    """Return how far a mention of people is the subject of what it saw or did.

    Args:
        before: Folded words of the sentence before the mention, at most the last four.
        after: Pairs of the folded word and the text between it and the word before, for the
            words after the mention.

    Returns:
        1.0 where it sees, knows, decides or says; 0.5 where it only does; else 0.0.
    """
    if not _can_be_subject(before):
        return 0.0
    is_passive = False
    has_auxiliary = False
    for position, (word, gap) in enumerate(after[:9]):
        if position and re.search(r"[;:.!?]", gap):
            break
        if word in _WORDS["being"]:
            is_passive = True
            continue
        if word in _WORDS["auxiliaries"]:
            has_auxiliary = True
            continue
        is_base = not word.endswith(("ed", "ing", "s")) and word in _WORDS["inner"]
        if word in _WORDS["inner"]:
            if is_passive and not word.endswith("ing") and word != "unaware":
                return 0.0
            if word.endswith("ing") and not is_passive:
                continue
            if is_base and position > 3 and not has_auxiliary:
                continue
            return 1.0
        if word.endswith("ing") and is_passive:
            return 0.5
        if is_deed(word):
            return 0.0 if is_passive else 0.5
        if word in ("that", "which", "if", "because", "when", "while") and position:
            break
    return 0.0


def _can_be_subject(before: list[str]) -> bool:
    while before and before[-1] in ("the", "our", "a", "an", "their", "its", "one", "each", "some"):
        before = before[:-1]
    if not before:
        return True
    last = before[-1]
    if last in _WORDS["nobody"]:
        return False
    if last in _WORDS["places"]:
        return (
            len(before) > 1
            and before[-2] in _WORDS["persons"]
            and not _WORDS["nobody"] & set(before[-4:])
        )
    return last not in _WORDS["before_objects"]


def quotes(sentence: str) -> bool:
    """Say whether a sentence that names somebody also gives their words."""
    return bool(_QUOTING.search(sentence) and _QUOTED.search(sentence))
