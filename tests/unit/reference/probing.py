"""Requests that probe one member, form, place or order each: a fault that no answer to them shows is none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.documents.profile import Flags, Place
from contracts.engine.exchange import Request
from contracts.reference.access import Users
from reference.test_faults_b import FIRST, INSTORE, LINE, OTHER_LINE, WEBSITE, Clerk, customer
from reference.test_model import email, external, mobile

ALL = Place("ALL")
NAMELESS = {"firstName": None, "lastName": None}
READER = "Basic " + base64.b64encode(f"{Users().readonly_username}:{Users().readonly_password}".encode()).decode()
MOMENT = "2024-05-11T16:36:17+05:30"
META = {"residence": True, "office": False, "lastViewedDate": MOMENT}
CHANNELS = [
    {"type": "mobile", "value": "917099000001", "primary": "true", "verified": "false", "meta": META},
    {"type": "mobile", "value": "917099000002", "primary": False, "verified": True},
    {"type": "email", "value": "Other.Ada@example.com", "primary": True, "verified": False, "meta": META},
    {"type": "line", "value": "U4AF4980629" * 3, "meta": {"residence": "true"}},
]
FIELDS = {
    "employee": "true",
    "dateofbirth": "22-10-2000",
    "address": "0612 Long Street, at the back",
    "City_name": "Łódź",
}
EXTENDED = {"gender": "Male", "city": "Pune", "state": "Test3", "area": "Test1", "zip": "012345", "age": "1988/05/10"}
WHOLE = {"extendedFields": EXTENDED, "associatedWith": "till.2", "loyaltyInfo": {"loyaltyType": "non_loyalty"}}
TAOBAO, TMALL, MARTJACK, ECOMMERCE = (Place(name) for name in ("TAOBAO", "TMALL", "MARTJACK", "ECOMMERCE"))
APP, OTHER_APP = Place("MOBILE_APP", "mobile_app-1"), Place("MOBILE_APP", "mobile_app-2")
WECHAT = Place("WECHAT", "wechat-1")
PLACES = (INSTORE, WEBSITE, LINE, OTHER_LINE, TAOBAO, TMALL, MARTJACK, APP, OTHER_APP, WECHAT)
ADD, V11, UPSERT = "/v2/customers", "/v1.1/customer/add", "/v2/integrations/customer/upsert/bulk"
AUDIT = "USER-CONTEXT-ENTITY-"


def probe(*identifiers: tuple[str, str], at: Place = INSTORE, profile: Mapping[str, Any] = {}, **members: Any) -> Any:
    """A customer object; `profile`: further members of its profile, None: not that one."""
    made = customer(*identifiers, at=at, **members)
    made["profiles"][0] = {
        name: value for name, value in {**made["profiles"][0], **profile}.items() if value is not None
    }
    return made


class Probe(Clerk):
    """A clerk who sends customers as they are, and reads them back in every way."""

    def put(self, sent: Any) -> None:
        self.send("POST", ADD, sent)

    def see(self, *identifiers: tuple[str, str], at: Place = INSTORE) -> None:
        for identifier in identifiers:
            self.find(identifier, at)

    def get_all(self) -> None:
        for customer_id in sorted(each.id for each in self.reference.state):
            self.get(customer_id, ALL)

    def rewrite(self, customer_id: int, body: Any, at: Place = INSTORE) -> None:
        self.send("PUT", f"{ADD}/{customer_id}", body, source=at.source, accountId=at.account)

    def with_headers(self, path: str, body: Any, **headers: str) -> None:
        sent = (("Authorization", self.who), ("Content-Type", "application/json"))
        named = tuple((AUDIT + name.replace("_", "-"), value) for name, value in headers.items())
        self.note(self.reference.handle(Request("", "POST", path, (), (*sent, *named), json.dumps(body).encode())))


def whole(n: int, at: Place = INSTORE, **members: Any) -> Any:
    """Somebody with every member that is read back."""
    kept = {"profile": {"commChannels": CHANNELS, "fields": FIELDS}, **WHOLE, **members}
    return probe(mobile(n), email(n), external(n), at=at, **kept)


def members(clerk: Probe) -> None:
    """Channels, fields and what is said of a person, by adds, joins, refusals, updates and upserts."""
    other = {"commChannels": [{"type": "email", "value": "new@example.com"}], "fields": {"employee": "false"}}
    clerk.put(whole(1))
    clerk.see(mobile(1))
    clerk.put(probe(mobile(2), email(2), first="Bob"))
    clerk.put(whole(3))
    clerk.see(mobile(2), mobile(3))
    clerk.put(probe(mobile(1), first="Eve", profile=other))
    clerk.see(mobile(1))
    for at in (WEBSITE, LINE):
        clerk.put(probe(mobile(1), at=at, first="Eve", profile=NAMELESS))
        clerk.see(mobile(1), at=at)
    clerk.put(
        probe(mobile(1), at=OTHER_LINE, first="Line", profile=other, extendedFields={"acquisition_channel": "Facebook"})
    )
    clerk.put(probe(mobile(3), at=LINE, first="Lina", profile={**other, "fields": {"address": ""}}))
    for at in (INSTORE, WEBSITE, LINE, OTHER_LINE):
        clerk.see(mobile(1), at=at)
    clerk.put(whole(4, at=TAOBAO))
    clerk.see(mobile(4), at=TAOBAO)
    clerk.put(probe(mobile(5), profile={"fields": {"employee": "", "address": "x"}}))
    clerk.see(mobile(5))
    clerk.rewrite(FIRST, {"profiles": [other], "extendedFields": {"city": "Goa"}})
    clerk.get_all()
    for _ in range(2):
        clerk.upsert(probe(mobile(1), profile=other, **WHOLE), probe(mobile(6), profile=NAMELESS))
        clerk.upsert(probe(mobile(1), at=OTHER_LINE, profile={"commChannels": CHANNELS[2:]}))
        clerk.get_all()
    clerk.upsert(whole(7), probe(mobile(8)), probe(mobile(9), loyaltyInfo={"loyaltyType": "non_loyalty"}))
    clerk.get_all()


def items(clerk: Probe) -> None:
    """v1.1: what is repeated, by items that follow each other, and registrations again."""
    field = {"field": [{"name": "employee", "value": "007"}, {"name": "City_name", "value": "Pune"}]}
    extended = {"field": [{"name": "age", "value": "25"}]}
    rich = {"custom_fields": field, "extended_fields": extended, "type": "non_loyalty", "associated_with": "till.2"}
    channels = [{"type": "card number", "value": "71"}, {"type": "email", "value": "a@example.com"}]
    clerk.items(
        {"mobile": mobile(1)[1], "external_id": "0071", "email": "a+b@example.com", "lastname": "van der Berg", **rich}
    )
    clerk.items(
        {"mobile": mobile(2)[1], "firstname": "Bo"},
        {"mobile": mobile(3)[1]},
        {"mobile": mobile(4)[1], "lastname": "Li"},
    )
    clerk.items({"mobile": mobile(5)[1], "lastname": "Ng", **rich}, {"mobile": mobile(6)[1], "commChannels": channels})
    clerk.see(mobile(1), mobile(3), mobile(5), mobile(6))
    clerk.items({"mobile": mobile(1)[1], "firstname": "Anew", "custom_fields": {"field": field["field"][:1]}})
    clerk.see(mobile(1))
    clerk.items({"mobile": mobile(7)[1], "registered_on": "2024-07-29 11:11:11"})
    clerk.items({"mobile": mobile(8)[1], "fraud_status": {"status": "NORMAL"}, "registered_till": "till.1", **rich})
    clerk.items({"external_id": "x" * 250}, {"external_id": "only-71"})
    clerk.get_all()
    clerk.add(mobile(1), at=WEBSITE, first="Web")
    clerk.get_all()
    clerk.add(mobile(70), at=WEBSITE)
    clerk.items({"mobile": mobile(70)[1], "firstname": "Till"})
    clerk.get_all()


FORMS = (
    ("externalId", "000123456789012345"),
    ("externalId", "123456789012345"),
    ("externalId", "y" * 250),
    ("externalId", "ct 71 Ł'é %20 a/b"),
    ("externalId", "917000000071"),
    ("email", "a_b+c@example.com"),
    ("email", "CAPITAL@example.com"),
    ("email", "a@my-domain.example.com"),
    ("email", "7up@example.com"),
    ("email", "e" * 60 + "@example.com"),
)
NAMES = ("L", "x" * 80, "O'Neil", "van der Berg", "Lee 2")


def forms(clerk: Probe) -> None:
    """Every form alone and beside a mobile, looked up, and under every name."""
    for n, form in enumerate(FORMS):
        clerk.put(probe(form))
        clerk.see(form)
        clerk.put(probe(form, mobile(n), at=WEBSITE))
        clerk.see(form, mobile(n), at=WEBSITE)
        clerk.put(probe(mobile(n + 20), (form[0], form[1]), at=TMALL))
    clerk.put(probe(email(30), profile=NAMELESS))
    clerk.put(probe(external(30)))
    clerk.upsert(probe(mobile(31), profile={"lastName": None}))
    for n, name in enumerate(NAMES):
        clerk.put(probe(mobile(n + 40), profile={"lastName": name}))
        clerk.see(mobile(n + 40))


TWINS = (
    ("mobile", "917000000071", "447000000071"),
    ("externalId", "ct-7100000000000000000001", "ct-7100000000000000000002"),
    ("externalId", "act-71", "bct-71"),
    ("externalId", "Ct-72", "ct-72"),
    ("externalId", "00073", "73"),
    ("externalId", "1234567890123456701", "1234567890123456702"),
    ("externalId", "7401", "741"),
    ("externalId", "ct-75", "ct75"),
    ("externalId", "ct 76", "ct76"),
    ("externalId", "ct-7798", "ct-7789"),
    ("externalId", "Łódź", "Łędź"),
    ("externalId", "ct-80x", "ct-%x"),
    ("email", "somebody.with.a.long.name.1@example.com", "somebody.with.a.long.name.2@example.com"),
    ("email", "tag+one@example.com", "tag+two@example.com"),
    ("email", "local@example.com", "local@example.org"),
    ("email", "axb@example.com", "a_b@example.com"),
)


def twins(clerk: Probe) -> None:
    """Whoever is like somebody but for one thing, by every way in."""
    for kind, known, twin in TWINS:
        clerk.put(probe((kind, known), profile={"lastName": known}))
        clerk.see((kind, twin))
        clerk.put(probe((kind, twin), at=WEBSITE))
        clerk.upsert(probe((kind, twin), at=TMALL, first="Twin"))
    for kind, known, twin in TWINS:
        clerk.upsert(probe((kind, twin), first="Twin"))
        clerk.see((kind, known), (kind, twin))
    clerk.change(FIRST, add=[("externalId", "ct-9"), ("externalId", "ct-91")])
    clerk.change(FIRST, remove=[("externalId", "ct-9")])
    clerk.see(("externalId", "ct-91"))
    clerk.get_all()


def twins_added(clerk: Probe) -> None:
    for kind, known, twin in TWINS:
        clerk.put(probe((kind, known), profile={"lastName": known}))
        clerk.put(probe((kind, twin), profile={"lastName": twin}))
    clerk.put(probe(("email", "one@example.net"), profile={"lastName": "Household"}))
    clerk.put(probe(("email", "two@example.net"), profile={"lastName": "Household"}))


def twins_of_items(clerk: Probe) -> None:
    for _, known, twin in TWINS[3:5]:
        clerk.items({"external_id": known})
        clerk.items({"external_id": twin})


def places(clerk: Probe) -> None:
    """One person in every source account, in turn; and another one, by upserts."""
    for n, at in enumerate(PLACES):
        clerk.put(probe(mobile(1), email(1), external(n + 2), at=at, first=f"N{n}"))
        clerk.see(mobile(1), email(1), external(n + 2), at=at)
        clerk.upsert(probe(mobile(50), email(50), at=at, first=f"U{n}"))
        clerk.put(probe(email(n + 60), at=at, first=f"E{n}"))
        clerk.see(email(n + 60), at=at)
    clerk.get_all()
    clerk.put(probe(mobile(80), at=LINE, first="Early"))
    clerk.see(mobile(80), at=OTHER_LINE)
    clerk.get(clerk.reference.state.next_id - 1, OTHER_LINE)
    clerk.upsert(probe(mobile(80), at=OTHER_LINE, first="Late"))
    clerk.put(probe(mobile(81), at=WEBSITE, profile=NAMELESS))
    for at in (TMALL, TAOBAO):
        clerk.put(probe(mobile(81), at=at))
    clerk.put(probe(mobile(82), at=WEBSITE, first="One"))
    clerk.put(probe(mobile(82), at=TMALL, first="Two"))
    clerk.put(probe(mobile(82), at=TAOBAO, profile=NAMELESS))
    clerk.get_all()


def positions(clerk: Probe) -> None:
    """Lists of four, of two of a type, of an item that is the last or in the middle."""
    clerk.put(probe(mobile(1), email(1), external(1), ("line", "u1"), ("cuid", "c1")))
    clerk.see(mobile(1), ("line", "u1"))
    clerk.put(probe(mobile(2), email(2), email(3)))
    clerk.put(probe(mobile(4), email(4), email(5), external(4)))
    clerk.get_all()
    clerk.upsert(probe(mobile(1), first="One"), probe(mobile(2), first="Two"))
    clerk.get_all()
    names = ({"firstname": f"N{n}", "mobile": mobile(n)[1]} for n in range(10, 14))
    clerk.items(*names)
    clerk.get_all()


def rereads(clerk: Probe) -> None:
    """What is read, written in each way, and read again."""
    clerk.put(whole(1))
    clerk.put(probe(mobile(2), email(2), first="Bob"))
    steps: tuple[Callable[[], None], ...] = (
        lambda: clerk.upsert(probe(mobile(1), first="Upserted")),
        lambda: clerk.rewrite(FIRST, {"profiles": [{"firstName": "Updated"}]}),
        lambda: clerk.items({"mobile": mobile(1)[1], "firstname": "Again"}),
        lambda: clerk.put(probe(mobile(1), external(9), at=LINE)),
        lambda: clerk.put(probe(mobile(1), external(7), at=OTHER_LINE)),
        lambda: clerk.upsert(probe(mobile(1), external(5), first="Upserted")),
        lambda: clerk.change(FIRST, add=[external(6)]),
        lambda: clerk.put(probe(mobile(1), external(8))),
        lambda: clerk.put(probe(("mobile", "91x"), external(4))),
    )
    for step in steps:
        for _ in range(2):
            clerk.see(mobile(1), external(4), external(5), external(6), external(8))
            for at in (ALL, INSTORE, OTHER_LINE, WEBSITE, Place("LINE", "line-1")):
                clerk.get(FIRST, at)
            clerk.see(mobile(2))
        step()
    clerk.get(FIRST + 1, Place("LINE", "line-1"))
    clerk.see(external(4), external(5), external(6), external(8))
    clerk.get_all()


def enrolments(clerk: Probe) -> None:
    """Every amount, tier, date and programme, in two sources, with channels and without."""
    dates = (MOMENT, "2024-05-11T16:36:17-05:00", "2024-05-11T16:36:17Z", "2024-05-11T16:36:17+01:00")
    for n, points in enumerate((0, 1, 75, 1_234, 65_536)):
        clerk.put(probe(mobile(n), loyaltyProgramEnrollments=[{"programId": 469, "loyaltyPoints": points}]))
        both = [{"programId": 469 + each, "loyaltyPoints": points, "tierNumber": 2} for each in range(2)]
        clerk.put(probe(mobile(n + 10), at=WEBSITE, loyaltyProgramEnrollments=both))
        clerk.put(whole(n + 20, loyaltyProgramEnrollments=both))
    for n, date in enumerate(dates):
        ends = {"tierExpiryDate": date, "pointsExpiryDate": date}
        clerk.put(probe(mobile(n + 30), loyaltyProgramEnrollments=[{"programId": 469, "loyaltyPoints": 5, **ends}]))
    clerk.put(probe(mobile(40), referralCode="ABC123"))


SHAPES = (None, [], {}, 7, 2**70, "text", True, "")


def shapes(clerk: Probe) -> None:
    """Members of every operation in every shape."""
    enrolled = {"programId": 469, "loyaltyPoints": 5, "tierExpiryDate": MOMENT}
    for body in _odd(
        {**whole(1), "loyaltyProgramEnrollments": [enrolled], "statusLabel": "Active", "deep": [[[[[[[[]]]]]]]]}
    ):
        clerk.send("POST", ADD, body)
        clerk.send("PUT", f"{ADD}/{FIRST}", body, source="INSTORE")
        clerk.send("POST", UPSERT, [body])
    clerk.send("POST", UPSERT, [{**whole(1), "subscriptionInfo": {"subscriptions": True}}])
    clerk.send("POST", UPSERT, [None])
    item = {"mobile": mobile(2)[1], "firstname": "A", "custom_fields": {"field": [{"name": "employee", "value": "x"}]}}
    for body in _odd({"root": {"customer": [item]}}):
        clerk.send("POST", V11, body)
    for body in _odd(
        {"add": [{"type": "email", "value": "n@example.com"}], "remove": [{"type": "email", "value": "o@example.com"}]}
    ):
        clerk.send("POST", f"{ADD}/{FIRST}/changeIdentifier", body, source="INSTORE")
    clerk.send("POST", ADD, json.dumps(whole(5)).replace("Ada", "Jos\xe9").encode("latin-1"))
    for number in ("somebody", str(2**70)):
        clerk.send("GET", f"{ADD}/{number}", source="INSTORE")
    clerk.send("GET", f"{ADD}/lookup", source="INSTORE", identifierName="mobile", identifierValue="")
    clerk.upsert(probe(mobile(6)), skip="perhaps")


def _odd(value: Any) -> Iterator[Any]:
    """A value as it is, and with each member in it in every shape, and left out."""
    yield value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        for other in (*SHAPES, *_odd(inner)):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[name] = other
            yield copy
        if isinstance(value, dict):
            yield {each: kept for each, kept in value.items() if each != name}


def headers(clerk: Probe) -> None:
    """Audit headers on each API."""
    usual = {"TYPE": "Intouch Admin User", "ID": "3124587", "SOURCE": "API", "SOURCE_ID": "crm 7"}
    values = (usual, {**usual, "SOURCE": "MEMBER_CARE"}, {**usual, "ID": "x7"}, {**usual, "SOURCE_ID": "c" * 30})
    for n, sent in enumerate((*values, {**usual, "SOURCE_ID": "crm/Ä"}, {"TYPE": usual["TYPE"]})):
        clerk.with_headers(ADD, probe(mobile(n)), **sent)
        clerk.with_headers(V11, {"root": {"customer": [{"mobile": mobile(n + 10)[1]}]}}, **sent)
        clerk.with_headers(UPSERT, [probe(mobile(n + 20))], **sent)


def mismatches(clerk: Probe) -> None:
    """v1.1: a new primary beside somebody's email, external id, or both."""
    clerk.items({"mobile": mobile(1)[1], "email": email(1)[1], "external_id": external(1)[1], "firstname": "Ada"})
    clerk.items({"mobile": mobile(2)[1], "email": email(2)[1], "external_id": external(2)[1], "firstname": "Bob"})
    foreign = (
        {"email": email(1)[1], "external_id": external(9)[1]},
        {"external_id": external(1)[1]},
        {"email": email(1)[1], "external_id": external(2)[1]},
    )
    other = {
        "custom_fields": {"field": [{"name": "employee", "value": "9"}]},
        "commChannels": [{"type": "email", "value": "z@example.com"}],
    }
    for n, secondary in enumerate(foreign):
        clerk.items({"mobile": mobile(n + 10)[1], **secondary, **other})
        clerk.see(mobile(n + 10), email(1), external(1), external(2), external(9))
        clerk.get_all()
    clerk.items({"mobile": mobile(20)[1], "email": email(20)[1]}, {"mobile": mobile(21)[1], "email": email(20)[1]})
    clerk.get_all()


