"""Carrying a plan out: the only functions that change the state.

A plan was checked as a whole before; nothing here can refuse, so a step is all or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from contracts.reference.behaviour import Desk
from contracts.reference.state import Card, Customer, Key, SourceAccount
from contracts.reference.values import Decision, Enrolment, Gift, Plan

_T = TypeVar("_T")
_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
"""A referral code, which is the id of the customer who refers (reading: referral-code-form)."""


def settle(desk: Desk, plan: Plan) -> Decision:
    """Carry the plan out; where it has errors, only say so."""
    if plan.errors:
        return Decision(errors=plan.errors)
    behaviour, state = desk.behaviour, desk.state
    known = state.customer(plan.customer)
    customer = known or state.create(behaviour.allot(desk))
    for victim in map(state.customer, plan.victims):
        if victim is not None and victim is not customer:
            behaviour.merge(desk, victim, customer)
    is_new = customer.at(plan.place) is None
    account = state.open_account(customer, plan.place)
    _exchange(desk, account, plan)
    behaviour.write(desk, account, plan)
    _date(desk, account, plan, is_new)
    due = plan.details.enrolments
    if plan.overwrite:
        # An update cannot change an enrolment, so sending one twice earns nothing twice.
        due = tuple(enrolment for enrolment in due if enrolment.programme not in (customer.points or {}))
    if known is None:
        due = (*due, *_enrolled_besides(desk, plan))
    former = customer.points or {}
    effects = behaviour.award(desk, customer, due)
    entered = [programme for programme in customer.points or {} if programme not in former]
    gifts = behaviour.welcome(desk, customer, entered, plan.details.referral)
    return Decision(customer.id, plan.late_errors, plan.warnings, tuple(effects), tuple(gifts), created=known is None)


def allot(desk: Desk) -> int:
    """The next customer's id: one more than the last."""
    return desk.state.next_id


def merge(desk: Desk, victim: Customer, survivor: Customer) -> None:
    """Fold the victim into the survivor."""
    desk.state.merge(victim, survivor)


def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
    """Let the source account hold the identifier."""
    desk.state.link(account, identifier)


def unlink(desk: Desk, account: SourceAccount, identifier: Key) -> None:
    """Take the identifier away from the source account."""
    desk.state.unlink(account, identifier)


def issue(desk: Desk, customer: Customer, card: Card) -> None:
    """Make the card the customer's."""
    desk.state.issue(customer, card)


def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
    """Store details: of the source account, then of the person. An add only fills what is empty."""
    said, customer = plan.details, account.customer
    account.first_name = _chosen(plan, account.first_name, said.first_name)
    account.last_name = _chosen(plan, account.last_name, said.last_name)
    account.channels = _chosen(plan, account.channels, said.channels) or ()
    account.fields = _united(plan, account.fields, said.fields)
    person = replace(plan, overwrite=True) if desk.manner.joined_details == "updated" and plan.customer else plan
    customer.extended = _united(person, customer.extended, said.extended)
    customer.loyalty = _chosen(person, customer.loyalty, said.loyalty)
    customer.subscriptions = _chosen(plan, customer.subscriptions, said.subscriptions) or ()
    if said.label and desk.behaviour.knows_label(desk, said.label):
        customer.label = _chosen(plan, customer.label, said.label)
    tills = desk.organisation.tills if desk.manner.unknown_till == "left-out" else None
    if said.associated_with and (tills is None or said.associated_with in tills):
        customer.associated_with = _chosen(plan, customer.associated_with, said.associated_with)


def award(desk: Desk, customer: Customer, enrolments: Sequence[Enrolment]) -> Sequence[Enrolment]:
    """Enrol the customer in the programmes that there are, with the points sent; those with points."""
    real = [enrolment for enrolment in enrolments if desk.behaviour.knows_programme(desk, enrolment.programme)]
    if not real:
        return ()
    points = dict(customer.points or {})
    for enrolment in real:
        points[enrolment.programme] = points.get(enrolment.programme, 0) + max(enrolment.points, 0)
    customer.points = points
    customer.enrolled = {**(customer.enrolled or {}), **{each.programme: each for each in real}}
    return tuple(enrolment for enrolment in real if enrolment.points > 0)


def welcome(desk: Desk, customer: Customer, entered: Sequence[int], referral: str) -> Sequence[Gift]:
    """Give what those programmes give to who enters them; who was referred, and by whom, has points of their own."""
    gifts: list[Gift] = []
    referrer = desk.state.customer(int(referral)) if _ID.fullmatch(referral) else None
    for number in entered:
        programme = desk.loyalty.programme(number)
        if programme.points:
            gifts.append(_points(customer, number, programme.points))
        if programme.referral and referrer is not None and referrer is not customer:
            gifts.append(_points(customer, number, programme.referral))
            gifts.append(replace(_points(referrer, number, programme.referral), is_referrers=True))
        if programme.currency:
            gifts.append(Gift(customer.id, currency=programme.currency))
        gifts += [Gift(customer.id, coupon=each, coupon_id=desk.state.next_coupon()) for each in programme.coupons]
    return gifts


def _points(customer: Customer, programme: int, points: int) -> Gift:
    customer.points = {**(customer.points or {}), programme: (customer.points or {}).get(programme, 0) + points}
    return Gift(customer.id, points, sum(customer.points.values()))


def _enrolled_besides(desk: Desk, plan: Plan) -> Sequence[Enrolment]:
    """The programmes into which a card or the till brings who is new (reading: programme-left-out)."""
    loyalty, said = desk.loyalty, plan.details
    if (said.loyalty or "").lower() == "non_loyalty":
        return ()
    named = {enrolment.programme for enrolment in said.enrolments}
    brought = [loyalty.series_of(card.series_id, card.series_code).programme for card in plan.cards]
    brought.append(loyalty.of_tills.get(said.associated_with or ""))
    return [Enrolment(each) for each in dict.fromkeys(brought) if each is not None and each not in named]


def _date(desk: Desk, account: SourceAccount, plan: Plan, is_new: bool) -> None:
    """Note when the source account was made and changed: as is said, or else now."""
    said, customer = plan.details, account.customer
    account.modified = customer.modified = desk.state.answers if said.updated is None else said.updated
    if is_new and said.registered is not None:
        account.created = said.registered
        if customer.accounts == (account,):
            customer.created = said.registered


def _exchange(desk: Desk, account: SourceAccount, plan: Plan) -> None:
    behaviour = desk.behaviour
    for identifier in plan.remove:
        behaviour.unlink(desk, account, identifier)
    for number in plan.withdraw:
        desk.state.withdraw(account.customer, number)
    for identifier in plan.add:
        behaviour.link(desk, account, identifier)
    for card in plan.cards:
        behaviour.issue(desk, account.customer, card)


def _chosen(plan: Plan, stored: _T | None, said: _T | None) -> _T | None:
    if plan.clear:
        return said
    if plan.overwrite:
        return stored if said is None else said
    return stored or said


def _united(plan: Plan, stored: Mapping[str, Any] | None, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Both, key by key; which one wins is as in `_chosen`. Empty is None: a million empty maps are worth saving."""
    if plan.clear:
        return dict(said) if said else None
    if not said:
        return stored
    return {**(stored or {}), **said} if plan.overwrite else {**said, **(stored or {})}
