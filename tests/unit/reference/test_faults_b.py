"""No fault is a no-op: on one scripted story each changes an answer that the conforming reference gives."""

import base64
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.access import Users
from contracts.reference.faults import Fault, catalogue, named
from contracts.reference.model import Reference
from contracts.reference.organisation import EMBEDDED
from reference.test_model import email, external, mobile

MODULES = (
    "batch",
    "codes",
    "concurrency",
    "counts",
    "delivery",
    "envelope",
    "envelope_v11",
    "memory",
    "reads",
    "robustness",
    "side_effects",
    "updates",
    "upsert",
    "upsert_items",
    "warnings",
)
RACES = [id_ for id_, each in catalogue().items() if each.apply.__module__.endswith(".faults.concurrency")]
FAULTS = [
    id_ for id_, each in catalogue().items() if each.apply.__module__.rpartition(".")[2] in MODULES and id_ not in RACES
]
KNOWN = Users()
WRITER = "Basic " + base64.b64encode(f"{KNOWN.username}:{KNOWN.password}".encode()).decode()
FIRST = 500_000_001
JSON = "application/json"
INSTORE, WEBSITE = Place("INSTORE"), Place("WEBSITE")
LINE, OTHER_LINE = (Place("LINE", account) for account in EMBEDDED.accounts("LINE"))
CROWD = 220
Told = tuple[int, bytes, tuple[tuple[str, str], ...]]


Story = tuple[Callable[["Clerk"], None], ...]


class Clerk:
    """Sends requests to a reference of its own and writes every answer down."""

    who = WRITER

    def __init__(self, *faults: str | Fault, default_label: bool = False, **setting: Any) -> None:
        profile = EMBEDDED.model_copy(update={"default_status_label": default_label, **setting})
        made = [named(each) if isinstance(each, str) else each for each in faults]
        self.reference = Reference(profile, KNOWN, None, made)
        self.told: list[Told] = []

    def begin(self, method: str, path: str, body: bytes = b"", kind: str = JSON, **query: str) -> Answer | Rest:
        headers = (("Authorization", self.who), ("Content-Type", kind))
        return self.reference.handle(Request("", method, path, tuple(query.items()), headers, body))

    def note(self, result: Answer | Rest) -> Response:
        while not isinstance(result, Answer):
            result = result()
        self.told.append((result.response.status, result.response.body, result.response.headers))
        return result.response

    def send(self, method: str, path: str, value: Any = None, kind: str = JSON, **query: str) -> None:
        body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        self.note(self.begin(method, path, body, kind, **query))

    def add(self, *identifiers: tuple[str, str], at: Place = INSTORE, first: str = "Ada", **members: Any) -> None:
        self.send("POST", "/v2/customers", customer(*identifiers, at=at, first=first, **members))

    def items(self, *items: dict[str, Any]) -> None:
        self.send("POST", "/v1.1/customer/add", {"root": {"customer": items}})

    def upsert(self, *customers: dict[str, Any], skip: str = "false") -> None:
        self.send("POST", "/v2/integrations/customer/upsert/bulk", customers, skipChangeIdentifier=skip)

    def find(self, identifier: tuple[str, str], at: Place = INSTORE) -> None:
        for path in ("/v2/customers/lookup", "/v2/customers/lookup/customerDetails"):
            name, value = identifier
            self.send("GET", path, source=at.source, accountId=at.account, identifierName=name, identifierValue=value)

    def get(self, id_: int, at: Place) -> None:
        self.send("GET", f"/v2/customers/{id_}", source=at.source, accountId=at.account)

    def update(self, id_: int, first: str, at: Place = INSTORE) -> None:
        body = {"profiles": [{"firstName": first}]}
        self.send("PUT", f"/v2/customers/{id_}", body, source=at.source, accountId=at.account)

    def change(self, id_: int, at: Place = INSTORE, **lists: list[tuple[str, str]]) -> None:
        body = {name: [{"type": kind, "value": value} for kind, value in some] for name, some in lists.items()}
        self.send("POST", f"/v2/customers/{id_}/changeIdentifier", body, source=at.source, accountId=at.account)


