"""A request goes over HTTP once, as it is, and nothing of the environment goes with it."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest
import requests
from delivering import ADD, OK, PATIENT, Target, raw, sending
from secured import bare

from contracts.engine import http_transport as module
from contracts.engine.client import Connection
from contracts.engine.errors import HarnessError, Unreachable, UsageError
from contracts.engine.exchange import Answer, Delivery, Missing, NoAnswer, Request, Response
from contracts.engine.http_transport import HttpTransport, check_reachable

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


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
    assert got.header("cache-control") is None


def test_a_read_is_to_pass_by_caches() -> None:
    target = Target()
    with sending(target) as send:
        send(Request("x", "GET", "/a"), {})
    assert target.requests[0].header("cache-control") == "no-cache"


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


@pytest.mark.parametrize(
    ("header", "body", "told"),
    [
        (b"Content-Encoding: gzip", b"{}", "says Content-Encoding: gzip, and its body cannot be decoded so"),
        (b"Content-Encoding: gzip, gzip", gzip.compress(b"{}"), "says Content-Encoding: gzip, gzip, and"),
        (
            b"Content-Encoding: br",
            b"\x8b\x00\x80{}\x03",
            "Content-Encoding: br, and its body cannot be decoded so (gzip",
        ),
        (b"Content-Encoding: gzip, secret", gzip.compress(b"{}"), "says Content-Encoding: gzip, secret, and"),
        (b"Content-Length: 2, 3", b"{}", "cannot be read as HTTP"),
    ],
    ids=["plain", "coded once", "not asked for", "unknown", "two lengths"],
)
def test_what_contradicts_its_headers_is_no_answer(
    header: bytes, body: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CODINGS", frozenset({"gzip", "x-gzip", "deflate"}))
    with raw(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n\r\n" + body) as (url, _):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, NoAnswer)
    assert got.why is Missing.UNREADABLE
    assert told in got.detail


@pytest.mark.parametrize("coding", [b"identity", b"utf-8", b"Gzip", b"identity, GZIP", b"x-gzip", b"", b","])
def test_a_coding_that_does_no_harm_is_read(coding: bytes) -> None:
    body = gzip.compress(b"{}") if b"zip" in coding.lower() else b"{}"
    with raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + b"\r\n\r\n" + body) as (url, _):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, Response)
    assert got.body == b"{}"


def test_nothing_may_be_said_to_be_packed() -> None:
    with raw(b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n") as (url, _):
        transport = HttpTransport(url, PATIENT)
        got = transport(ADD, {})
        transport.close()
    assert isinstance(got, Response)
    assert got.body == b""


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


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://*"])
def test_what_cannot_be_put_into_http_is_our_fault_and_is_not_quoted(url: str) -> None:
    with pytest.raises(HarnessError, match="POST /v2/customers as writer cannot be put into HTTP") as caught:
        HttpTransport(url, PATIENT)(ADD, {"X-TOKEN": "token-token-1\n"})
    assert "token-token-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("http:///", "got 'http:///', should be http://host:port"),
        ("ftp://me:hush@proxy:1", "got 'ftp://proxy:1', should be http://host:port (or https, socks5)"),
        ("http://me:hu/sh@proxy:1", "got 'http://proxy:1', should be"),
        ("me:hush@proxy:abc", "got 'proxy:abc', should be"),
        ("socks5://me:hush@proxy:1", "got 'socks5://proxy:1', which needs PySocks: pip install PySocks"),
    ],
)
def test_a_proxy_that_is_none_is_told_without_its_password(
    proxy: str, told: str, elsewhere: pytest.MonkeyPatch
) -> None:
    elsewhere.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        HttpTransport("http://127.0.0.1:9", Connection(proxy=proxy))
    assert str(caught.value).startswith(f"--proxy: {told}")
    elsewhere.setenv("https_proxy", proxy)
    with pytest.raises(UsageError) as caught:
        check_reachable("https://staging.example", Connection(verify=False))
    assert str(caught.value).startswith(f"HTTPS_PROXY: {told}")
    assert "hush" not in str(caught.value)


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
    """An environment that sends every request outside through a proxy."""
    bare(monkeypatch)
    monkeypatch.setenv("http_proxy", "http://environment:1")
    monkeypatch.setenv("https_proxy", "http://environment:1")
    return monkeypatch


@pytest.mark.parametrize(
    ("connection", "proxy"),
    [(Connection(), "http://environment:1"), (Connection(proxy="http://option:1"), "http://option:1")],
    ids=["neither", "proxy"],
)
def test_an_option_wins_over_the_environment(elsewhere: pytest.MonkeyPatch, connection: Connection, proxy: str) -> None:
    asked: list[Mapping[str, Any]] = []

    def send(self: object, request: object, **settings: Any) -> NoReturn:
        asked.append(settings)
        raise requests.exceptions.ConnectTimeout

    elsewhere.setattr(module.HTTPAdapter, "send", send)
    HttpTransport("https://staging.example", connection)(ADD, {})
    assert [each["proxies"]["https"] for each in asked] == [proxy]


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
    with pytest.raises(Unreachable):
        check_reachable("https://Staging.Example.", Connection())
    assert tried == [("127.0.0.1", 9), ("staging.example", 443), ("staging.example.", 443)]
