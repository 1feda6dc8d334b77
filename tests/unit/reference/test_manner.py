"""The permitted ways of answering: each changes what it says and nothing else."""

import json

import pytest

from contracts.documents.profile import Unique
from contracts.engine.exchange import Answer, Delivery, Request
from contracts.reference.manner import Manner
from contracts.reference.model import Reference
from reference.test_model import (
    EMAIL,
    EXTERNAL,
    MOBILE,
    OTHER_EMAIL,
    OTHER_MOBILE,
    WRITER,
    Till,
    codes,
    enrolment,
    named,
    person,
)


def mannered(**manner: object) -> Till:
    return Till(manner=Manner(**manner))


def body(till: Till, value: object, path: str = "/v2/customers") -> bytes:
    return till.raw("POST", path, json.dumps(value).encode()).body


@pytest.mark.parametrize("path", ["/v2/customers", "/v1.1/customer/add", "/v2/nowhere"])
def test_an_answer_may_begin_with_a_byte_order_mark(path):
    """And is JSON all the same."""
    answer = mannered(byte_order_mark=True).raw("POST", path, json.dumps(person(MOBILE)).encode())
    assert answer.body.startswith(b"\xef\xbb\xbf{")
    assert answer.json == mannered().raw("POST", path, json.dumps(person(MOBILE)).encode()).json


@pytest.mark.parametrize("status", [200, 400, 409, 422])
def test_a_business_error_may_have_another_status(status):
    till = mannered(error_status=status)
    answer = till.raw("POST", "/v2/customers", b"{}")
    assert (answer.status, codes(answer.json)) == (status, [8084])


@pytest.mark.parametrize("status", [200, 400, 404])
def test_nobody_found_may_have_another_status(status):
    answer = mannered(not_found_status=status).raw("GET", "/v2/customers/1", query=(("source", "ALL"),))
    assert (answer.status, codes(answer.json)) == (status, [8015])


def test_a_creation_may_be_201():
    till = mannered(created_status=201)
    assert till.raw("POST", "/v2/customers", b'{"profiles":[{"source":"INSTORE","identifiers":[]}]}').status == 200
    value = b'{"profiles":[{"source":"INSTORE","identifiers":[{"type":"externalId","value":"e"}]}]}'
    assert till.raw("POST", "/v2/customers", value).status == 201


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_v11_failure_may_have_another_status(status):
    answer = mannered(v11_error_status=status).raw("POST", "/v1.1/customer/add", b'{"root":{"customer":[{}]}}')
    assert (answer.status, answer.json["response"]["status"]["code"]) == (status, 500)


def test_a_partial_v11_batch_may_be_200():
    assert mannered(v11_partial_code=200).items({}, {"mobile": MOBILE[1]})["status"]["code"] == 200


@pytest.mark.parametrize("wording", ["documented", "catalogue", "observed"])
def test_texts_vary_and_codes_do_not(wording):
    till = mannered(wording=wording)
    till.add(person(MOBILE))
    (error,) = till.add(person(MOBILE))["errors"]
    assert error["code"] == 8006
    assert "lready exists" in error["message"]


def test_awarded_points_may_be_decimals():
    value = person(MOBILE, loyaltyProgramEnrollments=[enrolment(75)])
    assert b'"rawAwardedPoints": 75.000, "awardedPoints": 75' in body(mannered(decimals=True), value)


def test_awarded_points_may_be_whole_numbers():
    value = person(MOBILE, loyaltyProgramEnrollments=[enrolment(75)])
    assert b'"rawAwardedPoints": 75, "awardedPoints": 75' in body(mannered(decimals=False), value)


def test_a_fraction_of_a_point_is_told_as_it_is():
    value = person(MOBILE, loyaltyProgramEnrollments=[enrolment(7.5)])
    assert b'"rawAwardedPoints": 7.5, "awardedPoints": 8' in body(Till(), value)


def test_empty_lists_may_be_left_out():
    answer = mannered(leaves_out_empty_lists=True).add(person(MOBILE, statusLabel="Active"))
    assert list(answer) == ["createdId"]


def test_errors_may_stand_beside_warnings():
    assert mannered(warnings_beside_errors=True).add(person()) | {"errors": 0} == {"warnings": [], "errors": 0}


