"""Update or create (Upsert customer)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.documents.codes import Code
from contracts.documents.profile import Place
from contracts.engine.verdict import Breach
from contracts.evidence import storing
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD, PRIMARY_TYPES, UPSERT
from contracts.evidence.seen import Seen
from contracts.evidence.validity import is_same_value
from contracts.rules import Judgement, aftermath, rule, shape
from contracts.rules.grounds import (
    blames_a_stored_label,
    is_authentic,
    is_busy,
    is_demanded_otherwise,
    known_through,
    loses_no_good_item,
    notices,
    repeated_item,
)
from contracts.rules.shown import (
    SHOW_HOLDERS,
    SHOW_PROFILES,
    is_one_of,
    profiles_of,
    shown_details,
    shown_holder,
    shown_identifiers,
    shown_of_others,
)

_DETAILS = frozenset({"firstName", "lastName", "fields", "commChannels"})
"""Of a profile that a result shows with none of these only place and identifiers are told."""


@rule(
    "upsert/failing-item-keeps-nobody-back",
    source="upsert-partial-failure-is-contained",
    grade="a",
    on=(UPSERT,),
    whole=True,
)
def failing_item_keeps_nobody_back(seen: Seen) -> Judgement:
    """An upsert item with errors MUST NOT keep the other items of its request from being applied."""
    yield from loses_no_good_item(seen)


@rule("upsert/empty-array-is-empty", source="upsert-empty-array", grade="a", on=(UPSERT,), whole=True)
def empty_array_is_empty(seen: Seen) -> Judgement:
    """An upsert without items MUST be refused, or answered by an empty list with totalCount 0."""
    body = seen.outcome.body
    if seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided or not is_authentic(seen):
        return
    empty = seen.outcome.kind is Kind.FAILURE or (body.get("totalCount") == 0 and not seen.outcome.results)
    yield None if empty else Breach("totalCount", 0, body.get("totalCount"))


@rule("upsert/repeated-item-is-one-customer", source="upsert-idempotent", grade="a", on=(UPSERT,), whole=True)
def repeated_upsert_is_one_customer(seen: Seen) -> Judgement:
    """The same item twice in one upsert MUST leave one customer."""
    yield from repeated_item(seen, "entityId")


@rule(
    "upsert/found-is-updated-in-place",
    source="upsert-updates-in-place",
    grade="a",
    on=(UPSERT,),
    also={
        "upsert-idempotent": lambda seen: known_through(seen) == UPSERT,
        "add-and-upsert-know-the-same-customers": lambda seen: known_through(seen) == ADD,
    },
)
def found_is_updated_in_place(seen: Seen) -> Judgement:
    """An item whose identifiers one customer of the given source holds MUST succeed with that customer's id."""
    if not seen.is_decided or seen.situation.category is not Category.HELD or not seen.situation.plain:
        return
    if is_busy(seen) or blames_a_stored_label(seen):
        return
    if not seen.ok and seen.asked.identifiers[0] not in seen.situation.held:
        return  # a target may look up by the first identifier only
    same = seen.customer == seen.situation.owner
    yield None if same else Breach("entityId", seen.situation.owner, seen.told)


@rule("upsert/unknown-is-created", source="upsert-creates", grade="a", on=(UPSERT,))
def unknown_is_created(seen: Seen) -> Judgement:
    """An item of somebody unknown MUST create a customer."""
    if not seen.is_fresh:
        return
    if is_demanded_otherwise(seen) or blames_a_stored_label(seen):
        return
    yield None if seen.customer is not None else Breach("entityId", "success", seen.told)


@rule("upsert/known-elsewhere-is-joined", source="upsert-joins-known-elsewhere", grade="a", on=(UPSERT,))
def known_elsewhere_is_joined(seen: Seen) -> Judgement:
    """An item whose identifier one customer holds in another source MUST NOT make a second customer."""
    if not seen.is_decided or seen.situation.category is not Category.ELSEWHERE or not seen.situation.plain:
        return
    same = seen.customer == seen.situation.owner
    if same or not (is_demanded_otherwise(seen) or blames_a_stored_label(seen)):
        yield None if same else Breach("entityId", seen.situation.owner, seen.told)


@rule("upsert/two-customers-in-one-item-fail", source="upsert-conflict-is-an-item-error", grade="a", on=(UPSERT,))
def two_customers_in_one_item_fail(seen: Seen) -> Judgement:
    """An item whose identifiers two customers of the given source hold MUST fail."""
    if not seen.is_decided or seen.situation.category is not Category.CONFLICT or not seen.situation.plain:
        return
    yield Breach("response[].errors", "an error", seen.told) if seen.ok else None


