"""Who may ask."""

from __future__ import annotations

import pytest

from contracts import cases
from contracts.exchange import Who
from contracts.intent import ADD, REGISTER, UPSERT, Identifier
from contracts.scenario import Api, scenario

STRANGERS = tuple(who for who in Who if not who.is_authentic)


@pytest.mark.parametrize("who", STRANGERS)
@scenario("security/strangers", promise="wrong-credentials-refused")
def test_strangers(api: Api, who: Who) -> None:
    """Somebody without the right credentials is refused, and nothing is stored."""
    ada = api.person()
    stranger = api.as_(who)
    if who in (Who.PASSWORD_LONGER, Who.PASSWORD_CASE, Who.NO_PASSWORD):
        stranger.add(ada)
    if who is Who.EMPTY and api.cast.registered:
        ada = api.cast.registered[-1]  # whom the target knows already: a stranger must not learn it
    if who in (Who.NOBODY, Who.EMPTY, Who.PASSWORD_PREFIX, Who.GARBAGE_TOKEN):
        stranger.add(ada)
    if who in (Who.NOBODY, Who.WRONG_PASSWORD, Who.UNKNOWN_USER):
        stranger.register(ada)
    if who is Who.NOBODY:
        stranger.upsert(ada)
        stranger.lookup(ada["mobile"])
        known = api.add(ada).id or 0
        stranger.update(known, ada.named("Eve"))
        stranger.change(known, remove=[ada["email"]])
        api.details(ada["mobile"])


@scenario("security/reader", promise="read-only-may-not-write")
def test_reader(api: Api) -> None:
    """Somebody without write access may not write, by any of the APIs, and nothing is stored."""
    ada = api.person()
    reader = api.as_(Who.READER)
    reader.add(ada)
    reader.register(ada)
    reader.upsert(ada)
    known = api.add(ada).id or 0
    reader.update(known, ada.named("Eve"))
    reader.change(known, remove=[ada["email"]])


@scenario("robustness/malformed", promise="malformed-json-is-refused")
def test_malformed(api: Api) -> None:
    """Bodies that are no JSON, cut, followed by more, empty, or of another shape crash nothing and register nobody."""
    ada, joe = api.person(), api.person()
    whole = cases.encode(cases.v2_customer(ada, "INSTORE"))
    several = cases.encode([cases.v2_customer(ada, "INSTORE"), cases.v2_customer(joe, "INSTORE")])
    for body in (b"", whole[:-1], whole + b" {}", several, b"{}"):
        api.send(ADD, body, people=(ada, joe))
    for operation in (REGISTER, UPSERT):
        for body in (b"{", b'{"root": 7}'):
            api.send(operation, body)
    api.send(ADD, whole, people=(ada,), content_type="text/plain")


@scenario("robustness/odd-members", promise="no-server-error")
def test_odd_members(api: Api) -> None:
    """Members that are null, numbers, or nested deeply crash nothing."""
    ada, joe = api.person(), api.person()
    nested: object = "x"
    for _ in range(200):
        nested = {"n": [nested]}
    nulls = {"firstName": None, "fields": None, "commChannels": None, "identifiers": None, "source": None}
    number = {"identifiers": [{"type": "mobile", "value": int(ada["mobile"].value)}], "source": "INSTORE"}
    deep = cases.v2_customer(joe.but(extra={"ctDeep": nested}), "INSTORE")
    for body in ({"profiles": [nulls], "extendedFields": None}, {"profiles": [number]}, deep):
        api.send(ADD, body, people=(ada, joe))
    items = [{"mobile": None, "email": None, "custom_fields": None}, {"mobile": int(ada["mobile"].value)}, {}]
    api.send(REGISTER, {"root": {"customer": items}}, people=(ada,), query=(("format", "json"),))
    api.send(UPSERT, [{"profiles": None}, {"profiles": [nulls]}, {}, {"profiles": [number]}], people=(ada,))
    api.lookup(Identifier("mobile", "+" + ada["mobile"].value))
