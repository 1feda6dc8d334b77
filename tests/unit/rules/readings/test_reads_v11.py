"""What an exchange shows of reads of v1.1: all of it, and nothing else."""

from __future__ import annotations

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import reads_v11


def reads(*items: object, **claims: object) -> Line:
    """A read of somebody by mobile, answered with these items."""
    return get_v11(ADA["mobile"]).answers(registered(*items, **claims))


SAMPLE = says(
    {
        "status": {"success": "true", "code": "200", "message": "Success", "total": "1", "success_count": "1"},
        "customers": {"customer": read(..., ADA)},
    }
)
FORM = {"v11_read_form": "as-add"}

ROWS = [
    told(reads(failed(1012)), v11_read_not_found="item-1012"),
    told(reads(failed(1013)), v11_read_not_found="item-1013"),
    told(reads(failed(1020)), v11_read_not_found="item-1013"),
    told(reads(failed(816)), v11_read_not_found="item-other-code"),
    told(reads(success="true", code=200), v11_read_not_found="no-item"),
    told(reads({})),
    told(get_v11(ADA["mobile"]).answers(envelope(code=400))),
    told(get_v11(7).answers(registered(failed(1012)))),
    told(IN_V11, get_v11(ADA["mobile"]).answers(registered(failed(1012)))),
    told(IN_V11, reads(read(7, ADA)), v11_read_id="number", **FORM),
    told(IN_V11, reads(read("7", ADA)), v11_read_id="text", **FORM),
    told(IN_V11, reads(read(..., ADA)), v11_read_id="not-told", **FORM),
    told(IN_V11, get_v11(ADA["mobile"]).answers(SAMPLE), v11_read_id="not-told", v11_read_form="bare"),
    told(IN_V11, ask("getCustomerV11", mobile=ADA["mobile"].value).answers(registered(read(7, ADA))), **FORM),
    told(get_v11(ADA["mobile"]).answers(status(404))),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(reads_v11)


def test_every_answer_is_shown() -> None:
    assert unshown(reads_v11, ROWS) == set()
