"""What answers teach: a success as far as the documents say what it means, a refusal nothing, silence doubt."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from histories import *
from knowing import EMAIL, EXTERNAL, HERE, MOBILE, NOBODY, THERE, UNSURE, after, holders, kept_of

from contracts.evidence.attribution import Episode
from contracts.evidence.facts import V11, Holder

MERGES = MET.answers(created(8, 8051))
NEW_EMAIL = ADA.only("mobile").with_(KIM["email"]).named("Zoe")
BAD_EMAIL = ADA.with_(Identifier("email", "ada"))
DOUBTS = add({**customer(ADA), "x": 1})
ZOES = {"firstName": ("Zoe",), "lastName": ("Lovelace",)}


# --- who holds what


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (add(ADA).answers(created(7)), (7, 7, 7)),
        (add(BAD_EMAIL).answers(created(7, 8055)), (7, NOBODY, 7)),
        (add(ADA.only("mobile")).answers(created(7)), (7, NOBODY, NOBODY)),
        (add(ADA).answers(says({"createdId": 7, "errors": notices(8051)})), (7, 7, 7)),
        (DOUBTS.answers(created(7)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(refused(8005)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA).answers(status(400)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA).answers(status(401)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA).answers(status(404)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA).answers(status(429)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA).answers(status(500)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(status(503)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(status(302)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(created(7, status=307)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(status(403, b"<html>")), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(status(404, b"<html>")), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).by(Who.NOBODY).answers(status(401, b"<html>")), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).answers(says({})), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).no_answer(), (UNSURE, UNSURE, UNSURE)),
        (add(ADA, "JD").answers(created(7)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA, None).answers(created(7)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA, "WEBSITE").answers(created(7)), (NOBODY, NOBODY, NOBODY)),
        (register(ADA).answers(registered(done(7, ADA))), (7, 7, 7)),
        (register(ADA).answers(registered(failed(1001))), (NOBODY, NOBODY, NOBODY)),
        (register(ADA).answers(registered({})), (NOBODY, NOBODY, NOBODY)),
        (register(ADA).answers(registered(done(None, ADA))), (UNSURE, UNSURE, UNSURE)),
        (register(ADA).no_answer(), (UNSURE, UNSURE, UNSURE)),
        (register(EVE, ADA).answers(registered(failed(1001), done(7, ADA))), (7, 7, 7)),
        (register(EVE, ADA).answers(registered(done(8, EVE), failed(1001))), (NOBODY, NOBODY, NOBODY)),
        (register(EVE, ADA).answers(registered(done(8, EVE))), (UNSURE, UNSURE, UNSURE)),
        (upsert(ADA).answers(upserted(kept(7))), (7, 7, 7)),
        (upsert(ADA).answers(upserted(wrong(8005))), (UNSURE, UNSURE, UNSURE)),
        (upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(3217))), (NOBODY, NOBODY, NOBODY)),
        (upsert(ADA).answers(upserted()), (UNSURE, UNSURE, UNSURE)),
        (upsert(ADA).answers(upserted(kept(None))), (UNSURE, UNSURE, UNSURE)),
        (upsert(ADA).answers(status(400)), (NOBODY, NOBODY, NOBODY)),
        (upsert(ADA).no_answer(), (UNSURE, UNSURE, UNSURE)),
        (finds_nobody(MOBILE), (NOBODY, NOBODY, NOBODY)),
        (ask("other").answers(created(7)), (NOBODY, NOBODY, NOBODY)),
    ],
)
def test_an_answer_to_somebody_new(line: Line, expected: tuple[Holder, ...]) -> None:
    assert holders(after(line), HERE) == expected


@pytest.mark.parametrize(("shared", "here", "apart"), [(True, 7, NOBODY), (False, NOBODY, 7), (None, UNSURE, 7)])
def test_v11_customers_live_where_the_profile_says(shared: bool | None, here: Holder, apart: Holder) -> None:
    it = after(IN_V11, on=org(shared_identity=shared))
    assert (it.holder(HERE, MOBILE), it.holder(V11, MOBILE)) == (here, apart)
    assert it.is_of_v11_alone(7) is (shared is not True)


def test_without_a_profile_only_instore_is_certain() -> None:
    it = after(add(ADA).answers(created(7)), add(EVE, "WEBSITE").answers(created(8)), on=ANY)
    assert holders(it, HERE) == (7, 7, 7)
    assert holders(it, THERE, EVE["mobile"]) == (UNSURE,)
    assert (it.is_known(7), it.is_known(8)) == (True, False)


def test_a_source_that_was_seen_to_be_accepted_is_one() -> None:
    it = after(add(EVE, "WEBSITE").answers(created(8)), add(ADA, "WEBSITE").answers(created(7)), on=ANY)
    assert it.sources_seen == {"WEBSITE"}
    assert holders(it, THERE) == (7, 7, 7)
    assert after(add(EVE, "WEBSITE").answers(refused(3217)), on=ANY).sources_seen == set()


def test_a_type_that_may_repeat_has_its_last_holder_and_no_owner_of_its_value() -> None:
    it = after(ADDED, add(EVE.with_(EMAIL)).answers(created(8)), on=org(unique={"email": False}))
    assert it.holder(HERE, EMAIL) == 8
    assert it.holders_of_value(EMAIL.value) == frozenset()
    assert it.holders_of_value(MOBILE.value) == {7}


@pytest.mark.parametrize(
    ("line", "here"),
    [
        (add(ADA).answers(refused(8006)), (7, 7, 7)),
        (add(ADA).answers(created(9)), (UNSURE, UNSURE, UNSURE)),
        (add(ADA).no_answer(), (7, 7, 7)),
        (add(ADA).answers(status(500)), (7, 7, 7)),
        (DOUBTS.answers(created(7)), (UNSURE, UNSURE, UNSURE)),
        (register(ADA).answers(registered(done(7, ADA))), (7, 7, 7)),
        (register(ADA).no_answer(), (7, 7, 7)),
        (register(ADA).answers(status(302)), (7, 7, 7)),
        (upsert(ADA).answers(upserted(kept(7))), (7, 7, 7)),
        (upsert(ADA).no_answer(), (7, 7, 7)),
        (update(7, ADA).answers(created(7)), (7, 7, 7)),
        (update(7, ADA).no_answer(), (7, 7, 7)),
        (change(7, remove=[EMAIL]).answers(created(7)), (7, NOBODY, 7)),
        (change(7, remove=[EMAIL]).answers(refused(8009)), (7, 7, 7)),
        (change(7, remove=[EMAIL]).no_answer(), (7, UNSURE, 7)),
        (change(7, remove=[EMAIL]).answers(status(302)), (7, UNSURE, 7)),
        (change(7, remove=[EMAIL]).asking(x="1").answers(created(7)), (7, UNSURE, 7)),
        (change(8, remove=[EMAIL]).answers(created(8)), (7, 7, 7)),
        (change(7, remove=[EMAIL], source="WEBSITE").answers(created(7)), (7, 7, 7)),
        (get(7).answers(shows(7, shown(ADA.only("mobile")))), (7, 7, 7)),
        (finds_nobody(EMAIL), (7, 7, 7)),
        (finds(EMAIL, 9), (7, 7, 7)),
    ],
)
def test_an_answer_to_somebody_known(line: Line, here: tuple[Holder, ...]) -> None:
    assert holders(after(ADDED, line), HERE) == here


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (add(ADA, "WEBSITE").answers(created(7)), (7, 7, 7)),
        (add(ADA, "WEBSITE").answers(created(9)), (9, 9, 9)),
        (add(ADA, "WEBSITE").answers(refused(8066)), (NOBODY, NOBODY, NOBODY)),
        (add(ADA, "WEBSITE").no_answer(), (UNSURE, UNSURE, UNSURE)),
        (upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(7))), (7, 7, 7)),
        (upsert(customer(ADA, "WEBSITE")).no_answer(), (UNSURE, UNSURE, UNSURE)),
    ],
)
def test_an_answer_to_somebody_known_elsewhere(line: Line, there: tuple[Holder, ...]) -> None:
    it = after(ADDED, line)
    assert holders(it, THERE) == there
    assert holders(it, HERE) == (7, 7, 7)


@pytest.mark.parametrize(
    ("line", "added"),
    [
        (change(7, add=[KIM["email"]]).answers(created(7)), 7),
        (change(7, add=[KIM["email"]]).answers(created(7, 8051)), UNSURE),
        (change(7, add=[KIM["email"]]).answers(refused(8009)), NOBODY),
        (change(7, add=[KIM["email"]]).no_answer(), UNSURE),
        (change(7, add=[KIM["email"]]).asking(x="1").answers(created(7)), UNSURE),
        (change(7, add=[KIM["email"]], source="JD").answers(created(7)), UNSURE),
        (change(7, add=[KIM["email"]], source="WEBSITE").answers(created(7)), NOBODY),
        (change("x", add=[KIM["email"]]).answers(created(7)), UNSURE),
    ],
)
def test_what_a_change_adds(line: Line, added: Holder) -> None:
    assert after(ADDED, line).holder(HERE, KIM["email"]) == added


def test_a_change_that_takes_anothers_identifier_leaves_it_open() -> None:
    it = after(ADDED, EVE_ADDED, change(7, add=[EVE["email"]]).answers(created(7, 8053)))
    assert holders(it, HERE, EVE["email"], EVE["mobile"]) == (UNSURE, 8)


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (upsert(NEW_EMAIL, skip=False).answers(upserted(kept(7))), UNSURE, 7),
        (upsert(NEW_EMAIL, skip=True).answers(upserted(kept(7))), 7, NOBODY),
        (upsert(NEW_EMAIL).answers(upserted(kept(7))), UNSURE, UNSURE),
        (upsert(NEW_EMAIL, skip="maybe").answers(upserted(kept(7))), UNSURE, UNSURE),
        (upsert(NEW_EMAIL, skip=False).no_answer(), UNSURE, UNSURE),
        (upsert(NEW_EMAIL, skip=True).no_answer(), 7, UNSURE),
        (upsert(NEW_EMAIL, skip=False).answers(upserted(wrong(3017))), UNSURE, UNSURE),
        (upsert(NEW_EMAIL, skip=True).answers(upserted(wrong(3017))), 7, UNSURE),
        (upsert(NEW_EMAIL, skip=False).answers(status(400)), 7, NOBODY),
        (upsert(NEW_EMAIL, skip=False).answers(status(429)), 7, NOBODY),
    ],
)
def test_an_upsert_changes_identifiers_unless_it_skips_them(line: Line, old: Holder, new: Holder) -> None:
    it = after(ADDED, line)
    assert holders(it, HERE, EMAIL, KIM["email"]) == (old, new)
    assert holders(it, HERE, MOBILE, EXTERNAL) == (7, 7)


def test_an_upsert_of_two_customers_moves_nothing() -> None:
    it = after(ADDED, EVE_ADDED, upsert(BOTH, skip=False).answers(upserted(wrong(8053))))
    assert holders(it, HERE, MOBILE, EMAIL, EVE["mobile"], EVE["email"]) == (7, 7, 8, 8)


# --- several owners, merges and mismatches


@pytest.mark.parametrize(
    ("line", "one", "other", "there"),
    [
        (MET.answers(created(8, 8051)), 8, 8, 8),
        (MET.answers(created(7, errors=notices(8051))), 7, 7, 7),
        (MET.answers(created(9, 8052)), 7, 8, UNSURE),
        (MET.answers(refused(8052)), 7, 8, NOBODY),
        (MET.answers(status(429)), 7, 8, NOBODY),
        (MET.no_answer(), UNSURE, UNSURE, UNSURE),
    ],
)
def test_two_customers_meet_in_an_add(line: Line, one: Holder, other: Holder, there: Holder) -> None:
    it = after(ADDED, EVE_ADDED, line)
    assert holders(it, HERE, *ADA.identifiers, *EVE.identifiers) == (one, one, one, other, other, other)
    assert holders(it, THERE, MOBILE) == (there,)


def test_a_merge_leaves_one_customer() -> None:
    it = after(ADDED, EVE_ADDED, MERGES)
    assert (it.canonical(7), it.canonical(8)) == (8, 8)
    assert it.has_profile(7, THERE)
    assert kept_of(it, 7, HERE) == {}
    assert {it.contested(identifier) for identifier in BOTH.identifiers} == {Episode.MERGED}


def test_a_merge_may_come_with_an_upsert() -> None:
    it = after(ADDED, EVE_ADDED, upsert(customer(BOTH, "WEBSITE")).answers(upserted(kept(7, 8051))))
    assert holders(it, HERE, MOBILE, EVE["mobile"]) == (7, 7)


def test_what_happened_to_somebody_merged_happens_to_the_survivor() -> None:
    it = after(ADDED, EVE_ADDED, MERGES, change(7, add=[KIM["email"]]).answers(created(8)))
    assert it.holder(HERE, KIM["email"]) == 8


@pytest.mark.parametrize(
    ("line", "primary", "secondary"),
    [
        (register(MIXED).answers(registered(done(9, MIXED))), 9, 7),
        (register(MIXED).answers(registered(done(7, MIXED))), UNSURE, 7),
        (register(MIXED).answers(registered(failed(1047))), NOBODY, 7),
        (register(MIXED).no_answer(), UNSURE, 7),
    ],
)
def test_a_mismatch_moves_no_secondary(line: Line, primary: Holder, secondary: Holder) -> None:
    assert holders(after(IN_V11, line), HERE, ZOE["mobile"], EMAIL) == (primary, secondary)


def test_a_foreign_secondary_stays_with_its_owner() -> None:
    it = after(IN_V11, EVE_IN_V11, register(BOTH).answers(registered(done(7, BOTH))))
    assert holders(it, HERE, MOBILE, EVE["email"]) == (7, 8)
    assert it.contested(EVE["email"]) == Episode.FOREIGN


def test_winners_of_a_race_hold_what_all_named() -> None:
    first, second = add(ADA).under_way(0, 1), add(ADA).under_way(0, 2)
    assert holders(after((first.answers(created(7)), second.answers(refused(8006)))), HERE) == (7, 7, 7)
    assert holders(after((first.answers(refused(8006)), second.answers(refused(521)))), HERE) == (NOBODY,) * 3
    assert holders(after((first.answers(created(7)), second.answers(created(8)))), HERE) == (UNSURE,) * 3
    assert holders(after((first.answers(created(7)), second.no_answer())), HERE) == (UNSURE,) * 3


@pytest.mark.parametrize(
    ("answer", "here"),
    [
        (created(7), {"firstName": ("Zoe", "Eve"), "lastName": ("Lovelace",)}),
        (refused(8009), ZOES),
        (status(401), ZOES),
        (status(302), {}),
        (status(200, b"<html>"), {}),
        (status(503), {}),
        (status(500), {}),
        (says({}), {}),
    ],
)
def test_an_update_that_got_lost_beside_another_may_be_stored(answer: Response, here: Mapping[str, object]) -> None:
    """Requests at the same moment: of each that may have been done, what it sent may be there."""
    first = update(7, ADA.named("Zoe")).answers(created(7)).under_way(10, 11)
    second = update(7, ADA.named("Eve")).answers(answer).under_way(10, 12)
    assert kept_of(after(ADDED, (first, second)), 7, HERE) == here


# --- what was put at stake


@pytest.mark.parametrize(
    ("line", "story"),
    [
        (add(ADA).answers(refused(8005)), Episode.REFUSED),
        (add(ADA, "NOWHERE").answers(refused(3217)), Episode.BAD_SOURCE),
        (add(ADA, None).answers(refused(8004)), Episode.BAD_SOURCE),
        (add(ADA).answers(status(401)), Episode.DENIED),
        (add(ADA).by(Who.READER).answers(status(403)), Episode.DENIED),
        (add(ADA).answers(status(429)), Episode.THROTTLED),
        (add(ADA).answers(created(7)), ""),
        (add(ADA).no_answer(), ""),
        (add(ADA).answers(status(500)), ""),
        (register(ADA).answers(registered(failed(1001))), Episode.REFUSED),
        (upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(3217))), Episode.BAD_SOURCE),
        (upsert(ADA).answers(upserted(wrong(8005))), ""),
        (finds_nobody(MOBILE), ""),
    ],
)
def test_free_identifiers_are_remembered_with_their_refusal(line: Line, story: str) -> None:
    assert after(line).was_refused(MOBILE) == story


def test_held_identifiers_are_not_refused_ones() -> None:
    it = after(ADDED, add(NEW_EMAIL).answers(refused(8006)))
    assert (it.was_refused(MOBILE), it.was_refused(KIM["email"])) == ("", Episode.REFUSED)


def test_strict_refusals_are_told_apart() -> None:
    it = after(IN_V11, register(MIXED).answers(registered(failed(1047))))
    assert it.was_refused(ZOE["mobile"]) == Episode.STRICT
    assert it.contested(EMAIL) == Episode.STRICT


# --- cards and points


def test_a_card_has_the_owner_to_whom_it_was_issued_first() -> None:
    card = Identifier("cardnumber", "c-1")
    with_card, again = ADA.with_(card), EVE.with_(card)
    it = after(add(with_card).answers(created(7)))
    assert it.card_owner("c-1") == 7
    assert after(add(with_card).answers(refused(8005))).card_owner("c-1") is None
    assert after(add(with_card).no_answer()).card_owner("c-1") is None
    assert after(add(with_card).answers(created(7)), add(again).answers(created(8))).card_owner("c-1") == 7
    taken_back = change(7, remove=[card]).answers(created(7))
    assert after(add(with_card).answers(created(7)), taken_back).card_owner("c-1") is None


@pytest.mark.parametrize(("points", "remembered"), [(1000, set()), (1001, {1001}), ("2000", set()), (None, set())])
def test_only_unusual_points_are_remembered(points: object, remembered: set[int]) -> None:
    body = {**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 11, "loyaltyPoints": points}]}
    assert after(add(body).answers(created(7)), on=org(programs=[11])).points == remembered
