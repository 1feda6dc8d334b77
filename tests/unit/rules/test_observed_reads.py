"""What an exchange shows of reads and changes of identifiers: all of it, and nothing else."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    Identifier,
    Line,
    add,
    change,
    created,
    customer,
    details,
    done,
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
    shown,
    shows,
    upsert,
    upserted,
)
from showing import Row, told, unshown

from contracts.engine.exchange import Response
from contracts.rules.readings import reads

ADDED = add(ADA).answers(created(7))
OTHER = add(EVE).answers(created(8))
REGISTERED = register(ADA).answers(registered(done(7, ADA)))
OFF = flagged(False, False)
FAMILY = org(unique={"email": False})
NEWCOMER = KIM.only("mobile").with_(ADA["email"])
MERGED = register(NEWCOMER).answers(registered(done(7, ADA)))
ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))


def asked(*lines: Line, answer: Response) -> tuple[Line, ...]:
    """Lines after a mismatch, and then a look-up of the newcomer's primary."""
    return (REGISTERED, *lines, lookup(KIM["mobile"]).answers(answer))


def joins(source: str = "INSTORE", **changed: tuple[Identifier, ...]) -> Line:
    """A change of Ada's identifiers."""
    return change(7, add=changed.get("add", (EVE["email"],)), remove=changed.get("remove", ()), source=source)


ROWS = [
    told(lookup(EVE["mobile"]).answers(nobody()), read_not_found_status="http-404"),
    told(lookup(EVE["mobile"]).answers(nobody(200)), read_not_found_status="http-200"),
    told(details(EVE["mobile"]).answers(nobody(400)), read_not_found_status="http-400"),
    told(get(99).answers(nobody()), read_not_found_status="http-404"),
    told(lookup(EVE["mobile"]).answers(nobody(422))),
    told(lookup(EVE["mobile"]).answers(nobody(404, 8003))),
    told(ADDED, lookup(ADA["mobile"]).answers(found(7))),
    told(add(EVE).answers(refused(8015))),
    # in another source
    told(
        ADDED,
        lookup(ADA["mobile"], "WEBSITE").answers(nobody(422)),
        lookup_in_other_source="not-found-8015",
    ),
    told(ADDED, details(ADA["mobile"], "WEBSITE").answers(nobody(code=8065)), lookup_in_other_source="not-found-8065"),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(refused(8015, 8065, status=422))),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(nobody(code=8003))),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(found(7))),
    told(lookup(ADA["mobile"], "WEBSITE").answers(nobody(422))),
    told(ADDED, lookup(ADA["mobile"]).answers(nobody(422))),
    told(
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        lookup(ADA["email"], "WEBSITE").answers(nobody(422)),
    ),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").asking(x="1").answers(nobody(422))),
    # one of several
    told(
        add(ADA).answers(created(7)),
        lookup(ADA["email"]).answers(nobody(422)),
        on=FAMILY,
        lookup_by_repeated_secondary="not-found-8015",
    ),
    told(ADDED, lookup(ADA["email"]).answers(found(7)), on=FAMILY, lookup_by_repeated_secondary="one-of-them"),
    told(ADDED, OTHER, lookup(ADA["email"]).answers(found(8)), on=FAMILY),
    told(ADDED, lookup(ADA["email"]).answers(nobody(code=8003)), on=FAMILY),
    told(ADDED, lookup(ADA["email"]).asking(x="1").answers(found(7)), on=FAMILY),
    told(ADDED, lookup(ADA["mobile"]).answers(found(7)), on=FAMILY),
    told(lookup(ADA["email"]).answers(nobody(422)), on=FAMILY),
    told(ADDED, lookup(ADA["email"]).answers(found(7))),
    told(ADDED, lookup(ADA["email"]).answers(nobody(422)), on=org(unique={"email": False}, reads={"lag_s": 9.0})),
    # the primary of a mismatch
    told(*asked(MERGED, answer=found(7)), on=OFF, mismatch_merged_primary="gained"),
    told(*asked(MERGED, answer=nobody(422)), on=OFF, mismatch_merged_primary="not-gained"),
    told(*asked(MERGED, answer=found(99)), on=OFF),
    told(*asked(MERGED, answer=nobody(code=8003)), on=OFF),
    told(*asked(MERGED, answer=found(7))),
    told(*asked(MERGED, answer=found(7)), on=flagged(False, None)),
    told(*asked(MERGED, answer=found(7)), on=flagged(False, False, primary_identifier="externalId")),
    told(*asked(answer=nobody(422)), on=OFF),
    told(*asked(register(NEWCOMER).answers(registered(failed(1047))), answer=nobody(422)), on=OFF),
    told(*asked(register(NEWCOMER).answers(registered(done(8, KIM.only("mobile")))), answer=found(8)), on=OFF),
    told(*asked(MERGED, *[lookup(ADA["mobile"]).answers(found(7))] * 3, answer=nobody(422)), on=OFF),
    told(
        *asked(MERGED, *[lookup(ADA["mobile"]).answers(found(7))] * 2, answer=nobody(422)),
        on=OFF,
        mismatch_merged_primary="not-gained",
    ),
    told(REGISTERED, MERGED, lookup(KIM["mobile"], "WEBSITE").answers(nobody(422)), on=OFF),
    told(
        ADDED,
        upsert(customer(ADA.only("email").with_(KIM["mobile"]))).answers(upserted(kept(7))),
        lookup(KIM["mobile"]).answers(found(7)),
        on=OFF,
    ),
    # changes of identifiers
    told(ADDED, OTHER, joins().answers(refused(8007)), foreign_identifier_on_change="refused"),
    told(ADDED, OTHER, joins().answers(created(7, 8053)), foreign_identifier_on_change="ignored-with-warning"),
    told(ADDED, ELSEWHERE, joins().answers(created(7, 8051)), foreign_identifier_on_change="merged"),
    told(ADDED, ELSEWHERE, joins().answers(refused(8053)), foreign_identifier_on_change="refused"),
    told(ADDED, OTHER, joins().answers(created(7))),
    told(ADDED, OTHER, joins().answers(created(7, 8071))),
    told(ADDED, OTHER, joins().answers(refused(8009))),
    told(ADDED, OTHER, joins().no_answer()),
    told(ADDED, OTHER, joins(add=(ZOE["email"],)).answers(refused(8007))),
    told(ADDED, OTHER, joins(add=(), remove=(ADA["email"],)).answers(refused(8007))),
    told(ADDED, OTHER, joins("WEBSITE").answers(refused(8007))),
    told(OTHER, joins().answers(refused(8007))),
    told(ADDED, joins(add=(ADA["email"],)).answers(refused(8007))),
    told(ADDED, OTHER, joins().asking(x="1").answers(refused(8007))),
    told(ADDED, OTHER, joins().answers(refused(8007)), on=FAMILY),
    told(ADDED, get(7).answers(shows(7, shown(ADA)))),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(reads)


def test_every_answer_is_shown() -> None:
    assert unshown(reads, ROWS) == set()
