"""From a request to a call: which endpoint, by whom, with which body; and the refusals on the way.

Sources: v2 and v1.1 Add Customer, prerequisites and headers; Authorization Flows (401, 403
with 4000); Organization status codes (404, 405, 415). HTTP statuses count here, and only here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.engine.exchange import NOT_JSON, Answer, Pairs, Request, Response, Rest
from contracts.reference import access
from contracts.reference.access import Access
from contracts.reference.behaviour import Desk
from contracts.reference.notices import Notice, text
from contracts.reference.render import v11_envelope
from contracts.reference.treating import prepared, treated
from contracts.reference.values import Call, Endpoint
from contracts.reference.writes import exceeds, items_of

_FIXED: dict[str, dict[str, Endpoint]] = {
    "/v2/customers": {"POST": Endpoint.ADD},
    "/v2/customers/lookup": {"GET": Endpoint.LOOKUP},
    "/v2/customers/lookup/customerDetails": {"GET": Endpoint.DETAILS},
    "/v1.1/customer/add": {"POST": Endpoint.ADD_V11},
    "/v1.1/customer/get": {"GET": Endpoint.GET_V11},
    "/v2/integrations/customer/upsert/bulk": {"POST": Endpoint.UPSERT},
}
_OF_CUSTOMER: dict[str, dict[str, Endpoint]] = {
    "": {"GET": Endpoint.GET, "PUT": Endpoint.UPDATE},
    "changeIdentifier": {"POST": Endpoint.CHANGE},
}
_CUSTOMERS = "/v2/customers/"
_ID_DIGITS = 18
_XML = b"<response><status><success>false</success><code>401</code><message>Unauthorized</message></status></response>"


def handle(desk: Desk, request: Request) -> Answer | Rest:
    """One whole step: nothing is stored unless every check on the way was passed."""
    methods, customer = route(request.path)
    endpoint = methods.get(request.method)
    if not methods or (endpoint is not None and not endpoint.writes and not desk.manner.has_reads):
        return refuse(desk, request, 404, Notice(404))
    if endpoint is Endpoint.GET_V11 and desk.manner.v11_get != "there":
        status = {"http-404": 404, "http-403": 403, "enveloped-404": 200}[desk.manner.v11_get]
        return refuse(desk, request, status, Notice(403 if status == 403 else 404))
    if endpoint is None:
        return refuse(desk, request, 405, Notice(405), (("Allow", ", ".join(methods)),))
    sender = desk.behaviour.authenticate(desk, request)
    if sender is Access.NONE:
        return _unauthorized(desk, request)
    if not desk.behaviour.permits(desk, sender, endpoint):
        return _forbidden(desk, request)
    call = understand(desk, request, endpoint, customer)
    return desk.behaviour.perform(desk, call) if isinstance(call, Call) else call


def route(path: str) -> tuple[Mapping[str, Endpoint], int | None]:
    """The endpoints at a path by method (none: no such path), and the id in it."""
    path = path.rstrip("/")
    if path in _FIXED:
        return _FIXED[path], None
    if not path.startswith(_CUSTOMERS):
        return {}, None
    number, _, rest = path.removeprefix(_CUSTOMERS).partition("/")
    is_id = number.isascii() and number.isdigit() and len(number) <= _ID_DIGITS
    return _OF_CUSTOMER.get(rest, {}), int(number) if is_id else None


def understand(desk: Desk, request: Request, endpoint: Endpoint, customer: int | None) -> Call | Answer:
    """The call; or the refusal of a query or body that cannot be read."""
    query: dict[str, str] = {}
    for key, value in request.query:
        query.setdefault(key, value)
    problem = _query_flaw(endpoint, query)
    if problem:
        return refuse(desk, request, 400, problem)
    if not endpoint.writes:
        return Call(endpoint, query, None, customer)
    if not desk.behaviour.is_json(desk, request):
        return refuse(desk, request, 415, Notice(415))
    value = desk.behaviour.parse(desk, request.body)
    if value is NOT_JSON:
        return _unreadable(desk, request, "the body is not JSON")
    value = prepared(desk, endpoint, value)
    flaws = desk.behaviour.flaws(desk, endpoint, value)
    if flaws:
        return _unreadable(desk, request, flaws[0])
    if endpoint is Endpoint.ADD_V11 and not value["root"]["customer"]:
        return refuse(desk, request, desk.manner.v11_error_status, Notice(400, "there is no customer"))
    call = Call(endpoint, query, value, customer)
    unwelcome = _size(desk, call)
    return refuse(desk, request, 400, unwelcome) if unwelcome else replace(call, body=treated(desk, call))


def authenticate(desk: Desk, request: Request) -> Access:
    """The sender's access, by the users of the organisation."""
    return access.authenticate(desk.users, request)


