"""v2 Add Customer on the specimen; and the till that the other tests of the specimen use."""

import base64
import json
from typing import Any

import pytest

from contracts.documents.profile import Profile, Unique
from contracts.engine.exchange import Request, Response
from contracts.engine.server import in_process
from contracts.reference.access import Users
from contracts.reference.manner import Manner
from contracts.reference.model import Reference
from contracts.reference.organisation import EMBEDDED

MOBILE, OTHER_MOBILE, THIRD_MOBILE = ("mobile", "917000000001"), ("mobile", "917000000002"), ("mobile", "917000000003")
EMAIL, OTHER_EMAIL = ("email", "ada@example.com"), ("email", "eve@example.com")
EXTERNAL = ("externalId", "ct-1")
KNOWN = Users()


def basic(user: str, password: str) -> tuple[str, str]:
    return ("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


WRITER = basic(KNOWN.username, KNOWN.password)
READER = basic(KNOWN.readonly_username, KNOWN.readonly_password)


class Till:
    """Sends requests to a specimen of its own, in process."""

    def __init__(
        self,
        profile: Profile = EMBEDDED,
        *,
        users: Users = KNOWN,
        manner: Manner | None = None,
        faults: Any = (),
        **setting: Any,
    ) -> None:
        self.reference = Reference(profile.model_copy(update=setting), users, manner, faults)
        self._send = in_process(self.reference.handle)

    def raw(self, method: str, path: str, body: bytes = b"", query: Any = (), headers: Any = None) -> Response:
        sent = (WRITER, ("Content-Type", "application/json")) if headers is None else headers
        answer = self._send(Request("", method, path, tuple(query), tuple(sent), body))
        assert isinstance(answer, Response), answer
        return answer

    def send(self, method: str, path: str, value: Any = None, **query: str) -> Any:
        body = b"" if value is None else json.dumps(value).encode()
        return self.raw(method, path, body, tuple(query.items())).json

    def add(self, value: Any) -> Any:
        return self.send("POST", "/v2/customers", value)

    def item(self, **item: Any) -> Any:
        """One v1.1 item: its part of the answer."""
        return self.items(item)["customers"]["customer"][0]

    def items(self, *items: Any) -> Any:
        return self.send("POST", "/v1.1/customer/add", {"root": {"customer": items}})["response"]

    def upsert(self, *values: Any, skip: bool | None = None) -> Any:
        query = {} if skip is None else {"skipChangeIdentifier": str(skip).lower()}
        return self.send("POST", "/v2/integrations/customer/upsert/bulk", values, **query)

    def find(self, identifier: tuple[str, str], source: str = "INSTORE", account: str = "") -> int | None:
        kind, value = identifier
        answer = self.send(
            "GET", "/v2/customers/lookup", None,
            source=source, accountId=account, identifierName=kind, identifierValue=value,
        )  # fmt: skip
        assert "entity" in answer or codes(answer) == [8015], answer
        return answer.get("entity")

    def get(self, customer: int, source: str = "ALL", account: str = "") -> Any:
        return self.send("GET", f"/v2/customers/{customer}", None, source=source, accountId=account)

    def size(self) -> int:
        """How many customers there are."""
        return len(self.reference.state)


def mobile(number: int) -> tuple[str, str]:
    return "mobile", f"9170000{number:05d}"


def email(number: int) -> tuple[str, str]:
    return "email", f"ct.{number}@example.com"


def external(number: int) -> tuple[str, str]:
    return "externalId", f"ct-{number}"


def person(*identifiers: tuple[str, str], source: str | None = "INSTORE", account: str = "", **members: Any) -> Any:
    """A v2 customer object; members beginning in lower case `profile_` go into its profile."""
    profile: dict[str, Any] = {"identifiers": [{"type": kind, "value": value} for kind, value in identifiers]}
    if source is not None:
        profile["source"] = source
    if account:
        profile["accountId"] = account
    for name in [name for name in members if name.startswith("profile_")]:
        profile[name.removeprefix("profile_")] = members.pop(name)
    return {"profiles": [profile], **members}


def named(first: str, *identifiers: tuple[str, str], **members: Any) -> Any:
    return person(*identifiers, profile_firstName=first, **members)


def codes(answer: Any, member: str = "errors") -> list[int]:
    return [notice["code"] for notice in answer.get(member, [])]


def enrolment(points: float, programme: int = 469, **members: Any) -> dict[str, Any]:
    return {"programId": programme, "tierNumber": 1, "loyaltyPoints": points, **members}


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_fresh_person_gets_an_id_and_no_errors(till):
    answer = till.add(person(MOBILE, EMAIL))
    assert answer["createdId"] > 0
    assert answer["sideEffects"] == []
    assert "errors" not in answer


def test_a_second_customer_gets_another_id(till):
    assert till.add(person(MOBILE))["createdId"] != till.add(person(OTHER_MOBILE))["createdId"]


@pytest.mark.parametrize("identifier", [MOBILE, EMAIL, EXTERNAL, ("line", "u1"), ("cuid", "c1"), ("unionId", "n1")])
def test_an_identifier_has_one_owner_in_a_source(till, identifier):
    till.add(person(THIRD_MOBILE, identifier))
    answer = till.add(person(OTHER_MOBILE, identifier))
    assert codes(answer) == [8006]
    assert answer.get("createdId") is None
    assert till.find(OTHER_MOBILE) is None


def test_the_same_value_under_another_type_is_no_duplicate(till):
    till.add(person(("externalId", "917000000009")))
    assert "createdId" in till.add(person(("mobile", "917000000009")))


def test_a_refused_add_changes_nothing(till):
    first = till.add(named("Ada", MOBILE))["createdId"]
    till.add(named("Eve", MOBILE, EMAIL, extendedFields={"city": "Pune"}))
    seen = till.get(first)
    assert seen["profiles"][0]["firstName"] == "Ada"
    assert seen["extendedFields"] == {}
    assert till.find(EMAIL) is None
    assert till.size() == 1


def test_a_known_identifier_goes_before_an_invalid_one(till):
    till.add(person(MOBILE, EMAIL))
    assert codes(till.add(person(("mobile", "letters"), EMAIL))) == [8006]


def test_types_that_are_not_unique_do_not_count():
    till = Till(unique=Unique(email=False))
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    second = till.add(person(OTHER_MOBILE, EMAIL))["createdId"]
    assert first != second
    assert till.find(EMAIL) is None
    assert till.find(MOBILE) == first
    assert codes(till.add(person(MOBILE, OTHER_EMAIL))) == [8006]


def test_another_source_is_a_new_source_account_of_the_same_customer(till):
    first = till.add(named("Ada", MOBILE, EMAIL))["createdId"]
    answer = till.add(named("A.", MOBILE, EXTERNAL, source="WEBSITE"))
    assert answer["createdId"] == first
    assert 8050 in codes(answer, "warnings")
    profiles = {profile["source"]: profile for profile in till.get(first)["profiles"]}
    assert {source: profile["firstName"] for source, profile in profiles.items()} == {"INSTORE": "Ada", "WEBSITE": "A."}
    assert till.find(EXTERNAL) is None
    assert till.find(EXTERNAL, "WEBSITE") == till.find(EXTERNAL, "ALL") == first


def test_accounts_of_a_multi_account_source_are_apart(till):
    first = till.add(person(MOBILE, source="WECHAT", account="wechat-1"))["createdId"]
    assert till.add(person(MOBILE, source="WECHAT", account="wechat-2"))["createdId"] == first
    assert codes(till.add(person(MOBILE, source="WECHAT", account="wechat-2"))) == [8006]


def test_an_account_means_nothing_on_a_single_account_source(till):
    till.add(person(MOBILE, account="one"))
    assert codes(till.add(person(MOBILE, account="two"))) == [8006]


def test_an_owner_who_is_here_under_other_identifiers_cannot_be_combined(till):
    first = till.add(person(MOBILE))["createdId"]
    till.add(person(MOBILE, EMAIL, source="WEBSITE"))
    assert codes(till.add(person(OTHER_MOBILE, EMAIL))) == [8066]
    assert till.find(OTHER_MOBILE, "ALL") is None
    assert till.find(EMAIL, "ALL") == first


def test_identifiers_of_two_customers_elsewhere_are_a_conflict(till):
    till.add(person(MOBILE, source="WEBSITE"))
    till.add(person(EMAIL, source="JD"))
    assert codes(till.add(person(MOBILE, EMAIL))) == [8052]
    assert till.find(MOBILE, "WEBSITE") != till.find(EMAIL, "JD")


@pytest.mark.parametrize(
    ("source", "account", "code"),
    [
        (None, "", 8004),
        ("", "", 8004),
        ("NOWHERE", "", 3217),
        ("instore", "", 3217),
        (" INSTORE", "", 3217),
        ("WECHAT", "", 8045),
        ("WECHAT", "brand-9", 3217),
    ],
)
def test_a_source_that_is_missing_or_unknown_is_refused(till, source, account, code):
    assert codes(till.add(person(MOBILE, source=source, account=account))) == [code]
    assert till.size() == 0


def test_the_query_names_the_source_where_the_body_does_not(till):
    answer = till.send("POST", "/v2/customers", person(MOBILE, source=None), source="WEBSITE")
    assert till.find(MOBILE, "WEBSITE") == answer["createdId"]


@pytest.mark.parametrize("identifiers", [(), (("mobile", ""),), (("email", " "),), (("", "x"),)])
def test_somebody_without_a_valid_identifier_is_refused(till, identifiers):
    assert codes(till.add(person(*identifiers))) == [1007]
    assert till.size() == 0


@pytest.mark.parametrize("value", ["91700000000x", "+917000000001", "9170 0000 0001", "٩١٧٠٠٠٠٠٠٠٠١", "917000000001\n"])
def test_an_invalid_primary_mobile_is_refused(till, value):
    assert codes(till.add(person(("mobile", value), EMAIL))) == [8014]
    assert till.find(EMAIL) is None


@pytest.mark.parametrize("value", ["4567890", "8795779625", "919988221100"])
def test_mobiles_as_the_documents_write_them_are_valid(till, value):
    assert "createdId" in till.add(person(("mobile", value)))


@pytest.mark.parametrize(
    "value", ["ada", "ada@", "@example.com", "a b@example.com", "ada@ex@example.com", "ädä@example.com"]
)
def test_an_invalid_secondary_email_is_dropped_with_a_warning(till, value):
    answer = till.add(person(MOBILE, ("email", value)))
    assert 8055 in codes(answer, "warnings")
    assert till.find(("email", value)) is None
    assert till.find(MOBILE) == answer["createdId"]


def test_an_invalid_secondary_mobile_is_dropped_with_a_warning():
    till = Till(primary_identifier="email")
    assert 8056 in codes(till.add(person(("mobile", "letters"), EMAIL)), "warnings")


def test_an_email_over_255_characters_is_not_stored(till):
    long = ("email", "a" * 250 + "@example.com")
    assert 8055 in codes(till.add(person(MOBILE, long)), "warnings")
    assert till.find(long) is None


def test_names_over_100_characters_are_cut(till):
    first = till.add(person(MOBILE, profile_firstName="x" * 101, profile_lastName="y" * 100))["createdId"]
    profile = till.get(first)["profiles"][0]
    assert (profile["firstName"], profile["lastName"]) == ("x" * 100, "y" * 100)


def test_without_a_default_status_label_every_add_warns():
    assert codes(Till().add(person(MOBILE)), "warnings") == [8107]
    assert codes(Till(default_status_label=True).add(person(MOBILE)), "warnings") == []
    assert codes(Till().add(person(MOBILE, statusLabel="active-1")), "warnings") == []


def test_an_unknown_status_label_is_refused(till):
    assert codes(till.add(person(MOBILE, statusLabel="no such label"))) == [8086]
    assert till.size() == 0


def test_an_identifier_of_an_unknown_type_is_refused(till):
    assert codes(till.add(person(MOBILE, ("passport", "x1")))) == [500]
    assert till.size() == 0


def test_an_external_id_over_250_characters_is_refused(till):
    assert codes(till.add(person(MOBILE, ("externalId", "x" * 251)))) == [8064]
    assert "createdId" in till.add(person(MOBILE, ("externalId", "x" * 250)))


def test_fields_that_the_organisation_does_not_have_are_not_stored(till):
    sent = person(
        MOBILE, profile_fields={"employee": "true", "x": "y"}, extendedFields={"city": "Pune", "x": "y", "zip": ""}
    )
    answer = till.add(sent)
    assert codes(answer, "warnings") == [91016, 8107]
    seen = till.get(answer["createdId"])
    assert seen["profiles"][0]["fields"] == {"employee": "true"}
    assert seen["extendedFields"] == {"city": "Pune"}


@pytest.mark.parametrize("date", ["", "yesterday", "2019-13-45"])
def test_a_last_viewed_date_that_is_none_is_not_stored(till, date):
    meta = {"lastViewedDate": date, "residence": True}
    first = till.add(person(MOBILE, profile_commChannels=[{"type": "mobile", "value": "1", "meta": meta}]))["createdId"]
    assert till.get(first)["profiles"][0]["commChannels"][0]["meta"] == {"residence": True}


def test_a_channel_that_reaches_nobody_is_not_stored(till):
    sent = [{"type": "mobile"}, {"value": "1"}, {}, {"type": "mobile", "value": "1", "primary": "true"}]
    first = till.add(person(MOBILE, profile_commChannels=sent))["createdId"]
    assert till.get(first)["profiles"][0]["commChannels"] == [{**sent[-1], "meta": {}, "attributes": {}}]


def test_a_flag_that_is_neither_true_nor_false_is_refused(till):
    sent = [{"type": "mobile", "value": "1", "primary": "perhaps"}]
    assert "createdId" not in till.add(person(MOBILE, profile_commChannels=sent))


def test_points_of_an_enrolment_are_one_side_effect(till):
    answer = till.add(person(MOBILE, loyaltyProgramEnrollments=[enrolment(75)]))
    assert answer["sideEffects"] == [
        {"entityType": "USER", "rawAwardedPoints": 75.0, "awardedPoints": 75, "type": "points"}
    ]


@pytest.mark.parametrize("sent", [enrolment(0), {"programId": 469}, enrolment(-5)])
def test_an_enrolment_without_points_has_no_side_effect(till, sent):
    assert till.add(person(MOBILE, loyaltyProgramEnrollments=[sent]))["sideEffects"] == []


def test_an_unknown_programme_gives_nothing_but_a_warning(till):
    answer = till.add(person(MOBILE, loyaltyProgramEnrollments=[enrolment(75, programme=1)]))
    assert answer["sideEffects"] == []
    assert 1213 in codes(answer, "warnings")


@pytest.mark.parametrize(
    ("points_end", "warned"),
    [("2025-02-11T16:36:16+05:30", True), ("2025-02-11T16:36:17+05:30", False), ("2025-02-11T16:36:17Z", False)],
)
def test_points_that_end_before_the_tier_are_warned_of(till, points_end, warned):
    dates = {"tierExpiryDate": "2025-02-11T16:36:17+05:30", "pointsExpiryDate": points_end}
    answer = till.add(person(MOBILE, loyaltyProgramEnrollments=[enrolment(0, **dates)]))
    assert (1302 in codes(answer, "warnings")) is warned


def card(number: str) -> dict[str, Any]:
    return {"type": "cardnumber", "value": number, "seriesId": 73, "statusLabel": "ACTIVE"}


def carded(number: str, *identifiers: tuple[str, str], **members: Any) -> Any:
    value = person(*identifiers, **members)
    value["profiles"][0]["identifiers"].append(card(number))
    return value


def test_a_card_has_one_owner_in_the_organisation(till):
    first = till.add(carded("12345678", MOBILE))["createdId"]
    assert codes(till.add(carded("12345678", OTHER_MOBILE))) == [8006]
    assert codes(till.add(carded("12345678", OTHER_MOBILE, source="WEBSITE"))) == [8006]
    assert till.find(("cardnumber", "12345678")) == first
    assert till.find(OTHER_MOBILE, "ALL") is None


def test_a_customer_shows_the_same_card_in_another_source(till):
    first = till.add(carded("12345678", MOBILE))["createdId"]
    assert till.add(carded("12345678", MOBILE, source="WEBSITE"))["createdId"] == first
    assert [held["cardNumber"] for held in till.get(first)["cardDetails"]] == ["12345678"]


def test_a_card_alone_is_no_identity(till):
    assert codes(till.add(carded("12345678"))) == [1007]


def test_an_unknown_till_is_not_attributed(till):
    answer = till.add(person(MOBILE, associatedWith="nowhere"))
    assert 8077 in codes(answer, "warnings")
    assert "associatedWith" not in till.get(answer["createdId"])


def test_the_same_requests_are_answered_alike_byte_by_byte():
    body = json.dumps(person(MOBILE, EMAIL, extendedFields={"city": "Pune"})).encode()
    assert Till().raw("POST", "/v2/customers", body) == Till().raw("POST", "/v2/customers", body)
