"""Who may ask, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    ZOE,
    History,
    Missing,
    Who,
    add,
    bad,
    change,
    created,
    done,
    envelope,
    found,
    good,
    kept,
    lookup,
    nobody,
    refused,
    register,
    registered,
    says,
    silent,
    status,
    update,
    upsert,
    upserted,
)

NEEDED = "security/credentials-are-required"
WRONG = "security/wrong-credentials-are-refused"
READER = "security/reader-is-told-403"
ADDED = add(ADA).answers(created(7))
UNKNOWN = add(ADA).by(Who.NOBODY)
EMPTY = add(ADA).by(Who.EMPTY)
WRONG_ONE = add(ADA).by(Who.WRONG_PASSWORD)
READ_ONLY = add(ADA).by(Who.READER)

HISTORIES = [
    good(NEEDED, "401", UNKNOWN.answers(status(401))),
    good(NEEDED, "403", UNKNOWN.answers(status(403))),
    good(NEEDED, "401 in XML", UNKNOWN.answers(says(b"<error/>", 401, "application/xml"))),
    good(NEEDED, "401 in JSON", UNKNOWN.answers(refused(1, status=401))),
    good(NEEDED, "an empty credential", EMPTY.answers(status(401))),
    good(NEEDED, "v1.1: 401 in the envelope", register(ADA).by(Who.NOBODY).answers(envelope(code=401))),
    good(NEEDED, "v1.1: 401 as text in the envelope", register(ADA).by(Who.NOBODY).answers(envelope(code="401"))),
    good(NEEDED, "a read", lookup(ADA["mobile"]).by(Who.NOBODY).answers(status(401))),
    bad(NEEDED, "it registers", UNKNOWN.answers(created(7)), says=("status", "401 or 403", "HTTP 200, success")),
    bad(
        NEEDED,
        "an empty credential registers",
        EMPTY.answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        "security/refusal-is-401-or-403",
        "a 400",
        UNKNOWN.answers(status(400)),
        also=("envelope/failure-shape-v2",),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    bad(
        NEEDED,
        "a refusal for business reasons",
        UNKNOWN.answers(refused(8006)),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    bad("robustness/no-server-error", "a crash", UNKNOWN.answers(status(500)), says=("status", "no 5xx", 500)),
    bad(
        "security/refusal-is-401-or-403",
        "v1.1: 400 in the envelope",
        register(ADA).by(Who.NOBODY).answers(envelope(code=400)),
        says=("status", "401 or 403", "HTTP 200, failure"),
    ),
    bad(
        NEEDED,
        "a read tells",
        lookup(ADA["mobile"]).by(Who.NOBODY).answers(found(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        NEEDED,
        "an unreadable answer",
        UNKNOWN.answers(says({})),
        also=("envelope/success-and-failure-exclude-each-other",),
        says=("status", "401 or 403", "HTTP 200, unreadable"),
    ),
    silent(NEEDED, "no answer", UNKNOWN.no_answer()),
    silent(NEEDED, "throttled", UNKNOWN.answers(status(429))),
    silent(NEEDED, "something in front is down", UNKNOWN.answers(status(503))),
    silent(NEEDED, "no such operation", UNKNOWN.answers(status(404))),
    silent(NEEDED, "wrong credentials", WRONG_ONE.answers(status(401))),
    silent(NEEDED, "right credentials", add(ADA).answers(created(7))),
    silent(NEEDED, "right credentials that are refused", add(ADA).answers(status(401))),
    good(WRONG, "401", WRONG_ONE.answers(status(401))),
    good(WRONG, "403 for an unknown user", add(ADA).by(Who.UNKNOWN_USER).answers(status(403))),
    good(WRONG, "a prefix of the password", add(ADA).by(Who.PASSWORD_PREFIX).answers(status(401))),
    good(WRONG, "garbage for a token", upsert(ADA).by(Who.GARBAGE_TOKEN).answers(status(401))),
    bad(
        WRONG,
        "a wrong password registers",
        WRONG_ONE.answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        WRONG,
        "a prefix of the password registers",
        add(ADA).by(Who.PASSWORD_PREFIX).answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        WRONG,
        "an unknown user registers",
        register(ADA).by(Who.UNKNOWN_USER).answers(registered(done(7, ADA))),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        WRONG,
        "garbage for a token looks up",
        lookup(ADA["mobile"]).by(Who.GARBAGE_TOKEN).answers(nobody()),
        says=("status", "401 or 403", "HTTP 404, failure"),
    ),
    silent(WRONG, "no credentials", UNKNOWN.answers(status(401))),
    silent(WRONG, "a token", add(ADA).by(Who.TOKEN).answers(created(7))),
    silent(WRONG, "a read-only user", READ_ONLY.answers(status(403))),
    silent(WRONG, "no answer", WRONG_ONE.no_answer(Missing.RESET)),
    silent(WRONG, "throttled", WRONG_ONE.answers(status(429))),
    good("security/reader-never-writes", "403", READ_ONLY.answers(status(403))),
    good("security/reader-never-writes", "403 with code 4000", READ_ONLY.answers(refused(4000, status=403))),
    good("security/reader-never-writes", "a v1.1 write", register(ADA).by(Who.READER).answers(status(403))),
    good("security/reader-never-writes", "an upsert", upsert(ADA).by(Who.READER).answers(status(403))),
    good("security/reader-never-writes", "an update", update(7, ADA).by(Who.READER).answers(status(403))),
    good(
        "security/reader-never-writes",
        "a change of identifiers",
        change(7, add=[ADA["email"]]).by(Who.READER).answers(status(403)),
    ),
    bad(
        "security/reader-never-writes",
        "it registers",
        READ_ONLY.answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        "security/reader-never-writes",
        "a v1.1 write",
        register(ADA).by(Who.READER).answers(registered(done(7, ADA))),
        says=("outcome", "refused", "success"),
    ),
    bad(
        "security/reader-never-writes",
        "an upsert",
        upsert(ADA).by(Who.READER).answers(upserted(kept(7))),
        says=("outcome", "refused", "success"),
    ),
    bad(
        "security/reader-never-writes",
        "an update",
        ADDED,
        update(7, ADA).by(Who.READER).answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        "security/reader-never-writes",
        "a change of identifiers",
        ADDED,
        change(7, add=[ZOE["email"]]).by(Who.READER).answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    silent(READER, "a read", lookup(ADA["mobile"]).by(Who.READER).answers(nobody())),
    silent(READER, "a writer", add(ADA).answers(created(7))),
    silent(READER, "no answer", READ_ONLY.no_answer()),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_security(history: History) -> None:
    history.check()
