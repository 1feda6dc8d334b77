"""Which forms of answers an exchange shows: all of them, and no others."""

from __future__ import annotations

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.evidence.intent import REGISTER, UPSERT
from contracts.rules.readings import answers

ODD = {**customer(ADA), "colour": "red"}
CARD = {"profiles": [{"identifiers": [{"type": "card", "value": "1", "customFields": True}], "source": "INSTORE"}]}
SUCCESS = {"empty_errors_on_success": "absent", "success_lists": "always"}
CREATED = {"creation_status": "http-200", **SUCCESS}
ENVELOPE = {"null_members_on_failure": "absent", "error_envelope_members": "errors-alone"}
REFUSED = {"business_error_status": "http-400", **ENVELOPE}
V11 = {"v11_request_code_type": "integer"}
FAILED_V11 = {"v11_failure_status": "http-200", **V11}
EXTRA_CODES = {"undocumented_codes": "extra-codes"}


def awarded(*pairs: tuple[object, object], **members: object) -> Response:
    """A success that awards points: raw, rounded."""
    effects = [{"type": "points", "rawAwardedPoints": raw, "awardedPoints": whole} for raw, whole in pairs]
    return created(7, sideEffects=effects, **members)


SHOWN = {"source": "INSTORE", "identifiers": [{"type": "mobile", "value": "1"}]}
EMPTY = {"empty_members": "shown"}

