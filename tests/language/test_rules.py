"""The rules are data that is checked when loaded, and every rule proves itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.draft import parse_draft
from assistant.errors import RulesError
from assistant.finding import Category
from assistant.language import Rule, load_rules
from assistant.language.checker import find_rules

RULES = load_rules()

GOOD = """\
category: omission
why: It matters.
question: What were they attending to?
source: Somebody (2000)
rules:
  - id: omission.x
    patterns:
      - "[ ~ failed to _ ]"
    flag: ["The clerk failed to call."]
    pass: ["The pump failed."]
"""


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_rule_flags_and_passes_its_own_sentences(rule: Rule) -> None:
    """Each rule raises what its examples promise and stays silent where they say so."""
    for text in rule.flag:
        assert rule.id in find_rules(parse_draft(text), RULES), f"not flagged: {text}"
    for text in rule.passed:
        assert rule.id not in find_rules(parse_draft(text), RULES), f"flagged: {text}"


def test_every_category_has_rules() -> None:
    """No category of the guide is without a rule."""
    assert {rule.category for rule in RULES} == set(Category)


def test_every_rule_asks_a_question() -> None:
    """A finding's question is a question."""
    assert all(rule.question.rstrip().endswith("?") for rule in RULES)


def load(folder: Path, text: str) -> None:
    """Load one file of rules from `folder`."""
    (folder / "omission.yaml").write_text(text, encoding="utf-8")
    load_rules(folder)


def test_a_complete_rule_loads(tmp_path: Path) -> None:
    """A file with all that a rule needs is accepted."""
    load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("    flag:", "    flags:"), 9, "flags"),
        (('    flag: ["The clerk failed to call."]\n', ""), 6, "flag"),
        (('    pass: ["The pump failed."]\n', ""), 6, "pass"),
        (("failed to _ ]", "failed ( to _ ]"), 8, "pattern"),
        (("failed to _ ]", "<nobody-knows> ]"), 8, "nobody-knows"),
        (("failed to _ ]", "_ _ ]"), 8, "must stand"),
        (("    flag:", "    guards: {subject: ghosts}\n    flag:"), 9, "ghosts"),
        (("    flag:", "    guards: {moon: full}\n    flag:"), 9, "moon"),
        (("    flag:", "    rewrite: {find: '(', put: ''}\n    flag:"), 9, "rewrite"),
        (("omission.x", "evasive.x"), 6, "category"),
        (("source:", "moon: full\nsource:"), 4, "moon"),
        (('flag: ["The clerk failed to call."]', "flag: []"), 6, "flag"),
        (('flag: ["The clerk failed to call."]', "flag: The clerk"), 6, "list of sentences"),
        (("    flag:", '    guards: {unless: ["call ( now"]}\n    flag:'), 9, "call ( now"),
        (("    flag:", "    guards: {sections: [attic]}\n    flag:"), 9, "attic"),
        (("    flag:", "    guards: {headings: maybe}\n    flag:"), 9, "true or false"),
        (("    flag:", "    guards: {of: verse}\n    flag:"), 9, "sentence"),
        (("    flag:", "    span: moon\n    flag:"), 6, "moon"),
        (("patterns:\n", "patterns: [[\n"), 8, ""),
    ],
)
def test_a_faulty_rule_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    """The author of a rule is told file, line and fault."""
    with pytest.raises(RulesError) as caught:
        load(tmp_path, GOOD.replace(*change))
    assert f"omission.yaml:{line}" in caught.value.message
    assert says in str(caught.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without rules is no silent set of none."""
    with pytest.raises(RulesError, match="no rules"):
        load_rules(tmp_path)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    """Two rules never share an id, on which decisions and statistics hang."""
    rule = GOOD[GOOD.index("  - id") :]
    with pytest.raises(RulesError, match="already stands"):
        load(tmp_path, GOOD + rule)
