"""Forms are documented ones, leave no doubt, are the run's own, and come in turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from contracts.documents.profile import People, Profile
from contracts.engine.exchange import Request
from contracts.evidence.intent import ADD, REGISTER, SOURCE_OWN_TYPES, Identifier
from contracts.evidence.memory import _LAST_NAME
from contracts.evidence.parsing import parse
from contracts.evidence.validity import EMAIL_LIMIT, EXTERNAL_ID_LIMIT, NAME_LIMIT, Validity, validity
from contracts.stories import payloads, shapes
from contracts.stories.namespace import DIGITS, Namespace
from contracts.stories.people import Cast, Person
from contracts.stories.shapes import ANY_FORM, Latitude, Shapes, latitude

NARROW = People(mobile_prefix="91700", mobile_digits=11, label="Z", email_domain="a.test")
WIDE = People(label="Contracts0", email_domain="staging.brand-people.example.com", external_id_digits="001234")
GATE = 150
"""About so many people a gate registers."""


def people(count: int, seed: int = 0, latitude: Latitude = ANY_FORM, facts: People | None = None) -> list[Person]:
    """Those who are nobody's twin."""
    cast = Cast(Namespace(facts or People(), "28bdbd4"), seed, latitude)
    return [cast.person() for _ in range(2 * count)][::2]


@pytest.mark.parametrize("facts", [People(), NARROW, WIDE])
@pytest.mark.parametrize("run", ["0000", "28bdbd4", "z" * 16])
@pytest.mark.parametrize("number", [0, 7, 150, 19_999])
@pytest.mark.parametrize("type_", ["mobile", "email", "externalId", *SOURCE_OWN_TYPES])
def test_every_form_is_valid_and_the_runs_own(type_: str, number: int, run: str, facts: People) -> None:
    names, theirs = Namespace(facts, run), Namespace(facts, "other")
    forms = Shapes(names, 0, ANY_FORM)
    for turn in range(20):
        value = forms.value(type_, number, turn)
        assert validity(Identifier(type_, value), Profile(people=facts)) is Validity.VALID, value
        assert names.owns(value)
        theirs.mobile(number)
        is_mobile = value.partition("@")[0] == names.mobile(number)  # five digits of it, or fewer, are the run's
        assert is_mobile or not theirs.owns(value)
        assert len(value) <= (EMAIL_LIMIT if type_ == "email" else EXTERNAL_ID_LIMIT)


def test_nobody_is_doubtful() -> None:
    for person in people(400):
        v2, v11 = payloads.v2_customer(person, "INSTORE"), {"root": {"customer": [payloads.v11_customer(person)]}}
        for operation, body in ((ADD, v2), (REGISTER, v11)):
            (asked,) = parse(Request(operation, "POST", "/", (), JSON, payloads.encode(body))).items
            assert asked.doubts == frozenset()
            assert set(asked.identifiers) == set(person.identifiers)


JSON = (("Content-Type", "application/json"),)


def test_no_two_people_of_a_gate_are_alike_in_form() -> None:
    forms = Shapes(Namespace(People(), "28bdbd4"), 0, ANY_FORM)
    types = ("email", "externalId", "cuid")
    alike = Counter(
        (*(_form_of(forms.value(type_, 1000, turn)) for type_ in types), _form_of(str(forms.first_name("Ada", turn))))
        for turn in range(GATE)
    )
    assert set(alike.values()) == {1}


def test_each_form_comes_several_times_in_a_gate() -> None:
    for table, type_ in ((shapes.EXTERNAL_IDS, "externalId"), (shapes.EMAILS, "email")):
        forms = Shapes(Namespace(People(), "28bdbd4"), 3, ANY_FORM)
        come = Counter(forms.value(type_, 0, turn) for turn in range(GATE))
        assert len(come) == len(table)
        assert max(come.values()) - min(come.values()) <= 1


def test_the_seed_fixes_the_order_and_the_first_is_plain() -> None:
    assert people(30, seed=1) == people(30, seed=1)
    one, other = people(30, seed=1), people(30, seed=2)
    assert [p["externalId"] for p in one] != [p["externalId"] for p in other]
    assert one[0]["externalId"].value == "ct-28bdbd4-0"
    assert one[0]["email"].value == "ct.28bdbd4.0@example.com"


def test_a_plain_person_is_plain() -> None:
    cast = Cast(Namespace(People(), "r1"), 0)
    for number in range(40):
        person = cast.person(plain=True)
        assert person["externalId"].value == f"ct-r1-{number}"
        assert person["email"].value == f"ct.r1.{number}@example.com"
        assert str(person.first_name).isalpha()


def test_one_external_id_is_just_as_long_as_may_be() -> None:
    assert EXTERNAL_ID_LIMIT in {len(person["externalId"].value) for person in people(GATE)}


def test_names_are_documented_and_tell_whose_they_are() -> None:
    made = people(300)
    endings = [_LAST_NAME.findall(person.last_name) for person in made if person.last_name is not None]
    assert all(len(found) == 1 for found in endings)
    assert len({found[0] for found in endings}) == len(endings)
    names = [name for person in made for name in (person.first_name, person.last_name) if name is not None]
    assert max(map(len, names)) == NAME_LIMIT
    assert min(map(len, names)) == 1
    assert [name for name in names if name != name.strip()] == []


@pytest.mark.parametrize(
    ("facts", "numbers", "addresses"),
    [
        ({}, False, False),
        ({"external_id_digits": "00990"}, True, False),
        ({"mobile_prefix": "917"}, False, True),
    ],
)
def test_where_others_share_the_system_numbers_are_the_profiles(
    facts: Mapping[str, Any], numbers: bool, addresses: bool
) -> None:
    profile = Profile(people=People(**facts))
    allowed = latitude(profile, is_shared=True)
    assert (allowed.numbers, allowed.numbered_addresses) == (numbers, addresses)
    cast = Cast(Namespace(profile.people, "28bdbd4"), 0, allowed)
    made = [cast.person() for _ in range(300)]
    ids = [person["externalId"].value for person in made if person["externalId"].value.isdigit()]
    assert bool(ids) is numbers
    mobiles = {person["mobile"].value for person in made}
    assert all(re.match(r"0{0,3}00990", value) or value in mobiles for value in ids)
    assert any(re.match("[0-9]+@", person["email"].value) for person in made) is addresses


def test_alone_on_a_machine_any_number_will_do() -> None:
    assert latitude(Profile(mandatory=()), is_shared=False) == ANY_FORM
    assert any(person["externalId"].value.startswith(DIGITS) for person in people(60))


@pytest.mark.parametrize(
    ("mandatory", "first", "last"),
    [(None, False, False), ((), True, True), (("firstName",), False, True), (("lastName", "email"), True, False)],
)
def test_names_are_left_out_where_the_organisation_does_without(
    mandatory: tuple[Any, ...] | None, first: bool, last: bool
) -> None:
    allowed = latitude(Profile(mandatory=mandatory), is_shared=False)
    made = people(100, latitude=allowed)
    assert any(person.first_name is None for person in made) is first
    assert any(person.last_name is None for person in made) is last


def _form_of(value: str) -> str:
    """A value without what tells people apart."""
    return re.sub(r"[0-9]+", "0", value)