ROWS = [
    told(ADDED, **CREATED),
    told(add(ADA).answers(created(7, status=201)), creation_status="http-201", **SUCCESS),
    told(add(ADA).answers(created(7, status=202)), **SUCCESS),
    told(add(ADA).answers(created(7, errors=[])), **{**CREATED, "empty_errors_on_success": "empty"}),
    told(add(ADA).answers(created(7, warnings=None)), **{**CREATED, "success_lists": "absent-when-empty"}),
    told(add(ADA).answers(created(7, sideEffects=None)), **{**CREATED, "success_lists": "absent-when-empty"}),
    told(add(ADA).answers(created(7, 8107)), **CREATED),
    told(
        add(ADA).answers(created(7, 8107, sideEffects=[{"type": "coupon"}])),
        creation_status="http-200",
        empty_errors_on_success="absent",
    ),
    told(add(ADA).no_answer()),
    told(add(ADA).answers(status(500))),
    told(add(ADA).by(Who.NOBODY).answers(refused(8006))),
    # who may ask
    told(
        add(ADA).by(Who.NOBODY).answers(status(401)), credentials_refusal="http-401", credentials_refusal_body="empty"
    ),
    told(
        add(ADA).by(Who.NOBODY).answers(status(403, b" ")),
        credentials_refusal="http-403",
        credentials_refusal_body="empty",
    ),
    told(
        add(ADA).by(Who.NOBODY).answers(status(401, b" <error/>")),
        credentials_refusal="http-401",
        credentials_refusal_body="xml",
    ),
    told(
        add(ADA).by(Who.NOBODY).answers(status(401, b"{}")),
        credentials_refusal="http-401",
        credentials_refusal_body="json",
    ),
    told(add(ADA).by(Who.NOBODY).answers(status(401, b"no")), credentials_refusal="http-401"),
    told(add(ADA).answers(status(401))),
    told(
        register(ADA).by(Who.NOBODY).answers(envelope(code=401)),
        credentials_refusal="v11-envelope-401",
        credentials_refusal_body="json",
        v11_refusal_success_flag="success-false",
        **V11,
    ),
    told(register(ADA).by(Who.NOBODY).answers(envelope(code=403)), credentials_refusal_body="json", **V11),
    told(register(ADA).answers(envelope(code=401)), v11_refusal_success_flag="success-false", **V11),
    told(register(ADA).answers(envelope(code=401, success="true")), v11_refusal_success_flag="success-true", **V11),
    told(register(ADA).answers(envelope(code=401, success="perhaps")), **V11),
    told(
        register(ADA).by(Who.NOBODY).answers(envelope(http=401, code="401")),
        credentials_refusal="http-401",
        credentials_refusal_body="json",
        v11_refusal_success_flag="success-false",
    ),
    told(add(ADA).by(Who.READER).answers(refused(4000, status=403)), missing_write_access="code-4000"),
    told(add(ADA).by(Who.READER).answers(status(403)), missing_write_access="other-body"),
    told(add(ADA).by(Who.READER).answers(refused(1007, status=403)), missing_write_access="other-body"),
    told(add(ADA).by(Who.READER).answers(status(401))),
    told(add(ADA).answers(status(403))),
    told(lookup(ADA["mobile"]).by(Who.READER).answers(status(403))),
    told(register(ADA).by(Who.READER).answers(envelope(http=403, code=403))),
    told(add(ADA).answers(status(429)), rate_limit_answer="bare"),
    told(add(ADA).answers(Response(429, (("Retry-After", "7"),))), rate_limit_answer="with-retry-after"),
    # refusals
    told(ADDED, add(ADA).answers(refused(8006)), **REFUSED),
    told(ADDED, add(ADA).answers(refused(8006, status=200)), business_error_status="http-200", **ENVELOPE),
    told(ADDED, add(ADA).answers(refused(8006, status=409)), business_error_status="http-409", **ENVELOPE),
    told(add(CARD).answers(refused(8056, status=400))),
    told(ADDED, add(ADA).answers(refused(8006, status=422)), business_error_status="http-422", **ENVELOPE),
    told(ADDED, add(ADA).answers(refused(8006, status=404)), **ENVELOPE),
    told(ADDED, add(ADA).answers(refused(8006, createdId=None)), **{**REFUSED, "null_members_on_failure": "null"}),
    told(
        ADDED,
        add(ADA).answers(refused(8006, warnings=[])),
        **{**REFUSED, "error_envelope_members": "errors-and-warnings"},
    ),
    told(
        ADDED,
        add(ADA).answers(refused(8006, warnings=None)),
        business_error_status="http-400",
        null_members_on_failure="absent",
    ),
    told(ADDED, add(ADA).answers(says(None, 400))),
    told(ADDED, add(ADA).answers(says({"createdId": None}, 400))),
    told(
        ADDED,
        update(7, EVE).answers(refused(8009)),
        business_error_status="http-400",
        error_envelope_members="errors-alone",
    ),
    told(ADDED, update(7, EVE).answers(created(7, status=201))),
    told(finds_nobody(EVE["mobile"])),
    told(ADDED, add(ADA).answers(refused(99)), **REFUSED, **EXTRA_CODES),
    told(add(ADA).answers(created(7, 99)), **CREATED, **EXTRA_CODES),
    told(upsert(ADA).answers(upserted(wrong(99))), **EXTRA_CODES),
    told(lookup(ADA["mobile"]).answers(nobody(code=99))),
    # notices and effects
    told(
        ADDED,
        add(EVE).answers(created(8, warnings=[{"status": True, "code": 8107}])),
        **CREATED,
        warning_status_flag="varies",
    ),
    told(
        upsert(ADA).answers(upserted(kept(7, warnings=[{"status": True, "code": 8107}]))), warning_status_flag="varies"
    ),
    told(upsert(ADA).answers(upserted(kept(7, warnings=[{"status": 1}, {}, 7])))),
    told(add(ADA).answers(awarded((75.0, 75))), **CREATED, points_number_form="decimal"),
    told(add(ADA).answers(awarded((75, 75), (7, 7))), **CREATED, points_number_form="integer"),
    told(add(ADA).answers(awarded((75, 75), (7.5, 8))), **CREATED),
    told(add(ADA).answers(awarded((75.0, 75.0))), **CREATED),
    told(add(ADA).answers(awarded((None, 75))), **CREATED),
    told(add(ADA).answers(awarded((True, 75))), **CREATED),
    told(add(ADA).answers(created(7, sideEffects=[{"type": "coupon"}, 7])), **CREATED),
    told(add(ADA).answers(created(7, 8051)), **CREATED, merge_notice_place="warnings"),
    told(
        add(ADA).answers(created(7, errors=[{"code": 8051}])),
        creation_status="http-200",
        success_lists="always",
        merge_notice_place="errors",
    ),
    told(
        add(ADA).answers(created(7, 8051, errors=[{"code": 8051}])), creation_status="http-200", success_lists="always"
    ),
    told(upsert(ADA).answers(upserted(kept(7, 8051)))),
    # members that have nothing in them
    told(upsert(ADA).answers(upserted(kept(7, result={**RECORD, "profiles": [{**SHOWN, "fields": {}}]}))), **EMPTY),
    told(upsert(ADA).answers(upserted(kept(7, result={**RECORD, "profiles": [{**SHOWN, "fields": None}]}))), **EMPTY),
    told(upsert(ADA).answers(upserted(kept(7, result={**RECORD, "profiles": [SHOWN]}))), empty_members="left-out"),
    told(upsert(ADA).answers(upserted(kept(7, result={**RECORD, "profiles": []})))),
    told(upsert(ADA).answers(upserted(kept(7, result={})))),
    told(upsert(ODD).answers(upserted(wrong(3017, result=RECORD)))),
    told(ADDED, change(7, add=[EVE["email"]]).answers(created(7, 8051)), merge_notice_place="warnings"),
    # v1.1
    told(register(ADA).answers(registered(done(7, ADA))), **V11),
    told(register(ADA).answers(registered(failed(1014))), **FAILED_V11),
    told(register(ADA).answers(registered(failed(1014), http=500)), v11_failure_status="http-500", **V11),
    told(register(ADA).answers(registered(failed(1014), http=400)), v11_failure_status="http-4xx", **V11),
    told(register(ADA).answers(registered(failed(1014), http=503)), **V11),
    told(register(ADA).answers(envelope(http=400)), **V11),
    told(register(ADA).answers(says(None, 400))),
    told(register(ADA).answers(registered(done(7, ADA), code="200")), v11_request_code_type="string"),
    told(register(ADA).answers(registered(done(7, ADA), code=None))),
    told(register(ADA, EVE).answers(registered(done(7, ADA), failed(1001))), v11_partial_code="code-201", **V11),
    told(
        register(ADA, EVE).answers(registered(done(7, ADA), failed(1001), code=200)), v11_partial_code="code-200", **V11
    ),
    told(register(ADA, EVE).answers(registered(done(7, ADA), failed(1001), code=500)), **V11),
    told(upsert(ADA, EVE).answers(upserted(kept(7), wrong(8005)))),
    told(register(ADA, EVE).answers(registered(failed(1060), failed(1060))), batch_limit="code-1060", **FAILED_V11),
    told(upsert(ADA, EVE).answers(refused(1060)), batch_limit="code-1060"),
    told(upsert(ADA).answers(refused(1060))),
    # bodies
    told(add(ODD).answers(created(7)), unknown_keys="ignored", **SUCCESS),
    told(add(ODD).answers(refused(1007))),
    told(add(ODD).asking(verbose="1").answers(created(7)), **SUCCESS),
    told(upsert(ODD).answers(upserted(kept(7)))),
    told(add(b"{").answers(refused(1007)), malformed_json="http-4xx"),
    told(add(b"{").answers(refused(1007, status=200)), malformed_json="error-envelope"),
    told(add(b"{").answers(status(422)), malformed_json="http-4xx"),
    told(add(b"{").answers(created(7)), **SUCCESS),
    told(ask(UPSERT, b"[").answers(refused(1007)), malformed_json="http-4xx"),
    told(ask(UPSERT, b"[").answers(upserted())),
    told(ask(REGISTER, b"{").answers(registered(http=500)), malformed_json="v11-http-500", **V11),
    told(ask(REGISTER, b"{").answers(registered(http=200)), malformed_json="error-envelope", **V11),
    told(add(b"{").no_answer()),
    told(add(ADA).typed("text/plain").answers(created(7)), other_content_type="treated-as-json", **SUCCESS),
    told(add(ADA).typed("text/plain").answers(refused(1007)), other_content_type="refused"),
    told(add(ADA).typed("text/plain").answers(status(415)), other_content_type="refused"),
    told(ADDED, add(ADA).typed("text/plain").answers(refused(8006))),
    told(add(ADA.with_(Identifier("email", "no"))).typed("text/plain").answers(refused(8055))),
    told(add(ADA).typed("application/json; charset=utf-8").answers(created(7)), **CREATED),
    told(add(ADA).typed(None).answers(created(7)), **SUCCESS),
    told(add(ADA).typed("text/plain").no_answer()),
    told(add(b"{").typed("text/plain").answers(refused(1007)), malformed_json="http-4xx"),
]

NEVER = {
    ("business-error-status", "mixed"),
    ("batch-limit", "http-4xx"),
    ("batch-limit", "accepted"),
    ("undocumented-codes", "catalogue-only"),
    ("unknown-keys", "refused"),
    ("warning-status-flag", "always-false"),
}
"""Answers that stand for many exchanges, or that something else may be the reason of."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(answers)


def test_every_answer_is_shown() -> None:
    assert unshown(answers, ROWS) == NEVER
