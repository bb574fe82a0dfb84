"""Blame, hindsight and shallow language: rules as data, and who a verb is about."""

from assistant.language.baseline import read_baseline, without_baseline, write_baseline
from assistant.language.checker import check_draft
from assistant.language.ignores import Comment, Ignore, find_ignores, place_comment
from assistant.language.rules import Rule, RuleSet, load_rules

__all__ = [
    "Comment",
    "Ignore",
    "Rule",
    "RuleSet",
    "check_draft",
    "find_ignores",
    "load_rules",
    "place_comment",
    "read_baseline",
    "without_baseline",
    "write_baseline",
]
