"""Questions that the documents leave open, in histories: any answer in due form will do."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    Identifier,
    Line,
    add,
    bad,
    created,
    customer,
    done,
    failed,
    found,
    get,
    good,
    lookup,
    org,
    refused,
    register,
    registered,
    says,
    shows,
    silent,
    status,
    upsert,
    v11_customer,
)

OPEN = "invalid-source/open-account-is-answered"
MISSING = "invalid-source/missing-account-is-answered"
V11 = "invalid-source/unknown-source-v11-is-answered"
LABEL = "warnings/invalid-label-is-answered"
KEYS = "robustness/unknown-keys-are-answered"
TYPE = "robustness/unknown-identifier-type-is-answered"
HOSTILE = "robustness/hostile-text-is-data"
PROGRAMME = "side-effects/unknown-programme-awards-nothing"
CONTENT = "robustness/other-content-type-is-answered"
READ = "reads/unknown-source-is-refused"
SCHEMA = "envelope/answer-matches-the-schema"
EITHER = "envelope/success-and-failure-exclude-each-other"

LABELS = org(status_labels=["Gold"])
SHOP = org(programs=[11])
UNCLEAR = says({"fine": True})
UNTOLD = registered(done(7, ADA, success="perhaps"), success="true", code=200, success_count="1")
ODD = {**customer(ADA), "colour": "red"}
FAX = ADA.with_(Identifier("fax", "ct-t1-1"))


def elsewhere(points: int, *told: int) -> Line:
    body = {**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 99, "loyaltyPoints": points}]}
    return add(body).answers(created(7, sideEffects=[{"type": "points", "awardedPoints": n} for n in told]))


HISTORIES = [
    good(OPEN, "accepted", add(ADA, "WECHAT", "w9").answers(created(7))),
    good(OPEN, "refused", add(ADA, "WECHAT", "w9").answers(refused(3217))),
    good(OPEN, "refused where there are no accounts", add(ADA, "INSTORE", "x").answers(refused(8045))),
    bad(
        OPEN,
        "neither",
        add(ADA, "WECHAT", "w9").answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(OPEN, "a listed account", add(ADA, "WECHAT", "w1").answers(created(7))),
    good(MISSING, "accepted", add(ADA, "LINE").answers(created(7))),
    good(MISSING, "refused", add(ADA, "LINE").answers(refused(8045))),
    bad(
        MISSING,
        "neither",
        add(ADA, "LINE").answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(MISSING, "an account", add(ADA, "LINE", "l1").answers(created(7))),
    good(V11, "accepted", register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(done(7, ADA)))),
    good(V11, "refused", register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(failed(1001)))),
    bad(
        V11,
        "neither",
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    bad(
        V11,
        "an item that tells nothing",
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(UNTOLD),
        also=(SCHEMA,),
        says=("outcome", "a success or a refusal", "success"),
    ),
    silent(V11, "INSTORE", register({**v11_customer(ADA), "source": "instore"}).answers(registered(done(7, ADA)))),
    good(LABEL, "3017", add({**customer(ADA), "statusLabel": "Odd"}).answers(refused(3017)), on=LABELS),
    good(LABEL, "a warning", add({**customer(ADA), "statusLabel": "Odd"}).answers(created(7, 8086)), on=LABELS),
    bad(
        LABEL,
        "neither",
        add({**customer(ADA), "statusLabel": "Odd"}).answers(UNCLEAR),
        on=LABELS,
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(LABEL, "a listed label", add({**customer(ADA), "statusLabel": "Gold"}).answers(created(7)), on=LABELS),
    silent(LABEL, "nobody knows the labels", add({**customer(ADA), "statusLabel": "Odd"}).answers(created(7))),
    good(KEYS, "ignored", add(ODD).answers(created(7))),
    good(KEYS, "refused", add(ODD).answers(refused(8005))),
    bad(
        KEYS,
        "neither",
        add(ODD).answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    bad(
        KEYS,
        "an item that tells nothing",
        register({**v11_customer(ADA), "colour": "red"}).answers(UNTOLD),
        also=(SCHEMA,),
        says=("outcome", "a success or a refusal", "success"),
    ),
    silent(KEYS, "none", add(ADA).answers(created(7))),
    good(TYPE, "accepted", add(FAX).answers(created(7))),
    good(TYPE, "refused", add(FAX).answers(refused(8005))),
    bad(
        TYPE,
        "neither",
        add(FAX).answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(TYPE, "known types", add(ADA).answers(created(7))),
    good(HOSTILE, "stored", add(ADA.named("<b>")).answers(created(7))),
    good(HOSTILE, "refused", add(ADA.named("a; drop")).answers(refused(8001))),
    good(HOSTILE, "v1.1", register(ADA.named("../x")).answers(registered(failed(1001)))),
    bad(
        HOSTILE,
        "neither",
        add(ADA.named("Ada", "${x}")).answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    bad(
        HOSTILE,
        "an item that tells nothing",
        register(ADA.named("<b>")).answers(UNTOLD),
        also=(SCHEMA,),
        says=("outcome", "a success or a refusal", "success"),
    ),
    silent(HOSTILE, "a plain name", add(ADA).answers(created(7))),
    good(PROGRAMME, "no points", elsewhere(5), on=SHOP),
    good(PROGRAMME, "other points", elsewhere(5, 6), on=SHOP),
    bad(PROGRAMME, "its points", elsewhere(5, 5), on=SHOP, says=("sideEffects", "no points", (5,))),
    silent(PROGRAMME, "nobody knows the programmes", elsewhere(5, 5)),
    good(CONTENT, "refused", add(ADA).typed("text/plain").answers(status(415))),
    good(CONTENT, "an empty batch", upsert().typed("text/plain").answers(status(415))),
    good(CONTENT, "treated as JSON", add(ADA).typed("text/plain").answers(created(7))),
    good(CONTENT, "no type at all", add(ADA).typed(None).answers(created(7))),
    bad(
        CONTENT,
        "neither",
        add(ADA).typed("text/plain").answers(UNCLEAR),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("outcome", "refused, or treated as JSON", "unreadable"),
    ),
    bad(
        CONTENT,
        "a crash",
        add(ADA).typed("text/plain").answers(status(500)),
        before=("robustness/no-server-error",),
        says=("outcome", "refused, or treated as JSON", "crashed"),
    ),
    silent(CONTENT, "JSON with a parameter", add(ADA).typed("application/json; charset=utf-8").answers(created(7))),
    silent(CONTENT, "no JSON", add(b"{").typed("text/plain").answers(status(400))),
    good(READ, "refused", lookup(ADA["mobile"], "NOWHERE").answers(refused(8011))),
    good(READ, "refused with another code", get(7, "NOWHERE").answers(refused(3217))),
    bad(
        READ, "found", lookup(ADA["mobile"], "NOWHERE").answers(found(7)), says=("outcome", "an error", "success, id 7")
    ),
    bad(READ, "shown", get(7, "NOWHERE").answers(shows(7)), says=("outcome", "an error", "success, id 7")),
    silent(READ, "all sources", get(7, "ALL").answers(shows(7))),
    silent(READ, "another case", lookup(ADA["mobile"], "instore").answers(found(7))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_answers(history: History) -> None:
    history.check()
