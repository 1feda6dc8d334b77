"""Requests are read back from their bytes, and whatever cannot be placed becomes a doubt."""

from __future__ import annotations

import pytest
from histories import *

from contracts.evidence.contents import doubting
from contracts.evidence.doubts import Doubt
from contracts.evidence.parsing import parse
from contracts.evidence.validity import AccountKind, SourceKind, Validity, account_kind, source_kind, validity

PROFILE = customer(ADA)["profiles"][0]


@pytest.mark.parametrize(
    ("line", "malformed"),
    [
        (add(b""), "the body is not a JSON object"),
        (add(b'{"profiles": [NaN]}'), "the body is not a JSON object"),
        (ask("addCustomer", []), "the body is not a JSON object"),
        (ask("upsertCustomers", {}), "the body is not a JSON array"),
        (ask("addCustomerV11", {"root": {"customer": {}}}), "the body has no array root.customer"),
        (ask("addCustomerV11", []), "the body has no array root.customer"),
        (ask("updateCustomer", [], 7), "the body is not a JSON object"),
        (ask("changeIdentifier", b"", 7), "the body is not a JSON object"),
        (add({}), ""),
        (upsert(), ""),
        (register(), ""),
        (get(7), ""),
    ],
)
def test_a_body_of_another_outer_shape_is_malformed(line: Line, malformed: str) -> None:
    assert parse(line.request).malformed == malformed


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        (add({**customer(ADA), "x": 1}), Doubt.UNDOCUMENTED_MEMBER),
        (add({"profiles": [{**PROFILE, "x": 1}]}), Doubt.UNDOCUMENTED_MEMBER),
        (add({**customer(ADA), "extendedFields": []}), Doubt.OTHER_TYPE),
        (add({"profiles": [{**PROFILE, "firstName": 5}]}), Doubt.OTHER_TYPE),
        (add({**customer(ADA), "statusLabel": "x"}), Doubt.LABEL_SENT),
        (add({}), Doubt.NO_PROFILE),
        (add({"profiles": []}), Doubt.NO_PROFILE),
        (add({"profiles": None}), Doubt.NULL),
        (add({"profiles": [{**PROFILE, "identifiers": None}]}), Doubt.NULL),
        (add(ADA, None).asking(source="INSTORE"), Doubt.PLACE_IN_QUERY),
        (add({"profiles": [PROFILE, PROFILE]}), Doubt.SEVERAL_PROFILES),
        (update(7, {"profiles": [{}, {}]}), Doubt.SEVERAL_PROFILES),
        (add({"profiles": [{**PROFILE, "identifiers": {}}]}), Doubt.NO_ARRAY),
        (add({"profiles": [{**PROFILE, "identifiers": [{"type": "mobile", "value": 5}]}]}), Doubt.UNTYPED_IDENTIFIER),
        (add({"profiles": [{**PROFILE, "identifiers": [{"type": "a", "value": "b", "c": 1}]}]}), Doubt.FURTHER_MEMBERS),
        (
            add({"profiles": [{**PROFILE, "identifiers": [{"type": "a", "value": "b"}, {"type": "a", "value": "c"}]}]}),
            Doubt.REPEATED_TYPE,
        ),
        (add(ADA).typed("text/plain"), Doubt.CONTENT_TYPE),
        (add(ADA).typed(None), Doubt.CONTENT_TYPE),
        (add(b'{"profiles": [{"source": "A", "source": "B"}]}'), Doubt.REPEATED_MEMBER),
        (ask("upsertCustomers", b'[{"a": 1, "a": 1}]'), Doubt.REPEATED_MEMBER),
        (ask("addCustomerV11", b'{"root": {}, "root": {"customer": [{}]}}'), Doubt.REPEATED_MEMBER),
        (ask("changeIdentifier", b'{"add": [], "add": []}', 7), Doubt.REPEATED_MEMBER),
        (add(b"\xef\xbb\xbf{}"), Doubt.BYTE_ORDER_MARK),
        (add(ADA).asking(source="WEBSITE"), Doubt.TWO_PLACES),
        (add(ADA).asking(accountId="x"), Doubt.TWO_PLACES),
        (upsert(5), Doubt.NO_OBJECT),
        (register(5), Doubt.NO_OBJECT),
        (register({**v11_customer(ADA), "mobile": 5}), Doubt.NUMERIC_MOBILE),
        (register({**v11_customer(ADA), "source": "WEBSITE"}), Doubt.OTHER_SOURCE),
        (ask("lookupCustomer", source="INSTORE"), Doubt.NOBODY_LOOKED_UP),
        (ask("getCustomerV11", format="json"), Doubt.NOBODY_LOOKED_UP),
        (get_v11(ADA["mobile"], email=ADA["email"].value), Doubt.NAMED_TWICE),
        (get_v11(ADA["mobile"], mlp="true"), Doubt.UNDOCUMENTED_PARAMETER),
        (get_v11(ADA["mobile"], card_number="1"), Doubt.UNDOCUMENTED_PARAMETER),
        (ask("getCustomerV11", format="xml", id="7"), Doubt.OTHER_FORMAT),
        (ask("changeIdentifier", {"x": 1}, 7), Doubt.UNDOCUMENTED_MEMBER),
    ],
)
def test_what_cannot_be_placed_is_a_doubt(line: Line, doubt: str) -> None:
    assert doubt in parse(line.request).items[0].doubts


