"""How common findings are in one draft, and what a score means there.

The network learned on texts made to hold many findings; a real report holds one in a
hundred sentences. Its scores are moved by the draft's own base rate, which is estimated
from the scores themselves (Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs
of a classifier to new a priori probabilities"), with what drafts are usually like as the
starting belief, so that three sentences do not decide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS = 50
# A score is never taken for certain: one sure sentence must not decide the rate of a draft.
_LEAST, _MOST = 0.01, 0.995


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How common findings are.

    All but the weight are shares between 0 and 1, neither included.

    Attributes:
        trained: Share of the sentences with a finding that the network's scores assume.
        usual: Share of the sentences with a finding in drafts at large.
        weight: How many sentences the usual share counts for.
        unmarked: Score of a sentence in which the network marked nothing.
    """

    trained: float
    usual: float
    weight: float
    unmarked: float

    def estimate(self, scores: Sequence[float]) -> float:
        """Return the share of a draft's sentences that hold a finding.

        Args:
            scores: The highest score in each sentence, 0 where nothing is marked.
        """
        share = self.usual
        for _ in range(_ROUNDS):
            # Nearly all sentences of a long draft are unmarked.
            unmarked = self.move(self.unmarked, share)
            moved = sum(self.move(score, share) if score else unmarked for score in scores)
            last, share = share, (self.usual * self.weight + moved) / (self.weight + len(scores))
            if share == last:
                break
        return share

    def move(self, score: float, share: float) -> float:
        """Return what a score of the network means where `share` of the sentences hold one."""
        score = min(max(score, _LEAST), _MOST)
        found = score * share / self.trained
        return found / (found + (1 - score) * (1 - share) / (1 - self.trained))
