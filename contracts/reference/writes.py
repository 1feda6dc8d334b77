"""The writes, each from its call to its decision: find the place, read the claim, plan, settle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Response, Rest
from contracts.reference.behaviour import Desk
from contracts.reference.claims import V11_MEMBERS, only_profile
from contracts.reference.claims_v11 import spelt
from contracts.reference.clock import local
from contracts.reference.notices import Notice, choice
from contracts.reference.state import Customer, Key, SourceAccount
from contracts.reference.values import Call, Decision, Endpoint, Plan

_NOWHERE = Place("")


def perform(desk: Desk, call: Call) -> Answer | Rest:
    """Do what the call asks, in one step, and answer; in two, where others are told that it is under way."""
    if desk.manner.busy and call.endpoint is Endpoint.ADD:
        return _one_at_a_time(desk, call)
    return reply(desk, call, decide(desk, call))


def _one_at_a_time(desk: Desk, call: Call) -> Answer | Rest:
    named = {Key(each["type"], each["value"]) for each in only_profile(call.body).get("identifiers", ())}
    if named & desk.state.busy:
        return reply(desk, call, (Decision(errors=(Notice(521),)),))
    desk.state.busy |= named

    def rest() -> Answer:
        desk.state.busy -= named
        return reply(desk, call, decide(desk, call))

    return rest


def items_of(call: Call) -> Sequence[Any]:
    """The items of a batch; empty where the call is none."""
    if call.endpoint is Endpoint.ADD_V11:
        items: Sequence[Any] = call.body["root"]["customer"]
        return items
    return call.body if call.endpoint is Endpoint.UPSERT else ()


def exceeds(desk: Desk, call: Call) -> bool:
    """Whether a batch has more items than the organisation takes."""
    return 0 < desk.manner.most_items < len(items_of(call))


def decide(desk: Desk, call: Call) -> Sequence[Decision]:
    """What comes of a call: one decision, or one for each item of a batch."""
    behaviour = desk.behaviour
    if exceeds(desk, call):
        return [Decision(errors=(Notice(1060),)) for _ in items_of(call)]
    match call.endpoint:
        case Endpoint.ADD:
            return (behaviour.add(desk, call),)
        case Endpoint.ADD_V11:
            return behaviour.add_items(desk, call)
        case Endpoint.UPSERT:
            return behaviour.upsert_items(desk, call)
        case Endpoint.UPDATE:
            return (behaviour.update(desk, call),)
        case Endpoint.CHANGE:
            return (behaviour.change(desk, call),)
        case Endpoint.GET:
            return (behaviour.get(desk, call),)
        case Endpoint.GET_V11:
            return behaviour.get_v11(desk, call)
        case Endpoint.LOOKUP | Endpoint.DETAILS:
            return (behaviour.lookup(desk, call),)


def reply(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Answer:
    """The answer that tells those decisions."""
    behaviour = desk.behaviour
    body = behaviour.encode(desk, behaviour.body(desk, call, decisions))
    headers = (("Content-Type", "application/json;charset=UTF-8"),)
    return behaviour.deliver(desk, Response(behaviour.status(desk, call, decisions), headers, body))


def add(desk: Desk, call: Call) -> Decision:
    """v2 Add Customer."""
    return desk.behaviour.settle(desk, plan_of_add(desk, call))


def plan_of_add(desk: Desk, call: Call) -> Plan:
    """The first half of a v2 add: everything but its effects. 8084 without details, 8004 without a source."""
    profile = only_profile(call.body)
    if not profile:
        return Plan(_NOWHERE, errors=(Notice(8084),))
    sent = profile.get("source"), call.query.get("source", "")
    if desk.manner.query_source == "refused" and all(sent) and sent[0] != sent[1]:
        return Plan(_NOWHERE, errors=(Notice(3217),))
    by_query = desk.manner.query_source == "query" and sent[1]
    first, then = (call.query, profile) if by_query else (profile, call.query)
    source = first.get("source") or then.get("source", "")
    account = first.get("accountId") or then.get("accountId", "")
    missing = choice("missing source", desk.manner.codes)
    place = desk.behaviour.place(desk, source, account) if source else missing
    if isinstance(place, Notice):
        known = desk.manner.known_before_source and _is_known(desk, call.body)
        return Plan(_NOWHERE, errors=(Notice(8006) if known else place,))
    return desk.behaviour.plan_add(desk, desk.behaviour.claim(desk, place, call.body))


def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
    """v1.1 Add Customer: each item on its own, in order."""
    return tuple(add_item(desk, item) for item in call.body["root"]["customer"])


def add_item(desk: Desk, item: Mapping[str, Any]) -> Decision:
    """One item of a v1.1 add."""
    behaviour = desk.behaviour
    place = behaviour.v11_place(desk, item)
    decision = behaviour.settle(desk, behaviour.plan_item(desk, behaviour.v11_claim(desk, place, item)))
    return replace(decision, echo=echo(desk, place, item, decision.customer))


def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
    """Upsert Customer: each item on its own, in order, so that one sees what those before it did."""
    default = "true" if desk.manner.upsert_default == "stay" else "false"
    keep = call.query.get("skipChangeIdentifier", default).lower() == "true"
    decisions: list[Decision] = []
    for index, item in enumerate(call.body):
        if desk.manner.upsert_repeated == "refused" and item in call.body[:index]:
            decisions.append(Decision(errors=(Notice(521),)))
        else:
            decisions.append(upsert_item(desk, item, keep))
    return decisions


def upsert_item(desk: Desk, item: Mapping[str, Any], keep_identifiers: bool) -> Decision:
    """One item of an upsert; without a source it is of INSTORE."""
    behaviour = desk.behaviour
    profile = only_profile(item)
    if not profile:
        return Decision(errors=(Notice(8084),))
    source = profile.get("source") or ("INSTORE" if desk.manner.upsert_source == "instore" else "")
    place = behaviour.place(desk, source, profile.get("accountId") or "") if source else Notice(8004)
    if isinstance(place, Notice):
        unlisted = not desk.organisation.lists(source)
        return Decision(errors=(choice("source of an item", desk.manner.codes) if source and unlisted else place,))
    plan = behaviour.plan_upsert(desk, behaviour.claim(desk, place, item), keep_identifiers)
    if plan.late_errors and desk.manner.upsert_rest == "nothing":
        decision = Decision(plan.customer, errors=plan.late_errors)
    else:
        decision = behaviour.settle(desk, plan)
    if decision.errors and desk.manner.upsert_failed == "empty":
        return replace(decision, customer=None)
    if decision.customer is None:
        return decision
    return replace(decision, view=behaviour.view(desk, decision.customer, None))


def update(desk: Desk, call: Call) -> Decision:
    """Update Customer Details: of the source account that the query names, never identifiers."""
    behaviour = desk.behaviour

    def plan(place: Place, customer: int) -> Plan:
        return behaviour.plan_update(desk, behaviour.claim(desk, place, call.body), customer)

    return _of_customer(desk, call, plan)


def change(desk: Desk, call: Call) -> Decision:
    """Add or Remove Customer Identifiers, in the source account that the query names."""
    behaviour = desk.behaviour

    def plan(place: Place, customer: int) -> Plan:
        add, remove = (behaviour.changes(desk, place, call.body.get(member, ())) for member in ("add", "remove"))
        return behaviour.plan_change(desk, add, remove, customer)

    return _of_customer(desk, call, plan)


def counts(desk: Desk, decisions: Sequence[Decision]) -> tuple[int, int]:
    """All items, and those with errors."""
    return len(decisions), sum(bool(decision.errors) for decision in decisions)


def _is_known(desk: Desk, customer: Mapping[str, Any]) -> bool:
    claim = desk.behaviour.claim(desk, Place("INSTORE"), customer)
    return bool(desk.behaviour.acquainted(desk, claim))


def _of_customer(desk: Desk, call: Call, plan: Callable[[Place, int], Plan]) -> Decision:
    """What comes of a plan for the customer of the path in the source account that the query names."""
    source = call.query.get("source", "")
    place = desk.behaviour.place(desk, source, call.query.get("accountId", "")) if source else Notice(8004)
    if isinstance(place, Notice):
        return Decision(errors=(place,))
    if call.customer is None:
        return Decision(errors=(Notice(8009),))
    return desk.behaviour.settle(desk, plan(place, call.customer))


def echo(desk: Desk, place: Place, item: Mapping[str, Any], customer_id: int | None) -> Mapping[str, Any]:
    """What v1.1 shows: of a registered item what is stored of it; of a failed one what was sent."""
    customer = desk.state.customer(customer_id)
    account = customer.at(place) if customer else None
    held = account.identifiers if account else None
    sent = {member: str(item[member]) if member in item else None for member in V11_MEMBERS}
    if held is not None and desk.manner.v11_echo == "stored":
        sent = {
            name: value and desk.behaviour.normalise(desk, Key(V11_MEMBERS[name], value)).value
            for name, value in sent.items()
        }
    identifiers = {
        member: value
        if value and (held is None or desk.behaviour.normalise(desk, Key(V11_MEMBERS[member], value)) in held)
        else None
        for member, value in sent.items()
    }
    return {
        "firstname": (account.first_name if account else item.get("firstname")) or "",
        "lastname": (account.last_name if account else item.get("lastname")) or "",
        **identifiers,
        "points": dict(customer.points or {}) if customer else {},
        "enrolled": (customer.enrolled or {}) if customer else {},
        "registered_on": local(account.created) if account else None,
        "updated_on": _changed(desk, item, account),
        "type": _type(desk, item, customer),
        "source": _source(desk, item),
        "custom_fields": _pairs(account.fields if account else None),
        "extended_fields": _pairs(customer.extended if customer else None),
    }


def _changed(desk: Desk, item: Mapping[str, Any], account: SourceAccount | None) -> str | None:
    if account is None:
        return None
    sent = item.get("updated_on", "")
    return sent if sent and desk.manner.other_dates == "stored" else local(account.modified)


def _type(desk: Desk, item: Mapping[str, Any], customer: Customer | None) -> str:
    if "type" in item and desk.manner.v11_type_echo == "as-sent":
        return str(item["type"])
    stored: str = (customer.loyalty if customer else None) or item.get("type", desk.manner.loyalty)
    return stored if desk.manner.unlisted_values == "stored" else stored.upper()


def _source(desk: Desk, item: Mapping[str, Any]) -> str:
    sent = item.get("source", "")
    if sent and desk.manner.v11_source_echo == "as-sent":
        return str(sent)
    is_strange = sent and not spelt(desk, sent) and desk.manner.v11_unknown_source == "as-sent"
    return str(sent).lower() if is_strange or (desk.manner.v11_source_place == "named" and sent) else "instore"


def _pairs(fields: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Fields as v1.1 repeats them: texts, whatever another API has stored."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in (fields or {}).items()}
    return [{"name": name, "value": text} for name, text in texts.items()]
