"""What an exchange shows of reads and changes of identifiers: all of it, and nothing else."""

from __future__ import annotations

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import reads

NEWCOMER = KIM.only("mobile").with_(ADA["email"])
MERGES = register(NEWCOMER).answers(registered(done(7, ADA)))
ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))


def asked(*lines: Line, answer: Response) -> tuple[Line, ...]:
    """Lines after a mismatch, and then a look-up of the newcomer's primary."""
    return (IN_V11, *lines, lookup(KIM["mobile"]).answers(answer))


def joins(source: str = "INSTORE", **changed: tuple[Identifier, ...]) -> Line:
    """A change of Ada's identifiers."""
    return change(7, add=changed.get("add", (EVE["email"],)), remove=changed.get("remove", ()), source=source)


ROWS = [
    told(finds_nobody(EVE["mobile"]), read_not_found_status="http-404"),
    told(lookup(EVE["mobile"]).answers(nobody(200)), read_not_found_status="http-200"),
    told(details(EVE["mobile"]).answers(nobody(400)), read_not_found_status="http-400"),
    told(get(99).answers(nobody()), read_not_found_status="http-404"),
    told(lookup(EVE["mobile"]).answers(nobody(422))),
    told(lookup(EVE["mobile"]).answers(nobody(404, 8003))),
    told(ADDED, finds(ADA["mobile"], 7)),
    told(add(EVE).answers(refused(8015))),
    # in another source
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(nobody(422)), lookup_in_other_source="not-found-8015"),
    told(ADDED, details(ADA["mobile"], "WEBSITE").answers(nobody(code=8065)), lookup_in_other_source="not-found-8065"),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(refused(8015, 8065, status=422))),
    told(ADDED, lookup(ADA["mobile"], "WEBSITE").answers(nobody(code=8003))),
    told(ADDED, finds(ADA["mobile"], 7, "WEBSITE")),
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
        on=EMAIL_REPEATS,
        lookup_by_repeated_secondary="not-found-8015",
    ),
    told(ADDED, finds(ADA["email"], 7), on=EMAIL_REPEATS, lookup_by_repeated_secondary="one-of-them"),
    told(ADDED, EVE_ADDED, finds(ADA["email"], 8), on=EMAIL_REPEATS),
    told(ADDED, lookup(ADA["email"]).answers(nobody(code=8003)), on=EMAIL_REPEATS),
    told(ADDED, lookup(ADA["email"]).asking(x="1").answers(found(7)), on=EMAIL_REPEATS),
    told(ADDED, finds(ADA["mobile"], 7), on=EMAIL_REPEATS),
    told(lookup(ADA["email"]).answers(nobody(422)), on=EMAIL_REPEATS),
    told(ADDED, finds(ADA["email"], 7)),
    told(ADDED, lookup(ADA["email"]).answers(nobody(422)), on=org(unique={"email": False}, reads={"lag_s": 9.0})),
    # the primary of a mismatch
    told(*asked(MERGES, answer=found(7)), on=OFF, mismatch_merged_primary="gained"),
    told(*asked(MERGES, answer=nobody(422)), on=OFF, mismatch_merged_primary="not-gained"),
    told(*asked(MERGES, answer=found(99)), on=OFF),
    told(*asked(MERGES, answer=nobody(code=8003)), on=OFF),
    told(*asked(MERGES, answer=found(7))),
    told(*asked(MERGES, answer=found(7)), on=flagged(False, None)),
    told(*asked(MERGES, answer=found(7)), on=flagged(False, False, primary_identifier="externalId")),
    told(*asked(answer=nobody(422)), on=OFF),
    told(*asked(register(NEWCOMER).answers(registered(failed(1047))), answer=nobody(422)), on=OFF),
    told(*asked(register(NEWCOMER).answers(registered(done(8, KIM.only("mobile")))), answer=found(8)), on=OFF),
    told(*asked(MERGES, *[finds(ADA["mobile"], 7)] * 3, answer=nobody(422)), on=OFF),
    told(
        *asked(MERGES, *[finds(ADA["mobile"], 7)] * 2, answer=nobody(422)), on=OFF, mismatch_merged_primary="not-gained"
    ),
    told(IN_V11, MERGES, lookup(KIM["mobile"], "WEBSITE").answers(nobody(422)), on=OFF),
    told(
        ADDED,
        upsert(customer(ADA.only("email").with_(KIM["mobile"]))).answers(upserted(kept(7))),
        finds(KIM["mobile"], 7),
        on=OFF,
    ),
    # changes of identifiers
    told(ADDED, EVE_ADDED, joins().answers(refused(8007)), foreign_identifier_on_change="refused"),
    told(ADDED, EVE_ADDED, joins().answers(created(7, 8053)), foreign_identifier_on_change="ignored-with-warning"),
    told(ADDED, ELSEWHERE, joins().answers(created(7, 8051)), foreign_identifier_on_change="merged"),
    told(ADDED, ELSEWHERE, joins().answers(refused(8053)), foreign_identifier_on_change="refused"),
    told(ADDED, EVE_ADDED, joins().answers(created(7))),
    told(ADDED, EVE_ADDED, joins().answers(created(7, 8071))),
    told(ADDED, EVE_ADDED, joins().answers(refused(8009))),
    told(ADDED, EVE_ADDED, joins().no_answer()),
    told(ADDED, EVE_ADDED, joins(add=(ZOE["email"],)).answers(refused(8007))),
    told(ADDED, EVE_ADDED, joins(add=(), remove=(ADA["email"],)).answers(refused(8007))),
    told(ADDED, EVE_ADDED, joins("WEBSITE").answers(refused(8007))),
    told(EVE_ADDED, joins().answers(refused(8007))),
    told(ADDED, joins(add=(ADA["email"],)).answers(refused(8007))),
    told(ADDED, EVE_ADDED, joins().asking(x="1").answers(refused(8007))),
    told(ADDED, EVE_ADDED, joins().answers(refused(8007)), on=EMAIL_REPEATS),
    told(ADDED, get(7).answers(shows(7, shown(ADA)))),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(reads)


def test_every_answer_is_shown() -> None:
    assert unshown(reads, ROWS) == set()
