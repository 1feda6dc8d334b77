"""The documents' examples, sent to what `contracts serve` serves: each works, and is answered as its sample shows."""

import copy
import json
import re
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple

import pytest
from spec_files import OPERATIONS, examples

from contracts.documents.profile import Source
from contracts.reference.organisation import EMBEDDED, SANDBOX
from contracts.runner import cli
from reference.test_model import WRITER, Till, codes, mobile, person

EXAMPLES = {
    direction: {
        example["summary"]: (name, example["value"])
        for name in OPERATIONS
        for which, _, example in examples(name)
        if which == direction
    }
    for direction in ("request", "response")
}
CARD = "A shopper with a loyalty card and a status label."
ENROLLED = "A shopper who enters a programme."
APP = "An app user of a source with several accounts, enrolled in a programme."
LINE = "A LINE user, with custom fields that are empty."
FIELDS = "A shopper with a card, and with custom and extended fields."
SMALLEST = "The smallest request."
SECOND = "A shopper whose channel has another number than the identifiers."
THREE = "A shopper with three identifiers; the mobile is a bare number."
ALONE = "An external id alone."
WEB = "A web profile, its channel and one extended field."
CONSENT = "A consent, a status label and no source."

NO_LABEL = 8107
WARNED: dict[str, list[int]] = {
    CARD: [],
    ENROLLED: [NO_LABEL],
    APP: [NO_LABEL],
    LINE: [NO_LABEL],
    FIELDS: [NO_LABEL],
    SMALLEST: [NO_LABEL],
    SECOND: [],
    THREE: [],
    ALONE: [],
    WEB: [NO_LABEL],
    CONSENT: [],
}
"""Every example of a request, with the warnings that come with it: it names a label, or the organisation has none."""


def request(summary: str) -> Any:
    """A copy of an example."""
    return copy.deepcopy(EXAMPLES["request"][summary][1])


@pytest.fixture
def sandbox() -> Till:
    return Till(SANDBOX)


def sent(till: Till, operation: str, body: Any, **query: str) -> Any:
    path = {
        "addCustomer": "/v2/customers",
        "addCustomerV11": "/v1.1/customer/add",
        "upsertCustomers": "/v2/integrations/customer/upsert/bulk",
    }[operation]
    return till.send("POST", path, body, **query)


def outcome(answer: Any) -> tuple[bool, list[int], list[int]]:
    """Whether somebody was registered, with which errors and warnings."""
    if isinstance(answer.get("response"), dict):
        item = answer["response"]["customers"]["customer"][0]
        status = item.get("item_status", {"success": "false", "code": "0", "warnings": {"warning": []}})
        return status["success"] == "true", [], [int(code) for code in status["warnings"]["warning"]]
    (item,) = answer.get("response", [answer])
    return bool(item.get("createdId") or item.get("entityId")), codes(item), codes(item, "warnings")


def test_each_example_of_a_request_is_here() -> None:
    assert set(WARNED) == set(EXAMPLES["request"])


@pytest.mark.parametrize("summary", WARNED)
def test_each_request_succeeds_as_it_is_printed(sandbox: Till, summary: str) -> None:
    answer = sent(sandbox, *EXAMPLES["request"][summary])
    assert outcome(answer) == (True, [], WARNED[summary])
    assert sandbox.size() == 1


def test_the_sandbox_has_what_the_embedded_organisation_has() -> None:
    """So a client that works with one works with the other."""
    for name, source in (EMBEDDED.sources or {}).items():
        assert isinstance(source, Source)
        assert set(source.accounts) <= set(SANDBOX.accounts(name))
    for member in ("status_labels", "tills", "card_series", "programs", "custom_fields", "extended_fields"):
        assert set(getattr(EMBEDDED, member)) <= set(getattr(SANDBOX, member))
    alike = ("primary_identifier", "mandatory", "unique", "flags", "shared_identity", "default_status_label")
    assert [member for member in alike if getattr(EMBEDDED, member) != getattr(SANDBOX, member)] == []


class Pair(NamedTuple):
    """A sample answer with the request that it belongs to."""

    answer: str
    asked: str
    change: Callable[[Any], None] = lambda body: None
    """What the sample shows and the printed request does not ask for."""
    query: Mapping[str, str] = MappingProxyType({})
    before: Callable[[Till], None] = lambda till: None
    free: str = "(?!)"
    """Paths at which the sample contradicts itself."""


def labelled(body: Any, **members: Any) -> None:
    body |= {"statusLabel": "active-1", **members}


def enrolled(body: Any, **members: Any) -> None:
    labelled(body)
    body["loyaltyProgramEnrollments"][0] |= members


