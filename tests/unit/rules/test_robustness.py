"""What no client can bring a target to do, in histories."""

from __future__ import annotations

import pytest
from histories import *

CRASH = "robustness/no-server-error"
BODY = "robustness/malformed-body-is-refused"
SHAPE = "robustness/wrong-shape-is-refused"
KEYS = "robustness/unknown-keys-are-answered"
TYPE = "robustness/unknown-identifier-type-is-answered"
HOSTILE = "robustness/hostile-text-is-data"
CONTENT = "robustness/other-content-type-is-answered"

NO_JSON = add(b"{")
NO_CUSTOMERS = ask("addCustomerV11", {"root": {}})
NAN = add(b'{"profiles": [NaN]}')
TWO_ROOTS = ask("addCustomerV11", b'{"root": {"customer": [{"mobile": "1"}]}, "root": {}}')
NO_ARRAY = ask("upsertCustomers", {})
ODD = {**customer(ADA), "colour": "red"}
FAX = ADA.with_(Identifier("fax", "ct-t1-1"))

HISTORIES = [
    good(CRASH, "a 200", add(ADA).answers(created(7))),
    good(CRASH, "a 400", NO_JSON.answers(status(400))),
    good(CRASH, "a 404", add(ADA).answers(status(404))),
    good(CRASH, "501 of a router means no such operation", add(ADA).answers(status(501))),
    good(CRASH, "a 499", NO_JSON.answers(status(499))),
    good(CRASH, "v1.1: 500 with the envelope", register({}).answers(registered(failed(1007), http=500))),
    good(CRASH, "v1.1: 500 with the envelope for no JSON", ask("addCustomerV11", b"{").answers(envelope(500))),
    bad(CRASH, "a 500", add(ADA).answers(status(500)), says=("status", "no 5xx", 500)),
    bad(CRASH, "a 500 with errors", add(ADA).answers(refused(8006, status=500)), says=("status", "no 5xx", 500)),
    bad(CRASH, "a 500 with a createdId", add(ADA).answers(created(7, status=500)), says=("status", "no 5xx", 500)),
    bad(CRASH, "a 599", NO_JSON.answers(status(599)), says=("status", "no 5xx", 599)),
    bad(
        CRASH, "a 503 that explains itself", add(ADA).answers(refused(8006, status=503)), says=("status", "no 5xx", 503)
    ),
    bad(CRASH, "a 500 on a read", lookup(ADA["mobile"]).answers(status(500)), says=("status", "no 5xx", 500)),
    bad(CRASH, "v1.1: 500 without the envelope", register(ADA).answers(status(500)), says=("status", "no 5xx", 500)),
    bad(
        CRASH,
        "v1.1: 500 with another body",
        register(ADA).answers(says({"response": {}}, 500)),
        says=("status", "no 5xx", 500),
    ),
    bad(CRASH, "an upsert under 500", upsert(ADA).answers(upserted(kept(7), http=500)), says=("status", "no 5xx", 500)),
    bad(CRASH, "a strange operation", ask("other").answers(status(500)), says=("status", "no 5xx", 500)),
    silent(CRASH, "502", add(ADA).answers(status(502))),
    silent(CRASH, "503", add(ADA).answers(status(503))),
    silent(CRASH, "504", register(ADA).answers(status(504))),
    silent(CRASH, "429", add(ADA).answers(status(429))),
    silent(CRASH, "no answer", add(ADA).no_answer()),
    good(CRASH, "a refusal whose HTTP status is 501 of v1.1", register({}).answers(registered(failed(1007), http=500))),
    bad(CRASH, "a crash", STRANGER.answers(status(500)), says=("status", "no 5xx", 500)),
    good(BODY, "no JSON: 400", NO_JSON.answers(status(400))),
    good(BODY, "no JSON: an error envelope under 200", NO_JSON.answers(refused(1, status=200))),
    good(BODY, "an empty body", add(b"").answers(status(422))),
    good(BODY, "NaN is no JSON", NAN.answers(status(400))),
    bad(BODY, "NaN is taken", NAN.answers(created(7)), says=("outcome", "refused", "success")),
    good(BODY, "in UTF-16", add('{"a": 1}'.encode("utf-16")).answers(status(400))),
    good(BODY, "refused by a page", NO_JSON.answers(status(400, b"<html>"))),
    silent(BODY, "held back by a page", NO_JSON.answers(status(403, b"<html>"))),
    bad(BODY, "no JSON registers", NO_JSON.answers(created(7)), says=("outcome", "refused", "success")),
    bad(BODY, "an empty body registers", add(b"").answers(created(7)), says=("outcome", "refused", "success")),
    bad(
        BODY,
        "no JSON is upserted",
        ask("upsertCustomers", b"[").answers(upserted(kept(7))),
        says=("outcome", "refused", "success"),
    ),
    bad(
        BODY,
        "one of two is upserted",
        ask("upsertCustomers", b"x").answers(upserted(wrong(1), kept(7))),
        says=("outcome", "refused", "success"),
    ),
    silent(BODY, "a well-formed one", add(ADA).answers(created(7))),
    silent(BODY, "an empty object", add({}).answers(refused(1))),
    silent(BODY, "an empty list", upsert().answers(upserted())),
    silent(BODY, "an empty batch", register().answers(envelope())),
    silent(
        BODY, "a strange sender", NO_JSON.by(Who.NOBODY).answers(status(400)), also=("security/refusal-is-401-or-403",)
    ),
    silent(BODY, "a read", get(7).answers(nobody())),
    silent(SHAPE, "a member given twice, of which one does", TWO_ROOTS.answers(registered(A))),
    silent(SHAPE, "a member given twice, refused", TWO_ROOTS.answers(envelope())),
    good(SHAPE, "an array", ask("addCustomer", []).answers(refused(1))),
    good(SHAPE, "v1.1 without customers", NO_CUSTOMERS.answers(envelope())),
    good(SHAPE, "v1.1 without customers under 400", NO_CUSTOMERS.answers(envelope(400, code=400))),
    good(
        SHAPE, "v1.1 with a text for customers", ask("addCustomerV11", {"root": {"customer": "x"}}).answers(status(400))
    ),
    good(SHAPE, "an upsert of an object", NO_ARRAY.answers(refused(1))),
    good(SHAPE, "an object with an error", NO_ARRAY.answers(upserted(wrong(1)))),
    silent(SHAPE, "a customer for a list of one", ask("upsertCustomers", customer(ADA)).answers(upserted(kept(7)))),
    good(SHAPE, "an update of a text", ask("updateCustomer", "x", 7, source="INSTORE").answers(refused(1))),
    good(SHAPE, "a change of a list", ask("changeIdentifier", [], 7, source="INSTORE").answers(refused(1))),
    bad(
        SHAPE,
        "an array registers",
        ask("addCustomer", [customer(ADA)]).answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(SHAPE, "a number registers", ask("addCustomer", 5).answers(created(7)), says=("outcome", "refused", "success")),
    bad(
        SHAPE,
        "v1.1 without customers registers",
        NO_CUSTOMERS.answers(registered(done(7, {}))),
        says=("outcome", "refused", "success"),
    ),
    bad(
        SHAPE,
        "an update of a text",
        ask("updateCustomer", "x", 7, source="INSTORE").answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        SHAPE,
        "a change of a list",
        ask("changeIdentifier", [], 7, source="INSTORE").answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        SHAPE,
        "v1.1: a customer of v2",
        ask("addCustomerV11", customer(ADA)).answers(registered(A)),
        says=("outcome", "refused", "success"),
    ),
    silent(
        SHAPE,
        "an upsert of one object may be accepted",
        ask("upsertCustomers", customer(ADA)).answers(upserted(kept(7))),
    ),
    good(KEYS, "ignored", add(ODD).answers(created(7))),
    good(KEYS, "refused", add(ODD).answers(refused(8005))),
    bad(
        KEYS,
        "neither",
        add(ODD).answers(UNCLEAR),
        also=(EITHER,),
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
        also=(EITHER,),
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
        also=(EITHER,),
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
    silent(HOSTILE, "an apostrophe", add(ADA.named("D'Ada", "O'Neil--Lee")).answers(created(7))),
    good(CONTENT, "refused", add(ADA).typed("text/plain").answers(status(415))),
    good(CONTENT, "an empty batch", upsert().typed("text/plain").answers(status(415))),
    good(CONTENT, "treated as JSON", add(ADA).typed("text/plain").answers(created(7))),
    good(CONTENT, "no type at all", add(ADA).typed(None).answers(created(7))),
    bad(
        CONTENT,
        "neither",
        add(ADA).typed("text/plain").answers(UNCLEAR),
        also=(EITHER,),
        says=("outcome", "refused, or treated as JSON", "unreadable"),
    ),
    bad(
        CONTENT,
        "a crash",
        add(ADA).typed("text/plain").answers(status(500)),
        before=(CRASH,),
        says=("outcome", "refused, or treated as JSON", "crashed"),
    ),
    silent(CONTENT, "JSON with a parameter", add(ADA).typed("application/json; charset=utf-8").answers(created(7))),
    silent(CONTENT, "no JSON", add(b"{").typed("text/plain").answers(status(400))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_robustness(history: History) -> None:
    history.check()


@pytest.mark.parametrize(
    "operation", ["addCustomer", "addCustomerV11", "upsertCustomers", "updateCustomer", "changeIdentifier"]
)
@pytest.mark.parametrize("body", [b"", b"{", b"null", b'"x"', b"\xff", b"5", b"[" * 5000])
def test_a_400_refuses_any_body_of_another_shape(operation: str, body: bytes) -> None:
    trial = Trial(ORG, ask(operation, body, 7, source="INSTORE").answers(status(400)))
    assert trial.spoken == [()]
    assert trial.exercised[0].get(BODY, 0) + trial.exercised[0].get(SHAPE, 0) == 1


def test_causes_of_crashes_are_told_apart_by_their_status() -> None:
    trial = Trial(ORG, add(ADA).answers(status(500)), add(ADA).answers(status(506)), add(ADA).answers(status(500)))
    assert [finding.breach.cause for found in trial.findings for finding in found] == [
        "status 500",
        "status 506",
        "status 500",
    ]
    assert [finding.count for finding in trial.judge.findings.values()] == [2, 1]
