"""What reads teach: who holds what was unsure, and nothing that a write has settled."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from histories import *
from knowing import EMAIL, HERE, THERE, UNSURE, after, holders

from contracts.evidence.facts import V11


def test_a_look_up_settles_what_was_unsure() -> None:
    unanswered = add(ADA).no_answer()
    it = after(unanswered, finds(EMAIL, 7))
    assert holders(it, HERE) == (UNSURE, 7, UNSURE)
    assert it.is_known(7)
    assert holders(after(unanswered, finds_nobody(EMAIL)), HERE) == (UNSURE,) * 3
    assert holders(after(unanswered, lookup(EMAIL).asking(x="1").answers(found(7))), HERE) == (UNSURE,) * 3
    assert holders(after(unanswered, finds(EMAIL, 7, "JD")), HERE) == (UNSURE,) * 3


def test_a_look_up_is_believed_where_the_operation_is_certain() -> None:
    it = after(add(ADA).no_answer(), finds(EMAIL, 7), on=org(operations={}))
    assert it.holder(HERE, EMAIL) is UNSURE
    assert it.found(HERE, EMAIL) == ("lookupCustomer", 7)


READ = get_v11(EMAIL).answers(registered(read(7, ADA)))
READABLE = {"operations": {"getCustomerV11": True}}


def test_a_read_of_v11_settles_what_was_unsure() -> None:
    unanswered = register(ADA).no_answer()
    assert holders(after(unanswered, READ, on=org(**READABLE)), HERE) == (UNSURE, 7, UNSURE)
    assert holders(after(unanswered, READ, on=org(**READABLE, shared_identity=False)), V11) == (UNSURE, 7, UNSURE)
    assert after(unanswered, READ, on=org(**READABLE)).found(HERE, EMAIL) is None


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        ((register(ADA).no_answer(), READ), {}),
        ((register(ADA).no_answer(), READ), {**READABLE, "shared_identity": None}),
        ((register(ADA).no_answer(), get_v11(EMAIL).answers(registered(read(..., ADA)))), READABLE),
        ((register(ADA).no_answer(), get_v11(EMAIL).answers(registered(failed(1012)))), READABLE),
        ((register(ADA).no_answer(), get_v11(7).answers(registered(read(7, ADA)))), READABLE),
        ((register(ADA).no_answer(), READ.asking(mlp="true")), READABLE),
        ((register(ADA).no_answer(), add(ADA, "WEBSITE").no_answer(), READ), READABLE),
    ],
)
def test_a_read_of_v11_proves_no_more_than_it_shows(lines: tuple[Line, ...], changes: Mapping[str, object]) -> None:
    profile = org(**changes)
    assert after(*lines, on=profile).holder(HERE if profile.shared_identity else V11, EMAIL) is UNSURE


def test_a_read_of_v11_overturns_nothing() -> None:
    assert after(IN_V11, get_v11(EMAIL).answers(registered(read(9, ADA))), on=org(**READABLE)).holder(HERE, EMAIL) == 7


@pytest.mark.parametrize(
    ("line", "is_member"),
    [
        (ADDED, True),
        (add({**customer(ADA), "loyaltyInfo": {"loyaltyType": "loyalty"}}).answers(created(7)), True),
        (add({**customer(ADA), "loyaltyInfo": {"loyaltyType": "non_loyalty"}}).answers(created(7)), False),
        (register({**v11_customer(ADA), "type": "NON_LOYALTY"}).answers(registered(done(7, ADA))), False),
        (register({**v11_customer(ADA), "type": "LOYALTY"}).answers(registered(done(7, ADA))), True),
        (update(7, {**customer(ADA), "loyaltyInfo": {"loyaltyType": "non_loyalty"}}).no_answer(), False),
    ],
)
def test_who_was_kept_out_of_the_programme_is_remembered(line: Line, is_member: bool) -> None:
    assert after(line).is_member(7) is is_member


def test_the_last_read_is_remembered_until_the_holder_changes() -> None:
    read = (ADDED, finds(EMAIL, 7), details(EMAIL).answers(shows(7, shown(ADA))))
    assert after(*read).found(HERE, EMAIL) == ("lookupCustomerDetails", 7)
    assert after(*read).found(THERE, EMAIL) is None
    assert after(*read, change(7, remove=[EMAIL]).answers(created(7))).found(HERE, EMAIL) is None
