"""Who sits at a tab."""

from __future__ import annotations

import pytest

from assistant.ui.person import browser_person


def test_a_browsers_name_is_never_a_users() -> None:
    """An anonymous name cannot be made to look like a signed-in user's."""
    assert browser_person("0123456789abcdef" * 2) == "browser:" + "0123456789abcdef" * 2


@pytest.mark.parametrize("name", ["", "user:0123", "0" * 31, "0" * 33, "Z" * 32, "0" * 32 + "\n"])
def test_what_is_no_name_names_nobody(name: str) -> None:
    """A cookie somebody edited is no person."""
    assert browser_person(name) == ""
