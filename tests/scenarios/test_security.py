"""Who may ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from contracts.engine.errors import NotAsked, NoVerdict
from contracts.engine.exchange import Who
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.stories import Api, Person, Reply, payloads, scenario

FIRST: Mapping[Who, Callable[[Api, Person], Reply]] = {
    Who.NOBODY: Api.add,
    Who.EMPTY: lambda api, ada: api.details(ada["mobile"]),
    Who.PASSWORD_PREFIX: Api.add,
    Who.UNKNOWN_USER: Api.register,
    Who.GARBAGE_TOKEN: Api.upsert,
    Who.READER: Api.add,
    Who.NO_PASSWORD: Api.register,
}
ALMOST: Mapping[Who, Callable[[Api, Person], Reply]] = {
    Who.PASSWORD_LONGER: lambda api, ada: api.update(0, ada),
    Who.PASSWORD_CASE: lambda api, ada: api.change(0, add=[ada["email"]]),
}
"""Of wrong passwords two in a row, and then something by the user who writes: the third would lock many a user."""


@pytest.mark.parametrize("who", FIRST)
@scenario("security/first-requests", promise="wrong-credentials-refused", depth="smoke")
def test_first_requests(api: Api, who: Who) -> None:
    """Somebody without the right to write tries to: refused, nothing is stored, and nobody's data is told."""
    ada = api.person()
    if who is Who.EMPTY and api.cast.registered:
        ada = api.cast.registered[0]  # whom the target knows already: a stranger must not learn it
    else:
        api.cast.denied[who] = ada
    _ask(api.as_(who), ada, FIRST[who])


@pytest.mark.parametrize("who", ALMOST)
@scenario("security/almost", promise="wrong-credentials-refused")
def test_almost(api: Api, who: Who) -> None:
    """Credentials that are almost right are refused, by updates and changes of identifiers as well."""
    _ask(api.as_(who), api.person(), ALMOST[who])


@scenario("security/nobody", promise="wrong-credentials-refused")
def test_nobody(api: Api) -> None:
    """Somebody without credentials tries every operation: refused, and nothing is stored or changed."""
    fresh = api.person()
    ada = api.cast.denied.get(Who.NOBODY, fresh)
    nobody = api.as_(Who.NOBODY)
    nobody.register(ada)
    nobody.upsert(ada)
    nobody.lookup(ada["mobile"])
    nobody.get_v11(ada["mobile"])
    nobody.change(0, add=[ada["email"]])  # of no customer: refusals in a row, which some count until they let in
    known = api.add(ada).id or 0
    nobody.update(known, ada.named("Eve"))
    nobody.details(ada["mobile"])
    nobody.get(known)
    api.details(ada["mobile"])


@scenario("security/reader", promise="read-only-may-not-write")
def test_reader(api: Api) -> None:
    """Somebody without write access may not write, by any of the APIs, and nothing is stored."""
    fresh = api.person()
    ada = api.cast.denied.get(Who.READER, fresh)
    reader = api.as_(Who.READER)
    reader.register(ada)
    reader.upsert(ada)
    known = api.add(ada).id or 0
    reader.update(known, ada.named("Eve"))
    reader.change(known, remove=[ada["email"]])
    api.details(ada["mobile"])


@scenario("security/either-kind", promise="basic-or-oauth", depth="nightly")
def test_either_kind(api: Api) -> None:
    """Somebody who has a user and a token asks each of the APIs by the one and by the other."""
    if not api.target.client.credentials.has_user:
        raise NotAsked("there is no user beside the token")
    by_token = api.as_(Who.TOKEN)
    ada, joe = api.person(), api.person()
    api.add(ada)
    api.upsert(api.person())
    replies = [by_token.add(joe), by_token.upsert(api.person()), by_token.details(ada["mobile"])]
    by_token.add(api.person())  # so that a token which upsert refuses is seen to be good after that
    api.details(joe["mobile"])
    api.register(api.person())
    by_token.register(api.person())  # for which the documents name Basic alone
    refused = [reply.exchange.request.operation for reply in replies if reply.outcome.kind is Kind.DENIED]
    if refused:  # whether the token is good, or may do that, nobody knows from outside
        raise NoVerdict(
            f"a token is refused where a user is let in: {', '.join(refused)}: is it good, and may it write?"
        )


@scenario("robustness/empty-body", promise="malformed-json-is-refused", depth="smoke")
def test_empty_body(api: Api) -> None:
    """An empty body crashes nothing."""
    api.send(ADD, b"")


@scenario("robustness/malformed", promise="malformed-json-is-refused")
def test_malformed(api: Api) -> None:
    """Bodies that are cut, go on after their end, or are of another shape, crash nothing and register nobody."""
    ada, joe = api.person(), api.person()
    several = payloads.encode([payloads.v2_customer(ada, "INSTORE"), payloads.v2_customer(joe, "INSTORE")])
    for body in (_encoded(ada)[:-1], _encoded(ada) + b" {}", several, b"{}"):
        api.send(ADD, body)
    api.send(REGISTER, b'{"root": "\xe9"')  # a letter of Latin-1
    for body in (b'{"root": 7}', b""):
        api.send(UPSERT, body)
    api.send(ADD, _encoded(ada), content_type="text/plain")


def _ask(stranger: Api, ada: Person, request: Callable[[Api, Person], Reply]) -> None:
    """The request of a stranger; an add where the target has no such operation, for adds are what all targets have."""
    try:
        request(stranger, ada)
    except NotAsked:
        stranger.add(ada)


def _encoded(person: Person) -> bytes:
    return payloads.encode(payloads.v2_customer(person, "INSTORE"))