def test_the_flag_of_a_warning_means_nothing():
    assert mannered(warning_status=True).add(person(MOBILE))["warnings"][0]["status"] is True


def test_a_v11_code_may_be_text():
    assert mannered(v11_code_is_text=True).items({"mobile": MOBILE[1]})["status"]["code"] == "200"


@pytest.mark.parametrize(("path", "member"), [("/v2/customers", "errors"), ("/v1.1/customer/add", "response")])
def test_an_unreadable_body_may_be_told_under_200(path, member):
    answer = mannered(unreadable_status=200).raw("POST", path, b"{")
    assert answer.status == 200
    assert member in answer.json


def test_another_content_type_may_be_read_as_json():
    till = mannered(ignores_content_type=True)
    value = json.dumps(person(MOBILE)).encode()
    assert till.raw("POST", "/v2/customers", value, headers=(WRITER, ("Content-Type", "text/plain"))).status == 200


def test_missing_credentials_may_be_403():
    assert mannered(unauthorized_status=403).raw("POST", "/v2/customers", b"{}", headers=()).status == 403


def test_an_owner_who_is_here_may_be_8006():
    till = mannered(owner_here=8006)
    till.add(person(MOBILE))
    till.add(person(MOBILE, EMAIL, source="WEBSITE"))
    assert codes(till.add(person(OTHER_MOBILE, EMAIL))) == [8006]


@pytest.mark.parametrize(("way", "found"), [("ignored", False), ("stored", True)])
def test_an_unknown_type_of_identifier_may_be_ignored_or_stored(way, found):
    till = mannered(unknown_type=way)
    first = till.add(person(MOBILE, ("passport", "x")))["createdId"]
    assert till.find(("passport", "x")) == (first if found else None)
    assert codes(till.add(person(("passport", "y")))) == [1007]


def test_a_bad_label_may_be_a_warning():
    till = mannered(bad_label="warning")
    answer = till.add(person(MOBILE, statusLabel="no such label"))
    assert codes(answer, "warnings") == [8086]
    assert "statusLabel" not in till.get(answer["createdId"])


def test_a_repeated_secondary_may_find_one_of_its_holders():
    till = Till(manner=Manner(repeated_secondary="one-of-them"), unique=Unique(email=False))
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    till.add(person(OTHER_MOBILE, EMAIL))
    assert till.find(EMAIL) == first


def test_a_mismatch_may_give_the_new_primary_away():
    till = mannered(mismatch_primary="gained")
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["mobile"] == OTHER_MOBILE[1]
    assert till.find(OTHER_MOBILE) == till.find(MOBILE) == first


def test_members_may_come_in_another_order_and_with_others():
    till = mannered(reversed_members=True, extra_members=True)
    answer = till.add(person(MOBILE))
    assert list(answer) == ["serverInfo", "sideEffects", "warnings", "createdId"]


def test_errors_may_stand_beside_a_null_id_and_a_success_beside_no_errors():
    till = mannered(null_id_beside_errors=True, empty_errors_beside_success=True)
    assert till.add(person(MOBILE))["errors"] == []
    assert till.add(person(MOBILE))["createdId"] is None


def test_a_joined_source_account_need_not_be_mentioned():
    till = mannered(says_8050=False)
    first = till.add(person(MOBILE))["createdId"]
    answer = till.add(person(MOBILE, source="WEBSITE"))
    assert answer["createdId"] == first
    assert 8050 not in codes(answer, "warnings")


def two_owners(till: Till) -> tuple[int, int]:
    return (
        till.add(named("Ada", MOBILE, EXTERNAL, source="WEBSITE"))["createdId"],
        till.add(named("Eve", EMAIL, source="JD"))["createdId"],
    )


def test_several_owners_may_be_a_success_that_takes_from_nobody():
    till = mannered(several_owners="first")
    first, second = two_owners(till)
    answer = till.add(person(MOBILE, EMAIL))
    assert answer["createdId"] == first
    assert 8052 in codes(answer, "warnings")
    assert till.find(MOBILE) == first
    assert till.find(EMAIL, "ALL") == second


def test_several_owners_may_be_merged_into_one():
    till = mannered(several_owners="merge")
    first, second = two_owners(till)
    answer = till.add(person(MOBILE, EMAIL))
    assert 8051 in codes(answer, "warnings")
    assert answer["createdId"] == first
    assert {till.find(each, "ALL") for each in (MOBILE, EMAIL, EXTERNAL)} == {first}
    assert till.get(second)["id"] == first
    assert till.size() == 1
    assert till.find(EMAIL, "JD") == first


