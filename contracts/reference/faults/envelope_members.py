"""Faults of the members of a customer that answers show: of another type, in another form, or not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import each, retold, without
from contracts.reference.faults.envelope_v11 import with_items
from contracts.reference.faults.registry import fault
from contracts.reference.values import Endpoint

FAMILY = "envelope"
Change = Callable[[dict[str, Any]], Any]


def with_customers(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with customers changed wherever they are shown whole."""

    def view(desk: Desk, customer_id: int, place: Place | None) -> Any:
        shown = before.view(desk, customer_id, place)
        return shown and change(dict(shown))

    return replace(before, view=view)


def with_profiles(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with each source account changed that is shown."""
    return with_customers(before, lambda shown: each(shown, "profiles", change))


def with_channels(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with each channel changed that is shown."""
    return with_profiles(before, lambda profile: each(profile, "commChannels", change))


def with_cards(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with the details of each card changed that are shown."""
    return with_customers(before, lambda shown: each(shown, "cardDetails", change))


def other(member: str, change: Callable[[Any], Any]) -> Change:
    """A change of one member, where it is there."""
    return lambda told: {**told, member: change(told[member])} if member in told else told


def _code(actor: dict[str, Any]) -> Any:
    return actor["code"]


@fault("envelope/answer-matches-the-schema")
def names_the_till_by_its_code(before: Behaviour) -> Behaviour:
    """Whoever made a profile was a foreign key that the mapper followed; now it writes the key."""
    return with_profiles(before, other("attribution", other("createdBy", _code)))


@fault("envelope/answer-matches-the-schema")
def writes_an_attribution_as_one_line(before: Behaviour) -> Behaviour:
    """The attribution of a profile is taken from the audit log, where it is a sentence."""
    return with_profiles(before, other("attribution", lambda made: f"{made['createdBy']['code']} {made['createDate']}"))


@fault("envelope/answer-matches-the-schema")
def writes_attribution_dates_as_milliseconds(before: Behaviour) -> Behaviour:
    """The serialiser of dates lost its module, and writes what they are inside."""
    return with_profiles(before, other("attribution", other("createDate", lambda date: 1_671_441_131_000)))


@fault("envelope/answer-matches-the-schema")
def writes_the_attribution_of_loyalty_as_a_list(before: Behaviour) -> Behaviour:
    """Attributions have versions since V2, and the member became their list."""
    return with_customers(before, other("loyaltyInfo", other("attributionV2", lambda made: [made])))


@fault("envelope/answer-matches-the-schema")
def shows_loyalty_for_each_programme(before: Behaviour) -> Behaviour:
    """An organisation may have several programmes now, so loyaltyInfo became a list."""
    return with_customers(before, other("loyaltyInfo", lambda standing: [standing]))


@fault("envelope/answer-matches-the-schema")
def writes_no_meta_as_text(before: Behaviour) -> Behaviour:
    """The default of the column that holds meta is the text of an empty object, and is written as it is."""
    return with_channels(before, other("meta", lambda meta: meta or "{}"))


@fault("envelope/answer-matches-the-schema")
def writes_no_attributes_as_a_list(before: Behaviour) -> Behaviour:
    """The language has one kind of array for maps and lists, and writes an empty one as a list."""
    return with_channels(before, other("attributes", lambda attributes: attributes or []))


@fault("envelope/answer-matches-the-schema")
def writes_no_conflicts_as_null(before: Behaviour) -> Behaviour:
    """The list of conflicting profiles is loaded only on demand, and is null until then."""
    return with_profiles(before, other("conflictingProfileList", lambda conflicts: conflicts or None))


@fault("envelope/answer-matches-the-schema")
def shows_the_status_behind_a_label_alone(before: Behaviour) -> Behaviour:
    """To save bytes the status behind a card's label is written without what is around it."""
    change = other("statusLabelInfo", lambda info: info["internalStatus"])
    return with_profiles(before, lambda profile: each(profile, "identifiers", change))


@fault("envelope/answer-matches-the-schema")
def keys_cards_by_their_number(before: Behaviour) -> Behaviour:
    """Cards became a map by number inside, and the map is what is written."""
    change = other("cardDetails", lambda cards: {card["cardNumber"]: card for card in cards} or cards)
    return with_customers(before, change)


@fault("envelope/answer-matches-the-schema")
def lists_the_fields_of_a_card(before: Behaviour) -> Behaviour:
    """Custom fields of cards are pairs of a name and a value, as in v1.1, since the services share the class."""
    return with_cards(
        before, other("customFields", lambda fields: [{"name": n, "value": v} for n, v in fields.items()])
    )


@fault("envelope/answer-matches-the-schema")
def writes_the_state_of_a_card_as_a_word(before: Behaviour) -> Behaviour:
    """A client wanted to know only whether a card is active, and got statusInfo as that word."""
    return with_cards(before, other("statusInfo", lambda info: info["status"]))


@fault("envelope/answer-matches-the-schema")
def writes_no_actions_of_a_card_as_null(before: Behaviour) -> Behaviour:
    """The list of what may be done with a card is left null where there is nothing to do."""
    return with_cards(before, other("statusInfo", other("actions", lambda actions: actions or None)))


@fault("envelope/answer-matches-the-schema")
def writes_the_label_of_a_card_as_a_word(before: Behaviour) -> Behaviour:
    """The label of a card is written by its name, as the identifier has it."""
    return with_cards(before, other("labelInfo", lambda info: "ACTIVE"))


@fault("envelope/answer-matches-the-schema")
def writes_the_flags_of_a_card_as_text(before: Behaviour) -> Behaviour:
    """Flags of cards come from a view of the database that has no booleans."""
    return with_cards(before, other("activeAndDigital", lambda flag: "true" if flag else "false"))


@fault("envelope/answer-matches-the-schema")
def writes_the_numbers_of_a_card_as_text(before: Behaviour) -> Behaviour:
    """Card numbers have leading zeros; whoever mended that made all numbers of a card texts."""
    return with_cards(before, other("expiryDays", str))


@fault("envelope/members-of-the-samples-v11")
def leaves_the_dates_of_an_item_out(before: Behaviour) -> Behaviour:
    """The answer is written before the row is read back, and has no dates yet."""
    return with_items(before, lambda items: [without(item, "registered_on", "updated_on") for item in items])


@fault("envelope/members-of-the-samples-v11")
def leaves_the_next_slab_out_of_a_summary(before: Behaviour) -> Behaviour:
    """Summaries come from a service that knows tiers by name, and not their order."""

    def changed(item: dict[str, Any]) -> Any:
        return other("points_summaries", lambda all_: each(all_, "points_summary", _without_order))(item)

    return with_items(before, lambda items: [changed(item) for item in items])


def _without_order(summary: dict[str, Any]) -> Any:
    return without(summary, "nextSlabSerialNumber", "slabSNo")


@fault("envelope/members-of-the-sample-upsert")
def leaves_attributions_out_of_a_batch(before: Behaviour) -> Behaviour:
    """Attributions cost a query for each customer; a batch goes without."""

    def bare(result: Any) -> Any:
        return result and each(dict(result), "profiles", lambda profile: without(profile, "attribution"))

    return retold(before, lambda told: each(told, "response", other("result", bare)), Endpoint.UPSERT)


@fault("envelope/dates-v11")
def writes_dates_with_a_t(before: Behaviour) -> Behaviour:
    """The new serialiser writes dates as the other API does, and nobody told the callers of the old one."""
    change = other("registered_on", lambda date: f"{date.replace(' ', 'T')}Z")
    return with_items(before, lambda items: [change(item) for item in items])


@fault("envelope/dates-v11")
def writes_the_end_of_a_tier_as_a_day(before: Behaviour) -> Behaviour:
    """A tier ends with a day, so the column was made one without a time."""
    change = other("tier_expiry_date", lambda date: date[:10])
    return with_items(before, lambda items: [change(item) for item in items])