@pytest.mark.parametrize(
    "line",
    [
        add(ADA),
        add(ADA).typed("Application/JSON; charset=utf-8"),
        add(ADA).asking(source="INSTORE"),
        add({**customer(ADA), "extendedFields": {}, "referralCode": "", "loyaltyProgramEnrollments": []}),
        upsert(ADA),
        register(ADA),
        register({**v11_customer(ADA), "source": "instore"}),
        lookup(ADA["mobile"]),
        update(7, ADA),
        change(7, add=[ADA["mobile"]], remove=[ADA["email"]]),
        get(7),
        get_v11(7),
        get_v11(ADA["email"], EVE["email"]),
    ],
)
def test_a_plain_request_has_no_doubts(line: Line) -> None:
    assert parse(line.request).items[0].doubts == frozenset()


def test_the_people_of_a_request_are_found() -> None:
    asked = parse(add(ADA, "LINE", "l1").request).items[0]
    assert (asked.source, asked.account, asked.identifiers) == ("LINE", "l1", ADA.identifiers)
    assert (asked.first_name, asked.last_name) == ("Ada", "Lovelace")
    assert parse(register(ADA).request).items[0].identifiers == ADA.identifiers
    assert [item.identifiers for item in parse(upsert(ADA, ADA.only("email")).request).items][1] == (ADA["email"],)


def test_a_read_of_v11_asks_for_each_of_its_values() -> None:
    asked = parse(get_v11(ADA["externalId"], EVE["externalId"]).request)
    assert [item.identifiers for item in asked.items] == [(ADA["externalId"],), (EVE["externalId"],)]
    assert {item.source for item in asked.items} == {"INSTORE"}
    assert [item.identifiers for item in parse(ask("getCustomerV11", email="a@b,").request).items][1] == ()


@pytest.mark.parametrize(("line", "customer"), [(get_v11(7), 7), (get_v11(7, 8), None), (get_v11(ADA["mobile"]), None)])
def test_a_read_of_v11_may_be_of_an_id(line: Line, customer: int | None) -> None:
    assert parse(line.request).customer_id == customer
    assert parse(ask("getCustomerV11", id="x").request).customer_id is None


def test_a_source_in_the_query_fills_the_gap() -> None:
    asked = parse(add(ADA, None).asking(source="LINE", accountId="l1").request).items[0]
    assert (asked.source, asked.account) == ("LINE", "l1")


@pytest.mark.parametrize(("skip", "read_as"), [(True, True), (False, False), (None, None), ("TRUE", True), ("x", None)])
def test_the_switch_of_an_upsert(skip: bool | str | None, read_as: bool | None) -> None:
    assert parse(upsert(ADA, skip=skip).request).skip_change_identifier is read_as


