"""What reads show of what writes stored; silent within the read lag that the profile grants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.intent import DETAILS, GET, LOOKUP, Identifier
from contracts.knowledge import Hold
from contracts.profile import Place
from contracts.rules import Judgement, Seen, rule
from contracts.validity import Validity, validity
from contracts.verdict import Breach

NOT_FOUND = 8015


@rule("reads/lookup-finds-the-holder", source="lookup-finds", grade="b", on=(LOOKUP, DETAILS))
def lookup_finds_the_holder(seen: Seen) -> Judgement:
    """A look-up of an identifier MUST find the customer who holds it in that source account."""
    holder = _holder(seen)
    if not isinstance(holder, int) or seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    found = seen.ok and seen.result.id is not None and seen.knowledge.canonical(seen.result.id) == holder
    yield None if found else Breach("id", holder, seen.told)


@rule("reads/unknown-is-8015", source="lookup-unknown-is-8015", grade="b", on=(LOOKUP, DETAILS))
def unknown_is_8015(seen: Seen) -> Judgement:
    """A look-up of an identifier that nobody holds MUST answer 8015."""
    if _holder(seen) is not Hold.NOBODY or not seen.knowledge.is_free(seen.asked.identifiers[0]):
        return
    if seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    yield None if not seen.ok and NOT_FOUND in seen.codes else Breach("errors[].code", NOT_FOUND, seen.told)


@rule(
    "primary-mismatch/secondary-stays-with-its-owner",
    source="secondary-stays-with-its-owner",
    grade="a",
    on=(LOOKUP, DETAILS),
)
def secondary_stays_with_its_owner(seen: Seen) -> Judgement:
    """A secondary identifier MUST stay with its owner when somebody registers with it and another primary."""
    yield from _contested(seen, "mismatch")


@rule(
    "duplicate-source/refused-add-changes-nothing",
    source="refused-add-changes-nothing",
    grade="a",
    on=(LOOKUP, DETAILS),
)
def refused_add_changes_nothing(seen: Seen) -> Judgement:
    """After a refused add every identifier it named MUST be held by whom it was held before."""
    yield from _contested(seen, "refused")


@rule(
    "cross-source/several-owners-lose-nothing", source="several-owners-steal-nothing", grade="a", on=(LOOKUP, DETAILS)
)
def several_owners_lose_nothing(seen: Seen) -> Judgement:
    """Where identifiers of two customers met without a merge, each MUST keep its own."""
    yield from _contested(seen, "several owners")


@rule("updates/change-steals-nothing", source="change-identifier-steals-nothing", grade="b", on=(LOOKUP, DETAILS))
def change_steals_nothing(seen: Seen) -> Judgement:
    """After a refused change of identifiers each MUST be held by whom it was held before."""
    yield from _contested(seen, "change")


@rule("upsert/conflict-changes-nothing", source="upsert-conflict-is-an-item-error", grade="a", on=(LOOKUP, DETAILS))
def conflict_changes_nothing(seen: Seen) -> Judgement:
    """After an upsert item with identifiers of two customers each MUST keep its own."""
    yield from _contested(seen, "conflict")


@rule("reads/details-show-what-was-stored", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET))
def details_show_what_was_stored(seen: Seen) -> Judgement:
    """A customer's profile MUST show the names that the last write to it stored."""
    for place, shown in _profiles(seen):
        customer = seen.result.id
        portrait = seen.knowledge.portrait(customer) if customer is not None else None
        known = portrait.profiles.get(place, {}) if portrait else {}
        for member, accepted in known.items():
            value = shown.get(member)
            blank = value in (None, "") and any(a in (None, "") for a in accepted)
            yield None if blank or value in accepted else Breach(f"profiles[].{member}", accepted[0], value)


@rule(
    "reads/identifiers-are-shown-with-their-holder", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET)
)
def identifiers_are_shown_with_their_holder(seen: Seen) -> Judgement:
    """A profile MUST NOT show an identifier that another customer certainly holds in that source account."""
    for place, shown in _profiles(seen):
        for identifier in _shown_identifiers(shown):
            holder = seen.knowledge.holder(place, identifier)
            if seen.profile.is_unique(identifier.type) and isinstance(holder, int) and seen.result.id is not None:
                own = seen.knowledge.canonical(seen.result.id) == holder
                yield (
                    None if own else Breach("profiles[].identifiers", f"{identifier.type} of {holder}", seen.result.id)
                )


