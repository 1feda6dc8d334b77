"""Which readings an answer shows: all of them, and no others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ORG,
    REGISTER,
    UPSERT,
    ZOE,
    Identifier,
    Line,
    Profile,
    Trial,
    Who,
    add,
    ask,
    created,
    customer,
    details,
    done,
    envelope,
    failed,
    flagged,
    found,
    get,
    kept,
    lookup,
    nobody,
    org,
    refused,
    register,
    registered,
    says,
    status,
    update,
    upsert,
    upserted,
    wrong,
)

from contracts.rules.observed import OBSERVERS

ADDED = add(ADA).answers(created(7))
REGISTERED = register(ADA).answers(registered(done(7, ADA)))
ELSEWHERE = add(ADA, "WEBSITE")
NOBODY_KNOWS = org(shared_identity=None)
BAD_EMAIL = ADA.with_(Identifier("email", "ada.example.com"))
BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc0000001"))
BOTH = ADA.only("mobile").with_(EVE["email"])
OFF = flagged(False, False)
MISMATCH = register(KIM.only("mobile").with_(ADA["email"]))
NAMELESS = {"profiles": [{"firstName": "A", "identifiers": [], "source": "INSTORE"}]}
NAMELESS_V11 = {"firstname": "A"}
ODD = {**customer(ADA), "colour": "red"}


Lines = tuple[Line | tuple[Line, ...], ...]
Row = tuple[Profile, Lines, Mapping[str, str]]


def told(*lines: Line | tuple[Line, ...], on: Profile = ORG, **expected: str) -> Row:
    """The readings that the last line shows, with underscores for hyphens."""
    return on, lines, {name.replace("_", "-"): answer for name, answer in expected.items()}


def at_once(*lines: Line) -> tuple[Line, ...]:
    return tuple(line.under_way(10.0, 12.0 + place) for place, line in enumerate(lines))


CREATED = {"creation_status": "http-200", "default_label": "configured"}
SUCCESS = {"empty_errors_on_success": "absent", "success_lists": "always"}
REFUSED = {"business_error_status": "http-400", "null_members_on_failure": "absent"}
V11 = {"v11_request_code_type": "integer"}
FAILED_V11 = {"v11_failure_status": "http-200", **V11}

ROWS = [
    told(ADDED, **CREATED, **SUCCESS),
    told(add(ADA).answers(created(7, status=201)), creation_status="http-201", default_label="configured", **SUCCESS),
    told(add(ADA).answers(created(7, status=202)), default_label="configured", **SUCCESS),
    told(add(ADA).answers(created(7, 8107)), creation_status="http-200", default_label="not-configured", **SUCCESS),
    told(add({**customer(ADA), "statusLabel": "Gold"}).answers(created(7)), **SUCCESS),
    told(add(ADA).answers(created(7, errors=[])), empty_errors_on_success="empty", success_lists="always", **CREATED),
    told(
        add(ADA).answers(created(7, warnings=None)),
        empty_errors_on_success="absent",
        success_lists="absent-when-empty",
        **CREATED,
    ),
    told(
        add(ADA).answers(created(7, sideEffects=None)),
        empty_errors_on_success="absent",
        success_lists="absent-when-empty",
        **CREATED,
    ),
    told(add(ADA).by(Who.NOBODY).answers(refused(8006))),
    told(
        add(ADA).by(Who.NOBODY).answers(status(401)), credentials_refusal="http-401", credentials_refusal_body="empty"
    ),
    told(
        add(ADA).by(Who.NOBODY).answers(status(403, b" ")),
        credentials_refusal="http-403",
        credentials_refusal_body="empty",
    ),
    told(
        add(ADA).by(Who.NOBODY).answers(status(401, b" <html/>")),
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
        **V11,
    ),
    told(register(ADA).answers(envelope(code=401)), **V11),
    told(add(ADA).no_answer()),
    told(add(ADA).answers(status(429))),
    told(ADDED, add(ADA).answers(refused(8006)), **REFUSED),
    told(
        ADDED,
        add(ADA).answers(refused(8006, status=200)),
        business_error_status="http-200",
        null_members_on_failure="absent",
    ),
    told(
        ADDED,
        add(ADA).answers(refused(8006, status=409)),
        business_error_status="http-409",
        null_members_on_failure="absent",
    ),
    told(
        ADDED,
        add(ADA).answers(refused(8006, status=422)),
        business_error_status="http-422",
        null_members_on_failure="absent",
    ),
    told(ADDED, add(ADA).answers(refused(8006, status=404)), null_members_on_failure="absent"),
    told(
        ADDED,
        add(ADA).answers(refused(8006, createdId=None)),
        business_error_status="http-400",
        null_members_on_failure="null",
    ),
    told(ADDED, add(ADA).answers(says(None, 400))),
    told(ADDED, add(ADA).answers(says({"createdId": None}, 400)), null_members_on_failure="null"),
    told(ADDED, update(7, EVE).answers(refused(1, status=400)), business_error_status="http-400"),
    told(ADDED, update(7, EVE).answers(created(7, status=201))),
    told(ADDED, ELSEWHERE.answers(created(7)), combining_warning="8050-absent", **SUCCESS),
    told(ADDED, ELSEWHERE.answers(created(7, 8050)), combining_warning="8050-present", **SUCCESS),
    told(ADDED, ELSEWHERE.answers(refused(1)), **REFUSED),
    told(ADDED, upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(7)))),
    told(
        ADDED,
        add(EVE).answers(created(8)),
        add(BOTH, "WEBSITE").answers(created(9, 8052)),
        several_owners_elsewhere="success-8052",
        **SUCCESS,
    ),
    told(
        ADDED,
        add(EVE).answers(created(8)),
        add(BOTH, "WEBSITE").answers(created(7, 8051)),
        several_owners_elsewhere="merge-8051",
        **SUCCESS,
    ),
    told(
        ADDED,
        add(EVE).answers(created(8)),
        add(BOTH, "WEBSITE").answers(refused(8006)),
        several_owners_elsewhere="error",
        **REFUSED,
    ),
    told(ADDED, add(EVE).answers(created(8)), add(BOTH, "WEBSITE").no_answer()),
    told(
        ADDED,
        ELSEWHERE.answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        add(ZOE).answers(created(9)),
        **CREATED,
        **SUCCESS,
    ),
    told(
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(refused(8006)),
        owner_already_here="refused-8006",
        **REFUSED,
    ),
    told(
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(refused(8066)),
        owner_already_here="refused-8066",
        **REFUSED,
    ),
    told(
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(refused(1)),
        **REFUSED,
    ),
    told(
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(created(7)),
        **SUCCESS,
    ),
    told(add(ADA, "LINE").answers(created(7)), missing_account="accepted", **SUCCESS),
    told(add(ADA, "LINE").answers(created(7, 1)), missing_account="warning", **SUCCESS),
    told(add(ADA, "LINE").answers(refused(3217)), missing_account="error", **REFUSED),
    told(upsert(customer(ADA, "LINE")).answers(upserted(wrong(3217)))),
    told(add(ADA, None).answers(refused(8004)), missing_source_code="code-8004", **REFUSED),
    told(add(ADA, None).answers(refused(3217)), missing_source_code="code-3217", **REFUSED),
    told(add(ADA, None).answers(refused(1)), missing_source_code="other-code", **REFUSED),
    told(add(ADA, None).answers(created(7)), **SUCCESS),
    told(upsert(customer(ADA, None)).answers(upserted(kept(7))), upsert_missing_source="instore"),
    told(upsert(customer(ADA, None)).answers(upserted(wrong(8004))), upsert_missing_source="item-error"),
    told(upsert(customer(ADA, None)).no_answer()),
    told(add(NAMELESS).answers(refused(1007)), no_identifier_code="code-1007", **REFUSED),
    told(add(NAMELESS).answers(refused(8005)), no_identifier_code="code-8005", **REFUSED),
    told(add(NAMELESS).answers(refused(8014)), no_identifier_code="code-8014", **REFUSED),
    told(add(NAMELESS).answers(refused(500)), no_identifier_code="code-500", **REFUSED),
    told(add(NAMELESS).answers(refused(8014, 1007)), no_identifier_code="code-1007", **REFUSED),
    told(add(NAMELESS).answers(refused(1)), **REFUSED),
    told(upsert(NAMELESS).answers(upserted(wrong(1007)))),
    told(register(NAMELESS_V11).answers(registered(failed(1007))), **FAILED_V11),
    told(add(BAD_EMAIL).answers(created(7, 8055)), bad_secondary="dropped-with-warning", **SUCCESS),
    told(add(BAD_EMAIL).answers(refused(8055)), bad_secondary="refused", **REFUSED),
    told(add(BAD_EMAIL).no_answer()),
    told(add({**customer(BAD_EMAIL), "x": 1}).answers(created(7, 8055)), unknown_keys="ignored", **SUCCESS),
    told(register(BAD_MOBILE).answers(registered(done(7, BAD_MOBILE, mobile=None))), bad_mobile_v11="dropped", **V11),
    told(register(BAD_MOBILE).answers(registered(failed(1))), bad_mobile_v11="refused", **FAILED_V11),
    told(register(BAD_MOBILE.but(extra={"x": 1})).answers(registered(failed(1))), **FAILED_V11),
    told(register(BAD_MOBILE).no_answer()),
    told(add(ODD).answers(created(7)), unknown_keys="ignored", **SUCCESS),
    told(add(ODD).answers(refused(1)), null_members_on_failure="absent"),
    told(add(ODD).asking(verbose="1").answers(created(7)), **SUCCESS),
    told(upsert(ODD).answers(upserted(kept(7)))),
    told(REGISTERED, **V11),
    told(REGISTERED, REGISTERED, reregistration_v11="same-customer", **V11),
    told(REGISTERED, register(ADA).answers(registered(failed(1))), reregistration_v11="refused", **FAILED_V11),
    told(REGISTERED, register(ADA).no_answer()),
    told(REGISTERED, register(ADA.but(extra={"x": 1})).answers(registered(done(7, ADA))), **V11),
    told(register(ADA).answers(registered(failed(1), http=500)), v11_failure_status="http-500", **V11),
    told(register(ADA).answers(registered(failed(1), http=400)), v11_failure_status="http-4xx", **V11),
    told(register(ADA).answers(says(None, 400))),
    told(register(ADA).answers(registered(done(7, ADA), code="200")), v11_request_code_type="string"),
    told(register(ADA, EVE).answers(registered(done(7, ADA), failed(1))), v11_partial_code="code-201", **V11),
    told(register(ADA, EVE).answers(registered(done(7, ADA), failed(1), code=200)), v11_partial_code="code-200", **V11),
    told(register(ADA, EVE).answers(registered(done(7, ADA), failed(1), code=500)), **V11),
    told(upsert(ADA, EVE).answers(upserted(kept(7), wrong(1)))),
    told(REGISTERED, MISMATCH.answers(registered(done(8, KIM.only("mobile")))), skip_flag="flag-on", **V11),
    told(REGISTERED, MISMATCH.answers(registered(done(7, ADA))), skip_flag="flag-off", strict_flag="flag-off", **V11),
    told(
        REGISTERED, MISMATCH.answers(registered(failed(1))), skip_flag="flag-off", strict_flag="flag-on", **FAILED_V11
    ),
    told(REGISTERED, MISMATCH.no_answer()),
    told(
        REGISTERED,
        MISMATCH.answers(registered(done(8, KIM.only("mobile")))),
        on=OFF,
        mismatch_no_flags="new-without-secondary",
        skip_flag="flag-on",
        **V11,
    ),
    told(
        REGISTERED,
        MISMATCH.answers(registered(done(7, ADA))),
        on=OFF,
        mismatch_no_flags="merged",
        skip_flag="flag-off",
        strict_flag="flag-off",
        **V11,
    ),
    told(
        REGISTERED,
        MISMATCH.answers(registered(failed(1))),
        on=OFF,
        skip_flag="flag-off",
        strict_flag="flag-on",
        **FAILED_V11,
    ),
    told(
        REGISTERED,
        MISMATCH.answers(registered(done(7, ADA))),
        on=flagged(False, True),
        skip_flag="flag-off",
        strict_flag="flag-off",
        **V11,
    ),
    told(
        REGISTERED,
        MISMATCH.answers(registered(done(7, ADA))),
        on=flagged(True, False),
        skip_flag="flag-off",
        strict_flag="flag-off",
        **V11,
    ),
    told(REGISTERED, add(ADA).answers(refused(8006)), on=NOBODY_KNOWS, shared_identity="shared", **REFUSED),
    told(REGISTERED, add(ADA).answers(created(8)), on=NOBODY_KNOWS, shared_identity="separate", **SUCCESS),
    told(REGISTERED, add(ADA).answers(created(7)), on=NOBODY_KNOWS, **SUCCESS),
    told(REGISTERED, add(ADA).answers(refused(1)), on=NOBODY_KNOWS, **REFUSED),
    told(REGISTERED, add(ADA).no_answer(), on=NOBODY_KNOWS),
    told(REGISTERED, add(ADA, "WEBSITE").answers(created(8)), on=NOBODY_KNOWS, **SUCCESS),
    told(REGISTERED, add(ADA.only("mobile").with_(EVE["email"])).answers(created(8)), on=NOBODY_KNOWS, **SUCCESS),
    told(REGISTERED, upsert(ADA).answers(upserted(kept(8))), on=NOBODY_KNOWS),
    told(REGISTERED, add(ADA).answers(created(8)), **SUCCESS),
    told(add(b"{").answers(refused(1)), null_members_on_failure="absent", malformed_json="http-4xx"),
    told(add(b"{").answers(refused(1, status=200)), null_members_on_failure="absent", malformed_json="error-envelope"),
    told(add(b"{").answers(status(422)), malformed_json="http-4xx"),
    told(ask(UPSERT, b"[").answers(refused(1)), malformed_json="http-4xx"),
    told(
        ask(REGISTER, b"{").answers(registered(http=500)),
        v11_failure_status="http-500",
        malformed_json="v11-http-500",
        **V11,
    ),
    told(ask(REGISTER, b"{").answers(registered(http=200)), malformed_json="error-envelope", **FAILED_V11),
    told(add(b"{").no_answer()),
    told(add(ADA).typed("text/plain").answers(created(7)), other_content_type="treated-as-json", **SUCCESS),
    told(add(ADA).typed("text/plain").answers(refused(1)), other_content_type="refused", **REFUSED),
    told(add(ADA).typed("application/json; charset=utf-8").answers(created(7)), **CREATED, **SUCCESS),
    told(add(ADA).typed(None).answers(created(7)), **SUCCESS),
    told(add(ADA).typed("text/plain").no_answer()),
    told(
        add(b"{").typed("text/plain").answers(refused(1)), null_members_on_failure="absent", malformed_json="http-4xx"
    ),
    told(lookup(EVE["mobile"]).answers(nobody()), read_not_found_status="http-404"),
    told(lookup(EVE["mobile"]).answers(nobody(200)), read_not_found_status="http-200"),
    told(details(EVE["mobile"]).answers(nobody(400)), read_not_found_status="http-400"),
    told(lookup(EVE["mobile"]).answers(nobody(422))),
    told(lookup(EVE["mobile"]).answers(nobody(404, 1))),
    told(get(99).answers(nobody()), read_not_found_status="http-404"),
    told(ADDED, lookup(ADA["mobile"]).answers(found(7))),
    told(add(EVE).answers(refused(8015)), **REFUSED),
    told(upsert().answers(upserted()), upsert_empty_array="empty-answer"),
    told(upsert().answers(status(400)), upsert_empty_array="http-4xx"),
    told(upsert().no_answer()),
    told(register().answers(registered()), empty_batch_v11="failure-envelope", **FAILED_V11),
    told(register().answers(status(400)), empty_batch_v11="http-4xx"),
    told(register().answers(envelope()), empty_batch_v11="failure-envelope", **FAILED_V11),
    told(register().no_answer()),
    told(
        at_once(add(ADA).answers(created(7)), add(ADA).answers(refused(8006))),
        concurrent_loser_code="code-8006",
        **SUCCESS,
        **REFUSED,
    ),
    told(
        at_once(add(ADA).answers(created(7)), add(ADA).answers(refused(521))),
        concurrent_loser_code="code-521",
        **SUCCESS,
        **REFUSED,
    ),
    told(at_once(add(ADA).answers(created(7)), add(ADA).answers(refused(1))), **SUCCESS, **REFUSED),
    told(
        at_once(register(ADA).answers(registered(done(7, ADA))), register(ADA).answers(registered(failed(521)))),
        **FAILED_V11,
    ),
]


def observed(profile: Profile, *lines: Line | tuple[Line, ...]) -> dict[str, str]:
    """The readings that the last line shows; each shows one answer once."""
    before = Trial(profile, *lines[:-1]).judge.readings if len(lines) > 1 else {}
    after = Trial(profile, *lines).judge.readings
    return {
        reading: answer
        for reading, answers in after.items()
        for answer in (answers - before.get(reading, type(answers)()))
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(sorted(row[2].items())))
def test_what_an_answer_shows(row: Row) -> None:
    profile, lines, expected = row
    assert observed(profile, *lines) == expected


def test_every_reading_is_shown_somewhere() -> None:
    assert set(OBSERVERS) - {reading for _, _, expected in ROWS for reading in expected} == set()
