"""Who may ask, and what an answer must not give away, in histories."""

from __future__ import annotations

import pytest
from histories import *

from contracts.engine.exchange import MASK

NEEDED = "security/credentials-are-required"
WRONG = "security/wrong-credentials-are-refused"
STATUS = "security/refusal-is-401-or-403"
NEVER = "security/reader-never-writes"
READER = "security/reader-is-told-403"
TOKEN = "security/one-token-opens-both"
INSIDE = "security/no-inner-workings"
SECRET = "security/no-credentials-shown"
OTHERS = "security/nobody-elses-data"
STORES = "security/refused-caller-stores-nothing"
CHANGES = "security/refused-caller-changes-nothing"

CRASH = "robustness/no-server-error"

EMPTY = add(ADA).by(Who.EMPTY)
WRONG_ONE = add(ADA).by(Who.WRONG_PASSWORD)
READ_ONLY = add(ADA).by(Who.READER)
LONGEST_ADDED = add(ADA.named("A" * 100)).answers(created(7))
HOPPER = EVE.named("Eve", "Hopperqaab")
LONGER = EVE.with_(Identifier("externalId", ADA["externalId"].value + "%"))
REFUSAL = says({"errors": [{"status": False, "code": 8006, "message": "taken"}]}, 400)


def telling(message: str, code: int = 8006, status: int = 400) -> Response:
    """A refusal with this text."""
    return says({"errors": [{"status": False, "code": code, "message": message}]}, status)


DENIED = add(ADA.named("Zoe")).by(Who.READER).answers(status(403))
MISMATCH = KIM.only("mobile").with_(ADA["email"])
QUAINT = EVE.named("Eve", "Curieqabc")
QUERY = f"SELECT {'a' * 100} FROM t"

ADDS, UPSERTS = add(ZOE).by(Who.TOKEN), upsert(ZOE).by(Who.TOKEN)
TURNED_AWAY = UPSERTS.answers(status(401))
WROTE = ADDS.answers(created(9))
ALIKE = ("addCustomer", "takes the token", "a user is let in, the token is refused")

AT_HOME = {"type": "email", "value": ADA["email"].value}
REACHED = ADA.but(profile_extra={"commChannels": [AT_HOME]})

