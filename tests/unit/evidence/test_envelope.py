"""Answers of all three kinds are decoded to one outcome; the body decides, not the status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from histories import *

from contracts.evidence.envelope import DECIDED, NO_EVIDENCE, OPEN, Kind, Outcome, as_code, as_id, decode, truth


def outcome(line: Line) -> Outcome:
    return decode(line.exchange(0))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (add(ADA).answers(created(7)), Kind.SUCCESS),
        (add(ADA).answers(created(7, status=400)), Kind.SUCCESS),
        (add(ADA).answers(created("7")), Kind.SUCCESS),
        (add(ADA).answers(created(7, errors=notices(8051))), Kind.SUCCESS),
        (add(ADA).answers(created(7, errors=notices(8006))), Kind.UNREADABLE),
        (add(ADA).answers(refused(8006)), Kind.FAILURE),
        (add(ADA).answers(refused(8006, status=200)), Kind.FAILURE),
        (add(ADA).answers(refused(8006, status=404)), Kind.FAILURE),
        (add(ADA).answers(refused(404, status=404)), Kind.ABSENT),
        (add(ADA).answers(status(404)), Kind.ABSENT),
        (add(ADA).answers(status(405)), Kind.ABSENT),
        (add(ADA).answers(status(400)), Kind.FAILURE),
        (add(ADA).answers(says({})), Kind.UNREADABLE),
        (add(ADA).answers(says(b"no")), Kind.UNREADABLE),
        (add(ADA).answers(status(204)), Kind.UNREADABLE),
        (add(ADA).answers(status(401)), Kind.DENIED),
        (add(ADA).answers(status(498)), Kind.DENIED),
        (add(ADA).answers(created(7, status=403)), Kind.DENIED),
        (add(ADA).answers(created(7, status=429)), Kind.THROTTLED),
        (add(ADA).answers(status(500)), Kind.CRASHED),
        (add(ADA).answers(created(7, status=500)), Kind.CRASHED),
        (add(ADA).answers(status(502)), Kind.UNAVAILABLE),
        (add(ADA).answers(refused(1, status=503)), Kind.CRASHED),
        (add(ADA).no_answer(), Kind.NO_ANSWER),
        (lookup(ADA["email"]).answers(found(7)), Kind.SUCCESS),
        (lookup(ADA["email"]).answers(created(7)), Kind.UNREADABLE),
        (lookup(ADA["email"]).answers(nobody()), Kind.FAILURE),
        (get(7).answers(shows(7)), Kind.SUCCESS),
        (upsert(ADA).answers(upserted(kept(7))), Kind.SUCCESS),
        (upsert(ADA).answers(upserted(wrong(1))), Kind.SUCCESS),
        (upsert(ADA).answers(refused(1)), Kind.FAILURE),
        (upsert(ADA).answers(status(400)), Kind.FAILURE),
        (upsert(ADA).answers(says({})), Kind.UNREADABLE),
        (get_v11(ADA["mobile"]).answers(registered(read(7, ADA))), Kind.SUCCESS),
        (get_v11(ADA["mobile"]).answers(registered(failed(1012))), Kind.FAILURE),
        (get_v11(ADA["mobile"]).answers(registered(failed(1012), http=500)), Kind.FAILURE),
        (get_v11(ADA["mobile"]).answers(registered(failed(1012), http=404)), Kind.FAILURE),
        (get_v11(ADA["mobile"]).answers(registered(success="true", code=200)), Kind.FAILURE),
        (get_v11(ADA["mobile"]).answers(envelope(code=400)), Kind.FAILURE),
        (get_v11(ADA["mobile"]).answers(envelope(code=404)), Kind.ABSENT),
        (get_v11(ADA["mobile"]).answers(envelope(code="406")), Kind.ABSENT),
        (get_v11(ADA["mobile"]).answers(says({"error": "no route"}, 400)), Kind.ABSENT),
        (get_v11(ADA["mobile"]).answers(status(404)), Kind.ABSENT),
        (get_v11(ADA["mobile"]).answers(says({})), Kind.UNREADABLE),
        (get_v11(ADA["mobile"]).answers(status(500)), Kind.CRASHED),
        (register(ADA).answers(registered(done(7, ADA))), Kind.SUCCESS),
        (register(ADA).answers(registered(failed())), Kind.FAILURE),
        (register(ADA).answers(registered(failed(), http=500)), Kind.FAILURE),
        (register(ADA).answers(envelope(code=401)), Kind.DENIED),
        (register(ADA).answers(envelope(code="498")), Kind.DENIED),
        (register(ADA).answers(envelope(code="403")), Kind.DENIED),
        (register(ADA).answers(envelope(code=400)), Kind.FAILURE),
        (register(ADA).answers(status(400)), Kind.FAILURE),
        (register(ADA).answers(status(500)), Kind.CRASHED),
        (register(ADA).answers(says({"response": {}})), Kind.UNREADABLE),
    ],
)
def test_what_an_answer_amounts_to(line: Line, kind: Kind) -> None:
    got = outcome(line)
    assert got.kind is kind
    assert got.is_decided is (kind in (Kind.SUCCESS, Kind.FAILURE))


def fault(code: object, status: int = 500) -> Response:
    """What Apigee says of a fault of its own."""
    return says({"fault": {"faultstring": "Spike arrest violation", "detail": {"errorcode": code}}}, status)


def headed(status: int, name: str, value: str, body: bytes = b'{"message": "x"}') -> Response:
    return Response(status, (("Content-Type", "application/json"), (name, value)), body)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fault("policies.ratelimit.SpikeArrestViolation"), Kind.THROTTLED),
        (fault("policies.ratelimit.QuotaViolation", 429), Kind.THROTTLED),
        (fault("policies.ratelimit.QuotaViolation", 403), Kind.THROTTLED),
        (fault("policies.ratelimit.QuotaViolation", 200), Kind.UNREADABLE),
        (fault("messaging.adaptors.http.flow.GatewayTimeout", 504), Kind.UNAVAILABLE),
        (fault("protocol.http.TooBigBody", 413), Kind.UNAVAILABLE),
        (fault("steps.javascript.ScriptExecutionFailed"), Kind.UNAVAILABLE),
        (fault("steps.jwt.FailedToDecode", 401), Kind.DENIED),
        (fault("NullPointerException"), Kind.CRASHED),
        (fault("stepsister"), Kind.CRASHED),
        (fault(7), Kind.CRASHED),
        (says({"fault": "policies.ratelimit.SpikeArrestViolation"}, 500), Kind.CRASHED),
        (headed(403, "Retry-After", "3"), Kind.THROTTLED),
        (headed(503, "retry-after", "3"), Kind.UNAVAILABLE),
        (headed(503, "Retry-After", "3", refused(8006).body), Kind.UNAVAILABLE),
        (headed(503, "Retry-After", "3", b"<html><title>Maintenance</title>"), Kind.UNAVAILABLE),
        (headed(403, "Retry-After", "3", b"<html><title>Slow down</title>"), Kind.THROTTLED),
        (headed(403, "X-RateLimit-Remaining", "0"), Kind.THROTTLED),
        (headed(503, "RateLimit-Remaining", "0"), Kind.UNAVAILABLE),
        (headed(403, "X-RateLimit-Remaining", "7"), Kind.DENIED),
        (headed(503, "X-RateLimit-Remaining", "10"), Kind.UNAVAILABLE),
        (headed(500, "Retry-After", "3"), Kind.CRASHED),
        (headed(401, "Retry-After", "3"), Kind.DENIED),
    ],
)
def test_a_gateway_that_speaks_of_its_limits_or_faults_is_no_evidence(answer: Response, kind: Kind) -> None:
    """By the structure that it gives them, never by a text."""
    for line in (add(ADA), register(ADA), upsert(ADA)):
        assert outcome(line.answers(answer)).kind is kind


PAGE = says(b"<html><title>Sign in</title></html>", 200, "text/html")
AMOUNTS = """
    status    success     error       page          empty
    100-199   astray      astray      astray        astray
    200-299   success     failure     astray        unreadable
    300-399   astray      astray      astray        astray
    400       success     failure     astray        failure
    401       denied      denied      astray        denied
    402       success     failure     astray        failure
    403       denied      denied      astray        denied
    404-405   success     failure     absent        absent
    406       success     failure     astray        failure
    407       astray      astray      astray        astray
    408-420   success     failure     astray        failure
    421       astray      astray      astray        astray
    422-425   success     failure     astray        failure
    426       astray      astray      astray        astray
    427-428   success     failure     astray        failure
    429       throttled   throttled   throttled     throttled
    430-450   success     failure     astray        failure
    451       astray      astray      astray        astray
    452-497   success     failure     astray        failure
    498       denied      denied      astray        denied
    499       success     failure     astray        failure
    500       crashed     crashed     crashed       crashed
    501       crashed     crashed     absent        absent
    502-504   crashed     crashed     unavailable   unavailable
    505       astray      astray      astray        astray
    506-510   crashed     crashed     crashed       crashed
    511       astray      astray      astray        astray
    512-599   crashed     crashed     unavailable   crashed
