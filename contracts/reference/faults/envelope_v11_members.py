"""Faults of what v1.1 repeats: one member of an item that is another's, of another type, or of the item before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope_v11 import with_items
from contracts.reference.faults.registry import fault
from contracts.reference.values import Call, Decision

FAMILY = "envelope"
ECHO = "envelope/echo-v11"
SHAPE = "envelope/item-shape-v11"
Item = dict[str, Any]


@fault(ECHO)
def echoes_digits_as_numbers(before: Behaviour) -> Behaviour:
    """The converter from XML guesses types: an external id of digits is echoed as a number."""
    return _each(before, lambda item: {**item, "external_id": _guessed(item["external_id"])})


@fault(ECHO)
def echoes_external_ids_without_zeros(before: Behaviour) -> Behaviour:
    """The answer formats external ids as numbers: zeros before them are not echoed."""

    def change(item: Item) -> Item:
        value = item["external_id"]
        return {**item, "external_id": value.lstrip("0") if value and value.isdigit() else value}

    return _each(before, change)


@fault(ECHO)
def echoes_a_plus_as_a_blank(before: Behaviour) -> Behaviour:
    """The answer decodes emails as if they had come in a form."""
    return _each(before, lambda item: {**item, "email": item["email"] and item["email"].replace("+", " ")})


@fault(ECHO)
def echoes_two_parts_of_a_name(before: Behaviour) -> Behaviour:
    """Last names are put together from their first two words for the label of the card."""
    return _each(before, lambda item: {**item, "lastname": " ".join((item["lastname"] or "").split(" ")[:2])})


@fault(ECHO, breaks="no-mixing-of-customers")
def echoes_the_last_name_of_the_item_before(before: Behaviour) -> Behaviour:
    """An item without a last name is echoed with that of the item before, which the template still holds."""

    def items(told: list[Item]) -> Any:
        last, shown = "", []
        for item in told:
            last = item.get("lastname") or last
            shown.append({**item, "lastname": last})
        return shown

    return with_items(before, items)


@fault(ECHO, breaks="no-mixing-of-customers")
def echoes_fields_of_the_item_before(before: Behaviour) -> Behaviour:
    """The list of custom fields in the template is filled by items that have some, and is never emptied."""
    return _lingering(before, "custom_fields")


@fault(ECHO, breaks="no-mixing-of-customers")
def echoes_extended_fields_of_the_request_before(before: Behaviour) -> Behaviour:
    """The list of extended fields belongs to the worker: an item that has none shows those of the last request."""
    return _lingering(before, "extended_fields")


@fault(ECHO, breaks="answers-match-the-samples")
def echoes_the_first_field_only(before: Behaviour) -> Behaviour:
    """The template of an item has room for one custom field."""
    return _each(before, lambda item: {**item, "custom_fields": {"field": item["custom_fields"]["field"][:1]}})


@fault(ECHO, breaks="answers-match-the-samples")
def echoes_digits_of_fields_as_numbers(before: Behaviour) -> Behaviour:
    """The converter from XML guesses types: the value of a field is a number where it has digits only."""

    def change(item: Item) -> Item:
        fields = [{**each, "value": _guessed(each["value"])} for each in item["custom_fields"]["field"]]
        return {**item, "custom_fields": {"field": fields}}

    return _each(before, change)


@fault(ECHO, breaks="documented-forms-are-accepted-v11")
def echoes_loyalty_for_everybody(before: Behaviour) -> Behaviour:
    """The type in the answer is that of the programme, and every programme is of loyalty."""
    return _each(before, lambda item: {**item, "type": "LOYALTY"})


@fault(ECHO, breaks="documented-forms-are-accepted-v11")
def echoes_the_type_of_the_item_before(before: Behaviour) -> Behaviour:
    """The type of an item is read one item too late."""

    def items(told: list[Item]) -> Any:
        types = [each["type"] for each in told if "type" in each]
        late = iter([*types[:1], *types[:-1]])
        return [{**each, "type": next(late)} if "type" in each else each for each in told]

    return with_items(before, items)


@fault(SHAPE, breaks="answers-match-the-samples")
def writes_dates_of_items_as_seconds(before: Behaviour) -> Behaviour:
    """A date that the request has named is written as the number that it is inside."""

    def change(item: Item) -> Item:
        dates = {
            name: 1_735_689_600 for name in ("registered_on", "updated_on") if not item[name].startswith("2025-01-01")
        }
        return {**item, **dates}

    return _each(before, change)


@fault("validation/documented-forms-are-fine-v11")
def fails_items_with_a_date_of_registration(before: Behaviour) -> Behaviour:
    """Who was registered before today is an import, and imports have an API of their own."""
    return _failing(before, lambda item: "registered_on" in item)


@fault("validation/documented-forms-are-fine-v11")
def fails_items_with_a_fraud_status(before: Behaviour) -> Behaviour:
    """Fraud is told by another team's service since last quarter, and an item that tells of it is none."""
    return _failing(before, lambda item: "fraud_status" in item)


@fault("validation/documented-forms-are-fine-v11")
def fails_items_of_non_loyalty(before: Behaviour) -> Behaviour:
    """The enumeration of types has NON-LOYALTY, with a hyphen."""
    return _failing(before, lambda item: str(item.get("type", "")).lower() == "non_loyalty")


@fault("validation/documented-forms-are-fine-v11", breaks="till-names-v11")
def fails_items_with_two_tills(before: Behaviour) -> Behaviour:
    """An item has one till: who names one for the registration and one to be associated with is refused."""
    return _failing(before, lambda item: "registered_till" in item and "associated_with" in item)


def _each(before: Behaviour, change: Callable[[Item], Item]) -> Behaviour:
    """The behaviour with every v1.1 item that succeeded changed."""
    return with_items(before, lambda told: [change(each) if "custom_fields" in each else each for each in told])


def _lingering(before: Behaviour, member: str) -> Behaviour:
    """The behaviour whose items show what the last one had that had some of it."""
    last: list[Any] = [{"field": []}]

    def change(item: Item) -> Item:
        if item[member]["field"]:
            last[0] = item[member]
        return {**item, member: last[0]}

    return _each(before, change)


def _failing(before: Behaviour, is_bad: Callable[[Mapping[str, Any]], bool]) -> Behaviour:
    """The behaviour that fails some items of v1.1 that are fine."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        items = call.body["root"]["customer"]
        kept = [{} if is_bad(item) else item for item in items]
        return before.add_items(desk, replace(call, body={"root": {"customer": kept}}))

    return replace(before, add_items=add_items)


def _guessed(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
