"""Update or create, item by item (Upsert customer)."""

from __future__ import annotations

from contracts.evidence.intent import UPSERT
from contracts.stories import ALL, Api, Identifier, Person, payloads, scenario


@scenario("upsert/create-then-update", promise="upsert-updates-in-place", operation=UPSERT)
def test_create_then_update(api: Api) -> None:
    """Somebody unknown is created, updated twice, and set back, at last by one identifier alone, and keeps them all."""
    ada = api.person(first_name="Ada")
    channels = [{"type": type_, "value": ada[type_].value, "primary": True} for type_ in ("mobile", "email")]
    ada = ada.but(profile_extra={"commChannels": channels})
    customer = api.upsert(ada).id or 0
    api.details(ada["mobile"])
    for _ in range(2):
        api.upsert(ada.named("Adele").alone)
    api.details(ada["mobile"])
    api.upsert(ada)
    api.upsert(ada.only("mobile"))
    api.get(customer)


@scenario("upsert/all-sorts", promise="upsert-partial-failure-is-contained", operation=UPSERT, depth="smoke")
def test_all_sorts(api: Api) -> None:
    """Known, unknown and impossible people in one request, then again: each for itself, in order, and counted."""
    ada, eve, joe, kim, bob, lee, zoe = (api.person(plain=True) for _ in range(7))
    before, after = payloads.two_sets(api.profile)
    api.given.add(ada.only("mobile", "email").but(extended=before))
    changed = ada.named("Adele").but(extended=after)
    people = (eve, api.person().but(identifiers=()), changed, _mislabelled(kim), bob, lee, zoe)
    items = [(person, "INSTORE") for person in people]
    nowhere = [(api.person(), place.source, f"{place.account}0") for place in api.elsewhere() if place.account]
    _upsert(api, *items[:3], (joe, "NO_SUCH_SOURCE"), *nowhere, *items[3:])
    conflict = zoe.with_(eve["email"]).ordered("email", "mobile", "externalId").named("Conflict")
    api.upsert(conflict, bob.only("email").named("Bobby").alone, _mislabelled(lee, "ctNone"))
    api.details(eve["email"])
    api.details(ada["externalId"])
    api.upsert(*[joe.alone] * 2)


@scenario("upsert/new-identifier", promise="upsert-changes-identifiers", operation=UPSERT)
def test_new_identifier(api: Api) -> None:
    """A new email comes with a known mobile: added when identifiers may change, ignored when they may not."""
    ada, eve = api.person(), api.person()
    api.given.upsert(ada.only("mobile"), eve.only("mobile"))
    api.lookup(ada["email"])
    api.upsert(ada.only("email", "mobile").named("Adele"))
    api.details(ada["email"])
    api.add(api.person().with_(ada["email"]))
    known = ada.only("mobile").with_(api.person(plain=True)["externalId"])
    api.upsert(known, eve.only("mobile", "email", "externalId").named("Eva"), skip=True)
    api.lookup(eve[api.cast.rng.choice(("email", "externalId"))])
    api.details(eve["mobile"])


@scenario("upsert/everywhere", promise="upsert-leaves-other-sources-alone", operation=UPSERT)
def test_everywhere(api: Api) -> None:
    """In each source account somebody is created, then updated, then brought along to the next; the names are apart.

    With them somebody comes with each status label of the organisation.
    """
    places = api.places()
    people = [api.person() for _ in places]
    moved = [*places[1:], places[0]]
    nameless = api.person().nameless
    labelled = [api.person().but(extra={"statusLabel": label}) for label in api.profile.status_labels or ()]
    api.upsert_at(*zip(people, places, strict=True), *((each, places[0]) for each in (nameless, *labelled)))
    api.upsert_at(*zip((person.named("Zoe", "Souza") for person in people), places, strict=True))
    last = api.upsert_at(*zip((person.only("email").named("Kim", "Curie") for person in people), moved, strict=True))
    api.upsert_at(*zip((person.only("email").named("Lee", "Rao") for person in people), moved, strict=True))
    api.details(people[0]["mobile"], places[0])
    api.get(last.item(len(places) // 2).id or 0, ALL)


@scenario("upsert/unknown-source", promise="upsert-unknown-source", operation=UPSERT)
def test_unknown_source(api: Api) -> None:
    """An item in a source that nobody has fails and stores nothing, whatever source the item before it was in.

    Whose identifiers are like somebody's with wildcards in them is somebody else.
    """
    ada, joe = api.person(), api.person()
    email, external_id = (api.cast.identifier(type_, joe.number) for type_ in ("email", "externalId"))
    joe = joe.with_(email, external_id)
    local, _, domain = email.value.partition("@")  # two signs at once: no near-twin has these
    wild = Identifier("email", f"{local[:-2]}__@{domain}"), Identifier("externalId", f"{external_id.value[:-2]}%")
    ada = ada.with_(*wild)
    _upsert(api, (joe, "INSTORE"), (ada, "NO_SUCH_SOURCE"))
    api.add(ada)
    nearby = [(api.person(), place.source, place.account or None) for place in api.elsewhere()[:1]]
    _upsert(api, *nearby, (ada, None))


@scenario("upsert/empty-array", promise="upsert-empty-array", operation=UPSERT)
def test_empty_array(api: Api) -> None:
    """An array without items is refused, or answered with nothing."""
    api.upsert()


def _upsert(api: Api, *items: tuple[Person, *tuple[str | None, ...]]) -> None:
    """An item for each person, each in a source of its own, and perhaps in an account."""
    body = [payloads.v2_customer(person, *place) for person, *place in items]
    api.send(UPSERT, body, query=(("skipChangeIdentifier", "false"),))


def _mislabelled(person: Person, label: str = "ct no such label") -> Person:
    """The person with a status label that no organisation has."""
    return person.but(extra={"statusLabel": label}).alone
