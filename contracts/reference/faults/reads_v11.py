"""Faults of the read of v1.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import V11_MEMBERS
from contracts.reference.faults.envelope import retold
from contracts.reference.faults.registry import fault
from contracts.reference.state import Key
from contracts.reference.values import Call, Decision, Endpoint

_FINDS = "reads-v11/finds-the-holder"
_NOBODY = "reads-v11/unknown-is-not-found"
_NAMES = "reads-v11/names-are-shown"
Shown = dict[str, Any]


def finding(before: Behaviour, find: Callable[[Desk, Place | None, Key], int | None]) -> Behaviour:
    """The behaviour whose read of v1.1 searches otherwise, and no other."""

    def get_v11(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.get_v11(desk.behaving(find=find), call)

    return replace(before, get_v11=get_v11)


def told(before: Behaviour, change: Callable[[Shown], Shown]) -> Behaviour:
    """The behaviour whose read of v1.1 shows each customer that it finds otherwise."""

    def body(whole: Shown) -> Any:
        response = whole["response"]
        items = response["customers"]["customer"]
        shown = [change(dict(item)) if item["item_status"]["success"] == "true" else item for item in items]
        return {**whole, "response": {**response, "customers": {"customer": shown}}}

    return retold(before, body, Endpoint.GET_V11)


def summed_up(before: Behaviour, change: Callable[[Shown], Shown]) -> Behaviour:
    """The behaviour whose read of v1.1 has another status of the request."""

    def body(whole: Shown) -> Any:
        response = whole["response"]
        return {**whole, "response": {**response, "status": change(dict(response["status"]))}}

    return retold(before, body, Endpoint.GET_V11)


@fault(_NOBODY)
def reads_v11_under_any_type(before: Behaviour) -> Behaviour:
    """The old read searches one column in which all identifiers stand: a mobile is found as an external id."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        hits = (before.find(desk, place, Key(kind, identifier.value)) for kind in V11_MEMBERS.values())
        return next((customer for customer in hits if customer is not None), None)

    return finding(before, find)


@fault(_FINDS)
def reads_v11_of_the_customer_before(before: Behaviour) -> Behaviour:
    """The old read keeps its customer in a field of the worker: each but the first shows whom the last one found."""
    former: list[Decision] = []

    def get_v11(desk: Desk, call: Call) -> Sequence[Decision]:
        shown = []
        for decision in before.get_v11(desk, call):
            shown.append(former[-1] if former and decision.customer is not None else decision)
            former.extend([decision] if decision.customer is not None else [])
        return shown

    return replace(before, get_v11=get_v11)


@fault(_FINDS)
def reads_v11_of_v11_alone(before: Behaviour) -> Behaviour:
    """The old read asks the old table, which no write of v2 fills any more."""
    old: set[int] = set()

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        old.update(each.customer for each in decisions if each.customer is not None)
        return decisions

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        found = before.find(desk, place, identifier)
        return found if found in old else None

    return replace(finding(before, find), add_items=add_items)


@fault(_FINDS)
def reads_v11_of_the_primary_only(before: Behaviour) -> Behaviour:
    """The index of the old read has the primary identifier, and reports nobody by any other."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return before.find(desk, place, identifier) if identifier.type == desk.organisation.primary else None

    return finding(before, find)


@fault(_NOBODY)
def reads_v11_somebody_for_nobody(before: Behaviour) -> Behaviour:
    """Nobody found is a customer without an id and names, for the old template wants one."""

    def get_v11(desk: Desk, call: Call) -> Sequence[Decision]:
        empty = dict.fromkeys(("firstname", "lastname", "registered_on", "updated_on"), "")
        fixed = {"points": {}, "enrolled": {}, "type": "LOYALTY", "source": "instore"}
        lists: dict[str, list[Any]] = {"custom_fields": [], "extended_fields": []}
        nobody = {**dict.fromkeys(V11_MEMBERS), **empty, **fixed, **lists}
        return [
            Decision(10**9, echo={**nobody, **each.echo}) if each.errors and each.echo else each
            for each in before.get_v11(desk, call)
        ]

    return replace(before, get_v11=get_v11)


@fault(_NAMES)
def reads_v11_without_names(before: Behaviour) -> Behaviour:
    """Names moved to the service of profiles, and the old read was never told."""
    return told(before, lambda item: {**item, "firstname": "", "lastname": ""})


@fault("reads-v11/identifiers-are-shown")
def reads_v11_without_external_ids(before: Behaviour) -> Behaviour:
    """The old template has no place for the external id, which came later."""
    return told(before, lambda item: {**item, "external_id": None})


@fault("reads-v11/custom-fields-are-shown")
def reads_v11_without_fields(before: Behaviour) -> Behaviour:
    """The old read loads custom fields only where a flag asks for them that nobody documents."""
    return told(before, lambda item: {**item, "custom_fields": {"field": []}})


@fault("reads-v11/extended-fields-are-shown")
def reads_v11_without_extended_fields(before: Behaviour) -> Behaviour:
    """The read maps extended fields by the names of a vertical that the organisation has left."""
    return told(before, lambda item: {**item, "extended_fields": {"field": []}})


@fault("robustness/no-server-error")
def breaks_on_nobody_in_v11(before: Behaviour) -> Behaviour:
    """The old read takes the first of what it found, and there is none."""

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        answer = before.perform(desk, call)
        if call.endpoint is not Endpoint.GET_V11 or not isinstance(answer, Answer):
            return answer
        is_bad = b'"1012"' in answer.response.body
        return replace(answer, response=Response(500, (("Content-Type", "text/plain"),), b"")) if is_bad else answer

    return replace(before, perform=perform)


@fault("reads-v11/counts-are-true")
def counts_whom_v11_does_not_find(before: Behaviour) -> Behaviour:
    """The counter of successes of a read goes up for each value that was looked for."""
    return summed_up(before, lambda status: {**status, "success_count": status["total"]})


@fault("reads-v11/counts-are-true")
def totals_from_zero_in_v11(before: Behaviour) -> Behaviour:
    """The total of a read is the index of its last item."""
    return summed_up(before, lambda status: {**status, "total": str(int(status["total"]) - 1)})


@fault("reads-v11/envelope")
def writes_v11_reads_by_halves(before: Behaviour) -> Behaviour:
    """Whoever wrote the read anew left the message of an item to the client, which knows all codes."""

    def change(item: Shown) -> Shown:
        status = {name: value for name, value in item["item_status"].items() if name != "message"}
        return {**item, "item_status": status}

    return told(before, change)
