"""What a rule is shown: one exchange, or one item of it, with what was known before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from contracts.documents.codes import Code
from contracts.documents.profile import Profile
from contracts.documents.spec import Spec
from contracts.engine.exchange import Exchange
from contracts.engine.verdict import Phrase
from contracts.evidence.classification import Category, Situation, classify
from contracts.evidence.doubts import CROOKED, SHAPELESS
from contracts.evidence.envelope import Kind, Outcome, Result
from contracts.evidence.intent import Asked, Intent
from contracts.evidence.knowledge import Knowledge


@dataclass(frozen=True)
class Seen:
    """One exchange, or one item of it, with what was known before it."""

    exchange: Exchange
    intent: Intent
    outcome: Outcome
    knowledge: Knowledge
    spec: Spec
    together: tuple[Seen, ...] = ()
    """All exchanges that were under way at the same moment, this one among them; empty where it was alone."""
    index: int = 0
    """Which item of the request; rules on whole exchanges see the first."""

    def at(self, index: int) -> Seen:
        """The same exchange, seen at another of its items."""
        return replace(self, index=index)

    @property
    def profile(self) -> Profile:
        """The organisation."""
        return self.knowledge.profile

    @property
    def operation(self) -> str:
        """operationId."""
        return self.exchange.request.operation

    @property
    def asked(self) -> Asked:
        """The item as requested; nothing where the request has no items."""
        return self.intent.items[self.index] if self.index < len(self.intent.items) else _NOTHING

    @property
    def result(self) -> Result:
        """The item as answered; of unknown result where the answer has no such item."""
        return self.outcome.results[self.index] if self.index < len(self.outcome.results) else _NO_RESULT

    @cached_property
    def situation(self) -> Situation:
        """What the history says about the item."""
        return classify(self.intent, self.index, self.knowledge)

    @cached_property
    def is_decided(self) -> bool:
        """Whether the answer to an authentic sender tells what became of the item."""
        return self.is_answered and not self._is_of_a_long_batch

    @cached_property
    def is_answered(self) -> bool:
        """Whether the answer to an authentic sender tells of the item, or of all items of its request."""
        told = self.result.ok is not None or not self._has_crooked_neighbour
        return self.exchange.request.as_who.is_authentic and self.outcome.is_decided and self.is_told and told

    @property
    def is_told(self) -> bool:
        """Whether the item has an outcome of its own, or shares that of a refused request."""
        return self.result.ok is not None or (not self.outcome.results and self.ok is False)

    @property
    def _is_of_a_long_batch(self) -> bool:
        """Whether it was refused because the organisation takes fewer items at once: nothing is said of this one."""
        return len(self.intent.items) > 1 and not self.ok and Code.BATCH_LIMIT in self.codes

    @property
    def _has_crooked_neighbour(self) -> bool:
        """Whether the request may have been refused as a whole for the shape of another item."""
        others = (item for index, item in enumerate(self.intent.items) if index != self.index)
        return any(item.doubts & (SHAPELESS | CROOKED) for item in others)

    @property
    def ok(self) -> bool | None:
        """Whether the item was carried out."""
        return False if self.outcome.kind is Kind.FAILURE else self.result.ok

    @property
    def customer(self) -> int | None:
        """The customer, after merges, for whom the item was carried out; None where it was not, or names nobody."""
        return self.knowledge.canonical(self.result.id) if self.ok and self.result.id is not None else None

    @property
    def is_fresh(self) -> bool:
        """Whether the answer tells what became of a registration of somebody unknown that leaves nothing open."""
        return self.is_decided and self.situation.category is Category.FRESH and self.situation.plain

    @property
    def is_mismatch(self) -> bool:
        """Whether a mismatch setting that is on would decide, if it reached the operation.

        The primary identifier is nobody's, and another one is held in the source account.
        """
        flags, primary = self.profile.flags, [i for i in self.asked.identifiers if i.type == self.profile.primary]
        is_on = flags.skip_secondary_on_mismatch or flags.strict_check
        is_held = self.situation.category is Category.HELD and self.situation.plain
        return bool(is_on and is_held and primary) and all(map(self.knowledge.is_free, primary))

    @property
    def codes(self) -> frozenset[int]:
        """All error codes that speak of the item."""
        return frozenset((*self.result.codes, *self.outcome.codes)) - {0}

    @property
    def is_speechless(self) -> bool:
        """Whether the item was refused without a code that can be read: the rules of shapes speak of that."""
        return self.ok is False and not self.codes

    @property
    def told(self) -> object:
        """The outcome in a word, for a breach: the id on success, else the codes."""
        if self.ok:
            return Phrase(f"success, id {self.result.id}")
        return tuple(sorted(self.codes)) or Phrase("refused without a code")


_NO_RESULT = Result(None)
_NOTHING = Asked(None)