def test_a_merge_may_be_told_among_the_errors_beside_an_id():
    till = mannered(several_owners="merge", merge_notice="errors")
    first, _ = two_owners(till)
    answer = till.add(person(MOBILE, EMAIL))
    assert (answer["createdId"], codes(answer)) == (first, [8051])


def test_a_long_name_may_be_dropped():
    till = mannered(long_name="dropped")
    first = till.add(person(MOBILE, profile_firstName="x" * 101, profile_lastName="y"))["createdId"]
    profile = till.get(first)["profiles"][0]
    assert "firstName" not in profile
    assert profile["lastName"] == "y"


@pytest.mark.parametrize("way", ["cut", "dropped", "refused"])
def test_a_long_email_is_never_stored_whole(way):
    till = mannered(long_email=way)
    long = "a@" + "b" * 300 + ".com"
    answer = till.add(person(MOBILE, ("email", long)))
    assert (codes(answer) == [8055]) is (way == "refused")
    assert till.find(("email", long)) is None


def test_a_bad_secondary_may_be_refused():
    till = mannered(bad_secondary="refused")
    assert codes(till.add(person(MOBILE, ("email", "ada")))) == [8055]
    assert till.item(mobile=MOBILE[1], email="ada")["item_status"]["code"] == "1002"
    assert till.size() == 0


def test_unknown_members_may_be_refused():
    assert "createdId" in Till().add(person(MOBILE, nonsense=1))
    assert codes(mannered(unknown_keys="refused").add(person(MOBILE, nonsense=1))) == [500]


def test_a_missing_account_may_be_a_warning():
    till = mannered(missing_account="warning")
    assert 8054 in codes(till.add(person(MOBILE, source="WECHAT")), "warnings")
    assert codes(till.add(person(MOBILE, source="WECHAT"))) == [8006]


@pytest.mark.parametrize(("form", "start"), [("json", b"{"), ("xml", b"<"), ("empty", b"")])
def test_a_401_may_be_json_xml_or_empty(form, start):
    answer = mannered(unauthorized=form).raw("POST", "/v2/customers", b"{}", headers=())
    assert (answer.status, answer.body[:1]) == (401, start)


def test_a_v11_401_may_be_in_the_body_only():
    answer = mannered(v11_unauthorized_is_200=True).raw("POST", "/v1.1/customer/add", b"{}", headers=())
    assert (answer.status, answer.json["response"]["status"]["code"]) == (200, 401)


def test_a_target_may_have_no_look_ups():
    till = mannered(has_reads=False)
    assert till.raw("GET", "/v2/customers/1", query=(("source", "ALL"),)).status == 404
    assert "createdId" in till.add(person(MOBILE))


READ = "/v1.1/customer/get"


@pytest.mark.parametrize(
    ("how", "status", "code"), [("http-404", 404, 404), ("http-403", 403, 403), ("enveloped-404", 200, 404)]
)
def test_a_target_may_have_no_read_of_v11(how, status, code):
    answer = mannered(v11_get=how).raw("GET", READ, query=(("mobile", "1"),))
    assert (answer.status, answer.json["response"]["status"]["code"]) == (status, code)


def test_nobody_may_be_told_otherwise_by_v11():
    told = mannered(v11_not_found="item-1013").send("GET", READ, mobile="1")["response"]
    assert told["customers"]["customer"][0]["item_status"]["code"] == "1013"
    told = mannered(v11_not_found="no-item").send("GET", READ, mobile="1")["response"]
    assert (told["status"]["code"], told["status"]["total"], told["customers"]["customer"]) == (200, "0", [])


@pytest.mark.parametrize(("how", "told"), [("number", 500_000_001), ("text", "500000001"), ("none", None)])
def test_v11_may_read_without_ids_or_with_them_as_text(how, told):
    till = mannered(v11_read_id=how)
    till.item(mobile=MOBILE[1])
    (item,) = till.send("GET", READ, mobile=MOBILE[1])["response"]["customers"]["customer"]
    assert item.get("user_id") == told


