"""The vectors of the incidents: one for title and summary, one for each passage.

Two collections, because a filter costs eight times a query. What is searched is ours
throughout: Chroma gets vectors and never a text, and the texts stay in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from assistant.encoder import Encoder
from assistant.incident import Incident
from assistant.incidents.chroma import Collections, chroma_at
from assistant.incidents.passages import cut_passages

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

Vector = npt.NDArray[np.float32]
Record = TypeVar("Record")

_BATCH = 1000  # records to a call; Chroma takes 5,461 at most
_UNFINISHED = ""  # digest of an incident whose passages are being written


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage near a question: where it stands, and its cosine."""

    incident: str
    digest: str
    start: int
    end: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """What lies nearest to a question's vector.

    Attributes:
        summaries: Cosine of title and summary by incident id.
        pieces: Passages, nearest first.
    """

    summaries: dict[str, float]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Which incidents have vectors.

    Attributes:
        epoch: When this was so; see `assistant.incidents.mark`.
        digests: Digest of each incident when its vectors were made, by id.
    """

    epoch: str
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class EncodedIncident:
    """An incident's vectors, ready to be written."""

    id: str
    digest: str
    summary: Vector
    spans: tuple[tuple[int, int], ...]
    passages: Vector


def encode_incidents(
    encoder: Encoder, incidents: Sequence[Incident], digests: Mapping[str, str]
) -> list[EncodedIncident]:
    """Return the vectors of incidents: of title with summary, and of each passage.

    Args:
        encoder: What makes them.
        incidents: Whose they are.
        digests: Digest the store gave each incident, by id. Where it has changed since, the
            vectors are of the newer text under the older digest, and are made once more.
    """
    cut = [cut_passages(incident.text, encoder.count_tokens) for incident in incidents]
    texts = [describe(incident.title, incident.summary) for incident in incidents]
    texts += [passage.text for passages in cut for passage in passages]
    vectors = encoder.encode(texts)
    encoded = []
    after = len(incidents)
    for number, (incident, passages) in enumerate(zip(incidents, cut, strict=True)):
        first, after = after, after + len(passages)
        spans = tuple((passage.start, passage.end) for passage in passages)
        encoded.append(
            EncodedIncident(
                incident.id, digests[incident.id], vectors[number], spans, vectors[first:after]
            )
        )
    return encoded


def describe(title: str, summary: str) -> str:
    """Return what an incident is compared by: its title and summary as one text."""
    return f"{title.rstrip('.')}. {summary}".strip()


