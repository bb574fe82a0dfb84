"""What leaves the machine, and what does not."""

from __future__ import annotations

import re

import pytest

from assistant.llm.redaction import SecretPattern, find_secrets, load_patterns

HIDES = [(p, text) for p in load_patterns() for text in p.hides]
KEEPS = [(p, text) for p in load_patterns() for text in p.keeps]


def redact(source: str) -> str:
    """Return the text as it would be sent."""
    result, end = "", 0
    for secret in find_secrets(source).secrets:
        result += source[end : secret.span.start] + secret.tag
        end = secret.span.end
    return result + source[end:]


@pytest.mark.parametrize(("pattern", "marked"), HIDES, ids=[m for _, m in HIDES])
def test_example_is_hidden(pattern: SecretPattern, marked: str) -> None:
    """The part a pattern marks as secret is not sent, and the text around it is."""
    source = re.sub("[«»]", "", marked)
    expected = re.sub(r"«[^»]*»", f"⟦{pattern.id}_1⟧", marked)
    assert redact(source) == expected


@pytest.mark.parametrize(("pattern", "text"), KEEPS, ids=[t for _, t in KEEPS])
def test_example_is_kept(pattern: SecretPattern, text: str) -> None:
    """What only looks like a secret, and what the review needs, is sent as typed."""
    assert redact(text) == text
