"""Points, currencies and coupons that a registration brings, in histories."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *

from contracts.stories.payloads import enrolment

ONCE = "side-effects/enrolment-points-come-once"
NONE = "side-effects/no-points-no-effect"
KINDS = "side-effects/kinds-and-members-are-documented"
NO_EFFECTS = "side-effects/refusal-brings-none"
MIXED_POINTS = "side-effects/no-points-of-another-request"
KINDS_V11 = "side-effects/kinds-and-members-v11"
PROGRAMME = "side-effects/unknown-programme-awards-nothing"

SHOP = org(programs=[11, 12])


def enrolled(*points: object, programs: tuple[object, ...] = (11, 12, 13), **extra: object) -> Line:
    enrolments = tuple(
        {**enrolment(0, 0), "programId": p, "loyaltyPoints": n} for p, n in zip(programs, points, strict=False)
    )
    return add({**customer(ADA.but(enrolments=enrolments)), **extra}).waiting()


def points(awarded: object, **members: object) -> dict[str, object]:
    return {"type": "points", "awardedPoints": awarded, **members}


def brings(*effects: object) -> Response:
    return created(7, sideEffects=list(effects))


CURRENCY = {
    "type": "alternate_currency",
    "awardedValue": 5,
    "alternateCurrencyIdentifier": "c",
    "alternateCurrencyName": "Coins",
}
COUPON = {"id": 1, "type": "coupon", "couponCode": "X", "validTill": "2030-01-01", "description": "d"}
ELEVEN = org(programs=[11])
COUPON_WITHOUT_ID = {"type": "coupon", "couponCode": "x", "validTill": "2030-01-01", "description": "x"}


def enrolling(*programmes: tuple[int, Any], who: Any = ADA) -> dict[str, Any]:
    """A payload with enrolments in programmes, each with points."""
    return {**customer(who), "loyaltyProgramEnrollments": [{"programId": p, "loyaltyPoints": n} for p, n in programmes]}


def awards(*numbers: int) -> list[Any]:
    return [points(number) for number in numbers]


def elsewhere(enrolled_with: int, *told: int) -> Line:
    """An enrolment in a programme that nobody has."""
    return add(enrolling((99, enrolled_with))).answers(created(7, sideEffects=awards(*told)))


ENROLLED = add(enrolling((11, 1234), who=ADA.only("mobile")))
POINTS = awards(1234)
OTHERS_POINTS = add(enrolling((11, 1234))).answers(created(7))


def effects(*told: object) -> Line:
    return item(ADA, side_effects={"effect": list(told)})


HISTORIES = [
    good(ONCE, "one effect of that many", enrolled(100).answers(brings(points(100))), on=SHOP),
    good(ONCE, "written with decimals", enrolled(100).answers(brings(points(100.0, rawAwardedPoints=100.5))), on=SHOP),
    good(ONCE, "beside other effects", enrolled(100).answers(brings(COUPON, points(100), points(5))), on=SHOP),
    good(ONCE, "two of as many, one for each programme", enrolled(50, 50).answers(brings(*awards(50, 50))), on=SHOP),
    bad(
        ONCE,
        "one for two programmes",
        enrolled(50, 50).answers(brings(points(50))),
        on=SHOP,
        says=("sideEffects", "one points effect of 50 for each of 2", (50,)),
    ),
    good(ONCE, "one for each programme", enrolled(100, 50).answers(brings(points(50), points(100))), on=SHOP),
    good(ONCE, "one of two has points", enrolled(100, 0).answers(brings(points(100))), on=SHOP),
    good(ONCE, "a single point", enrolled(1).answers(brings(points(1))), on=SHOP),
    bad(ONCE, "none", enrolled(100).answers(brings()), on=SHOP, says=("sideEffects", "one points effect of 100", ())),
    bad(
        ONCE,
        "one point less",
        enrolled(100).answers(brings(points(99))),
        on=SHOP,
        says=("sideEffects", "one points effect of 100", (99,)),
    ),
    bad(
        ONCE,
        "twice",
        enrolled(100).answers(brings(points(100), points(100))),
        on=SHOP,
        says=("sideEffects", "one points effect of 100", (100, 100)),
    ),
    bad(
        ONCE,
        "one programme is forgotten",
        enrolled(100, 50).answers(brings(points(100))),
        on=SHOP,
        says=("sideEffects", "one points effect of 50", (100,)),
    ),
    bad(
        ONCE,
        "a single point is none",
        enrolled(1).answers(brings(COUPON)),
        on=SHOP,
        says=("sideEffects", "one points effect of 1", ()),
    ),
    bad(
        ONCE,
        "as another currency",
        enrolled(5).answers(brings(CURRENCY)),
        on=SHOP,
        says=("sideEffects", "one points effect of 5", ()),
    ),
    silent(ONCE, "nobody waits for it", add(ADA.but(enrolments=(enrolment(11, 100),))).answers(brings()), on=SHOP),
    silent(
        ONCE,
        "waiting is declined",
        add(ADA.but(enrolments=(enrolment(11, 100),))).waiting("false").answers(brings()),
        on=SHOP,
    ),
    silent(ONCE, "the programmes are unknown", enrolled(100).answers(brings())),
    silent(ONCE, "another programme", enrolled(100, programs=(99,)).answers(brings()), on=SHOP),
    silent(ONCE, "one of two is another programme", enrolled(100, 50, programs=(11, 99)).answers(brings()), on=SHOP),
    silent(ONCE, "twice the same programme", enrolled(100, 50, programs=(11, 11)).answers(brings()), on=SHOP),
    good(ONCE, "two of as many, in one effect", enrolled(100, 100).answers(brings(points(200))), on=SHOP),
    silent(ONCE, "points of no number", enrolled("100").answers(brings()), on=SHOP),
    silent(ONCE, "points that are true", enrolled(True).answers(brings()), on=SHOP),
    silent(ONCE, "no enrolment", add(ADA).waiting().answers(brings()), on=SHOP),
    silent(ONCE, "refused", enrolled(100).answers(refused(1)), on=SHOP, also=(FRESH,)),
    silent(
        ONCE,
        "somebody known elsewhere",
        add(ADA, "WEBSITE").answers(created(7)),
        enrolled(100).answers(brings()),
        on=SHOP,
    ),
    silent(ONCE, "a request of doubts", enrolled(100, x=1).answers(brings()), on=SHOP),
    silent(ONCE, "points below nothing", add(enrolling((11, -5))).waiting().answers(created(7)), on=ELEVEN),
    silent(ONCE, "points of text", add(enrolling((11, 5), (11, "x"))).waiting().answers(created(7)), on=ELEVEN),
    silent(
        ONCE,
        "a programme that the organisation does not have",
        add(enrolling((99, 5))).waiting().answers(created(7)),
        on=ELEVEN,
    ),
    bad(
        ONCE,
        "another effect that names as many",
        add(enrolling((11, 5)))
        .waiting()
        .answers(
            created(
                7,
                sideEffects=[
                    {**COUPON_WITHOUT_ID, "awardedPoints": 5},
                    {**COUPON_WITHOUT_ID, "type": "a", "awardedPoints": 5},
                ],
            )
        ),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
        says=("sideEffects", "one points effect of 5", ()),
    ),
    bad(
        ONCE,
        "an effect of text",
        add(enrolling((11, 5))).waiting().answers(created(7, sideEffects=["x"])),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
        says=("sideEffects", "one points effect of 5", ()),
    ),
    good(NONE, "none", enrolled(0).answers(brings()), on=SHOP),
    good(NONE, "none twice over", enrolled(0).answers(brings(COUPON)), on=SHOP),
    good(NONE, "points of another kind of award", enrolled(0).answers(brings(points(5))), on=SHOP),
    bad(
        NONE,
        "an effect of nothing",
        enrolled(0).answers(brings(points(0))),
        on=SHOP,
        says=("sideEffects", "no points effect of 0", (0,)),
    ),
    bad(
        NONE,
        "an effect of nothing beside others",
        enrolled(0).answers(brings(points(5), points(0))),
        on=SHOP,
        says=("sideEffects", "no points effect of 0", (5, 0)),
    ),
    silent(NONE, "a point", enrolled(1).answers(brings(points(1))), on=SHOP),
    silent(NONE, "one of two has points", enrolled(0, 5).answers(brings(points(5), points(0))), on=SHOP),
    silent(NONE, "nobody waits", add(ADA.but(enrolments=(enrolment(11, 0),))).answers(brings(points(0))), on=SHOP),
    silent(NONE, "the programmes are unknown", enrolled(0).answers(brings(points(0)))),
    good(KINDS, "points", add(ADA).answers(brings(points(5)))),
    good(KINDS, "a currency", add(ADA).answers(brings(CURRENCY))),
    good(KINDS, "a coupon", add(ADA).answers(brings(COUPON))),
    good(KINDS, "all three", add(ADA).answers(brings(COUPON, CURRENCY, points(5)))),
    good(KINDS, "further members", add(ADA).answers(brings({**COUPON, "x": 1}))),
    bad(
        KINDS,
        "another kind",
        add(ADA).answers(brings({"type": "gift"})),
        also=(SCHEMA,),
        says=("sideEffects[].type", ("points", "alternate_currency", "coupon"), "gift"),
    ),
    bad(
        KINDS,
        "no kind",
        add(ADA).answers(brings({"awardedPoints": 5})),
        also=(SCHEMA,),
        says=("sideEffects[].type", ("points", "alternate_currency", "coupon"), None),
    ),
    bad(
        KINDS,
        "a kind of no text",
        add(ADA).answers(brings({"type": ["points"]})),
        also=(SCHEMA,),
        says=("sideEffects[].type", ("points", "alternate_currency", "coupon"), ["points"]),
    ),
    bad(
        KINDS,
        "no object",
        add(ADA).answers(brings("points")),
        also=(SCHEMA,),
        says=("sideEffects[points]", ("awardedPoints",), "without awardedPoints"),
    ),
    bad(
        KINDS,
        "points of no number",
        add(ADA).answers(brings({"type": "points"})),
        also=(SCHEMA,),
        says=("sideEffects[points]", ("awardedPoints",), "without awardedPoints"),
    ),
    bad(
        KINDS,
        "a currency without a name",
        add(ADA).answers(brings({k: v for k, v in CURRENCY.items() if k != "alternateCurrencyName"})),
        says=(
            "sideEffects[alternate_currency]",
            ("awardedValue", "alternateCurrencyIdentifier", "alternateCurrencyName"),
            "without alternateCurrencyName",
        ),
    ),
    bad(
        KINDS,
        "a currency without a value and an id",
        add(ADA).answers(brings({"type": "alternate_currency", "alternateCurrencyName": "C"})),
        also=(SCHEMA,),
        says=(
            "sideEffects[alternate_currency]",
            ("awardedValue", "alternateCurrencyIdentifier", "alternateCurrencyName"),
            "without awardedValue, alternateCurrencyIdentifier",
        ),
    ),
    bad(
        KINDS,
        "a coupon without a code",
        add(ADA).answers(brings({k: v for k, v in COUPON.items() if k != "couponCode"})),
        also=(SCHEMA,),
        says=("sideEffects[coupon]", ("couponCode", "validTill", "description"), "without couponCode"),
    ),
    bad(
        KINDS,
        "a coupon without an end",
        add(ADA).answers(brings({k: v for k, v in COUPON.items() if k != "validTill"})),
        says=("sideEffects[coupon]", ("couponCode", "validTill", "description"), "without validTill"),
    ),
    bad(
        KINDS,
        "a coupon without words",
        add(ADA).answers(brings({k: v for k, v in COUPON.items() if k != "description"})),
        says=("sideEffects[coupon]", ("couponCode", "validTill", "description"), "without description"),
    ),
    silent(KINDS, "no effects", add(ADA).answers(brings())),
    silent(
        KINDS,
        "no list of effects",
        add(ADA).answers(created(7, sideEffects={"type": "gift"})),
        also=("envelope/success-shape-v2", SCHEMA),
    ),
    silent(KINDS, "refused", add(ADA.only("email")).answers(refused(1, sideEffects=[{"type": "gift"}]))),
    good(
        NO_EFFECTS,
        "refused without",
        ENROLLED.answers(refused(8005)),
        on=org(programs=[11], primary_identifier="email"),
    ),
    bad(
        NO_EFFECTS,
        "refused with points",
        ENROLLED.answers(refused(8005, sideEffects=POINTS)),
        on=org(programs=[11], primary_identifier="email"),
        says=("sideEffects", "none", (1234,)),
    ),
    silent(
        NO_EFFECTS, "registered with points", ENROLLED.answers(created(7, sideEffects=POINTS)), on=org(programs=[11])
    ),
    bad(
        NO_EFFECTS,
        "a coupon",
        add(enrolling((99, 5))).answers(refused(8005, sideEffects=[COUPON_WITHOUT_ID])),
        says=("sideEffects", "none", 1),
    ),
    good(
        MIXED_POINTS,
        "none",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8)),
        on=org(programs=[11]),
    ),
    good(
        MIXED_POINTS,
        "other points",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8, sideEffects=[{"type": "points", "awardedPoints": 6}])),
        on=org(programs=[11]),
    ),
    bad(
        MIXED_POINTS,
        "those of another",
        ENROLLED.answers(created(7, sideEffects=POINTS)),
        add(EVE).answers(created(8, sideEffects=POINTS)),
        on=org(programs=[11]),
        says=("sideEffects", "no points of another request", (1234,)),
    ),
    silent(MIXED_POINTS, "nobody enrolled", add(EVE).answers(created(8, sideEffects=POINTS))),
    silent(
        MIXED_POINTS,
        "a refusal",
        OTHERS_POINTS,
        add(EVE.named("<b>")).answers(refused(8001, sideEffects=awards(1234))),
        on=ELEVEN,
    ),
    silent(
        MIXED_POINTS,
        "an enrolment of its own",
        OTHERS_POINTS,
        add(enrolling((11, 5), who=EVE)).answers(created(8, sideEffects=awards(1234))),
        on=ELEVEN,
    ),
    good(KINDS_V11, "none", effects()),
    good(KINDS_V11, "points", effects({"type": "points", "awarded_points": 5})),
    bad(
        KINDS_V11,
        "another type",
        effects({"type": "gift"}),
        says=("side_effects.effect[].type", ("points", "alternate_currency"), "gift"),
    ),
    bad(
        KINDS_V11,
        "points without a number",
        effects({"type": "points"}),
        also=(SCHEMA,),
        says=("side_effects.effect[points]", ("awarded_points",), "without awarded_points"),
    ),
    bad(
        KINDS_V11,
        "no object",
        effects("points"),
        also=(SCHEMA,),
        says=("side_effects.effect[points]", ("awarded_points",), "without awarded_points"),
    ),
    silent(KINDS_V11, "no effects", item(ADA)),
    silent(KINDS_V11, "a failed item", register({}).answers(registered(failed(1007, side_effects={"effect": [5]})))),
    good(PROGRAMME, "no points", elsewhere(5), on=ELEVEN),
    good(PROGRAMME, "other points", elsewhere(5, 6), on=ELEVEN),
    bad(PROGRAMME, "its points", elsewhere(5, 5), on=ELEVEN, says=("sideEffects", "no points", (5,))),
    silent(PROGRAMME, "nobody knows the programmes", elsewhere(5, 5)),
    good(
        PROGRAMME,
        "points that are a list",
        add({**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 99, "loyaltyPoints": []}]}).answers(
            created(7)
        ),
        on=org(programs=[11]),
    ),
    silent(PROGRAMME, "a programme that the organisation has", add(enrolling((11, 5))).answers(created(7)), on=ELEVEN),
    good(
        PROGRAMME,
        "the same points in a programme that the organisation has",
        add(enrolling((11, 5), (99, 5))).answers(created(7, sideEffects=awards(5))),
        on=ELEVEN,
    ),
    good(PROGRAMME, "none, for none", add(enrolling((99, 0))).answers(created(7, sideEffects=awards(0))), on=ELEVEN),
    bad(
        PROGRAMME,
        "a single point",
        add(enrolling((99, 1))).answers(created(7, sideEffects=awards(1))),
        on=ELEVEN,
        says=("sideEffects", "no points", (1,)),
    ),
    good(
        PROGRAMME,
        "an effect of text",
        add(enrolling((99, 5))).answers(created(7, sideEffects=["x"])),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
    ),
    silent(
        PROGRAMME,
        "a refusal",
        add(enrolling((99, 5))).answers(refused(8005, sideEffects=awards(5))),
        on=ELEVEN,
        also=(NO_EFFECTS,),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_side_effects(history: History) -> None:
    history.check()
