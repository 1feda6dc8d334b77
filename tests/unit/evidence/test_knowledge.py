"""Knowledge has three states, follows merges, and forgets no more than it must."""

from __future__ import annotations

import pytest
from histories import *

from contracts.documents.profile import Place
from contracts.evidence.facts import V11, Hold
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.memory import Memory

HERE, THERE = Place("INSTORE"), Place("WEBSITE")
MOBILE, EMAIL = ADA["mobile"], ADA["email"]
STRANGE = Identifier("mobile", "919999999999")


def known(profile: Profile = ORG) -> Memory:
    return Memory(profile, NAMESPACE.owns)


def test_nobody_holds_what_is_ours_and_was_never_sent() -> None:
    it = known()
    assert it.holder(HERE, MOBILE) is Hold.NOBODY
    assert it.is_free(MOBILE)
    assert it.holder(HERE, STRANGE) is Hold.UNSURE
    assert not it.is_free(STRANGE)


def test_a_holder_holds_in_its_place_only() -> None:
    it = known()
    it.hold(HERE, MOBILE, 7)
    assert (it.holder(HERE, MOBILE), it.holder(THERE, MOBILE)) == (7, Hold.NOBODY)
    assert it.elsewhere(THERE, MOBILE) == (frozenset({7}), True)
    assert it.elsewhere(HERE, MOBILE) == (frozenset(), True)
    assert not it.is_free(MOBILE)
    assert it.places_of(MOBILE) == {HERE: 7}
    assert it.is_free(EMAIL)


@pytest.mark.parametrize(("shared", "holder"), [(True, Hold.NOBODY), (False, Hold.NOBODY), (None, Hold.UNSURE)])
def test_two_identity_spaces_may_be_one(shared: bool | None, holder: Hold) -> None:
    it = known(org(shared_identity=shared))
    it.hold(V11, MOBILE, 7)
    assert it.holder(HERE, MOBILE) is holder
    assert it.elsewhere(HERE, MOBILE) == (frozenset(), shared is False)
    assert it.v11_place == (HERE if shared else V11)


@pytest.mark.parametrize(("shared", "holder"), [(True, Hold.NOBODY), (False, Hold.NOBODY), (None, Hold.UNSURE)])
@pytest.mark.parametrize(("here", "other"), [(HERE, V11), (V11, HERE)])
def test_what_may_be_held_in_one_identity_space_may_be_in_the_other(
    here: Place, other: Place, shared: bool | None, holder: Hold
) -> None:
    it = known(org(shared_identity=shared))
    it.hold(here, MOBILE, Hold.NOBODY)
    if other == V11:
        it.hold(THERE, MOBILE, 7)
    it.cloud(other, [MOBILE])
    assert it.holder(other, MOBILE) is Hold.UNSURE
    assert it.holder(here, MOBILE) is holder


@pytest.mark.parametrize("shared", [True, False, None])
def test_a_place_has_a_counterpart_while_nobody_says(shared: bool | None) -> None:
    it = known(org(shared_identity=shared))
    both = (V11, HERE) if shared is None else (None, None)
    assert (it.counterpart(HERE), it.counterpart(V11)) == both
    assert it.counterpart(THERE) is it.counterpart(None) is None


def test_an_unsure_holder_elsewhere_leaves_others_open() -> None:
    it = known()
    it.hold(HERE, MOBILE, Hold.UNSURE)
    assert it.elsewhere(THERE, MOBILE) == (frozenset(), False)
    it.hold(HERE, MOBILE, Hold.NOBODY)
    assert it.elsewhere(THERE, MOBILE) == (frozenset(), True)
    assert it.is_free(MOBILE)


def test_clouds_cover_what_nobody_held() -> None:
    it = known()
    it.hold(HERE, EMAIL, 7)
    it.cloud(HERE, ADA.identifiers)
    assert (it.holder(HERE, MOBILE), it.holder(HERE, EMAIL)) == (Hold.UNSURE, 7)
    assert it.holder(THERE, MOBILE) is Hold.NOBODY
    it.cloud(None, [MOBILE])
    assert it.holder(THERE, MOBILE) is Hold.UNSURE
    assert it.elsewhere(THERE, MOBILE)[1] is False
    assert not it.is_free(MOBILE)


