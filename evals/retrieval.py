"""How well past incidents are found again, on a corpus with judged answers.

Two tasks. *Search*: somebody types a symptom, and one incident is meant; the figure is the
mean reciprocal rank (MRR) of the first right answer. *Similar*: an incident's title and
summary are the question, and others were judged 0, 1 or 2 for the same mechanism; the
figure is nDCG@10 (linear gain), where an incident nobody judged counts as 0, and again
among the judged ones only. Beside the product's weighting stand its parts and two other
ways to put them together. Intervals are 95 % bootstrap intervals over the questions.

The weights are then chosen anew in five-fold cross-validation: the held-out figure is what
choosing by these questions is worth on questions it has not seen.

Expects in FOLDER: ``corpus/incidents.jsonl`` and ``retrieval/{symptom,similar}_{queries,
qrels}.jsonl`` and ``retrieval/same_incident.json``. Writes only to --cache and --report.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoder import Encoder, load_encoder
from assistant.incident import Incident
from assistant.incidents import Library, read_incident_bytes
from assistant.incidents.catalogue import Catalogue
from assistant.incidents.meaning import NEAREST
from assistant.incidents.ranking import SEARCH, SIMILAR, Recipe, score_meaning
from assistant.incidents.vectors import VectorIndex, describe
from assistant.incidents.words import WordIndex
from assistant.store import Store

_RESAMPLES = 2000
_SEED = 20260611
_CUT = 10
_RANKS = 60  # the usual constant of reciprocal rank fusion (Cormack et al. 2009)
_GRID = [
    Recipe(question / 10, likeness / 10, (10 - question - likeness) / 10)
    for question in range(11)
    for likeness in range(11 - question)
]


@dataclass(frozen=True)
class Question:
    """One question with its judged answers.

    Attributes:
        text: What is asked.
        grades: Grade of each judged incident by id.
        unwanted: Ids left out of the ranking: the incident itself, reports of the same event.
        signals: Scores of all incidents, ``(3, n)``: BM25, TF-IDF cosine, meaning.
    """

    text: str
    grades: dict[str, int]
    unwanted: frozenset[str]
    signals: np.ndarray[Any, Any]


Method = Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]
Measure = Callable[[Question, np.ndarray[Any, Any], Sequence[str]], float]


def weigh(recipe: Recipe) -> Method:
    """Return the method that adds the signals with a recipe's weights."""
    weights = np.array([recipe.question, recipe.likeness, recipe.meaning])
    return lambda signals: weights @ signals


