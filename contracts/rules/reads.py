"""What reads show of what writes stored."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach, Phrase
from contracts.evidence import storing
from contracts.evidence.envelope import as_id
from contracts.evidence.facts import V11, Hold
from contracts.evidence.intent import DETAILS, GET, GET_V11, LOOKUP, UPSERT, Asked
from contracts.evidence.learning_from_reads import names_shown
from contracts.evidence.seen import Seen
from contracts.evidence.validity import NAME_LIMIT, SourceKind, source_kind
from contracts.rules import Judgement, aftermath
from contracts.rules.shown import (
    NOBODY,
    SHOW_CUSTOMERS,
    SHOW_PROFILES,
    held_identifiers,
    holder_of,
    lags,
    listed_profiles,
    profiles,
    shown_customer,
    shown_details,
    shown_with_holder,
)


@aftermath("reads/details-show-what-was-stored", source="details-show-what-was-stored", grade="b", on=SHOW_PROFILES)
def details_show_what_was_stored(seen: Seen) -> Judgement:
    """A customer's profile MUST show the names that the registration stored."""
    yield from shown_details(seen, "")


@aftermath("reads/lookup-finds-the-holder", source="lookup-finds", grade="b", on=(LOOKUP, DETAILS))
def lookup_finds_the_holder(seen: Seen) -> Judgement:
    """A look-up of an identifier MUST find the customer who holds it in that source account."""
    holder = holder_of(seen)
    if not isinstance(holder, int) or seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    found = seen.customer == holder
    yield None if found else Breach("id", holder, seen.told)


@aftermath("reads/unknown-is-8015", source="lookup-unknown-is-8015", grade="b", on=(LOOKUP, DETAILS))
def unknown_is_8015(seen: Seen) -> Judgement:
    """A look-up of an identifier that nobody holds MUST answer 8015."""
    if holder_of(seen) is not Hold.NOBODY or not seen.knowledge.is_free(seen.asked.identifiers[0]):
        return
    if seen.knowledge.contested(seen.asked.identifiers[0]):
        return
    yield None if Code.NOT_FOUND in seen.codes else Breach("errors[].code", Code.NOT_FOUND, seen.told)


@aftermath(
    "reads/identifiers-are-shown-with-their-holder", source="details-show-what-was-stored", grade="b", on=SHOW_CUSTOMERS
)
def identifiers_are_shown_with_their_holder(seen: Seen) -> Judgement:
    """A profile MUST NOT show an identifier that another customer certainly holds in that source account."""
    yield from shown_with_holder(seen, mismatched=False)


@aftermath("reads/nobody-is-not-found", source="get-by-id", grade="b", on=(GET,))
def nobody_is_not_found(seen: Seen) -> Judgement:
    """Reading an id that no customer has MUST be refused."""
    wanted = seen.intent.customer_id
    if seen.is_decided and wanted is not None and wanted >= NOBODY and not seen.knowledge.was_told(wanted):
        yield Breach("outcome", "an error", seen.told) if seen.ok else None


@aftermath("reads/details-show-every-identifier", source="details-show-what-was-stored", grade="b", on=SHOW_PROFILES)
def details_show_every_identifier(seen: Seen) -> Judgement:
    """A profile MUST show every identifier that its customer certainly holds in that source account."""
    yield from held_identifiers(seen, denied=False)


@aftermath("reads/asked-source-account-is-shown", source="get-by-id", grade="b", on=SHOW_PROFILES)
def asked_source_account_is_shown(seen: Seen) -> Judgement:
    """A read in a source account where the customer has a profile MUST show that profile."""
    customer, place = seen.result.id, seen.situation.place
    if customer is None or place is None or not seen.knowledge.has_profile(customer, place):
        return
    told = [seen.profile.place_of(s.get("source"), s.get("accountId")) for s in listed_profiles(seen)]
    if told and None not in told:
        yield None if place in told else Breach("profiles[]", str(place), tuple(map(str, told)))


@aftermath("reads/all-source-accounts-are-shown", source="get-by-id", grade="b", on=(GET,))
def all_source_accounts_are_shown(seen: Seen) -> Judgement:
    """A read by id in all sources MUST show each profile that the customer certainly has."""
    customer = seen.result.id
    if customer is None or seen.asked.source != "ALL" or seen.asked.doubts or not listed_profiles(seen):
        return
    told = [seen.profile.place_of(s.get("source"), s.get("accountId")) for s in listed_profiles(seen)]
    for place in seen.knowledge.places(customer) if None not in told else ():
        if place != V11:
            yield None if place in told else Breach("profiles[]", str(place), tuple(map(str, told)))


