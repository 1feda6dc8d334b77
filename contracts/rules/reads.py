"""What reads show of what writes stored; silent within the read lag that the profile grants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Story
from contracts.evidence.intent import DETAILS, GET, LOOKUP, PRIMARY_TYPES, Identifier
from contracts.evidence.knowledge import Hold
from contracts.evidence.seen import Seen
from contracts.evidence.validity import EMAIL_LIMIT, NAME_LIMIT, Validity, is_same_value, validity
from contracts.rules import Judgement, rule

NOT_FOUND = 8015
NOBODY = 10**15
"""Ids from here on belong to nobody: no system counts that far."""


@rule("reads/lookup-finds-the-holder", source="lookup-finds", grade="b", on=(LOOKUP, DETAILS))
def lookup_finds_the_holder(seen: Seen) -> Judgement:
    """A look-up of an identifier MUST find the customer who holds it in that source account."""
    holder = holder_of(seen)
    if not isinstance(holder, int) or seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    found = seen.customer == holder
    yield None if found else Breach("id", holder, seen.told)


@rule("reads/unknown-is-8015", source="lookup-unknown-is-8015", grade="b", on=(LOOKUP, DETAILS))
def unknown_is_8015(seen: Seen) -> Judgement:
    """A look-up of an identifier that nobody holds MUST answer 8015."""
    if holder_of(seen) is not Hold.NOBODY or not seen.knowledge.is_free(seen.asked.identifiers[0]):
        return
    if seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    yield None if NOT_FOUND in seen.codes else Breach("errors[].code", NOT_FOUND, seen.told)


@rule(
    "reads/identifiers-are-shown-with-their-holder", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET)
)
def identifiers_are_shown_with_their_holder(seen: Seen) -> Judgement:
    """A profile MUST NOT show an identifier that another customer certainly holds in that source account."""
    yield from _shown_with_holder(seen, frozenset())


@rule(
    "primary-mismatch/secondary-is-not-shown-for-another",
    source="secondary-stays-with-its-owner",
    grade="a",
    on=(DETAILS, GET),
    also=("mismatch-never-two-owners",),
)
def secondary_is_not_shown_for_another(seen: Seen) -> Judgement:
    """A secondary with which somebody else registered MUST NOT be shown as that customer's."""
    yield from _shown_with_holder(seen, MISMATCHES)


MISMATCHES = frozenset({Story.MISMATCH, Story.NO_FLAG, Story.STRICT})


def _shown_with_holder(seen: Seen, stories: frozenset[Story]) -> Judgement:
    for place, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            holder = seen.knowledge.holder(place, identifier)
            if (seen.knowledge.contested(identifier) in MISMATCHES) is not bool(stories):
                continue
            if seen.profile.is_unique(identifier.type) and isinstance(holder, int):
                own = seen.customer == holder
                yield (
                    None if own else Breach("profiles[].identifiers", f"{identifier.type} of {holder}", seen.result.id)
                )


@rule("validation/invalid-value-is-not-stored", source="invalid-secondary-never-stored", grade="b", on=(DETAILS, GET))
def invalid_value_is_not_stored(seen: Seen) -> Judgement:
    """A mobile with letters, or an email without @, MUST NOT be stored as an identifier."""
    for _, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            if identifier.type in ("mobile", "email"):
                bad = validity(identifier, seen.profile) is Validity.INVALID
                yield Breach("profiles[].identifiers", "valid identifiers", str(identifier)) if bad else None


@rule("validation/long-name-is-not-stored-whole", source="long-name-is-not-stored-whole", grade="a", on=(DETAILS, GET))
def long_name_is_not_stored_whole(seen: Seen) -> Judgement:
    """A stored name MUST NOT exceed 100 characters."""
    for _, shown in profiles(seen):
        for member in ("firstName", "lastName"):
            value = shown.get(member)
            if isinstance(value, str) and len(value) > NAME_LIMIT - 10:
                over = len(value) > NAME_LIMIT
                yield Breach(f"profiles[].{member}", f"at most {NAME_LIMIT} characters", len(value)) if over else None


