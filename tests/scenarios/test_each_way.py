"""By night what one way of writing leaves is looked at after each other way, and each form is brought by each way.

What is wrong for one order of writes, one type of identifier or one read alone is seen where that one is asked. They
come between the rounds of the suites that go on and on, so that a short night has some of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from contracts.engine.exchange import Who
from contracts.evidence.intent import ADD, CHANGE, PRIMARY_TYPES, REGISTER, SOURCE_OWN_TYPES, UPDATE, UPSERT
from contracts.stories import ALL, INSTORE, Api, Identifier, Person, Place, scenario

PAIRS = (("mobile", "email"), ("email", "externalId"), ("externalId", "mobile"))
PLACE_READS = (INSTORE, ALL)
LONG_NAMES = (101, 255, 256, 400, 1001, 5000)
ZEROS = (0x0660, 0xFF10)
"""Of other scripts, whose digits are none of a mobile."""


def _add_elsewhere(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.add_at(who.only("mobile").named(f"Elsewhere {new.number}"), there)


def _upsert(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.upsert(who.only("mobile").named(f"Upserted {new.number}").with_(new["email"]))


def _upsert_elsewhere(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.upsert(who.only("mobile").named(f"Upserted there {new.number}"), place=there)


def _update(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.update(customer, who.named(f"Updated {new.number}"))


def _update_elsewhere(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.update(customer, who.named(f"Updated there {new.number}"), there)


def _change(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.change(customer, add=[new["externalId"]], remove=[who["externalId"]])


def _add_identifier(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.change(customer, add=[new["email"]])


def _register_again(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.register(who.only("mobile").named(f"Again {new.number}"))


def _refused(api: Api, customer: int, who: Person, new: Person, there: Place) -> None:
    api.add(who.only("email").named("Refused"))


Way = Callable[[Api, int, Person, Person, Place], None]
WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "add elsewhere": _add_elsewhere,
        "upsert": _upsert,
        "upsert elsewhere": _upsert_elsewhere,
        "update": _update,
        "update elsewhere": _update_elsewhere,
        "change": _change,
        "add identifier": _add_identifier,
        "register again": _register_again,
        "refused": _refused,
    }
)
"""Ways to write of somebody who is known."""


def _begin(api: Api) -> tuple[int, Person, Person, Place]:
    """The id of somebody in INSTORE, who that is, somebody whose identifiers are free, and another source account."""
    ada = api.person(plain=True)
    return api.given.add(ada).id or 0, ada, api.person(plain=True), api.anywhere()


@pytest.mark.parametrize("round_", [2])
@scenario("each-way/reads-between", promise="details-show-what-was-stored", operation=ADD, depth="nightly")
def test_reads_between(api: Api, round_: int) -> None:
    """Each read is asked before and after each way of writing: none shows what was there before."""
    for way in WAYS.values():
        customer, ada, new, there = _begin(api)
        for write in (way, None):
            for place in (INSTORE, there, ALL):
                api.get(customer, place)
            for identifier in (*ada.identifiers, new["email"], new["externalId"]):
                api.details(identifier)
                api.lookup(identifier)
            for identifier in (ada["mobile"], new["email"]):
                api.get_v11(identifier)
            if write:
                write(api, customer, ada, new, there)


@pytest.mark.parametrize(("round_", "first"), [*enumerate(WAYS, 2)])
@scenario("each-way/pairs-of-writes", promise="details-show-what-was-stored", operation=ADD, depth="nightly")
def test_pairs_of_writes(api: Api, round_: int, first: str) -> None:
    """After each way of writing comes each other one, and nothing of the former is lost or comes back."""
    for second in WAYS.values():
        customer, ada, new, there = _begin(api)
        later = api.person(plain=True)
        WAYS[first](api, customer, ada, new, there)
        second(api, customer, ada, later, there)
        api.get(customer, ALL)
        api.details(ada["mobile"])
        for identifier in (new["email"], later["email"], ada["email"]):
            api.lookup(identifier)


@pytest.mark.parametrize(("round_", "write"), [*enumerate((UPDATE, UPSERT), 4)])
@scenario("each-way/two-places", promise="details-kept-per-source", operation=ADD, depth="nightly")
def test_two_places(api: Api, round_: int, write: str) -> None:
    """Of somebody in two source accounts the profile in one is written, wherever it is: the other stays."""
    for place in api.places():
        ada, other = api.person(plain=True), api.anywhere() if place == INSTORE else INSTORE
        if other == place:
            continue
        customer = api.given.add_at(ada, other).id or 0
        api.given.add_at(ada.named("There"), place)
        if write == UPDATE:
            api.update(customer, ada.named("Written"), place)
        else:
            api.upsert(ada.named("Written"), place=place)
        api.get(customer, ALL)


@pytest.mark.parametrize(("round_", "type_"), [*enumerate(PRIMARY_TYPES, 2)])
@scenario("each-way/known-by", promise="position-and-type-do-not-matter", operation=ADD, depth="nightly")
def test_known_by(api: Api, round_: int, type_: str) -> None:
    """In every source account somebody is known by each type, and joins every other one by it alone."""
    for place in api.places():
        ada, other = api.person(plain=True), api.person(plain=True)
        api.given.add_at(ada, place)
        api.add_at(other.with_(ada[type_]).named("Refused"), place)
        api.details(ada["mobile"], place)
        api.add_at(ada.only(type_).alone, api.anywhere() if place == INSTORE else INSTORE)


@pytest.mark.parametrize(("round_", "type_"), [*enumerate(SOURCE_OWN_TYPES, 2)])
@scenario("each-way/own-ids", promise="same-value-other-type-is-no-duplicate", operation=ADD, depth="nightly")
def test_own_ids(api: Api, round_: int, type_: str) -> None:
    """An id of a source is no external id of the same value, here or elsewhere; before, nobody has one."""
    api.lookup(api.person(type_)[type_])
    ada = api.person("mobile", type_)
    same = Identifier("externalId", ada[type_].value)
    there = api.anywhere()
    api.given.add_at(ada, there)
    for place in (there, INSTORE):
        api.add_at(api.person("mobile", "externalId").with_(same).alone, place)
    api.lookup(ada[type_], there)


@pytest.mark.parametrize("round_", [3])
@scenario("each-way/changes", promise="change-identifier-adds", operation=CHANGE, depth="nightly")
def test_changes(api: Api, round_: int) -> None:
    """An identifier of each type is added that is new, somebody else's, or none; it is known, or stays where it was."""
    for type_ in PRIMARY_TYPES:
        ada, eve, new = (api.person(plain=True) for _ in range(3))
        api.given.add(ada)
        customer = api.given.add(eve).id or 0
        api.change(customer, add=[ada[type_]])
        api.lookup(ada[type_])
        api.change(customer, add=[new[type_]])
        api.lookup(new[type_])
        api.get(customer)
        api.add(api.person(plain=True).with_(new[type_]))
    customer, _, new, _ = _begin(api)
    api.change(customer, add=[_no_mobiles(new)[0]])
    api.get(customer)


