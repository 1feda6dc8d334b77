"""The client delivers once, records everything, and leaves nothing of the environment or of secrets behind."""

from __future__ import annotations

import base64
import contextlib
import gzip
import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
import requests

from contracts import client as module
from contracts.client import Client, Connection, HttpTransport, check_base_url, check_reachable, is_loopback
from contracts.credentials import Credentials
from contracts.errors import HarnessError, Unreachable, UsageError
from contracts.exchange import MASK, Answer, Delivery, Exchange, Missing, NoAnswer, Request, Response, Who
from contracts.pace import BudgetSpent, Pace
from contracts.server import RateLimit, Server

ADD = Request("addCustomer", "POST", "/v2/customers", headers=(("Content-Type", "application/json"),), body=b"{}")
OK = Response(200, (("Content-Type", "application/json"),), b'{"createdId": 7}')
PATIENT = Connection(timeout_s=5.0)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
KNOWN = Credentials("writer", "pass-word-1", "reader", "read-word-1", "token-token-1", "X-TOKEN")


class Target:
    """A server that answers what it is told, and remembers what reached it."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else Answer(OK)


@contextlib.contextmanager
def sending(
    target: Target, connection: Connection = PATIENT, limit: RateLimit | None = None
) -> Iterator[HttpTransport]:
    """A transport to a server that is up as long as the context."""
    with Server(target, limit=limit) as server:
        transport = HttpTransport(server.base_url, connection)
        try:
            yield transport
        finally:
            transport.close()


@contextlib.contextmanager
def raw(*replies: bytes, reset: bool = False, hold: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A bare socket that reads a request, writes these bytes, and hangs up; yields its URL and what it read.

    With `hold` it waits until its peer hangs up.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(2.0)
    read: list[bytes] = []

    def serve() -> None:
        for reply in replies:
            with contextlib.suppress(OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(2)
                    request = bytearray()
                    while not request.endswith(ADD.body) and (piece := peer.recv(65_536)):
                        request += piece  # to hang up on a body that comes after its head would be a reset
                    read.append(bytes(request))
                    peer.sendall(reply)
                    if hold:
                        peer.recv(1)
                    if reset:
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", read
    finally:
        listener.close()
        thread.join(3)


def recorded(
    transport: Callable[[Request, Mapping[str, str]], Response | NoAnswer],
    credentials: Credentials = KNOWN,
    pace: Pace | None = None,
) -> tuple[Client, list[Exchange], list[float]]:
    """A client that sleeps nowhere, what it told of, and how long it would have slept."""
    told: list[Exchange] = []
    slept: list[float] = []

    def hear(exchanges: Sequence[Exchange]) -> None:
        told.extend(exchanges)

    return Client(transport, pace or Pace(), credentials, hear, sleep=slept.append), told, slept


def test_a_request_arrives_as_it_is() -> None:
    target = Target()
    with sending(target) as send:
        answer = send(
            Request("x", "PUT", "/a b", (("q", "ä&="), ("q", "2")), (("X-One", "1"),), b"body"), {"X-Two": "2"}
        )
    assert isinstance(answer, Response)
    assert (answer.status, answer.json) == (200, {"createdId": 7})
    (got,) = target.requests
    assert (got.method, got.path, got.query, got.body) == ("PUT", "/a b", (("q", "ä&="), ("q", "2")), b"body")
    assert (got.header("x-one"), got.header("x-two"), got.header("accept")) == ("1", "2", "application/json")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(OK, delivery=Delivery.RESET), Missing.RESET),
        (Answer(OK, delivery=Delivery.CUT), Missing.CUT),
        (Answer(OK, delay_s=2.0), Missing.TIMEOUT),
        (Answer(Response(200, (), b"x" * 2000)), Missing.TOO_LARGE),
    ],
    ids=["reset", "cut", "late", "too large"],
)
def test_no_answer_says_why_and_the_request_was_delivered_once(answer: Answer, why: Missing) -> None:
    target = Target(answer)
    with sending(target, Connection(timeout_s=1.0, max_body_bytes=1000)) as send:
        got = send(ADD, {})
    assert isinstance(got, NoAnswer)
    assert got.why is why
    assert len(target.requests) == 1


def test_a_body_of_just_the_limit_is_fine() -> None:
    with sending(Target(Answer(Response(200, (), b"x" * 1000))), Connection(max_body_bytes=1000)) as send:
        assert isinstance(send(ADD, {}), Response)


@pytest.mark.parametrize(
    "beginning",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}")[:12],
        CHUNKED + b"63\r\n{",
    ],
    ids=["whole", "packed", "chunked"],
)
def test_an_answer_that_drips_is_given_up_at_its_first_byte_after_the_time(
    beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = itertools.count(step=100)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: float(next(late))))
    with raw(beginning, hold=True) as (url, _):
        transport = HttpTransport(url, Connection(timeout_s=1.5))
        got = transport(ADD, {})
        transport.close()
    assert got == NoAnswer(Missing.TIMEOUT, "not complete after 1.5 s")


def test_an_answer_that_stops_coming_is_late() -> None:
    with raw(CHUNKED + b"63\r\n{", hold=True) as (url, _):
        transport = HttpTransport(url, Connection(timeout_s=0.2))
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.TIMEOUT


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
@pytest.mark.parametrize("chunked", [True, False])
def test_a_packed_answer_is_unpacked_up_to_the_limit(size: int, fits: bool, chunked: bool) -> None:
    packed = gzip.compress(b"x" * size)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
    length = f"Content-Length: {len(packed)}\r\n\r\n".encode()
    chunks = b"Transfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (
        packed[:5],
        len(packed) - 5,
        packed[5:],
    )
    with raw(head + (chunks if chunked else length + packed)) as (url, _):
        transport = HttpTransport(url, Connection(max_body_bytes=1000))
        got = transport(ADD, {})
        transport.close()
    assert got.body == b"x" * size if isinstance(got, Response) else got.why is Missing.TOO_LARGE
    assert isinstance(got, Response) is fits


def test_what_cannot_be_unpacked_is_no_answer() -> None:
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}") as (url, _):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.CUT


def test_nobody_listening_is_a_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    got = HttpTransport(f"http://127.0.0.1:{port}", PATIENT)(ADD, {})
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.REFUSED


@pytest.mark.parametrize(
    "reply", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"rubbish\r\n\r\n", CHUNKED + b"4\r\nhal"]
)
def test_rubbish_is_no_answer_and_is_not_sent_for_again(reply: bytes) -> None:
    with raw(reply, reply) as (url, read):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
        assert isinstance(got, NoAnswer)
        assert len(read) == 1


def test_lengths_that_contradict_each_other_are_the_targets_fault() -> None:
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}") as (url, _):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.CUT


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://*"])
def test_what_cannot_be_put_into_http_is_our_fault_and_is_not_quoted(url: str) -> None:
    with pytest.raises(HarnessError, match="POST /v2/customers as writer cannot be put into HTTP") as caught:
        HttpTransport(url, PATIENT)(ADD, {"X-TOKEN": "token-token-1\n"})
    assert "token-token-1" not in str(caught.value)


def test_a_proxy_that_is_none_is_our_fault() -> None:
    with pytest.raises(HarnessError, match=r"nothing was sent: .*proxy"):
        HttpTransport("http://127.0.0.1:9", Connection(proxy="http:///"))(ADD, {})


def test_redirects_are_answers() -> None:
    target = Target(Answer(Response(307, (("Location", "/elsewhere"),), b"")))
    with sending(target) as send:
        got = send(ADD, {})
    assert isinstance(got, Response)
    assert got.status == 307
    assert len(target.requests) == 1


def test_cookies_are_not_kept() -> None:
    target = Target(Answer(Response(200, (("Set-Cookie", "a=b; Path=/"),), b"{}")))
    with sending(target) as send:
        send(ADD, {})
        send(ADD, {})
    assert target.requests[1].header("Cookie") is None


def test_netrc_adds_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\ndefault login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    target = Target()
    with sending(target) as send:
        send(ADD, {})
    assert target.requests[0].header("Authorization") is None


def test_proxies_of_the_environment_do_not_matter_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with sending(Target()) as send:
        assert isinstance(send(ADD, {}), Response)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that sends every request outside through a proxy, and trusts certificates of its own."""
    for name in ("NO_PROXY", "ALL_PROXY", "HTTPS_PROXY", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("http_proxy", "http://environment:1")
    monkeypatch.setenv("https_proxy", "http://environment:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "environment.pem")
    return monkeypatch


@pytest.mark.parametrize(
    ("connection", "verify", "proxy"),
    [
        (Connection(), "environment.pem", "http://environment:1"),
        (Connection(verify=False), False, "http://environment:1"),
        (Connection(verify="option.pem"), "option.pem", "http://environment:1"),
        (Connection(proxy="http://option:1"), "environment.pem", "http://option:1"),
    ],
    ids=["neither", "insecure", "ca-bundle", "proxy"],
)
def test_an_option_wins_over_the_environment(
    elsewhere: pytest.MonkeyPatch, connection: Connection, verify: bool | str, proxy: str
) -> None:
    asked: list[Mapping[str, Any]] = []

    def send(self: object, request: object, **settings: Any) -> NoReturn:
        asked.append(settings)
        raise requests.exceptions.ConnectTimeout

    elsewhere.setattr(module.HTTPAdapter, "send", send)
    HttpTransport("https://staging.example", connection)(ADD, {})
    assert [(each["verify"], each["proxies"]["https"]) for each in asked] == [(verify, proxy)]


def test_what_a_proxy_reaches_is_reachable(elsewhere: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(address: object, timeout: float) -> NoReturn:
        tried.append(address)
        raise ConnectionRefusedError(111, "refused")

    elsewhere.setattr(module.socket, "create_connection", refuse)
    check_reachable("https://staging.example", Connection())
    check_reachable("http://127.0.0.1:9", Connection(proxy="http://option:1"))
    assert tried == []
    with pytest.raises(Unreachable):
        check_reachable("http://127.0.0.1:9", Connection())
    elsewhere.setenv("no_proxy", "staging.example")
    with pytest.raises(Unreachable):
        check_reachable("https://staging.example", Connection())
    assert tried == [("127.0.0.1", 9), ("staging.example", 443)]


def test_an_idle_connection_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    with raw(reply, reply) as (url, read):
        transport = HttpTransport(url, PATIENT)
        monkeypatch.setattr(module, "IDLE_S", -1.0)
        answers = [transport(ADD, {}), transport(ADD, {})]
        transport.close()
        assert all(isinstance(answer, Response) for answer in answers)
        assert len(read) == 2


def test_a_429_is_waited_for_and_each_try_is_recorded() -> None:
    answers = [Response(429, (("Retry-After", "2"),)), Response(429), OK]
    client, told, slept = recorded(lambda request, headers: answers.pop(0))
    last = client.send(ADD, "item")
    assert [e.response.status for e in told if e.response] == [429, 429, 200]
    assert list(client.history) == told
    assert [e.index for e in told] == [0, 1, 2]
    assert {e.item for e in told} == {"item"}
    assert last is told[-1]
    assert slept == [2.0, 1.0]


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "²", ".", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_odd_retry_after_is_no_reason_to_wait_long(value: str) -> None:
    answers = [Response(429, (("Retry-After", value),)), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    client.send(ADD)
    assert slept == [0.5]


@pytest.mark.parametrize(("value", "waits"), [("100", [100.0, 50.0]), ("9" * 400, [module.PATIENCE_S])])
def test_patience_ends(value: str, waits: list[float]) -> None:
    client, told, slept = recorded(lambda request, headers: Response(429, (("Retry-After", value),)))
    last = client.send(ADD)
    assert last.response is not None
    assert last.response.status == 429
    assert slept == waits
    assert len(told) == len(waits) + 1
    assert sum(slept) == module.PATIENCE_S


def test_patience_is_the_targets_until_it_answers() -> None:
    answers = [Response(429, (("Retry-After", "150"),))] * 3 + [OK, Response(429), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    for _ in range(4):
        client.send(ADD)
    assert slept == [150.0, 0.5]


def test_a_run_that_would_end_meanwhile_is_not_waited_for() -> None:
    client, told, slept = recorded(
        lambda request, headers: Response(429, (("Retry-After", "100"),)), pace=Pace(until=50.0, clock=lambda: 0.0)
    )
    client.send(ADD)
    assert (len(told), slept) == (1, [])


@pytest.mark.parametrize(
    "answer", [NoAnswer(Missing.RESET), NoAnswer(Missing.REFUSED), Response(503), Response(500), OK]
)
def test_nothing_but_a_429_is_sent_again(answer: Response | NoAnswer) -> None:
    client, told, slept = recorded(lambda request, headers: answer)
    client.send(ADD)
    assert len(told) == 1
    assert slept == []


def test_a_real_429_is_followed_by_a_success() -> None:
    target = Target()
    with sending(target, limit=RateLimit(1, 60.0)) as send:
        client, told, _ = recorded(send)
        client.send(ADD)
        other, tries, _ = recorded(send, pace=Pace(max_requests=2))
        last = other.send(ADD)  # nobody knows what it would have said: that is no verdict, and no spent budget
        assert last.response is not None
        assert last.response.status == 429
        assert len(tries) == 2
        with pytest.raises(BudgetSpent):
            other.send(ADD)
    assert len(told) == 1
    assert len(target.requests) == 1


def test_requests_together_are_recorded_in_the_order_in_which_they_ended() -> None:
    clock = iter(range(100))
    told: list[Sequence[Exchange]] = []
    client = Client(lambda request, headers: OK, Pace(), KNOWN, told.append, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD, ADD], "race")
    assert len(told) == 1
    assert [e.index for e in told[0]] == [0, 1, 2]
    assert [e.ended for e in told[0]] == sorted(e.ended for e in exchanges)
    assert {e.item for e in exchanges} == {"race"}
    assert client.pace.spent == 3


class Turns:
    """A transport that has requests under way together without threads, and answers the last one first."""

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        return OK

    def together(
        self, requests: Sequence[tuple[Request, Mapping[str, str]]]
    ) -> Iterator[tuple[int, Response | NoAnswer]]:
        for place in reversed(range(len(requests))):
            yield place, Response(200, (("X-Place", str(place)), ("X-Who", requests[place][1]["Authorization"])))


def test_requests_that_take_turns_are_recorded_as_they_are_answered() -> None:
    clock = iter(range(100))
    told: list[Sequence[Exchange]] = []
    client = Client(Turns(), Pace(), KNOWN, told.append, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD], "race")
    assert [e.response and e.response.header("X-Place") for e in exchanges] == ["0", "1"]
    assert [e.response and e.response.header("X-Place") for e in told[0]] == ["1", "0"]
    assert {e.started for e in exchanges} == {0.0}
    assert all(e.response and e.response.header("X-Who") != "" for e in exchanges)


@pytest.mark.parametrize("secret", ["pass-word-1", "read-word-1", "token-token-1"])
def test_secrets_are_masked_in_what_is_recorded(secret: str) -> None:
    encoded = base64.b64encode(f"writer:{secret}".encode())
    leaky = Response(200, (("X-Echo", f"a {secret}"),), b"you said " + secret.encode() + b"; " + encoded)
    client, told, _ = recorded(lambda request, headers: leaky)
    client.send(ADD)
    (exchange,) = told
    assert exchange.response is not None
    assert secret.encode() not in exchange.response.body
    assert MASK in exchange.response.body
    assert exchange.response.header("X-Echo") == "a " + MASK.decode()


def test_secrets_are_masked_in_the_detail_of_no_answer() -> None:
    client, told, _ = recorded(lambda request, headers: NoAnswer(Missing.CUT, "broken: token-token-1"))
    client.send(ADD)
    assert told[0].answer == NoAnswer(Missing.CUT, f"broken: {MASK.decode()}")


def test_every_form_of_a_password_is_a_secret() -> None:
    md5 = "a8742e9a0b4c36e2b4d7f2ee4a3e1d77"
    secrets = KNOWN.secrets
    assert b"pass-word-1" in secrets
    assert base64.b64encode(b"writer:pass-word-1") in secrets
    assert any(len(secret) == len(md5) for secret in secrets)
    assert list(secrets) == sorted(secrets, key=len, reverse=True)
    assert Credentials().secrets == ()


@pytest.mark.parametrize("password", ["pass-word-1", "pw"], ids=["long", "short"])
@pytest.mark.parametrize("as_md5", [False, True], ids=["plain", "md5"])
@pytest.mark.parametrize("who", Who)
def test_an_echo_of_who_sends_is_masked_where_it_tells_a_secret(who: Who, as_md5: bool, password: str) -> None:
    def echo(request: Request, headers: Mapping[str, str]) -> Response:
        words = [word for value in headers.values() for word in (value, value.removeprefix("Basic "))]
        return Response(401, tuple(headers.items()), json.dumps(words).encode())

    credentials = replace(KNOWN, password=password, as_md5=as_md5)
    client, told, _ = recorded(echo, credentials)
    client.send(replace(ADD, as_who=who))
    response = told[0].response
    assert response is not None
    shown = [*(value for _, value in response.headers), *response.json]
    tells_nothing = who in (Who.NOBODY, Who.EMPTY, Who.NO_PASSWORD, Who.GARBAGE_TOKEN)
    assert [MASK.decode() in word for word in shown] == [not tells_nothing] * len(shown)


def test_a_password_is_masked_as_json_writes_it() -> None:
    leaky = Response(401, (), json.dumps('say "friend"').encode())
    client, told, _ = recorded(lambda request, headers: leaky, Credentials("writer", 'say "friend"'))
    client.send(ADD)
    assert told[0].answer == Response(401, (), b'"' + MASK + b'"')


def test_a_short_password_is_an_ordinary_word() -> None:
    harmless = Response(400, (), b'{"message": "a test failed"}')
    client, told, _ = recorded(lambda request, headers: harmless, Credentials("writer", "test"))
    client.send(ADD)
    assert told[0].answer == harmless


@pytest.mark.parametrize(
    ("who", "user", "password"),
    [
        (Who.WRITER, "writer", "pass-word-1"),
        (Who.READER, "reader", "read-word-1"),
        (Who.WRONG_PASSWORD, "writer", "wrong-pass-word-1"),
        (Who.PASSWORD_PREFIX, "writer", "pass-word-"),
        (Who.PASSWORD_LONGER, "writer", "pass-word-1x"),
        (Who.PASSWORD_CASE, "writer", "PASS-WORD-1"),
        (Who.NO_PASSWORD, "writer", ""),
        (Who.UNKNOWN_USER, "nobody-of-that-name", "pass-word-1"),
    ],
)
def test_basic_credentials_are_those_of_the_sender(who: Who, user: str, password: str) -> None:
    sent = KNOWN.headers(who)["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == f"{user}:{password}"


def test_other_senders_send_what_they_are() -> None:
    assert KNOWN.headers(Who.TOKEN) == {"X-TOKEN": "token-token-1"}
    assert KNOWN.headers(Who.GARBAGE_TOKEN) == {"X-TOKEN": "garbage"}
    assert KNOWN.headers(Who.NOBODY) == {}
    assert KNOWN.headers(Who.EMPTY) == {"Authorization": "Basic "}
    assert Credentials(token="t" * 9).headers(Who.WRITER) == {"Authorization": "t" * 9}


def test_a_password_may_be_sent_as_its_md5() -> None:
    whole, prefix = (
        base64.b64decode(Credentials("u", "secret", as_md5=True).headers(who)["Authorization"][6:]).decode()
        for who in (Who.WRITER, Who.PASSWORD_PREFIX)
    )
    assert whole == "u:5ebe2294ecd0e0f08eab7690d2a6ee69"
    assert prefix == whole[:-1]


def test_identities_are_offered_where_they_are_known() -> None:
    assert all(map(KNOWN.offers, Who))
    assert {who for who in Who if not Credentials().offers(who)} == {
        Who.READER,
        Who.TOKEN,
        Who.WRONG_PASSWORD,
        Who.PASSWORD_PREFIX,
        Who.PASSWORD_LONGER,
        Who.PASSWORD_CASE,
        Who.NO_PASSWORD,
    }


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize("url", ["http://h", "https://h:8443/a/b/", "http://[::1]:80", "http://127.0.0.1:8000/"])
def test_a_base_url_is_a_host_with_a_port_and_a_path(url: str) -> None:
    check_base_url(url)


BAD_HOSTS = ["ftp://h", "h", "http://", "http://:80", "http://h:abc", "http://h:0", "http://h:99999", "http://[::1"]
BAD_ENDS = ["http://h?a=1", "http://h/a?", "http://h#a", "http://h/a#b", "http://h /a", "http://h\n"]


@pytest.mark.parametrize("url", [*BAD_HOSTS, *BAD_ENDS])
def test_other_base_urls_are_quoted_with_what_would_do(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_base_url(url)
    assert str(caught.value).startswith(f"--base-url: got {url!r}, should be http://host or https://host, with a port")


@pytest.mark.parametrize("url", ["http://till:hush@h", "http://hush@h", "http://till:hu/hush@h", "https://:hush@h:1/a"])
def test_a_base_url_with_a_password_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(UsageError, match="CONTRACTS_USERNAME and CONTRACTS_PASSWORD") as caught:
        check_base_url(url)
    assert "hush" not in str(caught.value)


def test_reachable_is_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        check_reachable(url, PATIENT)
    with pytest.raises(Unreachable, match=r"nothing answers at 127\.0\.0\.1"):
        check_reachable(url, PATIENT)
