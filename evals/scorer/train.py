"""Train the scorer and write ``assistant/scorer/model``: ``python -m evals.scorer.train``.

Deterministic on one kind of machine: the same examples, seed, threads and torch give the
same file. Writers named in `HELD_BACK` are never trained on: the figures of
``docs/figures.md`` are measured on them. Thresholds are chosen by ``evals.scorer.thresholds``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import tokenizers
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.encoder.graph import build_tagger
from assistant.encoder.install import FULL_PRECISION
from assistant.encoder.tagger import frame_text
from assistant.encoder.weights import find_model_files
from assistant.finding import Category
from assistant.scorer.manifest import FOLDER, GRAPH, MANIFEST, TOKENIZER
from evals.scorer.examples import Example, read_examples
from evals.scorer.network import CONTEXT_PIECES, TEXT_PIECES, Network

HELD_BACK = frozenset(("drafts-i", "drafts-j", "drafts-s", "sentences-6", "sentences-7"))

SEED = 1
THREADS = 2
EPOCHS = 3
LEARNING_RATE = 8e-5
HEAD_RATE = 8e-4  # the classifier starts from nothing
WARM_UP = 0.08
WEIGHT_DECAY = 0.01
DROPOUT = 0.1
PIECES_PER_BATCH = 2048
FLOOR = 0.3
AGREEMENT = 0.2
BASE_RATE = {"trained": 0.25, "usual": 0.05, "weight": 20, "unmarked": 0.02}
_IGNORED = -100
_CATEGORIES = tuple(Category)


@dataclass(frozen=True)
class _Framed:
    ids: tuple[int, ...]
    segments: tuple[int, ...]
    labels: tuple[int, ...]


def main() -> int:
    """Train, quantise and write the files."""
    parser = argparse.ArgumentParser(prog="python -m evals.scorer.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--also-hold-back", nargs="*", default=(), metavar="WRITER")
    options = parser.parse_args()
    held_back = HELD_BACK | set(options.also_hold_back)
    examples = [one for one in read_examples() if one.writer not in held_back]
    print(f"{len(examples)} passages, held back: {', '.join(sorted(held_back))}", flush=True)
    network = train(examples, options.epochs)
    write_model(network, options.out)
    return 0


def train(examples: Sequence[Example], epochs: float) -> Network:
    """Return the network trained on `examples`."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    files = find_model_files()
    tokenizer = tokenizers.Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    framed = [_frame(tokenizer, one) for one in examples]
    network = Network(files.weights, len(_CATEGORIES) + 1, DROPOUT)
    # The vectors of words stay as published: most words of a new author were never seen here.
    network.words.requires_grad_(False)
    network.positions.requires_grad_(False)
    chance = random.Random(SEED)
    steps = int(len(list(_batches(framed, random.Random(SEED)))) * epochs)
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.0, 1 - step / steps),
    )
    started, step, smoothed = time.monotonic(), 0, 0.0
    network.train()
    while step < steps:
        for batch in _batches(framed, chance):
            if step == steps:
                break
            ids, segments, mask, labels = _tensors(batch)
            logits = network(ids, segments, mask)
            loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=_IGNORED)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            smoothed = loss.item() if step == 1 else 0.98 * smoothed + 0.02 * loss.item()
            if step % 50 == 0:
                spent = time.monotonic() - started
                print(f"{step}/{steps} loss {smoothed:.3f} {spent:.0f} s", flush=True)
    network.eval()
    return network


def _groups(network: Network) -> list[dict[str, object]]:
    head = list(network.classifier.parameters())
    known = {id(one) for one in head}
    trained = (one for one in network.parameters() if one.requires_grad)
    body = [one for one in trained if id(one) not in known]
    return [{"params": body, "lr": LEARNING_RATE}, {"params": head, "lr": HEAD_RATE}]


def _frame(tokenizer: tokenizers.Tokenizer, example: Example) -> _Framed:
    framed = frame_text(
        tokenizer,
        example.kind,
        example.before,
        example.text,
        context_pieces=CONTEXT_PIECES,
        text_pieces=TEXT_PIECES,
    )
    labels = [_IGNORED] * len(framed.ids)
    for number, (start, end) in enumerate(framed.offsets, framed.first):
        if start >= example.labelled:
            break
        labels[number] = 0
        for label in example.labels:
            if start < label.end and label.start < end:
                labels[number] = 1 + _CATEGORIES.index(label.category)
    return _Framed(framed.ids, framed.segments, tuple(labels))


def _batches(framed: Sequence[_Framed], chance: random.Random) -> Iterator[list[_Framed]]:
    """Yield batches of passages of like length, in a random order."""
    shuffled = list(framed)
    chance.shuffle(shuffled)
    batches: list[list[_Framed]] = []
    for start in range(0, len(shuffled), 512):
        batch: list[_Framed] = []
        for one in sorted(shuffled[start : start + 512], key=lambda f: len(f.ids)):
            if batch and (len(batch) + 1) * len(one.ids) > PIECES_PER_BATCH:
                batches.append(batch)
                batch = []
            batch.append(one)
        batches.append(batch)
    chance.shuffle(batches)
    yield from batches


def _tensors(batch: Sequence[_Framed]) -> tuple[torch.Tensor, ...]:
    length = max(len(one.ids) for one in batch)

    def padded(rows: Iterator[tuple[int, ...]], filler: int) -> torch.Tensor:
        return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])

    return (
        padded((one.ids for one in batch), 0),
        padded((one.segments for one in batch), 0),
        padded((tuple(1 for _ in one.ids) for one in batch), 0),
        padded((one.labels for one in batch), _IGNORED),
    )


def write_model(network: Network, folder: Path) -> None:
    """Write graph, tokenizer and manifest; base rate and thresholds stay if there are some."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        full = Path(name) / "full.onnx"
        onnx.save(build_tagger(network.published()), full)
        quantize_dynamic(
            full,
            folder / GRAPH,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=[*FULL_PRECISION, "classifier"],
        )
    shutil.copyfile(find_model_files().tokenizer, folder / TOKENIZER)
    manifest = folder / MANIFEST
    chosen = {
        "base_rate": BASE_RATE,
        "agreement": AGREEMENT,
        "thresholds": {c.value: 0.9 for c in _CATEGORIES},
    }
    if manifest.exists():
        before = json.loads(manifest.read_text("utf-8"))
        chosen = {name: before[name] for name in chosen}
    contents = {
        "categories": [category.value for category in _CATEGORIES],
        "context_pieces": CONTEXT_PIECES,
        "text_pieces": TEXT_PIECES,
        "floor": FLOOR,
        **chosen,
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (GRAPH, TOKENIZER)
        },
    }
    manifest.write_text(json.dumps(contents, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
