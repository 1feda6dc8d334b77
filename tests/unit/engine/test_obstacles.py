"""What stands in the way to a target is told in one line: the cause first, then what would help."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import certifi
import pytest
import secured
from delivering import ADD, OK, Target, answer_at, told
from secured import CA, STRANGER, bundle, client_cert, encrypted, listening, saying, speaking_no_tls

from contracts.engine import http_transport as module
from contracts.engine import tls
from contracts.engine.client import Connection
from contracts.engine.errors import Unreachable, UsageError
from contracts.engine.exchange import Answer, Missing, NoAnswer, Response
from contracts.engine.http_transport import HttpTransport, check_reachable, explained
from contracts.engine.server import Server

UNCHECKED = "--insecure leaves certificates unchecked"
TRUSTING = f"--ca-bundle FILE names certificates to trust, {UNCHECKED}"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    secured.bare(monkeypatch)
    monkeypatch.setattr(module, "CONNECT_S", 2.0)


CERTIFICATES: list[tuple[Callable[[], ssl.SSLContext], str]] = [
    (secured.self_signed, f"is self-signed: {TRUSTING}"),
    (secured.stranger, f"(--ca-bundle) (unable to get local issuer certificate): {TRUSTING}"),
    (secured.expired, f"has expired: it has to be renewed, or the clock of this machine be set; {UNCHECKED}"),
    (secured.not_yet_valid, f"is not valid yet: is the clock of this machine right? {UNCHECKED}"),
    (
        secured.other_host,
        f"is for another host than 127.0.0.1: the URL has to name the host that it is for; {UNCHECKED}",
    ),
]


@pytest.mark.parametrize(("context", "why"), CERTIFICATES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_certificate_that_will_not_do_is_told_as_that(
    context: Callable[[], ssl.SSLContext], why: str, tmp_path: Path
) -> None:
    target = Target()
    with secured.secured(target, context()) as url:
        line = told(url, Connection(verify=bundle(tmp_path)))
        assert isinstance(answer_at(url, Connection(verify=False)), Response)
    assert line.startswith(f"the certificate of {url.removeprefix('https://')} is") or "has expired" in line
    assert line.endswith(why)
    assert len(target.requests) == 1


def test_who_trusts_nobody_in_particular_is_told_so() -> None:
    with secured.secured(Target(), secured.good()) as url:
        assert "is issued by nobody who is trusted here (unable to get local issuer" in told(url, Connection())


def test_a_certificate_of_ours_is_trusted(tmp_path: Path) -> None:
    """By a file, by a folder, and on every connection."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with secured.secured(Target(), secured.good()) as url:
        transport = HttpTransport(url, Connection(verify=bundle(tmp_path)))
        assert [transport(ADD, {}), transport(ADD, {})] == [answer_at(url, Connection(verify=bundle(tmp_path)))] * 2
        transport.close()
        assert "nobody in" in told(url, Connection(verify=str(folder)))


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environment_says_whom_to_trust(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback too; an option wins."""
    monkeypatch.setenv(name, bundle(tmp_path))
    other = tmp_path / "other"
    other.mkdir()
    with secured.secured(Target(), secured.good()) as url:
        assert isinstance(answer_at(url, Connection()), Response)
        assert "(--ca-bundle)" in told(url, Connection(verify=bundle(other, STRANGER)))
    with secured.secured(Target(), secured.stranger()) as url:
        assert f"nobody in {tmp_path / 'ca.pem'} ({name})" in told(url, Connection())


def test_requests_own_variables_come_before_those_of_openssl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle(tmp_path))
    monkeypatch.setenv("CURL_CA_BUNDLE", "nowhere.pem")
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    with secured.secured(Target(), secured.good()) as url:
        assert isinstance(answer_at(url, Connection()), Response)


@pytest.mark.parametrize(
    ("environ", "trusted"),
    [
        ({"SSL_CERT_DIR": "/a:/b"}, tls.Trust("SSL_CERT_DIR", folder="/a:/b")),
        (
            {"SSL_CERT_DIR": "/a", "SSL_CERT_FILE": "b.pem"},
            tls.Trust("SSL_CERT_FILE and SSL_CERT_DIR", "b.pem", "/a"),
        ),
        ({"REQUESTS_CA_BUNDLE": "/"}, tls.Trust("REQUESTS_CA_BUNDLE", folder="/")),
        ({"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "c.pem"}, tls.Trust("CURL_CA_BUNDLE", "c.pem")),
        ({"SSL_CERT_FILE": ""}, tls.Trust(file=certifi.where())),
    ],
)
def test_what_the_environment_says_may_be_a_file_or_a_folder(environ: dict[str, str], trusted: tls.Trust) -> None:
    assert tls.trust(None, environ) == trusted
    assert tls.trust("d.pem", environ) == tls.Trust("--ca-bundle", "d.pem")


NO_CERTIFICATES = "should be a file of certificates in PEM, or a folder of them that c_rehash has seen"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "which cannot be read (No such file or directory)"),
        (b"", "which holds no certificate in PEM"),
        (b"\x30\x82\x01", "which holds no certificate in PEM"),
        (CA.private_key_pem.bytes(), "which holds no certificate in PEM"),
    ],
    ids=["missing", "empty", "no PEM", "a key"],
)
def test_a_bundle_that_will_not_do_is_named_with_who_says_so(
    content: bytes | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_bytes(content)
    for url in ("https://127.0.0.1:9", "http://127.0.0.1:9"):
        with pytest.raises(UsageError) as caught:
            check_reachable(url, Connection(verify=str(path)))
        assert str(caught.value) == f"--ca-bundle: got {str(path)!r}, {why}; {NO_CERTIFICATES}"
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(path))
        with pytest.raises(UsageError) as caught:
            HttpTransport("https://127.0.0.1:9", Connection())
        assert str(caught.value) == f"{name}: got {str(path)!r}, {why}; {NO_CERTIFICATES}"
    HttpTransport("http://127.0.0.1:9", Connection())  # where nobody speaks TLS, what the environment says is no matter


def test_a_folder_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere:/else")
    with pytest.raises(UsageError) as caught:
        check_reachable("https://127.0.0.1:9", Connection())
    assert str(caught.value) == f"SSL_CERT_DIR: got '/nowhere:/else', which is not a folder; {NO_CERTIFICATES}"


LEAF = CA.issue_cert("client@example.com")
CERT, KEY = LEAF.cert_chain_pems[0].bytes(), LEAF.private_key_pem.bytes()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "which cannot be read (No such file or directory)"),
        (b"", "which is no PEM"),
        (b"\x30\x82\x01", "which is no PEM"),
        (CERT, "which holds no private key"),
        (KEY, "which holds no certificate"),
        (CERT + CA.private_key_pem.bytes(), "whose key is not that of its certificate"),
        (CERT + encrypted(KEY), "whose key is encrypted (`openssl pkey -in"),
        (CERT + KEY[:60] + KEY[90:], "which OpenSSL cannot use ("),
    ],
    ids=["missing", "empty", "no PEM", "no key", "no certificate", "another key", "encrypted", "broken"],
)
def test_a_certificate_of_ours_that_will_not_do_is_named(content: bytes | None, why: str, tmp_path: Path) -> None:
    """Nobody is asked for a passphrase."""
    path = tmp_path / "client.pem"
    if content is not None:
        path.write_bytes(content)
    for url in ("https://127.0.0.1:9", "http://127.0.0.1:9"):
        with pytest.raises(UsageError) as caught:
            check_reachable(url, Connection(cert=str(path)))
        line = str(caught.value)
        assert line.startswith(f"--client-cert: got {str(path)!r}, {why}")
        assert line.endswith("; should be a PEM file that holds the client's certificate and its key, unencrypted")
        assert "\n" not in line


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_server_that_demands_a_certificate_is_told_as_that(version: ssl.TLSVersion, tmp_path: Path) -> None:
    """With TLS 1.3 it says so when the request was sent, and before it has read any."""
    ca, target = bundle(tmp_path), Target()
    with secured.secured(target, secured.demanding(version)) as url:
        without = told(url, Connection(verify=ca))
        wrong = told(url, Connection(verify=ca, cert=client_cert(tmp_path, STRANGER)))
        assert isinstance(answer_at(url, Connection(verify=ca, cert=client_cert(tmp_path))), Response)
    assert "client certificate" in without
    assert "--client-cert FILE" in without
    assert f"(unknown ca): is {tmp_path / 'client.pem'} (--client-cert) a certificate it trusts?" in wrong
    assert len(target.requests) == 1


def test_a_server_that_hangs_up_after_the_handshake_may_want_a_certificate() -> None:
    lost = NoAnswer(Missing.RESET, "h:1 closed the connection without an answer")
    assert explained(lost, "https://h:1", Connection()) == (
        "h:1 closed the connection without an answer: may it want a client certificate (--client-cert FILE)?"
    )
    assert explained(lost, "https://h:1", Connection(cert="c.pem")) == lost.detail
    assert explained(NoAnswer(Missing.TIMEOUT, "late"), "https://h:1", Connection()) == "late"


def test_tls_on_a_plain_port_is_told_as_that() -> None:
    with listening(speaking_no_tls()) as port:
        line = told(f"https://127.0.0.1:{port}", Connection())
    assert line == f"127.0.0.1:{port} does not speak TLS: http:// in --base-url would do"


@pytest.mark.parametrize("answer", [lambda peer: peer.recv(9), lambda peer: peer.recv(65_536)], ids=["reset", "end"])
def test_a_handshake_that_does_not_end_is_told_as_that(answer: Callable[[socket.socket], object]) -> None:
    with listening(answer) as port:
        line = told(f"https://127.0.0.1:{port}", Connection())
    assert line.startswith(f"no TLS handshake with 127.0.0.1:{port} (")
    assert line.endswith("): does that port speak TLS?")


def test_a_port_that_says_nothing_to_a_handshake_was_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_S", 0.1)
    with listening(saying(b"")) as port:
        line = told(f"https://127.0.0.1:{port}", Connection())
    assert line.startswith(f"no TLS handshake with 127.0.0.1:{port} (The handshake operation timed out): does that")


SPEAKS_TLS = "speaks TLS, and was asked without: https:// in --base-url would do"


@pytest.mark.parametrize(
    "reply",
    [
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"HTTP/1.1 400 Bad Request\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>",
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    ],
    ids=["alert", "nginx", "go"],
)
def test_plain_http_on_a_port_of_tls_is_told_as_that(reply: bytes) -> None:
    with listening(saying(reply)) as port:
        assert told(f"http://127.0.0.1:{port}", Connection()) == f"127.0.0.1:{port} {SPEAKS_TLS}"


def test_a_port_of_tls_that_hangs_up_on_plain_http_is_found_out() -> None:
    with secured.secured(Target(), secured.good()) as url:
        plain = url.replace("https:", "http:")
        lost = answer_at(plain, Connection())
        assert isinstance(lost, NoAnswer)
        assert explained(lost, plain, Connection()) == f"{url.removeprefix('https://')} {SPEAKS_TLS}"
    with listening(lambda peer: peer.recv(9)) as port:
        lost = NoAnswer(Missing.RESET, "as it was")
        assert explained(lost, f"http://127.0.0.1:{port}", Connection()) == "as it was"


def test_a_400_of_the_target_is_its_own() -> None:
    with Server(Target(Answer(Response(400, (), b"no such thing")))) as server:
        got = answer_at(server.base_url, Connection())
    assert isinstance(got, Response)
    assert got.status == 400


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name resolves."""

    def refuse(host: object, *_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_name_that_does_not_resolve_is_told_as_that(nameless: None) -> None:
    line = (
        "the name nowhere.example does not resolve (Name or service not known): "
        "is it spelt right, or does it need a VPN or a proxy?"
    )
    for url in ("https://nowhere.example", "http://nowhere.example:8000/v2"):
        assert told(url, Connection()) == line
        with pytest.raises(Unreachable) as caught:
            check_reachable(url, Connection())
        assert str(caught.value) == line
    assert told("https://staging.example", Connection(proxy="http://me:hush@nowhere.example:1")) == (
        "the name of the proxy http://nowhere.example:1 (--proxy) does not resolve (Name or service not known): "
        "is it spelt right?"
    )


def test_nobody_listening_is_told_as_that() -> None:
    assert told("http://127.0.0.1:9", Connection()) == (
        "nothing answers at 127.0.0.1:9 (Connection refused); is the base URL right?"
    )
    assert told("https://127.0.0.1:9", Connection()).startswith("nothing answers at 127.0.0.1:9 (Connection refused)")


@pytest.mark.parametrize(
    ("reply", "why", "line"),
    [
        (b"", Missing.RESET, "closed the connection without an answer"),
        (b"rubbish\r\n\r\n", Missing.UNREADABLE, "answers cannot be read as HTTP (rubbish): is the base URL right?"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Missing.CUT, "ended before its end ("),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_001, Missing.UNREADABLE, "(over 300,000 bytes of headers)"),
    ],
    ids=["end", "rubbish", "cut", "headers"],
)
def test_what_is_no_answer_says_why(reply: bytes, why: Missing, line: str) -> None:
    with listening(saying(reply)) as port:
        detail = told(f"http://127.0.0.1:{port}", Connection(), why)
    assert f"127.0.0.1:{port} " in detail
    assert line in detail


def test_what_a_caller_was_about_is_not_taken_for_the_cause() -> None:
    """A request that is made while another exception is handled has a cause of its own."""
    try:
        raise ssl.SSLCertVerificationError("of the caller")
    except ssl.SSLError:
        line = told("http://127.0.0.1:9", Connection())
    assert line.startswith("nothing answers at 127.0.0.1:9 (Connection refused)")


def test_a_late_answer_is_told_as_that() -> None:
    with Server(Target(Answer(OK, delay_s=2.0))) as server:
        line = told(server.base_url, Connection(timeout_s=0.2), Missing.TIMEOUT)
    assert line == f"no answer of {server.base_url.removeprefix('http://')} within 0.2 s"
