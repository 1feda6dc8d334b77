"""What reads find, and what a change of identifiers does, where the documents leave it open."""

from __future__ import annotations

from contracts.documents.codes import TAKEN, Code
from contracts.evidence.attribution import Episode
from contracts.evidence.facts import Hold
from contracts.evidence.intent import CHANGE, DETAILS, LOOKUP, READS, REGISTER
from contracts.evidence.seen import Seen
from contracts.evidence.validity import Validity, validity
from contracts.rules.readings.observing import Answer, observes, one_code, refused, status
from contracts.rules.shown import holder_of, lags

SOON = 3
"""A look-up after at most so many exchanges shows what a registration did, and nothing later."""


@observes("read-not-found-status", *READS)
def _read_not_found_status(seen: Seen) -> Answer:
    if not refused(seen) or Code.NOT_FOUND not in seen.codes:
        return None
    return f"http-{status(seen)}" if status(seen) in (200, 400, 404) else None


@observes("lookup-in-other-source", LOOKUP, DETAILS)
def _lookup_in_other_source(seen: Seen) -> Answer:
    place = seen.situation.place
    if place is None or holder_of(seen) is not Hold.NOBODY or seen.ok:
        return None
    owners, sure = seen.knowledge.elsewhere(place, seen.asked.identifiers[0])
    if not owners or not sure or any(seen.knowledge.has_profile(owner, place) is not False for owner in owners):
        return None
    return one_code(seen.codes, Code.NOT_FOUND, Code.NOT_HERE, prefix="not-found")


@observes("lookup-by-repeated-secondary", LOOKUP, DETAILS)
def _lookup_by_repeated_secondary(seen: Seen) -> Answer:
    place = seen.situation.place
    if place is None or seen.asked.doubts:
        return None
    identifier = seen.asked.identifiers[0]
    repeats = not seen.profile.is_unique(identifier.type) and validity(identifier, seen.profile) is Validity.VALID
    if not repeats or lags(seen) or not isinstance(seen.knowledge.holder(place, identifier), int):
        return None
    if not seen.ok:
        return "not-found-8015" if Code.NOT_FOUND in seen.codes else None
    found = seen.result.id
    known = found is not None and seen.knowledge.canonical(found) in seen.knowledge.concerned([identifier])
    return "one-of-them" if known else None


@observes("mismatch-merged-primary", LOOKUP, DETAILS)
def _mismatch_merged_primary(seen: Seen) -> Answer:
    place, knowledge = seen.situation.place, seen.knowledge
    if place != knowledge.v11_place or holder_of(seen) is not Hold.UNSURE:
        return None
    primary = seen.asked.identifiers[0]
    ago, operation = knowledge.since(place, primary)
    if primary.type != seen.profile.primary_identifier or knowledge.contested(primary) != Episode.NO_FLAG:
        return None
    if operation != REGISTER or ago > SOON:
        return None
    if seen.ok:
        return "gained" if seen.result.id is not None and knowledge.is_known(seen.result.id) else None
    return "not-gained" if Code.NOT_FOUND in seen.codes else None


@observes("foreign-identifier-on-change", CHANGE)
def _foreign_identifier_on_change(seen: Seen) -> Answer:
    place, customer, knowledge = seen.situation.place, seen.intent.customer_id, seen.knowledge
    if place is None or customer is None or seen.asked.doubts:
        return None
    own = knowledge.canonical(customer)
    unique = [i for i in seen.asked.identifiers if seen.profile.is_unique(i.type)]
    foreign = [i for i in unique if knowledge.concerned([i]) - {own}]
    if not foreign or not knowledge.has_profile(own, place):
        return None
    if not seen.ok:
        return "refused" if seen.codes & TAKEN else None
    if Code.MERGED in seen.result.warnings:
        return "merged"
    return "ignored-with-warning" if TAKEN & set(seen.result.warnings) else None