@pytest.mark.parametrize(
    ("customer_id", "found"),
    [(7, 7), ("x", None), (0, 0), (10**17, 10**17), (2**63 - 1, 2**63 - 1), (10**19, None), ("7x", None), ("-7", None)],
)
def test_the_id_of_a_path(customer_id: object, found: int | None) -> None:
    assert parse(get(customer_id).request).customer_id == found
    assert parse(change(customer_id, add=[ADA["email"]]).request).customer_id == found


def test_a_change_names_what_comes_and_what_goes() -> None:
    asked = parse(change(7, add=[ADA["mobile"]], remove=[ADA["email"]]).request).items[0]
    assert (asked.identifiers, asked.removed) == ((ADA["mobile"],), (ADA["email"],))


def test_shared_identifiers_of_a_batch_are_noticed() -> None:
    assert parse(upsert(ADA, ADA.only("email")).request).shares_identifiers
    assert not parse(upsert(ADA.only("mobile"), ADA.only("email")).request).shares_identifiers
    assert not parse(upsert(ADA).request).shares_identifiers


@pytest.mark.parametrize(
    ("type_", "value", "kind"),
    [
        ("mobile", "917000000001", Validity.VALID),
        ("mobile", "91700000000", Validity.DOUBTFUL),
        ("mobile", "9170000000012", Validity.DOUBTFUL),
        ("mobile", "817000000001", Validity.DOUBTFUL),
        ("mobile", "+917000000001", Validity.DOUBTFUL),
        ("mobile", "91 7000000001", Validity.DOUBTFUL),
        ("mobile", "91abc", Validity.INVALID),
        ("mobile", "91#", Validity.INVALID),
        ("mobile", "", Validity.INVALID),
        ("mobile", " ", Validity.INVALID),
        ("email", "a@b.com", Validity.VALID),
        ("email", "a_b+c.d-e@b-c.co.in", Validity.VALID),
        ("email", "a@b", Validity.DOUBTFUL),
        ("email", "a..b@c.com", Validity.DOUBTFUL),
        ("email", "a" * 64 + "@b.com", Validity.VALID),
        ("email", "a" * 65 + "@b.com", Validity.DOUBTFUL),
        ("email", "a@" + "b" * 249 + ".com", Validity.VALID),
        ("email", "a@" + "b" * 250 + ".com", Validity.DOUBTFUL),
        ("email", "ada", Validity.INVALID),
        ("externalId", "a" * 100, Validity.VALID),
        ("externalId", "", Validity.INVALID),
        ("line", "a-b_1", Validity.VALID),
        ("line", "a b", Validity.DOUBTFUL),
        ("fax", "1", Validity.DOUBTFUL),
        ("fax", "", Validity.INVALID),
    ],
)
def test_values_are_valid_invalid_or_left_open(type_: str, value: str, kind: Validity) -> None:
    assert validity(Identifier(type_, value), Profile()) is kind


@pytest.mark.parametrize(
    ("source", "known", "unknown"),
    [
        ("INSTORE", SourceKind.LISTED, SourceKind.LISTED),
        ("WEBSITE", SourceKind.LISTED, SourceKind.UNDECIDED),
        ("JD", SourceKind.UNDECIDED, SourceKind.UNDECIDED),
        ("instore", SourceKind.UNDECIDED, SourceKind.UNDECIDED),
        ("WEB-ENGAGE", SourceKind.UNDECIDED, SourceKind.UNDECIDED),
        (" LINE", SourceKind.UNDECIDED, SourceKind.UNDECIDED),
        ("NOWHERE", SourceKind.UNKNOWN, SourceKind.UNKNOWN),
        ("INSTOREX", SourceKind.UNKNOWN, SourceKind.UNKNOWN),
        (None, SourceKind.MISSING, SourceKind.MISSING),
        ("", SourceKind.MISSING, SourceKind.MISSING),
        (5, SourceKind.UNDECIDED, SourceKind.UNDECIDED),
        ([], SourceKind.UNDECIDED, SourceKind.UNDECIDED),
    ],
)
def test_sources_are_listed_unknown_missing_or_left_open(
    source: object, known: SourceKind, unknown: SourceKind
) -> None:
    assert source_kind(source, ORG) is known
    assert source_kind(source, Profile()) is unknown