def test_only_free_identifiers_are_remembered_as_refused() -> None:
    it = known()
    it.hold(HERE, EMAIL, 7)
    it.refuse([MOBILE, EMAIL], "why")
    assert (it.was_refused(MOBILE), it.was_refused(EMAIL)) == ("why", "")


def test_after_a_merge_both_ids_are_one() -> None:
    it = known()
    for place, who, customer in ((HERE, ADA, 7), (THERE, EVE, 8), (HERE, ZOE, 9)):
        it.hold(place, who["mobile"], customer)
        it.meet(customer, place, {"firstName": (who.first_name,)})
    it.merge(8, [7, 8])
    assert (it.canonical(7), it.canonical(8), it.canonical(9)) == (8, 8, 9)
    assert it.holder(HERE, MOBILE) == 8
    assert it.elsewhere(THERE, MOBILE) == (frozenset({8}), True)
    assert it.is_known(7)
    assert it.places(7) == it.places(8)
    assert it.has_profile(7, HERE) is it.has_profile(8, THERE) is True
    it.merge(9, [7])
    assert {it.canonical(n) for n in (7, 8, 9)} == {9}
    assert it.stored(7, HERE) == {}, "two profiles of one place: nobody knows which is kept"
    assert it.stored(7, THERE) == {"firstName": ("Eve",)}


def test_merging_unknown_customers_makes_them_known() -> None:
    it = known()
    it.merge(5, [6])
    assert it.is_known(5)
    assert it.canonical(6) == 5


def test_a_profile_is_certain_possible_or_absent() -> None:
    it = known()
    assert it.has_profile(7, HERE) is None
    it.meet(7, HERE)
    assert (it.has_profile(7, HERE), it.has_profile(7, THERE)) == (True, False)
    it.forget_details(7, THERE)
    assert it.has_profile(7, THERE) is None
    it.meet(7, THERE)
    assert it.has_profile(7, THERE) is True


def test_details_are_forgotten_where_they_may_have_changed() -> None:
    it = known()
    it.meet(7, HERE, {"firstName": ("Ada",)})
    it.meet(7, THERE, {"firstName": ("Zoe",)})
    it.forget_details(7, HERE)
    assert (it.stored(7, HERE), it.stored(7, THERE)) == ({}, {"firstName": ("Zoe",)})
    it.forget_details(7, None)
    assert (it.stored(7, HERE), it.stored(7, THERE)) == ({}, {})
    it.forget_details(99, HERE)
    assert not it.is_known(99)


def test_members_are_kept_until_they_are_replaced() -> None:
    it = known()
    it.meet(7, HERE, {"firstName": ("Ada",), "lastName": ("L",)})
    it.meet(7, HERE, {"firstName": ("Zoe",)})
    assert it.stored(7, HERE) == {"firstName": ("Zoe",), "lastName": ("L",)}


def test_cards_stay_with_whom_they_were_issued_to_first() -> None:
    it = known()
    assert it.card_owner("c1") is None
    it.issue_card("c1", 7)
    it.issue_card("c1", 8)
    assert it.card_owner("c1") == 7
    it.merge(9, [7])
    assert it.card_owner("c1") == 9


def test_values_in_a_text_are_those_that_somebody_holds() -> None:
    it = known()
    it.hold(HERE, EMAIL, 7)
    text = f"see {EMAIL.value}, {KIM['email'].value} and {EMAIL.value}!"
    assert list(it.ours_in(text)) == [EMAIL.value]
    assert it.holders_of_value(EMAIL.value) == frozenset({7})
    assert it.holders_of_value("x") == frozenset()


