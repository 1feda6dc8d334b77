"""Faults of delivery: writes that are answered and lost, done late, done twice, or answered to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Decision, Endpoint, Plan

EVERY = 10
TROUBLE = Notice(500, "after the commit")
THROTTLED = Response(429, (("Content-Type", "application/json"), ("Retry-After", "0")), b'{"message": "slow down"}')


def now_and_then(before: Behaviour, do: Callable[[Desk, Request], Answer | Rest], every: int = EVERY) -> Behaviour:
    """The behaviour that handles every nth write otherwise."""
    writes = count(1)

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        late = request.method != "GET" and next(writes) % every == 0
        return do(desk, request) if late else before.handle(desk, request)

    return replace(before, handle=handle)


@fault("duplicate-source/known-identifier-is-8006", breaks="accepted-write-stays")
def loses_a_write_that_it_answered(before: Behaviour) -> Behaviour:
    """An add is answered when it reaches the queue, and every seventh message is dropped from it."""
    added = count(1)

    def settle(desk: Desk, plan: Plan) -> Decision:
        if plan.errors or plan.customer is not None or next(added) % 7:
            return before.settle(desk, plan)
        taken = desk.behaviour.allot(desk)
        desk.state.next_id = taken + 1
        return Decision(taken, (), plan.warnings)

    return replace(before, settle=settle)


@fault("cross-source/joined-customer-is-found", breaks="accepted-write-stays")
def stores_with_the_next_write(before: Behaviour) -> Behaviour:
    """Writes are flushed by the next one: whoever reads in between does not find the last."""
    waiting: list[tuple[SourceAccount, Key]] = []

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        for account, identifier in waiting if call.endpoint.writes else ():
            before.link(desk, account, identifier)
        if call.endpoint.writes:
            waiting.clear()
        return before.perform(desk, call)

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        waiting.append((account, identifier))

    def add(desk: Desk, call: Call) -> Decision:
        return before.add(desk.behaving(link=link), call)

    return replace(before, perform=perform, add=add)


@fault("duplicate-source/only-a-known-identifier-is-8006", breaks="fresh-registration-succeeds")
def does_every_10th_write_twice(before: Behaviour) -> Behaviour:
    """A gateway sends a slow request again and hands over the second answer: a newcomer is told to be known."""

    def twice(desk: Desk, request: Request) -> Answer | Rest:
        before.handle(desk, request)
        return before.handle(desk, request)

    return now_and_then(before, twice)


@fault("envelope/answers-are-json")
def writes_every_10th_answer_twice(before: Behaviour) -> Behaviour:
    """The response is flushed by the handler and again by the framework: two JSON texts in one body."""

    def double(desk: Desk, request: Request) -> Answer | Rest:
        answer = before.handle(desk, request)
        if not isinstance(answer, Answer):
            return answer
        return replace(answer, response=replace(answer.response, body=answer.response.body * 2))

    return now_and_then(before, double)


@fault("identifiers/a-new-customer-has-a-new-id", breaks="no-mixing-of-customers")
def answers_the_request_before(before: Behaviour) -> Behaviour:
    """A connection that is used again still holds the last answer: now and then it is handed over once more."""
    last: list[Answer] = []
    adds = count(1)

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        answer = before.handle(desk, request)
        if (
            request.path != "/v2/customers"
            or not isinstance(answer, Answer)
            or b"createdId" not in answer.response.body
        ):
            return answer
        told = last[0] if next(adds) % EVERY == 0 else answer
        last[:] = [answer]
        return told

    return replace(before, handle=handle)


@fault("delivery/throttled-write-stores-nothing")
def throttles_what_it_has_done(before: Behaviour) -> Behaviour:
    """The limiter counts on the way out: the request that exceeds the limit is answered 429, and is done."""

    def throttled(desk: Desk, request: Request) -> Answer | Rest:
        before.handle(desk, request)
        return desk.behaviour.deliver(desk, THROTTLED)

    return now_and_then(before, throttled, 40)


@fault("identifiers/fresh-person-is-registered", breaks="refused-add-reserves-nothing")
def refuses_what_it_has_done(before: Behaviour) -> Behaviour:
    """A step after the commit fails now and then: the add is answered as an error, and the customer is there."""
    added = count(1)

    def add(desk: Desk, call: Call) -> Decision:
        decision = before.add(desk, call)
        late = decision.created and next(added) % EVERY == 0
        return Decision(errors=(TROUBLE,)) if late else decision

    return replace(before, add=add)


@fault("reads/details-show-every-identifier", breaks="accepted-write-stays")
def commits_names_and_not_identifiers(before: Behaviour) -> Behaviour:
    """A customer is written in two transactions: now and then the second, with all identifiers but one, is lost."""
    added = count(1)

    def settle(desk: Desk, plan: Plan) -> Decision:
        torn = not plan.errors and len(plan.add) > 1 and next(added) % EVERY == 0
        return before.settle(desk, replace(plan, add=plan.add[:1]) if torn else plan)

    def add(desk: Desk, call: Call) -> Decision:
        return before.add(desk.behaving(settle=settle), call)

    return replace(before, add=add)


@fault("upsert/update-is-shown", breaks="accepted-write-stays")
def undoes_an_update_later(before: Behaviour) -> Behaviour:
    """A replica with the state before the update is promoted: the next write finds the old names again."""
    former: list[tuple[SourceAccount, str | None, str | None]] = []

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        for account, first, last in former if call.endpoint is not Endpoint.UPDATE else ():
            account.first_name, account.last_name = first, last
        former.clear()
        return before.perform(desk, call)

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        if plan.overwrite:
            former.append((account, account.first_name, account.last_name))
        before.write(desk, account, plan)

    return replace(before, perform=perform, write=write)
