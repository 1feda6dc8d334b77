"""What rules share about answers that show stored customers; silent within the read lag that the profile grants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.documents.codes import Code
from contracts.documents.profile import Place, Profile
from contracts.engine.verdict import Breach
from contracts.evidence import storing
from contracts.evidence.attribution import Episode
from contracts.evidence.facts import Accepted, Hold
from contracts.evidence.intent import DETAILS, GET, LOOKUP, PRIMARY_TYPES, REGISTRATIONS, UPSERT, Identifier
from contracts.evidence.seen import Seen
from contracts.evidence.validity import NAME_LIMIT, Validity, is_same_value, validity
from contracts.rules import Judgement
from contracts.rules.grounds import freed_by, is_demanded_otherwise

NOBODY = 10**15
"""Ids from here on belong to nobody: no system counts that far."""
SHOW_HOLDERS = (LOOKUP, DETAILS, *REGISTRATIONS)
"""Operations that show who holds an identifier; a registration, whether it is free."""
SHOW_PROFILES = (DETAILS, GET)
"""Operations that show what a profile holds."""
SHOW_CUSTOMERS = (*SHOW_PROFILES, UPSERT)
"""Operations that show customers; an upsert does as the result of an item, as they are after it."""
TOLD_OF_REGISTRATIONS = frozenset({Episode.BAD_SOURCE, Episode.DENIED, Episode.THROTTLED, Episode.STRICT})
"""Stories after which a registration of the same identifiers shows whether they stayed free."""
MISMATCHES = frozenset({Episode.MISMATCH, Episode.NO_FLAG, Episode.STRICT})
REFUSALS = frozenset({Episode.DENIED, Episode.REFUSED})
"""Stories after which everybody is as he was."""


def shown_holder(seen: Seen, episode: Episode) -> Judgement:
    """Compare who holds an identifier that this episode touched last with who must hold it, or that it is free."""
    if seen.operation in REGISTRATIONS:
        if (
            seen.is_fresh
            and episode in TOLD_OF_REGISTRATIONS
            and freed_by(seen) == episode
            and not is_demanded_otherwise(seen)
        ):
            yield None if seen.ok else Breach("id", "still free: success", seen.told)
        return
    yield from shown_of_nobody(seen, episode)
    holder = holder_of(seen)
    if holder is None or seen.knowledge.contested(seen.asked.identifiers[0]) != episode:
        return
    if isinstance(holder, int):
        kept = seen.customer == holder
        yield None if kept else Breach("id", holder, seen.told)
    elif seen.knowledge.is_free(seen.asked.identifiers[0]):
        yield Breach("id", "held by nobody", seen.told) if seen.ok else None


def shown_of_nobody(seen: Seen, episode: str) -> Judgement:
    """Identifiers that an answer shows with a profile, that this episode touched last, and that nobody holds there."""
    for place, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            removed = episode == Episode.CHANGE_REMOVED and seen.knowledge.is_gone(place, identifier)
            if seen.knowledge.contested(identifier) == episode and (removed or seen.knowledge.is_free(identifier)):
                yield Breach("profiles[].identifiers", f"without the {identifier.type}, nobody's", "with it")


def shown_details(seen: Seen, episode: str) -> Judgement:
    """Compare the profiles that an answer shows, of those that this episode touched last, with what must be stored."""
    customer = seen.result.id
    if customer is None:
        return
    for place, shown in profiles(seen):
        staked, held = seen.knowledge.staked(customer, place), storing.shown(shown)
        for spot, accepted in seen.knowledge.stored(customer, place).items():
            value = held.get(spot)
            if isinstance(accepted[0], str) and len(accepted[0]) >= NAME_LIMIT:
                over = isinstance(value, str) and len(value) > NAME_LIMIT
                if over or (None not in accepted and not is_anothers(value, accepted[0], staked)):
                    continue  # the limits have rules of their own
            # what is not shown at all is the read's or the registration's doing, not the later episode's
            if ("" if value in (None, "") else staked) != episode:
                continue
            yield None if is_one_of(value, accepted) else Breach(f"profiles[].{spot}", accepted[0], value)


def held_identifiers(seen: Seen, *, denied: bool) -> Judgement:
    """Whether profiles show what their customers certainly hold: where a denied write was the last, or elsewhere."""
    customer = seen.result.id
    if customer is None:
        return
    for place, shown in profiles(seen):
        if not isinstance(shown.get("identifiers"), list):
            continue
        if (seen.knowledge.staked(customer, place) == Episode.DENIED) is not denied:
            continue
        told = list(shown_identifiers(shown))
        for type_ in PRIMARY_TYPES:
            for identifier in seen.knowledge.held_by(customer, place, type_):
                sent = identifier.value.casefold()
                there = any(is_same_value(type_, sent, i.value.casefold()) for i in told if i.type == type_)
                yield None if there else Breach("profiles[].identifiers", f"the {type_}", "without it")


def is_anothers(value: object, sent: str, staked: str) -> bool:
    """Whether a name is no beginning of the one that was sent, where the last write was refused: it is that write's."""
    return staked in REFUSALS and isinstance(value, str) and not sent.startswith(value)


