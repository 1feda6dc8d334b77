"""Writes that were answered stay; those that were throttled did nothing."""

from __future__ import annotations

from contracts.evidence.attribution import Episode
from contracts.evidence.intent import ADD
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import LONG_AGO, is_duplicate, known_for, told_as_duplicate
from contracts.rules.shown import SHOW_HOLDERS, shown_holder


@rule("delivery/accepted-write-stays", source="accepted-write-stays", grade="a", on=(ADD,))
def accepted_write_stays(seen: Seen) -> Judgement:
    """A registration MUST be remembered: long after it, its identifiers are still held."""
    if is_duplicate(seen) and known_for(seen) > LONG_AGO:
        yield from told_as_duplicate(seen)


@aftermath(
    "delivery/throttled-write-stores-nothing", source="throttled-write-stores-nothing", grade="c", on=SHOW_HOLDERS
)
def throttled_write_stores_nothing(seen: Seen) -> Judgement:
    """A write that was answered with 429 MUST NOT have been carried out."""
    yield from shown_holder(seen, Episode.THROTTLED)