def customer(*identifiers: tuple[str, str], at: Place = INSTORE, first: str = "Ada", **members: Any) -> dict[str, Any]:
    profile = {"identifiers": [{"type": kind, "value": value} for kind, value in identifiers], "source": at.source}
    return {"profiles": [{**profile, "firstName": first, "lastName": "Low", "accountId": at.account}], **members}


def item(n: int, **members: Any) -> dict[str, Any]:
    sent = {"mobile": mobile(n)[1], "email": email(n)[1], "external_id": external(n)[1], "firstname": f"N{n}"}
    return {**sent, **members}


def enrolled(*points: int) -> list[dict[str, int]]:
    return [{"programId": 469 + at, "loyaltyPoints": each} for at, each in enumerate(points)]


def registrations(clerk: Clerk) -> None:
    """v2: duplicates, joins, enrolments, warnings."""
    clerk.add(mobile(1), email(1), external(1), loyaltyProgramEnrollments=enrolled(7319, 1201))
    clerk.add(mobile(2), email(2), external(2), first="Bob")
    clerk.add(mobile(1), email(3), loyaltyProgramEnrollments=enrolled(50))
    clerk.add(mobile(3), email(3), loyaltyProgramEnrollments=enrolled(0))
    clerk.add(mobile(1), at=WEBSITE, first="Web")
    clerk.add(mobile(1), email(40), at=LINE, first="Line")
    clerk.add(mobile(1), at=OTHER_LINE, first="Other")
    clerk.add(mobile(4), ("email", "nobody"), external(4))
    clerk.add(("mobile", "91x"))
    clerk.add()
    clerk.add(mobile(5), loyaltyProgramEnrollments=[{"programId": 1, "loyaltyPoints": 9}])
    clerk.add(mobile(6), email(6), first="<b>O'Neil</b>")
    clerk.add(mobile(7), statusLabel="Active")
    for n in range(8, 20):
        clerk.add(mobile(n), email(n), external(n), first=f"N{n}")


def batches(clerk: Clerk) -> None:
    """v1.1: order, counts, fields, repeats."""
    unknown, known = ({"field": [{"name": name, "value": "x"}]} for name in ("no_such_field", "employee"))
    clerk.items()
    clerk.items({"firstname": "Nobody"}, {"firstname": "Noone"})
    clerk.items({"firstname": "Nobody"}, item(30), item(31))
    clerk.items(item(32, firstname="O'Neil"), {"firstname": "Nobody"}, item(33, firstname="Łukasz"))
    clerk.items(item(34, custom_fields=unknown), item(35, custom_fields=known))
    clerk.items(item(36, custom_fields=known), item(37, firstname=""))
    clerk.items(item(36), item(34), item(36))
    clerk.items(item(38), item(38))
    clerk.items(item(39))
    clerk.items({"mobile": int(mobile(39)[1]), "firstname": "Number"})
    for n in (30, 33, 35, 38):
        clerk.find(mobile(n))


def upserts(clerk: Clerk) -> None:
    """Create, update, conflict, skip, sources, labels."""
    clerk.upsert()
    clerk.upsert(customer(mobile(50), email(50), first="New"))
    clerk.upsert(customer(mobile(50), email(50), first="Newer"))
    clerk.upsert(customer(mobile(50), email(50), first="Newer"))
    clerk.upsert(customer(mobile(50), email(51), first="Newest"))
    clerk.upsert(customer(mobile(51), email(50), first="Moved"))
    clerk.upsert(customer(mobile(50), external(50), first="Kept"), skip="true")
    clerk.find(external(50))
    clerk.upsert(customer(mobile(1), email(2), first="Both"))
    clerk.find(mobile(1))
    clerk.find(email(2))
    clerk.upsert(customer(mobile(52)), customer(first="Nobody"), customer(mobile(1), first="Adele"))
    clerk.upsert(customer(mobile(1), at=WEBSITE, first="Weba"))
    clerk.upsert(customer(email(1), at=WEBSITE, first="Joined"), customer(mobile(1), at=OTHER_LINE, first="Upserted"))
    clerk.upsert(customer(mobile(8), at=WEBSITE, first="Elsewhere"))
    clerk.upsert(customer(mobile(53), at=Place("NOWHERE")))
    clerk.upsert(customer(mobile(54), statusLabel="no such label"))
    clerk.upsert(customer(mobile(56), statusLabel="Fraud suspected"))
    clerk.upsert(customer(mobile(50), email(50), statusLabel="no such label"))
    clerk.upsert(customer(("mobile", mobile(2)[1]), first="Again"))
    clerk.add(mobile(53))
    clerk.upsert(customer(mobile(55), first="Twice"), customer(mobile(55), first="Twice"))
    clerk.upsert(customer(mobile(50), extendedFields={"city": "Pune"}))
    clerk.find(mobile(50))