def item(body: Any, **members: Any) -> None:
    """Change the item of a v1.1 request; None takes a member out."""
    (held,) = body["root"]["customer"]
    held |= members
    for name in [name for name, value in held.items() if value is None]:
        del held[name]


def fields(**values: str) -> Any:
    return {"field": [{"name": name, "value": value} for name, value in values.items()]}


def a_referrer(till: Till) -> None:
    till.add(person(mobile(1)))


def a_card_holder(till: Till) -> None:
    """Register the customer of the sample, who had a card and a till before."""
    identifiers = [
        {"type": "externalId", "value": "VISHKWJEJWJC2381"},
        {"type": "cardnumber", "value": "BUKL0000022598PR", "seriesId": 46, "statusLabel": "NEW CARD"},
    ]
    profile = {"identifiers": identifiers, "source": "WEB_ENGAGE", "accountId": "311c4dd1"}
    assert "createdId" in till.add({"profiles": [profile], "associatedWith": "bukl.ind.solution"})


PAIRS = [
    Pair("Registered, and points awarded.", CARD),
    Pair("Registered, with the warning that the organisation has no default status label.", ENROLLED),
    Pair("The same, and points awarded.", APP),
    Pair("Registered, and nothing besides.", SMALLEST, labelled),
    Pair(
        "Registered, and units of another currency awarded.",
        APP,
        lambda body: enrolled(body, programId=2088, loyaltyPoints=0),
    ),
    Pair("Registered, and points awarded, with three decimals before rounding.", SECOND),
    Pair(
        "Registered, with a warning about the order of expiry, points and two coupons.",
        APP,
        lambda body: enrolled(body, programId=470, loyaltyPoints=200, pointsExpiryDate="2025-02-10T16:36:17+05:30"),
    ),
    Pair(
        "Registered by mobile and email.",
        THREE,
        lambda body: item(
            body,
            firstname="testuwser",
            lastname="promo54",
            mobile=919876532218,
            email="demopromo412@gmail.com",
            external_id="000003880203",
            type="LOYALTY",
            extended_fields=None,
            custom_fields=fields(address="Bangalore1234", pincode="54321", no_such_field="x"),
            referral_code="500000001",
        ),
        before=a_referrer,
        free=r"(lifetime|loyalty)_?[pP]oints",  # 100 in the effect beside it, and 0 here
    ),
    Pair("Registered by an external id.", ALONE),
    Pair(
        "Registered, and units of another currency awarded.",
        THREE,
        lambda body: item(
            body,
            firstname="testuser",
            lastname="promo4",
            mobile=919876543218,
            email="demopromo4@gmail.com",
            external_id=None,
            type="LOYALTY",
            extended_fields=None,
            custom_fields=fields(no_such_field="x"),
            associated_with="currency.till",
        ),
    ),
    Pair("Every customer failed.", ALONE, lambda body: item(body, external_id=None)),
    Pair(
        "A customer whole, with an error beside: the status label is unknown.",
        WEB,
        lambda body: body[0].update(statusLabel="no such label"),
        {"skipChangeIdentifier": "true"},
        a_card_holder,
    ),
]
FREE = re.compile(
    r"(createdId|entityId|user_?[iI]d|customer_?[iI]d|cardId|orgId|labelId|id|createdBy|(created|modified)By\.(code|name|description))"
    r"|\w*(Date|Time|On|_on)|(trimmedCouponC|couponC)ode|.*message"
)
"""Ids, tills, moments, codes of coupons and texts."""


def kind(value: Any) -> str:
    """The JSON type of a value."""
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def lacking(sample: Any, ours: Any, free: str = "(?!)", at: str = "") -> Iterator[str]:
    """Where a sample has what our answer has not: a member, its type, or its value."""
    if kind(sample) != kind(ours):
        yield f"{at}: {sample!r} {ours!r}"
    elif isinstance(sample, dict):
        for name, value in sample.items():
            if name in ours:
                yield from lacking(value, ours[name], free, f"{at}.{name}")
            else:
                yield f"{at}.{name}"
    elif isinstance(sample, list):
        if len(sample) != len(ours):
            yield f"{at}: {len(sample)} {len(ours)}"
        for each in sample:
            found = [list(lacking(each, candidate, free, f"{at}[]")) for candidate in ours]
            yield from min(found, key=len, default=[f"{at}: no {each!r}"])
    elif sample != ours and not re.search(rf"(^|\.)({FREE.pattern})$", at) and not re.search(free, at):
        yield f"{at}: {sample!r} {ours!r}"