def test_a_read_of_v11_may_be_bare():
    till = mannered(v11_read_form="bare")
    fields = {"field": [{"name": "address", "value": "x"}]}
    till.item(mobile=MOBILE[1], custom_fields=fields)
    customer = till.send("GET", READ, mobile=MOBILE[1])["customers"]["customer"]
    assert (customer["custom_fields"]["field"], customer["loyalty_points"]) == (fields["field"][0], "0")


def test_a_mismatch_may_be_a_new_customer_without_the_secondary():
    till = mannered(mismatch="new-without-secondary")
    first = till.item(mobile=MOBILE[1], email=EMAIL[1])["user_id"]
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["user_id"] != first
    assert till.find(EMAIL) == first


def test_a_second_registration_may_be_refused():
    till = mannered(reregistration="refused")
    first = till.item(mobile=MOBILE[1])["user_id"]
    assert till.item(mobile=MOBILE[1], firstname="Eve")["item_status"]["code"] == "1032"
    assert "firstName" not in till.get(first)["profiles"][0]


def test_a_new_identifier_may_replace_the_one_of_its_type():
    till = mannered(new_identifier="replaces")
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    till.upsert(person(MOBILE, OTHER_EMAIL))
    assert (till.find(OTHER_EMAIL), till.find(EMAIL), till.find(MOBILE)) == (first, None, first)


def test_members_left_out_may_be_cleared():
    till = mannered(left_out="cleared")
    till.add(named("Ada", MOBILE, extendedFields={"city": "Pune"}))
    (item,) = till.upsert(person(MOBILE))["response"]
    assert item["result"]["extendedFields"] == {}
    assert "firstName" not in item["result"]["profiles"][0]


def deliveries(manner: Manner, number: int) -> list[Answer]:
    reference = Reference(manner=manner)
    request = Request("", "GET", "/v2/customers/1", (("source", "ALL"),), (WRITER,))
    answers = [reference.handle(request) for _ in range(number)]
    assert all(isinstance(answer, Answer) for answer in answers)
    return answers


def test_every_nth_answer_may_be_late_or_lost():
    answers = deliveries(Manner(slow_every=2, slow_s=0.25, lost_every=3, lost_how="cut"), 6)
    assert [answer.delay_s for answer in answers] == [0, 0.25, 0, 0.25, 0, 0.25]
    assert [answer.delivery is Delivery.CUT for answer in answers] == [False, False, True, False, False, True]


def test_every_answer_may_end_its_connection():
    assert all(answer.close for answer in deliveries(Manner(closes=True), 2))


def test_members_that_have_nothing_in_them_may_be_left_out():
    till = mannered(empty_members="left-out")
    item = till.item(mobile=MOBILE[1])
    assert not {"email", "reason", "subscriptions", "custom_fields"} & item.keys()
    assert {"user_id", "mobile", "lifetime_points", "registered_on", "item_status"} <= item.keys()
    path = "/v2/integrations/customer/upsert/bulk"
    (entry,) = json.loads(body(till, [person(MOBILE)], path))["response"]
    (profile,) = entry["result"]["profiles"]
    assert {"source", "identifiers", "attribution"} <= profile.keys()
    assert not {"fields", "allFields", "conflictingProfileList"} & profile.keys()


@pytest.mark.parametrize(("way", "stored"), [("stored", {"employee": ""}), ("dropped", {})])
def test_an_empty_field_may_be_dropped(way, stored):
    till = mannered(empty_fields=way)
    (profile,) = till.get(till.add(person(MOBILE, profile_fields={"employee": ""}))["createdId"])["profiles"]
    assert profile["fields"] == stored


def test_the_name_of_any_till_may_be_stored():
    sent = person(MOBILE, associatedWith="nobodys.till")
    till, usual = mannered(unknown_till="stored"), Till()
    assert till.get(till.add(sent)["createdId"])["associatedWith"] == "nobodys.till"
    assert "associatedWith" not in usual.get(usual.add(sent)["createdId"])


def test_the_time_of_a_change_may_be_that_of_the_request():
    sent = {"mobile": MOBILE[1], "updated_on": "2023-07-11 10:12:00"}
    assert Till().item(**sent)["updated_on"] == "2023-07-11 10:12:00"
    assert mannered(updated_on="ignored").item(**sent)["updated_on"] != "2023-07-11 10:12:00"
