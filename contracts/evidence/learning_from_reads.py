"""What an answered read teaches: it settles what was unsure, and overturns nothing that was certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.documents.profile import Place
from contracts.evidence.envelope import Kind, Outcome, Result
from contracts.evidence.facts import Hold
from contracts.evidence.intent import DETAILS, GET_V11, LOOKUP, Asked, Intent
from contracts.evidence.memory import INSTORE, Memory
from contracts.evidence.seen import Seen
from contracts.evidence.storing import TILL


def learn_from_read(memory: Memory, seen: Seen, result: Result) -> None:
    """Take in what a read shows."""
    place = seen.situation.place
    if seen.operation in (LOOKUP, DETAILS):
        _from_lookup(memory, seen.intent, seen.outcome, result, place)
    elif seen.operation == GET_V11:
        _from_v11_read(memory, seen.asked, result, place)
    for customer, at, names in names_shown(seen):
        memory.note_told(customer, at, names)
    body = result.body
    if isinstance(body, dict) and result.id is not None:
        memory.note_till(result.id, body.get(TILL))
    if isinstance(body, dict) and body.get("profiles") and not body.get("extendedFields"):
        memory.note_no_defaults()


def names_shown(seen: Seen) -> Iterator[tuple[int, Place, tuple[str, str]]]:
    """The customer, the source account, first and last name of each profile that a read shows."""
    body, customer = seen.result.body, seen.result.id
    if not seen.is_decided or not seen.ok or customer is None or not isinstance(body, dict):
        return
    if seen.operation == GET_V11:
        place = seen.situation.place
        if place is not None and seen.knowledge.places(customer) == (place,):  # of several, any may be shown
            yield customer, place, _names(body, "firstname", "lastname")
        return
    listed = body.get("profiles")
    for profile in filter(_is_object, listed if isinstance(listed, list) else ()):
        place = seen.profile.place_of(profile.get("source"), profile.get("accountId"))
        if place is not None:
            yield customer, place, _names(profile, "firstName", "lastName")


def _is_object(shown: object) -> bool:
    return isinstance(shown, dict)


def _names(shown: Mapping[str, object], first: str, last: str) -> tuple[str, str]:
    one, other = (str(shown.get(name) or "").strip() for name in (first, last))
    return one, other


def _from_lookup(memory: Memory, intent: Intent, outcome: Outcome, result: Result, place: Place | None) -> None:
    """A look-up settles what was unsure; it overturns nothing that was certain."""
    asked = intent.items[0]
    if place is None or asked.doubts or not asked.identifiers:
        return
    identifier = asked.identifiers[0]
    if place == INSTORE and outcome.is_decided:
        memory.compare_spaces(identifier, result.id)
    if result.id is not None and outcome.kind is Kind.SUCCESS:
        memory.note_found(place, identifier, intent.operation, result.id)
    if memory.holder(place, identifier) is not Hold.UNSURE or not memory.profile.operations.lookupCustomer:
        return
    if result.id is not None and outcome.kind is Kind.SUCCESS:
        memory.hold(place, identifier, result.id)
        memory.meet(result.id, None)


def _from_v11_read(memory: Memory, asked: Asked, result: Result, place: Place | None) -> None:
    """It settles the same, where nobody but whom it shows is in question: no page says in which sources it looks."""
    if place is None or asked.doubts or not asked.identifiers or not result.ok or result.id is None:
        return
    identifier, profile = asked.identifiers[0], memory.profile
    if memory.holder(place, identifier) is not Hold.UNSURE or not profile.operations.getCustomerV11:
        return
    elsewhere = any(who is not Hold.NOBODY for at, who in memory.places_of(identifier).items() if at != place)
    if profile.shared_identity is not None and not elsewhere:
        memory.hold(place, identifier, result.id)
        memory.meet(result.id, None)