@pytest.mark.parametrize("round_", [4])
@scenario("each-way/bad-mobiles", promise="invalid-primary-mobile", operation=ADD, depth="nightly")
def test_bad_mobiles(api: Api, round_: int) -> None:
    """Letters, signs and digits of other scripts are no mobile, by each way in; names of any length are no error."""
    for number in range(len(_no_mobiles(api.person(plain=True)))):
        for write in (api.add, api.register, api.upsert):
            ada = api.person(plain=True)
            bad = ada.with_(_no_mobiles(ada)[number])
            write(bad.only("mobile"))
            write(bad)
            api.details(ada["email"])
    for length in LONG_NAMES:
        for write in (api.add, api.upsert):
            ada = api.person(plain=True)
            write(ada.named("N" * length))
            api.details(ada["mobile"])


@pytest.mark.parametrize("round_", [5])
@scenario("each-way/same-moment", promise="concurrent-adds-one-winner", operation=ADD, depth="nightly")
def test_same_moment(api: Api, round_: int) -> None:
    """Somebody with one identifier alone, of each type, is added, registered and upserted twice at the same moment."""
    for type_ in PRIMARY_TYPES:
        for verb in (Api.add, Api.register, Api.upsert):
            ada = api.person(type_).alone
            api.together(*(lambda api, verb=verb, ada=ada: verb(api, ada) for _ in range(2)))
            api.lookup(ada[type_])


