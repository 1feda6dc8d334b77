"""The shape of v1.1 batches, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Line,
    Person,
    Who,
    ask,
    bad,
    done,
    envelope,
    failed,
    good,
    person,
    register,
    registered,
    says,
    silent,
    status,
)

V11 = "envelope/envelope-v11"
ITEM = "envelope/item-shape-v11"
FAILED = "envelope/failed-item-shape-v11"
ECHO = "envelope/echo-v11"
SCHEMA = "envelope/answer-matches-the-schema"
GOOD = "counts/all-succeeded-is-200"
TRUE = "counts/counts-are-true-v11"
A = done(7, ADA)
NOBODY: dict[str, object] = {}


def item(who: Person | dict[str, object], **changes: object) -> Line:
    """A v1.1 registration whose item is changed."""
    return register(who).answers(registered(done(7, who, **changes)))


def item_status(**changes: object) -> Line:
    """A v1.1 registration whose item_status is changed; members of ... are left out."""
    whole = {**A["item_status"], **changes}
    return register(ADA).answers(
        registered(
            {**A, "item_status": {k: v for k, v in whole.items() if v is not ...}},
            success="true",
            code=200,
            success_count="1",
        )
    )


def failing(**changes: object) -> Line:
    """A v1.1 item without identifiers whose failure is changed."""
    failure = failed(1007)
    whole = {**failure["item_status"], **changes}
    return register(NOBODY).answers(registered({"item_status": {k: v for k, v in whole.items() if v is not ...}}))


HISTORIES = [
    # v1.1
    good(V11, "all fine", register(ADA).answers(registered(A))),
    good(V11, "a code as text", register(ADA).answers(registered(A, code="200"))),
    good(V11, "a failure", register(NOBODY).answers(registered(failed(1007)))),
    good(V11, "a failure without customers", register(NOBODY).answers(envelope(total="1"))),
    good(V11, "no JSON: counts do not matter", ask("addCustomerV11", b"{").answers(envelope(total="5"))),
    good(V11, "an empty batch: counts do not matter", register().answers(envelope(total="5"))),
    bad(
        V11,
        "success as a boolean",
        register(ADA).answers(registered(A, success=True)),
        also=(SCHEMA,),
        says=("status.success", ("true", "false"), True),
    ),
    bad(
        V11,
        "success in capitals",
        register(ADA).answers(registered(A, success="TRUE")),
        also=(SCHEMA,),
        says=("status.success", ("true", "false"), "TRUE"),
    ),
    bad(
        V11,
        "no message",
        register(ADA).answers(registered(A, message=...)),
        before=("codes/codes-have-messages",),
        also=("envelope/answer-matches-the-schema",),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a message of no text",
        register(ADA).answers(registered(A, message=None)),
        before=("codes/codes-have-messages",),
        also=("envelope/answer-matches-the-schema",),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a code of words",
        register(ADA).answers(registered(A, code="fine")),
        before=(GOOD,),
        also=(SCHEMA,),
        says=("status.code", "a code", "fine"),
    ),
    bad(
        V11,
        "a total of no text",
        register(ADA).answers(registered(A, total=1)),
        also=(SCHEMA,),
        says=("status.total", "a number as text", 1),
    ),
    bad(
        V11,
        "a count of no text",
        register(ADA).answers(registered(A, success_count=1)),
        also=(SCHEMA,),
        says=("status.success_count", "a number as text", 1),
    ),
    bad(
        V11,
        "a total of other digits",
        register(ADA).answers(registered(A, total="\u0661")),
        before=(TRUE,),
        also=(SCHEMA,),
        says=("status.total", "a number as text", "\u0661"),
    ),
    bad(
        V11,
        "customers are no list",
        register(ADA).answers(
            says(
                {
                    "response": {
                        "status": {"success": "true", "code": 200, "message": "", "total": "1", "success_count": "1"},
                        "customers": {"customer": A},
                    }
                }
            )
        ),
        also=("envelope/answer-matches-the-schema",),
        says=(
            "customers.customer",
            "an array",
            {
                "customer": {
                    "user_id": 7,
                    "firstname": "Ada",
                    "lastname": "Lovelace",
                    "mobile": "917593920001",
                    "email": "ct.t1.1@example.com",
                    "external_id": "ct-t1-1",
                    "item_status": {
                        "success": "true",
                        "code": "1000",
                        "message": "registered",
                        "warnings": {"warning": []},
                    },
                }
            },
        ),
    ),
    bad(
        V11,
        "customers are a list",
        register(ADA).answers(
            says(
                {
                    "response": {
                        "status": {"success": "true", "code": 200, "message": "", "total": "1", "success_count": "1"},
                        "customers": [A],
                    }
                }
            )
        ),
        also=("envelope/answer-matches-the-schema",),
        says=(
            "customers.customer",
            "an array",
            [
                {
                    "user_id": 7,
                    "firstname": "Ada",
                    "lastname": "Lovelace",
                    "mobile": "917593920001",
                    "email": "ct.t1.1@example.com",
                    "external_id": "ct-t1-1",
                    "item_status": {
                        "success": "true",
                        "code": "1000",
                        "message": "registered",
                        "warnings": {"warning": []},
                    },
                }
            ],
        ),
    ),
    silent(V11, "no envelope", register(NOBODY).answers(status(400))),
    silent(V11, "credentials are refused", register(ADA).answers(envelope(code=401, total=5))),
    good(ITEM, "plain", item(ADA)),
    good(ITEM, "no warnings at all", item_status(warnings=...)),
    good(ITEM, "a warning", register(ADA).answers(registered(done(7, ADA, "1017")))),
    good(ITEM, "further members", item(ADA, loyalty_points=0)),
    bad(ITEM, "an id as text", item(ADA, user_id="7"), also=(SCHEMA,), says=("user_id", "a positive integer", "7")),
    bad(ITEM, "no id", item(ADA, user_id=None), also=(SCHEMA,), says=("user_id", "a positive integer", None)),
    bad(ITEM, "an id of 0", item(ADA, user_id=0), also=(SCHEMA,), says=("user_id", "a positive integer", 0)),
    bad(ITEM, "an id below 0", item(ADA, user_id=-1), also=(SCHEMA,), says=("user_id", "a positive integer", -1)),
    bad(
        ITEM,
        "an id that is true",
        item(ADA, user_id=True),
        also=(SCHEMA,),
        says=("user_id", "a positive integer", True),
    ),
    bad(
        ITEM,
        "success as a boolean",
        item_status(success=True),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status", ("true", "a code as text"), (True, "1000")),
    ),
    bad(
        ITEM,
        "a code of no text",
        item_status(code=1000),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status", ("true", "a code as text"), ("true", 1000)),
    ),
    bad(
        ITEM,
        "no code",
        item_status(code=...),
        before=("codes/success-code-means-success",),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status", ("true", "a code as text"), ("true", None)),
    ),
    bad(
        ITEM,
        "warnings that are one text",
        item_status(warnings={"warning": "1017"}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", "1017"),
    ),
    bad(
        ITEM,
        "warnings of no text",
        item_status(warnings={"warning": [1017]}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", [1017]),
    ),
    bad(
        ITEM,
        "one warning of two is no text",
        item_status(warnings={"warning": ["1017", None]}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", ["1017", None]),
    ),
    silent(ITEM, "a failed item", register(NOBODY).answers(registered(failed(1007)))),
    silent(ITEM, "a strange sender", item(ADA).by(Who.NOBODY), also=("security/credentials-are-required",)),
    good(FAILED, "a code", failing()),
    good(FAILED, "an echo", register(NOBODY).answers(registered(failed(1007, mobile=None, email=None)))),
    good(FAILED, "an id of somebody known", item(ADA), register(ADA).answers(registered(failed(1016, user_id=7)))),
    good(FAILED, "an id of nobody known", register(NOBODY).answers(registered(failed(1007, user_id=7)))),
    bad(
        FAILED,
        "a code of no text",
        failing(code=1007),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", 1007)),
    ),
    bad(
        FAILED,
        "no code",
        failing(code=...),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", None)),
    ),
    bad(
        FAILED,
        "a code of words",
        failing(code="no"),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", "no")),
    ),
    bad(
        FAILED,
        "success as a boolean",
        failing(success=False),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), (False, "1007")),
    ),
    bad(
        FAILED,
        "no success",
        failing(success=...),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), (None, "1007")),
    ),
    bad(
        FAILED,
        "no item_status",
        register(NOBODY).answers(registered({"user_id": None})),
        also=(SCHEMA,),
        says=("item_status", "an object", None),
    ),
    silent(FAILED, "no items at all", register(NOBODY).answers(envelope(total="1"))),
    bad(
        FAILED,
        "an id for somebody unknown",
        register(ADA.only("email"), EVE).answers(registered(failed(1003, user_id=7), done(8, EVE))),
        says=("user_id", "none", 7),
    ),
    silent(FAILED, "an empty item", register(NOBODY).answers(registered({}))),
    silent(FAILED, "a good item", item(ADA)),
    good(ECHO, "as sent", item(ADA)),
    good(ECHO, "a mobile with a plus", item(ADA, mobile="+" + ADA["mobile"].value)),
    good(ECHO, "a mobile without its country code", item(ADA, mobile=ADA["mobile"].value[2:])),
    good(ECHO, "trimmed names", item(ADA.named(" Ada ", " L "), firstname="Ada", lastname="L")),
    good(ECHO, "an email in small letters", item(ADA, email=ADA["email"].value.upper())),
    good(ECHO, "what was not sent is null", item(ADA.only("mobile"))),
    good(
        ECHO,
        "what was not sent is empty",
        item(person(1, None, None, "mobile"), firstname="", lastname="", email="", external_id=""),
    ),
    good(
        ECHO,
        "what was not sent is absent",
        register(ADA.only("mobile")).answers(
            registered({k: v for k, v in done(7, ADA.only("mobile")).items() if v is not None})
        ),
    ),
    silent(ECHO, "a name of over 100 characters is left to another rule", item(ADA.named("a" * 101), firstname="b")),
    good(ECHO, "an empty name comes back null", item(person(1, "", "L"), firstname=None)),
    good(ECHO, "a blank name as sent", item(person(1, " ", "L"))),
    bad(ECHO, "an empty mobile", item(ADA, mobile=""), says=("mobile", "917593920001", "")),
    bad(ECHO, "one digit of a mobile", item(ADA, mobile="1"), says=("mobile", "917593920001", "1")),
    bad(ECHO, "another first name", item(ADA, firstname="Eve"), says=("firstname", "Ada", "Eve")),
    bad(ECHO, "another last name", item(ADA, lastname="Curie"), says=("lastname", "Lovelace", "Curie")),
    bad(ECHO, "another mobile", item(ADA, mobile="917999999999"), says=("mobile", "917593920001", "917999999999")),
    bad(
        ECHO,
        "another email",
        item(ADA, email="eve@example.com"),
        says=("email", "ct.t1.1@example.com", "eve@example.com"),
    ),
    bad(ECHO, "another external id", item(ADA, external_id="x"), says=("external_id", "ct-t1-1", "x")),
    bad(ECHO, "a name in other case", item(ADA, firstname="ADA"), says=("firstname", "Ada", "ADA")),
    bad(
        ECHO,
        "an external id in other case",
        item(ADA, external_id=ADA["externalId"].value.upper()),
        says=("external_id", "ct-t1-1", "CT-T1-1"),
    ),
    bad(ECHO, "no mobile", item(ADA, mobile=None), says=("mobile", "917593920001", None)),
    bad(
        ECHO,
        "a mobile as a number",
        item(ADA, mobile=int(ADA["mobile"].value)),
        also=(SCHEMA,),
        says=("mobile", "917593920001", 917593920001),
    ),
    bad(
        ECHO,
        "an email that nobody sent",
        item(ADA.only("mobile"), email="x@example.com"),
        says=("email", "null or empty", "x@example.com"),
    ),
    bad(
        ECHO,
        "a name of 100 characters that is another",
        item(ADA.named("a" * 100), firstname="b"),
        says=(
            "firstname",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "b",
        ),
    ),
    silent(ECHO, "somebody known", item(ADA), register(ADA).answers(registered(done(7, ADA, firstname="Zoe")))),
    silent(ECHO, "a failed item", register(NOBODY).answers(registered(failed(1007)))),
    silent(ECHO, "a request of doubts", item({"x": 1, "mobile": ADA["mobile"].value}, mobile="1")),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_envelope_v11(history: History) -> None:
    history.check()
