"""Faults of a caller who may only read: one API or operation on which the refused write is done, or told wrong."""

from __future__ import annotations

import json
from dataclasses import replace

from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.access import Access
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.faults.security import STORES_NOTHING
from contracts.reference.routing import route
from contracts.reference.values import Endpoint

FAMILY = "security"
IS_403 = "security/reader-is-told-403"
REFUSED = 403


@fault(STORES_NOTHING)
def stores_items_before_it_refuses_readers(before: Behaviour) -> Behaviour:
    """v1.1 checks access groups in a filter that runs when the handler is done."""
    return _done_first(before, Endpoint.ADD_V11)


@fault(STORES_NOTHING)
def upserts_before_it_refuses_readers(before: Behaviour) -> Behaviour:
    """The bulk is queued for the job, and whether its sender may write is asked while it waits."""
    return _done_first(before, Endpoint.UPSERT)


@fault("security/refused-caller-changes-nothing")
def updates_before_it_refuses_readers(before: Behaviour) -> Behaviour:
    """The update is saved by the layer that loads the customer; the check of access rolls nothing back."""
    return _done_first(before, Endpoint.UPDATE)


@fault("security/refused-caller-changes-nothing")
def changes_before_it_refuses_readers(before: Behaviour) -> Behaviour:
    """Identifiers are exchanged before access is checked: 403, and the customer has lost one."""
    return _done_first(before, Endpoint.CHANGE)


@fault(IS_403)
def tells_readers_of_v11_401(before: Behaviour) -> Behaviour:
    """v1.1 knows no difference between who is unknown and who may not: both have wrong credentials."""
    return _told(before, 401, 401, Endpoint.ADD_V11)


@fault(IS_403)
def tells_readers_of_upserts_200(before: Behaviour) -> Behaviour:
    """The bulk API answers 200 and tells failures in its body, also those of access."""
    return _told(before, 200, 4000, Endpoint.UPSERT)


@fault(IS_403)
def tells_readers_of_an_update_8009(before: Behaviour) -> Behaviour:
    """Customers are filtered by what the caller may do: for a reader there is none to update."""
    return _told(before, 200, 8009, Endpoint.UPDATE)


@fault("robustness/no-server-error", breaks="read-only-may-not-write")
def tells_readers_of_a_change_500(before: Behaviour) -> Behaviour:
    """The exception of missing access has a mapping for the resource of customers, and not for that of identifiers."""
    return _told(before, 500, 500, Endpoint.CHANGE)


def _is_refused_reader(desk: Desk, request: Request, on: Endpoint) -> bool:
    is_there = route(request.path)[0].get(request.method) is on
    return is_there and desk.behaviour.authenticate(desk, request) is Access.READ


def _done_first(before: Behaviour, on: Endpoint) -> Behaviour:
    """The behaviour that does what readers ask of that endpoint, and refuses it."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if _is_refused_reader(desk, request, on):
            before.handle(desk.behaving(authenticate=lambda desk, request: Access.WRITE), request)
        return before.handle(desk, request)

    return replace(before, handle=handle)


def _told(before: Behaviour, status: int, code: int, on: Endpoint) -> Behaviour:
    """The behaviour that refuses readers on that endpoint with another status and code."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        answer = before.handle(desk, request)
        is_refusal = isinstance(answer, Answer) and answer.response.status == REFUSED
        if not is_refusal or not _is_refused_reader(desk, request, on):
            return answer
        entry = {"status": False, "code": code, "message": "Access is denied"}
        told = json.dumps({"errors": [entry]}).encode()
        return desk.behaviour.deliver(desk, Response(status, (("Content-Type", "application/json"),), told))

    return replace(before, handle=handle)
