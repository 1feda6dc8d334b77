"""What a value may be, and what becomes of one that is too long or invalid."""

from __future__ import annotations

from contracts.engine.errors import NotAsked
from contracts.evidence.intent import ADD
from contracts.stories import Api, Identifier, Person, Setting, payloads, scenario
from contracts.stories.payloads import enrolment

DEFAULT_LABEL = Setting("default label", {"default_status_label": True})
CARDS = Setting("cards", {"card_series": (73,)})
REPEATABLE = Setting("repeatable email", {"unique": {"email": False}})


@scenario("validation/no-identifier", promise="at-least-one-identifier", depth="smoke")
def test_no_identifier(api: Api) -> None:
    """Nobody is registered by a name alone."""
    api.add(api.person().but(identifiers=()))


@scenario("validation/blank-identifiers", promise="at-least-one-identifier")
def test_blank_identifiers(api: Api) -> None:
    """Nobody is registered by identifiers without a value."""
    blank = (Identifier("mobile", " "), Identifier("email", ""), Identifier("externalId", "  "))
    api.add(api.person().but(identifiers=blank))


@scenario("validation/primary-mobile", promise="invalid-primary-mobile", depth="smoke")
def test_primary_mobile(api: Api) -> None:
    """A mobile with letters is refused."""
    ada = api.person()
    api.add(ada.with_(Identifier("mobile", ada["mobile"].value[:-1] + "x")))


@scenario("validation/primary-mobile-again", promise="invalid-primary-mobile")
def test_primary_mobile_again(api: Api) -> None:
    """A mobile with symbols is refused beside good ones, which stay free, and alone; then beside what is known."""
    ada = api.person()
    mobile = ada["mobile"].value
    odd = ada.with_(Identifier("mobile", mobile[:4] + "#" + mobile[5:])).ordered("email", "externalId", "mobile")
    api.add(odd)
    api.add(odd.only("mobile").alone)
    api.add(ada)
    api.add(ada.with_(Identifier("mobile", mobile[:-1] + "x")))


@scenario("validation/secondary-email", promise="invalid-secondary-never-stored", depth="smoke")
def test_secondary_email(api: Api) -> None:
    """An email without @ is never stored as an identifier."""
    ada = api.person()
    api.add(ada.with_(Identifier("email", ada["email"].value.replace("@", "."))))
    api.details(ada["mobile"])


@scenario("validation/long-email", promise="long-email-is-not-stored-whole")
def test_long_email(api: Api) -> None:
    """An email of over 255 characters is not stored whole."""
    ada = api.person(plain=True)
    local, _, domain = ada["email"].value.partition("@")
    labels = ".".join(["d" * 50] * 5)
    api.add(ada.with_(Identifier("email", f"{local}@{labels}.{domain}")))
    api.details(ada["mobile"])


@scenario("validation/all-sorts", promise="documented-characters-are-accepted", depth="smoke")
def test_all_sorts(api: Api) -> None:
    """Names of many kinds, short, long and none; an address with capitals, an external id with symbols; enrolments."""
    ada, joe = api.person(plain=True), api.person(plain=True)
    eve, kim = api.person(), api.person()
    local, _, domain = ada["email"].value.partition("@")
    symbols = Identifier("externalId", ada["externalId"].value + "/#:&é")
    ada = (
        ada.with_(Identifier("email", f"{local.upper()}+x@{domain}"), symbols).named("Mary-Ann Lee", "O'Neil 3rd").alone
    )
    ada = ada.but(enrolments=_enrolments(api, 7319))
    api.add(ada)
    begun = f"{ada['externalId'].value}.{'x' * 70}"
    eve, joe = (who.with_(Identifier("externalId", begun + ending)) for who, ending in ((eve, "1"), (joe, "2")))
    kim = kim.with_(Identifier("externalId", begun[:-9]))
    api.add(eve.named("Łukasz", "é" * 100).but(enrolments=_enrolments(api, 8123, 9127)))
    api.details(eve["mobile"])
    api.add(joe.nameless.but(enrolments=_enrolments(api, 0)))
    api.add(kim.named("Anna Maria " * 10, "L" * 300))
    api.details(kim["mobile"])


@scenario("validation/odd-values", promise="unknown-keys-never-crash")
def test_odd_values(api: Api) -> None:
    """Members, labels and types that no document names; quotes and a null character in names, as in `v11/all-sorts`."""
    kim = api.person(plain=True)
    hostile = api.person().named("Robert'); DROP TABLE customers;--", "a\u0000b")
    api.add(hostile.but(extra={"statusLabel": "ct no such label"}))
    api.add(kim.with_(Identifier("ctNoSuchType", kim["externalId"].value)).but(extra={"ctNoSuchMember": {"a": 1}}))


@scenario("validation/enrolments", promise="enrolment-points-side-effect")
def test_enrolments(api: Api) -> None:
    """One in a programme that there is not brings nothing, nor does joining another source again; v1.1 sums up."""
    programs = api.profile.programs
    if not programs:
        raise NotAsked("no loyalty programme is known")
    ada = api.person().but(enrolments=(enrolment(programs[-1], 7321), enrolment(max(programs) + 1, 1201)))
    place = api.another_place()
    api.add_at(ada, place)
    api.register(ada.but(enrolments=()))


@scenario("identifiers/cards", promise="card-has-one-owner", settings=[CARDS])
def test_cards(api: Api, setting: Setting | None) -> None:
    """A card that one customer has is asked for by another; an upsert shows whose it is."""
    if setting is None:
        raise NotAsked("cards belong to the organisation: they are issued by the reference only")
    ada, eve = api.person(plain=True), api.person()
    card = {"type": "cardnumber", "value": ada["externalId"].value, "seriesId": 73, "statusLabel": "ACTIVE"}
    api.send(ADD, _with_card(ada, card))
    api.send(ADD, _with_card(eve, card))
    api.upsert(ada)


@scenario("warnings/default-label", promise="default-label-no-8107", settings=[DEFAULT_LABEL])
def test_default_label(api: Api) -> None:
    """Where the organisation has a default status label, nobody is warned that it has none."""
    api.add(api.person().alone)  # a label of its own would leave open whether one is missing


@scenario("duplicate-source/repeatable-email", promise="repeatable-secondary-is-no-duplicate", settings=[REPEATABLE])
def test_repeatable_email(api: Api) -> None:
    """Where emails may repeat, a family registers under one."""
    if api.profile.unique.email:
        raise NotAsked("the organisation keeps emails unique")
    ada, eve = api.person(), api.person()
    api.given.add(ada)
    api.add(eve.with_(ada["email"]))


def _enrolments(api: Api, *points: int) -> tuple[dict[str, object], ...]:
    """Enrolments with so many points, each in a programme of the organisation, as far as they are known."""
    return tuple(map(enrolment, api.profile.programs or (), points))


def _with_card(person: Person, card: dict[str, object]) -> dict[str, object]:
    body = payloads.v2_customer(person, "INSTORE")
    body["profiles"][0]["identifiers"].append(card)
    return body