@rule("validation/longest-name-is-stored-whole", source="longest-names-are-stored-whole", grade="a", on=(DETAILS, GET))
def longest_name_is_stored_whole(seen: Seen) -> Judgement:
    """A name of up to 100 characters MUST be stored as sent."""
    customer = seen.result.id
    portrait = seen.knowledge.portrait(customer) if customer is not None else None
    for place, shown in profiles(seen):
        for member, accepted in (portrait.profiles.get(place, {}) if portrait else {}).items():
            sent = accepted[0]
            if isinstance(sent, str) and len(sent) == NAME_LIMIT and None not in accepted:
                told = shown.get(member)
                yield None if told == sent else Breach(f"profiles[].{member}", f"{NAME_LIMIT} characters", told)


@rule(
    "validation/long-email-is-not-stored-whole", source="long-email-is-not-stored-whole", grade="a", on=(DETAILS, GET)
)
def long_email_is_not_stored_whole(seen: Seen) -> Judgement:
    """A stored email MUST NOT exceed 255 characters."""
    for _, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            if identifier.type == "email":
                over = len(identifier.value) > EMAIL_LIMIT
                told = len(identifier.value)
                yield Breach("profiles[].identifiers", f"at most {EMAIL_LIMIT} characters", told) if over else None


@rule("reads/nobody-is-not-found", source="get-by-id", grade="b", on=(GET,))
def nobody_is_not_found(seen: Seen) -> Judgement:
    """Reading an id that no customer has MUST be refused."""
    wanted = seen.intent.customer_id
    if seen.is_decided and wanted is not None and wanted >= NOBODY and not seen.knowledge.is_known(wanted):
        yield Breach("outcome", "an error", seen.told) if seen.ok else None


@rule("reads/details-show-every-identifier", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET))
def details_show_every_identifier(seen: Seen) -> Judgement:
    """A profile MUST show every identifier that its customer certainly holds in that source account."""
    customer = seen.result.id
    if customer is None:
        return
    for place, shown in profiles(seen):
        if not isinstance(shown.get("identifiers"), list):
            continue
        told = list(shown_identifiers(shown))
        for type_ in PRIMARY_TYPES:
            for identifier in seen.knowledge.held_by(customer, place, type_):
                sent = identifier.value.casefold()
                there = any(is_same_value(type_, sent, i.value.casefold()) for i in told if i.type == type_)
                yield None if there else Breach("profiles[].identifiers", f"the {type_}", "without it")


@rule("cross-source/identifiers-kept-per-source", source="details-kept-per-source", grade="a", on=(DETAILS, GET))
def identifiers_kept_per_source(seen: Seen) -> Judgement:
    """A profile MUST NOT show an identifier that its customer holds in another source account only."""
    for place, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            holder = seen.knowledge.holder(place, identifier)
            if holder is Hold.UNSURE or identifier.type not in PRIMARY_TYPES:
                continue
            owners, sure = seen.knowledge.elsewhere(place, identifier)
            foreign = holder is Hold.NOBODY and sure and seen.customer in owners
            told = f"the {identifier.type}"
            yield Breach("profiles[].identifiers", "those of this source account", told) if foreign else None


@rule("reads/asked-source-account-is-shown", source="get-by-id", grade="b", on=(DETAILS, GET))
def asked_source_account_is_shown(seen: Seen) -> Judgement:
    """A read in a source account where the customer has a profile MUST show that profile."""
    customer, place = seen.result.id, seen.situation.place
    if customer is None or place is None or not seen.knowledge.has_profile(customer, place):
        return
    told = [seen.profile.place_of(s.get("source"), s.get("accountId")) for s in _listed(seen)]
    if told and None not in told:
        yield None if place in told else Breach("profiles[]", str(place), tuple(map(str, told)))