@pytest.mark.parametrize("round_", [2])
@scenario("each-way/over-v11", promise="one-identity-space", operation=REGISTER, depth="nightly")
def test_over_v11(api: Api, round_: int) -> None:
    """Whoever has one identifier alone is registered again, is known to the other APIs, and shares it in a batch."""
    for type_ in PRIMARY_TYPES:
        ada, eve, kim = (api.person(plain=True) for _ in range(3))
        api.register(ada.only(type_).alone)
        api.register(ada.only(type_).alone)
        api.details(ada[type_])
        api.add(api.person(plain=True).with_(ada[type_]))
        api.register(eve.only(type_).alone, kim.only(type_).alone, eve.only(type_).named("Later").alone)
        api.lookup(eve[type_])
        api.get_v11(ada[type_], eve[type_])
        api.register(api.person(*(each for each in PRIMARY_TYPES if each != type_)).alone)


@pytest.mark.parametrize(("round_", "types"), [*enumerate(PAIRS, 2)])
@scenario("each-way/several-owners", promise="several-owners-answer", operation=ADD, depth="nightly")
def test_several_owners(api: Api, round_: int, types: tuple[str, str]) -> None:
    """Somebody has an identifier of each of two in other source accounts; whatever comes of it, the reads agree."""
    homes = [*{api.another_place(): None, api.another_place(): None}]
    ada, eve = api.person(plain=True), api.person(plain=True)
    if len(homes) < len((ada, eve)):  # whoever has but one other source cannot be asked
        return
    customers = [api.given.add_at(who, home).id or 0 for who, home in zip((ada, eve), homes, strict=True)]
    both = api.person(plain=True).with_(ada[types[0]], eve[types[1]])
    api.add_at(both, INSTORE)
    for customer in customers:
        for place in (*homes, INSTORE, ALL):
            api.get(customer, place)
    for who, place in zip((ada, eve), homes, strict=True):
        for identifier in who.identifiers:
            api.details(identifier, place)


@pytest.mark.parametrize("round_", [3])
@scenario("each-way/forms", promise="details-show-what-was-stored", operation=ADD, depth="nightly")
def test_forms(api: Api, round_: int) -> None:
    """Identifiers in every form are shown by every read as they are stored."""
    for _ in range(12):
        ada = api.person()
        customer = api.add(ada.alone).id
        if customer is not None:
            api.get(customer)
            api.details(ada["externalId"])
            api.get_v11(ada["externalId"])


@pytest.mark.parametrize(("round_", "operation"), [*enumerate((UPDATE, UPSERT), 3)])
@scenario("each-way/without-fields", promise="no-mixing-of-customers", operation=UPDATE, depth="nightly")
def test_without_fields(api: Api, round_: int, operation: str) -> None:
    """Of two who have no fields one gets some: the other, and whoever comes after, has none."""
    ada, eve, kim = (api.person(plain=True).alone for _ in range(3))
    customers = [api.given.add(who).id or 0 for who in (ada, eve)]
    told = ada.but(
        fields=dict.fromkeys(api.profile.custom_fields or (), "Ct one"),
        extended=dict.fromkeys(api.profile.extended_fields or (), "Ct one"),
    )
    if operation == UPDATE:
        api.update(customers[0], told)
    else:
        api.upsert(told)
    customers.append(api.given.add(kim).id or 0)
    for customer in customers:
        api.get(customer)


@pytest.mark.parametrize("round_", [4])
@scenario("each-way/readers", promise="details-show-what-was-stored", operation=ADD, depth="nightly")
def test_readers(api: Api, round_: int) -> None:
    """What a caller who may only read is shown is what is stored."""
    reader = api.as_(Who.READER)
    ada = api.person(plain=True)
    customer = api.given.add(ada).id or 0
    for place in PLACE_READS:
        reader.get(customer, place)
    reader.details(ada["mobile"])
    reader.lookup(ada["email"])
    reader.get_v11(ada["mobile"])


@pytest.mark.parametrize("round_", [5])
@scenario("each-way/unknown-with-account", promise="unknown-source-is-refused", operation=ADD, depth="nightly")
def test_unknown_with_account(api: Api, round_: int) -> None:
    """An account beside it makes no source known."""
    for account in (*(place.account for place in api.places() if place.account), "1"):
        api.add(api.person(plain=True).alone, f"CT_{api.person(plain=True).number}", account)


def _no_mobiles(who: Person) -> list[Identifier]:
    """The mobile of somebody with letters, with a sign, and in the digits of two other scripts."""
    mobile = who["mobile"].value
    scripts = (mobile.translate({ord("0") + digit: zero + digit for digit in range(10)}) for zero in ZEROS)
    return [Identifier("mobile", value) for value in (f"AB{mobile}", f"#{mobile}", *scripts)]