@aftermath("reads/user-id-is-the-customers", source="get-by-id", grade="b", on=SHOW_PROFILES)
def user_id_is_the_customers(seen: Seen) -> Judgement:
    """The userId of a profile that is shown MUST be the id of its customer."""
    customer = seen.customer
    for shown in listed_profiles(seen) if customer is not None else ():
        told = as_id(shown.get("userId"))
        if told is not None:
            same = seen.knowledge.canonical(told) == customer
            yield None if same else Breach("profiles[].userId", customer, told)


@aftermath("reads/nothing-is-listed-twice", source="details-show-what-was-stored", grade="b", on=SHOW_CUSTOMERS)
def nothing_is_listed_twice(seen: Seen) -> Judgement:
    """A profile MUST NOT list one identifier, or one channel, twice: what is stored again is not one more."""
    for _, shown in profiles(seen):
        for member in ("identifiers", "commChannels"):
            listed = shown.get(member)
            entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
            pairs = Counter((e["type"], e["value"]) for e in entries if _is_pair(e))
            listed_twice = (pair for pair, count in pairs.items() if count > 1)
            twice = next((pair for pair in listed_twice if not _was_sent_twice(pair, seen)), None)
            if pairs:
                yield None if twice is None else Breach(f"profiles[].{member}", "each once", " ".join(twice))


def _was_sent_twice(channel: tuple[str, str], seen: Seen) -> bool:
    """Whether one write named the channel more than once, the one that is answered here among them."""
    here = [(each.get("type"), each.get("value")) for each in seen.asked.channels]
    return seen.knowledge.was_doubled(channel) or here.count(channel) > 1


def _is_pair(entry: dict[str, Any]) -> bool:
    return isinstance(entry.get("type"), str) and isinstance(entry.get("value"), str)


@aftermath("reads/extended-fields-are-their-own", source="details-show-what-was-stored", grade="b", on=SHOW_CUSTOMERS)
def extended_fields_are_their_own(seen: Seen) -> Judgement:
    """An extended field that details show MUST be what was stored for that customer last, and not another's."""
    customer = seen.result.id
    if customer is None or not seen.knowledge.is_known(customer) or not listed_profiles(seen):
        return
    shown = shown_customer(seen).get("extendedFields")
    for name, told in shown.items() if isinstance(shown, dict) else ():
        if not isinstance(told, str) or not told or any(name in item.extended for item in _writes_to(seen, customer)):
            continue
        where, stored = f"extendedFields.{name}", seen.knowledge.extended(customer).get(name)
        if stored is not None:
            yield None if storing.is_same_field(stored, told) else Breach(where, stored, told)
        elif seen.knowledge.is_given_to_others(customer, name, told) and (
            seen.knowledge.shows_no_defaults or seen.profile.people.is_text(told.strip())
        ):
            yield Breach(where, "none, for none was stored", told)


@aftermath("reads/customer-members-are-kept", source="details-show-what-was-stored", grade="b", on=SHOW_PROFILES)
def customer_members_are_kept(seen: Seen) -> Judgement:
    """Details MUST show the extended fields that were stored for the customer last."""
    body, customer = seen.result.body, seen.result.id
    if customer is None or not listed_profiles(seen):
        return
    shown = body.get("extendedFields")
    told = shown if isinstance(shown, dict) else {}
    for name, stored in seen.knowledge.extended(customer).items():
        if told.get(name) in (None, "") or not isinstance(told[name], str):  # another text has a rule of its own
            yield Breach(f"extendedFields.{name}", stored, told.get(name))
        else:
            yield None


@aftermath("reads/associated-till-is-shown", source="associated-till", grade="a", on=SHOW_PROFILES)
def associated_till_is_shown(seen: Seen) -> Judgement:
    """Where a target keeps the tills of an API, details MUST show the one that an add named last."""
    customer, told = seen.result.id, seen.result.body.get("associatedWith") if listed_profiles(seen) else None
    till = seen.knowledge.till(customer) if customer is not None and listed_profiles(seen) else None
    if till is not None and (told == till[0] or till[1] in seen.knowledge.keeps_tills):
        yield None if told == till[0] else Breach("associatedWith", till[0], told)


