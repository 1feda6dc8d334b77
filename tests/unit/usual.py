"""What many histories begin with, share or run into: people, organisations, requests and answers of one name."""

from __future__ import annotations

from typing import Any

from lines import *

# --- what an earlier line has done

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
JOINED = add(ADA.named("Zoe"), "WEBSITE").answers(created(7))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
EVE_IN_V11 = register(EVE).answers(registered(done(8, EVE)))
UPSERTED = upsert(ADA).answers(upserted(kept(7)))
SHOWS_ADA = get(7).answers(shows(7, shown(ADA)))
SHOWS_ZOE = get(7).answers(shows(7, shown(ADA.named("Zoe"))))
"""Ada, under her new name."""

BOTH = ADA.only("mobile").with_(EVE["email"])
"""Somebody with identifiers of two."""
MET = add(BOTH, "WEBSITE")
MERGED = (ADDED, EVE_ADDED, MET.answers(created(8, 8051)))
"""Ada and Eve become one customer."""


def at_once(*lines: Line) -> tuple[Line, ...]:
    """Lines that were under way together."""
    return tuple(line.under_way(10.0, 12.0 + place) for place, line in enumerate(lines))


def later(line: Line, exchanges: int) -> tuple[Line, ...]:
    """The line, and reads until so many exchanges have begun."""
    return (line, *(finds_nobody(KIM["email"]) for _ in range(exchanges - 1)))


# --- what is asked


def finds(what: Identifier, customer: object, *where: str | None) -> Line:
    """A look-up that finds a customer."""
    return lookup(what, *where).answers(found(customer))


def finds_nobody(what: Identifier, *where: str | None) -> Line:
    """A look-up that finds nobody."""
    return lookup(what, *where).answers(nobody())


def instead_of(customer: int, told: int | None = None) -> tuple[object, object, object]:
    """What a breach says of a read that shows another customer than this one, or nobody."""
    return ("id", customer, (8015,) if told is None else f"success, id {told}")


PERHAPS = add(ADA.only("email"))
"""Whether this is enough to register somebody, the organisation decides."""
STRANGER = add(ADA).by(Who.NOBODY)
RENAME = update(7, ADA.named("Zoe"))
PAIR = register(ADA, EVE)
NO_ONE: dict[str, Any] = {}
"""A v1.1 item without identifiers."""
TINY = customer(ADA.only())
NUMERIC = {"profiles": [{"source": "INSTORE", "identifiers": [{"type": "mobile", "value": int(ADA["mobile"].value)}]}]}
HUNDRED, TOO_LONG = ADA.named("a" * 100), ADA.named("a" * 101)
IN_PUNE = ADA.but(fields={"city": "Pune"})
MIXED = ZOE.only("mobile").with_(ADA["email"])
"""A new primary with Ada's email."""


def with_channels(who: Person) -> dict[str, Any]:
    """A payload in the form of a sample."""
    return {"profiles": [{**customer(who)["profiles"][0], "commChannels": []}]}


# --- what is answered

A, E, Z = done(7, ADA), done(8, EVE), done(9, ZOE)
TILL = {"id": 1, "code": "till.1", "name": "Till", "type": "TILL"}
MADE = {
    "createDate": "2022-12-19T09:12:11Z",
    "createdBy": TILL,
    "modifiedBy": TILL,
    "modifiedDate": "2023-11-15T06:39:05Z",
}
WHOLE = {"attribution": MADE, "userId": 7, "autoUpdateTime": "2023-11-15T06:39:05Z", "identifiersAll": []}
"""What an upsert shows of a source account beside what was sent."""
LOYAL = {"loyaltyType": "loyalty", "attributionV2": MADE, "lifetimePurchases": 0.0}
RECORD = {"id": 7, "profiles": [shown(ADA, **WHOLE)], "loyaltyInfo": LOYAL}
UNCLEAR = says({"fine": True})
UNTOLD = registered(done(7, ADA, success="perhaps"), success="true", code=200, success_count="1")
NOTICE = {"status": False, "code": 8006, "message": "x"}


def _changed(whole: dict[str, Any], changes: dict[str, object]) -> dict[str, Any]:
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def error(**changes: object) -> Response:
    """A refusal by one error, whose members are replaced, or left out by ..."""
    return says({"errors": [_changed(NOTICE, changes)]}, 400)


def warning(**changes: object) -> Response:
    """A success with one warning, whose members are replaced, or left out by ..."""
    return created(7, warnings=[_changed(NOTICE, changes)])


def item(who: Any, *warnings: object, **changes: Any) -> Line:
    """A v1.1 registration as customer 7, whose item is changed."""
    return register(who).answers(registered(done(7, who, *warnings, **changes)))


def item_status(**changes: object) -> Line:
    """A v1.1 registration whose item_status is changed; members of ... are left out."""
    told = {**A, "item_status": _changed(A["item_status"], changes)}
    return register(ADA).answers(registered(told, success="true", code=200, success_count="1"))


def failing(**changes: object) -> Line:
    """A v1.1 item without identifiers whose failure is changed."""
    return register(NO_ONE).answers(registered({"item_status": _changed(failed(1007)["item_status"], changes)}))


# --- of whom

OFF = flagged(False, False)
SEPARATE, EITHER_WAY = org(shared_identity=False), org(shared_identity=None)
"""Whether v1.1 knows the customers of v2: it does not, and nobody says."""
LAG = org(reads={"lag_s": 5})
NO_PRIMARY = org(primary_identifier=None)
BY_EMAIL = org(primary_identifier="email")
EMAIL_REPEATS = org(unique={"email": False})
CITIES = org(custom_fields=["city"])

# --- rules that are heard of beside others

SCHEMA = "envelope/answer-matches-the-schema"
EITHER = "envelope/success-and-failure-exclude-each-other"
FRESH = "identifiers/fresh-person-is-registered"

__all__ = [
    "ADDED",
    "BOTH",
    "BY_EMAIL",
    "CITIES",
    "EITHER",
    "EITHER_WAY",
    "EMAIL_REPEATS",
    "EVE_ADDED",
    "EVE_IN_V11",
    "FRESH",
    "HUNDRED",
    "IN_PUNE",
    "IN_V11",
    "JOINED",
    "LAG",
    "LOYAL",
    "MADE",
    "MERGED",
    "MET",
    "MIXED",
    "NOTICE",
    "NO_ONE",
    "NO_PRIMARY",
    "NUMERIC",
    "OFF",
    "PAIR",
    "PERHAPS",
    "RECORD",
    "RENAME",
    "SCHEMA",
    "SEPARATE",
    "SHOWS_ADA",
    "SHOWS_ZOE",
    "STRANGER",
    "TINY",
    "TOO_LONG",
    "UNCLEAR",
    "UNTOLD",
    "UPSERTED",
    "WHOLE",
    "A",
    "E",
    "Z",
    "at_once",
    "error",
    "failing",
    "finds",
    "finds_nobody",
    "instead_of",
    "item",
    "item_status",
    "later",
    "warning",
    "with_channels",
]