def is_one_of(value: object, accepted: Accepted) -> bool:
    """Whether a value is one of those, of the same type: 1 is not true."""
    return any(value == each and type(value) is type(each) for each in accepted)


def shown_of_others(seen: Seen, shown: Mapping[str, object], where: str) -> Judgement:
    """What the answer about somebody new shows at spots of channels and fields, and only a write about others named."""
    asked = storing.named(seen.asked, seen.knowledge.fields)
    identifiers = {storing.spot_of({"type": i.type, "value": i.value}) for i in seen.asked.identifiers}
    for spot, value in shown.items():
        if isinstance(value, (str, bool)) and spot not in identifiers and asked.get(spot) != value:
            foreign = seen.knowledge.was_named_once(spot, value)
            yield Breach(f"{where}{spot}", "nothing of others", value) if foreign else None


def shown_with_holder(seen: Seen, *, mismatched: bool) -> Judgement:
    """Compare who holds the identifiers that profiles show: of those that mismatches touched, or of all others."""
    for place, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            holder = seen.knowledge.holder(place, identifier)
            if (seen.knowledge.contested(identifier) in MISMATCHES) is not mismatched:
                continue
            if seen.profile.is_unique(identifier.type) and isinstance(holder, int):
                own = seen.customer == holder
                yield (
                    None if own else Breach("profiles[].identifiers", f"{identifier.type} of {holder}", seen.result.id)
                )


def holder_of(seen: Seen) -> int | Hold | None:
    """Who certainly holds what a look-up asks for; None where the look-up proves nothing."""
    place = seen.situation.place
    if not seen.is_decided or place is None or seen.asked.doubts or lags(seen):
        return None
    identifier = seen.asked.identifiers[0]
    if not seen.profile.is_unique(identifier.type) or validity(identifier, seen.profile) is not Validity.VALID:
        return None
    return seen.knowledge.holder(place, identifier)


def lags(seen: Seen) -> bool:
    """Whether the profile grants that the read may not show the last write yet."""
    lag = seen.profile.reads.lag_s
    return lag > 0 and seen.exchange.started - seen.knowledge.last_write < lag


def profiles(seen: Seen) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The profiles that an answer shows, with their source accounts."""
    yield from profiles_of({"profiles": listed_profiles(seen)}, seen.profile)


def profiles_of(customer: Mapping[str, Any], organisation: Profile) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The profiles of a customer as shown, with their source accounts."""
    listed = customer.get("profiles")
    for shown in listed if isinstance(listed, list) else ():
        place = organisation.place_of(shown.get("source"), shown.get("accountId")) if isinstance(shown, dict) else None
        if place is not None:
            yield place, shown


def listed_profiles(seen: Seen) -> list[dict[str, Any]]:
    """The profiles that an answer shows, whatever they say of themselves.

    None of an upsert that was under way with another write about the same people: what it shows may be of either. None
    of one that merged customers: what it shows is of all of them.
    """
    if (
        not seen.is_decided
        or not seen.ok
        or lags(seen)
        or (seen.operation == UPSERT and Code.MERGED in seen.result.warnings)
        or not seen.knowledge.in_flight.isdisjoint(seen.asked.identifiers)
    ):
        return []
    listed = shown_customer(seen).get("profiles")
    return [shown for shown in listed if isinstance(shown, dict)] if isinstance(listed, list) else []


def shown_customer(seen: Seen) -> Mapping[str, Any]:
    """The customer that an answer shows, of an upsert that of the item; empty where there is none."""
    body = seen.result.body
    shown = body.get("result") if seen.operation == UPSERT and isinstance(body, dict) else body
    return shown if isinstance(shown, dict) else {}


def shown_identifiers(shown: Mapping[str, Any]) -> Iterator[Identifier]:
    """The identifiers of a profile that an answer shows."""
    listed = shown.get("identifiers")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("type"), str) and isinstance(entry.get("value"), str):
            yield Identifier(entry["type"], entry["value"])
