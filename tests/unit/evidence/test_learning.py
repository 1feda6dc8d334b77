"""What answers teach: a success as far as the documents say what it means, a refusal nothing, silence doubt."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from histories import *

from contracts.documents.profile import Place
from contracts.evidence.attribution import Episode
from contracts.evidence.facts import V11, Hold, Holder
from contracts.evidence.intent import Asked
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.storing import stored, within

HERE, THERE, THIRD = Place("INSTORE"), Place("WEBSITE"), Place("ECOMMERCE")
NOBODY, UNSURE = Hold.NOBODY, Hold.UNSURE
MOBILE, EMAIL, EXTERNAL = ADA.identifiers

MERGES = MET.answers(created(8, 8051))
NEW_EMAIL = ADA.only("mobile").with_(KIM["email"]).named("Zoe")
BAD_EMAIL = ADA.with_(Identifier("email", "ada"))
DOUBTS = add({**customer(ADA), "x": 1})

ADAS = {"firstName": ("Ada",), "lastName": ("Lovelace",)}
ZOES = {"firstName": ("Zoe",), "lastName": ("Lovelace",)}


def after(*lines: Line | tuple[Line, ...], on: Profile = ORG) -> Knowledge:
    """What is known once a judge has read these lines."""
    return Trial(on, *lines).judge.knowledge


def holders(knowledge: Knowledge, place: Place, *identifiers: Identifier) -> tuple[Holder, ...]:
    return tuple(knowledge.holder(place, identifier) for identifier in identifiers or ADA.identifiers)


def kept_of(knowledge: Knowledge, who: int, place: Place) -> Mapping[str, object] | None:
    """The details that are certainly stored; None where there is no such profile."""
    return knowledge.stored(who, place) if knowledge.has_profile(who, place) else None


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


# --- what is stored


@pytest.mark.parametrize(
    ("lines", "here"),
    [
        ((ADDED,), ADAS),
        ((IN_V11,), ADAS),
        ((upsert(ADA).answers(upserted(kept(7))),), ADAS),
        ((add(ADA.named(None)).answers(created(7)),), {"firstName": (None, ""), "lastName": ("Lovelace",)}),
        ((add(BAD_EMAIL).answers(created(7, 8055)),), ADAS),
        ((DOUBTS.answers(created(7)),), {}),
        ((add(ADA).no_answer(),), None),
        ((ADDED, add(ADA.named("Zoe")).answers(refused(8006))), ADAS),
        ((ADDED, add(ADA.named("Zoe")).no_answer()), ADAS),
        ((ADDED, register(ADA.named("Zoe")).answers(registered(done(7, ADA)))), {}),
        ((ADDED, register(ADA.named("Zoe")).no_answer()), {}),
        ((ADDED, upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL, skip=False).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL).answers(upserted(kept(7)))), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).no_answer()), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(upserted(wrong(3017)))), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(status(429))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe")).answers(created(7))), ZOES),
        ((ADDED, update(7, ADA.named("Zoe", None).but(last_name=None)).answers(created(7))), {"firstName": ("Zoe",)}),
        ((ADDED, update(7, {"profiles": [{"firstName": "Zoe"}], "x": 1}).answers(created(7))), {}),
        ((ADDED, update(7, ADA.named("Zoe")).answers(refused(8009))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe")).no_answer()), {}),
        ((ADDED, update(7, ADA.named("Zoe")).by(Who.READER).answers(status(403))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe"), "WEBSITE").answers(created(7))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe"), "WEBSITE").no_answer()), {}),
        ((ADDED, JOINED), ADAS),
        ((ADDED, add(MIXED, "WEBSITE").no_answer()), ADAS),
        ((ADDED, EVE_ADDED, MET.no_answer()), {}),
        ((IN_V11, register(MIXED).answers(registered(done(9, MIXED)))), ADAS),
        ((IN_V11, register(MIXED).answers(registered(done(7, MIXED)))), {}),
        ((IN_V11, register(MIXED).no_answer()), {}),
        ((ADDED, get(7).answers(shows(7, shown(ADA.named("Zoe"))))), ADAS),
    ],
)
def test_what_is_certainly_stored_here(lines: tuple[Line, ...], here: Mapping[str, object] | None) -> None:
    assert kept_of(after(*lines), 7, HERE) == here


def test_details_are_kept_apart() -> None:
    it = after(ADDED, JOINED)
    assert (kept_of(it, 7, HERE), kept_of(it, 7, THERE)) == (ADAS, ZOES)


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        ((ADDED,), False),
        ((ADDED, JOINED), True),
        ((ADDED, add(ADA, "WEBSITE").no_answer()), None),
        ((ADDED, add(ADA, "WEBSITE").no_answer(), JOINED), True),
        ((ADDED, add(ADA, "WEBSITE").answers(refused(8066))), False),
        ((ADDED, upsert(customer(ADA, "WEBSITE")).no_answer()), None),
        ((ADDED, update(7, ADA, "WEBSITE").answers(created(7))), None),
        ((add(ADA).no_answer(),), None),
    ],
)
def test_profiles_are_there_or_not_or_perhaps(lines: tuple[Line, ...], there: bool | None) -> None:
    assert after(*lines).has_profile(7, THERE) is there


# --- reads


def test_a_look_up_settles_what_was_unsure() -> None:
    unanswered = add(ADA).no_answer()
    it = after(unanswered, finds(EMAIL, 7))
    assert holders(it, HERE) == (UNSURE, 7, UNSURE)
    assert it.is_known(7)
    assert holders(after(unanswered, finds_nobody(EMAIL)), HERE) == (UNSURE,) * 3
    assert holders(after(unanswered, lookup(EMAIL).asking(x="1").answers(found(7))), HERE) == (UNSURE,) * 3
    assert holders(after(unanswered, finds(EMAIL, 7, "JD")), HERE) == (UNSURE,) * 3


def test_a_look_up_is_believed_where_the_operation_is_certain() -> None:
    it = after(add(ADA).no_answer(), finds(EMAIL, 7), on=org(operations={}))
    assert it.holder(HERE, EMAIL) is UNSURE
    assert it.found(HERE, EMAIL) == ("lookupCustomer", 7)


READ = get_v11(EMAIL).answers(registered(read(7, ADA)))
READABLE = {"operations": {"getCustomerV11": True}}


def test_a_read_of_v11_settles_what_was_unsure() -> None:
    unanswered = register(ADA).no_answer()
    assert holders(after(unanswered, READ, on=org(**READABLE)), HERE) == (UNSURE, 7, UNSURE)
    assert holders(after(unanswered, READ, on=org(**READABLE, shared_identity=False)), V11) == (UNSURE, 7, UNSURE)
    assert after(unanswered, READ, on=org(**READABLE)).found(HERE, EMAIL) is None


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        ((register(ADA).no_answer(), READ), {}),
        ((register(ADA).no_answer(), READ), {**READABLE, "shared_identity": None}),
        ((register(ADA).no_answer(), get_v11(EMAIL).answers(registered(read(..., ADA)))), READABLE),
        ((register(ADA).no_answer(), get_v11(EMAIL).answers(registered(failed(1012)))), READABLE),
        ((register(ADA).no_answer(), get_v11(7).answers(registered(read(7, ADA)))), READABLE),
        ((register(ADA).no_answer(), READ.asking(mlp="true")), READABLE),
        ((register(ADA).no_answer(), add(ADA, "WEBSITE").no_answer(), READ), READABLE),
    ],
)
def test_a_read_of_v11_proves_no_more_than_it_shows(lines: tuple[Line, ...], changes: Mapping[str, object]) -> None:
    profile = org(**changes)
    assert after(*lines, on=profile).holder(HERE if profile.shared_identity else V11, EMAIL) is UNSURE


def test_a_read_of_v11_overturns_nothing() -> None:
    assert after(IN_V11, get_v11(EMAIL).answers(registered(read(9, ADA))), on=org(**READABLE)).holder(HERE, EMAIL) == 7


@pytest.mark.parametrize(
    ("line", "is_member"),
    [
        (ADDED, True),
        (add({**customer(ADA), "loyaltyInfo": {"loyaltyType": "loyalty"}}).answers(created(7)), True),
        (add({**customer(ADA), "loyaltyInfo": {"loyaltyType": "non_loyalty"}}).answers(created(7)), False),
        (register({**v11_customer(ADA), "type": "NON_LOYALTY"}).answers(registered(done(7, ADA))), False),
        (register({**v11_customer(ADA), "type": "LOYALTY"}).answers(registered(done(7, ADA))), True),
        (update(7, {**customer(ADA), "loyaltyInfo": {"loyaltyType": "non_loyalty"}}).no_answer(), False),
    ],
)
def test_who_was_kept_out_of_the_programme_is_remembered(line: Line, is_member: bool) -> None:
    assert after(line).is_member(7) is is_member


def test_the_last_read_is_remembered_until_the_holder_changes() -> None:
    read = (ADDED, finds(EMAIL, 7), details(EMAIL).answers(shows(7, shown(ADA))))
    assert after(*read).found(HERE, EMAIL) == ("lookupCustomerDetails", 7)
    assert after(*read).found(THERE, EMAIL) is None
    assert after(*read, change(7, remove=[EMAIL]).answers(created(7))).found(HERE, EMAIL) is None


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


# --- accepted forms


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("Ada", ("Ada",)),
        (" Ad ", (" Ad ", "Ad")),
        (" Ada ", (" Ada", "Ada", "", None)),
        ("", ("", None)),
        (" ", (" ", "", None)),
        ("abcd", ("abcd",)),
        ("abcde", ("abcd", "", None)),
        ("abc de", ("abc ", "abc", "", None)),
        (" abcde", (" abc", "abc", "abcd", "", None)),
    ],
)
def test_texts_are_stored_whole_or_trimmed_or_cut_or_dropped(text: str, accepted: tuple[object, ...]) -> None:
    assert within(text, 4) == accepted


def test_what_is_stored_of_an_item() -> None:
    asked = Asked(None, first_name="Ada", last_name=5, fields={"a": "1", "b": "2", "c": "", "d": 4})
    assert stored(asked) == {"firstName": ("Ada",)}
    assert stored(asked, ("a", "c", "d")) == {"firstName": ("Ada",), "fields.a": ("1",)}
    assert stored(Asked(None)) == {"firstName": (None, ""), "lastName": (None, "")}


# --- two identity spaces of which nobody says whether they are one


@pytest.mark.parametrize("shared", [False, None])
@pytest.mark.parametrize(
    "line",
    [
        register(ADA.named("Zoe")).answers(registered(done(7, ADA))),
        register(ADA.named("Zoe")).no_answer(),
        register(ADA.named("Zoe"), KIM).no_answer(),
    ],
)
def test_v11_may_have_written_over_instore(line: Line, shared: bool | None) -> None:
    knowledge = after(ADDED, line, on=org(shared_identity=shared))
    assert kept_of(knowledge, 7, HERE) == (ADAS if shared is False else {})


@pytest.mark.parametrize("shared", [False, None])
def test_v11_may_have_made_two_customers_of_instore_one(shared: bool | None) -> None:
    knowledge = after(
        ADDED, EVE_ADDED, register(BOTH).answers(registered(done(7, BOTH))), on=org(shared_identity=shared)
    )
    assert holders(knowledge, HERE) == ((7, 7, 7) if shared is False else (UNSURE,) * 3)


@pytest.mark.parametrize("shared", [False, None])
@pytest.mark.parametrize(
    "line",
    [
        change(7, remove=[MOBILE]).answers(created(7)),
        change(7, add=[KIM["mobile"]]).answers(created(7)),
        upsert(ADA.only("email").with_(KIM["mobile"]), skip=False).answers(upserted(kept(7))),
    ],
)
def test_a_change_in_instore_may_have_reached_v11(line: Line, shared: bool | None) -> None:
    knowledge = after(IN_V11, ADDED, line, on=org(shared_identity=shared))
    assert holders(knowledge, V11, MOBILE) == ((7,) if shared is False else (UNSURE,))


def test_who_may_have_become_one_with_another_is_out_of_sight() -> None:
    """Nobody knows whether the merge took along who held the email before a change that went unanswered."""
    lines = (ADDED, EVE_ADDED, change(8, remove=[EVE["email"]]).no_answer())
    assert after(*lines).is_known(8)
    it = after(*lines, add(ADA.with_(EVE["email"]), "WEBSITE").answers(created(7, 8051)))
    assert not it.is_known(8)
    assert it.holder(HERE, EVE["mobile"]) is UNSURE


@pytest.mark.parametrize("channel", [{"type": [], "value": "x"}, {"type": {}}, {"type": "email", "value": [1]}])
def test_a_channel_of_another_form_is_not_stored(channel: dict[str, object]) -> None:
    lines = add(ADA.but(profile_extra={"commChannels": [channel]})).answers(created(7))
    assert kept_of(after(lines), 7, HERE) is not None


# --- v1.1 and INSTORE, where nobody says whether they are one

KNOWN = (IN_V11, EVE_IN_V11, finds(ADA["email"], 7))


def test_two_whom_v2_knows_by_their_ids_make_one_identity_space() -> None:
    once = after(*KNOWN, finds(ADA["mobile"], 7), on=EITHER_WAY)
    assert once.profile.shared_identity is None
    assert once.holder(HERE, EXTERNAL) is UNSURE
    twice = after(*KNOWN, finds(EVE["email"], 8), on=EITHER_WAY)
    assert twice.profile.shared_identity
    assert holders(twice, HERE) == (7, 7, 7)
    assert twice.v11_place == HERE
    assert kept_of(twice, 7, HERE) == {}


@pytest.mark.parametrize("other", [finds_nobody(EVE["email"]), finds(EVE["email"], 5)])
def test_nobody_whom_v2_denies_is_of_both(other: Line) -> None:
    kim = register(KIM).answers(registered(done(11, KIM)))
    lines = (*KNOWN, other, kim, finds(KIM["email"], 11))
    assert after(*lines, on=EITHER_WAY).profile.shared_identity is None


def test_whom_v2_was_given_too_shows_nothing_of_v11() -> None:
    lines = (*KNOWN, EVE_IN_V11, add(EVE).answers(created(8)), finds(EVE["email"], 8))
    assert after(*lines, on=EITHER_WAY).profile.shared_identity is None


def test_what_both_were_told_differently_is_unsure_in_one_identity_space() -> None:
    here = add(EVE.only("mobile")).answers(created(8))
    lines = (IN_V11, EVE_IN_V11, here, register(KIM).answers(registered(done(11, KIM))))
    twice = after(*lines, finds(ADA["email"], 7), finds(KIM["email"], 11), on=EITHER_WAY)
    assert twice.profile.shared_identity
    assert holders(twice, HERE, *EVE.identifiers) == (UNSURE, 8, 8)
    assert kept_of(twice, 8, HERE) == {}
