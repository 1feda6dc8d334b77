"""A small language in which tests write down what a target was asked and what it answered.

    add(ADA).answers(created(7)), add(ADA).answers(refused(8006))

No server is needed: a line is a request with the answer that somebody invented for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.documents.profile import Flags, Operations, People, Profile, Source
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Pairs, Request, Response, Who
from contracts.evidence.intent import ADD, CHANGE, DETAILS, GET, GET_V11, LOOKUP, REGISTER, UPDATE, UPSERT, Identifier
from contracts.stories.namespace import Namespace
from contracts.stories.payloads import v2_customer, v11_customer
from contracts.stories.people import Cast, Person

NAMESPACE = Namespace(People(), "t1")
CAST = Cast(NAMESPACE, 0)


def person(number: int, first: str | None, last: str | None, *types: str) -> Person:
    """Somebody of our own namespace with identifiers of these types (default: the three that all APIs have)."""
    chosen = types or ("mobile", "email", "externalId")
    return Person(number, tuple(CAST.identifier(type_, number) for type_ in chosen), first, last)


ADA = person(1, "Ada", "Lovelace")
EVE = person(2, "Eve", "Curie")
ZOE = person(3, "Zoe", "Hopper")
KIM = person(4, "Kim", "Rao")

ANY = Profile()
"""An organisation of which nothing is known."""

ORG = Profile(
    sources={
        "INSTORE": Source(),
        "WEBSITE": Source(),
        "ECOMMERCE": Source(),
        "LINE": Source(accounts=("l1", "l2"), enumerated=True),
        "WECHAT": Source(accounts=("w1",)),
    },
    primary_identifier="mobile",
    shared_identity=True,
    operations=Operations(lookupCustomer=True),
    readings={"v11-channels-required": "optional"},
)
"""An organisation of which the usual is known; LINE has two accounts and no others, WECHAT one that is known."""


def org(**changes: Any) -> Profile:
    """The usual organisation, otherwise in these facts."""
    pinned = {**ORG.readings, **changes.pop("readings", {})}
    return Profile.model_validate({**ORG.model_dump(), **changes, "readings": pinned})


def flagged(skip: bool | None, strict: bool | None, **changes: Any) -> Profile:
    """The usual organisation with the two switches for a primary mismatch."""
    return org(flags=Flags(skip_secondary_on_mismatch=skip, strict_check=strict).model_dump(), **changes)


# --- what is asked


@dataclass(frozen=True)
class Line:
    """A request, what came back, and when."""

    request: Request
    answer: Response | NoAnswer = field(default_factory=lambda: NoAnswer(Missing.TIMEOUT))
    during: tuple[float, float] | None = None

    def answers(self, response: Response) -> Line:
        """The same request, with this answer."""
        return replace(self, answer=response)

    def no_answer(self, why: Missing = Missing.TIMEOUT) -> Line:
        """The same request, never answered."""
        return replace(self, answer=NoAnswer(why))

    def by(self, who: Who) -> Line:
        """The same request from another sender."""
        return replace(self, request=replace(self.request, as_who=who))

    def under_way(self, started: float, ended: float) -> Line:
        """The same exchange, between these times."""
        return replace(self, during=(started, ended))

    def typed(self, content_type: str | None) -> Line:
        """The same request under another content type, or none."""
        kept = tuple(pair for pair in self.request.headers if pair[0] != "Content-Type")
        named = (("Content-Type", content_type),) if content_type is not None else ()
        return replace(self, request=replace(self.request, headers=kept + named))

    def waiting(self, value: str = "true") -> Line:
        """The same request, asking for what happens downstream."""
        headers = (*self.request.headers, ("WAIT_FOR_DOWNSTREAM", value))
        return replace(self, request=replace(self.request, headers=headers))

    def asking(self, **query: str) -> Line:
        """The same request with more members in its query."""
        return replace(self, request=replace(self.request, query=(*self.request.query, *query.items())))

    def exchange(self, index: int) -> Exchange:
        """The line as the exchange of that index; each takes half a second, and so does the pause after it."""
        started, ended = self.during or (float(index), index + 0.5)
        return Exchange(index, self.request, self.answer, started, ended)


_JSON: Pairs = (("Content-Type", "application/json"),)
_PATHS = {
    ADD: ("POST", "/v2/customers"),
    REGISTER: ("POST", "/v1.1/customer/add"),
    UPSERT: ("POST", "/v2/customers/bulk/upsert"),
    LOOKUP: ("GET", "/v2/customers/lookup"),
    DETAILS: ("GET", "/v2/customers/lookup/customerDetails"),
    GET: ("GET", "/v2/customers/{}"),
    UPDATE: ("PUT", "/v2/customers/{}"),
    CHANGE: ("POST", "/v2/customers/{}/changeIdentifier"),
    GET_V11: ("GET", "/v1.1/customer/get"),
}


def ask(operation: str, body: Any = None, customer: object = "", **query: str | None) -> Line:
    """A request of any operation; a body of bytes goes as it is, None is empty, anything else becomes JSON."""
    method, path = _PATHS.get(operation, ("POST", "/elsewhere"))
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = _JSON if method != "GET" else ()
    asked = tuple((name, value) for name, value in query.items() if value is not None)
    return Line(Request(operation, method, path.format(customer), asked, headers, content))


def customer(who: Person | Mapping[str, Any], source: Any = "INSTORE", account: Any = None) -> dict[str, Any]:
    """The v2 payload of a person in a source; a payload that is one already stays what it is."""
    return v2_customer(who, source, account) if isinstance(who, Person) else dict(who)


def add(who: Any, source: Any = "INSTORE", account: Any = None) -> Line:
    """A v2 add of a person, or of a payload."""
    return ask(ADD, customer(who, source, account) if isinstance(who, (Person, Mapping)) else who)


def register(*who: Any) -> Line:
    """A v1.1 batch of people or payloads."""
    items = [v11_customer(one) if isinstance(one, Person) else one for one in who]
    return ask(REGISTER, {"root": {"customer": items}})


def upsert(*items: Any, skip: bool | str | None = None) -> Line:
    """An upsert of people (in INSTORE) or payloads."""
    flag = None if skip is None else str(skip).lower()
    payloads = [customer(item) if isinstance(item, (Person, Mapping)) else item for item in items]
    return ask(UPSERT, payloads, skipChangeIdentifier=flag)


def lookup(what: Identifier, source: str | None = "INSTORE", account: str | None = None) -> Line:
    """A look-up of an identifier."""
    return _look(LOOKUP, what, source, account)


def details(what: Identifier, source: str | None = "INSTORE", account: str | None = None) -> Line:
    """A look-up of the details of an identifier's holder."""
    return _look(DETAILS, what, source, account)


