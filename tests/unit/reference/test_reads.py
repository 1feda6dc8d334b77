"""Look-ups, updates by id and changes of identifiers on the specimen."""

import pytest

from reference.test_model import EMAIL, EXTERNAL, MOBILE, OTHER_MOBILE, Till, card, carded, codes, named, person


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_look_up_finds_in_its_own_source_account_only(till):
    first = till.add(person(MOBILE, source="WECHAT", account="wechat-1"))["createdId"]
    assert till.find(MOBILE, "WECHAT", "wechat-1") == first
    assert till.find(MOBILE, "WECHAT", "wechat-2") is None
    assert till.find(MOBILE) is None
    assert till.find(MOBILE, "ALL") == first


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 11013),
        ({"identifierName": "mobile", "identifierValue": "1"}, 11013),
        ({"source": "INSTORE", "identifierName": "mobile"}, 11013),
        ({"source": "NOWHERE", "identifierName": "mobile", "identifierValue": "1"}, 8003),
        ({"source": "WECHAT", "identifierName": "mobile", "identifierValue": "1"}, 8127),
        ({"source": "WECHAT", "accountId": "x", "identifierName": "mobile", "identifierValue": "1"}, 8127),
        ({"source": "INSTORE", "identifierName": "mobile", "identifierValue": "1"}, 8015),
    ],
)
@pytest.mark.parametrize("path", ["/v2/customers/lookup", "/v2/customers/lookup/customerDetails"])
def test_a_bad_query_is_told_by_its_code(till, path, query, code):
    assert codes(till.send("GET", path, None, **query)) == [code]


def test_details_show_what_was_sent(till):
    channel = {"type": "mobile", "value": MOBILE[1], "primary": "true", "verified": True, "meta": {"residence": True}}
    sent = named("Ada", MOBILE, EMAIL, profile_commChannels=[channel], profile_fields={"employee": "true"})
    first = till.add({**sent, "extendedFields": {"gender": "Female"}, "associatedWith": "till.1"})["createdId"]
    seen = till.send(
        "GET", "/v2/customers/lookup/customerDetails", None,
        source="INSTORE", identifierName="email", identifierValue=EMAIL[1],
    )  # fmt: skip
    assert (seen["id"], seen["extendedFields"], seen["associatedWith"]) == (first, {"gender": "Female"}, "till.1")
    (profile,) = seen["profiles"]
    assert profile["commChannels"] == [{**channel, "attributes": {}}]
    assert profile["fields"] == {"employee": "true"}
    assert (profile["source"], profile["accountId"], profile["userId"]) == ("INSTORE", "", first)


@pytest.mark.parametrize(("source", "code"), [("", 8016), ("NOWHERE", 8003), ("WECHAT", 8127), ("WEBSITE", 8015)])
def test_a_customer_is_read_by_id_within_a_source(till, source, code):
    first = till.add(person(MOBILE))["createdId"]
    assert [profile["source"] for profile in till.get(first, "INSTORE")["profiles"]] == ["INSTORE"]
    assert codes(till.get(first, source)) == [code]


@pytest.mark.parametrize("customer", ["1", "abc", "9" * 40, "-1", "٣"])
def test_an_unknown_or_malformed_id_is_nobody(till, customer):
    assert codes(till.send("GET", f"/v2/customers/{customer}", None, source="ALL")) == [8015]
    assert codes(till.send("PUT", f"/v2/customers/{customer}", person(), source="INSTORE")) == [8009]


def read(till: Till, **query: str) -> list[tuple[object, str]]:
    """Whom a read of v1.1 shows, each with the code of its item."""
    items = till.send("GET", "/v1.1/customer/get", None, **query)["response"]["customers"]["customer"]
    return [(item.get("user_id"), item["item_status"]["code"]) for item in items]


def test_v11_reads_by_each_identifier_and_by_id(till):
    first = till.item(mobile=MOBILE[1], email=EMAIL[1], external_id=EXTERNAL[1])["user_id"]
    for query in ({"mobile": MOBILE[1]}, {"email": EMAIL[1]}, {"external_id": EXTERNAL[1]}, {"id": str(first)}):
        assert read(till, **query) == [(first, "1000")]
    assert read(till, external_id=MOBILE[1]) == [(None, "1012")]


@pytest.mark.parametrize(("query", "code"), [({}, "1015"), ({"id": "x"}, "1012"), ({"id": "9" * 30}, "1012")])
def test_a_bad_read_of_v11_is_told_by_its_code(till, query, code):
    assert read(till, **query) == [(None, code)]
    assert till.send("GET", "/v1.1/customer/get", None, format="xml")["response"]["status"]["code"] == 406


def test_v11_reads_several_each_for_itself(till):
    first = till.add(person(MOBILE))["createdId"]
    assert read(till, mobile=f"{MOBILE[1]},{OTHER_MOBILE[1]}") == [(first, "1000"), (None, "1012")]
    whole = till.send("GET", "/v1.1/customer/get", None, mobile=f"{MOBILE[1]},{OTHER_MOBILE[1]}")["response"]
    assert (whole["status"]["code"], whole["status"]["total"], whole["status"]["success_count"]) == (201, "2", "1")


