"""In one source account an identifier belongs to one customer."""

from __future__ import annotations

from contracts.evidence.intent import PRIMARY_TYPES, SOURCE_OWN_TYPES
from contracts.stories import ALL, Api, Identifier, payloads, scenario


@scenario("duplicate-source/one-known-identifier", promise="position-and-type-do-not-matter", depth="smoke")
def test_one_known_identifier(api: Api) -> None:
    """A newcomer comes with one of somebody's identifiers, wherever it stands: refused, and nothing is reserved.

    The primary one is not the first: of the others a mismatch setting may decide.
    """
    ada, eve = api.person(), api.person()
    ada = ada.with_(Identifier("email", ada["email"].value.capitalize()))
    api.given.add(ada)
    for position, type_ in enumerate(("email", "mobile", "externalId")):
        api.add(eve.bringing(ada[type_], position))
    api.details(eve["email"])
    api.add(eve.with_(Identifier("externalId", ada["mobile"].value)))
    for place in api.elsewhere()[:1]:  # where neither is known, both are named at once
        api.add_at(ada.only("mobile").with_(eve["email"]), place)
        api.lookup(eve["email"])


@scenario("duplicate-source/same-person-twice", promise="one-owner-per-source")
def test_same_person_twice(api: Api) -> None:
    """A shopper is registered again and again, at last under another name and from another city: nothing changes."""
    ada = api.person(first_name="Ada")
    here, there = payloads.two_sets(api.profile)
    place = api.anywhere()
    ada = ada.but(extended=here)
    api.given.add_at(ada, place)
    api.add_at(ada, place)
    api.add_at(ada.named("Eve").but(extended=there), place)
    api.details(ada["mobile"], place)


@scenario("duplicate-source/swapped-identifiers", promise="refused-add-changes-nothing")
def test_swapped_identifiers(api: Api) -> None:
    """Two people's identifiers arrive crossed over, a third brings one beside his own; each keeps its own."""
    ada, eve, joe = api.person(), api.person(), api.person()
    place = api.anywhere()
    api.given.add_at(ada, place)
    api.given.add_at(eve, place)
    api.add_at(ada.with_(eve["email"]), place)
    api.add_at(eve.with_(ada["email"]), place)
    api.add_at(joe.but(identifiers=(*joe.identifiers, ada["mobile"])), place)
    api.lookup(ada["email"], place)
    for value in (min(ada["externalId"].value, eve["externalId"].value, key=len) + "%", ada["mobile"].value):
        api.lookup(Identifier("externalId", value), place)


@scenario("duplicate-source/other-source", promise="known-elsewhere-joins-the-customer")
def test_other_source(api: Api) -> None:
    """A shopper known in store signs up elsewhere: one customer, two source accounts, details kept apart."""
    ada = api.person(first_name="Ada").but(fields=_fields(api, "here"))
    place = api.another_place()
    first = api.given.add(ada)
    api.details(ada["mobile"])
    api.add_at(ada.named("Adele", "Souza").but(fields=_fields(api, "there")), place)
    api.details(ada["email"], ALL)
    api.details(ada["mobile"], place)
    if first.id is not None:
        api.get(first.id, place)


@scenario("duplicate-source/two-source-accounts", promise="account-separates-multi-account-sources", depth="smoke")
def test_two_source_accounts(api: Api) -> None:
    """A shopper of one source account is added to another, under another name: one customer, details kept apart."""
    here, there = api.two_places()
    ada = api.person(first_name="Ada").but(fields=_fields(api, "here"))
    api.given.add_at(ada, here)
    api.lookup(ada[api.cast.rng.choice(PRIMARY_TYPES)], there)
    api.add_at(ada.only("mobile", "email").named("Adele", "Souza").but(fields=_fields(api, "there")), there)
    for place in (here, there):
        api.details(ada["mobile"], place)
    api.add_at(ada.only("email"), there)
    if here.account:
        api.add(api.person(), here.source, here.account + "0")


@scenario("duplicate-source/one-shared-identifier-elsewhere", promise="known-elsewhere-joins-the-customer")
def test_one_shared_identifier_elsewhere(api: Api) -> None:
    """Only one of the identifiers, and the last in the list, is known from another source; then all are known there."""
    place = api.another_place()
    ada, other = api.person(), api.person()
    type_ = api.cast.rng.choice(PRIMARY_TYPES)
    rest = [each for each in PRIMARY_TYPES if each != type_]
    api.given.add(ada)
    api.add_at(other.with_(ada[type_]).ordered(*rest, type_), place)
    api.add_at(other.only(rest[0]), place)


@scenario("duplicate-source/owner-has-other-identifiers-here", promise="owner-already-here-is-refused")
def test_owner_has_other_identifiers_here(api: Api) -> None:
    """A customer of two sources is added to one of them by an identifier that only the other knows."""
    place = api.another_place()
    ada = api.person(first_name="Ada")
    api.given.add(ada)
    api.given.add_at(ada.only("mobile"), place)
    api.add_at(ada.only("email").named("Adele", "Souza"), place)
    api.details(ada["mobile"], place)


@scenario("duplicate-source/ids-of-the-source", promise="position-and-type-do-not-matter")
def test_ids_of_the_source(api: Api) -> None:
    """Ids that a source brings along - cuid, unionId, line - are identifiers like any other."""
    here, _ = api.two_accounts()
    types = SOURCE_OWN_TYPES[:3]
    ada, eve = api.person(*PRIMARY_TYPES, *types), api.person(*PRIMARY_TYPES, *types)
    api.given.add_at(ada, here)
    api.lookup(ada[types[0]], here)
    for type_ in types:
        api.add_at(eve.only(*PRIMARY_TYPES, type_).with_(ada[type_]), here)


@scenario("duplicate-source/v11-then-v2", promise="one-identity-space")
def test_v11_then_v2(api: Api) -> None:
    """Somebody registered over v1.1 is known to v2, and somebody of v2 to v1.1, which reads them, too."""
    ada, bob, eve, joe = (api.person() for _ in range(4))
    bob = bob.but(fields=_fields(api, "x"), extended=payloads.two_sets(api.profile)[0])
    customer = api.given.register(ada, bob).item(1).id
    api.get_v11(bob["email"])
    api.add(ada.only("email"))
    api.add(api.person().with_(bob["externalId"]))
    api.upsert(ada)
    api.given.add(eve)
    another = api.person()["externalId"]  # which an update is no way to get
    more = {"identifiers": [{"type": another.type, "value": another.value}]}
    api.update(customer or 0, bob.named(None, "Renamed").but(profile_extra=more))
    api.add_at(bob.named("Zoe"), api.another_place())
    api.details(bob["email"])
    api.get_v11(eve["mobile"], joe["mobile"], bob["mobile"])
    api.given.upsert(joe)
    api.register(eve, joe)


def _fields(api: Api, value: str) -> dict[str, str]:
    """A custom field of the organisation, where one is known."""
    return dict.fromkeys((api.profile.custom_fields or ())[:1], value)