@aftermath("reads/members-are-their-own", source="no-mixing-of-customers", grade="b", on=SHOW_CUSTOMERS)
def members_are_their_own(seen: Seen) -> Judgement:
    """A profile MUST NOT show a custom field or channel that was refused, or given to others or elsewhere alone, nor a
    till that nobody named where others who were made in the same way have another."""
    customer = seen.result.id
    if customer is None or not seen.knowledge.is_known(customer):
        return
    till = shown_customer(seen).get(storing.TILL) if seen.operation in SHOW_PROFILES else None
    if seen.is_decided and till in (seen.profile.tills or ()) and seen.knowledge.made_without_till(customer):
        of_others = seen.knowledge.tills_of_others(customer)
        if of_others:
            another = Phrase(f"{min(of_others - {till}, default='')}, as others without one have")
            yield None if of_others == {till} else Breach(storing.TILL, another, till)
    own = {storing.spot_of({"type": i.type, "value": i.value}) for i in seen.knowledge.all_held_by(customer)}
    own.update(*(storing.named(item, seen.knowledge.fields) for item in _writes_to(seen, customer)))
    for place, profile in profiles(seen):
        told = {spot: value for spot, value in storing.shown(profile).items() if spot not in own}
        for spot, value in told.items():
            if isinstance(value, (str, bool)) and spot.startswith((storing.FIELD, storing.CHANNELS)):
                foreign = seen.knowledge.is_foreign(customer, place, spot, value)
                yield Breach(f"profiles[].{spot}", "nothing of others, or of elsewhere", value) if foreign else None


def _writes_to(seen: Seen, customer: int) -> list[Asked]:
    """The items of the request that are about the customer, whose result may be shown once all are carried out."""
    if seen.operation != UPSERT:
        return []
    known = set(seen.knowledge.all_held_by(customer))
    return [item for item in seen.intent.items if item is seen.asked or not known.isdisjoint(item.identifiers)]


@aftermath(
    "reads/lookup-stays-in-its-source-account", source="lookup-stays-in-its-source", grade="b", on=(LOOKUP, DETAILS)
)
def lookup_stays_in_its_source_account(seen: Seen) -> Judgement:
    """A look-up MUST NOT find a customer who has no profile in the source account that it names."""
    place = seen.situation.place
    if holder_of(seen) is not Hold.NOBODY or place is None:
        return
    owners, sure = seen.knowledge.elsewhere(place, seen.asked.identifiers[0])
    if sure and owners and all(seen.knowledge.has_profile(owner, place) is False for owner in owners):
        yield Breach("id", "found by nobody here", seen.told) if seen.ok else None


@aftermath("reads/reads-agree", source="reads-agree", grade="b", on=(LOOKUP, DETAILS))
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


@aftermath("reads/names-agree", source="reads-agree", grade="b", on=(DETAILS, GET, GET_V11))
def names_agree(seen: Seen) -> Judgement:
    """Reads of a customer's profile without a write in between MUST show the same names, whichever way they come."""
    if lags(seen) or seen.asked.doubts or seen.knowledge.in_flight:
        return
    for customer, place, names in names_shown(seen):
        before = seen.knowledge.told(customer, place)
        for member, told, again in zip(("firstName", "lastName"), before or (), names, strict=False):
            if told and again and max(map(len, (told, again))) < NAME_LIMIT:
                yield None if told == again else Breach(member, told, again)


@aftermath("reads/reads-change-nothing", source="reads-change-nothing", grade="b", on=(LOOKUP, DETAILS))
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


@aftermath("reads/get-shows-the-customer-asked-for", source="get-by-id", grade="b", on=(GET,))
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
    if seen.ok or not seen.asked.doubts:  # what no document names may be refused
        yield None if same else Breach("id", own, seen.told)


@aftermath(
    "reads/unknown-source-is-refused",
    source="read-in-unknown-source",
    grade="c",
    on=(LOOKUP, DETAILS, GET),
)
def read_in_unknown_source_is_refused(seen: Seen) -> Judgement:
    """A read that names a source nobody has MUST be refused."""
    if not seen.is_decided or seen.asked.source == "ALL":
        return
    if source_kind(seen.asked.source, seen.profile) is SourceKind.UNKNOWN:
        yield Breach("outcome", "an error", seen.told) if seen.ok else None