def _look(operation: str, what: Identifier, source: str | None, account: str | None) -> Line:
    return ask(operation, source=source, accountId=account, identifierName=what.type, identifierValue=what.value)


def get(customer_id: object, source: str | None = "INSTORE", account: str | None = None) -> Line:
    """A read by id."""
    return ask(GET, customer=customer_id, source=source, accountId=account)


def get_v11(*whom: Identifier | int, **more: str) -> Line:
    """A v1.1 read of identifiers of one type, or of ids."""
    member = {"mobile": "mobile", "email": "email", "externalId": "external_id"}
    name = "id" if isinstance(whom[0], int) else member[whom[0].type]
    values = (str(each) if isinstance(each, int) else each.value for each in whom)
    return ask(GET_V11, format="json", user_id="true", **{name: ",".join(values)}, **more)


def update(customer_id: object, body: Any, source: str | None = "INSTORE", account: str | None = None) -> Line:
    """An update of a profile: a person's names and fields, without identifiers, or any body."""
    if isinstance(body, Person):
        body = v2_customer(replace(body, identifiers=()), None)
        del body["profiles"][0]["identifiers"]
    return ask(UPDATE, body, customer_id, source=source, accountId=account)


def change(
    customer_id: object,
    *,
    add: Iterable[Identifier] = (),
    remove: Iterable[Identifier] = (),
    source: str | None = "INSTORE",
    account: str | None = None,
) -> Line:
    """A change of identifiers."""
    body = {
        member: [{"type": i.type, "value": i.value} for i in identifiers]
        for member, identifiers in (("add", tuple(add)), ("remove", tuple(remove)))
        if identifiers
    }
    return ask(CHANGE, body, customer_id, source=source, accountId=account)


# --- what comes back