def response(pair: Pair) -> Any:
    operation = EXAMPLES["request"][pair.asked][0]
    (value,) = (
        example["value"]
        for which, _, example in examples(operation)
        if which == "response" and example["summary"] == pair.answer
    )
    return value


def test_each_sample_answer_is_here() -> None:
    sampled = [example for name in OPERATIONS for which, _, example in examples(name) if which == "response"]
    assert len(PAIRS) == len(sampled)
    assert all(response(pair) in [example["value"] for example in sampled] for pair in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.answer)
def test_each_sample_is_answered_member_for_member(sandbox: Till, pair: Pair) -> None:
    pair.before(sandbox)
    body = request(pair.asked)
    pair.change(body)
    ours, sample = sent(sandbox, EXAMPLES["request"][pair.asked][0], body, **pair.query), response(pair)
    assert outcome(ours) == outcome(sample)
    assert list(lacking(sample, ours, pair.free)) == []


def shown(till: Till, customer: int) -> Any:
    """The customer as every read shows it, each of which shows the same."""
    (got, *others) = (
        {name: value for name, value in answer.items() if name != "warnings"}
        for answer in (till.get(customer), *looked_up(till, customer))
    )
    assert [other for other in others if other != got] == []
    return got


def looked_up(till: Till, customer: int) -> Iterator[Any]:
    for identifier in till.get(customer)["profiles"][0]["identifiers"]:
        query = {"source": "ALL", "identifierName": identifier["type"], "identifierValue": identifier["value"]}
        yield till.send("GET", "/v2/customers/lookup/customerDetails", None, **query)


def stored(body: Any) -> Any:
    """Of a v2 customer what it asks to be stored, in the form in which reads show it."""
    (profile,) = body["profiles"]
    for channel in profile.get("commChannels", ()):
        if channel["meta"].get("lastViewedDate") == "":  # reading: empty-last-viewed-date
            del channel["meta"]["lastViewedDate"]
    cards = [held for held in profile["identifiers"] if held["type"] == "cardnumber"]
    own = [card.pop("extendedFields") for card in cards]
    body.pop("referralCode", None)
    details = [
        {
            "cardNumber": card["value"],
            "seriesId": card["seriesId"],
            "customFields": fields_,
            "statusInfo": {"label": card["statusLabel"]},
        }
        for card, fields_ in zip(cards, own, strict=True)
    ]
    return {**body, "cardDetails": details}


@pytest.mark.parametrize("summary", [summary for summary in WARNED if EXAMPLES["request"][summary][0] == "addCustomer"])
def test_every_read_shows_what_an_example_stores(sandbox: Till, summary: str) -> None:
    body = request(summary)
    customer = sandbox.add(body)["createdId"]
    assert list(lacking(stored(body), shown(sandbox, customer))) == []


@pytest.mark.parametrize("summary", [WEB, CONSENT])
def test_an_upsert_answers_what_every_read_shows(sandbox: Till, summary: str) -> None:
    body = request(summary)
    (answer,) = sent(sandbox, "upsertCustomers", body)["response"]
    assert answer["result"] == shown(sandbox, answer["entityId"])
    assert list(lacking(stored(body[0]), answer["result"])) == []


def test_what_v11_stores_v2_shows(sandbox: Till) -> None:
    (held,) = request(THREE)["root"]["customer"]
    customer = sandbox.item(**held)["user_id"]
    seen = shown(sandbox, customer)
    (profile,) = seen["profiles"]
    assert [identifier["value"] for identifier in profile["identifiers"]] == [
        str(held[name]) for name in ("mobile", "email", "external_id")
    ]
    assert (profile["firstName"], profile["lastName"]) == (held["firstname"], held["lastname"])
    assert list(lacking(held["commChannels"], profile["commChannels"])) == []
    assert profile["fields"] == {"City_name": "Bangalore", "address": "BTM"}
    assert (seen["extendedFields"], seen["associatedWith"]) == ({"age": "25"}, held["associated_with"])
    assert seen["loyaltyInfo"]["loyaltyType"] == "non_loyalty"
    assert "loyaltyProgramEnrollments" not in seen  # the till enrols those alone who want loyalty
    assert profile["attribution"]["modifiedDate"] == "2025-05-29T09:10:00Z"


def test_the_moments_that_v11_says_are_shown_by_both_apis(sandbox: Till) -> None:
    (held,) = request(ALONE)["root"]["customer"]
    told = sandbox.item(**held)
    assert told["registered_on"] == held["registered_on"]
    attribution = shown(sandbox, told["user_id"])["profiles"][0]["attribution"]
    assert attribution["createDate"] == "2024-07-29T11:11:11Z"
    again = sandbox.item(external_id=held["external_id"])
    assert (again["registered_on"], again["updated_on"] > told["updated_on"]) == (held["registered_on"], True)