def test_the_last_story_of_an_identifier_counts() -> None:
    it = known()
    assert it.contested(MOBILE) == ""
    it.contest([MOBILE], "one")
    it.contest([MOBILE], "two")
    assert it.contested(MOBILE) == "two"
    assert it.contested(EMAIL) == ""


def test_what_is_in_flight_is_open_but_for_whoever_held_it() -> None:
    it = known()
    it.hold(HERE, MOBILE, 7)
    it.fly(frozenset({MOBILE, EMAIL}))
    assert (it.holder(HERE, MOBILE), it.holder(THERE, MOBILE)) == (7, Hold.UNSURE)
    assert not it.is_free(EMAIL)


def test_a_value_known_in_other_capitals_may_be_the_same() -> None:
    it = known()
    it.hold(HERE, Identifier("email", EMAIL.value.upper()), 7)
    assert it.holder(HERE, EMAIL) is Hold.UNSURE
    assert it.elsewhere(THERE, EMAIL) == (frozenset(), False)
    assert not it.is_free(EMAIL)


def test_what_may_be_held_anywhere_is_open_elsewhere_and_not_free() -> None:
    it = known()
    it.cloud(None, [MOBILE])
    assert it.elsewhere(HERE, MOBILE) == it.elsewhere(HERE, STRANGE) == (frozenset(), False)
    assert not it.is_free(MOBILE)


def test_two_places_of_one_space_are_no_other_space() -> None:
    it = known(org(shared_identity=None))
    it.hold(THERE, MOBILE, 7)
    assert (it.holder(HERE, MOBILE), it.holder(V11, MOBILE)) == (Hold.NOBODY, Hold.UNSURE)
    it.hold(V11, EMAIL, Hold.NOBODY)
    assert it.elsewhere(HERE, EMAIL) == (frozenset(), True)


def test_all_other_places_count_elsewhere() -> None:
    it = known(org(shared_identity=False))
    it.hold(HERE, MOBILE, 7)
    it.hold(THERE, MOBILE, 8)
    assert it.elsewhere(HERE, MOBILE) == (frozenset({8}), True)
    it.hold(THERE, MOBILE, Hold.UNSURE)
    it.hold(V11, MOBILE, Hold.NOBODY)
    assert it.elsewhere(HERE, MOBILE) == (frozenset(), False)


def test_exchanges_are_counted_since_the_holder_has_it() -> None:
    it = known()
    it.turn_to(add(ADA).exchange(5))
    it.hold(HERE, MOBILE, 7)
    it.turn_to(add(ADA).exchange(8))
    it.hold(HERE, MOBILE, 7)
    assert it.since(HERE, MOBILE) == (3, "addCustomer")
    assert it.since(HERE, EMAIL) == (0, "")


def test_customers_of_v11_alone() -> None:
    it = known(org(shared_identity=False))
    for customer, places in ((7, (V11,)), (8, (V11, HERE)), (9, (HERE,)), (10, (None,))):
        for place in places:
            it.meet(customer, place)
    assert [it.is_of_v11_alone(customer) for customer in (7, 8, 9, 10, 11)] == [True, False, False, True, False]


def test_whoever_held_a_value_counts_until_it_is_certainly_gone() -> None:
    it = known()
    it.hold(HERE, MOBILE, 7)
    it.hold(HERE, MOBILE, Hold.UNSURE)
    assert it.concerned([MOBILE]) == frozenset()
    it.hold(HERE, MOBILE, 8)
    assert it.holders_of_value(MOBILE.value) == {7, 8}
    it.hold(HERE, MOBILE, Hold.NOBODY)
    assert it.holders_of_value(MOBILE.value) == {7}


def test_whoever_may_only_ask_is_told_what_is_known_now_and_can_tell_nothing() -> None:
    it = known()
    view = it.view
    it.hold(HERE, MOBILE, 7)
    assert view.holder(HERE, MOBILE) == 7
    assert not [name for name in vars(Memory) if hasattr(view, name) and name not in dir(Knowledge)]
    with pytest.raises(AttributeError):
        view.points = {1}  # type: ignore[misc]
