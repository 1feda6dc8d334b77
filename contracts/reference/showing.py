"""How a customer is shown: by each read, and as the result of an upsert.

Source: Upsert Customer, response example and response parameters. The clock of the reference
goes on by a second with each answer, so that equal requests are answered alike.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Desk
from contracts.reference.claims import is_acquaintance
from contracts.reference.state import Card, Customer, Key, SourceAccount

ORGANISATION = 100_001
TILL = 75_000_001
"""Id of the till that writes."""
_BEGINNING = datetime.datetime(2025, 1, 1)
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
            "loyaltyType": customer.loyalty or "loyalty",
            "attributionV2": {**_attribution(desk, customer), "createdFromSource": customer.accounts[0].place.source},
            "lifetimePurchases": 0.0,
        },
        "segments": {},
        "extendedFields": dict(customer.extended or {}),
        "cardDetails": [_card_details(desk, customer, card) for card in customer.cards],
    }
    if customer.associated_with:
        shown["associatedWith"] = customer.associated_with
    if customer.label:
        shown["statusLabel"] = customer.label
    if customer.subscriptions:
        shown["subscriptionInfo"] = {"subscriptions": list(customer.subscriptions)}
    if customer.points:
        shown["loyaltyProgramEnrollments"] = [
            {"programId": programme, "loyaltyPoints": points} for programme, points in customer.points.items()
        ]
    return shown


def _profile(desk: Desk, customer: Customer, account: SourceAccount) -> dict[str, Any]:
    everywhere = dict.fromkeys(identifier for each in customer.accounts for identifier in each.identifiers)
    cards = [_card_identifier(desk, card) for card in customer.cards]
    names = {"firstName": account.first_name, "lastName": account.last_name}
    return {
        **{member: name for member, name in names.items() if name is not None},
        "attribution": _attribution(desk, account),
        "fields": dict(account.fields or {}),
        "allFields": dict(account.fields or {}),
        "identifiers": [*map(_identifier, account.identifiers), *cards],
        "commChannels": [{"meta": {}, "attributes": {}, **channel} for channel in account.channels],
        "source": account.place.source,
        "userId": customer.id,
        "accountId": account.place.account,
        "conflictingProfileList": [],
        "autoUpdateTime": _moment(account.modified),
        "identifiersAll": [*map(_identifier, everywhere), *cards],
    }


def _attribution(desk: Desk, of: Customer | SourceAccount) -> dict[str, Any]:
    code = desk.users.username
    till = {"id": TILL, "code": code, "description": "", "name": code, "type": "TILL"}
    return {
        "createDate": _moment(of.created),
        "createdBy": till,
        "modifiedBy": till,
        "modifiedDate": _moment(of.modified),
    }


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
    created = _moment(card.issued)
    day = created.partition("T")[0]
    status = _status(card)
    shown: dict[str, Any] = {
        "cardId": card.id,
        "issuedDate": created,
        "createdDate": day,
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
            "autoUpdateTime": day,
            "createdOn": created,
            "entityId": card.id,
            "id": card.id,
            "isActive": status == "ACTIVE",
            "labelId": 1,
            "label": card.label or "ACTIVE",
            "status": status,
        },
        "labelInfo": {"actions": [], "autoUpdateTime": day, "createdOn": created},
        "id": card.id,
        "activeAndDigital": status == "ACTIVE" and series.type == "DIGITAL",
        "transactionNotAllowed": status != "ACTIVE" or card.label in desk.loyalty.not_issued,
        "expiryDate": f"{datetime.date.fromisoformat(day) + datetime.timedelta(days=series.days)}T00:00:00Z",
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


def _moment(tick: int) -> str:
    return f"{(_BEGINNING + datetime.timedelta(seconds=tick)).isoformat()}Z"
