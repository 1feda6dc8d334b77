"""What a success warns of, in histories."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from histories import *

MISSING = "warnings/no-default-label-is-8107"
CONFIGURED = "warnings/default-label-is-no-8107"
UNKNOWN = "warnings/unknown-custom-field-is-1017"
DEFINED = "warnings/known-custom-field-is-no-1017"
WARNING = "warnings/warning-shape-v2"
NO_FAILURE = "warnings/warnings-do-not-fail"
TAKEN = "warnings/known-label-is-taken"
LABEL = "warnings/invalid-label-is-answered"

NOT_LET_IN = ("security/credentials-are-required",)
BARE = org(default_status_label=False)
LABELLED = org(default_status_label=True)
FIELDS = org(custom_fields=["size", "colour"])


def fielded(who: Person = ADA, **fields: str) -> Person:
    return who.but(fields=fields)


def warned_failure(warning: str) -> dict[str, object]:
    status = {"success": "false", "code": "1009", "message": "failed", "warnings": {"warning": [warning]}}
    return failed(item_status=status)


ONE = {**NOTICE, "code": 8107}
LABELS = org(status_labels=["Gold"])


def labelled(label: str, by: Callable[[object], Line] = add) -> Line:
    """An add or an upsert of somebody with that label."""
    return by({**customer(ADA), "statusLabel": label})


HISTORIES = [
    good(MISSING, "8107", add(ADA).answers(created(7, 8107)), on=BARE),
    good(MISSING, "8107 among others", add(ADA).answers(created(7, 1, 8107)), on=BARE),
    bad(MISSING, "no warning", add(ADA).answers(created(7)), on=BARE, says=("warnings[].code", 8107, ())),
    bad(
        MISSING, "another warning", add(ADA).answers(created(7, 8108)), on=BARE, says=("warnings[].code", 8107, (8108,))
    ),
    silent(MISSING, "nobody knows", add(ADA).answers(created(7))),
    silent(MISSING, "a default is configured", add(ADA).answers(created(7)), on=LABELLED),
    silent(MISSING, "a label of its own", add({**customer(ADA), "statusLabel": "Gold"}).answers(created(7)), on=BARE),
    silent(MISSING, "refused", add(ADA.only("email")).answers(refused(1)), on=BARE),
    silent(
        MISSING,
        "somebody who joins",
        add(ADA).answers(created(7, 8107)),
        add(ADA, "WEBSITE").answers(created(7)),
        on=BARE,
    ),
    silent(MISSING, "a request of doubts", add({**customer(ADA), "x": 1}).answers(created(7)), on=BARE),
    silent(
        MISSING,
        "no list of warnings",
        add(ADA).answers(created(7, warnings={})),
        on=BARE,
        also=("envelope/success-shape-v2", SCHEMA),
    ),
    silent(
        MISSING,
        "warnings that are no objects",
        add(ADA).answers(created(7, warnings=["text"])),
        on=BARE,
        also=(WARNING, SCHEMA),
    ),
    bad(
        MISSING,
        "no member for warnings",
        add(ADA).answers(created(7, warnings=None)),
        on=BARE,
        also=("envelope/success-lists-are-there",),
    ),
    silent(MISSING, "a stranger", STRANGER.answers(created(7)), on=BARE, also=NOT_LET_IN),
    good(CONFIGURED, "no warning", add(ADA).answers(created(7)), on=LABELLED),
    good(CONFIGURED, "another warning", add(ADA).answers(created(7, 8108)), on=LABELLED),
    bad(
        CONFIGURED,
        "8107",
        add(ADA).answers(created(7, 8107)),
        on=LABELLED,
        says=("warnings[].code", "no 8107", (8107,)),
    ),
    bad(
        CONFIGURED,
        "8107 among others",
        add(ADA).answers(created(7, 8107, 1)),
        on=LABELLED,
        says=("warnings[].code", "no 8107", (8107, 1)),
    ),
    silent(CONFIGURED, "nobody knows", add(ADA).answers(created(7, 8107))),
    silent(CONFIGURED, "none is configured", add(ADA).answers(created(7, 8107)), on=BARE),
    silent(
        CONFIGURED,
        "a label of its own",
        add({**customer(ADA), "statusLabel": "Gold"}).answers(created(7, 8107)),
        on=LABELLED,
    ),
    silent(
        UNKNOWN,
        "no store to register in",
        register(fielded(shoe="9")).answers(registered(failed(3217))),
        on=org(custom_fields=["size"], sources={"WEBSITE": {}}),
    ),
    good(UNKNOWN, "1017", item(fielded(shoe="9"), "1017"), on=FIELDS),
    good(UNKNOWN, "1017 among others", item(fielded(shoe="9"), "1", "1017"), on=FIELDS),
    good(UNKNOWN, "one of two is unknown", item(fielded(size="M", shoe="9"), "1017"), on=FIELDS),
    good(UNKNOWN, "no field is defined", item(fielded(size="M"), "1017"), on=org(custom_fields=[])),
    bad(UNKNOWN, "no warning", item(fielded(shoe="9")), on=FIELDS, says=("warnings.warning", 1017, "success, id 7")),
    bad(
        UNKNOWN, "another warning", item(fielded(shoe="9"), "1018"), on=FIELDS, says=("warnings.warning", 1017, (1018,))
    ),
    bad(
        UNKNOWN,
        "refused",
        register(fielded(shoe="9")).answers(registered(failed(1017))),
        on=FIELDS,
        says=("warnings.warning", 1017, (500, 1017)),
    ),
    bad(
        UNKNOWN,
        "another case is another field",
        item(fielded(SIZE="M")),
        on=FIELDS,
        says=("warnings.warning", 1017, "success, id 7"),
    ),
    bad(
        UNKNOWN,
        "refused, and warned besides",
        register(fielded(shoe="9")).answers(registered(warned_failure("1017"))),
        on=FIELDS,
        says=("warnings.warning", 1017, (1017,)),
    ),
    silent(UNKNOWN, "known fields", item(fielded(size="M", colour="red")), on=FIELDS),
    silent(UNKNOWN, "no fields", item(ADA), on=FIELDS),
    silent(UNKNOWN, "nobody knows the fields", item(fielded(shoe="9"))),
    silent(UNKNOWN, "somebody known", item(ADA), item(fielded(shoe="9")), on=FIELDS),
    silent(UNKNOWN, "an extended field", item(ADA.but(extended={"shoe": "9"})), on=FIELDS),
    silent(UNKNOWN, "a request of doubts", item(fielded(shoe="9").but(extra={"x": 1})), on=FIELDS),
    silent(
        UNKNOWN,
        "the organisation demands what is missing",
        register(ADA.only("mobile").but(fields={"x": "1"})).answers(registered(failed(1003))),
        on=org(custom_fields=["y"]),
    ),
    good(DEFINED, "no warning", item(fielded(size="M")), on=FIELDS),
    good(DEFINED, "another warning", item(fielded(size="M"), "1018"), on=FIELDS),
    good(DEFINED, "no field at all", item(ADA), on=FIELDS),
    bad(DEFINED, "1017", item(fielded(size="M"), "1017"), on=FIELDS, says=("warnings.warning", "no 1017", (1017,))),
    bad(DEFINED, "1017 without any field", item(ADA, "1017"), on=FIELDS, says=("warnings.warning", "no 1017", (1017,))),
    bad(
        DEFINED,
        "1017 for somebody known",
        item(ADA),
        item(fielded(size="M"), "1017"),
        on=FIELDS,
        says=("warnings.warning", "no 1017", (1017,)),
    ),
    good(DEFINED, "all fields", item(fielded(size="M", colour="red")), on=FIELDS),
    bad(DEFINED, "1017 with all fields", item(fielded(size="M", colour="red"), "1017"), on=FIELDS),
    silent(
        DEFINED,
        "refused, and warned besides",
        register(fielded(ADA.only("email"), size="M")).answers(registered(warned_failure("1017"))),
        on=FIELDS,
    ),
    silent(DEFINED, "a stranger", item(fielded(size="M"), "1017").by(Who.NOBODY), on=FIELDS, also=NOT_LET_IN),
    silent(DEFINED, "an unknown field", item(fielded(shoe="9"), "1017"), on=FIELDS),
    silent(DEFINED, "nobody knows the fields", item(fielded(size="M"), "1017")),
    silent(
        DEFINED, "refused", register(fielded(ADA.only("email"), size="M")).answers(registered(failed(1017))), on=FIELDS
    ),
    silent(DEFINED, "a request of doubts", item(fielded(size="M").but(extra={"x": 1}), "1017"), on=FIELDS),
    silent(DEFINED, "an item that failed", register(ADA.only("mobile")).answers(registered(failed(1003))), on=CITIES),
    good(TAKEN, "by an add", labelled("Gold").answers(created(7)), on=LABELS),
    good(TAKEN, "refused for something else", ADDED, labelled("Gold").answers(refused(8006)), on=LABELS),
    good(TAKEN, "by an upsert", labelled("Gold", upsert).answers(upserted(kept(7))), on=LABELS),
    bad(
        TAKEN,
        "an add refuses it",
        labelled("Gold").answers(refused(8086)),
        on=LABELS,
        says=("codes", "'Gold' is taken", (8086,)),
    ),
    bad(TAKEN, "an add warns of it", labelled("Gold").answers(created(7, 3017)), on=LABELS),
    bad(
        TAKEN,
        "an upsert refuses it",
        labelled("Gold", upsert).answers(upserted(wrong(3017, entityId=7))),
        on=LABELS,
        says=("codes", "'Gold' is taken", (3017,)),
    ),
    silent(TAKEN, "another label", labelled("Odd").answers(refused(3017)), on=LABELS),
    silent(TAKEN, "nobody knows the labels", labelled("Gold").answers(refused(3017))),
    silent(TAKEN, "none is sent", PERHAPS.answers(refused(3017)), on=LABELS),
    good(WARNING, "one warning", add(ADA).answers(created(7, 8107))),
    good(WARNING, "one beside an error", PERHAPS.answers(refused(8005, warnings=notices(8107)))),
    bad(
        WARNING,
        "a status of text",
        add(ADA).answers(created(7, warnings=[{**ONE, "status": "no"}])),
        also=(SCHEMA,),
        says=("warnings[].status", "a boolean", "no"),
    ),
    bad(
        WARNING,
        "a code that is a flag",
        add(ADA).answers(created(7, warnings=[{**ONE, "code": True}])),
        also=(SCHEMA,),
        says=("warnings[].code", "a code", True),
    ),
    bad(
        WARNING,
        "no object",
        add(ADA).answers(created(7, warnings=[8107])),
        also=(SCHEMA,),
        says=("warnings[]", "an object", 8107),
    ),
    silent(WARNING, "no warnings", add(ADA).answers(created(7))),
    bad(
        WARNING,
        "a warning of no object",
        add(ADA).answers(created(7, warnings=["careful"])),
        also=(SCHEMA,),
        says=("warnings[]", "an object", "careful"),
    ),
    bad(
        WARNING,
        "a warning without status",
        add(ADA).answers(warning(status=...)),
        also=(SCHEMA,),
        says=("warnings[].status", "a boolean", None),
    ),
    bad(
        WARNING,
        "a warning without code",
        add(ADA).answers(warning(code=...)),
        also=(SCHEMA,),
        says=("warnings[].code", "a code", None),
    ),
    bad(
        WARNING,
        "of a body that is no object",
        add([]).answers(created(7, warnings=[{"status": "x", "code": 8107, "message": "x"}])),
        before=("robustness/wrong-shape-is-refused",),
        also=(SCHEMA,),
        says=("warnings[].status", "a boolean", "x"),
    ),
    silent(
        WARNING, "an answer that cannot be read", add(ADA).answers(says({"warnings": [5]})), also=(NO_FAILURE, EITHER)
    ),
    good(NO_FAILURE, "a success that warns", add(ADA).answers(created(7, 8107))),
    bad(
        NO_FAILURE,
        "a warning alone",
        PERHAPS.answers(says({"warnings": notices(8107)})),
        also=(EITHER,),
        says=("createdId", "a customer id", None),
    ),
    bad(
        NO_FAILURE,
        "a warning alone under 400",
        PERHAPS.answers(says({"warnings": notices(8107)}, 400)),
        also=("envelope/failure-shape-v2",),
        says=("createdId", "a customer id", None),
    ),
    silent(NO_FAILURE, "errors beside warnings", PERHAPS.answers(refused(8005, warnings=notices(8107)))),
    silent(NO_FAILURE, "no warnings", add(ADA).answers(created(7))),
    silent(NO_FAILURE, "not let in", add(ADA).answers(says({"warnings": notices(8107)}, 401))),
    bad(
        NO_FAILURE,
        "of a body that is no object",
        add([]).answers(says({"warnings": [{"status": False, "code": 8107, "message": "x"}]})),
        also=(EITHER,),
        says=("createdId", "a customer id", None),
    ),
    good(LABEL, "3017", add({**customer(ADA), "statusLabel": "Odd"}).answers(refused(3017)), on=LABELS),
    good(LABEL, "a warning", add({**customer(ADA), "statusLabel": "Odd"}).answers(created(7, 8086)), on=LABELS),
    bad(
        LABEL,
        "neither",
        add({**customer(ADA), "statusLabel": "Odd"}).answers(UNCLEAR),
        on=LABELS,
        also=(EITHER,),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(LABEL, "a listed label", add({**customer(ADA), "statusLabel": "Gold"}).answers(created(7)), on=LABELS),
    silent(LABEL, "nobody knows the labels", add({**customer(ADA), "statusLabel": "Odd"}).answers(created(7))),
    silent(
        LABEL,
        "a label that is a number",
        add({**customer(ADA), "statusLabel": 5}).answers(refused(3017)),
        on=org(status_labels=["Gold"]),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_warnings(history: History) -> None:
    history.check()
