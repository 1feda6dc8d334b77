"""What a verb brought back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contracts.engine.exchange import Exchange
from contracts.evidence.envelope import Outcome, Result
from contracts.rules.judge import Judged


@dataclass(frozen=True)
class Reply:
    """What a verb brought back."""

    judged: Judged
    index: int = 0

    @property
    def exchange(self) -> Exchange:
        """The request and its answer."""
        return self.judged.exchange

    @property
    def outcome(self) -> Outcome:
        """What became of the request."""
        return self.judged.outcome

    @property
    def result(self) -> Result | None:
        """What became of the item."""
        return self.outcome.results[self.index] if self.index < len(self.outcome.results) else None

    @property
    def ok(self) -> bool:
        """Whether the item was carried out."""
        return bool(self.result and self.result.ok)

    @property
    def id(self) -> int | None:
        """The customer's id, where the answer tells one."""
        return self.result.id if self.result else None

    @property
    def codes(self) -> frozenset[int]:
        """All error codes that speak of the item."""
        return frozenset((*(self.result.codes if self.result else ()), *self.outcome.codes))

    def item(self, index: int) -> Reply:
        """The same answer, seen at another item."""
        return replace(self, index=index)