@rule("upsert/unknown-source-is-an-item-error", source="upsert-unknown-source", grade="a", on=(UPSERT,))
def unknown_source_is_an_item_error(seen: Seen) -> Judgement:
    """An item that names a source nobody has MUST fail."""
    if not seen.is_decided or seen.situation.category is not Category.UNKNOWN_SOURCE or not seen.situation.plain:
        return
    yield Breach("response[].errors", "an error", seen.told) if seen.ok else None


@rule("upsert/no-identifier-is-an-item-error", source="upsert-no-identifier", grade="a", on=(UPSERT,))
def no_identifier_is_an_item_error(seen: Seen) -> Judgement:
    """An item without an identifier MUST fail."""
    if not seen.is_decided or seen.situation.category is not Category.NO_IDENTIFIER:
        return
    yield Breach("response[].errors", "an error", seen.told) if seen.ok else None


@rule("upsert/missing-source-is-instore", source="upsert-missing-source", grade="a", on=(UPSERT,))
def missing_source_is_instore(seen: Seen) -> Judgement:
    """An item without a source MUST be taken as INSTORE or fail."""
    if not seen.is_decided or seen.situation.category is not Category.MISSING_SOURCE:
        return
    instore = Place("INSTORE")
    holders = {who for i in seen.asked.identifiers if isinstance(who := seen.knowledge.holder(instore, i), int)}
    if len(holders) == 1:
        yield None if not seen.ok or seen.customer in holders else Breach("entityId", holders.pop(), seen.told)


@rule("upsert/invalid-status-label-is-3017", source="upsert-invalid-status-label", grade="a", on=(UPSERT,))
def invalid_status_label_is_3017(seen: Seen) -> Judgement:
    """An item with a status label that the organisation does not have MUST carry the error 3017."""
    labels = seen.profile.status_labels
    label = seen.asked.status_label
    if not seen.is_decided or labels is None or not isinstance(label, str) or not label.strip():
        return
    if label.casefold() in {known.casefold() for known in labels}:
        return
    if seen.situation.category not in (Category.FRESH, Category.HELD):
        return  # something else is wrong with the item, and may be all that is told
    told = Code.INVALID_LABEL in seen.codes and not seen.ok
    if told or not is_demanded_otherwise(seen):
        yield None if told else Breach("response[].errors[].code", Code.INVALID_LABEL, seen.told)


@aftermath("upsert/conflict-changes-nothing", source="upsert-conflict-is-an-item-error", grade="a", on=SHOW_HOLDERS)
def conflict_changes_nothing(seen: Seen) -> Judgement:
    """After an upsert item with identifiers of two customers each MUST keep its own."""
    yield from shown_holder(seen, Episode.CONFLICT)


@aftermath("upsert/kept-identifiers-stay", source="upsert-skip-change-identifier", grade="a", on=SHOW_HOLDERS)
def kept_identifiers_stay(seen: Seen) -> Judgement:
    """With skipChangeIdentifier=true an upsert MUST leave identifiers as they are."""
    yield from shown_holder(seen, Episode.UPSERT_KEPT)


@aftermath("upsert/new-identifiers-are-added", source="upsert-changes-identifiers", grade="a", on=SHOW_HOLDERS)
def new_identifiers_are_added(seen: Seen) -> Judgement:
    """With skipChangeIdentifier=false the new identifiers of an upsert MUST belong to the customer found."""
    yield from shown_holder(seen, Episode.UPSERT_CHANGED)


@aftermath(
    "upsert/conflict-leaves-details-alone", source="upsert-conflict-is-an-item-error", grade="a", on=SHOW_PROFILES
)
def conflict_leaves_details_alone(seen: Seen) -> Judgement:
    """An upsert item with identifiers of two customers MUST change the details of neither."""
    yield from shown_details(seen, Episode.CONFLICT)


@aftermath("upsert/update-is-shown", source="upsert-updates-in-place", grade="a", on=SHOW_PROFILES)
def update_is_shown(seen: Seen) -> Judgement:
    """An upsert that finds a customer MUST update what is stored."""
    yield from shown_details(seen, Episode.UPSERTED)


@aftermath(
    "upsert/details-and-identifiers-together", source="upsert-does-both-in-one-request", grade="a", on=SHOW_PROFILES
)
def details_and_identifiers_together(seen: Seen) -> Judgement:
    """An upsert MUST apply new details beside new identifiers."""
    yield from shown_details(seen, Episode.UPSERT_CHANGED)


