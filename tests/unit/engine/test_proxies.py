"""What a proxy does in the place of the target is told in one line, and the target is trusted no less behind it."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import secured
from delivering import ADD, Target, answer_at, told
from secured import STRANGER, bundle, client_cert, listening, saying, speaking_no_tls, tunnelling
from urllib3.connection import HTTPSConnection

from contracts.engine import http_transport as module
from contracts.engine.client import Connection
from contracts.engine.exchange import Answer, Response


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    secured.bare(monkeypatch)
    monkeypatch.setattr(module, "CONNECT_S", 2.0)


WANTED = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("url", ["https://staging.example:8443", "http://staging.example:8443/v2"])
def test_a_proxy_that_wants_a_password_is_named_without_it(url: str) -> None:
    heard: list[bytes] = []
    with listening(saying(WANTED, heard)) as port:
        without = told(url, Connection(proxy=f"http://127.0.0.1:{port}"))
        wrong = told(url, Connection(proxy=f"http://me:hush@127.0.0.1:{port}"))
    proxy = f"the proxy http://127.0.0.1:{port} (--proxy)"
    assert without.startswith(f"{proxy} wants a user and a password (HTTP 407")
    assert without.endswith("): put them into its URL, http://user:password@...")
    assert wrong.startswith(f"{proxy} refuses the user and password of its URL (HTTP 407")
    assert "hush" not in wrong
    assert len(heard) == 2


def test_a_proxy_that_does_not_let_us_through_is_told_as_that() -> None:
    with listening(saying(b"HTTP/1.1 403 Forbidden\r\n\r\n")) as port:
        line = told("https://staging.example", Connection(proxy=f"127.0.0.1:{port}"))
    assert line == (
        f"the proxy 127.0.0.1:{port} (--proxy) does not let us through to staging.example:443 (HTTP 403 Forbidden): "
        "may it, and is the base URL right?"
    )


@pytest.mark.parametrize("url", ["https://staging.example", "http://staging.example"])
@pytest.mark.parametrize("password", ["", "me:hush@"])
def test_a_proxy_that_is_down_is_told_as_that(url: str, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = told(url, Connection(proxy=f"http://{password}127.0.0.1:9"))
    asked = "does not answer (Connection refused): is it up, and its URL right?"
    assert line == f"the proxy http://127.0.0.1:9 (--proxy) {asked}"
    monkeypatch.setenv("ALL_PROXY", f"http://{password}127.0.0.1:9")
    line = told(url, Connection())
    assert line == f"the proxy http://127.0.0.1:9 (ALL_PROXY) {asked} NO_PROXY names hosts that need none"
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://{password}127.0.0.1:9")
    name = f"{url.partition(':')[0].upper()}_PROXY"
    line = told(url, Connection())
    assert line == f"the proxy http://127.0.0.1:9 ({name}) {asked} NO_PROXY names hosts that need none"


@pytest.mark.parametrize("url", ["https://staging.example", "http://staging.example"])
def test_a_proxy_that_is_asked_without_tls_is_told_as_that(url: str) -> None:
    with listening(saying(b"\x15\x03\x01\x00\x02\x02\x46")) as port:
        line = told(url, Connection(proxy=f"http://127.0.0.1:{port}"))
    assert line.endswith("(--proxy) speaks TLS, and was asked without: https:// in its URL would do")


def test_a_proxy_that_does_not_speak_tls_is_told_as_that() -> None:
    with listening(speaking_no_tls()) as port:
        line = told("https://staging.example", Connection(proxy=f"https://127.0.0.1:{port}"))
    assert line == f"the proxy https://127.0.0.1:{port} (--proxy) does not speak TLS: http:// in its URL would do"


@pytest.mark.parametrize("reply", [b"SSH-2.0-x\r\n", b"SSH-2.0-x" * 9_999 + b"\r\n", b"\x1b[31m\r\n", b""])
def test_what_is_no_proxy_is_told_as_that(reply: bytes) -> None:
    with listening(saying(reply)) as port:
        line = told("https://staging.example", Connection(proxy=f"http://127.0.0.1:{port}"))
    assert line.startswith(f"the proxy http://127.0.0.1:{port} (--proxy) does not answer (")
    assert line.endswith("): is it up, and its URL right?")
    assert line.isprintable()
    assert len(line) < 400


def test_the_certificate_of_a_proxy_is_told_as_that(tmp_path: Path) -> None:
    with secured.secured(Target(), secured.stranger()) as url:
        line = told("https://staging.example", Connection(verify=bundle(tmp_path), proxy=url))
    assert line.startswith(f"the certificate of the proxy {url} (--proxy) is issued by nobody in {tmp_path / 'ca.pem'}")


def test_a_proxy_that_is_trusted_is_asked_and_not_shown_who_we_are(tmp_path: Path) -> None:
    ours = Connection(verify=bundle(tmp_path), cert=client_cert(tmp_path))
    with secured.secured(Target(Answer(Response(403))), secured.good()) as url:
        line = told("https://staging.example", replace(ours, proxy=url))
        assert isinstance(answer_at("http://staging.example", replace(ours, proxy=url)), Response)
    assert "(--proxy) does not let us through to staging.example:443 (HTTP 403 Forbidden)" in line
    with secured.secured(Target(), secured.demanding(ssl.TLSVersion.TLSv1_2)) as url:
        line = told("https://staging.example", replace(ours, proxy=url))
    assert line == (
        f"the proxy {url} (--proxy) refuses the TLS handshake (handshake failure): "
        "a proxy is shown no client certificate"
    )


def test_nobody_is_trusted_beside_whom_the_person_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", bundle(other, STRANGER))
    with secured.secured(Target(), secured.stranger()) as url:
        assert "is issued by nobody in" in told(url, Connection(verify=bundle(tmp_path)))


def test_what_was_said_before_the_other_side_hung_up_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is without TLS: an answer, or the alert that tells why."""
    send = HTTPSConnection.send

    def cut(self: HTTPSConnection, data: object) -> None:
        send(self, data)  # type: ignore[arg-type]
        if data == ADD.body:
            raise ssl.SSLEOFError("EOF occurred in violation of protocol")

    monkeypatch.setattr(HTTPSConnection, "send", cut)
    with secured.secured(Target(), secured.good()) as url:
        assert isinstance(answer_at(url, Connection(verify=bundle(tmp_path))), Response)


def test_through_a_proxy_the_certificate_of_the_target_is_checked(tmp_path: Path) -> None:
    """And the proxy, which is not shown ours, is not told as the cause."""
    with secured.secured(Target(), secured.stranger()) as url, tunnelling(url) as proxy:
        line = told(url, Connection(verify=bundle(tmp_path), proxy=proxy))
    assert line.startswith(f"the certificate of {url.removeprefix('https://')} is issued by nobody")
    with secured.secured(Target(), secured.demanding()) as url, tunnelling(url) as proxy:
        assert answer_at(
            url, Connection(verify=bundle(tmp_path), cert=client_cert(tmp_path), proxy=proxy)
        ) == answer_at(url, Connection(verify=bundle(tmp_path), cert=client_cert(tmp_path)))
    with listening(lambda peer: peer.recv(9)) as port, tunnelling(f"http://127.0.0.1:{port}") as proxy:
        line = told(f"https://127.0.0.1:{port}", Connection(proxy=proxy))
    assert line.startswith(f"no TLS handshake with 127.0.0.1:{port} through the proxy {proxy} (--proxy) (")
