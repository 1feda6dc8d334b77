"""What an exchange shows of sources and accounts: all of it, and nothing else."""

from __future__ import annotations

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.documents.profile import Source
from contracts.rules.readings import sources

NOWHERE = add(ADA, "NO_SUCH")
NAMELESS = person(5, None, None)
MANY = org(sources={**ORG.model_dump()["sources"], "WEB_ENGAGE": Source(accounts=("w1", "w2")).model_dump()})


def engaged(who: Person, account: str) -> Line:
    """An add in an account of a source that only the samples show to have several."""
    return add(who, "WEB_ENGAGE", account)


def counted(account: str | None, source: str = "LINE", who: Person = ADA) -> Line:
    """An add in an account."""
    return add(who, source, account)


ENGAGED = engaged(ADA, "w1").answers(created(7))
OTHERS_AT_LINE: Profile = org(sources={**ORG.model_dump()["sources"], "LINE": Source(accounts=("l1",)).model_dump()})

ROWS = [
    # a source that nobody has
    told(NOWHERE.answers(refused(3217)), unknown_source_code="3217-alone"),
    told(NOWHERE.answers(refused(3217, 8003)), unknown_source_code="3217-among-others"),
    told(NOWHERE.answers(refused(8003))),
    told(NOWHERE.answers(created(7))),
    told(NOWHERE.answers(status(400))),
    told(NOWHERE.no_answer()),
    told(add(NAMELESS, "NO_SUCH").answers(refused(3217))),  # a name may be missing too
    told(add({**customer(ADA, "NO_SUCH"), "colour": 1}).answers(refused(3217))),
    told(upsert(customer(ADA, "NO_SUCH")).answers(upserted(wrong(3217))), upsert_unknown_source_code="code-3217"),
    told(upsert(customer(ADA, "NO_SUCH")).answers(upserted(wrong(8003))), upsert_unknown_source_code="other-code"),
    told(upsert(customer(ADA, "NO_SUCH")).answers(upserted(wrong(500)))),
    told(upsert(customer(ADA, "NO_SUCH")).answers(upserted(wrong(521)))),
    told(upsert(customer(ADA, "NO_SUCH")).answers(refused(3217))),
    told(upsert(customer(ADA, "NO_SUCH")).answers(upserted(kept(7)))),
    # no source
    told(add(ADA, None).answers(refused(8004)), missing_source_code="code-8004"),
    told(add(ADA, None).answers(refused(3217)), missing_source_code="code-3217"),
    told(add(ADA, None).answers(refused(1007)), missing_source_code="other-code"),
    told(add(ADA, None).answers(refused(8004, 3217))),
    told(add(ADA, None).answers(refused(500))),
    told(add(ADA, None).answers(status(400))),
    told(add(ADA, None).answers(created(7))),
    told(add({**customer(ADA, None), "colour": 1}).answers(refused(1007))),
    told(upsert(customer(ADA, None)).answers(upserted(kept(7))), upsert_missing_source="instore"),
    told(upsert(customer(ADA, None)).answers(upserted(wrong(8004))), upsert_missing_source="item-error"),
    told(upsert(customer(ADA, None)).answers(upserted(wrong(8005)))),
    told(upsert(customer(ADA, None)).answers(upserted(wrong(521)))),
    told(upsert(customer(ADA, None)).no_answer()),
    # reads
    told(ADDED, lookup(ADA["mobile"], "NO_SUCH").answers(nobody(code=8003)), read_unknown_source_code="code-8003"),
    told(ADDED, lookup(ADA["mobile"], "NO_SUCH").answers(nobody(code=8011)), read_unknown_source_code="code-8011"),
    told(ADDED, details(ADA["mobile"], "NO_SUCH").answers(nobody(code=3217)), read_unknown_source_code="code-3217"),
    told(ADDED, get(7, "NO_SUCH").answers(nobody(code=8012)), read_unknown_source_code="code-8012"),
    told(ADDED, finds_nobody(ADA["mobile"], "NO_SUCH"), read_unknown_source_code="other-code"),
    told(ADDED, lookup(ADA["mobile"], "NO_SUCH").answers(refused(8003, 8011))),
    told(ADDED, finds_nobody(EVE["mobile"], "NO_SUCH")),
    told(ADDED, get(8, "NO_SUCH").answers(nobody())),
    told(ADDED, finds_nobody(ADA["mobile"], "ALL")),
    told(ADDED, lookup(ADA["mobile"], "TMALL").answers(nobody(code=8003))),
    told(ADDED, lookup(ADA["mobile"], "NO_SUCH").asking(x="1").answers(nobody(code=8003))),
    told(ADDED, lookup(Identifier("mobile", "x"), "NO_SUCH").answers(nobody(code=8013))),
    told(ADDED, get(7, "NO_SUCH").answers(shows(7))),
    # which sources there are
    told(add(ADA, "TMALL").answers(refused(3217)), source_list="organisation-subset"),
    told(add(ADA, "TMALL", "t1").answers(refused(3217))),
    told(add(ADA, "TMALL").answers(refused(3217, 1007))),
    told(add(ADA, "FACEBOOK").answers(refused(3217))),
    told(add(ADA, "TMALL").answers(created(7))),
    told(add(ADA, ["TMALL"]).answers(refused(3217))),
    told(add(ADA, "Instore").answers(refused(3217)), source_case="exact-only"),
    told(add(ADA, " INSTORE").answers(refused(3217)), source_case="exact-only"),
    told(ADDED, add(ADA, "instore").answers(refused(8006)), source_case="any-case"),
    told(ADDED, add(ADA, "instore").answers(refused(3217))),
    told(add(ADA, "Instore").answers(refused(8005))),
    told(add(ADA, "Instore").answers(created(7))),
    told(add(ADA, "web site").answers(refused(3217))),
    told(add(ADA.only("mobile").with_(Identifier("email", "no")), "Instore").answers(refused(3217))),
    # accounts
    told(counted(None).answers(created(7)), missing_account="accepted"),
    told(counted(None).answers(created(7, 8054)), missing_account="warning"),
    told(counted(None).answers(refused(8045)), missing_account="error"),
    told(counted(None).answers(refused(521))),
    told(counted(None, who=NAMELESS).answers(refused(1006))),
    told(counted(None).no_answer()),
    told(upsert(customer(ADA, "LINE")).answers(upserted(wrong(8045)))),
    told(counted("l9").answers(refused(3217)), unknown_account="refused-3217", account_enumeration="enumerated"),
    told(counted("l9").answers(refused(8127)), unknown_account="refused-other"),
    told(counted("l9").answers(created(7)), unknown_account="accepted", account_enumeration="open"),
    told(counted("l9").answers(refused(500))),
    told(counted("l9", who=NAMELESS).answers(refused(3217))),
    told(counted("l9").no_answer()),
    told(counted("l2").answers(created(7))),
    told(counted("l9").answers(refused(3217)), on=OTHERS_AT_LINE, account_enumeration="enumerated"),
    told(counted("l9").answers(created(7)), on=OTHERS_AT_LINE),
    told(counted("l9").answers(refused(8127)), on=OTHERS_AT_LINE),
    told(counted("l9").answers(refused(3217)), on=ANY),
    told(add(ADA, "INSTORE", "till").answers(refused(3217)), account_on_single_account_source="refused"),
    told(add(ADA, "INSTORE", "till").answers(created(7))),
    told(add(NAMELESS, "INSTORE", "till").answers(refused(3217))),
    told(ADDED, add(ADA, "INSTORE", "till").answers(refused(8006))),
    told(add(ADA, "WEBSITE", "till").answers(refused(3217))),
    told(ENGAGED, engaged(ADA, "w2").answers(created(7)), on=MANY, multi_account_sources="five"),
    told(ENGAGED, engaged(ADA, "w2").answers(refused(8006)), on=MANY, multi_account_sources="three"),
    told(ENGAGED, engaged(ADA, "w2").answers(created(8)), on=MANY),
    told(ENGAGED, engaged(ADA, "w1").answers(refused(8006)), on=MANY),
    told(ADDED, engaged(ADA, "w2").answers(created(7)), on=MANY),
    told(counted("l1").answers(created(7)), counted("l2").answers(created(7))),
]

NEVER = {
    ("source-list", "all-twelve"),
    ("account-on-single-account-source", "ignored"),
    ("account-on-single-account-source", "stored"),
}
"""Answers that take several exchanges."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(sources)


def test_every_answer_is_shown() -> None:
    assert unshown(sources, ROWS) == NEVER