@aftermath(
    "upsert/kept-identifiers-do-not-keep-details", source="upsert-skip-change-identifier", grade="a", on=SHOW_PROFILES
)
def kept_identifiers_do_not_keep_details(seen: Seen) -> Judgement:
    """With skipChangeIdentifier=true an upsert MUST still update the details."""
    yield from shown_details(seen, Episode.UPSERT_KEPT)


@aftermath("upsert/result-shows-what-was-sent", source="upsert-result-shows-the-customer", grade="a", on=(UPSERT,))
def result_shows_what_was_sent(seen: Seen) -> Judgement:
    """Where an upsert item shows a result, it MUST hold the names, identifiers, channels and fields that were sent."""
    entry, place = seen.result.body, seen.situation.place
    result = entry.get("result") if isinstance(entry, dict) else None
    if not _is_stored(seen) or not isinstance(result, dict):
        return
    profiles = list(profiles_of(result, seen.profile))
    for where, profile in profiles:
        if where == place:
            yield from _profile_shows(seen, profile)
    accounts = [where for where, _ in profiles]
    if accounts and len(accounts) == len(result.get("profiles", ())) and place not in accounts:
        yield Breach("result.profiles[]", str(place), tuple(map(str, accounts)))
    fields, warned = result.get("extendedFields"), Code.UNKNOWN_EXTENDED_FIELD in seen.result.warnings
    if seen.situation.category is Category.ELSEWHERE or not isinstance(fields, dict) or warned:
        return
    for name, value in seen.asked.extended.items():
        if name in (seen.profile.extended_fields or ()) and isinstance(value, str) and value.strip():
            told = fields.get(name)
            same = storing.is_same_field(value, told)
            yield None if same else Breach(f"result.extendedFields.{name}", value, told)


def _profile_shows(seen: Seen, profile: Mapping[str, Any]) -> Judgement:
    """What an item sent of one profile, in the profile that the result shows; one that tells no details tells none."""
    if _DETAILS.isdisjoint(profile):
        return
    shown = storing.shown(profile)
    stored = storing.stored(seen.asked, seen.knowledge.fields, seen.spec.kept(UPSERT))
    is_new = seen.situation.category is Category.FRESH  # of somebody known, what is left out may be kept
    for spot, accepted in (stored if is_new else storing.sent(stored)).items():
        told = shown.get(spot)
        yield None if is_one_of(told, accepted) else Breach(f"result.profiles[].{spot}", accepted[0], told)
    if is_new:
        yield from shown_of_others(seen, shown, "result.profiles[].")
    told_of = list(shown_identifiers(profile))
    for identifier in seen.asked.identifiers if seen.situation.category is Category.FRESH else ():
        type_, value = identifier.type, identifier.value
        there = any(is_same_value(type_, value, i.value) for i in told_of if i.type == type_)
        if type_ in PRIMARY_TYPES and isinstance(profile.get("identifiers"), list):
            yield None if there else Breach("result.profiles[].identifiers", f"the {type_}", "without it")


def _is_stored(seen: Seen) -> bool:
    """Whether the customer that is answered certainly has what the item sent: somebody known, joined or new."""
    plain = seen.is_decided and bool(seen.ok) and seen.situation.plain and seen.customer is not None
    owned = seen.situation.category is Category.FRESH or seen.customer == seen.situation.owner
    here = seen.situation.category in (Category.FRESH, Category.HELD, Category.ELSEWHERE)
    return plain and owned and here and not seen.knowledge.in_flight & set(seen.asked.identifiers)


@aftermath("upsert/other-sources-stay", source="upsert-leaves-other-sources-alone", grade="a", on=SHOW_PROFILES)
def other_sources_stay(seen: Seen) -> Judgement:
    """An upsert MUST leave the customer's profiles in other sources as they are."""
    yield from shown_details(seen, Episode.UPSERT_ELSEWHERE)


@shape("upsert/error-shape", source="upsert-error-shape", grade="a", on=(UPSERT,), whole=True)
def upsert_error_shape(seen: Seen) -> Judgement:
    """Each error and warning of an upsert item MUST have a boolean status, an integer code and a message."""
    body = seen.outcome.body
    if seen.outcome.kind is not Kind.SUCCESS:
        return
    for entry in body["response"]:
        if isinstance(entry, dict):
            yield from notices("response[].errors", entry.get("errors"))
            yield from notices("response[].warnings", entry.get("warnings"))
