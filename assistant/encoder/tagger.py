"""A reader of word pieces: the encoder's network with a label for each piece, by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
import tokenizers

from assistant.encoder.graph import ATTENTION_MASK, INPUT_IDS, PROBABILITIES, SEGMENT_IDS
from assistant.errors import EncoderError

_THREADS = 2
_START, _END = 101, 102  # the two marks of the model's vocabulary


@dataclass(frozen=True, slots=True)
class Tagged:
    """The word pieces of one text, labelled.

    Attributes:
        offsets: Where each piece stands in the text, in code points.
        probabilities: ``(pieces, labels)`` float32, rows sum to 1.
    """

    offsets: tuple[tuple[int, int], ...]
    probabilities: npt.NDArray[np.float32]


class Tagger:
    """Labels the word pieces of short English texts, each read after what stands before it.

    The answer to a text depends on that text and its context alone: texts are run one at
    a time, because eight-bit inference scales each run by its largest activation.

    Args:
        graph: The quantised graph (`assistant.encoder.graph.build_tagger`).
        tokenizer: The tokenizer's file.
        context_pieces: Word pieces of the context that are read, its last ones.
        text_pieces: Word pieces of the text that are read, its first ones.

    Raises:
        EncoderError: A file cannot be loaded.
    """

    def __init__(
        self, graph: Path, tokenizer: Path, *, context_pieces: int, text_pieces: int
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare exceptions of their own
            message = f"The scorer's model {graph} cannot be loaded: {error}."
            raise EncoderError(message, "Install the program again.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._context_pieces = context_pieces
        self._text_pieces = text_pieces
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="tagger")

    def tag(self, texts: Sequence[tuple[str, str, str]]) -> list[Tagged]:
        """Return the labels of each text's word pieces; safe to call from several threads.

        Args:
            texts: Triples of what kind of passage it is, what stands before it, and the
                text itself.
        """
        if len(texts) == 1:
            return [self._tag(texts[0])]
        return list(self._pool.map(self._tag, texts))

    def _tag(self, parts: tuple[str, str, str]) -> Tagged:
        kind, before, text = parts
        head = self._ids(f"{kind}:")
        context = self._ids(before)[-(self._context_pieces - len(head)) :]
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        pieces = encoding.ids[: self._text_pieces]
        if not pieces:
            return Tagged((), np.empty((0, 0), np.float32))
        opening = [_START, *head, *context, _END]
        ids = np.array([[*opening, *pieces, _END]], np.int64)
        segments = np.zeros_like(ids)
        segments[0, len(opening) :] = 1
        inputs = {INPUT_IDS: ids, SEGMENT_IDS: segments, ATTENTION_MASK: np.ones_like(ids)}
        rows = self._session.run([PROBABILITIES], inputs)[0][0]
        probabilities = rows[len(opening) : len(opening) + len(pieces)]
        return Tagged(tuple(encoding.offsets[: len(pieces)]), probabilities)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids
