"""How a customer is shown: by each read, and as the result of an upsert.

Source: Upsert Customer, response example and response parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Desk
from contracts.reference.claims import is_acquaintance
from contracts.reference.clock import day, moment
from contracts.reference.state import Card, Customer, Key, SourceAccount
from contracts.reference.values import Enrolment

ORGANISATION = 100_001
TILL = 75_000_001
"""Id of the till that writes."""
_NOT_ACTIVE = frozenset({"INACTIVE", "SUSPENDED", "EXPIRED", "DELETED", "NOT_ISSUED"})
"""States of a card in which it is of no use (v2 Add Customer, table; Add or Remove Customer Identifiers)."""


def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
    """The customer with one source account, or with all of them."""
    customer = desk.state.customer(customer_id)
    if customer is None or not is_acquaintance(desk, customer, None):
        return None
    accounts = [account for account in customer.accounts if place is None or account.place == place]
    if not accounts:
        return None
    shown: dict[str, Any] = {
        "id": customer.id,
        "profiles": [_profile(desk, customer, account) for account in accounts],
        "loyaltyInfo": {
            "loyaltyType": customer.loyalty or desk.manner.loyalty,
            "attributionV2": {**_attribution(desk, customer), "createdFromSource": customer.accounts[0].place.source},
            "lifetimePurchases": 0.0,
        },
        "segments": {},
        "extendedFields": _with_absent(desk, customer.extended or {}, desk.organisation.extended_fields),
        "cardDetails": [_card_details(desk, customer, card) for card in customer.cards],
    }
    till = customer.associated_with or (desk.users.username if desk.manner.absent_till == "writer" else None)
    if till:
        shown["associatedWith"] = till
    if customer.label:
        shown["statusLabel"] = customer.label
    if customer.subscriptions:
        shown["subscriptionInfo"] = {"subscriptions": list(customer.subscriptions)}
    if customer.points:
        shown["loyaltyProgramEnrollments"] = [
            {**_enrolment((customer.enrolled or {}).get(programme)), "programId": programme, "loyaltyPoints": points}
            for programme, points in customer.points.items()
        ]
    return shown


def _profile(desk: Desk, customer: Customer, account: SourceAccount) -> dict[str, Any]:
    everywhere = dict.fromkeys(identifier for each in customer.accounts for identifier in each.identifiers)
    cards = [_card_identifier(desk, card) for card in customer.cards]
    names = {"firstName": account.first_name, "lastName": account.last_name}
    said = {member: name for member, name in names.items() if name is not None}
    fields = _with_absent(desk, account.fields or {}, desk.organisation.custom_fields)
    return {
        **_with_absent(desk, said, names),
        "attribution": _attribution(desk, account),
        "fields": fields,
        "allFields": fields,
        "identifiers": [*map(_identifier, account.identifiers), *cards],
        "commChannels": [{"meta": {}, "attributes": {}, **channel} for channel in account.channels],
        "source": account.place.source,
        "userId": customer.id,
        "accountId": account.place.account,
        "conflictingProfileList": [],
        "autoUpdateTime": moment(account.modified),
        "identifiersAll": [*map(_identifier, everywhere), *cards],
    }


def _with_absent(desk: Desk, said: Mapping[str, Any], names: Iterable[str] | None) -> dict[str, Any]:
    """What was said, and in some manners of the rest that it was not."""
    if desk.manner.absent_details == "left-out":
        return dict(said)
    nothing = "" if desk.manner.absent_details == "empty" else None
    return {**dict.fromkeys(names or (), nothing), **said}


def _attribution(desk: Desk, of: Customer | SourceAccount) -> dict[str, Any]:
    code = desk.users.username
    beside = desk.manner.modified_by == "beside"
    till = {"id": TILL, "code": code, "description": "", "name": code, "type": "TILL"}
    return {
        "createDate": moment(of.created),
        **({"createdBy": till, "modifiedBy": till} if beside else {"createdBy": {**till, "modifiedBy": till}}),
        "modifiedDate": moment(of.modified),
    }


def _enrolment(enrolled: Enrolment | None) -> dict[str, Any]:
    if enrolled is None:
        return {}
    ends = {"tierExpiryDate": enrolled.tier_ends, "pointsExpiryDate": enrolled.points_end}
    shown = {member: end.isoformat() for member, end in ends.items() if end is not None}
    return {"tierNumber": enrolled.tier, **shown}


def _identifier(identifier: Key) -> dict[str, Any]:
    return {"type": identifier.type, "value": identifier.value}


def _card_identifier(desk: Desk, card: Card) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": card.type, "value": card.number}
    if card.series_id is not None:
        shown["seriesId"] = card.series_id
    if card.series_code is not None:
        shown["seriesCode"] = card.series_code
    if card.label is not None:
        shown["statusLabel"] = card.label
    return {
        **shown,
        "statusLabelInfo": {
            "orgId": ORGANISATION,
            "type": "CARD",
            "internalStatus": "NOT_ISSUED" if card.label in desk.loyalty.not_issued else _status(card),
            "default": False,
        },
        "cardId": card.id,
    }


def _card_details(desk: Desk, customer: Customer, card: Card) -> dict[str, Any]:
    series = desk.loyalty.series_of(card.series_id, card.series_code)
    issued, issued_on = moment(card.issued), day(card.issued)
    status = _status(card)
    shown: dict[str, Any] = {
        "cardId": card.id,
        "issuedDate": issued,
        "createdDate": issued_on,
        "expiryDays": series.days,
        "seriesName": series.name,
        "customerId": customer.id,
        "maxActiveCards": 1,
        "customFields": dict(card.custom or {}),
        "type": series.type,
        "cardNumber": card.number,
        "orgId": ORGANISATION,
        "entityId": TILL,
        "statusInfo": {
            "reason": "",
            "createdBy": TILL,
            "actions": [],
            "autoUpdateTime": issued_on,
            "createdOn": issued,
            "entityId": card.id,
            "id": card.id,
            "isActive": status == "ACTIVE",
            "labelId": 1,
            "label": card.label or "ACTIVE",
            "status": status,
        },
        "labelInfo": {"actions": [], "autoUpdateTime": issued_on, "createdOn": issued},
        "id": card.id,
        "activeAndDigital": status == "ACTIVE" and series.type == "DIGITAL",
        "transactionNotAllowed": status != "ACTIVE" or card.label in desk.loyalty.not_issued,
        "expiryDate": f"{day(card.issued, series.days)}T00:00:00Z",
    }
    if series.number is not None:
        shown["seriesId"] = series.number
    if card.series_code or series.code:
        shown["seriesCode"] = card.series_code or series.code
    return shown


def _status(card: Card) -> str:
    """The state of a card, beside which its label may stand for another (reading: card-states)."""
    label = (card.label or "ACTIVE").upper()
    return label if label in _NOT_ACTIVE else "ACTIVE"