def readers(clerk: Probe) -> None:
    """Each write of a caller who may only read, and what it has changed."""
    clerk.put(whole(1))
    clerk.who = READER
    clerk.put(probe(mobile(2)))
    clerk.items({"mobile": mobile(3)[1]})
    clerk.upsert(probe(mobile(4)))
    clerk.rewrite(FIRST, {"profiles": [{"firstName": "Taken"}]})
    clerk.change(FIRST, remove=[email(1)])
    clerk.get_all()


def overlaps(clerk: Probe) -> None:
    """Two writes of each kind to one customer, the second beginning before the first has ended."""
    clerk.put(whole(1))
    at_once = (
        (
            ("POST", UPSERT, [probe(mobile(1), profile={"fields": {"employee": "1"}})]),
            ("POST", UPSERT, [probe(mobile(1), profile={"fields": {"address": "2"}})]),
        ),
        (
            ("PUT", f"{ADD}/{FIRST}", {"profiles": [{"commChannels": CHANNELS[:1]}]}),
            ("PUT", f"{ADD}/{FIRST}", {"profiles": [{"firstName": "Eve"}]}),
        ),
        tuple(
            ("POST", f"{ADD}/{FIRST}/changeIdentifier", {"add": [{"type": "externalId", "value": value}]})
            for value in ("x-1", "x-2")
        ),
    )
    for pair in at_once:
        begun = [clerk.begin(method, path, json.dumps(body).encode(), source="INSTORE") for method, path, body in pair]
        for each in begun:
            clerk.note(each)
        clerk.get_all()


CHAPTERS: Mapping[str, tuple[Callable[[Probe], None], Mapping[str, Any]]] = {
    **{
        each.__name__: (each, {})
        for each in (members, items, forms, twins, twins_added, twins_of_items, places, positions)
    },
    **{each.__name__: (each, {}) for each in (rereads, enrolments, headers, readers, overlaps, mismatches, shapes)},
    "under skip": (mismatches, {"flags": Flags(skip_secondary_on_mismatch=True, strict_check=False)}),
    "under strict": (mismatches, {"flags": Flags(skip_secondary_on_mismatch=False, strict_check=True)}),
}
"""Each chapter with the setting of the organisation in which it is told."""


def told(chapter: str, *faults: str) -> list[Any]:
    """What a reference with those faults answers to a chapter."""
    tell, setting = CHAPTERS[chapter]
    clerk = Probe(*faults, **setting)
    tell(clerk)
    return clerk.told
