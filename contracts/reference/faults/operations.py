"""Faults of headers that belong to no member of a body: who is asked for in the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.faults.robustness import crashing

ACCEPTED = "operations/audit-headers-are-accepted"
TYPE, ID, SOURCE, SOURCE_ID = (f"USER-CONTEXT-ENTITY-{name}" for name in ("TYPE", "ID", "SOURCE", "SOURCE-ID"))
V2, V11, UPSERT = "/v2/customers", "/v1.1/", "/v2/integrations/"
LONG = 20


@fault(ACCEPTED)
def refuses_audit_headers_over_v11(before: Behaviour) -> Behaviour:
    """The firewall before v1.1 was told of two of the headers, and refuses the others as unknown."""
    return _refusing(before, V11, lambda request: request.header(SOURCE) is not None)


@fault(ACCEPTED)
def refuses_member_care_as_a_source(before: Behaviour) -> Behaviour:
    """The list of sources was written with a blank: MEMBER CARE is one, and MEMBER_CARE is not."""
    return _refusing(before, V2, lambda request: request.header(SOURCE) == "MEMBER_CARE")


@fault(ACCEPTED)
def refuses_audit_ids_of_letters(before: Behaviour) -> Behaviour:
    """The id of who acts became a number in the audit log."""
    return _refusing(before, V2, lambda request: _letters(request.header(ID)))


@fault(ACCEPTED)
def refuses_long_audit_ids(before: Behaviour) -> Behaviour:
    """The column of the audit log has twenty characters, and its refusal is the request's."""
    return _refusing(before, V2, lambda request: len(request.header(SOURCE_ID) or "") > LONG)


@fault("robustness/no-server-error", breaks="audit-headers-are-accepted")
def breaks_on_an_audit_type_without_an_id(before: Behaviour) -> Behaviour:
    """The audit entry is put together from type and id, and nobody asked whether both are there."""
    return crashing(before, lambda request: request.header(TYPE) is not None and request.header(ID) is None)


@fault("robustness/no-server-error", breaks="audit-headers-are-accepted")
def breaks_on_audit_headers_of_an_upsert(before: Behaviour) -> Behaviour:
    """The bulk job has no audit context to write them into."""
    return crashing(before, lambda request: UPSERT in request.path and request.header(SOURCE) is not None)


@fault("robustness/no-server-error", breaks="audit-headers-are-accepted")
def breaks_on_letters_in_an_audit_header(before: Behaviour) -> Behaviour:
    """Headers are copied into an event whose texts are ASCII."""
    return crashing(before, lambda request: not (request.header(SOURCE_ID) or "").isascii())


def _letters(value: str | None) -> bool:
    return value is not None and not value.isdigit()


def _refusing(before: Behaviour, start: str, is_bad: Callable[[Request], bool]) -> Behaviour:
    """The behaviour that refuses registrations below that path for some header that is fine."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if request.method != "POST" or not request.path.startswith(start) or not is_bad(request):
            return before.handle(desk, request)
        told = json.dumps({"errors": [{"status": False, "code": 500, "message": "Invalid header"}]}).encode()
        return desk.behaviour.deliver(desk, Response(400, (("Content-Type", "application/json"),), told))

    return replace(before, handle=handle)