@pytest.mark.parametrize(
    ("source", "account", "kind"),
    [
        ("INSTORE", None, AccountKind.FINE),
        ("INSTORE", "", AccountKind.FINE),
        ("INSTORE", "x", AccountKind.UNDECIDED),
        ("LINE", "l1", AccountKind.FINE),
        ("LINE", "l3", AccountKind.UNKNOWN),
        ("LINE", 5, AccountKind.UNDECIDED),
        ("LINE", None, AccountKind.MISSING),
        ("LINE", "", AccountKind.MISSING),
        ("WECHAT", "w9", AccountKind.UNDECIDED),
    ],
)
def test_accounts_are_fine_missing_unknown_or_left_open(source: str, account: object, kind: AccountKind) -> None:
    assert account_kind(source, account, ORG) is kind


@pytest.mark.parametrize(
    ("member", "shown", "invented"),
    [
        ("commChannels", [{"type": "mobile", "value": "917000000001", "primary": "true"}], [{"type": "pigeon"}]),
        ("commChannels", [], [{"type": "email", "value": "a@example.com", "verified": "perhaps"}]),
        ("fields", {"employee": "true", "anything": 7}, {"city": 7}),
    ],
)
def test_invented_content_of_a_profile_is_doubted(member: str, shown: object, invented: object) -> None:
    for value, doubts in ((shown, frozenset()), (invented, {Doubt.UNSHOWN})):
        profile = {**customer(ADA)["profiles"][0], member: value}
        assert _doubts(add({"profiles": [profile]})) == doubts


@pytest.mark.parametrize(
    ("member", "shown", "invented"),
    [
        ("loyaltyInfo", {"loyaltyType": "non_loyalty"}, {"loyaltyType": "gold"}),
        (
            "loyaltyProgramEnrollments",
            [{"programId": 1, "tierExpiryDate": "2024-05-11T16:36:17+05:30"}],
            [{"programId": 1, "tierExpiryDate": "next year"}],
        ),
        ("extendedFields", {"gender": "Male"}, {"gender": ["Male"]}),
    ],
)
def test_invented_content_of_a_customer_is_doubted(member: str, shown: object, invented: object) -> None:
    for value, doubts in ((shown, frozenset()), (invented, {Doubt.UNSHOWN})):
        assert _doubts(add({**customer(ADA), member: value})) == doubts


def test_a_member_that_no_document_names_is_doubted_however_deep_it_is() -> None:
    """Where the contract takes others, too: a server may refuse them."""
    channel = {"type": "email", "value": "ada@example.com", "meta": {"residence": True}}
    for odd in ({**channel, "ctOdd": 1}, {**channel, "meta": {"residence": True, "ctOdd": 1}}):
        request = add({"profiles": [{**customer(ADA)["profiles"][0], "commChannels": [odd]}]}).exchange(0).request
        (item,) = doubting(parse(request), spec().shows, names=spec().names).items
        assert item.doubts == {Doubt.UNSHOWN}


def test_content_of_which_the_page_of_an_operation_says_nothing_is_doubted() -> None:
    enrolled = {**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 1}]}
    assert _doubts(add(enrolled)) == frozenset()
    assert _doubts(upsert(enrolled)) == {Doubt.UNSHOWN}


def test_a_bad_item_casts_no_doubt_on_its_neighbours() -> None:
    body = register(ADA, {**v11_customer(EVE), "type": "gold"}).exchange(0).request
    doubts = {Doubt.UNSHOWN, Doubt.TYPE_SENT}
    assert [item.doubts for item in doubting(parse(body), spec().shows).items] == [frozenset(), doubts]


def _doubts(line: Line) -> frozenset[Doubt]:
    (item,) = doubting(parse(line.exchange(0).request), spec().shows).items
    return item.doubts


def test_an_organisation_may_have_sources_of_its_own() -> None:
    assert source_kind("KIOSK", org(sources={"KIOSK": {}})) is SourceKind.LISTED
    assert source_kind("kiosk", org(sources={"KIOSK": {}})) is SourceKind.UNDECIDED
