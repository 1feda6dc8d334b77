"""Which sources and accounts a registration may name."""

from __future__ import annotations

from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES
from contracts.engine.errors import NotAsked
from contracts.evidence.intent import PRIMARY_TYPES
from contracts.stories import ALL, INSTORE, Api, Place, payloads, scenario

STOPS = 3
"""So many source accounts beside INSTORE one customer has at least, where there are as many."""


@scenario("invalid-source/every-listed-source", promise="listed-source-is-accepted")
def test_every_listed_source(api: Api) -> None:
    """INSTORE and every source account that no story has visited takes the same customer in; each keeps its details."""
    api.cast.everywhere = ada = api.person()
    customer = 0
    others = sorted((place for place in api.places() if place != INSTORE), key=lambda place: api.cast.visits[place])
    unvisited = [place for place in others if not api.cast.visits[place]]
    for place in (INSTORE, *max(unvisited, others[:STOPS], key=len)):
        customer = api.add_at(ada.named(f"Ada {len(api.cast.stops)}"), place).id or customer
        api.cast.stops.append(place)
    api.get(customer, ALL)


@scenario("invalid-source/twice-in-every-source", promise="one-owner-per-source")
def test_twice_in_every_source(api: Api) -> None:
    """In each source account a newcomer with one of somebody's identifiers is refused."""
    ada = api.cast.everywhere
    if ada is None:
        raise NotAsked("nobody was registered in several sources before")
    for number, place in enumerate(api.cast.stops):
        if place != INSTORE:
            type_ = PRIMARY_TYPES[number % len(PRIMARY_TYPES)]
            api.add_at(api.person().bringing(ada[type_], number // 2 % len(PRIMARY_TYPES)), place)


@scenario("invalid-source/missing", promise="missing-source-is-refused")
def test_missing_source(api: Api) -> None:
    """A source that is empty is refused."""
    api.add(api.person(), "")


@scenario("invalid-source/unknown", promise="unknown-source-is-refused", depth="smoke")
def test_unknown_source(api: Api) -> None:
    """A source that nobody has - invented, nearly right, a list - is refused, and stores nothing; so is none at all."""
    ada = api.person("mobile").nameless.alone
    beginning = list(payloads.near_misses("INSTORE", api.sources()))[2]
    for source in ("NO_SUCH_SOURCE", beginning, "INSTORE,WECHAT,WEBSITE"):
        api.add(ada, source)
    api.add(ada)
    api.add(api.person(), None)


@scenario("invalid-source/other-words", promise="unknown-source-is-refused")
def test_other_words(api: Api) -> None:
    """The word of a read for every source, and a source that the organisation lacks, are refused."""
    ada = api.person()
    unlisted = [s for s in DOCUMENTED_SOURCES if s not in api.sources() and s not in MULTI_ACCOUNT_SOURCES]
    for source in ("ALL", *unlisted[:1]):
        api.add(ada, source)


@scenario("invalid-source/wrong-account", promise="unknown-account-is-refused")
def test_wrong_account(api: Api) -> None:
    """An account that the source does not have: cut short, of another source, or left out."""
    here, _ = api.two_accounts()
    ada = api.person("externalId").nameless.alone
    foreign = [a for s in api.sources() if s != here.source for a in api.profile.accounts(s)]
    for account in (here.account[:-1], *foreign[:1]):
        api.add(ada, here.source, account)
    api.add(api.person(), here.source, None)
    api.add_at(ada, here)
    api.lookup(ada["externalId"], Place("NO_SUCH_SOURCE"))
