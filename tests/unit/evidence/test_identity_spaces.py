"""What is known where nobody says whether v1.1 and INSTORE share their customers."""

from __future__ import annotations

import pytest
from histories import *
from knowing import EXTERNAL, HERE, MOBILE, UNSURE, after, holders, kept_of

from contracts.evidence.facts import V11

ADAS = {"firstName": ("Ada",), "lastName": ("Lovelace",)}


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
