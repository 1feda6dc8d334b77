"""What an answer must not give away, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    History,
    Identifier,
    Response,
    Who,
    add,
    ask,
    bad,
    change,
    created,
    done,
    get,
    good,
    lookup,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    status,
    upsert,
    upserted,
)

from contracts.engine.exchange import MASK

INSIDE = "security/no-inner-workings"
SECRET = "security/no-credentials-shown"
OTHERS = "security/nobody-elses-data"
HOPPER = EVE.named("Eve", "Hopperqaab")
CRASH = "robustness/no-server-error"
ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
UNKNOWN = add(ADA).by(Who.NOBODY)
REFUSAL = says({"errors": [{"status": False, "code": 8006, "message": "taken"}]}, 400)


def telling(message: str, code: int = 8006, status: int = 400) -> Response:
    return says({"errors": [{"status": False, "code": code, "message": message}]}, status)


HISTORIES = [
    # inner workings
    good(INSIDE, "a plain refusal", ADDED, add(ADA).answers(REFUSAL)),
    good(
        INSIDE,
        "a name that looks like one",
        add(ADA.named("java.lang.Exception")).answers(telling("no java.lang.Exception", 1)),
    ),
    good(INSIDE, "words of everyday", ADDED, add(ADA).answers(telling("select another email, or ask at the till"))),
    good(INSIDE, "a crash without a trace", lookup(ADA["mobile"]).answers(status(429, b"slow down"))),
    bad(
        INSIDE,
        "a Python trace",
        ADDED,
        add(ADA).answers(telling("Traceback (most recent call last)")),
        says=("body", "no inner workings", "Traceback (most recent call last)"),
    ),
    bad(
        INSIDE,
        "a Java frame",
        ADDED,
        add(ADA).answers(telling("at com.example.Customers.add(Customers.java:12)")),
        says=("body", "no inner workings", "at com.example.Customers.add("),
    ),
    bad(
        INSIDE,
        "a frame of the runtime",
        ADDED,
        add(ADA).answers(telling("at java.lang.Thread.run(Thread)")),
        says=("body", "no inner workings", "at java.lang.Thread.run("),
    ),
    bad(
        INSIDE,
        "a line of Java",
        ADDED,
        add(ADA).answers(telling("(Customers.java:12)")),
        says=("body", "no inner workings", ".java:12)"),
    ),
    bad(
        INSIDE,
        "an exception",
        ADDED,
        add(ADA).answers(telling("org.hibernate.QueryException")),
        says=("body", "no inner workings", "org.hibernate.QueryException"),
    ),
    bad(
        INSIDE,
        "an error class",
        ADDED,
        add(ADA).answers(telling("java.lang.OutOfMemoryError")),
        says=("body", "no inner workings", "java.lang.OutOfMemoryError"),
    ),
    bad(
        INSIDE,
        "SQLException",
        ADDED,
        add(ADA).answers(telling("SQLException")),
        says=("body", "no inner workings", "SQLException"),
    ),
    bad(
        INSIDE,
        "SQLSTATE",
        ADDED,
        add(ADA).answers(telling("SQLSTATE[23000]")),
        says=("body", "no inner workings", "SQLSTATE"),
    ),
    bad(
        INSIDE,
        "ORA-00001",
        ADDED,
        add(ADA).answers(telling("ORA-00001: unique constraint")),
        says=("body", "no inner workings", "ORA-00001"),
    ),
    bad(
        INSIDE,
        "PSQLException",
        ADDED,
        add(ADA).answers(telling("PSQLException")),
        says=("body", "no inner workings", "PSQLException"),
    ),
    bad(
        INSIDE,
        "MySQL",
        ADDED,
        add(ADA).answers(telling("You have an error in your SQL syntax")),
        says=("body", "no inner workings", "You have an error in your SQL syntax"),
    ),
    bad(
        INSIDE,
        "a query",
        ADDED,
        add(ADA).answers(telling("SELECT id FROM customers WHERE mobile = 1")),
        says=("body", "no inner workings", "SELECT id FROM c"),
    ),
    bad(
        INSIDE,
        "a Go trace",
        ADDED,
        add(ADA).answers(telling("goroutine 12 [running]")),
        says=("body", "no inner workings", "goroutine 12 ["),
    ),
    bad(
        INSIDE,
        "a trace in a 401",
        UNKNOWN.answers(status(401, b'File "app.py", line 3')),
        says=("body", "no inner workings", 'File "app.py", line 3'),
    ),
    bad(
        INSIDE,
        "a trace in a 429",
        add(ADA).answers(status(429, b"goroutine 1 [running]")),
        says=("body", "no inner workings", "goroutine 1 ["),
    ),
    bad(
        INSIDE,
        "a trace in a crash",
        add(ADA).answers(status(500, b"SQLSTATE")),
        also=(CRASH,),
        says=("body", "no inner workings", "SQLSTATE"),
    ),
    good(
        INSIDE,
        "what the query of a look-up held comes back",
        lookup(Identifier("email", "java.lang.Exception")).answers(telling("no java.lang.Exception", 8015, 400)),
    ),
    bad(
        INSIDE,
        "a leak behind an echo",
        add(ADA.only("email").named("SQLSTATE")).answers(telling("SQLSTATE: ORA-00001", 8005)),
        says=("body", "no inner workings", "ORA-00001"),
    ),
    # credentials
    good(SECRET, "a success", add(ADA).answers(created(7))),
    good(SECRET, "a refusal of credentials", UNKNOWN.answers(status(401, b"wrong password"))),
    bad(
        SECRET,
        "in a message",
        add(ADA.only("email")).answers(telling(f"sent {MASK.decode()}", 8005)),
        says=("body", "no credential", "a credential of this run"),
    ),
    bad(
        SECRET,
        "in a refusal of credentials",
        UNKNOWN.answers(status(401, b"not " + MASK)),
        says=("body", "no credential", "a credential of this run"),
    ),
    bad(
        SECRET,
        "in a crash",
        add(ADA).answers(status(500, MASK)),
        also=(CRASH,),
        says=("body", "no credential", "a credential of this run"),
    ),
    bad(
        SECRET,
        "in a header",
        add(ADA).answers(Response(401, (("WWW-Authenticate", f"Basic {MASK.decode()}"),), b"")),
        says=("body", "no credential", "a credential of this run"),
    ),
    # another's data
    good(OTHERS, "one's own", ADDED, add(ADA).answers(telling(f"{ADA['mobile'].value} is taken"))),
    bad(
        OTHERS,
        "a refused add tells the owner's other data",
        ADDED,
        add(ADA.only("mobile")).answers(telling(f"taken by {ADA['email'].value}")),
        says=("body", "data of the customers asked about", "ct.t1.1@example.com of 7"),
    ),
    good(OTHERS, "the data of whom the answer is about", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        OTHERS,
        "what the query asked for",
        ADDED,
        EVE_ADDED,
        lookup(KIM["email"]).asking(x=EVE["email"].value).answers(telling(f"not {EVE['email'].value}", 8015)),
    ),
    good(OTHERS, "ids are no secret", ADDED, EVE_ADDED, add(ADA).answers(telling("the customer is 7, not 8"))),
    bad(
        OTHERS,
        "a last name",
        ADDED,
        add(HOPPER).answers(created(8)),
        add(ADA).answers(telling("Hopperqaab has it")),
        says=("body", "data of the customers asked about", "Hopperqaab of 8"),
    ),
    good(
        OTHERS,
        "a last name that a lost request may have given to anybody",
        ADDED,
        add(HOPPER).answers(created(8)),
        upsert(ADA.named("Ada", "Hopperqaab")).no_answer(),
        add(ADA).answers(telling("Hopperqaab has it")),
    ),
    good(OTHERS, "values that nobody holds", ADDED, add(ADA).answers(telling(f"not {KIM['email'].value}"))),
    good(
        OTHERS,
        "a value of somebody merged",
        ADDED,
        EVE_ADDED,
        add(ADA.only("mobile").with_(EVE["email"]), "WEBSITE").answers(created(8, 8051)),
        get(7).answers(shows(8, shown(ADA), shown(EVE))),
        also=("reads/details-show-every-identifier",),
    ),
    bad(
        OTHERS,
        "a refused add tells both owners of a conflict",
        ADDED,
        EVE_ADDED,
        add(ADA.only("mobile").with_(EVE["email"])).answers(telling(f"{ADA['email'].value} and {EVE['mobile'].value}")),
        says=("body", "data of the customers asked about", "ct.t1.1@example.com of 7"),
    ),
    good(
        OTHERS,
        "both owners of an upsert's conflict",
        ADDED,
        EVE_ADDED,
        upsert(ADA.only("mobile").with_(EVE["email"])).answers(
            upserted({"errors": [{"status": False, "code": 8052, "message": f"not {EVE['mobile'].value}"}]})
        ),
    ),
    good(OTHERS, "each item of a batch", register(ADA, EVE).answers(registered(done(7, ADA), done(8, EVE)))),
    bad(
        OTHERS,
        "another's email",
        ADDED,
        EVE_ADDED,
        add(ADA).answers(telling(f"not {EVE['email'].value}")),
        says=("body", "data of the customers asked about", "ct.t1.2@example.com of 8"),
    ),
    bad(
        OTHERS,
        "another's email in a crash",
        EVE_ADDED,
        add(ADA).answers(status(500, EVE["email"].value.encode())),
        also=(CRASH,),
        says=("body", "data of the customers asked about", "ct.t1.2@example.com of 8"),
    ),
    bad(
        OTHERS,
        "another's email in a refusal of credentials",
        EVE_ADDED,
        add(ADA).answers(status(401, EVE["email"].value.encode())),
        says=("body", "data of the customers asked about", "ct.t1.2@example.com of 8"),
    ),
    bad(
        OTHERS,
        "another's mobile",
        ADDED,
        EVE_ADDED,
        add(ADA).answers(telling(f"call {EVE['mobile'].value}, please")),
        says=("body", "data of the customers asked about", "917593920002 of 8"),
    ),
    bad(
        OTHERS,
        "another's external id",
        ADDED,
        EVE_ADDED,
        lookup(KIM["email"]).answers(telling(f"near {EVE['externalId'].value}", 8015, 404)),
        says=("body", "data of the customers asked about", "ct-t1-2 of 8"),
    ),
    bad(
        OTHERS,
        "another's details",
        ADDED,
        EVE_ADDED,
        get(7).answers(shows(7, shown(ADA), fields={"email": EVE["email"].value})),
        says=("body", "data of the customers asked about", "ct.t1.2@example.com of 8"),
    ),
    bad(
        OTHERS,
        "somebody else's data stays theirs",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        lookup(KIM["email"]).answers(telling(ADA["email"].value, 8015, 404)),
        says=("body", "data of the customers asked about", "ct.t1.1@example.com of 8"),
    ),
    silent(
        OTHERS,
        "an operation that nobody knows",
        ADDED,
        ask("other").answers(status(200, ADA["email"].value.encode())),
        also=("envelope/answers-are-json",),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_leaks(history: History) -> None:
    history.check()
