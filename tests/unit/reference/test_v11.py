"""v1.1 Add Customer on the specimen."""

import pytest

from contracts.documents.profile import Flags
from reference.test_model import EMAIL, MOBILE, OTHER_EMAIL, OTHER_MOBILE, Till, person

SKIP, STRICT = Flags(skip_secondary_on_mismatch=True, strict_check=False), Flags(strict_check=True)
BOTH = Flags(skip_secondary_on_mismatch=True, strict_check=True)


@pytest.fixture
def till() -> Till:
    return Till()


def test_a_fresh_item_is_registered_and_repeated(till):
    answer = till.items({"mobile": MOBILE[1], "firstname": "Ada", "external_id": "e1"})
    assert answer["status"] == {
        "success": "true",
        "code": 200,
        "message": "Success",
        "total": "1",
        "success_count": "1",
    }
    (item,) = answer["customers"]["customer"]
    assert item["item_status"]["success"] == "true"
    assert item["item_status"]["code"] == "1000"
    assert item["user_id"] > 0
    assert (item["firstname"], item["lastname"]) == ("Ada", "")
    assert (item["mobile"], item["email"], item["external_id"]) == (MOBILE[1], None, "e1")


def test_a_mobile_may_be_a_bare_number(till):
    assert till.item(mobile=917000000001)["mobile"] == MOBILE[1]


@pytest.mark.parametrize(
    ("meta", "read"), [([{"residence": True}], {"residence": True}), ([], {}), ({"office": False}, {"office": False})]
)
def test_meta_in_the_form_of_the_table_is_read_back_as_an_object(till, meta, read):
    id_ = till.item(mobile=MOBILE[1], commChannels=[{"type": "mobile", "value": "1", "meta": meta}])["user_id"]
    assert till.get(id_)["profiles"][0]["commChannels"] == [
        {"type": "mobile", "value": "1", "meta": read, "attributes": {}}
    ]


@pytest.mark.parametrize("meta", [[{"residence": "perhaps"}], {"residence": 1}, [1], "home"])
def test_meta_that_is_none_is_refused(till, meta):
    item = {"mobile": MOBILE[1], "commChannels": [{"type": "mobile", "value": "1", "meta": meta}]}
    assert till.items(item)["customers"]["customer"] == []


def test_fields_that_v2_stored_are_repeated_as_texts(till):
    till.add(person(MOBILE, profile_fields={"employee": False}, extendedFields={"zip": 411001}))
    item = till.item(mobile=MOBILE[1])
    assert item["custom_fields"]["field"] == [{"name": "employee", "value": "false"}]
    assert item["extended_fields"]["field"] == [{"name": "zip", "value": "411001"}]


def test_v11_and_v2_instore_share_identities(till):
    first = till.add(person(MOBILE))["createdId"]
    assert till.item(mobile=MOBILE[1])["user_id"] == first
    second = till.item(mobile=OTHER_MOBILE[1])["user_id"]
    assert till.find(OTHER_MOBILE) == second


def test_an_organisation_may_keep_v11_and_v2_apart():
    till = Till(shared_identity=False)
    first = till.item(mobile=MOBILE[1])["user_id"]
    assert till.find(MOBILE, "ALL") is None
    assert till.get(first)["errors"]
    second = till.add(person(MOBILE, EMAIL))["createdId"]
    assert second != first
    assert till.item(mobile=MOBILE[1])["user_id"] == first
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["user_id"] not in (first, second)


def test_an_item_without_identifiers_fails_alone(till):
    answer = till.items({"firstname": "Ada"}, {"mobile": MOBILE[1]})
    failed, good = answer["customers"]["customer"]
    assert (failed["item_status"]["success"], failed["item_status"]["code"]) == ("false", "1007")
    assert "user_id" not in failed
    assert good["item_status"]["code"] == "1000"
    assert (answer["status"]["code"], answer["status"]["success_count"], answer["status"]["total"]) == (201, "1", "2")


def test_all_items_failed_is_500_in_the_body(till):
    status = till.items({}, {"mobile": "letters"})["status"]
    assert (status["success"], status["code"], status["success_count"], status["total"]) == ("false", 500, "0", "2")
    assert till.size() == 0


def test_an_empty_batch_is_refused(till):
    answer = till.raw("POST", "/v1.1/customer/add", b'{"root":{"customer":[]}}')
    assert answer.json["response"]["status"] | {"message": ""} == {
        "success": "false",
        "code": 400,
        "message": "",
        "total": "0",
        "success_count": "0",
    }


def test_an_unknown_custom_field_is_a_warning(till):
    fields = {"field": [{"name": "nonsense", "value": "1"}, {"name": "address", "value": "here"}]}
    item = till.item(mobile=MOBILE[1], custom_fields=fields)
    assert item["item_status"]["warnings"] == {"warning": ["1017"]}
    assert item["item_status"]["message"] == "Customer registration successful, Provided Custom Field is invalid"
    assert item["custom_fields"] == {"field": [{"name": "address", "value": "here"}]}


def test_a_known_customer_registered_again_is_the_same(till):
    first = till.item(mobile=MOBILE[1], firstname="Ada")["user_id"]
    again = till.item(mobile=MOBILE[1], email=EMAIL[1], firstname="Eve")
    assert (again["user_id"], again["item_status"]["code"]) == (first, "1000")
    assert (again["firstname"], again["email"]) == ("Eve", EMAIL[1])
    assert till.find(EMAIL) == first
    assert till.size() == 1


