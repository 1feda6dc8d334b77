"""No fault of registration is a no-op: each changes some answer of a scripted story."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.documents.profile import Flags, Unique
from contracts.documents.tokens import TOKEN_HEADER
from contracts.reference.faults import catalogue
from reference.test_model import KNOWN, Till, basic, email, external, mobile, person

FAMILIES = {
    "cross-api", "cross-source", "duplicate-source", "identifiers", "invalid-source",
    "primary-mismatch", "security", "validation",
}  # fmt: skip
PROBED = "_forms", "_kinds", "_places", "_readers", "_twins"
"""Modules whose faults `test_faults_c.py` probes."""
FAULTS = [
    each for each in catalogue().values() if each.family in FAMILIES and not each.apply.__module__.endswith(PROBED)
]
JSON = ("Content-Type", "application/json")
TWO = {"source": "WECHAT", "account": "wechat-2"}
SETTINGS: dict[str, dict[str, Any]] = {
    "as documented": {},
    "strict": {"flags": Flags(skip_secondary_on_mismatch=False, strict_check=True)},
    "skip": {"flags": Flags(skip_secondary_on_mismatch=True, strict_check=False)},
    "skip and strict": {"flags": Flags(skip_secondary_on_mismatch=True, strict_check=True)},
    "emails are primary": {"primary_identifier": "email", "flags": Flags(strict_check=True)},
    "emails may repeat": {"unique": Unique(email=False)},
}


class Diary:
    """A till that writes every answer down."""

    def __init__(self, **setting: Any) -> None:
        self.till = Till(**setting)
        self.lines: list[tuple[int, bytes]] = []

    def raw(self, method: str, path: str, body: bytes = b"", query: Any = (), headers: Any = None) -> None:
        answer = self.till.raw(method, path, body, query, headers)
        self.lines.append((answer.status, answer.body))

    def add(self, *held: tuple[str, str], **members: Any) -> None:
        self.raw("POST", "/v2/customers", json.dumps(person(*held, **members)).encode())

    def register(self, *items: dict[str, Any]) -> None:
        self.raw("POST", "/v1.1/customer/add", json.dumps({"root": {"customer": items}}).encode())

    def upsert(self, *held: tuple[str, str], **members: Any) -> None:
        self.raw("POST", "/v2/integrations/customer/upsert/bulk", json.dumps([person(*held, **members)]).encode())

    def details(self, held: tuple[str, str], source: str = "INSTORE", account: str = "") -> None:
        query = (("source", source), ("accountId", account), ("identifierName", held[0]), ("identifierValue", held[1]))
        self.raw("GET", "/v2/customers/lookup/customerDetails", query=query)


def everything(number: int) -> tuple[tuple[str, str], ...]:
    return mobile(number), email(number), external(number)


def item(number: int, **members: Any) -> dict[str, Any]:
    named = dict(zip(("mobile", "email", "external_id"), (value for _, value in everything(number)), strict=True))
    return {**named, "firstname": f"First{number}", "lastname": f"Last{number}", **members}


def of_one_source(diary: Diary) -> None:
    names = {"profile_firstName": "Ada", "profile_lastName": "King"}
    for first in ("Ada", "Eve", "Eve"):
        diary.add(*everything(1), profile_firstName=first, profile_lastName="King")
        diary.details(mobile(1))
    diary.add(*everything(2), **names)
    for known in everything(1):
        diary.add(known)
        for position in range(3):
            fresh = [each for each in everything(3) if each[0] != known[0]]
            fresh.insert(position, known)
            diary.add(*fresh)
    diary.add(*everything(3), **names)
    for number in (1, 2, 3):
        for held in everything(number):
            diary.details(held)
    diary.add(mobile(4), ("externalId", mobile(1)[1]))
    for value in ("ct-901", "ct-9012", "ct-90", "x" * 70 + "1", "x" * 70 + "2"):
        diary.add(("externalId", value))
    for value in ("a.b@example.com", "ab@example.com"):
        diary.add(("email", value))
    for value in ("917000900001", "627000900001"):
        diary.add(("mobile", value))
    for source, account in (("TMALL", ""), ("WECHAT", "wechat-1"), ("WECHAT", "wechat-2")):
        for number in (5, 5, 6):
            line = ("line", f"u{number}")
            diary.add(*everything(number), line, source=source, account=account)
            diary.add(
                mobile(number + 50), email(number + 50), external(number + 50), line, source=source, account=account
            )
    diary.upsert(mobile(1), ("email", "later@example.com"))
    diary.add(("email", "later@example.com"))
    diary.add(*everything(1))


def of_several_sources(diary: Diary) -> None:
    fields = {"profile_fields": {"employee": "yes"}, "profile_commChannels": [{"type": "mobile", "value": "1"}]}
    diary.add(*everything(11), profile_firstName="Ada", **fields)
    diary.add(*everything(12), profile_firstName="Eve")
    for place in ({"source": "WECHAT", "account": "wechat-1"}, TWO, {"source": "ECOMMERCE"}, {"source": "JD"}):
        other = {"profile_fields": {"employee": "no"}, "profile_commChannels": [{"type": "email", "value": "2"}]}
        diary.add(*everything(11), profile_firstName="Adele", **place, **other)
        diary.details(mobile(11), place["source"], place.get("account", ""))
        diary.add(*everything(11), **place)
        diary.details(mobile(11))
        diary.add(email(12), mobile(13), **place)
        diary.details(mobile(13), place["source"], place.get("account", ""))
        diary.add(external(12), **place)
        diary.details(external(12), place["source"], place.get("account", ""))
    diary.add(*everything(14))
    diary.add(*everything(15))
    diary.add(mobile(14), email(15), source="TMALL")
    diary.details(mobile(14))
    diary.details(email(15))
    diary.raw("GET", "/v2/customers/500000001", query=(("source", "ALL"),))


def of_bad_sources(diary: Diary) -> None:
    for source in ("NOWHERE", "NOWHERE", "INSTOR", "INSTOREX", "XINSTORE", "INSTORR", "INSTORE,JD", "ALL", "JD"):
        diary.add(mobile(20), source=source)
    diary.add(mobile(21))
    for source in (None, ""):
        diary.add(mobile(22), source=source)
        diary.add(mobile(23), source="NOWHERE")
        diary.add(mobile(23))
        diary.add(mobile(21), source="NOWHERE")
    for account in ("nobody", "line-10", "wechat-1", ""):
        diary.add(mobile(24), source="LINE", account=account)
    diary.upsert(mobile(25), source="NOWHERE")


def of_items(diary: Diary) -> None:
    diary.add(*everything(30), profile_firstName="Ada")
    diary.register(item(31), item(32))
    diary.upsert(*everything(33), profile_firstName="Raj")
    for number in (30, 31, 32, 33):
        for held in everything(number):
            diary.details(held)
            diary.add(held)
            diary.upsert(held)
        diary.add(email(number), source="MARTJACK")
        diary.register(item(number))
    diary.register(item(31), item(36), item(32))
    diary.register({**item(37), "email": "nobody"})
    diary.details(mobile(37))
    diary.register({"firstname": "Nobody"})
    diary.register({"email": email(31)[1]})
    for newcomer in (
        {"mobile": mobile(40)[1], "email": email(31)[1], "firstname": "Eve"},
        {"mobile": mobile(41)[1], "external_id": external(31)[1]},
        {"email": email(42)[1], "mobile": mobile(31)[1]},
        {"mobile": mobile(43)[1], "email": email(31)[1], "external_id": external(32)[1]},
        {"mobile": mobile(31)[1], "email": email(32)[1]},
    ):
        diary.register(newcomer)
        for member, kind in (("mobile", "mobile"), ("email", "email"), ("external_id", "externalId")):
            if member in newcomer:
                diary.details((kind, newcomer[member]))
        diary.details(mobile(31))
    diary.register(item(44), {"mobile": mobile(45)[1], "email": email(32)[1]})
    for name in ("A" * 120, "O'Neil", "jean-Luc", "Mary Ann"):
        diary.register({"mobile": mobile(46)[1], "firstname": name})
    diary.register({"mobile": "9170000ab", "email": email(47)[1]})
    diary.details(email(47))


def of_values(diary: Diary) -> None:
    number = 60
    for bad in ("91700ab", "9170000060x", "#917000060"):
        diary.add(("mobile", bad), email(number))
    for value in ("no-at", "CAPITAL@example.com", "a+b_c@example.com", "a" * 250 + "@example.com", " "):
        number += 1
        diary.add(mobile(number), ("email", value))
        diary.details(mobile(number))
    diary.add(("externalId", " "))
    for value in ("x" * 60, "a/b"):
        diary.add(("externalId", value))
    names = ("b" * 99, "b" * 100, "b" * 101, "b" * 102, "é" * 80, "José", "Łukasz", "O'Neil", "jean-Luc", "Mary Ann")
    for name in (*names, "<b>", "3rd"):
        number += 1
        diary.add(mobile(number), profile_firstName=name, profile_lastName=name)
        diary.details(mobile(number))
    diary.add()
    for _ in range(2):
        number += 1
        diary.add(mobile(number), ("cardnumber", "card-1"))
        diary.add(mobile(number), profile_firstName="Ada", profile_lastName="King")


def of_callers(diary: Diary) -> None:
    diary.add(*everything(80))
    strangers: tuple[Any, ...] = (
        (), (("Authorization", "Basic "),), (basic(KNOWN.username, "wrong"),), (basic("nobody", "x"),),
        (basic(KNOWN.username, KNOWN.password[:-1]),), (basic(KNOWN.username, KNOWN.password.upper()),),
        ((TOKEN_HEADER, "garbage"),), (basic(KNOWN.readonly_username, KNOWN.readonly_password),),
        ((TOKEN_HEADER, KNOWN.oauth_token),),
    )  # fmt: skip
    for number, headers in enumerate(strangers, 81):
        who = (*headers, JSON)
        for value in (person(mobile(80)), person(mobile(number))):
            diary.raw("POST", "/v2/customers", json.dumps(value).encode(), headers=who)
        body = json.dumps({"root": {"customer": [item(number)]}}).encode()
        diary.raw("POST", "/v1.1/customer/add", body, headers=who)
        diary.raw(
            "POST", "/v2/integrations/customer/upsert/bulk", json.dumps([person(mobile(80))]).encode(), headers=who
        )
        update = json.dumps(person(source=None)).encode()
        diary.raw("PUT", "/v2/customers/500000001", update, (("source", "INSTORE"),), who)
        diary.raw("GET", "/v2/customers/500000001", query=(("source", "ALL"),), headers=headers)
        diary.add(mobile(number))
    diary.raw("POST", "/v2/customers", b"{")


def of_a_crowd(diary: Diary) -> None:
    for number in range(1000, 2200):
        diary.add(mobile(number), external(number))
    for number in (1000, 1050, 1150, 1199):
        diary.add(mobile(number))


STORIES = (of_one_source, of_several_sources, of_bad_sources, of_items, of_values, of_callers, of_a_crowd)


def chapters(**specimen: Any) -> Iterator[tuple[str, list[tuple[int, bytes]]]]:
    for setting, changes in SETTINGS.items():
        for story in STORIES if not changes else STORIES[:5]:
            diary = Diary(**changes, **specimen)
            story(diary)
            yield f"{setting}: {story.__name__}", diary.lines


@pytest.fixture(scope="module")
def healthy() -> dict[str, list[tuple[int, bytes]]]:
    return dict(chapters())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_changes_an_answer(fault, healthy):
    assert any(lines != healthy[chapter] for chapter, lines in chapters(faults=[fault]))


def test_the_healthy_specimen_repeats_itself(healthy):
    assert dict(chapters()) == healthy
