"""Blame, hindsight and shallow language: rules as data, and who a verb is about."""

from assistant.language.baseline import read_baseline, without_baseline, write_baseline
from assistant.language.checker import check_draft
from assistant.language.context import find_reported
from assistant.language.ignores import Comment, Ignore, find_ignores, place_comment
from assistant.language.rule_files import load_reasons, load_rules
from assistant.language.rules import Reason, Rule, RuleSet

__all__ = [
    "Comment",
    "Ignore",
    "Reason",
    "Rule",
    "RuleSet",
    "check_draft",
    "find_ignores",
    "find_reported",
    "load_reasons",
    "load_rules",
    "place_comment",
    "read_baseline",
    "without_baseline",
    "write_baseline",
]
