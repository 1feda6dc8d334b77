"""Upsert Customer on the specimen."""

import pytest

from reference.test_model import (
    EMAIL,
    EXTERNAL,
    MOBILE,
    OTHER_EMAIL,
    OTHER_MOBILE,
    Till,
    codes,
    enrolment,
    named,
    person,
)


@pytest.fixture
def till() -> Till:
    return Till()


def test_somebody_unknown_is_created(till):
    answer = till.upsert(named("Ada", MOBILE))
    (item,) = answer["response"]
    assert (answer["totalCount"], answer["failureCount"]) == (1, 0)
    assert item["errors"] == []
    assert item["entityId"] == item["result"]["id"] == till.find(MOBILE)


def test_somebody_known_is_updated_in_place(till):
    first = till.add(named("Ada", MOBILE, extendedFields={"city": "Pune"}, profile_lastName="Lovelace"))["createdId"]
    till.add(named("A.", MOBILE, source="WEBSITE"))
    (item,) = till.upsert(named("Eve", MOBILE, extendedFields={"state": "MH"}))["response"]
    assert item["entityId"] == first
    profiles = {profile["source"]: profile for profile in till.get(first)["profiles"]}
    assert (profiles["INSTORE"]["firstName"], profiles["INSTORE"]["lastName"]) == ("Eve", "Lovelace")
    assert profiles["WEBSITE"]["firstName"] == "A."
    assert till.get(first)["extendedFields"] == {"city": "Pune", "state": "MH"}


@pytest.mark.parametrize(("skip", "found"), [(True, False), (False, True), (None, True)])
def test_new_identifiers_are_added_unless_skipped(till, skip, found):
    first = till.add(person(MOBILE))["createdId"]
    till.upsert(person(MOBILE, EMAIL, OTHER_MOBILE), skip=skip)
    assert [till.find(each) for each in (EMAIL, OTHER_MOBILE)] == [first if found else None] * 2
    assert till.find(MOBILE) == first


def test_identifiers_of_two_customers_here_change_neither(till):
    till.add(named("Ada", MOBILE))
    till.add(named("Eve", EMAIL))
    answer = till.upsert(named("Mallory", MOBILE, EMAIL, EXTERNAL))
    assert codes(answer["response"][0]) == [8053]
    assert answer["failureCount"] == 1
    assert till.get(till.find(MOBILE))["profiles"][0]["firstName"] == "Ada"
    assert till.find(EXTERNAL, "ALL") is None


def test_somebody_of_another_source_gets_a_source_account(till):
    first = till.add(person(MOBILE, source="WEBSITE"))["createdId"]
    assert till.upsert(person(MOBILE))["response"][0]["entityId"] == first
    assert till.find(MOBILE) == first


def test_without_a_source_it_is_instore(till):
    till.upsert(person(MOBILE, source=None))
    assert till.find(MOBILE) is not None


def test_an_unknown_source_fails_its_item_only(till):
    answer = till.upsert(person(MOBILE, source="NOWHERE"), person(OTHER_MOBILE))
    assert [codes(item) for item in answer["response"]] == [[3217], []]
    assert (answer["totalCount"], answer["failureCount"]) == (2, 1)


def test_an_invalid_status_label_is_an_error_beside_the_update(till):
    first = till.add(named("Ada", MOBILE))["createdId"]
    answer = till.upsert(named("Eve", MOBILE, statusLabel="no such label"))
    (item,) = answer["response"]
    assert codes(item) == [3017]
    assert item["result"]["profiles"][0]["firstName"] == "Eve"
    assert item["entityId"] == first
    assert answer["failureCount"] == 1


def test_an_empty_batch_is_an_empty_answer(till):
    assert till.upsert() == {"response": [], "totalCount": 0, "failureCount": 0}


def test_the_same_item_twice_leaves_one_customer_in_the_same_state(till):
    value = named("Ada", MOBILE, EMAIL, loyaltyProgramEnrollments=[enrolment(75)])
    first, second = till.upsert(value, value)["response"]
    assert first["result"] == second["result"]
    assert till.size() == 1


def test_an_identifier_of_somebody_elsewhere_is_left_out(till):
    till.add(person(MOBILE))
    other = till.add(person(OTHER_EMAIL, source="WEBSITE"))["createdId"]
    (item,) = till.upsert(person(MOBILE, OTHER_EMAIL))["response"]
    assert 8053 in codes(item, "warnings")
    assert till.find(OTHER_EMAIL, "ALL") == other
    assert till.find(OTHER_EMAIL) is None


def test_an_owner_who_is_here_under_other_identifiers_is_a_conflict(till):
    till.add(person(MOBILE))
    till.add(person(MOBILE, EMAIL, source="WEBSITE"))
    assert codes(till.upsert(person(OTHER_MOBILE, EMAIL))["response"][0]) == [8066]


def test_a_bad_flag_is_refused(till):
    answer = till.raw("POST", "/v2/integrations/customer/upsert/bulk", b"[]", (("skipChangeIdentifier", "perhaps"),))
    assert answer.status == 400


def test_answers_stand_in_the_order_of_the_items(till):
    people = [person(("mobile", f"9170000001{number:02}")) for number in range(20)]
    ids = [item["entityId"] for item in till.upsert(*people)["response"]]
    assert ids == [till.find(("mobile", f"9170000001{number:02}")) for number in range(20)]