@rule("validation/invalid-value-is-not-stored", source="invalid-secondary-never-stored", grade="b", on=(DETAILS, GET))
def invalid_value_is_not_stored(seen: Seen) -> Judgement:
    """A mobile with letters, or an email without @, MUST NOT be stored as an identifier."""
    for _, shown in _profiles(seen):
        for identifier in _shown_identifiers(shown):
            if identifier.type in ("mobile", "email"):
                bad = validity(identifier, seen.profile) is Validity.INVALID
                yield Breach("profiles[].identifiers", "valid identifiers", str(identifier)) if bad else None


@rule("validation/long-value-is-not-stored-whole", source="long-name-is-not-stored-whole", grade="a", on=(DETAILS, GET))
def long_value_is_not_stored_whole(seen: Seen) -> Judgement:
    """A stored name MUST NOT exceed 100 characters, a stored email 255."""
    for _, shown in _profiles(seen):
        for member in ("firstName", "lastName"):
            value = shown.get(member)
            if isinstance(value, str):
                yield Breach(f"profiles[].{member}", "at most 100 characters", len(value)) if len(value) > 100 else None
        for identifier in _shown_identifiers(shown):
            if identifier.type == "email":
                over = len(identifier.value) > 255
                yield (
                    Breach("profiles[].identifiers", "at most 255 characters", len(identifier.value)) if over else None
                )


@rule("reads/get-shows-the-customer-asked-for", source="get-by-id", grade="b", on=(GET,))
def get_shows_the_customer_asked_for(seen: Seen) -> Judgement:
    """Reading a customer by id MUST answer that customer."""
    wanted = seen.intent.customer_id
    if not seen.is_decided or wanted is None or not seen.knowledge.is_known(wanted) or _lags(seen):
        return
    place = seen.situation.place
    if place is None and (seen.asked.source != "ALL" or seen.knowledge.is_of_v11_alone(wanted)):
        return
    if place is not None and not seen.knowledge.has_profile(wanted, place):
        return
    own = seen.knowledge.canonical(wanted)
    same = seen.ok and seen.result.id is not None and seen.knowledge.canonical(seen.result.id) == own
    yield None if same else Breach("id", own, seen.told)


def _holder(seen: Seen) -> int | Hold | None:
    place = seen.situation.place
    if not seen.is_decided or place is None or seen.asked.doubts or _lags(seen):
        return None
    identifier = seen.asked.identifiers[0]
    if not seen.profile.is_unique(identifier.type) or validity(identifier, seen.profile) is not Validity.VALID:
        return None
    return seen.knowledge.holder(place, identifier)


def _contested(seen: Seen, story: str) -> Judgement:
    holder = _holder(seen)
    if holder is None or seen.knowledge.contested(seen.asked.identifiers[0]) != story:
        return
    if isinstance(holder, int):
        kept = seen.ok and seen.result.id is not None and seen.knowledge.canonical(seen.result.id) == holder
        yield None if kept else Breach("id", holder, seen.told)
    elif holder is Hold.NOBODY and seen.knowledge.is_free(seen.asked.identifiers[0]):
        yield Breach("id", "held by nobody", seen.told) if seen.ok else None


def _lags(seen: Seen) -> bool:
    lag = seen.profile.reads.lag_s
    return lag > 0 and seen.exchange.started - seen.knowledge.last_write < lag


def _profiles(seen: Seen) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The profiles that an answer shows, with their source accounts."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok or _lags(seen) or not isinstance(body, dict):
        return
    for shown in body.get("profiles") or ():
        if isinstance(shown, dict):
            place = seen.profile.place_of(shown.get("source"), shown.get("accountId"))
            if place is not None:
                yield place, shown


def _shown_identifiers(shown: dict[str, Any]) -> Iterator[Identifier]:
    for entry in shown.get("identifiers") or ():
        if isinstance(entry, dict) and isinstance(entry.get("type"), str) and isinstance(entry.get("value"), str):
            yield Identifier(entry["type"], entry["value"])
