"""Near-twins differ in one thing, are valid, the run's own, and nobody else."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from functools import cache

import pytest

from contracts.documents.profile import People, Profile
from contracts.engine.exchange import Request
from contracts.evidence.facts import Hold
from contracts.evidence.intent import ADD, Identifier
from contracts.evidence.memory import Memory
from contracts.evidence.parsing import parse
from contracts.evidence.validity import Validity, validity
from contracts.stories import payloads, twins
from contracts.stories.namespace import Namespace
from contracts.stories.people import Cast, Person
from contracts.stories.twins import IN_THE_MIDDLE, Model, Twins
from contracts.stories.verbs import INSTORE

RUN = "28bdbd4"
TYPES = ("mobile", "email", "externalId")
MANY = 20_000


def crowd(count: int, *types: str, people: People | None = None, seed: int = 0, run: str = RUN) -> list[Person]:
    """People of whom every third is registered at once."""
    cast = Cast(Namespace(people or People(), run), seed)
    made = []
    for number in range(count):
        made.append(cast.person(*types))
        if number % 3 == 0:
            cast.remember(made[-1])
    return made


@cache
def many() -> tuple[Person, ...]:
    return tuple(crowd(MANY))


def folded(identifier: Identifier) -> str:
    """As a target may take it where spellings are open."""
    return re.sub(r"\s", "", identifier.value).casefold()


@pytest.mark.parametrize("type_", TYPES)
def test_no_two_people_are_one(type_: str) -> None:
    assert len({folded(person[type_]) for person in many()}) == MANY


def test_a_value_is_of_two_types_only_where_that_is_meant() -> None:
    types: dict[str, list[tuple[str, int]]] = {}
    for person in many():
        for identifier in person.identifiers:
            types.setdefault(folded(identifier), []).append((identifier.type, person.number))
    shared = [sorted(told) for told in types.values() if len(told) > 1]
    assert {tuple(type_ for type_, _ in told) for told in shared} == {("email", "externalId"), ("externalId", "mobile")}
    assert all(dict(told)["externalId"] % 2 for told in shared)
    assert 0.01 < len(shared) / MANY < 0.05


@pytest.mark.parametrize("people", [People(), People(label="Z", mobile_prefix="7001", mobile_digits=15)])
def test_every_value_is_valid_and_the_runs_own(people: People) -> None:
    names, theirs = Namespace(people, RUN), Namespace(people, "other")
    for prefix in (names, theirs):
        prefix.heads(3)
    made = many() if people == People() else crowd(2_000, people=people)
    for identifier in itertools.chain.from_iterable(person.identifiers for person in made):
        assert validity(identifier, Profile(people=people)) is Validity.VALID, identifier
        assert names.owns(identifier.value), identifier
        assert not theirs.owns(identifier.value), identifier


def test_ids_of_a_source_have_twins_too() -> None:
    made = crowd(400, "cuid", "unionId")
    for type_ in ("cuid", "unionId"):
        assert len({folded(person[type_]) for person in made}) == 400
        assert all(validity(person[type_], Profile()) is Validity.VALID for person in made)
    assert {i.value for p in made for i in p.identifiers if i.type == "cuid" and i.value.startswith("unionId_")}


def test_a_twin_is_nobody_yet() -> None:
    """Nothing is open about it: rules that ask for somebody fresh judge it like anybody."""
    names = Namespace(People(), RUN)
    names.heads(1)
    memory = Memory(Profile(), names.owns)
    for customer, person in enumerate(crowd(600), 1):
        body = payloads.encode(payloads.v2_customer(person, "INSTORE"))
        (asked,) = parse(Request(ADD, "POST", "/", (), (("Content-Type", "application/json"),), body)).items
        assert asked.doubts == frozenset()
        for identifier in asked.identifiers:
            assert memory.is_free(identifier), identifier
            assert memory.holder(INSTORE, identifier) is Hold.NOBODY
        for identifier in asked.identifiers:
            memory.hold(INSTORE, identifier, customer)


def test_the_same_seed_and_run_make_the_same_twins() -> None:
    assert crowd(200) == crowd(200)
    assert [p.identifiers for p in crowd(200, seed=1)] != [p.identifiers for p in crowd(200)]
    assert [len(p.identifiers) for p in crowd(200, run="other")] == [3] * 200


def test_every_other_person_is_a_twin_of_somebody_made_before() -> None:
    made = crowd(150)
    earlier: set[tuple[str, ...]] = set()
    for person in made:
        if person.number % 2:
            assert any(len(told) > 2 for told in [_alike(person, other) for other in made[: person.number]])
        else:
            earlier.add(tuple(i.value for i in person.identifiers))
    assert len(earlier) == 75


def test_some_are_namesakes_and_some_come_in_another_order() -> None:
    made = crowd(150)
    names = Counter((person.first_name, person.last_name) for person in made if person.last_name)
    assert 5 <= sum(count > 1 for count in names.values()) <= 20
    orders = Counter(tuple(i.type for i in person.identifiers) for person in made if person.number % 2)
    assert set(orders) == set(itertools.permutations(TYPES))
    assert min(orders.values()) >= 10
    assert {tuple(i.type for i in p.identifiers) for p in crowd(50, "email", "mobile")} == {("email", "mobile")}


def test_who_has_a_name_given_keeps_it() -> None:
    cast = Cast(Namespace(People(), RUN), 0)
    made = [cast.person(first_name="Ada") for _ in range(40)]
    assert {person.first_name for person in made} == {"Ada"}
    assert len({person.last_name for person in made if person.last_name}) == sum(bool(p.last_name) for p in made)


def test_whoever_is_plain_is_nobodys_twin() -> None:
    cast = Cast(Namespace(People(), RUN), 0)
    made = [cast.person(plain=True) for _ in range(20)]
    assert [person["externalId"].value for person in made] == [f"ct-{RUN}-{number}" for number in range(20)]
    assert [tuple(i.type for i in person.identifiers) for person in made] == [TYPES] * 20


@pytest.mark.parametrize("type_", TYPES)
def test_the_kinds_come_in_turn(type_: str) -> None:
    """In a gate each more than once, those that few values can have less often than others."""
    kinds = {"mobile": twins.MOBILES, "email": twins.EMAILS, "externalId": twins.EXTERNAL_IDS}[type_]
    cast = Cast(Namespace(People(), RUN), 0)
    for _ in range(150):
        cast.person()
    made = {kind: count for (of, kind), count in cast._twins._made.items() if of == type_}
    assert set(made) == set(kinds)
    assert sum(made.values()) == 75
    assert min(made.values()) >= 2
    assert max(made.values()) <= 4 * min(made.values()) + 2


@pytest.mark.parametrize(
    ("type_", "kind", "value", "twin"),
    [
        ("externalId", "last character", "ct-r1-15", "ct-r1-1f"),
        ("externalId", "last character", "990123456700000150", "990123456700000155"),
        ("externalId", "first character", "A-ct-r1-5", "B-ct-r1-5"),
        ("externalId", IN_THE_MIDDLE, "ct-r1-5-north", "ct-r1j5-north"),
        ("externalId", "25th character", "x" * 24 + "a" + "x" * 5, "x" * 24 + "b" + "x" * 5),
        ("externalId", "25th character", "x" * 24, None),
        ("externalId", "zero more", "ct-r1-5", "ct-r1-05"),
        ("externalId", "zero more", "990", "9900"),
        ("externalId", "zero less", "000990", "00990"),
        ("externalId", "zero less", "990", "99"),
        ("externalId", "zero less", "ct-r1-10", None),
        ("externalId", "any one character", "ct-r1-5", "ct-r1-_"),
        ("externalId", "any characters", "ct-r1-5", "ct-r1-%"),
        ("externalId", "longer", "990", "990.0"),
        ("externalId", "shorter", "ct-r1-5x", "ct-r1-5"),
        ("externalId", "shorter", "ct-r1-5", None),
        ("externalId", "accent", "é-1", "e-1"),
        ("externalId", "accent", "e-1", None),
        ("email", "tag more", "ct.r1.5@example.com", "ct.r1.5+x@example.com"),
        ("email", "tag less", "ct.r1.5+news@example.com", "ct.r1.5@example.com"),
        ("email", "tag less", "ct.r1.5@example.com", None),
        ("email", "dot more", "ct.r1.15@example.com", "ct.r1.1.5@example.com"),
        ("email", "dot less", "ct.r1.5.ada@example.com", "ct.r1.5ada@example.com"),
        ("email", "domain below", "ct.r1.5@example.com", "ct.r1.5@x.example.com"),
        ("email", "last character", "ct.r1.15@example.com", "ct.r1.1f@example.com"),
    ],
)
def test_a_kind_of_twin(type_: str, kind: str, value: str, twin: str | None) -> None:
    """The first that it has to offer."""
    table = twins.EMAILS if type_ == "email" else twins.EXTERNAL_IDS
    if kind == IN_THE_MIDDLE:
        assert any(len(value) == len(one) and value[0] == one[0] for one in table[kind](value))
    else:
        assert next(iter(table[kind](value)), None) == twin


def test_a_twin_under_another_type_has_the_very_value() -> None:
    names = Namespace(People(), RUN)
    model = (Identifier("mobile", names.mobile(1)), Identifier("externalId", names.external_id(1)))
    made = Twins(names, 0)
    told = {made.of("externalId", model) for _ in twins.EXTERNAL_IDS}
    assert names.mobile(1) in told
    careful = Twins(names, 0, numbers=False)
    assert not any(str(careful.of("externalId", model)).isdigit() for _ in twins.EXTERNAL_IDS)


def test_a_mobile_differs_in_its_last_digits_or_in_the_middle() -> None:
    names = Namespace(People(), RUN)
    one, other = names.mobile(1), names.twin_of(names.mobile(1))
    made = Twins(names, 0)
    assert {made.of("mobile", [Identifier("mobile", one)]) for _ in range(2)} == {other, None}
    made.take([Identifier("mobile", other)])
    assert {made.of("mobile", [Identifier("mobile", one)]) for _ in range(2)} == {None}
    assert [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [6]


def test_without_a_value_of_the_type_there_is_no_twin() -> None:
    names = Namespace(People(), RUN)
    made = Twins(names, 0)
    assert made.model() is None
    model = Model((Identifier("mobile", names.mobile(1)),), "Ada", None)
    own = (Identifier("email", names.email(2)),)
    assert made.identifiers(own, model, reordered=False) == own


def _alike(person: Person, other: Person) -> list[str]:
    """The types of which the values are near each other, or one is the other's under another type."""
    values = {i.value for i in other.identifiers}
    return [i.type for i in person.identifiers if i.value in values or _is_near(i.value, other[i.type].value)]


def _is_near(one: str, other: str) -> bool:
    """Whether two values differ in a run of at most three characters, or in a mobile's digits."""
    begins = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    ends = next(
        (n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other))
    )
    return min(len(one), len(other)) - begins - ends <= 5 and abs(len(one) - len(other)) <= 5
