"""The scorer's files are checked before they are used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from assistant.errors import EncoderError
from assistant.finding import Category
from assistant.scorer.manifest import GRAPH, MANIFEST, TOKENIZER, read_manifest


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A folder without the model says which file is not there, and what to do."""
    with pytest.raises(EncoderError, match=MANIFEST) as caught:
        read_manifest(tmp_path)
    assert "Install the program again" in str(caught.value)


def _write(folder: Path, **changes: object) -> None:
    """Write a folder of files, each as its manifest says, but for the changes."""
    for name in (GRAPH, TOKENIZER):
        (folder / name).write_bytes(name.encode())
    manifest = {
        "categories": [c.value for c in Category],
        "context_pieces": 40,
        "text_pieces": 160,
        "floor": 0.3,
        "base_rate": {"trained": 0.25, "usual": 0.05, "weight": 20, "unmarked": 0.02},
        "agreement": 0.2,
        "thresholds": {c.value: 0.9 for c in Category},
        "sha256": {n: hashlib.sha256(n.encode()).hexdigest() for n in (GRAPH, TOKENIZER)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest | changes))


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    """A model that is not the one the thresholds were chosen for is not used."""
    _write(tmp_path)
    assert read_manifest(tmp_path).text_pieces == 160
    (tmp_path / GRAPH).write_bytes(b"changed")
    with pytest.raises(EncoderError, match=f"{GRAPH} is damaged"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"text_pieces": 0},
        {"floor": 1.5},
        {"agreement": "0.2"},
        {"categories": ["unheard-of"]},
        {"thresholds": {}},
        {"base_rate": {"trained": 0.25}},
        {"base_rate": {"trained": 0, "usual": 0.05, "weight": 20, "unmarked": 0.02}},
        {"sha256": None},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    """A score is never weighed by numbers that were edited into nonsense."""
    _write(tmp_path, **changes)
    with pytest.raises(EncoderError, match=f"{MANIFEST} is damaged"):
        read_manifest(tmp_path)
