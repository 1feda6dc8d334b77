"""What an exchange shows of identifiers that are spelt otherwise than known ones: all of it, and nothing else."""

from __future__ import annotations

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import spellings

CAPITALS = Identifier("externalId", ADA["externalId"].value.swapcase())
MIXED = Identifier("externalId", ADA["externalId"].value.capitalize())
OTHER = KIM.with_(CAPITALS)
NATIONAL = Identifier("mobile", ADA["mobile"].value[2:])
ABROAD = Identifier("mobile", "447700900123")
ID_REPEATS, LAGS = org(unique={"externalId": False}), org(reads={"lag_s": 60})

ROWS = [
    # other capitals, in a look-up
    told(ADDED, finds(CAPITALS, 7), identifier_spelling="same-identifier"),
    told(ADDED, finds_nobody(CAPITALS), identifier_spelling="different-identifiers"),
    told(ADDED, details(CAPITALS).answers(nobody(422)), identifier_spelling="different-identifiers"),
    told(ADDED, finds(CAPITALS, 9)),
    told(ADDED, finds(CAPITALS, 7, "WEBSITE")),
    told(ADDED, finds_nobody(CAPITALS, "WEBSITE")),
    told(ADDED, lookup(CAPITALS).answers(nobody(code=8003))),
    told(ADDED, lookup(CAPITALS).asking(x="1").answers(found(7))),
    told(ADDED, finds(ADA["externalId"], 7)),
    told(finds_nobody(CAPITALS)),
    told(ADDED, finds_nobody(Identifier("email", ADA["email"].value.upper()))),
    told(ADDED, finds_nobody(CAPITALS), on=ID_REPEATS),
    told(ADDED, finds_nobody(CAPITALS), on=LAGS),
    told(ADDED, add(OTHER).answers(created(9)), finds_nobody(MIXED)),
    told(ADDED, add(OTHER).answers(created(9)), finds_nobody(CAPITALS)),
    # brought by somebody new
    told(ADDED, add(OTHER).answers(created(9)), identifier_spelling="different-identifiers"),
    told(ADDED, add(OTHER).answers(created(7)), identifier_spelling="same-identifier"),
    told(ADDED, add(OTHER).answers(refused(8006)), identifier_spelling="same-identifier"),
    told(ADDED, upsert(OTHER).answers(upserted(kept(9))), identifier_spelling="different-identifiers"),
    told(IN_V11, register(OTHER).answers(registered(done(9, OTHER))), identifier_spelling="different-identifiers"),
    told(ADDED, add(OTHER).answers(refused(8001))),
    told(ADDED, EVE_ADDED, add(OTHER).answers(created(8))),
    told(ADDED, EVE_ADDED, add(EVE.with_(CAPITALS)).answers(refused(8006))),
    told(add(OTHER).answers(created(9))),
    # without the country code
    told(ADDED, finds(NATIONAL, 7), country_code_spelling="same-identifier"),
    told(ADDED, finds_nobody(NATIONAL), country_code_spelling="different-identifiers"),
    told(ADDED, finds(NATIONAL, 9)),
    told(ADDED, finds_nobody(NATIONAL, "WEBSITE")),
    told(ADDED, finds_nobody(Identifier("mobile", ADA["mobile"].value[4:]))),
    told(ADDED, finds_nobody(Identifier("externalId", NATIONAL.value))),
    told(ADDED, lookup(NATIONAL).asking(x="1").answers(found(7))),
    told(finds_nobody(NATIONAL)),
    told(add(ADA.with_(ABROAD)).answers(created(7)), finds_nobody(Identifier("mobile", ABROAD.value[2:]))),
    told(ADDED, finds_nobody(NATIONAL), on=LAGS),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_exchange_shows(row: Row) -> None:
    row.check(spellings)


def test_every_answer_is_shown() -> None:
    assert unshown(spellings, ROWS) == set()
