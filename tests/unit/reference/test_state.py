"""The specimen's memory: its indices, merges, and what a step costs."""

import sys
from types import FrameType
from typing import Any

import pytest

from contracts.documents.profile import Place
from contracts.reference.state import Card, Customer, Key, SourceAccount, State
from reference.test_model import EMAIL, MOBILE, OTHER_MOBILE, Till, person

HERE, THERE = Place("INSTORE"), Place("WECHAT", "wechat-1")
PHONE, MAIL = Key("mobile", "1"), Key("email", "a")


@pytest.fixture
def state() -> State:
    return State()


def registered(state: State, place: Place, *identifiers: Key) -> Customer:
    customer = state.create(state.next_id)
    for identifier in identifiers:
        state.link(state.open_account(customer, place), identifier)
    return customer


def test_a_holder_is_found_in_its_own_place(state):
    ada = registered(state, HERE, PHONE)
    assert state.holder(HERE, PHONE) is ada
    assert state.holder(THERE, PHONE) is None
    assert state.holder(HERE, MAIL) is None


def test_owners_are_told_once_each_over_all_places(state):
    ada = registered(state, HERE, PHONE)
    state.link(state.open_account(ada, THERE), PHONE)
    assert state.owners(PHONE) == (ada,)
    assert state.holder(HERE, PHONE) is state.holder(THERE, PHONE) is ada


def test_a_shared_identifier_is_found_as_its_first_holders(state):
    ada, eve = registered(state, HERE, MAIL), registered(state, HERE, MAIL)
    assert state.holder(HERE, MAIL) is ada
    state.unlink(ada.accounts[0], MAIL)
    assert state.holder(HERE, MAIL) is eve
    state.unlink(eve.accounts[0], MAIL)
    assert state.owners(MAIL) == ()


def test_an_unlinked_identifier_is_free_and_the_others_stay(state):
    ada = registered(state, HERE, PHONE, MAIL)
    state.unlink(ada.accounts[0], PHONE)
    assert state.holder(HERE, PHONE) is None
    assert ada.accounts[0].identifiers == (MAIL,)


def test_a_victim_is_its_survivor_from_then_on(state):
    ada, eve, joan = registered(state, HERE, PHONE), registered(state, THERE, MAIL), registered(state, THERE)
    state.issue(eve, Card("cardnumber", "77"))
    state.merge(eve, ada)
    state.merge(ada, joan)
    assert state.customer(eve.id) is state.customer(ada.id) is joan
    assert {state.holder(HERE, PHONE), state.holder(THERE, MAIL), state.card_owner("77")} == {joan}
    assert len(state) == 1
    assert state.was_merged(ada.id)
    assert not state.was_merged(joan.id)


def test_merging_two_accounts_of_one_place_keeps_the_survivors_details(state):
    ada, eve = registered(state, HERE, PHONE), registered(state, HERE, MAIL)
    ada.accounts[0].first_name, eve.accounts[0].first_name = "Ada", "Eve"
    state.merge(eve, ada)
    (account,) = ada.accounts
    assert account.first_name == "Ada"
    assert account.identifiers == (PHONE, MAIL)
    assert state.holder(HERE, MAIL) is ada


def test_a_card_is_withdrawn_from_its_owner_only(state):
    ada, eve = registered(state, HERE), registered(state, HERE)
    state.issue(ada, Card("cardnumber", "77"))
    state.withdraw(eve, "77")
    assert state.card_owner("77") is ada
    state.withdraw(ada, "77")
    assert state.card_owner("77") is None


def test_people_are_stored_without_a_dictionary_each():
    for each in (Customer(1), SourceAccount(Customer(1), HERE)):
        assert not hasattr(each, "__dict__")


def test_places_and_types_are_stored_once(state):
    ada = registered(state, Place("INSTORE"), Key("".join(["mob", "ile"]), "1"))
    eve = registered(state, Place("INSTORE"), Key("".join(["mob", "ile"]), "2"))
    assert ada.accounts[0].place is eve.accounts[0].place
    assert ada.accounts[0].identifiers[0].type is eve.accounts[0].identifiers[0].type


def lines_run(step: Any) -> int:
    """How many lines of the specimen a step runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        # Whatever the collector of garbage calls meanwhile is no part of the step.
        if "reference" not in frame.f_code.co_filename:
            return None
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        step()
    finally:
        sys.settrace(before)
    return count


def crowd(size: int) -> Till:
    till = Till()
    for number in range(size):
        till.add(person(("mobile", f"9180{number:08}"), ("email", f"{number}@example.com")))
    return till


def test_a_step_costs_the_same_whatever_the_number_of_customers():
    costs = []
    for till in (crowd(10), crowd(5_000)):
        till.add(person(MOBILE))
        costs.append(
            [
                lines_run(step)
                for step in (
                    lambda till=till: till.add(person(MOBILE)),
                    lambda till=till: till.add(person(MOBILE, EMAIL, source="WEBSITE")),
                    lambda till=till: till.find(MOBILE, "ALL"),
                    lambda till=till: till.item(mobile=OTHER_MOBILE[1]),
                    lambda till=till: till.upsert(person(MOBILE, EMAIL)),
                )
            ]
        )
    assert costs[0] == costs[1]
