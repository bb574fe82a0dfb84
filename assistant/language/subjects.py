"""Who a verb is about: the question that is answered before anything is flagged.

Only a person, a role, a team, a vendor or an unnamed somebody can be blamed. A machine, a
document or an event that failed is mechanism. Without a parser the answer is read from the
words to the left of the verb: auxiliaries and adverbs are stepped over, then the nearest
noun phrase is read back to its head, through "of", "in" and "at" to the noun in front of
them, through "who" and "which" to what they stand for, and through "and" to the subject
of the verb before.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.language.lexicon import Lexicon
from assistant.language.words import Words


class Kind(StrEnum):
    """What a subject is."""

    SELF = "self"
    WE = "we"
    PERSON = "person"
    TEAM = "team"
    VENDOR = "vendor"
    THING = "thing"
    UNKNOWN = "unknown"
    NONE = "none"

    @property
    def is_people(self) -> bool:
        """Say whether it can be blamed: people of any number, the author's own "I" left out."""
        return self in _PEOPLE


_PEOPLE = frozenset((Kind.WE, Kind.PERSON, Kind.TEAM, Kind.VENDOR))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a verb is about.

    Attributes:
        kind: What it is.
        first: Number of the first word of its noun phrase; -1 without one.
        last: Number of its head.
    """

    kind: Kind
    first: int = -1
    last: int = -1


NO_SUBJECT = Subject(Kind.NONE)
_STOPS = frozenset(';:.!?—–…"“”()/|')
# What follows these is somebody's words even without "that".
_SAID = frozenset(
    (
        *("said", "says", "saying", "say", "told", "think", "thinks", "felt", "feel", "feels"),
        *("believe", "believes", "wrote", "writes", "complained", "argued", "claimed"),
    )
)
_ASKED = frozenset(("ask", "asks", "asked", "asking", "wonder", "wondered", "wonders"))
_IF = frozenset(("if", "whether"))
# "One must say", "to say": the author speaks.
_OWN_VOICE = frozenset(("must", "to", "one", "should", "could", "can", "may", "might", "would"))
# Words of a noun phrase behind its article, and what is none of them.
_NOUN_LIKE = (
    *("open", "human", "team", "vendor", "machine", "document", "thing"),
    *("human-or-machine", "team-if-bare", "role-or-program"),
)
_NOT_IN_PHRASE = (
    *("punct", "prep", "conj", "rel", "wh", "be", "have", "do", "modal", "neg", "past", "verb"),
    *("name", "adv", "ing", "det", "poss", "num", "i", "we", "you", "he", "they", "it", "body"),
)
_COMPARING = frozenset(("than", "as", "like", "next"))
# A phrase is drawn out to the end of its last noun phrase over at most this many words.
_LONGEST_REST = 2
# Prepositions that are no phrase's last word where what they govern follows.
_CUT_OFF = frozenset(("of", "to", "for", "from", "with", "at", "into", "as", "than", "in", "by"))


class SubjectFinder:
    """Finds the subject of a verb in the tagged words of one sentence.

    Args:
        words: The sentence.
        lexicon: The word classes.
        they: What "they" stands for when nothing in the sentence tells.
    """

    def __init__(self, words: Words, lexicon: Lexicon, they: Kind = Kind.UNKNOWN) -> None:
        self._words = words.words
        self._tags = words.tags
        self._raw = words.raw
        self._chars = lexicon.chars
        self._they = they
        self._known: dict[int, Subject] = {}

    def subject_of(self, verb: int) -> Subject:
        """Return the subject of the verb at word `verb`."""
        if verb not in self._known:
            self._known[verb] = NO_SUBJECT
            self._known[verb] = self._find(verb)
        return self._known[verb]

    def main_subject(self) -> Subject:
        """Return the subject of the sentence's first verb."""
        for i in range(1, min(len(self._words), 40)):
            if self._is(i, "past", "be", "have", "do", "modal"):
                subject = self.subject_of(i)
                if subject.kind is not Kind.NONE:
                    return subject
        return NO_SUBJECT

    def ends_badly(self, index: int) -> bool:
        """Say whether a phrase cannot end with word `index`: a comma, or a word cut off.

        An article, "and", "of" or an auxiliary is cut off where the sentence goes on
        behind it, but not in "it was not enough" or "the one he was spoken to".
        """
        if self._is(index, "punct"):
            return True
        after = index + 1
        if after >= len(self._words) or self._is(after, "punct") or self._is(index, "neg"):
            return False
        if self._is(index, "det", "poss", "conj", "rel", "be", "modal"):
            return True
        return self._words[index] in _CUT_OFF and not self._is(after, "prep", "adv", "conj")

    def end_of_phrase(self, first: int, last: int) -> int:
        """Return where the noun phrase that is open at word `last` ends.

        "The root cause was the new print" goes on to "job"; without an article from word
        `first` on no noun phrase is open.
        """
        if not self._is_open(first, last):
            return last
        end = last
        while (
            end - last < _LONGEST_REST
            and end + 1 < len(self._words)
            and self._is(end + 1, *_NOUN_LIKE)
            and not self._is(end + 1, *_NOT_IN_PHRASE)
            and self._words[end + 1] not in _COMPARING
        ):
            end += 1
        return end

    def _is_open(self, first: int, last: int) -> bool:
        """Say whether an article stands in front of word `last` with only nouns between."""
        for at in range(last, max(first, last - 3), -1):
            if self._is(at, *_NOT_IN_PHRASE):
                return False
            if self._is(at - 1, "det", "poss"):
                return True
        return False

    def begins_badly(self, index: int) -> bool:
        """Say whether a phrase cannot begin with word `index`: a comma, a dash, "and"."""
        return self._is(index, "punct") or self._words[index] in ("and", "or", "but")

    def is_next_to(self, subject: Subject, verb: int) -> bool:
        """Say whether nothing stands between a subject and its verb that opens a clause."""
        return not any(
            self._is(i, "punct") or self._words[i] in ("and", "or", "but")
            for i in range(subject.last + 1, verb)
        )

    def is_negated(self, first: int) -> bool:
        """Say whether a negation stands right in front of word `first`."""
        return any(
            self._words[i] in ("not", "never", "no", "without", "hardly", "nor", "neither")
            for i in range(max(0, first - 3), first)
            if not any(w in _STOPS or w == "," for w in self._words[i:first])
        )

    def is_reported(self, first: int) -> bool:
        """Say whether word `first` stands in what somebody else is said to have said.

        "Dana said that ops should have asked" is Dana's verdict. What the author or "we"
        say stays the author's.
        """
        for i in range(first - 1, -1, -1):
            if self._words[i] in (";", "."):
                return False
            if not self._is(i, "say"):
                continue
            word, follows = self._words[i], self._words[i + 1 : first]
            if word == "according" or (word in _ASKED and not _IF.isdisjoint(follows[:6])):
                return True
            if word == "written" and self._words[max(i - 2, 0) : i] == ["it", "is"]:
                return True
            if word == "told" and self._is(i - 1, "be"):
                continue
            if "that" in follows[:4] or ":" in follows[:2] or word in _SAID:
                kind = self.subject_of(i).kind
                if kind is Kind.UNKNOWN:
                    return word in _SAID and self._words[i - 1] not in _OWN_VOICE
                return kind in (Kind.PERSON, Kind.TEAM, Kind.VENDOR)
        return False

    def _is(self, index: int, *classes: str) -> bool:
        tags = self._tags[index]
        return any(self._chars[name] in tags for name in classes)

    def _find(self, verb: int) -> Subject:
        at = verb - 1
        while at >= 0 and self._is_between(at):
            at -= 1
        if at < 0:
            return NO_SUBJECT
        word = self._words[at]
        if word == "to":
            return self._subject_of_infinitive(at)
        if word in ("who", "whom"):
            before = self._phrase_ending(at - 1)
            return before if before.kind.is_people else Subject(Kind.PERSON, at, at)
        if word in ("which", "that") and at > 0:
            skip = at - 1
            if self._words[skip] == ",":
                skip -= 1
            before = self._phrase_ending(skip)
            if before.kind is not Kind.NONE:
                return before
        if word in ("and", "or", "but", "then", ",", "nor", "yet", "so") or self._is(at, "conj"):
            return self._subject_of_clause_before(at)
        if word in _STOPS or self._is(at, "prep", "wh"):
            return NO_SUBJECT
        return self._relative_before(at) or self._phrase_ending(at)

    def _relative_before(self, at: int) -> Subject | None:
        """Return who "the clerk who typed the table" is about when word `at` ends it.

        The same for "whoever typed the table". A clause of its own ("who left at five")
        must hold a verb, otherwise "who" belongs to the verb that is asked about.
        """
        has_verb = False
        for i in range(at, max(at - 10, -1), -1):
            word = self._words[i]
            if word in _STOPS or word == ",":
                return None
            if word == "whoever":
                return Subject(Kind.PERSON, i, i) if has_verb else None
            if word == "who" and i > 0:
                before = self._phrase_ending(i - 1)
                return before if has_verb and before.kind.is_people else None
            has_verb = has_verb or self._is(i, "past", "verb", "be", "have", "do", "modal")
        return None

    def _is_between(self, at: int) -> bool:
        """Say whether a word can stand between a subject and its verb."""
        word = self._words[at]
        if word in ("no", "neither", "nor", "'s", "here", "there"):
            return False
        if word in ("all", "both", "each") and at > 0 and self._is(at - 1, "we", "they", "you"):
            return True
        return self._is(at, "modal", "have", "be", "do", "neg") or (
            self._is(at, "adv") and not self._is(at, "human", "team", "machine")
        )

    def _subject_of_infinitive(self, to: int) -> Subject:
        at = to - 1
        while at >= 0 and self._is(at, "adv", "neg"):
            at -= 1
        if at >= 0 and (self._is(at, "past", "verb") or self._words[at] in ("going", "able")):
            return self.subject_of(at)
        return NO_SUBJECT

    def _subject_of_clause_before(self, at: int) -> Subject:
        """Return the subject a verb after "and" shares with the verb before it."""
        while at >= 0 and self._words[at] not in _STOPS:
            if self._is(at, "past", "be", "have", "do", "modal", "verb") and at > 0:
                subject = self.subject_of(at)
                if subject.kind is not Kind.NONE:
                    return subject
            at -= 1
        return NO_SUBJECT

    def _phrase_ending(self, last: int) -> Subject:
        """Return the noun phrase whose last word is `last`, read back through "of" and "in"."""
        while last >= 0 and self._words[last] == ",":
            last -= 1
        if last >= 0 and self._words[last] == ")":
            opening = last
            while opening >= 0 and self._words[opening] != "(":
                opening -= 1
            if opening > 0:
                last = opening - 1
        if last < 0 or self._words[last] in _STOPS:
            return NO_SUBJECT
        first = last
        while first > 0 and self._is_inside(first - 1, first):
            first -= 1
        kind = self._head_kind(first, last)
        # "nobody in Billing", "the team behind the gateway", "one of the reviewers".
        before = first - 1
        if (
            before > 0
            and self._is(before, "prep")
            and self._words[before]
            not in ("to", "by", "without", "before", "after", "during", "until", "since", "despite")
        ):
            outer = self._phrase_ending(before - 1)
            if outer.kind is not Kind.NONE and not (
                outer.kind is Kind.UNKNOWN and self._is(before - 1, "past", "adv", "ing")
            ):
                if self._is(outer.last, "quantifier") and self._words[before] in (
                    "of",
                    "from",
                    "in",
                    "among",
                ):
                    inner = kind if self._words[before] == "of" else Kind.PERSON
                    return Subject(inner, outer.first, outer.last)
                return outer
        return Subject(kind, first, last)

    def _is_inside(self, before: int, at: int) -> bool:
        """Say whether word `before` belongs to the noun phrase that goes on at `at`."""
        word = self._words[before]
        if word in _STOPS or word == ",":
            return False
        if self._is(at, "i", "we", "he", "they", "it", "you", "body"):
            return self._is(before, "quantifier")
        if self._is(at, "det", "poss") and not self._is(at, "quantifier"):
            return word in ("all", "both", "half", "not", "quite", "such", "even")
        if self._is(before, "i", "we", "he", "they", "it", "you", "modal", "be", "have", "do"):
            return False
        if word == "'s" or word == "'":
            return True
        if self._is(before, "prep", "conj", "rel", "wh") and not self._is(before, "det"):
            return False
        if self._is(before, "past", "verb") and not self._is(
            before, "open", "human", "team", "machine", "document"
        ):
            # "the tired crew": a participle behind a determiner describes.
            return before > 0 and self._is(before - 1, "det", "poss", "adv")
        if self._is(before, "adv") and not self._is(before, "capital"):
            return before > 0 and self._is(before - 1, "det", "poss")
        return True

    def _head_kind(self, first: int, last: int) -> Kind:
        """Return what a noun phrase is by its head, the last noun."""
        if self._is(last, "i"):
            return Kind.SELF
        if self._is(last, "we"):
            return Kind.WE
        if self._is(last, "he", "body", "you"):
            return Kind.PERSON
        if self._is(last, "they"):
            return self._they
        if self._is(last, "it"):
            return Kind.THING
        if (
            last > first
            and self._raw[last][0].isupper()
            and self._is(last - 1, "human", "team", "vendor")
            and not self._is(last, "machine", "document")
        ):
            # "squad Pricing", "team Blue".
            return Kind.TEAM if self._is(last - 1, "team") else Kind.PERSON
        is_bare_team = first == last and self._is(last, "team-if-bare")
        if self._is(last, "ing") and not self._is(last, "team", "human") and not is_bare_team:
            return Kind.THING
        if self._words[last] in ("this", "that", "these", "those", "which"):
            return Kind.THING
        if self._is(last, "name"):
            return Kind.PERSON
        if (
            last > first
            and self._is(last, "role-or-program")
            and self._is(last - 1, "machine", "thing")
        ):
            return Kind.THING
        if self._is(last, "vendor"):
            return Kind.VENDOR
        if self._is(last, "human"):
            return Kind.PERSON
        if self._is(last, "team"):
            return Kind.TEAM
        if self._is(last, "team-if-bare"):
            is_bare = last == first or (
                last - first == 1
                and self._is(first, "capital", "adv", "open", "det")
                and self._words[first] not in ("the", "a", "an", "this", "that")
            )
            if is_bare or (self._raw[last][0].isupper() and last > 0):
                return Kind.TEAM
            return Kind.THING if self._is(last, "machine") else Kind.UNKNOWN
        if self._is(last, "human-or-machine"):
            return Kind.UNKNOWN if not self._is(last, "machine") else Kind.THING
        if self._is(last, "machine", "document", "thing", "num"):
            return Kind.THING
        if self._is(last, "quantifier"):
            return Kind.UNKNOWN
        return Kind.UNKNOWN
