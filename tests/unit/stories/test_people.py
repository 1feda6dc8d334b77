"""People are fresh, ours, and repeated byte for byte by the same seed and run id."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents.profile import People, Profile
from contracts.evidence.intent import Identifier
from contracts.evidence.validity import Validity, validity
from contracts.stories.namespace import Namespace
from contracts.stories.people import Cast
from contracts.stories.shapes import Latitude

PEOPLE = People()


def cast(run: str = "r1", seed: int = 1) -> Cast:
    return Cast(Namespace(PEOPLE, run), seed)


def test_the_same_seed_and_run_make_the_same_people() -> None:
    one, other = cast(), cast()
    assert [one.person() for _ in range(9)] == [other.person() for _ in range(9)]


def test_another_run_makes_other_people_of_the_same_shape() -> None:
    one, other = cast("r1").person(), cast("r2").person()
    assert not set(one.identifiers) & set(other.identifiers)
    assert (one.first_name, one.last_name) == (other.first_name, other.last_name)


@given(st.integers(0, 30_000))
def test_every_value_that_a_run_makes_is_its_own(number: int) -> None:
    ours, theirs = Namespace(PEOPLE, "r1"), Namespace(PEOPLE, "r2")
    values = [ours.mobile(number), ours.email(number), ours.external_id(number), f"line_{ours.external_id(number)}"]
    assert all(map(ours.owns, values))
    assert not any(map(theirs.owns, values[1:]))
    assert len(values[0]) == PEOPLE.mobile_digits
    assert values[0].startswith(PEOPLE.mobile_prefix)


@given(st.integers(0, 30_000), st.sampled_from([str, str.upper, str.lower]))
def test_an_address_is_its_own_however_it_and_the_profile_spell_it(number: int, spell: Callable[[str], str]) -> None:
    ours = Namespace(People(label="CT", email_domain="Test.Example.COM"), "r1")
    assert ours.owns(spell(ours.email(number)))
    assert not ours.owns(spell(Namespace(PEOPLE, "r1").email(number)))
    assert ours.owns(ours.external_id(number))


@pytest.mark.parametrize(
    "value",
    ["", "91", "917", "ada@example.com", "ct-r2-1", "ct-r1-", "ct-r1-x1", "ct-r11-1", "Xct-r1-1", "\u0661\u0662"],
)
def test_other_values_are_not_ours(value: str) -> None:
    assert not Namespace(PEOPLE, "r1").owns(value)


def test_mobiles_of_two_blocks_differ() -> None:
    ours = Namespace(PEOPLE, "r1")
    assert len({ours.mobile(number) for number in (0, 9_999, 10_000, 20_000)}) == 4


def test_a_person_is_taken_apart_and_put_together() -> None:
    ada = cast().person("mobile", "email")
    assert ada["email"].type == "email"
    with pytest.raises(KeyError, match="has no line"):
        ada["line"]
    assert ada.only("email").identifiers == (ada["email"],)
    assert ada.ordered("email", "mobile").identifiers == (ada["email"], ada["mobile"])
    new = Identifier("mobile", "1")
    assert ada.with_(new).identifiers == (new, ada["email"])
    assert ada.with_(Identifier("line", "x")).identifiers[-1] == Identifier("line", "x")
    assert ada.named("Eve").last_name == ada.last_name
    assert ada.named("Eve", "X").last_name == "X"
    assert ada.but(fields={"a": "b"}).fields == {"a": "b"}


def test_nearly_somebody_is_nobody() -> None:
    """What is looked up in somebody's stead is the run's, is that person's by no means, and becomes nobody's later."""
    it = cast()
    ada = it.person()
    near = [it.nearly(ada, type_) for type_ in ("externalId", "email", "mobile") for _ in range(5)]
    assert len(set(near)) == len(near)
    assert not {i for i in near if i in ada.identifiers}
    assert all(it.namespace.owns(i.value) for i in near)
    later = {i for _ in range(200) for i in it.person().identifiers}
    assert not later & set(near)


def test_another_address_is_no_identifier_of_anybody() -> None:
    """Addresses of a person differ, those that a family shares are the same, and nobody is registered by one."""
    it = cast()
    ada, eve = it.person(), it.person()
    addresses = [it.another(ada, "mobile", number) for number in (*range(6), -1)]
    assert len(set(addresses)) == len(addresses)
    assert it.another(ada, "email", -2) == it.another(eve, "email", -2)
    registered = {i.value for _ in range(500) for i in it.person().identifiers}
    assert not registered & {*addresses, it.another(ada, "email", -2)}


@pytest.mark.parametrize("of_digits", [False, True])
def test_a_circle_differs_from_its_centre_in_one_thing_each(of_digits: bool) -> None:
    """Everybody around is new, is the run's own, and has nothing that the centre or another of them has."""
    run = cast()
    centre = run.centre(of_digits)
    around = run.circle(centre)
    values = [identifier for each in (centre, *around) for identifier in each.identifiers]
    assert len(around) >= 10
    assert len(set(values)) == len(values)
    assert all(run.namespace.owns(identifier.value) for identifier in values)
    assert centre["externalId"].value.isdigit() is of_digits
    assert all(validity(identifier, Profile()) is Validity.VALID for identifier in values)


def test_no_number_is_a_centre_where_numbers_may_be_others() -> None:
    run = Cast(Namespace(PEOPLE, "r1"), 1, Latitude(numbers=False))
    assert not run.centre(of_digits=True)["externalId"].value.isdigit()


@pytest.mark.parametrize("position", range(3))
def test_somebody_elses_identifier_stands_where_it_is_wanted(position: int) -> None:
    ada, eve = cast().person(), cast("r2").person()
    for type_ in ("mobile", "email", "externalId"):
        brought = eve.bringing(ada[type_], position)
        assert brought.identifiers[position] == ada[type_]
        assert set(brought.identifiers) == {*eve.identifiers, ada[type_]} - {eve[type_]}


def test_people_who_come_again_have_the_same_forms_and_are_others() -> None:
    """As those of a story whose requests were lost: a new attempt is about nobody whom it may have registered."""
    whole = cast()
    for _ in range(40):
        whole.person()
    before = copy.deepcopy(whole)
    lost = [whole.person() for _ in range(120)]
    before.move_on(whole.top, whole.taken)
    again = [before.person() for _ in range(120)]
    assert not {i.value for person in lost for i in person.identifiers} & {
        i.value for person in again for i in person.identifiers
    }
    assert [[i.type for i in person.identifiers] for person in lost[::2]] == [
        [i.type for i in person.identifiers] for person in again[::2]
    ]