@rule("reads/extended-fields-are-their-own", source="details-show-what-was-stored", grade="b", on=(DETAILS, GET))
def extended_fields_are_their_own(seen: Seen) -> Judgement:
    """An extended field that details show MUST be what was stored for that customer last, and not another's."""
    body, customer = seen.result.body, seen.result.id
    portrait = seen.knowledge.portrait(customer) if customer is not None else None
    if portrait is None or customer is None or not _listed(seen):
        return
    shown = body.get("extendedFields")
    for name, told in shown.items() if isinstance(shown, dict) else ():
        if not isinstance(told, str) or not told:
            continue
        where, stored = f"extendedFields.{name}", portrait.extended.get(name)
        if stored is not None:
            yield None if told.strip() == stored.strip() else Breach(where, stored, told)
        elif seen.knowledge.shows_no_defaults and seen.knowledge.is_given_to_others(customer, name, told):
            yield Breach(where, "none, for none was stored", told)


@rule("reads/lookup-stays-in-its-source-account", source="lookup-stays-in-its-source", grade="b", on=(LOOKUP, DETAILS))
def lookup_stays_in_its_source_account(seen: Seen) -> Judgement:
    """A look-up MUST NOT find a customer who has no profile in the source account that it names."""
    place = seen.situation.place
    if holder_of(seen) is not Hold.NOBODY or place is None:
        return
    owners, sure = seen.knowledge.elsewhere(place, seen.asked.identifiers[0])
    if sure and owners and all(seen.knowledge.has_profile(owner, place) is False for owner in owners):
        yield Breach("id", "found by nobody here", seen.told) if seen.ok else None


@rule("reads/reads-agree", source="reads-agree", grade="b", on=(LOOKUP, DETAILS))
def reads_agree(seen: Seen) -> Judgement:
    """A look-up and the details of one identifier MUST agree on who the customer is."""
    place = seen.situation.place
    if not seen.is_decided or place is None or seen.asked.doubts or lags(seen):
        return
    found = seen.knowledge.found(place, seen.asked.identifiers[0])
    if found is None or found[0] == seen.operation or not seen.profile.is_unique(seen.asked.identifiers[0].type):
        return
    same = seen.customer == found[1]
    yield None if same else Breach("id", found[1], seen.told)


@rule("reads/reads-change-nothing", source="reads-change-nothing", grade="b", on=(LOOKUP, DETAILS))
def reads_change_nothing(seen: Seen) -> Judgement:
    """Reading the same twice without a write in between MUST find the same customer."""
    place = seen.situation.place
    if not seen.is_decided or place is None or seen.asked.doubts or lags(seen):
        return
    found = seen.knowledge.found(place, seen.asked.identifiers[0])
    if found is None or found[0] != seen.operation or not seen.profile.is_unique(seen.asked.identifiers[0].type):
        return
    same = seen.customer == found[1]
    yield None if same else Breach("id", found[1], seen.told)


@rule("reads/get-shows-the-customer-asked-for", source="get-by-id", grade="b", on=(GET,))
def get_shows_the_customer_asked_for(seen: Seen) -> Judgement:
    """Reading a customer by id MUST answer that customer."""
    wanted = seen.intent.customer_id
    if not seen.is_decided or wanted is None or not seen.knowledge.is_known(wanted) or lags(seen):
        return
    place = seen.situation.place
    if place is None and (seen.asked.source != "ALL" or seen.knowledge.is_of_v11_alone(wanted)):
        return
    if place is not None and not seen.knowledge.has_profile(wanted, place):
        return
    own = seen.knowledge.canonical(wanted)
    same = seen.customer == own
    yield None if same else Breach("id", own, seen.told)


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
    for shown in _listed(seen):
        place = seen.profile.place_of(shown.get("source"), shown.get("accountId"))
        if place is not None:
            yield place, shown


def _listed(seen: Seen) -> list[dict[str, Any]]:
    """The profiles that an answer shows, whatever they say of themselves."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok or lags(seen):
        return []
    listed = body.get("profiles")
    return [shown for shown in listed if isinstance(shown, dict)] if isinstance(listed, list) else []


def shown_identifiers(shown: dict[str, Any]) -> Iterator[Identifier]:
    """The identifiers of a profile that an answer shows."""
    listed = shown.get("identifiers")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("type"), str) and isinstance(entry.get("value"), str):
            yield Identifier(entry["type"], entry["value"])