def permits(desk: Desk, sender: Access, endpoint: Endpoint) -> bool:
    """Writes need write access."""
    return sender is Access.WRITE or not endpoint.writes


def is_json(desk: Desk, request: Request) -> bool:
    """Whether the body is said to be JSON, or nothing is said, or nobody asks."""
    sent = request.header("Content-Type")
    return (
        desk.manner.ignores_content_type
        or sent is None
        or sent.partition(";")[0].strip().lower() in ("", "application/json")
    )


def refuse(desk: Desk, request: Request, status: int, notice: Notice, headers: Pairs = ()) -> Answer:
    """An answer without a business outcome, in the envelope of the API that was asked."""
    message = text(notice, desk.manner.wording)
    value: dict[str, Any]
    if _is_v11(request):
        code = 403 if notice.code == 4000 else notice.code
        value = v11_envelope(desk, code, message, 0, 0, ())
        if code == 401 and desk.manner.v11_unauthorized_says_true:
            value["response"]["status"]["success"] = "true"
    else:
        value = {"errors": [{"status": False, "code": notice.code, "message": message}]}
    content = (("Content-Type", "application/json;charset=UTF-8"), *headers)
    return desk.behaviour.deliver(desk, Response(status, content, desk.behaviour.encode(desk, value)))


def _size(desk: Desk, call: Call) -> Notice | None:
    """Why the number of items is not taken; None where it is."""
    items = items_of(call)
    if call.endpoint is Endpoint.UPSERT and not items and desk.manner.upsert_empty == "status":
        return Notice(400, "there is no customer")
    return Notice(1060) if exceeds(desk, call) and desk.manner.over_limit == "status" else None


def _forbidden(desk: Desk, request: Request) -> Answer:
    if desk.manner.forbidden == "json":
        return refuse(desk, request, 403, Notice(4000))
    is_xml = desk.manner.forbidden == "xml"
    content = (("Content-Type", "application/xml"),) if is_xml else ()
    return desk.behaviour.deliver(desk, Response(403, content, _XML if is_xml else b""))


def _unauthorized(desk: Desk, request: Request) -> Answer:
    challenge = (("WWW-Authenticate", 'Basic realm="reference"'),)
    if _is_v11(request) and desk.manner.v11_unauthorized_is_200:
        return refuse(desk, request, 200, Notice(401))
    status = desk.manner.unauthorized_status
    if desk.manner.unauthorized == "empty":
        return desk.behaviour.deliver(desk, Response(status, challenge))
    if desk.manner.unauthorized == "xml":
        return desk.behaviour.deliver(desk, Response(status, (("Content-Type", "application/xml"), *challenge), _XML))
    return refuse(desk, request, status, Notice(401), challenge)


def _unreadable(desk: Desk, request: Request, problem: str) -> Answer:
    """A body that cannot be read: 400 in a v1.1 envelope, 500 among the errors of v2."""
    status = desk.manner.unreadable_status
    if _is_v11(request):
        return refuse(desk, request, 400 if status == 400 else desk.manner.v11_error_status, Notice(400, problem))
    return refuse(desk, request, status, Notice(500, problem))


def _query_flaw(endpoint: Endpoint, query: Mapping[str, str]) -> Notice | None:
    if endpoint is Endpoint.UPSERT and query.get("skipChangeIdentifier", "false").lower() not in ("true", "false"):
        return Notice(500, "skipChangeIdentifier is neither true nor false")
    if endpoint in (Endpoint.ADD_V11, Endpoint.GET_V11) and query.get("format", "json").lower() != "json":
        return Notice(406)
    return None


def _is_v11(request: Request) -> bool:
    return request.path.startswith("/v1.1/")
