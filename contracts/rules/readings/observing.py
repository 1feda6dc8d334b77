"""What observers share: their register, and how far an answer is to be trusted.

An observer says which of a reading's answers an exchange shows, and None where it shows
none or could show several: a refusal says something only where nothing else about the
request can be the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from contracts.documents.codes import LAST_STATUS, Code
from contracts.evidence.classification import Category
from contracts.evidence.doubts import SHAPELESS, Doubt
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD, CHANGE, REGISTRATIONS, UPDATE
from contracts.evidence.seen import Seen
from contracts.rules.grounds import (
    has_audit,
    has_long_name,
    has_special_characters,
    has_special_external_id,
    is_demanded_otherwise,
)

Answer = str | None


@dataclass(frozen=True)
class Observer:
    """Asks an item, or an exchange without any, which answer of a reading it shows."""

    show: Callable[[Seen], Answer]
    operations: frozenset[str]
    """Operations that can show it; empty for all."""
    always: bool
    """Whether it is shown what is undecided, too, and what strangers sent."""

    def answer(self, seen: Seen) -> Answer:
        """The answer, None where none is shown or it could be several."""
        able = not self.operations or seen.operation in self.operations
        return self.show(seen) if able and (self.always or seen.is_answered) else None


OBSERVERS: dict[str, Observer] = {}
"""By reading id."""

FLAT = frozenset({ADD, UPDATE, CHANGE})
"""The v2 writes about one customer."""

_BARE = frozenset(
    {"profiles", "extendedFields", "firstName", "lastName", "identifiers", "fields", "source", "accountId"}
    | {"mobile", "email", "external_id", "firstname", "lastname", "custom_fields", "extended_fields"}
)
"""Members whose content the intent reads whole."""


def observes(
    reading: str, *operations: str, always: bool = False
) -> Callable[[Callable[[Seen], Answer]], Callable[[Seen], Answer]]:
    """Declare what shows the answer of a reading."""

    def declare(show: Callable[[Seen], Answer]) -> Callable[[Seen], Answer]:
        OBSERVERS[reading] = Observer(show, frozenset(operations), always)
        return show

    return declare


def status(seen: Seen) -> int:
    """The HTTP status; 0 without an answer."""
    return seen.exchange.response.status if seen.exchange.response else 0


def refused(seen: Seen) -> bool:
    """Whether a request was refused as a whole."""
    return seen.outcome.kind is Kind.FAILURE


def is_plainly(seen: Seen, category: Category) -> bool:
    """Whether an item is of that category, and of nothing else that is open or could be told in its place."""
    return seen.situation.category is category and seen.situation.plain and not seen.situation.besides


def is_understood(seen: Seen) -> bool:
    """Whether the shape of a request leaves nothing to refuse."""
    return not seen.intent.malformed and seen.asked.doubts.isdisjoint(SHAPELESS)


def blamed(seen: Seen) -> frozenset[int]:
    """The codes by which an item was refused; none where one is unreadable or speaks of something else."""
    codes = frozenset(seen.result.codes)
    if seen.ok is not False or codes & {0, Code.BUSY}:
        return frozenset()
    return frozenset() if seen.operation in REGISTRATIONS and is_demanded_otherwise(seen) else codes


def one_code(codes: Iterable[int], *named: int, other: Answer = None, prefix: str = "code") -> Answer:
    """The one of the named codes that is told, after a prefix; `other` where all are of customers, none is named."""
    told = [code for code in named if code in codes]
    if len(told) == 1:
        return f"{prefix}-{told[0]}"
    return other if codes and not told and not any(100 <= code <= LAST_STATUS for code in codes) else None


def but(seen: Seen, *forgiven: Doubt, **changes: Any) -> Seen:
    """The same exchange, as if its item had been asked for otherwise and without these doubts."""
    item = replace(seen.asked, doubts=seen.asked.doubts - set(forgiven), **changes)
    items = (*seen.intent.items[: seen.index], item, *seen.intent.items[seen.index + 1 :])
    return replace(seen, intent=replace(seen.intent, items=items))


def would_pass(seen: Seen, *more: str) -> bool:
    """Whether nothing about a registration can be refused: of somebody unknown, and bare but for these members."""
    if not is_plainly(seen, Category.FRESH) or not is_bare(seen, *more) or has_audit(seen):
        return False
    return not (has_long_name(seen) or has_special_characters(seen) or has_special_external_id(seen))


def is_bare(seen: Seen, *more: str) -> bool:
    """Whether an item has names, identifiers, fields and a source, and no members but these."""
    raw = seen.asked.raw
    if not isinstance(raw, dict):
        return False
    profiles = raw.get("profiles", ())
    members = {*raw, *(member for each in profiles if isinstance(each, dict) for member in each)}
    return members <= _BARE | set(more)


def body_of(seen: Seen) -> dict[str, Any]:
    """The answer about the item, empty where it is not an object."""
    return seen.result.body if isinstance(seen.result.body, dict) else {}


def agreed(answers: Iterable[Answer]) -> Answer:
    """The answer that all give, None where they differ or one gives none."""
    given = set(answers)
    return given.pop() if len(given) == 1 else None


def is_owner(seen: Seen) -> bool:
    """Whether an item was answered with the customer whom its situation names."""
    told = seen.result.id
    return bool(seen.ok) and told is not None and seen.knowledge.canonical(told) == seen.situation.owner


def is_new(seen: Seen) -> bool:
    """Whether an item was answered with a customer of whom nothing was known."""
    return bool(seen.ok) and seen.result.id is not None and not seen.knowledge.is_known(seen.result.id)
