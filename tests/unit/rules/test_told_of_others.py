"""What an answer tells of other people, and what it tells strangers, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    Response,
    Who,
    add,
    ask,
    bad,
    created,
    customer,
    done,
    failed,
    get,
    good,
    refused,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    update,
    upsert,
    upserted,
    wrong,
)

NEEDED = "security/credentials-are-required"
WRONG = "security/wrong-credentials-are-refused"
STATUS = "security/refusal-is-401-or-403"
NEVER = "security/reader-never-writes"
TOLD_403 = "security/reader-is-told-403"
INSIDE = "security/no-inner-workings"
OTHERS = "security/nobody-elses-data"
STORED = "reads/details-show-what-was-stored"
SCHEMA = "envelope/answer-matches-the-schema"
EITHER = "envelope/success-and-failure-exclude-each-other"

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
MISMATCH = KIM.only("mobile").with_(ADA["email"])
QUAINT = EVE.named("Eve", "Curieqabc")
QUERY = f"SELECT {'a' * 100} FROM t"


def telling(message: str) -> Response:
    """A refusal with this text."""
    return says({"errors": [{"status": False, "code": 8006, "message": message}]}, 400)


HISTORIES = [
    bad(
        WRONG,
        "a body that is no JSON is served",
        add(b"{").by(Who.WRONG_PASSWORD).answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    good(NEEDED, "400 with code 401", add(ADA).by(Who.NOBODY).answers(refused(401)), also=(STATUS,)),
    good(NEEDED, "400 with code 403", add(ADA).by(Who.NOBODY).answers(refused(403)), also=(STATUS,)),
    good(NEEDED, "400 with code 4000", add(ADA).by(Who.NOBODY).answers(refused(4000)), also=(STATUS,)),
    good(
        NEVER,
        "every item is refused",
        upsert(customer(ADA.only())).by(Who.READER).answers(upserted(wrong(4000))),
        also=(TOLD_403,),
    ),
    bad(
        NEVER,
        "a body that is no object is carried out",
        add([]).by(Who.READER).answers(created(7)),
        also=("robustness/wrong-shape-is-refused",),
        says=("outcome", "refused", "success"),
    ),
    bad(
        TOLD_403,
        "400 to a body that is no object",
        add([]).by(Who.READER).answers(refused(8005)),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    bad(
        INSIDE,
        "a long query, of which the beginning is shown",
        ADDED,
        add(ADA).answers(telling(QUERY)),
        says=("body", "no inner workings", QUERY[:80]),
    ),
    silent(
        OTHERS,
        "an answer that cannot be read",
        EVE_ADDED,
        add(ADA).answers(says({"email": EVE["email"].value})),
        also=(EITHER,),
    ),
    silent(
        OTHERS,
        "an operation that nobody documents",
        EVE_ADDED,
        ask("elsewhere", {}).answers(says({"createdId": 7, "email": EVE["email"].value})),
    ),
    good(
        OTHERS,
        "a read that shows another's last name",
        ADDED,
        add(QUAINT).answers(created(8)),
        get(7).answers(shows(7, shown(ADA.named("Ada", "Curieqabc")))),
        also=(STORED,),
    ),
    bad(
        OTHERS,
        "a write that shows another's last name",
        add(QUAINT).answers(created(8)),
        update(8, QUAINT).answers(created(8)),
        ADDED,
        add(ADA).answers(telling("known as Curieqabc")),
        says=("body", "data of the customers asked about", "Curieqabc of 8"),
    ),
    good(
        OTHERS,
        "an email of which it is open who holds it",
        EVE_ADDED,
        upsert(EVE.only("mobile").with_(ZOE["email"]), skip=False).answers(upserted({"entityId": 8, "errors": []})),
        add(ADA).answers(created(7, link=EVE["email"].value)),
    ),
    good(
        OTHERS,
        "a customer who joins another source is told of the first",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7, link=ADA["email"].value)),
    ),
    good(
        OTHERS,
        "a failed item tells of the customer whom it names",
        IN_V11,
        register(ADA.only("mobile")).answers(registered(failed(1014, email=ADA["email"].value))),
    ),
    bad(
        OTHERS,
        "a refused mismatch tells of the owner",
        IN_V11,
        register(MISMATCH).answers(registered(failed(1016, mobile=ADA["mobile"].value))),
        says=("body", "data of the customers asked about", f"{ADA['mobile'].value} of 7"),
    ),
    good(
        OTHERS,
        "a mismatch that registers anew tells of the owner",
        IN_V11,
        register(MISMATCH).answers(registered(done(9, MISMATCH, note=ADA["mobile"].value))),
    ),
    good(
        OTHERS,
        "a refused mismatch, and an item that tells of its own",
        IN_V11,
        register(EVE).answers(registered(done(8, EVE))),
        register(MISMATCH, EVE.only("mobile")).answers(
            registered(failed(1016), done(8, EVE.only("mobile"), note=EVE["email"].value))
        ),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_told_of_others(history: History) -> None:
    history.check()
