"""Train the scorer and write ``assistant/scorer/model``: ``python -m evals.scorer.train``.

Deterministic on one kind of machine: the same examples, seed, threads and torch give the
same file. Writers named in `HELD_BACK` are never trained on: the figures of
``docs/figures.md`` are measured on them.
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
from assistant.encoder.tagger import frame_text
from assistant.encoder.weights import find_model_files
from assistant.finding import Category, Group
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
AGREEMENT = 0.3
# Chosen by the table of ``evals.scorer.thresholds``, group by group: a suggestion that is wrong
# costs more than one that is missed, and real reports hold many phrases that look like one.
BASE_RATE = {"trained": 0.25, "usual": 0.05, "weight": 10, "unmarked": 0.02}
THRESHOLDS = {Group.BLAME: 0.45, Group.HINDSIGHT: 0.5, Group.SHALLOW: 0.65}
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
    parser.add_argument("--steps", type=int, help="stop early, to see that it works")
    parser.add_argument(
        "--only-manifest", action="store_true", help="write base rate and thresholds anew"
    )
    options = parser.parse_args()
    if not options.only_manifest:
        examples = [one for one in read_examples() if one.writer not in HELD_BACK]
        print(f"{len(examples)} passages, held back: {', '.join(sorted(HELD_BACK))}", flush=True)
        write_model(train(examples, options.steps), options.out)
    write_manifest(options.out)
    return 0


def train(examples: Sequence[Example], most_steps: int | None = None) -> Network:
    """Return the network trained on `examples`, or on the first batches of them."""
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
    steps = len(list(_batches(framed, random.Random(SEED)))) * EPOCHS
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.0, 1 - step / steps),
    )
    started, step, smoothed = time.monotonic(), 0, 0.0
    network.train()
    end = min(steps, most_steps or steps)
    while step < end:
        for batch in _batches(framed, chance):
            if step == end:
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
    """Write graph, tokenizer and manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        full = Path(name) / "full.onnx"
        onnx.save(build_tagger(network.published()), full)
        quantize_dynamic(
            full,
            folder / GRAPH,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=["classifier"],
        )
    shutil.copyfile(find_model_files().tokenizer, folder / TOKENIZER)


def write_manifest(folder: Path) -> None:
    """Write the manifest of the files in a folder, with the base rate and thresholds above."""
    contents = {
        "categories": [category.value for category in _CATEGORIES],
        "context_pieces": CONTEXT_PIECES,
        "text_pieces": TEXT_PIECES,
        "floor": FLOOR,
        "base_rate": BASE_RATE,
        "agreement": AGREEMENT,
        "thresholds": {c.value: THRESHOLDS[c.group] for c in _CATEGORIES},
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (GRAPH, TOKENIZER)
        },
    }
    (folder / MANIFEST).write_text(json.dumps(contents, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
