"""Answers as values and as bytes: the one place where most of the manner is consulted.

Sources: v2 Add Customer, response examples; v1.1 Add Customer, response examples; Upsert
Customer, response example; Status codes (errors envelope).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.engine.exchange import Answer, Delivery, Response
from contracts.engine.jsontext import MARK
from contracts.reference.behaviour import Desk
from contracts.reference.notices import Notice, text
from contracts.reference.values import Call, Decision, Endpoint, Enrolment, Gift

_EMPTY: tuple[Any, ...] = (None, "", [], {})
_KINDRED = {8006: 8075, 3217: 8003}
_NOWHERE = 99_901
_MIXED = {8006: 409, 3217: 400, 8014: 422, 8015: 404, 4000: 403}
_AWARDED = re.compile(rb'("rawAwarded(?:Points|Value)": )(\d+)(?:\.0)?(?=[,}])')


def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Mapping[str, Any]:
    """The body that tells those decisions of a call."""
    if call.endpoint is Endpoint.ADD_V11:
        return _v11(desk, decisions, [_shown(desk, _item(desk, decision)) for decision in decisions])
    if call.endpoint is Endpoint.GET_V11:
        return _read_v11(desk, decisions)
    if call.endpoint is Endpoint.UPSERT:
        total, failures = desk.behaviour.counts(desk, decisions)
        items = [_upserted(desk, decision) for decision in decisions]
        return {"response": items, "totalCount": total, "failureCount": failures}
    decision = decisions[0]
    if decision.customer is None:
        nothing: dict[str, Any] = {}
        if desk.manner.null_id_beside_errors and call.endpoint.writes:
            nothing["createdId"] = None
        if desk.manner.warnings_beside_errors:
            nothing["warnings"] = []
        return {**nothing, "errors": _notices(desk, [*decision.errors, *_further(desk, decision.errors)])}
    return _success(desk, call, decision)


def _further(desk: Desk, errors: Sequence[Notice]) -> Sequence[Notice]:
    """A second code beside the first: of the catalogue where it has a kindred one, or one that no page has."""
    if desk.manner.further_codes == "none":
        return ()
    code = _KINDRED.get(errors[0].code) if desk.manner.further_codes == "catalogue" else _NOWHERE
    return () if code is None else (Notice(code),)


def status(desk: Desk, call: Call, decisions: Sequence[Decision]) -> int:
    """The HTTP status of an answer that carries a business outcome."""
    manner = desk.manner
    failed = bool(decisions) and all(decision.customer is None for decision in decisions)
    if call.endpoint in (Endpoint.ADD_V11, Endpoint.GET_V11):
        return manner.v11_error_status if failed else 200
    if call.endpoint is Endpoint.UPSERT:
        return 200
    if not failed:
        return manner.created_status if call.endpoint is Endpoint.ADD else 200
    if decisions[0].errors[0].code == 8015:
        return manner.not_found_status
    if manner.error_status == "mixed":
        return _MIXED.get(decisions[0].errors[0].code, 406)
    return manner.error_status


def encode(desk: Desk, value: Any) -> bytes:
    """JSON in ASCII, in the order and with the numbers of the manner."""
    if desk.manner.extra_members and isinstance(value, dict):
        value = {**value, "serverInfo": {"node": "reference"}}
    if desk.manner.reversed_members:
        value = _reversed(value)
    encoded = json.dumps(value, allow_nan=False).encode()
    encoded = _AWARDED.sub(rb"\1\2.000", encoded) if desk.manner.decimals else encoded
    return MARK + encoded if desk.manner.byte_order_mark else encoded


def deliver(desk: Desk, response: Response) -> Answer:
    """Whole and at once, save for the nth answers that the manner loses or delays."""
    manner, state = desk.manner, desk.state
    state.answers += 1
    lost = manner.lost_every > 0 and state.answers % manner.lost_every == 0
    slow = manner.slow_every > 0 and state.answers % manner.slow_every == 0
    delivery = (Delivery.CUT if manner.lost_how == "cut" else Delivery.RESET) if lost else Delivery.WHOLE
    return Answer(response, manner.slow_s if slow else 0.0, delivery, manner.closes)


def v11_envelope(desk: Desk, code: int, message: str, total: int, good: int, items: Sequence[Any]) -> dict[str, Any]:
    """The v1.1 envelope; the code is the request's, not HTTP's."""
    return {
        "response": {
            "status": {
                "success": "true" if code in (200, 201) else "false",
                "code": str(code) if desk.manner.v11_code_is_text else code,
                "message": message,
                "total": str(total),
                "success_count": str(good),
            },
            "customers": {"customer": list(items)},
        }
    }


def _success(desk: Desk, call: Call, decision: Decision) -> Mapping[str, Any]:
    warnings, errors = _told(desk, decision)
    if call.endpoint is Endpoint.LOOKUP:
        return {"entity": decision.customer, "warnings": warnings}
    if decision.view is not None:
        return {**decision.view, "warnings": warnings}
    shown: dict[str, Any] = {"createdId": decision.customer, "warnings": warnings}
    if call.endpoint is Endpoint.ADD:
        gifts = [_gift(gift) for gift in decision.gifts if not gift.is_referrers]
        shown["sideEffects"] = [*(_points(effect.points) for effect in decision.effects), *gifts]
    if errors or desk.manner.empty_errors_beside_success:
        shown["errors"] = errors
    if desk.manner.leaves_out_empty_lists:
        shown = {member: value for member, value in shown.items() if value != []}
    return shown


def _upserted(desk: Desk, decision: Decision) -> Mapping[str, Any]:
    # Here an item with errors is a failed one: a merge is told among the warnings only.
    status = desk.manner.warning_status
    said = {"errors": _notices(desk, decision.errors), "warnings": _notices(desk, decision.warnings, status)}
    if decision.customer is None:
        return said
    return {"entityId": decision.customer, "result": _shown(desk, decision.view), **said}


def _v11(desk: Desk, decisions: Sequence[Decision], items: Sequence[Any]) -> dict[str, Any]:
    total, failures = desk.behaviour.counts(desk, decisions)
    if failures == total > 0:
        message = "All requests have failed due to errors"
        if desk.manner.v11_nothing == "empty-item" and all(each.errors == (Notice(1007),) for each in decisions):
            items = [{} for _ in items]
        return v11_envelope(desk, 500, message, total, 0, items)
    if failures:
        message = "Some requests have failed due to errors"
        return v11_envelope(desk, desk.manner.v11_partial_code, message, total, total - failures, items)
    return v11_envelope(desk, 200, "Success", total, total, items)


def _read_v11(desk: Desk, decisions: Sequence[Decision]) -> dict[str, Any]:
    left_out = desk.manner.v11_not_found == "no-item" and all(each.errors[:1] != (Notice(1015),) for each in decisions)
    shown = [each for each in decisions if not left_out or each.customer is not None]
    told = _v11(desk, shown, [_found(desk, each) for each in shown])
    if desk.manner.v11_read_form == "as-add":
        return told
    customers = told["response"]["customers"]["customer"]
    bare: dict[str, Any] = told["response"]
    return {**bare, "customers": {"customer": customers[0] if len(customers) == 1 else customers}}


def _found(desk: Desk, decision: Decision) -> dict[str, Any]:
    """A customer that v1.1 reads: what an item of the add shows, but for its side effects."""
    status = _item_status(desk, decision, "Customer successfully retrieved")
    if decision.customer is None:
        return {**decision.echo, "item_status": status}
    item = {name: value for name, value in _item(desk, decision).items() if name != "side_effects"}
    if desk.manner.v11_read_id != "number":
        del item["user_id"]
    if desk.manner.v11_read_id == "text":
        item["user_id"] = str(decision.customer)
    if desk.manner.v11_read_form == "bare":
        item |= {name: str(item[name]) for name in ("lifetime_points", "lifetime_purchases", "loyalty_points")}
        for name in ("custom_fields", "extended_fields"):
            fields = item[name]["field"]
            item[name] = {"field": fields[0] if len(fields) == 1 else fields}
        status["warnings"] = []
    return {**item, "item_status": status}


def _item(desk: Desk, decision: Decision) -> dict[str, Any]:
    echo = decision.echo
    if decision.customer is None:
        names = ("firstname", "lastname", "mobile", "email", "external_id")
        return {**{name: echo.get(name) for name in names}, "item_status": _item_status(desk, decision)}
    enrolled = echo["enrolled"]
    summaries = [_summary(desk, enrolled.get(number), number, held) for number, held in echo["points"].items()]
    points = int(sum(echo["points"].values()))
    programme = desk.loyalty.programme(next(iter(echo["points"]), 0))
    return {
        "user_id": decision.customer,
        **_repeated(desk, echo),
        "lifetime_points": points,
        "loyalty_points": points,
        "current_slab": programme.slab,
        "tier_expiry_date": programme.ends,
        "points_summaries": {"points_summary": summaries},
        "lifetime_purchases": 0,
        "registered_on": echo["registered_on"],
        "updated_on": echo["updated_on"],
        "type": echo["type"],
        "source": echo["source"],
        "fraud_status": "NONE",
        "reason": "",
        "custom_fields": {"field": echo["custom_fields"]},
        "extended_fields": {"field": echo["extended_fields"]},
        "subscriptions": {"subscription": []},
        "side_effects": {"effect": list(_gifts_v11(decision.gifts))},
        "item_status": _item_status(desk, decision),
    }


def _repeated(desk: Desk, echo: Mapping[str, Any]) -> dict[str, Any]:
    """Names and identifiers; those that there are not as the manner shows them."""
    absent = {"mixed": ("", None), "nulls": (None, None), "empty": ("", "")}[desk.manner.v11_absent]
    return {
        **{name: echo[name] or absent[0] for name in ("firstname", "lastname")},
        **{name: absent[1] if echo[name] is None else echo[name] for name in ("mobile", "email", "external_id")},
    }


def _shown(desk: Desk, told: Any) -> Any:
    """What an answer shows of a customer: with or without members that have nothing in them."""
    if desk.manner.empty_members == "shown":
        return told
    if isinstance(told, list):
        return [_shown(desk, entry) for entry in told]
    if not isinstance(told, dict):
        return told
    kept = {member: _shown(desk, value) for member, value in told.items()}
    return {member: value for member, value in kept.items() if value not in _EMPTY}


def _item_status(desk: Desk, decision: Decision, done: str = "Customer registration successful") -> dict[str, Any]:
    messages = [text(notice, desk.manner.wording) for notice in decision.errors or decision.warnings]
    if not decision.errors:
        messages.insert(0, done)
    return {
        "success": "false" if decision.errors else "true",
        "code": str(decision.errors[0].code if decision.errors else 1000),
        "message": ", ".join(messages),
        "warnings": {"warning": [str(notice.code) for notice in decision.warnings]},
    }


def _told(desk: Desk, decision: Decision) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Warnings and errors; that of a merge may stand among either."""
    moved = [notice for notice in decision.warnings if notice.code == 8051 and desk.manner.merge_notice == "errors"]
    warnings = [notice for notice in decision.warnings if notice not in moved]
    return _notices(desk, warnings, desk.manner.warning_status), _notices(desk, [*decision.errors, *moved])


