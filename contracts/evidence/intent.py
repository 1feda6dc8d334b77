"""What a request asks for: one form for all operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from contracts.evidence.doubts import Doubt

ADD = "addCustomer"
REGISTER = "addCustomerV11"
UPSERT = "upsertCustomers"
LOOKUP = "lookupCustomer"
DETAILS = "lookupCustomerDetails"
GET = "getCustomer"
UPDATE = "updateCustomer"
CHANGE = "changeIdentifier"
GET_V11 = "getCustomerV11"

REGISTRATIONS = (ADD, REGISTER, UPSERT)
"""What this is all about; the others help to see what they did."""
WRITES = frozenset({ADD, REGISTER, UPSERT, UPDATE, CHANGE})
READS = frozenset({LOOKUP, DETAILS, GET, GET_V11})
V11_OPERATIONS = frozenset({REGISTER, GET_V11})
"""These have the envelope of v1.1, and live in its identity space."""
OPTIONAL = frozenset({GET_V11})
"""Operations that the five documents do not name: a target that lacks one lacks nothing that was promised."""


V11_TYPES = {"mobile": "mobile", "email": "email", "external_id": "externalId"}
"""Members of a v1.1 customer that are identifiers, with the type they have elsewhere."""

PRIMARY_TYPES = ("mobile", "email", "externalId")
SOURCE_OWN_TYPES = ("cuid", "unionId", "line", "wechat", "fbId", "martjackId", "mobilePush")
TILLS = frozenset({"associatedWith", "associated_with", "registered_till"})
"""Members of a customer that name a till of the organisation."""
LOYALTY_TYPES = frozenset({"loyalty", "non_loyalty"})
"""What a customer is to the loyalty programme; in v1.1 in any case of letters."""
CARD_TYPES = ("cardnumber", "card", "cardExternalId")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A type and a value; equal when both are, to the letter."""

    type: str
    value: str

    def __str__(self) -> str:
        return f"{self.type} {self.value}"


@dataclass(frozen=True)
class Asked:
    """One customer that a request wants registered, found or changed."""

    raw: Any
    source: object = None
    account: object = None
    identifiers: tuple[Identifier, ...] = ()
    removed: tuple[Identifier, ...] = ()
    """changeIdentifier only: what is to be taken away."""
    first_name: object = None
    last_name: object = None
    fields: Mapping[str, object] = field(default_factory=dict)
    extended: Mapping[str, object] = field(default_factory=dict)
    enrolments: tuple[Mapping[str, object], ...] = ()
    channels: tuple[Mapping[str, Any], ...] = ()
    """Ways to reach the customer."""
    till: object = None
    """The till that the customer is associated with."""
    status_label: object = None
    doubts: frozenset[Doubt] = frozenset()
    """Why the documents do not decide what becomes of it; empty for a plain request."""

    @property
    def lacking(self) -> frozenset[str]:
        """The attributes that an organisation may demand (v1.1 Add Customer, prerequisites) and this does not bring."""
        names = {"firstName": self.first_name, "lastName": self.last_name}
        brought = {i.type for i in self.identifiers if i.value.strip()}
        brought |= {name for name, value in names.items() if str(value or "").strip()}
        return frozenset({*PRIMARY_TYPES, *names} - brought)


@dataclass(frozen=True)
class Intent:
    """A request as the rules see it."""

    operation: str
    items: tuple[Asked, ...]
    malformed: str = ""
    """Why body or path have not even the outer shape of the operation; empty when they have."""
    customer_id: int | None = None
    skip_change_identifier: bool | None = None

    @cached_property
    def shares_identifiers(self) -> bool:
        """Whether two items of the batch name one identifier: the documents do not say what then."""
        seen: set[Identifier] = set()
        for item in self.items:
            own = set(item.identifiers)
            if own & seen:
                return True
            seen |= own
        return False


def has_channels(asked: Asked) -> bool:
    """Whether a v1.1 item names a communication channel."""
    return isinstance(asked.raw, dict) and bool(asked.raw.get("commChannels"))


def is_outsider(asked: Asked) -> bool:
    """Whether a write says that somebody is not to be in the loyalty programme."""
    raw = asked.raw if isinstance(asked.raw, dict) else {}
    loyalty = raw.get("loyaltyInfo")
    kind = loyalty.get("loyaltyType") if isinstance(loyalty, dict) else raw.get("type")
    return isinstance(kind, str) and kind.casefold() != "loyalty"