WITH_EVES, KIMS_WITH_EVES = (
    who.only("mobile").with_(Identifier("externalId", EVE["email"].value)) for who in (ADA, KIM)
)
BEGINS_ALIKE = Identifier("externalId", EVE["externalId"].value + "%")
SHOWS_MORE = upserted(kept(7, x=EVE["email"].value))
HISTORIES = [
    good(NEEDED, "401", STRANGER.answers(status(401))),
    good(NEEDED, "403", STRANGER.answers(status(403))),
    good(NEEDED, "401 in XML", STRANGER.answers(says(b"<error/>", 401, "application/xml"))),
    good(NEEDED, "401 in JSON", STRANGER.answers(refused(1, status=401))),
    good(NEEDED, "an empty credential", EMPTY.answers(status(401))),
    good(NEEDED, "v1.1: 401 in the envelope", register(ADA).by(Who.NOBODY).answers(envelope(code=401))),
    good(NEEDED, "v1.1: 401 as text in the envelope", register(ADA).by(Who.NOBODY).answers(envelope(code="401"))),
    good(NEEDED, "a read", lookup(ADA["mobile"]).by(Who.NOBODY).answers(status(401))),
    bad(NEEDED, "it registers", STRANGER.answers(created(7)), says=("status", "401 or 403", "HTTP 200, success")),
    bad(
        NEEDED,
        "an empty credential registers",
        EMPTY.answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        NEEDED,
        "a refusal for business reasons",
        STRANGER.answers(refused(8006)),
        says=("status", "401 or 403", "HTTP 400, failure"),
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
        STRANGER.answers(says({})),
        also=(EITHER,),
        says=("status", "401 or 403", "HTTP 200, unreadable"),
    ),
    silent(NEEDED, "no answer", STRANGER.no_answer()),
    silent(NEEDED, "throttled", STRANGER.answers(status(429))),
    silent(NEEDED, "something in front is down", STRANGER.answers(status(503))),
    silent(NEEDED, "no such operation", STRANGER.answers(status(404))),
    silent(NEEDED, "wrong credentials", WRONG_ONE.answers(status(401))),
    silent(NEEDED, "right credentials", add(ADA).answers(created(7))),
    silent(NEEDED, "right credentials that are refused", add(ADA).answers(status(401))),
    good(NEEDED, "400 with code 401", STRANGER.answers(refused(401)), also=(STATUS,)),
    good(NEEDED, "400 with code 403", STRANGER.answers(refused(403)), also=(STATUS,)),
    good(NEEDED, "400 with code 4000", STRANGER.answers(refused(4000)), also=(STATUS,)),
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
        register(ADA).by(Who.UNKNOWN_USER).answers(registered(A)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        WRONG,
        "garbage for a token looks up",
        lookup(ADA["mobile"]).by(Who.GARBAGE_TOKEN).answers(nobody()),
        says=("status", "401 or 403", "HTTP 404, failure"),
    ),
    silent(WRONG, "no credentials", STRANGER.answers(status(401))),
    silent(WRONG, "a token", add(ADA).by(Who.TOKEN).answers(created(7))),
    silent(WRONG, "a read-only user", READ_ONLY.answers(status(403))),
    silent(WRONG, "no answer", WRONG_ONE.no_answer(Missing.RESET)),
    silent(WRONG, "throttled", WRONG_ONE.answers(status(429))),
    bad(
        WRONG,
        "a body that is no JSON is served",
        add(b"{").by(Who.WRONG_PASSWORD).answers(created(7)),
        says=("status", "401 or 403", "HTTP 200, success"),
    ),
    bad(
        STATUS,
        "a 400",
        STRANGER.answers(status(400)),
        also=("envelope/failure-shape-v2",),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    bad(
        STATUS,
        "v1.1: 400 in the envelope",
        register(ADA).by(Who.NOBODY).answers(envelope(code=400)),
        says=("status", "401 or 403", "HTTP 200, failure"),
    ),
    good(STATUS, "401", STRANGER.answers(status(401))),
    good(STATUS, "403", add(ADA).by(Who.WRONG_PASSWORD).answers(status(403))),
    silent(STATUS, "no answer", STRANGER.no_answer()),
    good(NEVER, "403", READ_ONLY.answers(status(403))),
    good(NEVER, "403 with code 4000", READ_ONLY.answers(refused(4000, status=403))),
    good(NEVER, "a v1.1 write", register(ADA).by(Who.READER).answers(status(403))),
    good(NEVER, "an upsert", upsert(ADA).by(Who.READER).answers(status(403))),
    good(NEVER, "an update", update(7, ADA).by(Who.READER).answers(status(403))),
    good(NEVER, "a change of identifiers", change(7, add=[ADA["email"]]).by(Who.READER).answers(status(403))),
    bad(NEVER, "it registers", READ_ONLY.answers(created(7)), says=("outcome", "refused", "success")),
    bad(
        NEVER,
        "a v1.1 write",
        register(ADA).by(Who.READER).answers(registered(A)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        NEVER,
        "an upsert",
        upsert(ADA).by(Who.READER).answers(upserted(kept(7))),
        says=("outcome", "refused", "success"),
    ),
    bad(
        NEVER,
        "an update",
        ADDED,
        update(7, ADA).by(Who.READER).answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    bad(
        NEVER,
        "a change of identifiers",
        ADDED,
        change(7, add=[ZOE["email"]]).by(Who.READER).answers(created(7)),
        says=("outcome", "refused", "success"),
    ),
    good(NEVER, "every item is refused", upsert(TINY).by(Who.READER).answers(upserted(wrong(4000))), also=(READER,)),
    bad(
        NEVER,
        "a body that is no object is carried out",
        add([]).by(Who.READER).answers(created(7)),
        also=("robustness/wrong-shape-is-refused",),
        says=("outcome", "refused", "success"),
    ),
    silent(READER, "a read", lookup(ADA["mobile"]).by(Who.READER).answers(nobody())),
    silent(READER, "a writer", add(ADA).answers(created(7))),
    silent(READER, "no answer", READ_ONLY.no_answer()),
    good(READER, "403", READ_ONLY.answers(status(403))),
    bad(
        READER,
        "400",
        add(ADA.only("email")).by(Who.READER).answers(refused(8005)),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    bad(
        READER,
        "400 to a body that is no object",
        add([]).by(Who.READER).answers(refused(8005)),
        says=("status", "401 or 403", "HTTP 400, failure"),
    ),
    good(TOKEN, "both take it", WROTE, UPSERTS.answers(upserted(kept(9)))),
    good(TOKEN, "both take it, the other way round", UPSERTS.answers(upserted(kept(9))), ADDS.answers(refused(8006))),
    bad(TOKEN, "upsert refuses it", UPSERTED, TURNED_AWAY, WROTE, says=("upsertCustomers", *ALIKE[1:])),
    bad(TOKEN, "add refuses it", ADDED, ADDS.answers(status(403)), UPSERTS.answers(upserted(kept(9))), says=ALIKE),
    bad(
        TOKEN,
        "and refuses again",
        UPSERTED,
        WROTE,
        TURNED_AWAY,
        ADDS.answers(refused(8006)),
        says=("upsertCustomers", *ALIKE[1:]),
    ),
    silent(TOKEN, "it may have ended", UPSERTED, WROTE, TURNED_AWAY),
    silent(TOKEN, "nobody is let in there", TURNED_AWAY, WROTE),
    silent(
        TOKEN,
        "it was taken there once",
        UPSERTED,
        UPSERTS.answers(upserted(kept(9))),
        TURNED_AWAY,
        ADDS.answers(refused(8006)),
    ),
    silent(
        TOKEN,
        "a read may need another right",
        UPSERTED,
        lookup(ADA["mobile"]).by(Who.TOKEN).answers(status(401)),
        WROTE,
    ),
    silent(TOKEN, "a user", UPSERTED, TURNED_AWAY, add(ZOE).answers(created(9))),
    silent(TOKEN, "nothing else was tried", WROTE),
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
        STRANGER.answers(status(401, b'File "app.py", line 3')),
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
    bad(
        INSIDE,
        "a long query, of which the beginning is shown",
        ADDED,
        add(ADA).answers(telling(QUERY)),
        says=("body", "no inner workings", QUERY[:80]),
    ),
    good(SECRET, "a success", add(ADA).answers(created(7))),
    good(SECRET, "a refusal of credentials", STRANGER.answers(status(401, b"wrong password"))),
    bad(
        SECRET,
        "in a message",
        add(ADA.only("email")).answers(telling(f"sent {MASK.decode()}", 8005)),
        says=("body", "no credential", "a credential of this run"),
    ),
    bad(
        SECRET,
        "in a refusal of credentials",
        STRANGER.answers(status(401, b"not " + MASK)),
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
    good(
        OTHERS,
        "of v1.1 a longer external id, which begins like somebody's",
        ADDED,
        register(ZOE).no_answer(),
        get_v11(ZOE["mobile"]).answers(registered(done(9, {"external_id": ADA["externalId"].value + "%"}))),
    ),
    good(OTHERS, "one's own", ADDED, add(ADA).answers(telling(f"{ADA['mobile'].value} is taken"))),
    bad(
        OTHERS,
        "a refused add tells the owner's other data",
        ADDED,
        add(ADA.only("mobile")).answers(telling(f"taken by {ADA['email'].value}")),
        says=("body", "data of the customers asked about", "ct.t1.1@example.com of 7"),
    ),
    good(OTHERS, "the data of whom the answer is about", ADDED, SHOWS_ADA),
    good(
        OTHERS,
        "what the query asked for",
        ADDED,
        EVE_ADDED,
        lookup(KIM["email"]).asking(x=EVE["email"].value).answers(telling(f"not {EVE['email'].value}", 8015)),
    ),
    good(
        OTHERS,
        "what a request at the same moment gives to the same customer, and somebody has under another type",
        EVE_ADDED,
        add(ADA.only("mobile")).answers(created(7)),
        at_once(upsert(ADA.only("mobile")).answers(SHOWS_MORE), upsert(WITH_EVES).no_answer()),
    ),
    good(
        OTHERS,
        "of an item that comes second an identifier which begins with somebody's",
        EVE_ADDED,
        upsert(ZOE.only("mobile").with_(BEGINS_ALIKE)).answers(upserted(kept(9))),
        upsert(ADA, ZOE.only("mobile")).answers(upserted(kept(7), kept(9, x=BEGINS_ALIKE.value))),
    ),
    bad(
        OTHERS,
        "what a request at the same moment gives to another customer",
        EVE_ADDED,
        add(ADA.only("mobile")).answers(created(7)),
        at_once(upsert(ADA.only("mobile")).answers(SHOWS_MORE), upsert(KIMS_WITH_EVES).no_answer()),
        says=("body", "data of the customers asked about", "ct.t1.2@example.com of 8"),
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
    good(
        OTHERS,
        "part of one's own longer identifier is another's",
        ADDED,
        add(LONGER).answers(created(8)),
        details(LONGER["mobile"]).answers(shows(8, shown(LONGER))),
    ),
    good(OTHERS, "values that nobody holds", ADDED, add(ADA).answers(telling(f"not {KIM['email'].value}"))),
    good(
        OTHERS,
        "a value of somebody merged",
        ADDED,
        EVE_ADDED,
        MET.answers(created(8, 8051)),
        get(7).answers(shows(8, shown(ADA), shown(EVE))),
        also=("reads/details-show-every-identifier",),
    ),
    bad(
        OTHERS,
        "a refused add tells both owners of a conflict",
        ADDED,
        EVE_ADDED,
        add(BOTH).answers(telling(f"{ADA['email'].value} and {EVE['mobile'].value}")),
        says=("body", "data of the customers asked about", "ct.t1.1@example.com of 7"),
    ),
    good(
        OTHERS,
        "both owners of an upsert's conflict",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(
            upserted({"errors": [{"status": False, "code": 8052, "message": f"not {EVE['mobile'].value}"}]})
        ),
    ),
    good(OTHERS, "each item of a batch", PAIR.answers(registered(A, E))),
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
        also=("reads/details-show-what-was-stored",),
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
        EVE_IN_V11,
        register(MISMATCH, EVE.only("mobile")).answers(
            registered(failed(1016), done(8, EVE.only("mobile"), note=EVE["email"].value))
        ),
    ),
    good(
        OTHERS,
        "an address that is no identifier any more, and a way to reach the customer still",
        add(REACHED).answers(created(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.with_(Identifier("externalId", ADA["email"].value))).answers(created(8)),
        get(7).answers(shows(7, {**shown(ADA.only("mobile", "externalId")), "commChannels": [AT_HOME]})),
    ),
    good(
        OTHERS,
        "an identifier that the customer has elsewhere, and no longer here",
        ADDED,
        JOINED,
        change(7, remove=[ADA["email"]], source="WEBSITE").answers(created(7)),
        add(EVE.with_(Identifier("externalId", ADA["email"].value))).answers(created(8)),
        get(7).answers(shows(7, shown(ADA), note=ADA["email"].value)),
    ),
    silent(
        OTHERS,
        "a read of v1.1 that tells no id, by what may be anybody's",
        add(EVE.only("mobile", "email")).answers(created(8)),
        upsert(EVE.only("email").with_(ADA["externalId"])).no_answer(),
        get_v11(ADA["externalId"]).answers(registered(read(..., EVE.with_(ADA["externalId"]), user_id=...))),
    ),
    good(STORES, "nobody is found", DENIED, finds_nobody(ADA["mobile"])),
    good(STORES, "the next one registers", DENIED, add(ADA).answers(created(7))),
    bad(STORES, "somebody is found", DENIED, finds(ADA["mobile"], 7), says=("id", "held by nobody", "success, id 7")),
    silent(
        STORES,
        "the organisation demands the email that is left out",
        add(ADA.only("mobile")).by(Who.NOBODY).answers(status(401)),
        add(ADA.only("mobile")).answers(refused(8005)),
    ),
    good(STORES, "after a write that was not let in", add(ADA).answers(status(401)), finds_nobody(ADA["mobile"])),
    good(CHANGES, "after an update that was not let in", ADDED, RENAME.by(Who.READER).answers(status(403)), SHOWS_ADA),
    good(CHANGES, "the old name", ADDED, DENIED, SHOWS_ADA),
    bad(CHANGES, "the new name", ADDED, DENIED, SHOWS_ZOE, says=("profiles[].firstName", "Ada", "Zoe")),
    bad(CHANGES, "instead of the longest name", LONGEST_ADDED, DENIED, SHOWS_ZOE),
    bad(
        CHANGES,
        "an identifier is gone",
        ADDED,
        change(7, remove=[ADA["email"]]).by(Who.READER).answers(status(403)),
        get(7).answers(shows(7, shown(ADA.only("mobile", "externalId")))),
        says=("profiles[].identifiers", "the email", "without it"),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_security(history: History) -> None:
    history.check()
