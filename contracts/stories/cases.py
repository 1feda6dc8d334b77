"""Generated customers: one that is valid, and with a flaw the same with one thing wrong at one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.documents.profile import Profile
from contracts.engine.exchange import Pairs
from contracts.evidence.intent import REGISTER, V11_TYPES
from contracts.stories import odd, riders
from contracts.stories.flaws import LEFT_OUT, NOTHING, Flaw, Own
from contracts.stories.people import Person


def spoilt(customer: Mapping[str, Any], flaw: Flaw, person: Person, profile: Profile) -> dict[str, Any]:
    """The customer with the flaw; what its path leads through is there, and valid."""
    if flaw.constraint == NOTHING:
        return dict(customer)
    outer = flaw.path.rpartition(".")[0]
    whole = _with(customer, flaw.operation, outer, person, profile) if outer else dict(customer)
    value = flaw.value.of(person) if isinstance(flaw.value, Own) else flaw.value
    return _without(whole, flaw.path) if value is LEFT_OUT else odd.spoilt(whole, flaw.path, value)


def parameters(query: Pairs, flaw: Flaw) -> Pairs:
    """The query with the flaw."""
    pairs = [(name, value) for name, value in query if name != flaw.path]
    own = next((value for name, value in query if name == flaw.path), "")
    match flaw.constraint:
        case "a parameter left out":
            return tuple(pairs)
        case "a parameter twice":
            return (*query, (flaw.path, own))
        case "a parameter in capitals":
            return (*pairs, (flaw.path.upper(), own))
    behind = own if flaw.path in ("identifierValue", *V11_TYPES) else ""  # nobody else is looked up
    return (*pairs, (flaw.path, behind + str(flaw.value)))


def headers(pairs: Pairs, flaw: Flaw) -> Pairs:
    """The headers with the flaw."""
    return (*((name, text) for name, text in pairs if name != flaw.path), (flaw.path, str(flaw.value)))


def _with(customer: Mapping[str, Any], operation: str, path: str, person: Person, profile: Profile) -> dict[str, Any]:
    """The customer with what a path leads through: a list or object of the documented form where it has none."""
    body = dict(customer)
    if path.startswith("profiles[]"):
        first, *rest = body.get("profiles") or [{}]
        inner = path.removeprefix("profiles[]").removeprefix(".")
        return body | {"profiles": [_with(first, operation, inner, person, profile) if inner else first, *rest]}
    name = path.partition(".")[0].removesuffix("[]")
    made = _documented(operation, person, profile).get(name)
    if made is not None and not body.get(name):
        body[name] = made
    return body


def _documented(operation: str, person: Person, profile: Profile) -> dict[str, Any]:
    """Members of a customer that may hold others, as the samples have them."""
    email = next(i.value for i in person.own if i.type == "email")
    flag: Any = "true" if operation == REGISTER else True
    fields = {name: riders.sample(name, person.number, profile.people) for name in (profile.custom_fields or ())[:1]}
    extended = {
        name: riders.sample(name, person.number, profile.people) for name in (profile.extended_fields or ())[:1]
    }
    pairs = {"name": next(iter(fields), "address"), "value": "ct 1"}
    known = {"name": next(iter(extended), "age"), "value": next(iter(extended.values()), "25")}
    return {
        "commChannels": [
            {"type": "email", "value": email, "primary": flag, "verified": flag, "meta": {"residence": flag}}
        ],
        "fields": fields,
        "extendedFields": extended,
        "loyaltyInfo": {"loyaltyType": "loyalty"},
        "loyaltyProgramEnrollments": [riders.enrolment(program, 1, 1, "+05:30") for program in profile.programs or ()][
            :1
        ],
        "subscriptionInfo": {
            "subscriptions": [{"channel": "SMS", "priority": "BULK", "type": "OPTIN", "sourceName": "INSTORE"}]
        },
        "custom_fields": {"field": [pairs]},
        "extended_fields": {"field": [known]},
        "fraud_status": {"status": "NORMAL"},
        "subscriptions": {"subscription": [{"priority": "BULK", "scope": "all", "is_subscribed": 1, "channel": "sms"}]},
    }


def _without(value: Any, path: str) -> Any:
    """The value without what a path leads to; in each entry of a list that it leads through."""
    name, _, inner = path.partition(".")
    plain = name.removesuffix("[]")
    if not isinstance(value, dict) or plain not in value:
        return value
    if not inner:
        return {key: held for key, held in value.items() if key != plain}
    held = value[plain]
    less = [_without(each, inner) for each in held] if isinstance(held, list) else _without(held, inner)
    return value | {plain: less}
