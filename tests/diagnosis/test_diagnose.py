"""What holds of every diagnosis, whatever the draft."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.diagnosis import Diagnosis, Status, diagnose, load_departments
from assistant.draft import parse_draft

_PIECES = st.sampled_from(
    [
        *(
            "support",
            "The warehouse",
            "finance team",
            "users",
            "we",
            "I",
            "Ana (support lead)",
            "told us",
        ),
        *(
            " had to ",
            " noticed ",
            " because ",
            ": “",
            "” ",
            ". ",
            ", ",
            "\n\n",
            "\n- ",
            "\n## Actions\n\n",
        ),
        *(
            "| time | who | what |\n|---|---|---|\n",
            "| 10:32 | support | saw it |\n",
            "10:32 ",
            "**HR:** ",
        ),
        *(
            "## Support\n\n",
            "- [ ] add an alert - Ana, 3 May\n",
            "There is no alert. ",
            "luckily ",
            "🎉",
            "\0",
        ),
        *(
            "---\nauthor: finance\n---\n",
            "> quote\n",
            "```\n",
            "`code`",
            "9,400 ",
            "Written by sales. ",
        ),
    ]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=40).map("".join)


def _check(source: str, diagnosis: Diagnosis) -> None:
    departments = load_departments()
    assert sorted(p.department for p in diagnosis.perspectives) == sorted(departments.ids)
    order = [Status.SILENT, Status.SPEAKING, Status.UNINVOLVED]
    places = [order.index(p.status) for p in diagnosis.perspectives]
    assert places == sorted(places)
    for perspective in diagnosis.perspectives:
        assert bool(perspective.evidence) == (perspective.status is not Status.UNINVOLVED)
        assert bool(perspective.questions) == (perspective.status is not Status.UNINVOLVED)
        assert len(set(perspective.evidence)) == len(perspective.evidence)
        assert all(0 <= s.start < s.end <= len(source) for s in perspective.evidence)
        assert not any("{evidence}" in q for q in perspective.questions)
    for action in diagnosis.actions:
        assert action.text.strip()
        assert action.span.of(source)
    assert len({p.id for p in diagnosis.prompts}) == len(diagnosis.prompts) <= 6
    assert not any("{evidence}" in p.question for p in diagnosis.prompts)


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_draft_is_diagnosed(source: str) -> None:
    """Every department has one place, every span lies in the text, every question is whole."""
    draft = parse_draft(source)
    diagnosis = diagnose(draft, load_departments())
    _check(source, diagnosis)
    assert diagnosis == diagnose(draft, load_departments())


@pytest.mark.parametrize(
    "source",
    [
        "support told us " * 20_000,
        "1 " * 100_000,
        "“" * 50_000,
        "we had to, " * 20_000,
        "Ana (support lead) " * 5_000,
        "**Support:** we saw it.\n\n" * 2_000,
        "| who | what |\n|---|---|\n" + "| support | saw it |\n" * 3_000,
        "### Support\n\nWe saw it.\n\n" * 1_000,
        "a" * 500_000,
        "---\nauthor: " + "x" * 10_000 + "\n---\ntext",
    ],
)
def test_hostile_drafts_are_diagnosed(source: str) -> None:
    """A pasted monster costs a moment, not the session."""
    diagnosis = diagnose(parse_draft(source), load_departments())
    assert len(diagnosis.perspectives) == len(load_departments().members)


def test_diagnosis_loads_nothing_heavy() -> None:
    """A check from the shell starts without the libraries of other rooms."""
    heavy = "numpy chromadb litellm langchain_core streamlit onnxruntime sqlalchemy tokenizers"
    code = (
        "import sys, assistant.diagnosis as d; from assistant.draft import parse_draft;"
        "d.diagnose(parse_draft('We saw it.'), d.load_departments());"
        f"print([m for m in {heavy.split()!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
