"""Races over one member: what is read, changed and written back whole while somebody else writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.engine.exchange import Answer, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.concurrency import interrupted
from contracts.reference.faults.registry import fault
from contracts.reference.state import SourceAccount
from contracts.reference.values import Call, Decision, Endpoint
from contracts.reference.writes import decide, reply

FAMILY = "concurrency"
_LOST = {"first": "concurrency/no-lost-update", "needs": "overlap"}
Held = dict[int, Any]


@fault(**_LOST)
def writes_fields_back_whole(before: Behaviour) -> Behaviour:
    """An upsert reads the custom fields, adds its own and writes all of them: of two at once one is lost."""
    return _writing_back(before, Endpoint.UPSERT, "fields", lambda mine, read: {**(read or {}), **(mine or {})})


@fault(**_LOST)
def writes_channels_back_whole(before: Behaviour) -> Behaviour:
    """An update writes the channels that it has read, also where it names none: a new one of another call is lost."""
    return _writing_back(before, Endpoint.UPDATE, "channels", lambda mine, read: read)


@fault(**_LOST)
def exchanges_identifiers_of_what_it_read(before: Behaviour) -> Behaviour:
    """A change writes the whole list of identifiers as it was read: one that was added meanwhile is lost."""

    def split(desk: Desk, call: Call) -> Answer | Rest:
        customer = desk.state.customer(call.customer)
        read = {held for account in (customer.accounts if customer else ()) for held in account.identifiers}
        sent = {each["value"] for each in call.body.get("add", ())}

        def rest() -> Answer:
            decisions = decide(desk, call)
            for account in _accounts(desk, decisions[0]):
                for held in account.identifiers:
                    if held not in read and held.value not in sent:
                        desk.behaviour.unlink(desk, account, held)
            return reply(desk, call, decisions)

        return rest

    return interrupted(before, Endpoint.CHANGE, split)


def _writing_back(before: Behaviour, on: Endpoint, member: str, merge: Callable[[Any, Any], Any]) -> Behaviour:
    """The behaviour that stores a member as it was when the request began, with what the request says of it."""

    def split(desk: Desk, call: Call) -> Rest:
        read: Held = {id(account): getattr(account, member) for each in desk.state for account in each.accounts}

        def rest() -> Answer:
            said = desk.behaviour.details(desk, call.body if isinstance(call.body, dict) else (call.body or [{}])[0])
            decisions = decide(desk, call)
            for decision in decisions[:1]:
                for account in _accounts(desk, decision):
                    if id(account) in read:
                        setattr(account, member, merge(getattr(said, member), read[id(account)]))
            return reply(desk, call, decisions)

        return rest

    return interrupted(before, on, split)


def _accounts(desk: Desk, decision: Decision) -> tuple[SourceAccount, ...]:
    customer = desk.state.customer(decision.customer)
    return customer.accounts if customer else ()
