"""What an answer means for the story that asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import *

from contracts.documents.profile import Operations
from contracts.engine.errors import NotAsked, NoVerdict
from contracts.engine.exchange import History as Exchanges
from contracts.rules.judge import Judged
from contracts.stories.weighing import Passage, Served, give_up, may_lag, trouble

PAGE = status(404, b"<title>Gone</title>")
UNKNOWN = org(operations=Operations().model_dump())
TAKEN = add(EVE).answers(created(7))
LOOKED_UP = lookup(EVE["email"]).answers(nobody())


def said(*lines: Line, on: Profile = UNKNOWN) -> str:
    """What the last of some lines means for its story."""
    history = [Judged.recorded(line.exchange(index)) for index, line in enumerate(lines)]
    return trouble(history[-1], on, Served(*history))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (add(ADA).answers(created(7)), ""),
        (add(ADA).answers(refused(8006)), ""),
        (add(ADA).answers(status(500)), ""),
        (add(ADA).answers(says({})), ""),
        (add(ADA).by(Who.NOBODY).answers(status(401)), ""),
        *((line.answers(answer), "") for line in (get("ada"), update("ada", ADA)) for answer in (status(404), PAGE)),
        (add(ADA).no_answer(), "no answer: POST /v2/customers: timeout"),
        (add(ADA).answers(status(429)), "throttled: POST /v2/customers answered 429 (too many requests)"),
        (add(ADA).answers(status(503)), "unavailable: POST /v2/customers"),
        (
            add(ADA).answers(status(503, b"<title>Busy</title>")),
            'unavailable: POST /v2/customers answered a page, "Busy" (HTTP 503)',
        ),
    ],
)
def test_a_story_goes_on(line: Line, told: str) -> None:
    assert said(line) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((add(ADA).answers(Response(302, (("Location", "/in"),))),), "POST /v2/customers answered a redirect to /in"),
        ((add(ADA).by(Who.NOBODY).answers(status(200, b"<html>")),), "POST /v2/customers answered a page without a"),
        ((add(ADA).answers(status(401)),), "the credentials are refused: POST /v2/customers"),
        (
            (get("ada").answers(Response(302, (("Location", "/in"),))),),
            "GET /v2/customers/ada answered a redirect to /in",
        ),
        ((add(ADA).answers(status(404)),), "the target has no addCustomer: is the base URL right?"),
        ((add(ADA).answers(PAGE),), 'the target has no addCustomer, it answers a page, "Gone" (HTTP 404): is the base'),
        ((TAKEN, add(ADA).answers(PAGE)), 'POST /v2/customers answered a page, "Gone" (HTTP 404)'),
        ((LOOKED_UP, lookup(ADA["email"]).answers(PAGE)), 'GET /v2/customers/lookup answered a page, "Gone"'),
    ],
)
def test_a_story_ends_without_a_verdict(lines: tuple[Line, ...], told: str) -> None:
    with pytest.raises(NoVerdict) as caught:
        said(*lines)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((lookup(ADA["email"]).answers(status(404)),), "the target has no lookupCustomer"),
        (
            (TAKEN, lookup(ADA["email"]).answers(PAGE)),
            'the target has no lookupCustomer, it answers a page, "Gone" (HTTP 404)',
        ),
        ((TAKEN, add(ADA).answers(status(404))), "the target has no addCustomer"),
        ((get(8).answers(status(404)),), "the target has no getCustomer"),
        *(
            ((get_v11(ADA["email"]).answers(answer),), "the target has no getCustomerV11")
            for answer in (status(404), status(403), status(302), PAGE, envelope(code=404))
        ),
    ],
)
def test_what_a_target_lacks_is_not_asked(lines: tuple[Line, ...], told: str) -> None:
    with pytest.raises(NotAsked) as caught:
        said(*lines)
    assert str(caught.value) == told


def test_a_look_up_that_the_profile_declares_is_not_lacking() -> None:
    """Where its answer is another server's page, nobody answered."""
    assert said(lookup(ADA["email"]).answers(status(404)), on=ORG) == ""
    with pytest.raises(NoVerdict, match='answered a page, "Gone"'):
        said(lookup(ADA["email"]).answers(PAGE), on=ORG)