def fuse_ranks(*rows: int) -> Method:
    """Return reciprocal rank fusion of some of the signals."""

    def fuse(signals: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        ranks = np.argsort(np.argsort(-signals[list(rows)], axis=1, kind="stable"), axis=1)
        return (1 / (_RANKS + 1 + ranks)).sum(axis=0)

    return fuse


METHODS: dict[str, Method] = {
    "BM25 only": weigh(Recipe(1, 0, 0)),
    "TF-IDF cosine only": weigh(Recipe(0, 1, 0)),
    "meaning only": weigh(Recipe(0, 0, 1)),
    "rank fusion of BM25 and meaning": fuse_ranks(0, 2),
    "rank fusion of all three": fuse_ranks(0, 1, 2),
}


def reciprocal_rank(question: Question, scores: np.ndarray[Any, Any], ids: Sequence[str]) -> float:
    """Return one over the rank of the best right answer."""
    right = max(scores[ids.index(key)] for key, grade in question.grades.items() if grade > 0)
    return 1 / (1 + int((scores > right).sum()))


def gain(question: Question, scores: np.ndarray[Any, Any], ids: Sequence[str]) -> float:
    """Return nDCG@10; what nobody judged counts as 0."""
    ranked = [ids[row] for row in np.argsort(-scores, kind="stable")]
    return _ndcg(question, [key for key in ranked if key not in question.unwanted])


def judged_gain(question: Question, scores: np.ndarray[Any, Any], ids: Sequence[str]) -> float:
    """Return nDCG@10 among the judged incidents only."""
    ranked = [ids[row] for row in np.argsort(-scores, kind="stable")]
    return _ndcg(question, [key for key in ranked if key in question.grades])


def _ndcg(question: Question, ranked: Sequence[str]) -> float:
    discounts = 1 / np.log2(np.arange(2, _CUT + 2))
    gained = [question.grades.get(key, 0) for key in ranked[:_CUT]]
    ideal = sorted(question.grades.values(), reverse=True)[:_CUT]
    return float(gained @ discounts[: len(gained)]) / float(ideal @ discounts[: len(ideal)])


def interval(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean over questions."""
    random = np.random.default_rng(_SEED)
    drawn = random.integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def cross_validate(table: np.ndarray[Any, Any]) -> float:
    """Return the mean figure of weights chosen on other questions than they are used on.

    Args:
        table: Figure of each recipe of the grid for each question, ``(recipes, questions)``.

    Returns:
        The mean over 40 random partitions into five parts.
    """
    random = np.random.default_rng(_SEED)
    count = table.shape[1]
    figures = []
    for _ in range(40):
        for part in np.array_split(random.permutation(count), 5):
            others = np.setdiff1d(np.arange(count), part)
            chosen = int(table[:, others].mean(axis=1).argmax())
            figures.extend(table[chosen, part])
    return float(np.mean(figures))


def read_corpus(folder: Path) -> list[Incident]:
    """Return the corpus as the product would import it, under the corpus's ids and titles."""
    incidents = []
    for entry in _lines(folder / "corpus" / "incidents.jsonl"):
        read = read_incident_bytes(f"{entry['id']}.md", entry["text"].encode())
        if isinstance(read, Incident):
            title = entry["title"] or read.title
            incidents.append(replace(read, id=entry["id"], title=title))
    return incidents


def read_questions(folder: Path, corpus: dict[str, Incident]) -> dict[str, list[dict[str, Any]]]:
    """Return text, grades and unwanted ids of each question, by task."""
    same = json.loads((folder / "retrieval" / "same_incident.json").read_text("utf-8"))
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for task in ("symptom", "similar"):
        for entry in _lines(folder / "retrieval" / f"{task}_qrels.jsonl"):
            if entry["incident"] in corpus:
                grades[entry["qid"]][entry["incident"]] = entry["grade"]
    searches = [
        {"text": entry["text"], "grades": grades[entry["qid"]], "unwanted": frozenset()}
        for entry in _lines(folder / "retrieval" / "symptom_queries.jsonl")
    ]
    likes = []
    for entry in _lines(folder / "retrieval" / "similar_queries.jsonl"):
        asked = corpus[entry["incident"]]
        likes.append(
            {
                "text": describe(asked.title, asked.summary),
                "grades": grades[entry["qid"]],
                "unwanted": frozenset({asked.id, *same.get(asked.id, ())}),
            }
        )
    return {"search": searches, "similar": likes}


def ask(
    words: WordIndex, index: VectorIndex, encoder: Encoder, question: dict[str, Any]
) -> Question:
    """Return a question with its signals, and those of unwanted incidents below all others."""
    text = question["text"]
    nearest = index.nearest(encoder.encode([text])[0], NEAREST)
    signals = np.vstack(
        [
            words.score_question(text),
            words.score_likeness(text),
            score_meaning(words, nearest)[0],
        ]
    )
    for key in question["unwanted"]:
        if (row := words.row(key)) is not None:
            signals[:, row] = -1
    return Question(text, question["grades"], question["unwanted"], signals)


def report_task(
    title: str, questions: list[Question], ids: Sequence[str], recipe: Recipe, measure: Measure
) -> list[str]:
    """Return the lines of one task: each method, then the cross-validation."""
    methods = METHODS | {
        f"the product ({recipe.question:g}, {recipe.likeness:g}, {recipe.meaning:g})": weigh(recipe)
    }
    lines = [f"{title}, {len(questions)} questions"]
    for name, method in methods.items():
        values = np.array([measure(q, method(q.signals), ids) for q in questions])
        low, high = interval(values)
        lines.append(f"  {name:34s} {values.mean():.3f}  [{low:.3f}, {high:.3f}]")
    table = np.array([[measure(q, weigh(r)(q.signals), ids) for q in questions] for r in _GRID])
    best = _GRID[int(table.mean(axis=1).argmax())]
    lines.append(
        f"  weights chosen on other questions  {cross_validate(table):.3f}  (on all of them:"
        f" {best.question:g}, {best.likeness:g}, {best.meaning:g})"
    )
    return lines


def time_searches(library: Library, texts: Sequence[str]) -> str:
    """Return how long a search takes, the encoding of the question included."""
    library.search(texts[0])
    times = []
    for text in texts:
        start = time.perf_counter()
        library.search(text)
        times.append(time.perf_counter() - start)
    middle, slow = np.quantile(times, [0.5, 0.95]) * 1000
    return f"a search, warm: median {middle:.0f} ms, 95th percentile {slow:.0f} ms"


def measure_retrieval(folder: Path, cache: Path) -> list[str]:
    """Return the lines of the report."""
    incidents = read_corpus(folder)
    corpus = {incident.id: incident for incident in incidents}
    encoder = load_encoder(cache / "encoder")
    with Store.open(f"sqlite:///{cache / 'library.db'}") as store:
        library = Library(store, cache / "index", encoder)
        start = time.perf_counter()
        report = library.add(incidents)
        added_s = time.perf_counter() - start
        lines = [f"{len(corpus):,} incidents; encoder {encoder.name}"]
        if report.added:
            lines.append(f"importing {len(report.added):,} of them took {added_s:.0f} s")
        words = Catalogue(store).snapshot().words
        index = VectorIndex(cache / "index", "", encoder.name, 30.0)
        tasks = {
            task: [ask(words, index, encoder, question) for question in questions]
            for task, questions in read_questions(folder, corpus).items()
        }
        lines.append(time_searches(library, [question.text for question in tasks["search"]]))
    found, alike = tasks["search"], tasks["similar"]
    ids = words.ids
    for block in (
        report_task("Search by symptom: MRR", found, ids, SEARCH, reciprocal_rank),
        report_task("Similar incidents: nDCG@10", alike, ids, SIMILAR, gain),
        report_task("Similar, judged only: nDCG@10", alike, ids, SIMILAR, judged_gain),
    ):
        lines += ["", *block]
    return lines


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(arguments: Sequence[str]) -> int:
    """Print the figures, and write them to --report where it is given."""
    parser = argparse.ArgumentParser(
        prog="python -m evals retrieval",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shared", type=Path, required=True, metavar="FOLDER")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir()) / "postmortem-retrieval",
        help="folder of the imported corpus, kept for the next run (default: %(default)s)",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures here too")
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    text = "\n".join(measure_retrieval(options.shared, options.cache))
    print(text)
    if options.report:
        options.report.write_text(text + "\n", "utf-8")
    return 0