@pytest.mark.parametrize("odd", ["yesterday", "2024-13-01 00:00:00", "2024-07-29T11:11:11Z"])
def test_a_moment_in_another_form_is_none(sandbox: Till, odd: str) -> None:
    assert sandbox.item(mobile="917000000001", registered_on=odd)["registered_on"] == "2025-01-01 00:00:00"


def test_a_tier_is_shown_by_both_apis(sandbox: Till) -> None:
    """Until when it is held, too."""
    body = request(ENROLLED)
    body["loyaltyProgramEnrollments"][0]["tierNumber"] = 3
    sandbox.add(body)
    (summary,) = sandbox.item(mobile="8795779625")["points_summaries"]["points_summary"]
    assert (summary["programId"], summary["slabSNo"]) == ("469", "3")
    assert summary["slabExpiryDate"] == "2024-05-11 16:36:17"


def test_an_example_sent_twice_is_one_customer(sandbox: Till) -> None:
    """The second time it is refused, and gives nothing."""
    body = request(CARD)
    first = sandbox.add(body)["createdId"]
    before = shown(sandbox, first)
    assert codes(sandbox.add(body)) == [8006]
    assert shown(sandbox, first) == before


@pytest.mark.parametrize("code", ["500000009", "TOM10", "", "5000000010000000000000"])
def test_a_referral_code_of_nobody_gives_nothing(sandbox: Till, code: str) -> None:
    told = sandbox.item(mobile="917000000001", associated_with="rutuja_capillary", referral_code=code)
    assert (told["side_effects"]["effect"], told["loyalty_points"]) == ([], 0)


def test_who_refers_has_the_points_that_the_answer_tells(sandbox: Till) -> None:
    (referrer, referred) = (
        sandbox.item(mobile="917000000001", associated_with="rutuja_capillary"),
        sandbox.item(mobile="917000000002", associated_with="rutuja_capillary", referral_code="500000001"),
    )
    assert [effect["customer_id"] for effect in referred["side_effects"]["effect"]] == [
        str(referred["user_id"]),
        str(referrer["user_id"]),
    ]
    for each in (referrer, referred):
        (enrolled,) = shown(sandbox, each["user_id"])["loyaltyProgramEnrollments"]
        assert enrolled["loyaltyPoints"] == 100


def test_a_card_sent_again_stays_that_card(sandbox: Till) -> None:
    body = request(CARD)
    customer = sandbox.add(body)["createdId"]
    (card,) = shown(sandbox, customer)["cardDetails"]
    sandbox.upsert(body)
    (again,) = shown(sandbox, customer)["cardDetails"]
    assert again == card


@pytest.mark.parametrize(
    ("label", "active"), [("ACTIVE", True), ("GOLD", True), ("INACTIVE", False), ("expired", False)]
)
def test_the_label_of_a_card_says_whether_it_is_active(sandbox: Till, label: str, active: bool) -> None:
    body = request(CARD)
    body["profiles"][0]["identifiers"][2]["statusLabel"] = label
    (card,) = shown(sandbox, sandbox.add(body)["createdId"])["cardDetails"]
    assert (card["statusInfo"]["isActive"], card["transactionNotAllowed"]) == (active, not active)


def test_a_series_may_be_named_by_its_code(sandbox: Till) -> None:
    held = {"type": "cardnumber", "value": "7", "seriesCode": "BUKLPRM"}
    body = {"profiles": [{"identifiers": [{"type": "mobile", "value": "917000000001"}, held], "source": "INSTORE"}]}
    (card,) = shown(sandbox, sandbox.add(body)["createdId"])["cardDetails"]
    assert (card["seriesId"], card["seriesName"], card["type"]) == (46, "BUKL Premier", "DIGITAL")


def test_contracts_serve_serves_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []

    class Pressed:
        """Waits for Ctrl-C, which somebody presses once an example is answered."""

        def wait(self) -> None:
            (url,) = re.findall(r"^sandbox at (\S+);", capsys.readouterr().out)
            headers = {WRITER[0]: WRITER[1], "Content-Type": "application/json"}
            asked = urllib.request.Request(f"{url}/v2/customers", json.dumps(request(LINE)).encode(), headers)
            with urllib.request.urlopen(asked) as answer:
                answers.append(json.load(answer))
            raise KeyboardInterrupt

    monkeypatch.setattr(cli, "threading", SimpleNamespace(Event=Pressed))
    cli.main(["serve", "--port", "0"])
    assert [codes(answer, "warnings") for answer in answers] == [[NO_LABEL]]