def changes(clerk: Clerk) -> None:
    """Updates by id and changes of identifiers."""
    ada, bob = FIRST, FIRST + 1
    for first in ("Adele", "Adela"):
        clerk.update(ada, first)
        clerk.find(mobile(1))
    clerk.update(bob, "Adele")
    clerk.update(ada, "Weber", WEBSITE)
    clerk.find(mobile(1), WEBSITE)
    clerk.update(77, "Nobody")
    clerk.change(77, add=[email(60)])
    clerk.change(ada, add=[email(60), email(61)])
    clerk.change(ada, WEBSITE, add=[email(62)])
    clerk.change(ada, add=[email(63), email(2)])
    clerk.change(ada, add=[email(2)])
    for identifier in (email(1), email(60), email(61), email(62), email(63), email(2)):
        clerk.find(identifier)
    clerk.find(email(62), WEBSITE)
    clerk.change(ada, remove=[email(60)])
    clerk.change(ada, remove=[mobile(1)])
    for at in (INSTORE, WEBSITE):
        clerk.find(mobile(1), at)
        clerk.find(email(1), at)
        clerk.get(ada, at)
    clerk.add(email(60), first="Taker")


def reads(clerk: Clerk) -> None:
    """Look-ups where nobody is, details everywhere, ids of nobody."""
    ada = FIRST
    for identifier in (mobile(2), email(2), external(2)):
        for at in (INSTORE, WEBSITE, LINE, OTHER_LINE, Place("NOWHERE"), WEBSITE):
            clerk.find(identifier, at)
    for at in (INSTORE, WEBSITE, LINE, OTHER_LINE, Place("ALL")):
        for id_ in (ada, ada + 1, 77):
            clerk.get(id_, at)
    for value in ("91700%", "9170000000_2", mobile(2)[1], "+9170000000_", "919"):
        clerk.find(("mobile", value))
        clerk.find(("externalId", value))
    clerk.add(mobile(3), email(3), at=LINE, first="Here")
    clerk.add(mobile(3), at=OTHER_LINE, first="There")
    clerk.add(mobile(2), at=WEBSITE)
    clerk.add(("line", "u70"), at=LINE)
    clerk.find(("line", "u70"), LINE)
    clerk.find(mobile(70), LINE)
    clerk.add(mobile(70), at=LINE)
    clerk.find(mobile(70), OTHER_LINE)
    clerk.find(mobile(70), LINE)
    for n in range(8, 20):
        clerk.find(email(n))
    for at in (LINE, OTHER_LINE):
        clerk.find(mobile(3), at)


def oddities(clerk: Clerk) -> None:
    """Bodies that are none, odd texts, odd shapes."""
    whole = json.dumps(customer(mobile(80), email(80))).encode()
    for body in (
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"profiles": null}',
        b"{}",
        whole[:-1],
        whole + b"{}",
        b"[" + whole + b"]",
    ):
        clerk.send("POST", "/v2/customers", body)
    for body in (b"{}", b"[]", b'{"root": 7}', b"{"):
        clerk.send("POST", "/v1.1/customer/add", body)
        clerk.send("POST", "/v2/integrations/customer/upsert/bulk", body)
    clerk.send("POST", "/v2/customers", customer(mobile(81)), kind="text/plain")
    clerk.send("POST", "/v2/customers", {**customer(mobile(82)), "surprise": 1})
    clerk.send("POST", "/v2/customers", {"profiles": [{"identifiers": [{"type": None, "value": "x"}]}]})
    deep: Any = "x"
    for _ in range(20):
        deep = {"in": deep}
    clerk.send("POST", "/v2/customers", {**customer(mobile(83)), "surprise": deep})
    for n, text in enumerate(("\U0001f600", "a\0b", "Łukasz", "x" * 300, "O'Neil; --")):
        clerk.add(mobile(84 + n), first=text)
        clerk.find(mobile(84 + n))