def test_a_read_of_v11_that_the_profile_declares_is_there() -> None:
    """Who refuses it then refuses the user."""
    declared = org(operations={"getCustomerV11": True})
    assert said(get_v11(ADA["email"]).answers(status(404)), on=declared) == ""
    with pytest.raises(NoVerdict, match="the credentials are refused"):
        said(get_v11(ADA["email"]).answers(status(403)), on=declared)


def test_who_may_not_read_says_nothing_of_the_target() -> None:
    assert said(get_v11(ADA["email"]).by(Who.NOBODY).answers(status(401))) == ""


@pytest.mark.parametrize(
    ("line", "on", "told"),
    [
        (add(ADA, "TMALL").answers(refused(3217)), UNKNOWN, "the organisation lacks the source: POST /v2/customers"),
        (add(ADA).answers(refused(8014)), UNKNOWN, ""),
        (add(ADA.only("email")).answers(refused(8014)), org(mandatory=["mobile"]), "demands more: POST /v2/customers"),
        (
            upsert(ADA).answers(upserted(wrong(3017))),
            UNKNOWN,
            "the organisation demands more: POST /v2/customers/bulk/upsert",
        ),
        (upsert(ADA).answers(upserted(wrong(3017, 8006))), UNKNOWN, ""),
        (upsert(ADA.but(extra={"statusLabel": "Gone"})).answers(upserted(wrong(3017))), UNKNOWN, ""),
        (add(ADA).answers(refused(3017)), UNKNOWN, ""),
    ],
)
def test_a_preparation_that_the_organisation_has_no_use_for_is_not_asked(line: Line, on: Profile, told: str) -> None:
    """Any other one that is refused leaves its story without a verdict."""
    judged = Judged.recorded(line.exchange(0))
    codes = frozenset(judged.outcome.codes).union(*(result.codes for result in judged.outcome.results))
    with pytest.raises(NotAsked if told else NoVerdict, match=told or "preparation failed"):
        give_up(judged, codes, on)


def passage(*lines: Line) -> Passage:
    told = Passage()
    for number, line in enumerate(lines):
        told.note(again(line, number, f"test {number}"))
    return told


def again(line: Line, number: int, test: str) -> Judged:
    """The line as a request of its own."""
    exchange = line.exchange(number)
    return Judged.recorded(replace(exchange, request=replace(exchange.request), test=test))


DENIED, ASTRAY = add(ADA).answers(status(403)), add(ADA).answers(status(302))
LOST, BUSY = add(ADA).no_answer(), add(ADA).answers(status(429))
WRONG = add(ADA).by(Who.WRONG_PASSWORD).answers(status(401))
HEADERS = (("WWW-Authenticate", 'Bearer error="invalid_token"\x1b[2J'),)
EXPIRED = add(ADA).answers(Response(401, HEADERS))


@pytest.mark.parametrize(
    ("lines", "is_shut"),
    [
        ([DENIED] * 4, False),
        ([DENIED] * 5, True),
        ([ASTRAY] * 5, True),
        ([LOST] * 5, True),
        ([DENIED, ASTRAY] * 3, True),
        ([BUSY] * 9, False),
        ([TAKEN, *[ASTRAY] * 9], False),
        ([TAKEN, *[LOST, LOOKED_UP, register(EVE).no_answer()] * 3], True),
        ([TAKEN, *[DENIED, register(EVE).answers(status(403))] * 3], False),
        ([TAKEN, *[LOST, register(EVE).no_answer(), TAKEN] * 9], False),
        ([*[DENIED] * 9, add(ADA).answers(refused(8006))], False),
        ([DENIED.by(Who.READER)] * 9, False),
        ([lookup(ADA["email"]).answers(status(302))] * 9, False),
    ],
)
def test_a_passage_is_shut_where_no_write_gets_through(lines: list[Line], is_shut: bool) -> None:
    assert passage(*lines).is_shut is is_shut


SET = replace(nobody(), headers=(*nobody().headers, ("Set-Cookie", "AWSALB=[withheld]; Path=/")))
MISSED = lookup(EVE["email"])