def says(body: Any, status: int = 200, content_type: str | None = "application/json") -> Response:
    """Any answer; a body of bytes goes as it is."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, (("Content-Type", content_type),) if content_type else (), content)


def status(code: int, body: bytes = b"") -> Response:
    """A bare HTTP status."""
    return Response(code, (), body)


def notices(*codes: int) -> list[dict[str, Any]]:
    """Errors or warnings with these codes, as v2 has them."""
    return [{"status": False, "code": code, "message": f"text {code}"} for code in codes]


def created(customer_id: Any, *warnings: int, **members: Any) -> Response:
    """A v2 success; members of None are left out, others replace what is usual."""
    body: dict[str, Any] = {"createdId": customer_id, "warnings": notices(*warnings), "sideEffects": []}
    http = members.pop("status", 200)
    return says({name: value for name, value in {**body, **members}.items() if value is not None}, http)


def refused(*codes: int, status: int = 400, **members: Any) -> Response:
    """A v2 refusal with these codes."""
    return says({"errors": notices(*codes), **members}, status)


def found(customer_id: Any, *warnings: int) -> Response:
    """What a look-up answers that finds somebody."""
    return says({"entity": customer_id, "warnings": notices(*warnings)})


def nobody(status: int = 404, code: int = 8015) -> Response:
    """What a look-up answers that finds nobody."""
    return refused(code, status=status)


def shows(customer_id: Any, *profiles: Mapping[str, Any], **members: Any) -> Response:
    """The details of a customer."""
    return says({"id": customer_id, "profiles": list(profiles), "warnings": [], **members})


def shown(who: Person, source: str = "INSTORE", account: str | None = None, **changes: Any) -> dict[str, Any]:
    """One profile of such details."""
    profile = v2_customer(who, source, account)["profiles"][0]
    profile.setdefault("firstName", "")
    return {**profile, **changes}


STANDING: Mapping[str, Any] = {
    "lifetime_points": 0,
    "loyalty_points": 0,
    "lifetime_purchases": 0,
    "current_slab": "Base",
    "tier_expiry_date": "2124-08-01 23:59:59",
    "points_summaries": {"points_summary": []},
    "registered_on": "2024-08-01 07:28:32",
    "updated_on": "2024-08-01 07:28:32",
    "type": "LOYALTY",
    "source": "instore",
}
"""What every sample of a v1.1 item fills beside its echo."""


def done(customer_id: Any, who: Person | Mapping[str, Any], *warnings: Any, **members: Any) -> dict[str, Any]:
    """A v1.1 item that succeeded, with its echo; the code and success of its status may be replaced."""
    sent = v11_customer(who) if isinstance(who, Person) else who
    item_status = {
        "success": members.pop("success", "true"),
        "code": members.pop("code", "1000"),
        "message": "registered",
        "warnings": {"warning": list(warnings)},
    }
    echo = {name: sent.get(name) for name in ("firstname", "lastname", "mobile", "email", "external_id")}
    standing = {**STANDING, "type": sent.get("type", STANDING["type"])}
    return {"user_id": customer_id, **echo, **standing, "item_status": item_status, **members}


def failed(code: Any = "1001", **members: Any) -> dict[str, Any]:
    """A v1.1 item that failed."""
    item_status = {"success": "false", "code": str(code) if isinstance(code, int) else code, "message": "failed"}
    return {"item_status": {**item_status, "warnings": {"warning": []}}, **members}


def registered(*items: Any, http: int = 200, **claims: Any) -> Response:
    """The v1.1 envelope of these items, with true counts; members of its status may be replaced, or left out by ..."""
    good = sum(1 for item in items if isinstance(item, dict) and item.get("item_status", {}).get("success") == "true")
    code = 200 if good == len(items) else 201 if good else 500
    envelope = {
        "success": "true" if good else "false",
        "code": code,
        "message": "said",
        "total": str(len(items)),
        "success_count": str(good),
    }
    told = {name: value for name, value in {**envelope, **claims}.items() if value is not ...}
    return says({"response": {"status": told, "customers": {"customer": list(items)}}}, http)


def envelope(http: int = 200, **claims: Any) -> Response:
    """A v1.1 envelope without customers."""
    told = {"success": "false", "code": 500, "message": "said", "total": "0", "success_count": "0", **claims}
    return says({"response": {"status": told}}, http)


def read(customer_id: Any, who: Person, **members: Any) -> dict[str, Any]:
    """A customer that a v1.1 read shows; members of ... are left out."""
    fields = {name: v11_customer(who).get(name, {"field": []}) for name in ("custom_fields", "extended_fields")}
    item = {**done(customer_id, who), **fields, **members}
    return {name: value for name, value in item.items() if value is not ...}


def kept(customer_id: Any, *warnings: int, **members: Any) -> dict[str, Any]:
    """An upsert item that succeeded."""
    return {"entityId": customer_id, "result": None, "errors": [], "warnings": notices(*warnings), **members}


def wrong(*codes: int, **members: Any) -> dict[str, Any]:
    """An upsert item that failed."""
    return {"errors": notices(*codes), "warnings": [], **members}


def upserted(*entries: Any, http: int = 200, **counts: Any) -> Response:
    """The upsert envelope of these entries, with true counts unless they are replaced."""
    failures = sum(1 for entry in entries if isinstance(entry, dict) and entry.get("errors"))
    return says({"response": list(entries), "totalCount": len(entries), "failureCount": failures, **counts}, http)


__all__ = [
    "ADA",
    "ANY",
    "EVE",
    "KIM",
    "NAMESPACE",
    "ORG",
    "STANDING",
    "ZOE",
    "Identifier",
    "Line",
    "Missing",
    "Person",
    "Profile",
    "Response",
    "Who",
    "add",
    "ask",
    "change",
    "created",
    "customer",
    "details",
    "done",
    "envelope",
    "failed",
    "flagged",
    "found",
    "get",
    "get_v11",
    "kept",
    "lookup",
    "nobody",
    "notices",
    "org",
    "person",
    "read",
    "refused",
    "register",
    "registered",
    "says",
    "shown",
    "shows",
    "status",
    "update",
    "upsert",
    "upserted",
    "v11_customer",
    "wrong",
]
