"""What travels through a step: the call, what it claims, what is planned, what came of it."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.loyalty import Coupon, Currency
from contracts.reference.notices import Notice
from contracts.reference.state import Card, Key

ALL = "ALL"
"""The source that stands for every source account, on reads."""


class Endpoint(enum.StrEnum):
    """The endpoints of the specimen, by the operationId."""

    ADD = "addCustomer"
    ADD_V11 = "addCustomerV11"
    UPSERT = "upsertCustomers"
    LOOKUP = "lookupCustomer"
    DETAILS = "lookupCustomerDetails"
    GET = "getCustomer"
    UPDATE = "updateCustomer"
    CHANGE = "changeIdentifier"
    GET_V11 = "getCustomerV11"

    @property
    def writes(self) -> bool:
        """Whether it may change anything."""
        return self not in (Endpoint.LOOKUP, Endpoint.DETAILS, Endpoint.GET, Endpoint.GET_V11)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood: well-formed, and of a sender who may make it."""

    endpoint: Endpoint
    query: Mapping[str, str]
    body: Any = None
    customer: int | None = None
    """The id in the path; None where it is none."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An enrolment in a loyalty programme, as sent."""

    programme: int
    points: float = 0
    tier_ends: datetime.datetime | None = None
    points_end: datetime.datetime | None = None
    tier: int = 1


@dataclass(frozen=True, slots=True)
class Gift:
    """What a programme gave besides the points of an enrolment: points, units of a currency, or a coupon."""

    customer: int
    points: int = 0
    total: float = 0
    """The customer's points from now on."""
    is_referrers: bool = False
    currency: Currency | None = None
    coupon: Coupon | None = None
    coupon_id: int = 0


@dataclass(frozen=True, slots=True)
class Details:
    """What a request says of a person beside identifiers; None or empty: it does not say."""

    first_name: str | None = None
    last_name: str | None = None
    channels: tuple[Any, ...] | None = None
    fields: Mapping[str, Any] | None = None
    extended: Mapping[str, Any] | None = None
    loyalty: str | None = None
    associated_with: str | None = None
    label: str | None = None
    subscriptions: tuple[Any, ...] | None = None
    enrolments: tuple[Enrolment, ...] = ()
    referral: str = ""
    """The referral code."""
    registered: int | None = None
    """When, in ticks."""
    updated: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a write asks for: an identity at a place, and details."""

    place: Place
    identifiers: tuple[Key, ...]
    """The valid ones, each once, in the order in which they were sent."""
    cards: tuple[Card, ...] = ()
    details: Details = Details()
    errors: tuple[Notice, ...] = ()
    """Why the claim cannot be granted whoever holds its identifiers."""
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a write will do: nothing where it has errors (its `late_errors` stop nothing)."""

    place: Place
    customer: int | None = None
    """Whom it concerns; None: a new customer."""
    add: tuple[Key, ...] = ()
    remove: tuple[Key, ...] = ()
    cards: tuple[Card, ...] = ()
    withdraw: tuple[str, ...] = ()
    """Numbers of the cards to take away."""
    victims: tuple[int, ...] = ()
    """Customers to merge into this one first."""
    details: Details = Details()
    overwrite: bool = False
    """Whether details replace what is stored; else they only fill what is empty."""
    clear: bool = False
    """Whether members left out are emptied."""
    errors: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    late_errors: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the specimen decided of a call, or of one item of a batch."""

    customer: int | None = None
    errors: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    effects: tuple[Enrolment, ...] = ()
    """Enrolments whose points were awarded."""
    gifts: tuple[Gift, ...] = ()
    created: bool = False
    view: Mapping[str, Any] | None = None
    """The customer as reads show it."""
    echo: Mapping[str, Any] = field(default_factory=dict)
    """Members that a v1.1 answer repeats."""
