"""What becomes of members that the documents leave open, in each manner; and of who is who."""

import json

import pytest

from contracts.documents.profile import Flags
from contracts.reference.manner import Manner
from reference.test_manner import mannered
from reference.test_model import (
    EMAIL,
    EXTERNAL,
    MOBILE,
    OTHER_EMAIL,
    OTHER_MOBILE,
    READER,
    Till,
    codes,
    named,
    person,
)

WHOLE = {
    "loyaltyInfo": {"loyaltyType": "non_loyalty"},
    "associatedWith": "till.1",
    "profile_commChannels": [
        {
            "type": "mobile",
            "value": "1",
            "primary": "true",
            "subscribed": True,
            "meta": {"residence": False, "office": True},
        }
    ],
}
SHORT = {"profile_commChannels": [{"type": "mobile"}]}


def shown(till: Till, *identifiers: tuple[str, str], **members: object) -> dict:
    """A customer, as a read shows somebody who was just registered."""
    return till.get(till.add(person(*(identifiers or (MOBILE,)), **members))["createdId"])


def channel(customer: dict) -> dict:
    (listed,) = customer["profiles"][0]["commChannels"]
    return listed


def test_open_members_may_be_ignored():
    told = shown(mannered(open_members="ignored"), **WHOLE)
    assert "associatedWith" not in told
    assert told["loyaltyInfo"]["loyaltyType"] == "loyalty"
    assert "subscribed" not in channel(told)
    assert channel(told)["meta"] == {"residence": False}


@pytest.mark.parametrize(("form", "yes", "no"), [("words", "true", "false"), ("booleans", True, False)])
def test_flags_may_be_words_or_booleans(form, yes, no):
    told = channel(shown(mannered(flags=form), **WHOLE))
    assert (told["primary"], told["subscribed"], told["meta"]) == (yes, yes, {"residence": no, "office": yes})


def test_spellings_may_be_one_identifier_as_first_spelt():
    till = mannered(spelling="folded", emails="lower")
    first = till.add(person(("externalId", "Abc"), ("email", "A@Example.com")))["createdId"]
    assert till.find(("externalId", " aBC")) == till.find(("email", "a@example.com")) == first
    assert [i["value"] for i in till.get(first)["profiles"][0]["identifiers"]] == ["Abc", "a@example.com"]


@pytest.mark.parametrize(
    ("way", "sent", "stored"),
    [
        ("added", "9871234567", "919871234567"),
        ("dropped", "919871234567", "9871234567"),
        ("demanded", "9871234567", None),
    ],
)
def test_the_country_code(way, sent, stored):
    till = mannered(country_code=way)
    answer = till.add(person(("mobile", sent)))
    if stored is None:
        assert codes(answer) == [8014]
    else:
        assert till.get(answer["createdId"])["profiles"][0]["identifiers"][0]["value"] == stored


@pytest.mark.parametrize(("way", "kept"), [("altered", "Tom jr"), ("kept", "Tom (jr.)"), ("refused", None)])
def test_odd_names(way, kept):
    till = mannered(odd_names=way)
    answer = till.add(named("Tom (jr.)", MOBILE))
    assert kept == (till.get(answer["createdId"])["profiles"][0]["firstName"] if "createdId" in answer else None)


@pytest.mark.parametrize(
    ("manner", "members"),
    [
        ({"short_channels": "refused"}, SHORT),
        ({"unknown_till": "refused"}, {"associatedWith": "nowhere"}),
        ({"unknown_extended_fields": "refused"}, {"extendedFields": {"nothing": "x"}}),
        ({"unknown_programme": "error"}, {"loyaltyProgramEnrollments": [{"programId": 1}]}),
        ({"single_account": "refused"}, {"account": "x"}),
    ],
)
def test_what_is_odd_may_be_refused(manner, members):
    assert "errors" in mannered(**manner).add(person(MOBILE, **members))
    assert "createdId" in Till().add(person(MOBILE, **members))


@pytest.mark.parametrize(
    ("manner", "members"),
    [
        ({"unlisted_values": "stored"}, {"loyaltyInfo": {"loyaltyType": "gold"}}),
        ({"unlisted_values": "ignored"}, {"loyaltyInfo": {"loyaltyType": "gold"}}),
        ({"other_dates": "stored"}, {"loyaltyProgramEnrollments": [{"programId": 469, "tierExpiryDate": "1/2/2030"}]}),
        ({"other_dates": "ignored"}, {"loyaltyProgramEnrollments": [{"programId": 469, "tierExpiryDate": "1/2/2030"}]}),
        ({"programme": "ignored"}, {"loyaltyProgramEnrollments": [{"loyaltyPoints": 7}]}),
        ({"programme": "first"}, {"loyaltyProgramEnrollments": [{"loyaltyPoints": 7}]}),
        ({"long_external_id": "cut"}, {"profile_identifiers": [{"type": "externalId", "value": "e" * 251}]}),
        ({"source_case": "any"}, {"source": " instore"}),
        ({"missing_account": "accepted"}, {"source": "LINE"}),
    ],
)
def test_what_is_odd_may_be_taken(manner, members):
    assert "createdId" in mannered(**manner).add(person(MOBILE, **members))
    assert "errors" in Till().add(person(MOBILE, **members))