def test_the_same_item_twice_in_a_batch_is_one_customer(till):
    answer = till.items({"mobile": MOBILE[1]}, {"mobile": MOBILE[1]})
    assert len({item["user_id"] for item in answer["customers"]["customer"]}) == 1
    assert answer["status"]["success_count"] == "2"


def test_a_foreign_secondary_beside_a_known_primary_stays_where_it_is(till):
    first = till.item(mobile=MOBILE[1])["user_id"]
    other = till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["user_id"]
    again = till.item(mobile=MOBILE[1], email=EMAIL[1])
    assert again["user_id"] == first
    assert again["email"] is None
    assert again["item_status"]["warnings"]["warning"] == ["1016"]
    assert till.find(EMAIL) == other


@pytest.mark.parametrize("flags", [SKIP, BOTH])
def test_skip_registers_a_new_customer_without_the_secondary(flags):
    till = Till(flags=flags)
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    second = till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])
    assert second["item_status"]["code"] == "1000"
    assert second["user_id"] != first
    assert till.find(EMAIL) == first
    assert till.find(OTHER_MOBILE) == second["user_id"]


def test_strict_refuses_and_reserves_nothing():
    till = Till(flags=STRICT)
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    refused = till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])
    assert (refused["item_status"]["success"], refused["item_status"]["code"]) == ("false", "1047")
    assert till.find(EMAIL) == first
    assert till.find(OTHER_MOBILE) is None
    assert till.item(mobile=OTHER_MOBILE[1])["item_status"]["code"] == "1000"


def test_without_switches_the_secondary_names_the_customer(till):
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    again = till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1], external_id="e1")
    assert again["user_id"] == first
    assert (again["mobile"], again["email"], again["external_id"]) == (None, EMAIL[1], "e1")
    assert till.find(OTHER_MOBILE) is None
    assert till.find(MOBILE) == till.find(("externalId", "e1")) == first


def test_without_switches_secondaries_of_two_customers_are_refused(till):
    till.item(mobile=MOBILE[1], email=EMAIL[1])
    till.item(mobile=OTHER_MOBILE[1], external_id="e2")
    refused = till.item(mobile="917000000009", email=EMAIL[1], external_id="e2")
    assert refused["item_status"]["code"] == "1047"


def test_the_primary_identifier_is_the_organisations():
    till = Till(flags=STRICT, primary_identifier="email")
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    assert till.item(mobile=MOBILE[1], email=OTHER_EMAIL[1])["item_status"]["code"] == "1047"
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["user_id"] == first


@pytest.mark.parametrize(
    ("item", "code"),
    [({"mobile": "letters"}, "1001"), ({"email": "ada"}, "1002"), ({"external_id": "x" * 251}, "1003")],
)
def test_an_item_with_nothing_valid_says_what_is_not(till, item, code):
    assert till.item(**item)["item_status"]["code"] == code


@pytest.mark.parametrize("bad", [{"mobile": "letters"}, {"external_id": "x" * 251}])
def test_a_bad_mobile_or_external_id_fails_the_item_beside_whatever(bad):
    till = Till(primary_identifier="email")
    assert till.item(email=EMAIL[1], **bad)["item_status"]["success"] == "false"
    assert till.size() == 0


@pytest.mark.parametrize("flags", [SKIP, STRICT, Flags()])
def test_a_secondary_names_the_customer_where_no_primary_is_sent(flags):
    till = Till(flags=flags)
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    assert till.item(email=EMAIL[1])["user_id"] == first
    till.item(mobile=OTHER_MOBILE[1], external_id="e2")
    assert till.item(email=EMAIL[1], external_id="e2")["item_status"]["code"] == "1047"


@pytest.mark.parametrize("flags", [SKIP, STRICT, Flags()])
def test_a_secondary_known_in_another_source_only_joins_its_owner(flags):
    till = Till(flags=flags)
    first = till.add(person(EMAIL, source="WEBSITE"))["createdId"]
    assert till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"] == first
    assert till.find(MOBILE) == first


def test_secondaries_of_two_customers_of_other_sources_are_refused(till):
    till.add(person(EMAIL, source="WEBSITE"))
    till.add(person(("externalId", "e2"), source="JD"))
    assert till.item(mobile=MOBILE[1], email=EMAIL[1], external_id="e2")["item_status"]["code"] == "1047"


@pytest.mark.parametrize(
    ("source", "code"),
    [("InStore", "1000"), ("E-commerce", "1000"), ("Mobile App", "1000"), ("", "1000"), ("nowhere", "3217")],
)
def test_a_source_is_one_of_the_organisations_in_any_spelling(till, source, code):
    assert till.item(mobile=MOBILE[1], source=source)["item_status"]["code"] == code


def test_an_extended_field_that_nobody_has_is_a_warning(till):
    fields = {"field": [{"name": "nonsense", "value": "1"}, {"name": "age", "value": "25"}]}
    item = till.item(mobile=MOBILE[1], extended_fields=fields)
    assert item["item_status"]["warnings"]["warning"] == ["91015"]
    assert item["extended_fields"] == {"field": [{"name": "age", "value": "25"}]}


def test_an_invalid_secondary_is_dropped_with_a_warning(till):
    item = till.item(mobile=MOBILE[1], email="ada")
    assert item["email"] is None
    assert item["item_status"]["warnings"]["warning"] == ["1002"]


def test_a_customer_of_another_source_gets_an_instore_account(till):
    first = till.add(person(MOBILE, source="WEBSITE"))["createdId"]
    assert till.item(mobile=MOBILE[1])["user_id"] == first
    assert till.find(MOBILE) == first
