"""The tagger reads a text after its context and labels every word piece of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import tokenizers

from assistant.encoder.graph import WIDTH, build_tagger
from assistant.encoder.tagger import Tagger, frame_text
from assistant.encoder.weights import find_model_files, read_weights
from assistant.errors import EncoderError

LABELS = 4


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    """A tagger with the published body and a classifier nobody trained."""
    files = find_model_files()
    chance = np.random.default_rng(7)
    weights = {
        **read_weights(files.weights),
        "classifier.weight": chance.normal(size=(LABELS, WIDTH)).astype(np.float32),
        "classifier.bias": np.zeros(LABELS, np.float32),
    }
    graph = tmp_path_factory.mktemp("tagger") / "tagger.onnx"
    onnx.save(build_tagger(weights), graph)
    return Tagger(graph, files.tokenizer, context_pieces=12, text_pieces=8)


def test_every_word_piece_has_probabilities_and_a_place(tagger: Tagger) -> None:
    """Rows sum to 1, and the places spell the text."""
    text = "Nobody asked why."
    (tagged,) = tagger.tag([("timeline", "The queue grew.", text)])
    assert tagged.probabilities.shape == (len(tagged.offsets), LABELS)
    np.testing.assert_allclose(tagged.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert [text[a:b] for a, b in tagged.offsets] == ["Nobody", "asked", "why", "."]


def test_a_text_is_read_in_its_context_and_in_no_other_company(tagger: Tagger) -> None:
    """What stands before changes the answer; what else is asked at the same time does not."""
    question = ("causes", "The night shift was two short.", "They ignored it.")
    other = ("actions", "", "Add an alert on the queue.")
    alone = tagger.tag([question])[0].probabilities
    together = tagger.tag([other, question])[1].probabilities
    np.testing.assert_array_equal(alone, together)
    elsewhere = tagger.tag([("causes", "The old relay failed.", "They ignored it.")])[0]
    assert np.abs(alone - elsewhere.probabilities).max() > 1e-3


def test_long_texts_and_contexts_are_read_in_part(tagger: Tagger) -> None:
    """A context counts by its end and a text by its beginning, so that no input is too long."""
    (tagged,) = tagger.tag([("notes", "far away " * 50 + "close by", "word " * 50)])
    (near,) = tagger.tag([("notes", "far away " * 40 + "close by", "word " * 20)])
    assert len(tagged.offsets) == 8
    np.testing.assert_array_equal(tagged.probabilities, near.probabilities)


def test_an_empty_text_has_no_word_pieces(tagger: Tagger) -> None:
    """White space and nothing are answered with nothing."""
    assert tagger.tag([("notes", "", "")])[0].offsets == ()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """A file that is no graph is refused with its name."""
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no graph")
    with pytest.raises(EncoderError, match=r"broken\.onnx"):
        Tagger(broken, find_model_files().tokenizer, context_pieces=12, text_pieces=8)


class _Counting:
    """A tokenizer that remembers the longest text it was given."""

    def __init__(self, tokenizer: tokenizers.Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.longest = 0

    def encode(self, text: str, *, add_special_tokens: bool) -> tokenizers.Encoding:
        self.longest = max(self.longest, len(text))
        return self._tokenizer.encode(text, add_special_tokens=add_special_tokens)


@pytest.mark.parametrize("text", ["The team was careless. " * 5_000, "." * 100_000, "a" * 100_000])
def test_a_line_without_end_is_not_taken_apart_whole(text: str) -> None:
    """The first pieces of a hostile line are those of its beginning, and cost no more."""
    counting = _Counting(tokenizers.Tokenizer.from_file(str(find_model_files().tokenizer)))
    counts = {"context_pieces": 40, "text_pieces": 160}
    framed = frame_text(counting, "notes", "", text, **counts)
    assert counting.longest <= 10_000
    assert framed == frame_text(counting, "notes", "", text[:10_000], **counts)
    assert len(framed.offsets) == len(counting.encode(text, add_special_tokens=False).ids[:160])
