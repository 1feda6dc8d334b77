"""What a value may be, and what becomes of one that is too long or invalid."""

from __future__ import annotations

from contracts.cases import enrolment
from contracts.errors import NotAsked
from contracts.intent import Identifier
from contracts.scenario import Api, scenario


@scenario("validation/no-identifier", promise="at-least-one-identifier", depth="smoke")
def test_no_identifier(api: Api) -> None:
    """Nobody is registered by a name alone, or by an identifier without a value."""
    nobody = api.person().but(identifiers=())
    api.add(nobody)
    api.add(nobody.with_(Identifier("mobile", ""), Identifier("email", "")))


@scenario("validation/primary-mobile", promise="invalid-primary-mobile")
def test_primary_mobile(api: Api) -> None:
    """A mobile with letters or symbols is refused, and what stands beside it is not reserved."""
    ada = api.person()
    mobile = ada["mobile"].value
    for bad in (mobile[:-1] + "x", mobile[:4] + "#" + mobile[5:]):
        api.add(ada.with_(Identifier("mobile", bad)))
    api.add(ada.only("mobile").with_(Identifier("mobile", mobile[:-1] + "x")))
    api.add(ada)


@scenario("validation/secondary-email", promise="invalid-secondary-never-stored")
def test_secondary_email(api: Api) -> None:
    """An email without @ is never stored as an identifier."""
    ada = api.person()
    api.add(ada.with_(Identifier("email", f"{ada['externalId'].value}.example.com")))
    api.details(ada["mobile"])


@scenario("validation/long-names", promise="long-name-is-not-an-error")
def test_long_names(api: Api) -> None:
    """A name of 100 characters is stored whole; one of 101 or 300 is no error and not stored whole."""
    for first, last in ((100, 101), (300, 100)):
        ada = api.person().named("A" + "b" * (first - 1), "L" + "m" * (last - 1))
        api.add(ada)
        api.details(ada["mobile"])


@scenario("validation/long-email", promise="long-email-is-not-stored-whole")
def test_long_email(api: Api) -> None:
    """An email of over 255 characters is not stored whole."""
    ada = api.person()
    local, _, domain = ada["email"].value.partition("@")
    labels = ".".join(["d" * 50] * 5)
    api.add(ada.with_(Identifier("email", f"{local}@{labels}.{domain}")))
    api.details(ada["mobile"])


@scenario("validation/names", promise="documented-characters-are-accepted")
def test_names(api: Api) -> None:
    """Names with spaces, hyphens, apostrophes, digits; with letters of other scripts; and no name at all."""
    for first, last in (("Mary-Ann Lee", "O'Neil 3rd"), ("José", "Łukasz")):
        api.add(api.person().named(first, last))
    api.add(api.person(first_name=None).but(last_name=None))


@scenario("validation/hostile-text", promise="hostile-text-is-data")
def test_hostile_text(api: Api) -> None:
    """Quotes, markup, a null character and a long run of letters in names and fields crash nothing."""
    texts = ("Robert'); DROP TABLE customers;--", "<script>alert(1)</script>", "a\u0000b", "\U0001f600" * 40)
    people = [api.person().named(text, text) for text in texts]
    for person in people:
        api.add(person)
    api.register(*(api.person().named(text, text) for text in texts))


@scenario("validation/enrolments", promise="enrolment-points-side-effect")
def test_enrolments(api: Api) -> None:
    """An enrolment with points brings one effect of that many, an enrolment without brings none."""
    programs = api.profile.programs
    if not programs:
        raise NotAsked("no loyalty programme is known")
    api.add(api.person().but(enrolments=(enrolment(programs[0], 7319),)))
    api.add(api.person().but(enrolments=(enrolment(programs[0], 0),)))
    if len(programs) > 1:
        both = (enrolment(programs[0], 75), enrolment(programs[1], 1201))
        api.add(api.person().but(enrolments=both))
