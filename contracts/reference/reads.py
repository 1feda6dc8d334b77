"""What reads find.

Sources: Get Customer ID and Get Customer Details (queries, codes 8003, 8015, 8016, 8127, 11013); Get Customer Details
of v1.1 (queries, codes 1012, 1015).
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.documents.profile import Place
from contracts.reference.behaviour import Desk
from contracts.reference.claims import CARD_TYPES, V11_MEMBERS, is_acquaintance
from contracts.reference.notices import Notice, choice
from contracts.reference.state import Key
from contracts.reference.values import ALL, Call, Decision, Endpoint
from contracts.reference.writes import echo

ID_DIGITS = 19
"""No id has so many."""


def lookup(desk: Desk, call: Call) -> Decision:
    """The customer of an identifier; 11013, 8003, 8127 for a bad query, 8015 for nobody."""
    kind, value = call.query.get("identifierName", ""), call.query.get("identifierValue", "")
    if not kind or not value:
        return Decision(errors=(Notice(11013),))
    where = _where(desk, call, no_source=11013)
    if isinstance(where, Notice):
        return Decision(errors=(where,))
    identifier = desk.behaviour.normalise(desk, Key(kind, value))
    customer = desk.behaviour.find(desk, where, identifier)
    if customer is not None:
        return _shown(desk, call, customer, where)
    elsewhere = where is not None and desk.behaviour.find(desk, None, identifier) is not None
    return Decision(errors=(choice("held elsewhere", desk.manner.codes) if elsewhere else Notice(8015),))


def get(desk: Desk, call: Call) -> Decision:
    """The customer of an id; 8016, 8003, 8127 for a bad query, 8015 for nobody."""
    where = _where(desk, call, no_source=8016)
    if isinstance(where, Notice):
        return Decision(errors=(where,))
    if call.customer is None:
        return Decision(errors=(Notice(8015),))
    return _shown(desk, call, call.customer, where)


def get_v11(desk: Desk, call: Call) -> Sequence[Decision]:
    """v1.1: the customer of each value; 1012 for nobody, 1015 where there is no value."""
    place = desk.behaviour.v11_place(desk, {})
    named = next(((member, call.query[member]) for member in ("id", *V11_MEMBERS) if call.query.get(member)), None)
    if named is None:
        return (Decision(errors=(Notice(1015),)),)
    member, values = named
    return tuple(_shown_by_v11(desk, place, member, value) for value in values.split(","))


def _shown_by_v11(desk: Desk, place: Place, member: str, value: str) -> Decision:
    if member == "id":
        customer = int(value) if value.isascii() and value.isdigit() and len(value) < ID_DIGITS else None
    else:
        customer = desk.behaviour.find(desk, place, desk.behaviour.normalise(desk, Key(V11_MEMBERS[member], value)))
    account = desk.state.account(customer, place)
    if customer is None or account is None:
        nobody = Notice(1013 if desk.manner.v11_not_found == "item-1013" else 1012)
        return Decision(errors=(nobody,), echo={member: value})
    held = {identifier.type: identifier.value for identifier in reversed(account.identifiers)}
    first = {name: held[kind] for name, kind in V11_MEMBERS.items() if kind in held}
    return Decision(account.customer.id, echo=echo(desk, place, first, account.customer.id))


def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
    """Who holds the identifier in the source account, or in any; nobody, where several customers may hold it."""
    state = desk.state
    if identifier.type in CARD_TYPES:
        owner = state.card_owner(identifier.value)
        return owner.id if owner and (place is None or owner.at(place)) else None
    if desk.manner.repeated_secondary == "nobody" and not desk.behaviour.is_unique(desk, identifier.type):
        return None
    if place is None:
        return next((owner.id for owner in state.owners(identifier) if is_acquaintance(desk, owner, None)), None)
    holder = state.holder(place, identifier)
    return holder.id if holder else None


def _where(desk: Desk, call: Call, no_source: int) -> Place | Notice | None:
    """The source account that a read names (None: any); 8003 for an unknown source, 8127 for the account."""
    source = call.query.get("source", "")
    if not source:
        return Notice(no_source)
    if source == ALL:
        return None
    place = desk.behaviour.place(desk, source, call.query.get("accountId", ""))
    if isinstance(place, Notice):
        return Notice(8127) if desk.organisation.lists(source) else choice("source of a read", desk.manner.codes)
    return place


def _shown(desk: Desk, call: Call, customer: int, where: Place | None) -> Decision:
    warnings = (Notice(8069),) if desk.state.was_merged(customer) else ()
    if call.endpoint is Endpoint.LOOKUP:
        return Decision(customer, warnings=warnings)
    shown = desk.behaviour.view(desk, customer, where)
    return Decision(errors=(Notice(8015),)) if shown is None else Decision(customer, warnings=warnings, view=shown)
