"""The judge never fails, counts what repeats, and knows remarks and waivers."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from histories import *
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.evidence.envelope import Kind
from contracts.evidence.intent import ADD
from contracts.stories.weighing import trouble

OPERATIONS = (
    "addCustomer",
    "addCustomerV11",
    "upsertCustomers",
    "lookupCustomer",
    "lookupCustomerDetails",
    "getCustomer",
    "updateCustomer",
    "changeIdentifier",
    "other",
)
WORDS = st.sampled_from(
    [
        "profiles",
        "identifiers",
        "type",
        "value",
        "source",
        "accountId",
        "root",
        "customer",
        "mobile",
        "email",
        "external_id",
        "createdId",
        "errors",
        "warnings",
        "code",
        "status",
        "message",
        "entity",
        "id",
        "response",
        "totalCount",
        "failureCount",
        "success",
        "customers",
        "item_status",
        "user_id",
        "warning",
        "sideEffects",
        "effect",
        "side_effects",
        "entityId",
        "result",
        "total",
        "success_count",
        "fields",
        "loyaltyProgramEnrollments",
        "add",
        "remove",
        "firstName",
        "statusLabel",
        "INSTORE",
        "NOWHERE",
        "points",
        "1000",
        "8006",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 10**20)
    | st.floats()
    | st.text(max_size=5)
    | WORDS
    | st.sampled_from([NAMESPACE.mobile(1), NAMESPACE.email(1), "true", "false", "7", "8051", 8051, 8006, 1000, 7])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=6),
    max_leaves=12,
)
SHAPED = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"createdId": VALUES}, optional={"warnings": VALUES, "errors": VALUES, "sideEffects": VALUES}
    ),
    st.fixed_dictionaries({"response": st.fixed_dictionaries({"status": VALUES, "customers": VALUES})}),
    st.fixed_dictionaries({"response": st.lists(VALUES, max_size=3)}, optional={"totalCount": VALUES}),
    st.fixed_dictionaries({"id": VALUES, "profiles": st.lists(VALUES, max_size=2)}),
    st.fixed_dictionaries(
        {"profiles": st.lists(st.dictionaries(WORDS, VALUES, max_size=5), max_size=2)}, optional={"statusLabel": VALUES}
    ),
    st.fixed_dictionaries({"root": st.fixed_dictionaries({"customer": st.lists(VALUES, max_size=3)})}),
)
BODIES = st.binary(max_size=20) | SHAPED.map(lambda value: json.dumps(value).encode())
LINES = st.builds(
    lambda operation, body, status, answer, who, customer: (
        ask(operation, body, customer, source="INSTORE", identifierName="mobile", identifierValue=NAMESPACE.mobile(1))
        .by(who)
        .answers(Response(status, (("Content-Type", "application/json"),), answer))
    ),
    st.sampled_from(OPERATIONS),
    BODIES,
    st.sampled_from([200, 201, 302, 400, 401, 404, 429, 500, 503]),
    BODIES,
    st.sampled_from([Who.WRITER, Who.READER, Who.NOBODY, Who.GARBAGE_TOKEN]),
    st.sampled_from(["7", "0", "x", ""]),
)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_the_judge_never_raises(lines: list[Line]) -> None:
    whole = judge(ORG)
    for index, line in enumerate(lines):
        whole.judge(line.exchange(index))


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(LINES, min_size=2, max_size=3))
def test_the_judge_never_raises_at_requests_under_way_together(lines: list[Line]) -> None:
    judge(ORG).judge_all([line.exchange(index) for index, line in enumerate(lines)])


def test_one_cause_is_one_finding_with_a_count() -> None:
    lines = [line for who in (ADA, EVE) for line in (add(who).answers(refused(8006)),)]
    trial = Trial(ORG, *lines)
    (finding,) = trial.judge.findings.values()
    assert (finding.count, finding.exchange) == (2, 0)
    assert trial.findings[0] == trial.findings[1] == [finding]
    tally = trial.judge.tallies[finding.rule]
    assert (tally.exercised, tally.broken) == (2, 2)


def test_another_operation_is_another_finding() -> None:
    crash = Response(500)
    trial = Trial(ORG, add(ADA).answers(crash), ask("other").answers(crash))
    assert [finding.operation for finding in trial.judge.findings.values()] == [ADD, "other"]


@pytest.mark.parametrize(("readings", "is_remark"), [({}, True), ({"owner-already-here": "refused-8006"}, False)])
def test_an_inferred_promise_is_a_remark_unless_pinned(readings: dict[str, str], is_remark: bool) -> None:
    lines = (
        add(ADA).answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(created(7)),
        add(ADA.only("mobile"), "WEBSITE").answers(refused(1007)),
    )
    found = Trial(org(readings=readings), *lines).findings[-1]
    (finding,) = [one for one in found if one.rule == "cross-source/owner-with-a-profile-here-is-refused"]
    assert finding.remark is is_remark


def test_a_waiver_names_its_ticket_in_the_finding() -> None:
    rule = "duplicate-source/only-a-known-identifier-is-8006"
    expires = datetime.date(2030, 1, 1)
    waivers = [{"rule": rule, "ticket": "T-1", "owner": "o", "expires": expires}]
    (finding,) = Trial(org(waivers=waivers), add(ADA).answers(refused(8006))).findings[0]
    assert finding.waived == "T-1"


@pytest.mark.parametrize("other", ["codes/known-codes", "warnings/warning-shape-v2"])
def test_a_waiver_of_one_rule_waives_no_other(other: str) -> None:
    waivers = [{"rule": other, "ticket": "T-1", "owner": "o", "expires": datetime.date(2030, 1, 1)}]
    (finding,) = Trial(org(waivers=waivers), add(ADA).answers(refused(8006))).findings[0]
    assert finding.waived == ""
    assert not finding.remark


def test_a_second_breach_of_a_rule_that_is_waived_by_key_decides() -> None:
    told = {"ticket": "T-1", "owner": "o", "expires": datetime.date(2030, 1, 1)}
    key = "duplicate-source/only-a-known-identifier-is-8006 | addCustomer | dup/one | errors[].code"
    of_org = judge(org(waivers=[told | {"key": key}]))
    found = []
    for index, test in enumerate(("dup/one[a]", "dup/two", "dup/one[b]")):
        exchange = add((ADA, EVE, ZOE)[index]).answers(refused(8006)).exchange(index)
        made = of_org.judge(replace(exchange, test=test))[1]
        found += [finding for finding in made if key.startswith(finding.rule)]
    assert [(finding.waived, finding.decides) for finding in found] == [("T-1", False), ("", True), ("T-1", False)]
    assert found[0] is found[2]
    assert found[0].count == 2


def test_each_answer_to_an_open_question_counts_once() -> None:
    trial = Trial(ORG, add(ADA).answers(created(7)), add(EVE).answers(created(8)))
    assert trial.judge.readings["creation-status"] == {"http-200": 2}


@pytest.mark.parametrize("line", [add(ADA), add(b"{"), ask("addCustomerV11", {"root": {"customer": [{}, {}]}})])
def test_what_answers_in_the_place_of_the_target_is_not_heard(line: Line) -> None:
    """No rule is exercised and no reading seen, whatever is said."""
    for answer in (created(7, status=307), says(b"<html>"), refused(8006, status=511), registered({}, http=303)):
        trial = Trial(ORG, line.answers(answer))
        assert (trial.exercised, trial.judge.readings) == ([{}], {})


def test_what_several_requests_break_together_is_found_at_the_first() -> None:
    lines = tuple(add(ADA).answers(created(id_)).under_way(10.0, 10.0 + id_) for id_ in (7, 8, 9))
    (finding, *_) = Trial(ORG, add(EVE).answers(created(1)), lines).findings[-1]
    assert (finding.rule, finding.exchange) == ("concurrency/one-winner", 1)


def test_findings_come_in_the_order_of_the_law() -> None:
    trial = Trial(ORG, add(ADA).answers(says({"createdId": 7, "warnings": 0, "sideEffects": 0})))
    order = list(trial.judge.rules)
    ranks = [order.index(finding.rule) for finding in trial.findings[0]]
    assert ranks == sorted(ranks)


def test_a_story_may_find_what_only_it_can_see() -> None:
    from contracts.engine.verdict import Breach

    whole = judge(ORG)
    exchange = add(ADA).answers(created(7)).exchange(0)
    finding = whole.find("envelope/answers-are-json", exchange, Breach("story", 1, 2))
    assert (finding.rule, finding.operation, finding.count) == ("envelope/answers-are-json", "addCustomer", 1)
    assert whole.tallies[finding.rule].broken == whole.tallies[finding.rule].exercised == 1


FRESH_V11 = "identifiers/fresh-person-is-registered-v11"


@pytest.mark.parametrize(
    ("line", "told", "broken"),
    [
        *(
            (add(ADA).answers(refused(code)), "mobiles of 12 digits that begin with 917", FRESH)
            for code in (8014, 8056)
        ),
        (add(ADA).answers(refused(8055)), "addresses at example.com", FRESH),
        (add(ADA).answers(refused(8064)), "external ids like ct-...", FRESH),
        *((add(ADA.only("mobile")).answers(refused(code)), "mobiles of 12 digits", "") for code in (1007, 8005)),
        (register(ADA).answers(registered(failed(1001))), "mobiles of 12 digits that begin with 917", FRESH_V11),
        (register(ADA).answers(registered(failed(1002))), "addresses at example.com", FRESH_V11),
        (register(ADA).answers(registered(failed(1003))), "external ids like ct-...", FRESH_V11),
        (upsert(ADA).answers(upserted(wrong(8055))), "addresses at example.com", "upsert/unknown-is-created"),
    ],
)
def test_a_refusal_of_what_a_run_makes_up_says_nothing_until_one_was_taken(line: Line, told: str, broken: str) -> None:
    """Whether the organisation takes such numbers and addresses is for its profile to say."""
    alone, after = Trial(ORG, *[line] * 5), Trial(ORG, EVE_ADDED, line)
    assert alone.spoken == [()] * 5
    assert alone.ruling.no_verdict == alone.judge.hopeless
    assert alone.ruling.no_verdict.startswith(f"the target calls {told}")
    assert not Trial(ORG, *[line] * 4).judge.hopeless
    assert (broken in after.spoken[-1]) is bool(broken)
    assert not after.ruling.no_verdict
    assert not Trial(ORG, *[line] * 5, EVE_ADDED).judge.hopeless


def test_what_is_taken_in_the_same_answer_was_taken() -> None:
    trial = Trial(ORG, register(ADA, EVE).answers(registered(failed(1001), done(8, EVE))))
    assert "batch/good-items-are-not-lost" in trial.spoken[0]
    assert not trial.ruling.no_verdict


@pytest.mark.parametrize(
    "line",
    [
        add(ADA).answers(refused(8005)),
        add(ADA).answers(refused(8006)),
        add(ADA).answers(created(7)),
        add(ADA).answers(created(7, 8107)),
        add(ADA).by(Who.NOBODY).answers(refused(8014)),
        add(ADA.with_(Identifier("mobile", "letters"))).answers(refused(8014)),
        add(ADA.with_(Identifier("mobile", "4915112345678"))).answers(refused(8014)),
        add(ADA.with_(Identifier("email", "ada@brand.test"))).answers(refused(8055)),
    ],
)
def test_other_answers_are_not_blamed_on_the_profile(line: Line) -> None:
    assert not Trial(ORG, line).ruling.no_verdict


def test_a_warning_that_calls_an_address_invalid_leaves_it_open() -> None:
    trial = Trial(ORG, add(ADA).answers(created(7, 8055)), add(ADA.only("email"), "WEBSITE").answers(created(9)))
    assert trial.spoken == [(), ()]
    assert trial.judge.knowledge.types_taken == {"mobile", "externalId", "email"}
    assert Trial(ORG, add(ADA).answers(created(7, 8055))).ruling.no_verdict.startswith("the target calls addresses at")


@pytest.mark.parametrize(
    ("age", "is_stale"),
    [
        ("1", True),
        ("60", True),
        (" 2 ", True),
        ("0", False),
        ("", False),
        ("-1", False),
        ("soon", False),
        (None, False),
    ],
)
def test_an_answer_that_a_cache_kept_since_before_the_last_write_is_no_evidence(
    age: str | None, is_stale: bool
) -> None:
    answer = nobody()
    kept_for = ((("Age", age),) if age is not None else ()) + answer.headers
    trial = Trial(ORG, add(ADA).answers(created(7)), lookup(ADA["email"]).answers(replace(answer, headers=kept_for)))
    assert bool(trial.spoken[-1]) is not is_stale
    read = lookup(ADA["email"]).answers(replace(answer, headers=kept_for)).exchange(1)
    (judged,) = trial.judge.judge_all([read]).judged
    assert (judged.outcome.kind is Kind.UNAVAILABLE) is is_stale
    assert judged.decoded.kind is not Kind.UNAVAILABLE
    told = f"unavailable: GET /v2/customers/lookup answered from a cache (Age: {(age or '').strip()})"
    assert (trouble(judged, ORG, [judged]) == told) is is_stale


@pytest.mark.parametrize(("started", "is_stale"), [(2.0, True), (9.0, False)])
def test_an_answer_that_a_cache_has_kept_since_the_last_write_is_one(started: float, is_stale: bool) -> None:
    late = lookup(ADA["email"]).answers(Response(404, (("Age", "2"),), nobody().body)).under_way(started, started + 0.5)
    assert bool(Trial(ORG, add(ADA).answers(created(7)), late).spoken[-1]) is not is_stale


def test_a_write_is_what_it_is_whatever_its_age() -> None:
    aged = add(ADA).answers(replace(refused(1), headers=(("Age", "9"),)))
    assert Trial(ORG, EVE_ADDED, aged).spoken[-1]


KNOWN = "duplicate-source/known-identifier-is-8006"
FRESH_ADD = "identifiers/fresh-person-is-registered"
FOUND = "upsert/found-is-updated-in-place"
SHAPE = "robustness/wrong-shape-is-refused"
A_LIST = ask("addCustomer", []).answers(refused(1))
KEEPS = "identifiers/known-customer-keeps-its-id-v11"
SEPARATE = org(shared_identity=False)
TWICE = add(ADA).answers(refused(8006))
LONGEST = ADA.with_(Identifier("externalId", f"{ADA['externalId'].value}.".ljust(250, "x")))


NAMELESS = ADA.but(first_name=None, last_name=None)


def named_by(first: str | None, last: str | None) -> Line:
    """One identifier alone, under a first or a last name."""
    return add(ADA.only("email").but(first_name=first, last_name=last)).answers(created(7))


REGISTERS_ONE = add(NAMELESS.only("email")).answers(created(7))
AGAIN = (IN_V11, IN_V11)


@pytest.mark.parametrize(
    ("rule", "case", "without", "of_it"),
    [
        (
            KNOWN,
            "position-and-type-do-not-matter",
            (ADDED, TWICE),
            (ADDED, add(EVE.with_(ADA["externalId"])).answers(refused(8006))),
        ),
        (
            KNOWN,
            "unique-secondary-has-one-owner",
            (ADDED, TWICE),
            (ADDED, add(ADA.only("email")).answers(refused(8006))),
        ),
        (FRESH_ADD, "register-only-identifiers", (ADDED,), (REGISTERS_ONE,)),
        (FRESH_ADD, "register-only-identifiers", (add(NAMELESS).answers(created(7)),), (REGISTERS_ONE,)),
        (FRESH_ADD, "register-only-identifiers", (named_by("Ada", None),), (REGISTERS_ONE,)),
        (FRESH_ADD, "register-only-identifiers", (named_by(None, "Lovelace"),), (REGISTERS_ONE,)),
        (FRESH_V11, "any-one-identifier-suffices-v11", (IN_V11,), (item(ADA.only("mobile")),)),
        (FRESH_V11, "limits-of-v11-strings", (IN_V11,), (item(LONGEST),)),
        (KEEPS, "separate-identity-spaces", AGAIN, (ADDED, *AGAIN)),
        (FOUND, "upsert-idempotent", (ADDED, UPSERTED), (UPSERTED, UPSERTED)),
        (FOUND, "add-and-upsert-know-the-same-customers", (UPSERTED, UPSERTED), (ADDED, UPSERTED)),
        (SHAPE, "add-v2-is-no-batch", (ask("addCustomer", "x").answers(refused(1)),), (A_LIST,)),
        (SHAPE, "add-v2-is-no-batch", (ask("addCustomerV11", []).answers(refused(1)),), (A_LIST,)),
    ],
)
def test_a_special_case_counts_where_it_was_asked(
    rule: str, case: str, without: tuple[Line, ...], of_it: tuple[Line, ...]
) -> None:
    """A promise of a form, a place or a length is not exercised by what lacks it."""
    tallies = [Trial(SEPARATE, *lines).judge.tallies[rule] for lines in (without, of_it)]
    assert [bool(tally.exercised) for tally in tallies] == [True, True]
    assert [bool(tally.of(case).exercised) for tally in tallies] == [False, True]