def _notices(desk: Desk, notices: Sequence[Notice], status: bool = False) -> list[dict[str, Any]]:
    return [{"status": status, "code": notice.code, "message": text(notice, desk.manner.wording)} for notice in notices]


def _points(awarded: float) -> dict[str, Any]:
    points = int(awarded) if float(awarded).is_integer() else awarded
    return {"entityType": "USER", "rawAwardedPoints": points, "awardedPoints": round(points), "type": "points"}


def _gift(gift: Gift) -> dict[str, Any]:
    if gift.currency:
        return {
            "entityType": "USER",
            "rawAwardedValue": gift.currency.units,
            "alternateCurrencyIdentifier": gift.currency.identifier,
            "alternateCurrencyName": gift.currency.name,
            "awardedValue": gift.currency.units,
            "type": "alternate_currency",
        }
    if gift.coupon:
        code = f"{gift.coupon_id:X}"
        return {
            "id": gift.coupon_id,
            "entityType": "USER",
            "couponType": gift.coupon.type,
            "couponCode": code,
            "validTill": gift.coupon.valid_till,
            "description": gift.coupon.description,
            "discountCode": gift.coupon.discount,
            "trimmedCouponCode": code,
            "type": "coupon",
        }
    return _points(gift.points)


def _gifts_v11(gifts: Sequence[Gift]) -> Iterator[dict[str, Any]]:
    """As v1.1 tells them: points and units of a currency; its samples have no coupon."""
    for gift in gifts:
        if gift.currency:
            yield {
                "alternate_currency_identifier": gift.currency.identifier,
                "alternate_currency_name": gift.currency.name,
                "awarded_value": str(gift.currency.units),
                "type": "alternate_currency",
            }
        elif gift.points:
            whose = {"is_referrer": "true"} if gift.is_referrers else {"total_points": round(gift.total)}
            yield {"awarded_points": gift.points, **whose, "customer_id": str(gift.customer), "type": "points"}


def _summary(desk: Desk, enrolled: Enrolment | None, number: int, points: float) -> dict[str, str]:
    programme = desk.loyalty.programme(number)
    tier, ends = (enrolled.tier, enrolled.tier_ends) if enrolled else (1, None)
    return {
        "programId": str(number),
        "redeemed": "0",
        "expired": "0",
        "returned": "0",
        "adjusted": "0",
        "lifetimePoints": str(int(points)),
        "loyaltyPoints": str(int(points)),
        "cumulativePurchases": "0",
        "currentSlab": programme.slab,
        "nextSlab": programme.next_slab,
        "nextSlabSerialNumber": programme.next_number,
        "nextSlabDescription": programme.next_description,
        "slabSNo": str(tier),
        "slabExpiryDate": programme.ends if ends is None else ends.isoformat(" ")[:19],
        "totalPoints": "",
    }


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [_reversed(inner) for inner in value]
    return value
