"""What a section is for, without exact headings."""

from __future__ import annotations

import pytest

from assistant.draft import SectionKind, parse_draft, section_kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Summary", SectionKind.SUMMARY),
        ("In a few words: what happened", SectionKind.SUMMARY),
        ("Impact", SectionKind.IMPACT),
        ("Who was hit", SectionKind.IMPACT),
        ("Timeline (UTC)", SectionKind.TIMELINE),
        ("How it unfolded", SectionKind.TIMELINE),
        ("Root cause", SectionKind.CAUSES),
        ("What made it possible", SectionKind.CAUSES),
        ("Contributing factors", SectionKind.CAUSES),
        ("What went well", SectionKind.WENT_WELL),
        ("Where we got lucky", SectionKind.WENT_WELL),
        ("What kept it from being worse", SectionKind.WENT_WELL),
        ("Silver linings", SectionKind.WENT_WELL),
        ("Lessons learned", SectionKind.LESSONS),
        ("What went wrong", SectionKind.LESSONS),
        ("Action items", SectionKind.ACTIONS),
        ("Corrective and preventative measures", SectionKind.ACTIONS),
        ("What we do about it", SectionKind.ACTIONS),
        ("What happens now", SectionKind.ACTIONS),
        ("What's next", SectionKind.ACTIONS),
        ("Next steps", SectionKind.ACTIONS),
        ("to-do", SectionKind.ACTIONS),
        ("Actions taken during the night", SectionKind.OTHER),
        ("How the mill works", SectionKind.OTHER),
        ("", SectionKind.OTHER),
    ],
)
def test_headings_tell_what_a_section_is_for(title: str, kind: SectionKind) -> None:
    """Authors name their sections freely, and the section is still understood."""
    assert section_kind(title) is kind


def _kinds(source: str) -> list[tuple[str, SectionKind]]:
    return [(s.title, s.kind) for s in parse_draft(source).sections]


def test_a_subsection_belongs_to_its_section() -> None:
    """An action list divided by team stays an action list."""
    source = "# Title\n\n## Actions\n\n### Warehouse\n\n- x\n\n## Thanks\n\nAll.\n"
    assert _kinds(source) == [
        ("Title", SectionKind.OTHER),
        ("Actions", SectionKind.ACTIONS),
        ("Warehouse", SectionKind.ACTIONS),
        ("Thanks", SectionKind.OTHER),
    ]


@pytest.mark.parametrize("label", ["**Impact**", "**Impact:**", "__Impact__", "Impact:"])
def test_a_label_alone_is_a_heading(label: str) -> None:
    """Reports pasted from a chat have bold labels instead of headings."""
    assert ("Impact", SectionKind.IMPACT) in _kinds(f"# T\n\n{label}\n\nMany people waited.\n")


def test_a_bold_label_opens_a_paragraph() -> None:
    """A label run into its paragraph opens a section; a bold word of a sentence does not."""
    assert _kinds(
        "**Impact.** Many waited.\n\n**Nobody** was told.\n\n**Credit:** The loader."
    ) == [
        ("Impact", SectionKind.IMPACT),
        ("Credit", SectionKind.WENT_WELL),
    ]


def test_a_report_may_be_one_long_list() -> None:
    """Labels in a list divide it, and a label of no known kind ends the section before it."""
    source = (
        "# Incident\n\n- **Impact**: 40 orders\n- **Review actions**:\n  - add an alert\n"
        "- **Chat**: none\n"
    )
    assert _kinds(source) == [
        ("Incident", SectionKind.OTHER),
        ("Impact", SectionKind.IMPACT),
        ("Review actions", SectionKind.ACTIONS),
        ("Chat", SectionKind.OTHER),
    ]


def test_fields_of_an_action_open_no_section() -> None:
    """Inside an action list a bold label names a field of the item."""
    source = "## Actions\n\n- **Impact**: fewer pages\n- **Owner**: Ana\n"
    assert {kind for _, kind in _kinds(source)} == {SectionKind.ACTIONS}


def test_text_before_the_first_heading_has_a_section_without_title() -> None:
    """An opening paragraph is not lost."""
    assert _kinds("Opening.\n\n# Summary\n")[0] == ("", SectionKind.OTHER)


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Orders *stuck*\n\ntext", "Orders stuck"),
        ("No heading here, only some words of a first sentence that goes on and on", None),
        ("", ""),
    ],
)
def test_a_draft_has_a_title(source: str, title: str | None) -> None:
    """The title is the first heading, or the first dozen words."""
    draft = parse_draft(source)
    if title is None:
        assert draft.title == " ".join(source.split()[:12])
    else:
        assert draft.title == title
