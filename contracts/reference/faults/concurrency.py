"""Races: what goes wrong only when requests overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.engine.exchange import Answer, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Call, Claim, Decision, Endpoint, Plan
from contracts.reference.writes import decide, plan_of_add, reply

_WINNER = {"first": "concurrency/one-winner", "needs": "overlap"}
_TALK = {"first": "concurrency/no-cross-talk", "needs": "overlap"}
_LOST = {"first": "concurrency/no-lost-update", "needs": "overlap"}


def interrupted(before: Behaviour, on: Endpoint, split: Callable[[Desk, Call], Answer | Rest]) -> Behaviour:
    """The behaviour that lets other steps come in between, on one endpoint."""

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        return split(desk, call) if call.endpoint is on else before.perform(desk, call)

    return replace(before, perform=perform)


@fault(**_WINNER)
def checks_then_inserts(before: Behaviour) -> Behaviour:
    """Uniqueness is checked in one transaction and the customer inserted in the next: a double click makes two."""

    def split(desk: Desk, call: Call) -> Rest:
        plan = plan_of_add(desk, call)
        return lambda: reply(desk, call, (desk.behaviour.settle(desk, plan),))

    return interrupted(before, Endpoint.ADD, split)


@fault("concurrency/one-customer-v11", needs="overlap")
def checks_then_inserts_over_v11(before: Behaviour) -> Behaviour:
    """An item is checked, and inserted by a later transaction: two tills with one shopper make two customers."""

    def split(desk: Desk, call: Call) -> Answer | Rest:
        behaviour = desk.behaviour
        if len(call.body["root"]["customer"]) != 1:
            return before.perform(desk, call)
        (item,) = call.body["root"]["customer"]
        claim = behaviour.v11_claim(desk, behaviour.v11_place(desk, item), item)
        plan = behaviour.plan_item(desk, claim)
        stale = replace(behaviour, plan_item=lambda desk, claim: plan)
        return lambda: reply(desk, call, before.add_items(replace(desk, behaviour=stale), call))

    return interrupted(before, Endpoint.ADD_V11, split)


@fault("concurrency/one-customer-of-upserts", needs="overlap")
def checks_then_upserts(before: Behaviour) -> Behaviour:
    """The wrapper looks a customer up and then adds: two bulk jobs that find nobody both add."""

    def split(desk: Desk, call: Call) -> Answer | Rest:
        if len(call.body) != 1:
            return before.perform(desk, call)
        plans = _plans(desk, call)
        stale = desk.behaving(plan_upsert=lambda desk, claim, keep: plans[0])
        return lambda: reply(desk, call, before.upsert_items(stale, call))

    return interrupted(before, Endpoint.UPSERT, split)


@fault(**_LOST)
def writes_back_what_it_read(before: Behaviour) -> Behaviour:
    """A profile is read, changed and written back whole, without a version: of two updates the later one wins."""

    def split(desk: Desk, call: Call) -> Rest:
        former = {held for customer in desk.state for account in customer.accounts for held in account.identifiers}

        def rest() -> Answer:
            decisions = decide(desk, call)
            for decision in decisions:
                _write_back(desk, decision, former | _sent(call))
            return reply(desk, call, decisions)

        return rest

    return interrupted(before, Endpoint.UPSERT, split)


@fault(**_TALK)
def answers_from_a_shared_buffer(before: Behaviour) -> Behaviour:
    """The outcome of an add is a field of a singleton: whoever writes last is answered to both."""
    shared: list[Decision] = []

    def split(desk: Desk, call: Call) -> Rest:
        decision = desk.behaviour.add(desk, call)
        if decision.customer is None:
            return lambda: reply(desk, call, (decision,))
        shared[:] = [decision]
        return lambda: reply(desk, call, (shared[0],))

    return interrupted(before, Endpoint.ADD, split)


@fault("concurrency/each-stores-its-own", needs="overlap")
def stores_from_a_shared_buffer(before: Behaviour) -> Behaviour:
    """The body of a request is bound to a field of a singleton: names of one person are stored with another."""
    shared: list[Plan] = []

    def split(desk: Desk, call: Call) -> Rest:
        shared[:] = [plan_of_add(desk, call)]

        def rest() -> Answer:
            mixed = replace(plan_of_add(desk, call), details=shared[0].details)
            return reply(desk, call, (desk.behaviour.settle(desk, mixed),))

        return rest

    return interrupted(before, Endpoint.ADD, split)


@fault(**_TALK)
def hands_an_id_out_twice(before: Behaviour) -> Behaviour:
    """The next id is read and counted up in two steps: two adds at once are one customer."""

    def split(desk: Desk, call: Call) -> Rest:
        taken = desk.behaviour.allot(desk)

        def rest() -> Answer:
            plan = plan_of_add(desk, call)
            known = desk.state.customer(taken) is not None and plan.customer is None and not plan.errors
            return reply(desk, call, (desk.behaviour.settle(desk, replace(plan, customer=taken) if known else plan),))

        return rest

    return interrupted(before, Endpoint.ADD, split)


def _plans(desk: Desk, call: Call) -> Sequence[Plan]:
    """What each item of an upsert would do now."""
    plans: list[Plan] = []

    def noted(inner: Desk, claim: Claim, keep: bool) -> Plan:
        plans.append(desk.behaviour.plan_upsert(desk, claim, keep))
        return Plan(claim.place, errors=(Notice(500),))

    dry = desk.behaving(plan_upsert=noted)
    desk.behaviour.upsert_items(dry, call)
    return plans


def _sent(call: Call) -> set[Key]:
    """The identifiers of all items of an upsert."""
    lists = [profile.get("identifiers", ()) for item in call.body for profile in item.get("profiles", ())]
    return {Key(raw["type"], raw["value"]) for some in lists for raw in some}


def _write_back(desk: Desk, decision: Decision, known: set[Key]) -> None:
    """Undo what others have added to the customer since it was read."""
    customer = desk.state.customer(decision.customer)
    for account in customer.accounts if customer else ():
        for identifier in account.identifiers:
            if identifier not in known:
                desk.behaviour.unlink(desk, account, identifier)
