"""Faults of the v1.1 and upsert envelopes: items, statuses, echoes."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import each, retold, without
from contracts.reference.faults.registry import fault
from contracts.reference.values import Call, Endpoint

FAMILY = "envelope"
Change = Callable[[dict[str, Any]], Any]


def with_status(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with response.status of v1.1 changed."""

    def whole(told: dict[str, Any]) -> Any:
        response = told["response"]
        return {**told, "response": {**response, "status": change(dict(response["status"]))}}

    return retold(before, whole, Endpoint.ADD_V11)


def with_items(before: Behaviour, change: Callable[[list[dict[str, Any]]], Any]) -> Behaviour:
    """The behaviour with the list of v1.1 items changed."""

    def whole(told: dict[str, Any]) -> Any:
        response = told["response"]
        items = change(list(response["customers"]["customer"]))
        return {**told, "response": {**response, "customers": {"customer": items}}}

    return retold(before, whole, Endpoint.ADD_V11)


def with_item_status(before: Behaviour, change: Change) -> Behaviour:
    """The behaviour with item_status of every v1.1 item changed."""

    def items(told: list[dict[str, Any]]) -> Any:
        return [{**item, "item_status": change(dict(item["item_status"]))} for item in told]

    return with_items(before, items)


def _succeeded(item: dict[str, Any]) -> bool:
    return bool(item["item_status"]["success"] == "true")


@fault("envelope/envelope-v11")
def writes_counts_as_numbers(before: Behaviour) -> Behaviour:
    """The counts lost their quotes when the template gave way to a serialiser."""
    return with_status(
        before,
        lambda told: {**told, "total": int(told["total"]), "success_count": int(told["success_count"])},
    )


@fault("envelope/envelope-v11")
def writes_success_as_a_boolean(before: Behaviour) -> Behaviour:
    """The flag of the request became a boolean in the class that is serialised."""
    return with_status(before, lambda told: {**told, "success": told["success"] == "true"})


@fault("envelope/envelope-v11")
def unwraps_a_batch_of_one(before: Behaviour) -> Behaviour:
    """The converter from XML cannot know that customer is a list, and writes the only one as an object."""
    return with_items(before, lambda items: items[0] if len(items) == 1 else items)


@fault("envelope/item-shape-v11")
def writes_item_success_with_a_capital(before: Behaviour) -> Behaviour:
    """The item's flag is written by the language's own conversion of booleans to text."""
    return with_item_status(before, lambda status: {**status, "success": status["success"].capitalize()})


@fault("envelope/item-shape-v11", breaks="codes-have-one-type")
def writes_item_codes_as_numbers(before: Behaviour) -> Behaviour:
    """The item's code became a number, as in v2."""
    return with_item_status(before, lambda status: {**status, "code": int(status["code"])})


@fault("envelope/item-shape-v11")
def writes_item_warnings_as_numbers(before: Behaviour) -> Behaviour:
    """The item's warnings are written as the numbers that they are inside."""

    def change(status: dict[str, Any]) -> Any:
        return {**status, "warnings": {"warning": [int(code) for code in status["warnings"]["warning"]]}}

    return with_item_status(before, change)


@fault("envelope/item-shape-v11")
def writes_user_ids_as_text(before: Behaviour) -> Behaviour:
    """All leaves of the old envelope are text after a move to a generic tree writer."""
    return with_items(
        before,
        lambda items: [{**item, "user_id": str(item["user_id"])} if "user_id" in item else item for item in items],
    )


@fault("envelope/failed-item-shape-v11")
def leaves_the_status_of_failed_items_out(before: Behaviour) -> Behaviour:
    """Failed items are written from the request, which has no status of its own."""
    return with_items(
        before, lambda items: [item if _succeeded(item) else without(item, "item_status") for item in items]
    )


@fault("envelope/loyalty-members-v11")
def writes_points_as_text(before: Behaviour) -> Behaviour:
    """Points come from a service that formats numbers for display."""
    return with_items(
        before,
        lambda items: [
            {**item, "loyalty_points": f"{item['loyalty_points']}.00"} if _succeeded(item) else item for item in items
        ],
    )


@fault("envelope/echo-v11")
def echoes_the_item_before(before: Behaviour) -> Behaviour:
    """One response object is filled for each item and its first name is set only where it is still empty."""

    def items(told: list[dict[str, Any]]) -> Any:
        shown = told[0].get("firstname") if told else None
        return [{**item, "firstname": shown} for item in told]

    return with_items(before, items)


@fault("envelope/echo-v11")
def forgets_to_echo_external_ids(before: Behaviour) -> Behaviour:
    """The mapper to the answer has a member externalId, and the member external_id stays null."""
    return with_items(before, lambda items: [{**item, "external_id": None} for item in items])


@fault("envelope/echo-v11")
def echoes_markup_escaped(before: Behaviour) -> Behaviour:
    """A filter against script injection escapes every text on the way out: O'Neil comes back as O&#x27;Neil."""

    def items(told: list[dict[str, Any]]) -> Any:
        return [
            {**item, **{name: html.escape(item[name] or "") for name in ("firstname", "lastname")}} for item in told
        ]

    return with_items(before, items)


@fault("envelope/envelope-upsert")
def keeps_upsert_ids_as_text(before: Behaviour) -> Behaviour:
    """The bulk answer is put together from the texts of single answers, and ids stay text."""

    def entry(told: dict[str, Any]) -> Any:
        return {**told, "entityId": str(told["entityId"])} if "entityId" in told else told

    return retold(before, lambda told: each(told, "response", entry), Endpoint.UPSERT)


@fault("envelope/envelope-upsert")
def counts_upserts_as_text(before: Behaviour) -> Behaviour:
    """The two counts of the bulk answer are taken from headers of the queue, as text."""
    return retold(
        before,
        lambda told: {**told, "totalCount": str(told["totalCount"]), "failureCount": str(told["failureCount"])},
        Endpoint.UPSERT,
    )


@fault("envelope/success-and-failure-exclude-each-other", breaks="upsert-envelope")
def keys_upserts_by_position(before: Behaviour) -> Behaviour:
    """The bulk answer became a map from the position of an item to its entry."""
    return retold(
        before,
        lambda told: {**told, "response": {str(at): entry for at, entry in enumerate(told["response"])}},
        Endpoint.UPSERT,
    )


@fault("upsert/error-shape")
def tells_an_upsert_error_as_text(before: Behaviour) -> Behaviour:
    """Errors of an item are joined to one text for the log, and the text is what is answered."""

    def entry(told: dict[str, Any]) -> Any:
        return {**told, "errors": [error["message"] for error in told["errors"]]}

    return retold(before, lambda told: each(told, "response", entry), Endpoint.UPSERT)


@fault("envelope/upsert-result-is-the-customer")
def shows_nobody_as_result(before: Behaviour) -> Behaviour:
    """The result is read from a replica that does not know the customer yet, and shows an empty one."""

    def body(desk: Desk, call: Call, decisions: Any) -> Any:
        if call.endpoint is Endpoint.UPSERT:
            decisions = [replace(each, view={"id": 0, "profiles": []}) if each.created else each for each in decisions]
        return before.body(desk, call, decisions)

    return replace(before, body=body)