def test_what_is_not_known_may_be_stored():
    till = mannered(unknown_fields="stored", empty_extended_fields="stored", short_channels="stored", names="as-sent")
    told = shown(till, profile_fields={"x": "1"}, extendedFields={"city": ""}, profile_firstName=" A ", **SHORT)
    (profile,) = told["profiles"]
    assert (profile["fields"], told["extendedFields"], profile["firstName"]) == ({"x": "1"}, {"city": ""}, " A ")
    assert channel(told)["type"] == "mobile"


@pytest.mark.parametrize(("way", "nothing"), [("empty", ""), ("nulls", None)])
def test_absent_details_may_be_shown(way, nothing):
    told = shown(mannered(absent_details=way, absent_till="writer", loyalty="non_loyalty"), MOBILE)
    (profile,) = told["profiles"]
    assert (profile["firstName"], profile["fields"]["employee"], told["extendedFields"]["city"]) == (nothing,) * 3
    assert (told["associatedWith"], told["loyaltyInfo"]["loyaltyType"]) == ("till.1", "non_loyalty")


def test_details_of_all_source_accounts_may_be_those_of_the_last():
    till = mannered(joined_details="updated")
    till.add(person(MOBILE, extendedFields={"city": "Pune"}))
    assert shown(till, MOBILE, source="WEBSITE", extendedFields={"city": "Osaka"})["extendedFields"]["city"] == "Osaka"


@pytest.mark.parametrize("first", [5_000_000_001, 2**53 + 1])
def test_ids_may_be_long(first):
    till = mannered(first_id=first)
    assert [till.add(person(who))["createdId"] for who in (MOBILE, OTHER_MOBILE)] == [first, first + 1]
    assert till.get(first + 1)["id"] == till.item(mobile=OTHER_MOBILE[1])["user_id"] == first + 1


@pytest.mark.parametrize(("codes_", "told"), [("first", 8004), ("second", 3217), ("third", 8003)])
def test_codes_may_be_others(codes_, told):
    assert codes(mannered(codes=codes_).add(person(MOBILE, source=None))) == [told]


@pytest.mark.parametrize(("way", "told"), [("catalogue", [3217, 8003]), ("unknown", [3217, 99_901])])
def test_a_refusal_may_have_a_second_code(way, told):
    assert codes(mannered(further_codes=way).add(person(MOBILE, source="FAX"))) == told


@pytest.mark.parametrize(
    ("manner", "item"),
    [
        ({"v11_channels": "required"}, {}),
        ({"short_channels": "refused"}, {"commChannels": [{"type": "mobile"}]}),
        ({"other_dates": "refused"}, {"updated_on": "1/2/2030"}),
        ({"odd_names": "refused"}, {"firstname": "a(b)"}),
        ({"unknown_till": "refused"}, {"registered_till": "nowhere"}),
        ({"unknown_extended_fields": "refused"}, {"extended_fields": {"field": [{"name": "nothing", "value": "x"}]}}),
    ],
)
def test_v11_may_refuse_what_is_odd(manner, item):
    assert "user_id" not in mannered(**manner).item(mobile=MOBILE[1], **item)
    assert "user_id" in Till().item(mobile=MOBILE[1], **item)


def test_v11_may_echo_what_is_stored_and_as_it_was_sent():
    till = mannered(v11_echo="stored", emails="lower", v11_source_echo="as-sent", v11_absent="nulls", names="trimmed")
    told = till.item(email="A@Example.com", source="InStore")
    assert (told["email"], told["source"], told["firstname"]) == ("a@example.com", "InStore", None)


def test_v11_may_register_in_the_source_that_an_item_names():
    till = mannered(v11_source_place="named")
    till.item(mobile=MOBILE[1], source="Website")
    assert till.find(MOBILE) is None
    assert till.find(MOBILE, "WEBSITE") is not None


def test_v11_may_keep_its_customers_apart_whatever_the_profile_says():
    till = Till(manner=Manner(identity="separate"), shared_identity=None)
    till.item(mobile=MOBILE[1])
    assert till.find(MOBILE) is None


