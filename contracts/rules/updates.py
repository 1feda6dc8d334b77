"""Updates by id and changes of identifiers."""

from __future__ import annotations

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.intent import ADD, CHANGE, GET, UPDATE
from contracts.evidence.seen import Seen
from contracts.evidence.validity import Validity, validity
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import is_to_stay_loyal, types_spurned
from contracts.rules.shown import NOBODY, SHOW_HOLDERS, SHOW_PROFILES, shown_details, shown_holder, shown_of_nobody

NOT_ALLOWED = frozenset({Code.PRIMARY_STAYS, Code.IDENTIFIER_STAYS})
"""Codes that say of an identifier type that the organisation lets nobody change it."""


@rule("updates/known-customer-is-updated", source="update-in-place", grade="b", on=(UPDATE,))
def known_customer_is_updated(seen: Seen) -> Judgement:
    """An update of a customer's profile MUST succeed and answer the customer's own id."""
    place, customer = seen.situation.place, seen.intent.customer_id
    if not seen.is_decided or place is None or customer is None or seen.asked.doubts or seen.asked.identifiers:
        return
    if not seen.knowledge.has_profile(customer, place):
        return
    own = seen.knowledge.canonical(customer)
    same = seen.customer == own
    if not is_to_stay_loyal(seen):
        yield None if same else Breach("createdId", own, seen.told)


@rule("updates/nobody-is-not-updated", source="update-of-nobody-is-refused", grade="b", on=(UPDATE, CHANGE))
def nobody_is_not_updated(seen: Seen) -> Judgement:
    """An update or a change of identifiers for an id that no customer has MUST be refused."""
    customer = seen.intent.customer_id
    if not seen.is_decided or customer is None or customer < NOBODY or seen.knowledge.was_told(customer):
        return
    yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("updates/free-identifier-is-added", source="change-identifier-adds", grade="b", on=(CHANGE,))
def free_identifier_is_added(seen: Seen) -> Judgement:
    """Adding an identifier that nobody holds to a known customer MUST succeed, with that customer's id."""
    place, customer = seen.situation.place, seen.intent.customer_id
    if not seen.is_decided or place is None or customer is None or seen.asked.doubts or seen.asked.removed:
        return
    known = seen.knowledge.has_profile(customer, place)
    if not known or not seen.asked.identifiers or not all(map(seen.knowledge.is_free, seen.asked.identifiers)):
        return
    if any(validity(i, seen.profile) is not Validity.VALID for i in seen.asked.identifiers):
        return
    if seen.codes & NOT_ALLOWED or types_spurned(seen):
        return
    own = seen.knowledge.canonical(customer)
    same = seen.customer == own
    yield None if same else Breach("createdId", own if seen.ok else "success", seen.told)


@rule("updates/held-identifier-is-not-stolen", source="change-identifier-steals-nothing", grade="b", on=(CHANGE,))
def held_identifier_is_not_stolen(seen: Seen) -> Judgement:
    """Adding an identifier that another customer of the same source account holds MUST be refused."""
    place, customer = seen.situation.place, seen.intent.customer_id
    if not seen.is_decided or place is None or customer is None or seen.asked.doubts:
        return
    own = seen.knowledge.canonical(customer)
    holders = {seen.knowledge.holder(place, i) for i in seen.asked.identifiers if seen.profile.is_unique(i.type)}
    if not any(isinstance(who, int) and who != own for who in holders) or not seen.knowledge.is_known(own):
        return
    yield Breach("errors", "an error, or a warning", seen.told) if seen.ok and not seen.result.warnings else None


@aftermath("updates/identifiers-stay", source="update-leaves-identifiers-alone", grade="b", on=SHOW_HOLDERS)
def identifiers_stay(seen: Seen) -> Judgement:
    """An update MUST leave the customer's identifiers as they are."""
    yield from shown_holder(seen, Episode.UPDATED)


@aftermath("updates/added-identifier-is-held", source="change-identifier-adds", grade="b", on=SHOW_HOLDERS)
def added_identifier_is_held(seen: Seen) -> Judgement:
    """After an accepted change the added identifier MUST belong to the customer."""
    yield from shown_holder(seen, Episode.CHANGE_ADDED)


@aftermath("updates/removed-identifier-is-gone", source="change-identifier-removes", grade="b", on=(*SHOW_HOLDERS, GET))
def removed_identifier_is_gone(seen: Seen) -> Judgement:
    """After an accepted change the removed identifier MUST NOT be the customer's any more."""
    by = shown_of_nobody if seen.operation == GET else shown_holder
    yield from by(seen, Episode.CHANGE_REMOVED)


@aftermath(
    "updates/refused-change-changes-nothing", source="change-identifier-steals-nothing", grade="b", on=SHOW_HOLDERS
)
def refused_change_changes_nothing(seen: Seen) -> Judgement:
    """After a refused change every identifier MUST be held by whom it was held before."""
    yield from shown_holder(seen, Episode.CHANGE_REFUSED)


@aftermath("updates/update-is-shown", source="update-in-place", grade="b", on=SHOW_PROFILES)
def update_is_shown(seen: Seen) -> Judgement:
    """An accepted update MUST change what is stored."""
    yield from shown_details(seen, Episode.UPDATED)


@aftermath("updates/other-sources-stay", source="update-leaves-other-sources-alone", grade="a", on=SHOW_PROFILES)
def other_sources_stay(seen: Seen) -> Judgement:
    """An update in one source MUST leave the customer's profiles in other sources as they are."""
    yield from shown_details(seen, Episode.UPDATED_ELSEWHERE)


@aftermath("updates/removed-identifier-is-free", source="removed-identifier-is-free", grade="c", on=(ADD,))
def removed_identifier_is_free(seen: Seen) -> Judgement:
    """An identifier that was removed from its customer MUST be free to be registered again."""
    if not seen.is_fresh:
        return
    if any(seen.knowledge.contested(i) == Episode.CHANGE_REMOVED for i in seen.asked.identifiers):
        yield None if seen.ok else Breach("createdId", "success", seen.told)
