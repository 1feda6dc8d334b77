"""A token that a key and a secret fetch: in time, again when it has ended, and never into a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from delivering import ADD, OK, sent

from contracts.engine.client import Client
from contracts.engine.credentials import Credentials
from contracts.engine.errors import ContractsError, Derailed, NoVerdict, UsageError
from contracts.engine.exchange import MASK, Missing, NoAnswer, Request, Response, Who
from contracts.engine.grant import Fetched, Grant, TokenCall
from contracts.engine.pace import BudgetSpent, Pace

CALL = TokenCall("/token", "id", "word", ("data", "token"), ("data", "lives"), ("errors",), ("status", "code"))
GRANT = Grant(CALL, "key-1", 'secret-"1"', "KEY and SECRET")
BASIC = Credentials("writer", "pass-word-1", token_header="X-TOKEN", grant=GRANT)
BY_TOKEN = Credentials(token_header="X-TOKEN", grant=GRANT)
BY_TOKEN_TOO = replace(ADD, as_who=Who.TOKEN)
REFUSED = Response(401)
BAD_PAIR = Response(200, (), b'{"data": null, "errors": [{"code": 1, "message": "bad secret-\\"1\\""}]}')


class Api:
    """A target that hands out tokens which live so long, and notes what came: the paths, and the tokens sent."""

    def __init__(self, lives: object = 300, answers: Iterable[Response | NoAnswer] = ()) -> None:
        self.now = 1000.0
        self.lives = lives
        self.answers = list(answers)
        self.tokens: list[Response | NoAnswer] = []
        """What the call for a token is answered first."""
        self.came: list[str] = []
        self.heard: list[Fetched] = []

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        if request.path != CALL.path:
            self.came.append(headers.get("X-TOKEN", "-"))
            return self.answers.pop(0) if self.answers else OK
        self.came.append("fetch")
        assert (json.loads(request.body), dict(headers)) == ({"id": "key-1", "word": 'secret-"1"'}, {})
        if self.tokens:
            return self.tokens.pop(0)
        token = f"token-number-{self.came.count('fetch')}"
        return Response(200, (), json.dumps({"data": {"token": token, "lives": self.lives}}).encode())

    def client(self, credentials: Credentials = BY_TOKEN, pace: Pace | None = None) -> Client:
        return Client(self, pace or Pace(), credentials, lambda: self.now, lambda seconds: None, hear=self.heard.append)


def test_a_token_is_fetched_once_and_sent() -> None:
    api = Api()
    client = api.client()
    sent(client)
    sent(client, BY_TOKEN_TOO)
    assert api.came == ["fetch", "token-number-1", "token-number-1"]
    assert [exchange.request.path for exchange in client.history] == [ADD.path] * 2
    assert api.heard == [Fetched(1000.0, 1000.0, "fetched", 300.0)]


def test_nobody_fetches_a_token_who_needs_none() -> None:
    api = Api()
    client = api.client(BASIC)
    for who in Who:
        if who is not Who.TOKEN:
            sent(client, replace(ADD, as_who=who))
    assert "fetch" not in api.came


@pytest.mark.parametrize(
    ("lives", "last", "due"),
    [(300, 269.9, 270.0), (20, 17.9, 18.0), ("300", 269.9, 270.0), (0.5, 0.4, 0.45), (7200, 7169.0, 7170.0)],
)
def test_a_token_is_fetched_again_before_it_ends(lives: object, last: float, due: float) -> None:
    api = Api(lives)
    client = api.client()
    for moment in (0.0, last, due):
        api.now = 1000.0 + moment
        sent(client)
    assert api.came == ["fetch", "token-number-1", "token-number-1", "fetch", "token-number-2"]


@pytest.mark.parametrize("lives", [None, "soon", 0, -5, True, "1e999", 10**400])
def test_a_token_of_unknown_life_is_used_until_it_is_refused(lives: object) -> None:
    api = Api(lives)
    client = api.client()
    sent(client)
    api.now += 1e6
    sent(client)
    assert api.came.count("fetch") == 1


@pytest.mark.parametrize(
    "refusal",
    [REFUSED, Response(498), *(Response(200, (), b'{"status": {"code": %b}}' % code) for code in (b"401", b'"498"'))],
)
def test_a_refusal_of_an_older_token_is_tried_once_more_with_a_fresh_one(refusal: Response) -> None:
    """Both exchanges are recorded: the refusal proves that the first try wrote nothing."""
    api = Api(answers=[OK, refusal, OK])
    client = api.client()
    sent(client)
    last = sent(client, test="test")
    assert api.came == ["fetch", "token-number-1", "token-number-1", "fetch", "token-number-2"]
    assert [exchange.response for exchange in client.history] == [OK, refusal, OK]
    assert last is client.history[-1]
    assert [exchange.test for exchange in client.history] == ["", "test", "test"]


def test_a_fresh_token_that_is_refused_is_refused() -> None:
    api = Api(answers=[REFUSED, REFUSED, REFUSED])
    client = api.client()
    sent(client)
    assert api.came == ["fetch", "token-number-1"]
    sent(client)
    assert api.came[2:] == ["token-number-1", "fetch", "token-number-2"]


OF_AN_ITEM = Response(200, (), b'{"status": {"code": 500}}')


@pytest.mark.parametrize("answer", [Response(403), Response(500), OF_AN_ITEM, NoAnswer(Missing.TIMEOUT)])
def test_what_may_have_been_done_is_not_sent_again(answer: Response | NoAnswer) -> None:
    api = Api(answers=[OK, answer])
    client = api.client()
    sent(client)
    sent(client)
    assert api.came == ["fetch", "token-number-1", "token-number-1"]


def test_a_token_that_was_given_is_not_fetched() -> None:
    api = Api(answers=[REFUSED, REFUSED])
    client = api.client(Credentials(token="given-token", token_header="X-TOKEN"))
    sent(client)
    sent(client)
    assert api.came == ["given-token"] * 2


def test_the_token_is_there_before_requests_go_together() -> None:
    api = Api()
    client = api.client(BASIC)
    client.together([ADD, BY_TOKEN_TOO, BY_TOKEN_TOO])
    assert api.came[0] == "fetch"
    assert sorted(api.came[1:]) == ["-", "token-number-1", "token-number-1"]


def test_a_call_for_a_token_counts_in_the_budget() -> None:
    api = Api()
    pace = Pace(max_requests=3)
    client = api.client(pace=pace)
    sent(client)
    assert pace.spent == 2
    api.now += 300
    with pytest.raises(BudgetSpent):
        sent(client)
    assert api.came == ["fetch", "token-number-1", "fetch"]


def test_a_token_that_ends_while_the_target_is_waited_for_is_fetched_again() -> None:
    api = Api(lives=20, answers=[Response(429, (("Retry-After", "60"),)), OK])

    def sleep(seconds: float) -> None:
        api.now += seconds

    sent(Client(api, Pace(), BY_TOKEN, lambda: api.now, sleep))
    assert api.came == ["fetch", "token-number-1", "fetch", "token-number-2"]


@pytest.mark.parametrize("lost", [NoAnswer(Missing.RESET), Response(502)])
def test_a_lost_call_for_a_token_is_made_again(lost: Response | NoAnswer) -> None:
    api = Api()
    api.tokens = [lost, lost]
    sent(api.client())
    assert api.came == ["fetch"] * 3 + ["token-number-3"]


def test_a_call_that_is_too_early_is_waited_for() -> None:
    api = Api()
    api.tokens = [Response(429), Response(429)]
    sent(api.client())
    assert api.came == ["fetch"] * 3 + ["token-number-3"]


NOT_HAD = "no token is to be had by KEY and SECRET: POST /token"


def body(value: object) -> Response:
    return Response(200, (), json.dumps(value).encode())


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (BAD_PAIR, UsageError, "POST /token refuses KEY and SECRET (HTTP 200: "),
        (Response(401, (), b"{}"), UsageError, "POST /token refuses KEY and SECRET (HTTP 401: {})"),
        (
            Response(401, (), b"<html>"),
            Derailed,
            f"{NOT_HAD} answers no token but an error (HTTP 401): is the base URL right?",
        ),
        (
            Response(404, (), b"{}"),
            Derailed,
            f"{NOT_HAD} answers no token but an error (HTTP 404): is the base URL right?",
        ),
        (Response(302), Derailed, f"{NOT_HAD} answers no token but an error (HTTP 302): is the base URL right?"),
        (Response(500), Derailed, f"{NOT_HAD} answers no token but an error (HTTP 500)"),
        (Response(200, (), b"<html>"), Derailed, f"{NOT_HAD} answers no token (HTTP 200): is the base URL right?"),
        (
            body({"data": {"token": "two\nlines"}}),
            Derailed,
            f"{NOT_HAD} answers no token (HTTP 200): is the base URL right?",
        ),
        (body({"data": {"token": ""}}), Derailed, f"{NOT_HAD} answers no token (HTTP 200): is the base URL right?"),
        (body({"data": {"token": 7}}), Derailed, f"{NOT_HAD} answers no token (HTTP 200): is the base URL right?"),
        (body([]), Derailed, f"{NOT_HAD} answers no token (HTTP 200): is the base URL right?"),
        (NoAnswer(Missing.REFUSED, "nobody there"), Derailed, f"{NOT_HAD}: nobody there"),
        (NoAnswer(Missing.RESET, 'secret-"1"'), Derailed, f"{NOT_HAD}: {MASK.decode()}"),
        (NoAnswer(Missing.TIMEOUT), Derailed, f"{NOT_HAD}: timeout"),
    ],
)
def test_a_token_that_cannot_be_had_is_one_line_and_nothing_else_is_sent(
    answer: Response | NoAnswer, kind: type[ContractsError], told: str
) -> None:
    """The key is the person's affair, the rest ours or the network's; nothing is asked again."""
    api = Api()
    api.tokens = [answer] * 3
    client = api.client()
    for _ in range(2):
        with pytest.raises(kind) as caught:
            sent(client)
        assert str(caught.value).startswith(told)
        assert "\n" not in str(caught.value)
        assert 'secret-"1"' not in str(caught.value)
        assert 'secret-\\"1' not in str(caught.value)
    assert set(api.came) == {"fetch"}
    assert len(api.came) <= 3
    assert [heard.outcome for heard in api.heard] == [str(caught.value)]
    assert len(client.history) == 0


def test_a_run_with_a_user_goes_on_without_a_token() -> None:
    """Only what would have been sent with it has no verdict."""
    api = Api()
    api.tokens = [BAD_PAIR]
    client = api.client(BASIC)
    with pytest.raises(NoVerdict, match="refuses KEY and SECRET"):
        sent(client, BY_TOKEN_TOO)
    sent(client)
    assert api.came == ["fetch", "-"]


def test_a_key_that_is_refused_later_is_no_error_of_usage() -> None:
    """It was good when the run began."""
    api = Api()
    client = api.client()
    sent(client)
    api.now += 300
    api.tokens = [BAD_PAIR]
    with pytest.raises(Derailed, match="refuses KEY and SECRET"):
        sent(client)


@pytest.mark.parametrize("shown", ['say secret-"1"', 'say secret-\\"1\\"', "say token-number-1", "say token-number-2"])
def test_neither_the_secret_nor_any_token_is_recorded(shown: str) -> None:
    """Tokens that have ended stay secrets, for who knows when the target forgets them."""
    api = Api(answers=[OK, REFUSED, Response(200, (("X-Echo", shown),), shown.encode())])
    client = api.client()
    sent(client)
    last = sent(client)
    assert last.response is not None
    assert MASK in last.response.body
    assert last.response.header("X-Echo") == f"say {MASK.decode()}"


def test_the_same_token_again_is_not_taken_for_its_mask() -> None:
    """A target may hand out the token that it has given before."""
    api = Api(lives=100)
    api.tokens = [body({"data": {"token": "the-same-token", "lives": 100}}) for _ in range(2)]
    client = api.client()
    sent(client)
    api.now += 100
    sent(client)
    assert api.came == ["fetch", "the-same-token"] * 2


def test_credentials_with_a_grant_offer_the_token() -> None:
    assert BY_TOKEN.offers(Who.TOKEN)
    assert BASIC.offers(Who.TOKEN)
