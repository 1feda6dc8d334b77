"""Knowledge has three states, follows merges, and forgets no more than it must."""

from __future__ import annotations

import pytest
from histories import ADA, EVE, KIM, NAMESPACE, ORG, ZOE, org

from contracts.intent import Identifier
from contracts.knowledge import V11, Hold, Knowledge
from contracts.profile import Place, Profile

HERE, THERE = Place("INSTORE"), Place("WEBSITE")
MOBILE, EMAIL = ADA["mobile"], ADA["email"]
STRANGE = Identifier("mobile", "919999999999")


def known(profile: Profile = ORG) -> Knowledge:
    return Knowledge(profile, NAMESPACE.owns)


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
    assert it.portrait(7) is it.portrait(8)
    assert it.has_profile(7, HERE) is it.has_profile(8, THERE) is True
    it.merge(9, [7])
    assert {it.canonical(n) for n in (7, 8, 9)} == {9}
    portrait = it.portrait(7)
    assert portrait is not None
    assert portrait.profiles[HERE] == {}, "two profiles of one place: nobody knows which is kept"
    assert portrait.profiles[THERE] == {"firstName": ("Eve",)}


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
    portrait = it.portrait(7)
    assert portrait is not None
    assert portrait.profiles == {HERE: {}, THERE: {"firstName": ("Zoe",)}}
    it.forget_details(7, None)
    assert portrait.profiles == {HERE: {}, THERE: {}}
    it.forget_details(99, HERE)
    assert not it.is_known(99)


def test_members_are_kept_until_they_are_replaced() -> None:
    it = known()
    it.meet(7, HERE, {"firstName": ("Ada",), "lastName": ("L",)})
    it.meet(7, HERE, {"firstName": ("Zoe",)})
    portrait = it.portrait(7)
    assert portrait is not None
    assert portrait.profiles[HERE] == {"firstName": ("Zoe",), "lastName": ("L",)}


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
