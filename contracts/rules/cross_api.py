"""Customers whom another operation than the v2 add made known."""

from __future__ import annotations

from contracts.evidence.intent import ADD, REGISTER
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.grounds import LONG_AGO, is_duplicate, known_for, known_through, told_as_duplicate


@rule("cross-api/v11-customers-are-known-to-v2", source="one-identity-space", grade="a", on=(ADD,))
def v11_customers_are_known_to_v2(seen: Seen) -> Judgement:
    """Where v1.1 and v2 share identities, somebody registered over v1.1 MUST be a duplicate to the v2 add."""
    if is_duplicate(seen) and known_for(seen) <= LONG_AGO and known_through(seen) == REGISTER:
        yield from told_as_duplicate(seen)


@rule("cross-api/upserted-customers-are-known", source="add-and-upsert-know-the-same-customers", grade="a", on=(ADD,))
def upserted_customers_are_known(seen: Seen) -> Judgement:
    """Somebody whom an upsert or a change of identifiers made known MUST be a duplicate to the v2 add."""
    if is_duplicate(seen) and known_for(seen) <= LONG_AGO and known_through(seen) not in (ADD, REGISTER):
        yield from told_as_duplicate(seen)