class VectorIndex:
    """The vectors of one library and one encoder.

    Args:
        folder: Folder of the index.
        server: Address of a Chroma server, or "".
        kind: Name of the encoder that made the vectors.
        patience_s: How long to wait for another process that writes, in seconds.
    """

    def __init__(self, folder: Path, server: str, kind: str, patience_s: float) -> None:
        self._chroma = chroma_at(folder, server, kind)
        self._patience_s = patience_s

    def count(self) -> int:
        """Return the number of incidents that have vectors."""
        with self._chroma.reading(self._patience_s) as collections:
            return collections.summaries.count()

    def present(self, ids: Sequence[str] | None = None) -> Present:
        """Return which incidents have vectors, of all or of those named."""
        with self._chroma.reading(self._patience_s) as collections:
            digests = {key: str(entry["digest"]) for key, entry in _entries(collections, ids)}
            return Present(self._chroma.epoch, digests)

    def made_from(self) -> str:
        """Return the fingerprint of what the index was made from, or "" while it is behind."""
        return self._chroma.made_from()

    def settle(self, made_from: str, epoch: str) -> None:
        """Mark the index as made from a library, unless it was written since `epoch`."""
        self._chroma.settle(made_from, epoch, self._patience_s)

    def move_aside(self) -> Path | None:
        """Rename a damaged index; see `Chroma.move_aside`."""
        return self._chroma.move_aside(self._patience_s)

    def write(self, incidents: Sequence[EncodedIncident]) -> None:
        """Add or replace these incidents' vectors; one that is there already costs nothing.

        A process may be killed at any moment of it: an incident counts only when its
        digest is written, and that is done last.
        """
        with self._chroma.writing(self._patience_s) as collections:
            present = dict(_entries(collections, [incident.id for incident in incidents]))
            missing = [
                incident
                for incident in incidents
                if present.get(incident.id, {}).get("digest") != incident.digest
            ]
            old = {key: int(entry["passages"]) for key, entry in present.items()}
            _put_summaries(collections, missing, old)
            _put_passages(collections.passages, missing)
            _delete_passages(
                collections.passages,
                (
                    (incident.id, len(incident.spans), old.get(incident.id, 0))
                    for incident in missing
                ),
            )
            _put_summaries(collections, missing, None)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete the vectors of these incidents, those that were being written included."""
        with self._chroma.writing(self._patience_s) as collections:
            present = list(_entries(collections, ids))
            _delete_passages(
                collections.passages,
                ((key, 0, int(entry["passages"])) for key, entry in present),
            )
            for batch in _batches([key for key, _ in present]):
                collections.summaries.delete(ids=batch)

    def nearest(self, vector: Vector, limit: int) -> Nearest:
        """Return up to `limit` summaries and as many passages, nearest to a vector."""
        with self._chroma.reading(self._patience_s) as collections:
            summaries = _query(collections.summaries, vector, limit)
            passages = _query(collections.passages, vector, limit)
        return Nearest(
            summaries={key: cosine for key, _, cosine in summaries},
            pieces=tuple(
                Piece(
                    incident=str(entry["incident"]),
                    digest=str(entry["digest"]),
                    start=int(entry["start"]),
                    end=int(entry["end"]),
                    cosine=cosine,
                )
                for _, entry, cosine in passages
            ),
        )


def _entries(
    collections: Collections, ids: Sequence[str] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and metadata of each summary, or of those named."""
    if ids is None:
        found = [collections.summaries.get(include=["metadatas"])]
    else:
        found = [
            collections.summaries.get(ids=batch, include=["metadatas"]) for batch in _batches(ids)
        ]
    for part in found:
        metadatas = cast("list[dict[str, Any]]", part["metadatas"] or [])
        yield from zip(part["ids"], metadatas, strict=True)


def _put_summaries(
    collections: Collections, incidents: Sequence[EncodedIncident], old: dict[str, int] | None
) -> None:
    """Write the summaries; as unfinished, with room for the old passages, where `old` is given."""
    for batch in _batches(incidents):
        collections.summaries.upsert(
            ids=[incident.id for incident in batch],
            embeddings=np.stack([incident.summary for incident in batch]),
            metadatas=[
                {"digest": incident.digest, "passages": len(incident.spans)}
                if old is None
                else {
                    "digest": _UNFINISHED,
                    "passages": max(len(incident.spans), old.get(incident.id, 0)),
                }
                for incident in batch
            ],
        )


def _put_passages(passages: Collection, incidents: Sequence[EncodedIncident]) -> None:
    records = [
        (
            _passage_id(incident.id, number),
            vector,
            {"incident": incident.id, "digest": incident.digest, "start": start, "end": end},
        )
        for incident in incidents
        for number, ((start, end), vector) in enumerate(
            zip(incident.spans, incident.passages, strict=True)
        )
    ]
    for batch in _batches(records):
        ids, vectors, metadatas = zip(*batch, strict=True)
        passages.upsert(ids=list(ids), embeddings=np.stack(vectors), metadatas=list(metadatas))


def _delete_passages(passages: Collection, ranges: Iterable[tuple[str, int, int]]) -> None:
    """Delete passages `start` to `end` of each incident named."""
    ids = [_passage_id(key, number) for key, start, end in ranges for number in range(start, end)]
    for batch in _batches(ids):
        passages.delete(ids=batch)


def _passage_id(incident: str, number: int) -> str:
    return f"{incident}#{number}"


def _query(
    collection: Collection, vector: Vector, limit: int
) -> list[tuple[str, dict[str, Any], float]]:
    """Return id, metadata and cosine of the records nearest to a vector, nearest first."""
    found = collection.query(
        query_embeddings=vector[np.newaxis], n_results=limit, include=["metadatas", "distances"]
    )
    metadatas = cast("list[list[dict[str, Any]]]", found["metadatas"] or [[]])[0]
    distances = (found["distances"] or [[]])[0]
    return [
        (key, entry, 1.0 - float(distance))
        for key, entry, distance in zip(found["ids"][0], metadatas, distances, strict=True)
    ]


def _batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    for start in range(0, len(records), _BATCH):
        yield list(records[start : start + _BATCH])