def test_v11_reads_what_v2_stored_in_store(till):
    till.add({**named("Ada", MOBILE, EMAIL, profile_fields={"employee": "true"}), "extendedFields": {"city": "Pune"}})
    till.add(named("A.", MOBILE, source="WEBSITE"))
    (item,) = till.send("GET", "/v1.1/customer/get", None, mobile=MOBILE[1])["response"]["customers"]["customer"]
    assert (item["firstname"], item["email"], item["external_id"]) == ("Ada", EMAIL[1], None)
    assert item["custom_fields"] == {"field": [{"name": "employee", "value": "true"}]}
    assert item["extended_fields"] == {"field": [{"name": "city", "value": "Pune"}]}
    till.add(person(OTHER_MOBILE, source="WEBSITE"))
    assert read(till, mobile=OTHER_MOBILE[1]) == [(None, "1012")]


def test_v11_reads_its_own_where_identities_are_apart():
    till = Till(shared_identity=False)
    till.add(person(MOBILE))
    assert read(till, mobile=MOBILE[1]) == [(None, "1012")]
    first = till.item(mobile=MOBILE[1])["user_id"]
    assert read(till, mobile=MOBILE[1]) == [(first, "1000")]


def test_an_update_changes_one_profile_and_no_identifier(till):
    first = till.add(named("Ada", MOBILE))["createdId"]
    till.add(named("A.", MOBILE, source="WEBSITE"))
    assert till.send("PUT", f"/v2/customers/{first}", named("Eve", OTHER_MOBILE), source="WEBSITE") == {
        "createdId": first,
        "warnings": [],
    }
    assert [profile["firstName"] for profile in till.get(first)["profiles"]] == ["Ada", "Eve"]
    assert till.find(OTHER_MOBILE, "ALL") is None


@pytest.mark.parametrize(("source", "code"), [("", 8004), ("NOWHERE", 3217), ("WEBSITE", 8065)])
def test_an_update_needs_a_source_in_which_the_customer_is(till, source, code):
    first = till.add(person(MOBILE))["createdId"]
    assert codes(till.send("PUT", f"/v2/customers/{first}", named("Eve"), source=source)) == [code]


def change(till: Till, customer: int, source: str = "INSTORE", **lists: object) -> dict:
    body = {member: [{"type": kind, "value": value} for kind, value in pairs] for member, pairs in lists.items()}
    return till.send("POST", f"/v2/customers/{customer}/changeIdentifier", body, source=source)


def test_identifiers_are_added_and_removed(till):
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    assert change(till, first, add=[EXTERNAL], remove=[EMAIL]) == {"createdId": first, "warnings": []}
    assert till.find(EXTERNAL) == first
    assert till.find(EMAIL) is None
    assert "createdId" in till.add(person(EMAIL))


def test_an_identifier_of_another_customer_here_is_refused_as_a_whole(till):
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    other = till.add(person(OTHER_MOBILE))["createdId"]
    assert codes(change(till, first, add=[EXTERNAL, OTHER_MOBILE], remove=[EMAIL])) == [8007]
    assert till.find(EXTERNAL, "ALL") is None
    assert (till.find(EMAIL), till.find(OTHER_MOBILE)) == (first, other)


def test_an_identifier_of_somebody_elsewhere_is_a_conflict(till):
    first = till.add(person(MOBILE))["createdId"]
    till.add(person(EMAIL, source="WEBSITE"))
    assert codes(change(till, first, add=[EMAIL])) == [8053]


def test_an_identifier_that_is_there_already_is_a_warning(till):
    first = till.add(person(MOBILE))["createdId"]
    assert codes(change(till, first, add=[MOBILE]), "warnings") == [8071]


def test_a_change_of_nothing_is_refused(till):
    first = till.add(person(MOBILE))["createdId"]
    assert codes(change(till, first)) == [8070]
    assert codes(change(till, first, add=[], remove=[])) == [8070]


def test_a_change_of_nobody_is_refused(till):
    assert codes(change(till, 1, add=[MOBILE])) == [8009]


def test_a_change_concerns_one_source_account(till):
    first = till.add(person(MOBILE))["createdId"]
    till.add(person(MOBILE, source="WEBSITE"))
    change(till, first, source="WEBSITE", remove=[MOBILE])
    assert till.find(MOBILE, "WEBSITE") is None
    assert till.find(MOBILE) == first


def test_a_card_is_linked_and_taken_away(till):
    first = till.add(person(MOBILE))["createdId"]
    path = f"/v2/customers/{first}/changeIdentifier"
    till.send("POST", path, {"add": [card("77")]}, source="INSTORE")
    assert till.find(("cardnumber", "77")) == first
    till.send("POST", path, {"remove": [card("77")]}, source="INSTORE")
    assert "createdId" in till.add(carded("77", OTHER_MOBILE))
