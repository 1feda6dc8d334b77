"""Faults made from the table of members: each applies, and changes what the reference answers to whoever is whole."""

from functools import cache
from typing import Any

import pytest

from contracts.documents.files import load_members
from contracts.documents.members import Fate
from contracts.documents.profile import Place
from contracts.engine.errors import UsageError
from contracts.reference.conforming import CONFORMING
from contracts.reference.faults import Fault, catalogue
from contracts.reference.faults.of_members import Harm, made, named, observable
from contracts.runner import specimen
from reference.probing import APP, FIRST, LINE, MOMENT, OTHER_LINE, Probe
from reference.test_model import email, external, mobile

IDS = specimen.generated()
FLAGS = ("primary", "verified")
Body = dict[str, Any]


def channels(n: int) -> list[Body]:
    flags = dict.fromkeys(FLAGS, n % 2 == 0)
    meta = {"residence": n % 2 == 0, "office": n % 2 == 1, "lastViewedDate": MOMENT.replace("4", str(n))}
    return [{"type": ("mobile", "email")[n % 2], "value": f"v{n}@example.com", **flags, "meta": meta}]


def named_fields(member: str, n: int) -> Body:
    name = {"custom_fields": ("address", "employee"), "extended_fields": ("age", "zip")}[member][n % 2]
    return {member: {"field": [{"name": name, "value": f"{n}{n}"}]}}


def profile(n: int) -> Body:
    fields = {"employee": f"e{n}", "dateofbirth": f"1{n}-10-2000"}
    return {"firstName": f"First{n}", "lastName": f"Last{n}", "commChannels": channels(n), "fields": fields}


def person(n: int, at: Place) -> Body:
    """Somebody with each member that the table says is shown, in values of the person's own."""
    card = {
        "type": "cardnumber",
        "value": f"card-{n}",
        "seriesId": 70 + n,
        "statusLabel": ("ACTIVE", "INACTIVE")[n % 2],
    }
    known = [{"type": kind, "value": value} for kind, value in (mobile(n), (email, external)[n % 2](n))]
    place = {"source": at.source, "accountId": at.account}
    extended = {
        name: f"{name} {n}" for name in ("gender", "city", "state", "area", "zip", "acquisition_channel", "dob")
    }
    told = {"associatedWith": f"till.{1 + n % 2}", "extendedFields": extended}
    return {"profiles": [{**profile(n), **place, "identifiers": [*known, card]}], **told}


def item(n: int) -> Body:
    names = {"firstname": f"First{n}", "lastname": f"Last{n}", "source": "InStore"}
    keys = {"mobile": mobile(n)[1], "email": email(n)[1], "external_id": external(n)[1]}
    kind = {"type": ("loyalty", "non_loyalty")[n % 2], "associated_with": f"till.{1 + n % 2}"}
    return {**names, **keys, **kind, **named_fields("custom_fields", n), **named_fields("extended_fields", n)} | {
        "commChannels": channels(n)
    }


def whole(clerk: Probe) -> None:
    """Each write with each member, of several people one after another, and what is shown of them then."""
    for n, at in ((1, LINE), (2, APP), (3, OTHER_LINE)):
        clerk.put(person(n, at))
    for n, at in ((4, LINE), (5, APP), (6, OTHER_LINE)):
        clerk.upsert(person(n, at))
    for n in (7, 8, 9):
        clerk.items(item(n))
    for n in (1, 2, 3):
        body = {
            "profiles": [profile(n + 3)],
            "extendedFields": {"city": f"updated {n}", **person(n + 3, LINE)["extendedFields"]},
        }
        clerk.rewrite(FIRST + n - 1, body, (LINE, APP, OTHER_LINE)[n - 1])
        clerk.get_all()
        clerk.change(FIRST + n - 1, (LINE, APP, OTHER_LINE)[n - 1], add=[(external, email)[n % 2](n + 30)])
    clerk.get_all()


def told(*faults: Fault) -> list[Any]:
    clerk = Probe(*faults)
    whole(clerk)
    return clerk.told


@cache
def conforming() -> list[Any]:
    return told()


@pytest.mark.parametrize("id_", IDS)
def test_a_generated_fault_changes_an_answer(id_: str):
    fault = specimen.named(id_)
    assert fault.id == id_
    assert fault.apply(CONFORMING) != CONFORMING
    assert told(fault) != conforming()


def test_the_conforming_reference_accepts_whom_the_probes_have():
    assert all(status == 200 and b'"errors": [{' not in body for status, body, _ in conforming())


def test_each_row_that_is_read_back_makes_one_fault_of_each_kind():
    rows = observable(load_members())
    assert {member.fate for member in rows} == {Fate.KEPT, Fate.NORMALISED}
    assert {made(kind, member).id for member in rows for kind in Harm} > set(IDS)


def test_they_are_not_in_the_catalogue():
    assert not any(":" in id_ for id_ in catalogue())
    assert set(IDS).isdisjoint(specimen.faults())


def test_what_the_organisation_does_not_store_is_not_asked():
    assert "lost:addCustomer:profiles[].fields.employee" in IDS
    assert "lost:addCustomer:profiles[].fields.kanjifirstname" not in IDS


def test_an_unknown_one_names_the_nearest():
    with pytest.raises(UsageError, match=r"no fault 'lost:addCustomer:profile'; .*lost:addCustomer:profiles'"):
        named("lost:addCustomer:profile", load_members())


def test_a_fault_begins_with_a_memory_of_its_own():
    fault = specimen.named("anothers:addCustomer:profiles[].firstName")
    assert told(fault) == told(fault)
