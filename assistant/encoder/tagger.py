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
# Characters of a text among which its first pieces are looked for. A piece of prose has four;
# a line of megabytes would be taken apart whole for the few that are read.
_LONGEST_READ = 10_000


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
        framed = frame_text(
            self._tokenizer,
            *parts,
            context_pieces=self._context_pieces,
            text_pieces=self._text_pieces,
        )
        count = len(framed.offsets)
        if not count:
            return Tagged((), np.empty((0, 0), np.float32))
        ids = np.array([framed.ids], np.int64)
        inputs = {
            INPUT_IDS: ids,
            SEGMENT_IDS: np.array([framed.segments], np.int64),
            ATTENTION_MASK: np.ones_like(ids),
        }
        rows = self._session.run([PROBABILITIES], inputs)[0][0]
        return Tagged(framed.offsets, rows[framed.first : framed.first + count])


@dataclass(frozen=True, slots=True)
class Framed:
    """A text as the network reads it.

    Attributes:
        ids: Word pieces: mark, kind and context, mark, text, mark.
        segments: 0 for context and its marks, 1 for the text and its mark.
        first: Index of the text's first piece.
        offsets: Where each of the text's pieces stands in it, in code points.
    """

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]


def frame_text(
    tokenizer: tokenizers.Tokenizer,
    kind: str,
    before: str,
    text: str,
    *,
    context_pieces: int,
    text_pieces: int,
) -> Framed:
    """Return a text framed by its context, the same way for training and for reading."""

    def ids_of(words: str) -> list[int]:
        ids: list[int] = tokenizer.encode(words, add_special_tokens=False).ids
        return ids

    head = ids_of(f"{kind}:")
    opening = [_START, *head, *ids_of(before)[len(head) - context_pieces :], _END]
    encoding = tokenizer.encode(text[:_LONGEST_READ], add_special_tokens=False)
    pieces = encoding.ids[:text_pieces]
    return Framed(
        ids=(*opening, *pieces, _END),
        segments=(*(0 for _ in opening), *(1 for _ in pieces), 1),
        first=len(opening),
        offsets=tuple(encoding.offsets[: len(pieces)]),
    )
