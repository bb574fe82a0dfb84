"""all-MiniLM-L6-v2 with eight-bit weights, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
import tokenizers

from assistant.encoder.install import GRAPH, RECIPE, TOKENIZER
from assistant.errors import EncoderError

MAX_TOKENS = 256  # the length the model was trained at; the rest of a longer text is not read
THREADS = 2
DIMENSION = 384


class MiniLM:
    """Vectors of English text: 384 numbers each.

    A text's vector depends on that text alone, whatever it is encoded with: eight-bit
    inference scales each run by its largest activation, so texts are run one at a time
    (a batch of 32 moved single vectors to a cosine of 0.973, and was slower than two
    threads with one text each: 74 against 102 texts a second).

    Args:
        folder: Where `install_encoder` put the files.

    Raises:
        EncoderError: The files cannot be loaded.
    """

    name = f"all-MiniLM-L6-v2-int8-r{RECIPE}"
    dimension = DIMENSION

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._counter = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare exceptions of their own
            message = f"The sentence encoder in {folder} cannot be loaded: {error}."
            raise EncoderError(message, "Delete that folder; it is built again.") from error
        self._counter.no_padding()
        self._counter.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="encoder")

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of `texts`: ``(n, 384)`` float32, rows of length 1.

        Safe to call from several threads. A text longer than 256 word pieces counts by its
        beginning only.
        """
        vectors = np.empty((len(texts), DIMENSION), np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        if len(ids) == 1:
            vectors[0] = self._run(ids[0])
            return vectors
        for row, vector in enumerate(self._pool.map(self._run, ids)):
            vectors[row] = vector
        return vectors

    def count_tokens(self, text: str) -> int:
        """Return the number of word pieces of `text`, without the model's own two marks."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def _run(self, ids: list[int]) -> npt.NDArray[np.float32]:
        tokens = np.array([ids], np.int64)
        inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        vector: npt.NDArray[np.float32] = self._session.run(["embedding"], inputs)[0][0]
        return vector