@pytest.mark.parametrize(
    ("line", "on", "told"),
    [
        (MISSED.answers(SET), ORG, True),
        (MISSED.answers(nobody()), ORG, False),
        (MISSED.answers(SET), org(reads={"lag_s": 2}), False),
        (lookup(ADA["email"]).answers(SET), ORG, False),
        (add(EVE).answers(replace(created(9), headers=SET.headers)), ORG, False),
    ],
)
def test_a_cookie_may_tell_why_reads_miss_writes(line: Line, on: Profile, told: bool) -> None:
    trial = Trial(on, TAKEN, line)
    history = Exchanges()
    for index, each in enumerate((TAKEN, line)):
        history.append(each.exchange(index))
    hint = "the target sets a cookie (AWSALB), which a run does not send back: where reads lag behind writes without it"
    assert may_lag(history, trial.findings[-1], on).startswith(hint) is told


def test_one_story_shuts_no_passage() -> None:
    """It may be about bodies upon which a server hangs up."""
    told = Passage()
    for line in [TAKEN, *[LOST, register(EVE).no_answer()] * 9]:
        told.note(again(line, 0, "robustness/malformed"))
    assert not told.is_shut
    assert told.is_in_doubt


@pytest.mark.parametrize(
    ("lines", "is_in_doubt"),
    [
        ([TAKEN, *[LOST] * 4], False),
        ([TAKEN, *[LOST] * 5], True),
        ([*[lookup(ADA["email"]).no_answer()] * 5], True),
        ([TAKEN, *[EXPIRED] * 5], True),
        ([TAKEN, *[ASTRAY] * 5], True),
        ([TAKEN, LOST, EXPIRED, ASTRAY, add(ADA).answers(status(503)), BUSY], True),
        ([*[LOST] * 4, TAKEN] * 3, False),
        ([*[LOST] * 4, add(ADA).answers(status(500))] * 3, False),
        ([TAKEN, *[DENIED.by(Who.READER)] * 9], False),
        ([TAKEN, *[LOST.by(Who.NOBODY)] * 9], False),
    ],
)
def test_a_passage_is_in_doubt_where_nothing_comes_in_a_row(lines: list[Line], is_in_doubt: bool) -> None:
    assert passage(*lines).is_in_doubt is is_in_doubt


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([DENIED] * 5, "all of 5 writes were refused (HTTP 401 or 403): may the user of X write?"),
        (
            [ASTRAY] * 5,
            "none of 5 writes reached the target: the last one was answered a redirect to nowhere (HTTP 302): "
            "is the base URL right?",
        ),
        ([TAKEN, *[LOST] * 5], "no answer that says anything to 5 requests in a row, the last time timeout"),
        (
            [TAKEN, *[add(ADA).answers(status(503))] * 5],
            "no answer that says anything to 5 requests in a row, the last time unavailable (HTTP 503)",
        ),
        (
            [TAKEN, *[add(ADA).answers(Response(503, (("Retry-After", "1800"),)))] * 5],
            "no answer that says anything to 5 requests in a row, the last time "
            "HTTP 503 and Retry-After: 1800 s (30 minutes)",
        ),
        (
            [TAKEN, WRONG, TAKEN, *[EXPIRED] * 5],
            'the credentials were accepted, and are refused (HTTP 401: Bearer error="invalid_token"[2J) '
            "5 times in a row: has what X names expired, or been locked?",
        ),
        (
            [TAKEN, WRONG, *[DENIED] * 5],
            "the credentials were accepted, and are refused since our wrong passwords (HTTP 403) 5 times in a row: "
            "is the user of X locked? credentials.wrong_passwords: false in a profile sends none",
        ),
    ],
)
def test_why_nothing_gets_through(lines: list[Line], told: str) -> None:
    assert passage(*lines).told("X") == told


def test_what_is_waited_for_is_lost_once() -> None:
    """However often it is sent again."""
    told, busy = Passage(), add(ADA).answers(Response(503, (("Retry-After", "3"),)))
    for number in range(50):
        told.note(Judged.recorded(busy.exchange(number)))
    assert not told.is_in_doubt
    assert not told.is_shut