def crowd(clerk: Clerk) -> None:
    """So many people that whatever has a bound exceeds it; then those who came first."""
    for n in range(100, 100 + CROWD):
        clerk.add(mobile(n), email(n), first=f"N{n}")
        clerk.find(email(n))
    for n in (2, 8, 100, 110, 200):
        clerk.find(mobile(n))
        clerk.add(mobile(n))
    fields = {"field": [{"name": "employee", "value": "7"}]}
    clerk.items(item(90, custom_fields=fields))
    clerk.find(mobile(90))


STORY = (registrations, batches, reads, upserts, changes, oddities)
LONG = (*STORY, crowd)


def told(*faults: str, default_label: bool = False, story: Story = STORY) -> list[Told]:
    clerk = Clerk(*faults, default_label=default_label)
    for part in story:
        part(clerk)
    return clerk.told


@cache
def conforming(default_label: bool = False, story: Story = STORY) -> list[Told]:
    return told(default_label=default_label, story=story)


def overlapping(*faults: str) -> list[Told]:
    """Two requests of every kind, the second beginning before the first has ended."""
    clerk = Clerk(*faults)
    clerk.add(mobile(1), first="Ada")
    path = "/v2/integrations/customer/upsert/bulk"
    pairs = [
        ("/v2/customers", customer(mobile(2), first="Bob"), customer(mobile(2), first="Bob")),
        ("/v2/customers", customer(mobile(3), first="Cid"), customer(mobile(4), first="Dan")),
        ("/v1.1/customer/add", *({"root": {"customer": [item(5)]}} for _ in range(2))),
        (path, [customer(mobile(1), email(1))], [customer(mobile(1), external(1))]),
        (path, [customer(mobile(6))], [customer(mobile(6))]),
    ]
    for path, first, second in pairs:
        begun = [clerk.begin("POST", path, json.dumps(value).encode()) for value in (first, second)]
        for result in begun:
            clerk.note(result)
    for identifier in (mobile(2), mobile(3), mobile(4), mobile(5), mobile(6), email(1), external(1)):
        clerk.find(identifier)
    return clerk.told


def test_the_story_is_told_alike_twice():
    assert told(story=LONG) == conforming(story=LONG)
    assert all(status < 500 for status, _, _ in conforming(story=LONG))


@pytest.mark.parametrize("id_", FAULTS)
def test_every_fault_changes_an_answer(id_):
    label = id_ == "misses-a-label-that-there-is"
    story = LONG if catalogue()[id_].family == "memory" else STORY
    assert told(id_, default_label=label, story=story) != conforming(label, story)


@pytest.mark.parametrize("id_", RACES)
def test_a_race_shows_where_requests_overlap(id_):
    assert overlapping(id_) != overlapping()


@pytest.mark.parametrize("id_", RACES)
def test_a_race_hides_where_they_do_not(id_):
    assert told(id_) == conforming()


def test_faults_of_different_families_compose():
    both = told("writes-ids-as-text", "looks-up-the-primary-only")
    assert both not in (told("writes-ids-as-text"), told("looks-up-the-primary-only"))


def test_a_crime_is_a_sentence():
    crimes = [catalogue()[id_].crime for id_ in (*FAULTS, *RACES)]
    assert all(crime.endswith(".") for crime in crimes)
    assert len(set(crimes)) == len(crimes)
    assert isinstance(catalogue()[FAULTS[0]], Fault)
