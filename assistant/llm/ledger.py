"""What a review cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Ledger:
    """Requests, tokens and money of one review; written on the model's loop only.

    Attributes:
        requests: HTTP requests sent, failed ones included.
        input_tokens: Tokens sent in requests that were answered.
        output_tokens: Tokens received.
        has_price: False once an answer came from a model litellm has no price for.
    """

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    has_price: bool = True
    _cost_usd: float = 0.0

    @property
    def cost_usd(self) -> float | None:
        """Return the cost so far in US dollars, or None where a price is missing."""
        return self._cost_usd if self.has_price else None

    def record_answer(self, input_tokens: int, output_tokens: int, cost_usd: float | None) -> None:
        """Add an answer's tokens and cost."""
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens
        if cost_usd is None:
            self.has_price = False
        else:
            self._cost_usd += cost_usd