"""
"""What an answer to a well-formed request amounts to, by its status and body."""
AMOUNTS_V11 = """
    status    success     error
    500-504   success     failure
    506-510   success     failure
    512-599   success     failure
"""
"""Where v1.1 differs: its envelope counts under a 5xx, too."""
ANSWERED: Mapping[str, tuple[Line, Response, Response]] = {
    "v2": (add(ADA), created(7), refused(8006)),
    "v1.1": (register(ADA), registered(done(7, ADA)), registered(failed())),
    "upsert": (upsert(ADA), upserted(kept(7)), refused(8006)),
}


def amounts(*tables: str) -> Iterator[tuple[int, str, str]]:
    """The cells of tables: status, body, kind."""
    for table in tables:
        head, *rows = (line.split() for line in table.strip().splitlines())
        for span, *kinds in rows:
            first, _, last = span.partition("-")
            for code in range(int(first), int(last or first) + 1):
                yield from ((code, body, kind) for body, kind in zip(head[1:], kinds, strict=True))


@pytest.mark.parametrize("api", ANSWERED)
def test_what_every_status_amounts_to(api: str) -> None:
    line, success, error = ANSWERED[api]
    bodies = {"success": success, "error": error, "page": PAGE, "empty": status(0)}
    due = {(code, body): kind for code, body, kind in amounts(AMOUNTS, *([AMOUNTS_V11] if api == "v1.1" else []))}
    assert sorted({code for code, _ in due}) == list(range(100, 600))
    told = {(code, body): outcome(line.answers(replace(bodies[body], status=code))).kind.value for code, body in due}
    assert {cell: (kind, due[cell]) for cell, kind in told.items() if kind != due[cell]} == {}


@pytest.mark.parametrize("api", ANSWERED)
def test_xml_is_no_page(api: str) -> None:
    """Whatever its status, it amounts to what an empty answer does: a refusal of credentials may be XML."""
    line, *_ = ANSWERED[api]
    xml = says(b"<?xml version='1.0'?><response/>", 200, "application/xml")
    for code in range(100, 600):
        assert outcome(line.answers(replace(xml, status=code))).kind is outcome(line.answers(status(code))).kind


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        (add(b"{"), True),
        (add(b""), True),
        (upsert({}).typed("text/plain"), True),
        (register(ADA).typed(None), True),
        (ask("upsertCustomers", {}), True),
        (add(ADA), False),
        (register(ADA), False),
        (add({"profiles": "x"}), True),
        (add({"profiles": [{"firstName": 7}]}), True),
        (get("x"), True),
        (lookup(ADA["email"]), False),
        (get(7), False),
    ],
)
def test_a_page_may_refuse_a_request_for_its_form(line: Line, is_refused: bool) -> None:
    """A container refuses what is no JSON, or of another type, before the API does; a firewall, anything."""
    kinds = {code: outcome(line.answers(replace(PAGE, status=code))).kind for code in range(400, 500)}
    refusals = {code for code, kind in kinds.items() if kind is Kind.FAILURE}
    assert refusals == ({400, 411, 413, 414, 415, 422, 431} if is_refused else set())


@pytest.mark.parametrize(
    ("answer", "what", "remedy"),
    [
        (
            Response(302, (("location", "https://sso.example/login?x=1"),)),
            "a redirect to https://sso.example/login?x=1",
            "base URL",
        ),
        (Response(307, (("Location", "/" + "x" * 200 + "\x1b"),)), f"a redirect to /{'x' * 116}...", "base URL"),
        (Response(304), "a redirect to nowhere", "base URL"),
        (Response(103), "an announcement and no answer after it", "base URL"),
        (PAGE, 'a page, "Sign in"', "sign-in"),
        (replace(PAGE, status=401), 'a page, "Sign in"', "credentials of its own"),
        (replace(PAGE, status=403), 'a page, "Sign in"', "firewall"),
        (replace(PAGE, status=404), 'a page, "Sign in"', "base URL"),
        (replace(PAGE, status=503), 'a page, "Sign in"', "target up"),
        (says(b"<html>", 403), "a page without a title", "firewall"),
        (status(407), "a proxy's demand for a password", "proxy's user"),
        (status(421), "a host that is not the one asked for", "base URL"),
        (status(426), "a demand for another version of HTTP", "HTTP/2"),
        (status(505), "a demand for another version of HTTP", "HTTP/2"),
        (status(451), "a refusal for legal reasons", "network"),
        (replace(PAGE, status=451), 'a page, "Sign in"', "network"),
        (refused(1, status=511), "a network's demand for a sign-in", "sign in"),
    ],
)
def test_what_answered_in_the_place_of_the_target_is_told(answer: Response, what: str, remedy: str) -> None:
    detour = outcome(add(ADA).answers(answer)).detour
    assert detour is not None
    assert detour.what == f"{what} (HTTP {answer.status})"
    assert remedy in detour.remedy
    assert str(detour) == f"{detour.what}: {detour.remedy}"


def test_what_is_no_evidence_is_not_decided() -> None:
    assert not NO_EVIDENCE & DECIDED
    assert not OPEN & (DECIDED | {Kind.DENIED, Kind.THROTTLED, Kind.ABSENT})
    assert set(Kind) == OPEN | DECIDED | {Kind.DENIED, Kind.THROTTLED, Kind.ABSENT}


def test_an_answer_of_the_target_is_no_detour() -> None:
    for answer in (created(7), refused(8006), status(401), status(404), status(500), status(503), says(b"no")):
        assert outcome(add(ADA).answers(answer)).detour is None


def test_a_merge_is_a_warning_wherever_it_stands() -> None:
    for answer in (created(7, 8051), created(7, errors=notices(8051))):
        (result,) = outcome(add(ADA).answers(answer)).results
        assert (result.ok, result.id, result.codes, result.warnings) == (True, 7, (), (8051,))


def test_each_item_has_its_own_result() -> None:
    got = outcome(register({}, ADA).answers(registered(failed(1007), done(7, ADA, "1017"))))
    assert [(r.ok, r.id, r.codes, r.warnings) for r in got.results] == [
        (False, None, (1007,), ()),
        (True, 7, (), (1017,)),
    ]
    assert got.codes == (201,)
    got = outcome(upsert({}, EVE).answers(upserted(wrong(3017, entityId=7), kept(8, 8107))))
    assert [(r.ok, r.id, r.codes, r.warnings) for r in got.results] == [(False, 7, (3017,), ()), (True, 8, (), (8107,))]


PAIR_READ = get_v11(ADA["mobile"], EVE["mobile"])


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (registered(read(7, ADA), read(8, EVE)), [7, 8]),
        (registered(read(8, EVE), read(7, ADA)), [7, 8]),
        (registered(failed(1012), read(7, ADA)), [7, None]),
        (registered(read(8, EVE)), [None, 8]),
        (registered(read(9, ZOE), read(8, EVE)), [9, 8]),
        (registered(read(9, ZOE)), [None, None]),
    ],
)
def test_items_of_a_read_are_of_the_identifiers_that_they_show(answer: Response, found: list[int | None]) -> None:
    assert [result.id for result in outcome(PAIR_READ.answers(answer)).results] == found


def test_a_read_may_be_as_one_sample_has_it() -> None:
    told = {"success": "true", "code": "200", "message": "Success", "total": "1", "success_count": "1"}
    answer = says({"status": told, "customers": {"customer": read("7", ADA)}})
    got = outcome(get_v11(ADA["mobile"]).answers(answer))
    assert (got.kind, [(result.ok, result.id) for result in got.results]) == (Kind.SUCCESS, [(True, 7)])
    assert outcome(register(ADA).answers(answer)).kind is Kind.UNREADABLE


def test_an_empty_item_has_failed_where_all_have() -> None:
    assert outcome(register({}).answers(registered({}))).results[0].ok is False
    assert outcome(register({}, ADA).answers(registered({}, done(7, ADA)))).results[0].ok is None


def test_an_upsert_entry_may_be_neither() -> None:
    got = outcome(upsert(ADA, EVE).answers(upserted({}, "x")))
    assert [result.ok for result in got.results] == [None, None]


def test_codes_of_the_request_are_told_apart_and_missing_ones_count_as_nothing() -> None:
    got = outcome(add(ADA).answers(says({"errors": [{"code": "8006"}, {}, 5]}, 400)))
    assert got.codes == (8006, 0, 0)


@pytest.mark.parametrize(
    ("value", "id_", "code"),
    [
        (7, 7, 7),
        ("7", 7, 7),
        (0, None, 0),
        ("0", None, 0),
        (-7, None, -7),
        (True, None, None),
        (7.0, None, None),
        ("", None, None),
        (" 7", None, None),
        ("\u0667", None, None),
        ("9" * 9, 999999999, 999999999),
        ("9" * 10, 9999999999, None),
        ("9" * 18, int("9" * 18), None),
        ("9" * 19, None, None),
        (None, None, None),
        ([], None, None),
    ],
)
def test_ids_and_codes_are_integers_or_their_digits(value: object, id_: int | None, code: int | None) -> None:
    assert (as_id(value), as_code(value)) == (id_, code)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [("true", True), ("FALSE", False), (True, True), (False, False), ("yes", None), (1, None), (None, None)],
)
def test_truth_is_a_word_or_a_boolean(value: object, meaning: bool | None) -> None:
    assert truth(value) is meaning