@pytest.mark.parametrize(("way", "same"), [("new-customer", False), ("refused", None)])
@pytest.mark.parametrize("manner", ["mismatch_elsewhere", "mismatch_absent"])
def test_a_known_secondary_may_name_nobody(manner, way, same):
    till = mannered(**{manner: way})
    source = "WEBSITE" if manner == "mismatch_elsewhere" else "INSTORE"
    first = till.add(person(MOBILE, EMAIL, source=source))["createdId"]
    sent = {"mobile": OTHER_MOBILE[1]} if manner == "mismatch_elsewhere" else {"external_id": EXTERNAL[1]}
    told = till.item(email=EMAIL[1], **sent).get("user_id")
    assert (told and told == first) is same


@pytest.mark.parametrize(("way", "owners"), [("new-customer", 3), ("first-owner", 2), ("merged", 1)])
def test_secondaries_of_two_customers(way, owners):
    till = mannered(mismatch_several=way)
    till.add(person(MOBILE, EMAIL))
    till.add(person(OTHER_MOBILE, EXTERNAL))
    assert "user_id" in till.item(mobile="919170000999", email=EMAIL[1], external_id=EXTERNAL[1])
    assert till.size() == owners


def test_switches_may_reach_v2():
    till = Till(manner=Manner(flags_reach="everywhere"), flags=Flags(skip_secondary_on_mismatch=True))
    first = till.add(person(MOBILE, EMAIL))["createdId"]
    assert till.add(person(OTHER_MOBILE, EMAIL))["createdId"] != first
    assert till.find(EMAIL) == first


@pytest.mark.parametrize("way", ["items", "status"])
def test_a_batch_may_be_too_long(way):
    till = mannered(most_items=1, over_limit=way)
    assert till.items({"mobile": MOBILE[1]}, {"mobile": OTHER_MOBILE[1]})["status"]["success"] == "false"
    assert till.size() == 0


def test_who_is_being_added_may_be_called_busy():
    till = mannered(busy=True)
    till.reference.state.busy.add(MOBILE)
    assert codes(till.add(person(MOBILE))) == [521]
    assert "createdId" in till.add(person(OTHER_MOBILE))


@pytest.mark.parametrize(
    ("manner", "value"),
    [
        ({"upsert_source": "refused"}, person(MOBILE, source=None)),
        ({"upsert_by": "first"}, person(OTHER_MOBILE, EMAIL)),
        ({"upsert_by": "primary"}, person(EMAIL, OTHER_MOBILE)),
        ({"upsert_unlabelled": "refused"}, person(MOBILE)),
    ],
)
def test_an_upsert_may_refuse(manner, value):
    for till, fails in ((mannered(**manner), 1), (Till(), 0)):
        till.add(person(MOBILE, EMAIL))
        assert till.upsert(value)["failureCount"] == fails


@pytest.mark.parametrize(("rest", "name"), [("applied", "Eve"), ("nothing", "Ada")])
@pytest.mark.parametrize("failed", ["filled", "empty"])
def test_an_upsert_that_fails_for_its_label(rest, failed, name):
    till = mannered(upsert_rest=rest, upsert_failed=failed)
    first = till.add(named("Ada", MOBILE))["createdId"]
    (entry,) = till.upsert({**named("Eve", MOBILE), "statusLabel": "no such label"})["response"]
    assert ("result" in entry) is (failed == "filled")
    assert till.get(first)["profiles"][0]["firstName"] == name


@pytest.mark.parametrize(
    ("way", "customers", "told"), [("ignored", 2, True), ("merged", 1, True), ("refused", 2, False)]
)
def test_an_identifier_of_somebody_else_may_be_ignored_or_merge(way, customers, told):
    till = mannered(foreign_on_change=way)
    till.add(person(OTHER_MOBILE, OTHER_EMAIL, source="WEBSITE"))
    first = till.add(person(MOBILE))["createdId"]
    value = {"add": [{"type": "email", "value": OTHER_EMAIL[1]}]}
    answer = till.send("POST", f"/v2/customers/{first}/changeIdentifier", value, source="INSTORE")
    assert ("createdId" in answer, till.size()) == (told, customers)


@pytest.mark.parametrize("mandatory", ["email", "externalId", "firstName"])
def test_what_is_mandatory_is_demanded_of_who_is_new(mandatory):
    till = Till(mandatory=(mandatory,))
    assert "errors" in till.add(person(MOBILE))
    assert "user_id" not in till.item(mobile=MOBILE[1])
    assert till.upsert(person(MOBILE))["failureCount"] == 1


@pytest.mark.parametrize(("way", "begins"), [("json", b"{"), ("xml", b"<"), ("empty", b"")])
def test_who_may_not_write_is_told_so(way, begins):
    till = mannered(forbidden=way)
    answer = till.raw("POST", "/v2/customers", json.dumps(person(MOBILE)).encode(), headers=(READER,))
    assert answer.status == 403
    assert answer.body.startswith(begins)
