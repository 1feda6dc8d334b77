"""Faults of discretion: what an answer gives away of the machine, or of somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Request, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.values import Call, Decision, Endpoint

FAMILY = "security"
INNER = "security/no-inner-workings"
NOBODY_ELSE = "security/nobody-elses-data"
TRACE = "java.lang.NullPointerException\n\tat com.example.customer.AddController.add(AddController.java:117)"

Change = Callable[[Request, dict[str, Any]], dict[str, Any] | None]


def rewriting(before: Behaviour, change: Change) -> Behaviour:
    """Answers whose JSON object is changed on its way out; None leaves one alone."""

    def rewritten(request: Request, answer: Answer | Rest) -> Answer | Rest:
        if not isinstance(answer, Answer):
            return lambda: rewritten(request, answer())
        value = answer.response.json
        changed = change(request, value) if isinstance(value, dict) else None
        if changed is None:
            return answer
        return replace(answer, response=replace(answer.response, body=json.dumps(changed).encode()))

    return replace(before, handle=lambda desk, request: rewritten(request, before.handle(desk, request)))


def told(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The errors that a v2 answer tells."""
    errors = value.get("errors")
    return errors if isinstance(errors, list) else []


def saying(code: int, message: str) -> Change:
    """Another text for an error of v2."""

    def change(request: Request, value: dict[str, Any]) -> dict[str, Any] | None:
        if code not in [error["code"] for error in told(value)]:
            return None
        return {**value, "errors": [{**error, "message": message} for error in told(value)]}

    return change


@fault(INNER)
def shows_its_stack_over_a_bad_body(before: Behaviour) -> Behaviour:
    """The container's own error page answers for a body that cannot be parsed."""
    return rewriting(before, saying(500, f"JSON parse error: {TRACE}"))


@fault(INNER)
def shows_its_stack_over_an_unknown_source(before: Behaviour) -> Behaviour:
    """The name of a source is turned into an enum, and the exception of its failure is told as it is."""
    return rewriting(before, saying(3217, f"No enum constant Source\n{TRACE}"))


@fault(INNER)
def shows_its_query_over_a_duplicate(before: Behaviour) -> Behaviour:
    """The database tells of the unique index in its own words, and the message of 8006 quotes them."""
    return rewriting(before, saying(8006, "SQLSTATE[23000]: Duplicate entry for key 'idx_source_identifier'"))


@fault(INNER)
def shows_its_stack_in_a_batch(before: Behaviour) -> Behaviour:
    """The reason of a failed v1.1 item is its exception's text, lines and all."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Mapping[str, Any]:
        shown = json.loads(json.dumps(before.body(desk, call, decisions)))
        if call.endpoint is Endpoint.ADD_V11:
            for item in shown["response"]["customers"]["customer"]:
                if item["item_status"]["success"] == "false":
                    item["item_status"]["message"] = TRACE
        return shown  # type: ignore[no-any-return]

    return replace(before, body=body)


@fault(INNER)
def tells_strangers_the_password(before: Behaviour) -> Behaviour:
    """A message made for debugging tells what was expected in place of the wrong password."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        message = f"expected {desk.users.password!r}"
        return rewriting(before, saying(401, message)).handle(desk, request)

    return replace(before, handle=handle)


@fault(NOBODY_ELSE)
def shows_the_owner_in_a_duplicate(before: Behaviour) -> Behaviour:
    """To help the till, 8006 names the email of the customer who is in the way."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Mapping[str, Any]:
        shown = before.body(desk, call, decisions)
        owners = [notice.detail for notice in decisions[0].errors if notice.code == 8006] if decisions else []
        customer = desk.state.customer(int(owners[0])) if owners and owners[0] else None
        emails = [held.value for account in customer.accounts for held in account.identifiers] if customer else []
        errors = [{**error, "message": f"Customer already exists: {', '.join(emails)}"} for error in told(shown)]
        return {**shown, "errors": errors} if emails else shown

    return replace(before, body=body)


@fault(NOBODY_ELSE)
def shows_leftover_identifiers(before: Behaviour) -> Behaviour:
    """The list of all identifiers is a field of the mapper, and is not cleared between two customers."""
    leftover: list[dict[str, Any]] = []

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        shown = before.view(desk, customer_id, place)
        if shown is None:
            return shown
        own = list(shown["profiles"][0]["identifiersAll"])
        profiles = [{**each, "identifiersAll": [*leftover, *each["identifiersAll"]]} for each in shown["profiles"]]
        leftover[:] = own
        return {**shown, "profiles": profiles}

    return replace(before, view=view)


@fault(NOBODY_ELSE)
def shows_the_customer_viewed_before(before: Behaviour) -> Behaviour:
    """Every second view is answered from a cache whose key lost the customer's id."""
    cached: Mapping[str, Any] | None = None

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        nonlocal cached
        shown = before.view(desk, customer_id, place)
        if shown is None or cached is None:
            cached = shown
            return shown
        stale, cached = cached, None
        return {**stale, "id": customer_id}

    return replace(before, view=view)


@fault(NOBODY_ELSE)
def echoes_the_person_of_the_request_before(before: Behaviour) -> Behaviour:
    """A failed v1.1 item echoes what the pooled object still holds: the person of the last request."""
    last: dict[str, Any] = {}

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        leftover = dict(last)
        for decision in decisions:
            if decision.customer is not None:
                last.update(decision.echo)
        return [replace(each, echo=leftover) if each.customer is None and leftover else each for each in decisions]

    return replace(before, add_items=add_items)


@fault(NOBODY_ELSE)
def warns_of_the_customer_before(before: Behaviour) -> Behaviour:
    """The message of a warning is formatted once and kept: it names the email of the first who was warned."""
    kept = ""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Mapping[str, Any]:
        nonlocal kept
        shown = before.body(desk, call, decisions)
        if call.endpoint is not Endpoint.ADD or not shown.get("warnings"):
            return shown
        identifiers = call.body["profiles"][0].get("identifiers", ())
        kept = kept or f"Registered {', '.join(raw['value'] for raw in identifiers)} without a status label"
        return {**shown, "warnings": [{**warning, "message": kept} for warning in shown["warnings"]]}

    return replace(before, body=body)
