"""The vectors: right, repeatable, and independent of the company they are encoded in."""

import threading

import numpy as np
import onnxruntime
import pytest
import tokenizers

from assistant.encoder.graph import build_graph
from assistant.encoder.weights import find_model_files, read_weights
from tests.encoder.reference import encode_ids

SENTENCES = [
    "The certificate expired at midnight and nobody could log in.",
    "TLS",
    "Invoices for March were sent twice to 412 customers.",
    "A forklift blocked the loading bay while the scanner was offline.",
    "The nightly job filled the disk, so the database stopped accepting writes.",
    "Support heard about the price change from an angry caller.",
    "`kubectl rollout undo deployment/api` brought the old build back at 10:42 UTC.",
    "Wir haben den Schlüssel am Freitag getauscht.",
    "Who decided to ship on the last day of the quarter, and what did they know then? " * 6,
    "Retries without a pause multiplied the load until the queue fell over 🔥.",
    "- [ ] Move the owner of the runbook into the on-call rota",
    "| 09:10 | Finance | Noticed that the export had stopped |",
]


@pytest.fixture(scope="module")
def weights():
    """Return the published tensors."""
    return read_weights(find_model_files().weights)


@pytest.fixture(scope="module")
def token_ids():
    """Return the token ids of each sentence."""
    tokenizer = tokenizers.Tokenizer.from_file(str(find_model_files().tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return [tokenizer.encode(sentence).ids for sentence in SENTENCES]


@pytest.fixture(scope="module")
def exact(weights):
    """Return a function from rows of token ids to full-precision vectors."""
    session = onnxruntime.InferenceSession(
        build_graph(weights).SerializeToString(), providers=["CPUExecutionProvider"]
    )

    def run(ids):
        tokens = np.array(ids, np.int64)
        mask = (tokens != 0).astype(np.int64)
        return session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]

    return run


def test_graph_computes_what_the_model_computes(weights, token_ids, exact):
    """The full-precision graph agrees with an independent implementation of the model."""
    for ids in token_ids[:2]:
        expected = encode_ids(weights, ids)
        assert np.allclose(exact([ids])[0], expected, atol=1e-5)


def test_graph_does_not_read_padding(token_ids, exact):
    """Padding beside a shorter text leaves its vector alone."""
    short, long = sorted(token_ids, key=len)[:2]
    padded = short + [0] * (len(long) - len(short))
    assert np.allclose(exact([padded, long])[0], exact([short])[0], atol=1e-5)


def test_eight_bit_vectors_stay_close_to_the_exact_ones(encoder, token_ids, exact):
    """Quantisation costs no more than a hundredth of cosine on average."""
    vectors = encoder.encode(SENTENCES)
    cosines = [vector @ exact([ids])[0] for vector, ids in zip(vectors, token_ids, strict=True)]
    assert np.mean(cosines) >= 0.99
    assert min(cosines) >= 0.985


def test_vectors_are_unit_float32_rows(encoder):
    """Every text, even an empty or strange one, has a finite vector of length 1."""
    texts = ["", " ", "\x00", "word " * 5000, "🔥", "[SEP] [MASK]", "a\r\nb"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (7, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder):
    """An empty list is answered with an empty array of the right width."""
    assert encoder.encode([]).shape == (0, 384)


def test_vector_does_not_depend_on_other_texts(encoder):
    """A query encoded alone equals the same sentence encoded among others, bit for bit."""
    together = encoder.encode(SENTENCES)
    alone = np.vstack([encoder.encode([sentence]) for sentence in SENTENCES])
    assert np.array_equal(together, alone)


def test_threads_share_one_encoder(encoder):
    """Threads that encode at the same time get the vectors one thread would get."""
    expected = encoder.encode(SENTENCES)
    results = {}

    def encode(number):
        results[number] = encoder.encode(SENTENCES)

    threads = [threading.Thread(target=encode, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(np.array_equal(result, expected) for result in results.values())


def test_like_meaning_is_nearer_than_like_words(encoder):
    """Two tellings of one event are nearer than two sentences that share their words."""
    first, retold, other = encoder.encode(
        [
            "The certificate expired and logins failed.",
            "Nobody could sign in because the TLS cert had run out.",
            "She failed the exam for her teaching certificate.",
        ]
    )
    assert first @ retold > first @ other


def test_tokens_are_counted_beyond_what_is_read(encoder):
    """Counting does not stop at the 256 pieces the model reads."""
    assert encoder.count_tokens("") == 0
    assert encoder.count_tokens("certificate expired") == 2
    assert encoder.count_tokens("expired " * 1000) == 1000
