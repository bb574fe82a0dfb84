"""The scorer's files are checked before they are used."""

from __future__ import annotations

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


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    """A model that is not the one the thresholds were chosen for is not used."""
    for name in (GRAPH, TOKENIZER):
        (tmp_path / name).write_bytes(b"changed")
    manifest = {
        "categories": [c.value for c in Category],
        "context_pieces": 40,
        "text_pieces": 160,
        "floor": 0.3,
        "base_rate": {"trained": 0.25, "usual": 0.05, "weight": 20, "unmarked": 0.02},
        "agreement": 0.2,
        "thresholds": {c.value: 0.9 for c in Category},
        "sha256": {GRAPH: "0" * 64, TOKENIZER: "0" * 64},
    }
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(EncoderError, match="damaged"):
        read_manifest(tmp_path)
