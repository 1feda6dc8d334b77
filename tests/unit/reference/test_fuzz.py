"""No input makes the specimen raise, answer 5xx, or lose a rule of its own state."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.documents.profile import Flags, Unique
from contracts.engine.exchange import NOT_JSON
from contracts.reference.manner import Manner
from reference.test_model import (
    EMAIL,
    EXTERNAL,
    MOBILE,
    OTHER_EMAIL,
    OTHER_MOBILE,
    THIRD_MOBILE,
    WRITER,
    Till,
    card,
    enrolment,
    person,
)

PATHS = [
    ("POST", "/v2/customers"),
    ("POST", "/v1.1/customer/add"),
    ("POST", "/v2/integrations/customer/upsert/bulk"),
    ("PUT", "/v2/customers/500000001"),
    ("POST", "/v2/customers/500000001/changeIdentifier"),
    ("GET", "/v2/customers/500000001"),
    ("GET", "/v2/customers/lookup"),
    ("GET", "/v2/customers/lookup/customerDetails"),
]
SETTINGS = [
    ({}, Manner()),
    ({"flags": Flags(skip_secondary_on_mismatch=True)}, Manner(several_owners="merge", new_identifier="replaces")),
    ({"flags": Flags(strict_check=True), "primary_identifier": "email"}, Manner(several_owners="first")),
    ({"unique": Unique(email=False), "sources": None}, Manner(left_out="cleared", missing_account="warning")),
    (
        {"shared_identity": False},
        Manner(long_email="cut", reregistration="refused", decimals=True, wording="catalogue"),
    ),
]
VALUES = [
    "",
    " ",
    "x",
    "INSTORE",
    "WECHAT",
    "wechat-1",
    "NOWHERE",
    "917000000001",
    "a@example.com",
    "\x00",
    "\ud800",
    "ü" * 300,
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.sampled_from(VALUES)
    | st.text(max_size=5)
)
KEYS = [
    "profiles", "identifiers", "type", "value", "source", "accountId", "firstName", "fields", "extendedFields",
    "loyaltyProgramEnrollments", "programId", "loyaltyPoints", "tierExpiryDate", "loyaltyInfo", "loyaltyType",
    "subscriptionInfo", "subscriptions", "statusLabel", "root", "customer", "mobile", "email", "external_id",
    "custom_fields", "field", "name", "add", "remove", "seriesId", "commChannels", "meta",
]  # fmt: skip
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)
queries = st.lists(
    st.tuples(
        st.sampled_from(
            ["source", "accountId", "identifierName", "identifierValue", "skipChangeIdentifier", "format", "x"]
        ),
        st.sampled_from([*VALUES, "ALL", "true", "mobile", "cardnumber"]),
    ),
    max_size=5,
)
TEMPLATES: list[Any] = [
    person(
        MOBILE, EMAIL, EXTERNAL, source="WECHAT", account="wechat-1", profile_firstName="Ada", profile_fields={"a": "b"}
    ),
    {**person(MOBILE, statusLabel="Active", associatedWith="till.1"), "loyaltyProgramEnrollments": [enrolment(75)]},
    {"profiles": [{"identifiers": [card("12345678"), {"type": "email", "value": "x"}], "source": "INSTORE"}]},
    {"root": {"customer": [{"mobile": MOBILE[1], "email": EMAIL[1]}, {"external_id": "e", "type": "loyalty"}]}},
    {"add": [{"type": "mobile", "value": OTHER_MOBILE[1]}], "remove": [{"type": "email", "value": EMAIL[1]}]},
    [person(MOBILE), person(OTHER_MOBILE, EMAIL)],
]


def has_sound_indices(till: Till) -> None:
    """Whatever happened: whom an account says it belongs to is whom the indices find, and a type that is unique is."""
    state, profile = till.reference.state, till.reference.desk.organisation
    owners: dict[Any, int] = {}
    for customer in state:
        assert len({account.place for account in customer.accounts}) == len(customer.accounts)
        for account in customer.accounts:
            assert account.customer is customer
            for identifier in account.identifiers:
                assert customer in state.owners(identifier) or not profile.is_unique(identifier.type)
                if profile.is_unique(identifier.type):
                    assert state.holder(account.place, identifier) is customer
                    assert owners.setdefault((account.place, identifier), customer.id) == customer.id
        for held in customer.cards:
            assert state.card_owner(held.number) is customer


def is_well_answered(till: Till, method: str, path: str, body: bytes, query: Any = ()) -> None:
    answer = till.raw(method, path, body, query)
    assert answer.status < 500
    assert answer.json is not NOT_JSON
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize(("setting", "manner"), SETTINGS, ids=range(len(SETTINGS)))
@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(PATHS), trees, queries), min_size=1, max_size=4))
def test_trees_of_json_are_answered(setting, manner, steps):
    till = Till(manner=manner, **setting)
    for (method, path), tree, query in steps:
        is_well_answered(till, method, path, json.dumps(tree).encode(), query)
    has_sound_indices(till)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.text(max_size=8),
    st.text(max_size=30) | st.sampled_from([path for _, path in PATHS]),
    st.binary(max_size=30),
    st.lists(
        st.tuples(st.sampled_from(["Authorization", "Content-Type", "X-CAP-API-OAUTH-TOKEN"]), st.text(max_size=20))
    ),
)
def test_any_method_path_body_and_header_is_answered(method, path, body, headers):
    for sent in (headers, [WRITER, *headers]):
        answer = Till().raw(method, path, body, (), sent)
        assert 400 <= answer.status < 500 or method == "GET"


def mutated(rng: random.Random, value: Any) -> Any:
    """The value with one part of it replaced, dropped or doubled."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = rng.choice(list(value))
        rest = {name: inner for name, inner in value.items() if name != key}
        return rest if rng.random() < 0.1 else {**rest, key: mutated(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.8:
        index = rng.randrange(len(value))
        return [*value[:index], mutated(rng, value[index]), *value[index + rng.randint(0, 1) :]]
    return rng.choice([*VALUES, None, True, 5, -1, 1e300, 10**40, [], {}, [None], {"a": []}, "2025-02-30T00:00:00Z"])


@pytest.mark.parametrize("seed", range(len(SETTINGS)))
def test_documented_bodies_with_a_part_changed_are_answered(seed):
    setting, manner = SETTINGS[seed]
    till, rng = Till(manner=manner, **setting), random.Random(seed)
    for _ in range(1500):
        method, path = rng.choice(PATHS)
        body = json.dumps(mutated(rng, rng.choice(TEMPLATES))).encode()
        if rng.random() < 0.1:
            body = body[: rng.randrange(len(body))]
        is_well_answered(till, method, path, body, [("source", rng.choice(["INSTORE", "WECHAT", "ALL"]))])
    has_sound_indices(till)


@pytest.mark.parametrize("seed", range(2 * len(SETTINGS)))
def test_stories_of_a_few_people_keep_the_state_sound(seed):
    setting, manner = SETTINGS[seed % len(SETTINGS)]
    till, rng = Till(manner=manner, **setting), random.Random(seed)
    pool = [MOBILE, OTHER_MOBILE, THIRD_MOBILE, EMAIL, OTHER_EMAIL, EXTERNAL, ("line", "u1"), ("email", "bad")]
    members = {"mobile": "mobile", "email": "email", "externalId": "external_id"}
    for _ in range(400):
        some = rng.sample(pool, rng.randint(1, 3))
        source, account = rng.choice([("INSTORE", ""), ("WEBSITE", ""), ("WECHAT", "wechat-1"), ("WECHAT", "wechat-2")])
        value = person(*some, source=source, account=account)
        if rng.random() < 0.2:
            value["profiles"][0]["identifiers"].append(card(rng.choice(["1", "2"])))
        match rng.randrange(4):
            case 0:
                till.add(value)
            case 1:
                till.item(**{members[kind]: text for kind, text in some if kind in members})
            case 2:
                till.upsert(value, skip=rng.random() < 0.3)
            case _:
                customer = 500_000_001 + rng.randrange(5)
                lists = {rng.choice(["add", "remove"]): value["profiles"][0]["identifiers"]}
                path = f"/v2/customers/{customer}/changeIdentifier"
                till.send("POST", path, lists, source=source, accountId=account)
        has_sound_indices(till)
