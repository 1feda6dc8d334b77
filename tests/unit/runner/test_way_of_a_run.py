"""A whole run that finds the way barred ends with one line, before anything is written; what it waits for, it says."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import secured
from outside import ENVIRONMENT, alone, run
from secured import bundle, listening, saying, speaking_no_tls

from contracts.engine.exchange import Answer, Delivery, Request, Response, Rest
from contracts.engine.server import Server
from contracts.runner import specimen
from runner.test_exit_codes import ADDS, but_lookups

NOTHING = dict.fromkeys((*secured.BUNDLES, *secured.PROXIES, *map(str.lower, secured.PROXIES)), "")
"""An environment that says nothing of certificates and proxies."""

NAMELESS = """
import socket

def getaddrinfo(host, *_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

socket.getaddrinfo = getaddrinfo
"""

IMPATIENT = "import time\n\ntime.sleep = lambda seconds: None\n"


def adds(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run that adds somebody."""
    return alone(folder, ADDS, *options, **{**NOTHING, **ENVIRONMENT, **environment})


def assert_barred(done: subprocess.CompletedProcess[str], folder: Path, line: str) -> None:
    """No verdict, in one whole line, without a traceback, and nobody was written down."""
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"{line}; nothing was written" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    people = folder / "reports" / "people.jsonl"
    assert not people.exists() or not people.read_bytes()


REFERENCE = specimen.reference(specimen.EMBEDDED)


UNCHECKED = "--insecure leaves certificates unchecked"


@pytest.mark.parametrize(
    ("context", "why"),
    [
        (secured.self_signed, f"is self-signed: --ca-bundle FILE names certificates to trust, {UNCHECKED}"),
        (
            secured.other_host,
            f"is for another host than 127.0.0.1: the URL has to name the host that it is for; {UNCHECKED}",
        ),
    ],
)
def test_a_certificate_that_will_not_do(tmp_path: Path, context: Callable[[], ssl.SSLContext], why: str) -> None:
    with secured.secured(REFERENCE, context()) as url:
        done = adds(tmp_path, "--base-url", url, "--ca-bundle", bundle(tmp_path))
    assert_barred(done, tmp_path, f"the certificate of {url.removeprefix('https://')} {why}")


def test_a_certificate_that_will_do(tmp_path: Path) -> None:
    """By an option, by the environment, or because nobody asks."""
    ca = bundle(tmp_path)
    with secured.secured(REFERENCE, secured.good()) as url:
        for options, environment in (
            (("--ca-bundle", ca), {}),
            (("--insecure",), {}),
            ((), {"SSL_CERT_FILE": ca}),
        ):
            done = adds(tmp_path, "--base-url", url, *options, **environment)
            assert done.returncode == 0, done.stdout + done.stderr


def test_a_certificate_that_nobody_checks_is_no_crash_in_a_clone(tmp_path: Path) -> None:
    """Where warnings are errors: urllib3 would warn at every request."""
    options = ("--insecure", "--depth", "smoke", "-k", "one_known_identifier")
    with secured.secured(REFERENCE, secured.self_signed()) as url:
        done = run(tmp_path, "--base-url", url, *options, **{**NOTHING, **ENVIRONMENT})
    assert done.returncode == 0, done.stdout + done.stderr


def test_tls_on_a_plain_port_and_the_reverse(tmp_path: Path) -> None:
    with listening(speaking_no_tls()) as port:
        done = adds(tmp_path, "--base-url", f"https://127.0.0.1:{port}")
    assert_barred(done, tmp_path, f"127.0.0.1:{port} does not speak TLS: http:// in --base-url would do")
    with secured.secured(REFERENCE, secured.good()) as url:
        done = adds(tmp_path, "--base-url", url.replace("https:", "http:"))
    place = url.removeprefix("https://")
    assert_barred(done, tmp_path, f"{place} speaks TLS, and was asked without: https:// in --base-url would do")


def test_a_server_that_demands_a_certificate(tmp_path: Path) -> None:
    with secured.secured(REFERENCE, secured.demanding()) as url:
        done = adds(tmp_path, "--base-url", url, "--ca-bundle", bundle(tmp_path))
        place = url.removeprefix("https://")
        assert_barred(done, tmp_path, f"{place} wants a client certificate: --client-cert FILE shows one")
        shown = secured.client_cert(tmp_path)
        done = adds(tmp_path, "--base-url", url, "--ca-bundle", bundle(tmp_path), "--client-cert", shown)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("url", ["https://staging.example", "http://staging.example"])
def test_a_proxy_that_is_down(tmp_path: Path, url: str) -> None:
    done = adds(tmp_path, "--base-url", url, all_proxy="http://me:hush@127.0.0.1:9")
    asked = "does not answer (Connection refused): is it up, and its URL right? NO_PROXY names hosts that need none"
    assert_barred(done, tmp_path, f"the proxy http://127.0.0.1:9 (ALL_PROXY) {asked}")
    assert "hush" not in done.stdout + done.stderr + (tmp_path / "reports" / "run.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("url", ["https://staging.example", "http://staging.example"])
def test_a_proxy_that_wants_a_password(tmp_path: Path, url: str) -> None:
    phrase = " Proxy Authentication Required" if url.startswith("https") else ""
    heard: list[bytes] = []
    with listening(saying(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", heard)) as port:
        done = adds(tmp_path, "--base-url", url, "--proxy", f"http://127.0.0.1:{port}")
    asked = f"wants a user and a password (HTTP 407{phrase}): put them into its URL, http://user:password@..."
    assert_barred(done, tmp_path, f"the proxy http://127.0.0.1:{port} (--proxy) {asked}")
    assert len(heard) == 1


@pytest.mark.parametrize("options", [(), ("--proxy", "http://me:hush@nowhere.example:1")], ids=["target", "proxy"])
def test_a_name_that_does_not_resolve(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "conftest.py").write_text(NAMELESS, encoding="utf-8")
    done = adds(tmp_path, "--base-url", "https://staging.example", *options)
    assert done.returncode == 3, done.stdout
    whose = "of the proxy http://nowhere.example:1 (--proxy)" if options else "staging.example"
    assert f"the name {whose} does not resolve (Name or service not known): is it spelt right" in done.stdout
    assert "hush" not in done.stdout + done.stderr


def test_a_coding_that_lies(tmp_path: Path) -> None:
    with Server(but_lookups(Response(200, (("Content-Encoding", "gzip"),), b"{}"))) as server:
        done = adds(tmp_path, "--base-url", server.base_url)
    told = "says Content-Encoding: gzip, and its body cannot be decoded so (gzip, deflate"
    assert done.returncode == 3
    assert f"the answer of {server.base_url.removeprefix('http://')} {told}" in done.stdout


@pytest.mark.parametrize(
    ("scheme", "option", "told"),
    [
        ("http", "--ca-bundle", "which holds no certificate in PEM; should be a file of certificates in PEM"),
        ("https", "--client-cert", "whose key is encrypted (`openssl pkey -in"),
    ],
)
def test_a_file_that_will_not_do_is_a_usage_error(tmp_path: Path, scheme: str, option: str, told: str) -> None:
    """It is told before anything is sent or written, and nobody is asked for a passphrase."""
    leaf = secured.CA.issue_cert("client@example.com")
    path = tmp_path / "it.pem"
    key = secured.encrypted(leaf.private_key_pem.bytes())
    path.write_bytes(key if option == "--ca-bundle" else key + leaf.cert_chain_pems[0].bytes())
    with Server(REFERENCE) as server:
        done = adds(tmp_path, "--base-url", server.base_url.replace("http", scheme), option, str(path))
        assert server.requests_served == 0
    assert done.returncode == 4
    assert f"{option}: got {str(path)!r}, {told}" in done.stderr
    assert not (tmp_path / "reports").exists()


def test_what_ends_an_exchange_later_is_told_with_the_test(tmp_path: Path) -> None:
    """Not only that no answer came."""

    def model(request: Request) -> Answer | Rest:
        lost = request.method == "POST"
        return Answer(Response(200), delivery=Delivery.RESET) if lost else REFERENCE(request)

    with Server(model) as server:
        done = adds(tmp_path, "--base-url", server.base_url)
    assert done.returncode == 3
    place = server.base_url.removeprefix("http://")
    assert f"no answer: POST /v2/customers: {place} ended the connection (Connection reset by peer)" in done.stdout


def impatient(folder: Path) -> dict[str, str]:
    """An environment in which nobody ever sleeps."""
    (folder / "sitecustomize.py").write_text(IMPATIENT, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))}


def test_long_waits_are_said(tmp_path: Path) -> None:
    """For the pace once, for a target that asks for it each time."""
    throttled = iter([Answer(Response(429, (("Retry-After", "30"),)))] * 2)
    with Server(lambda request: next(throttled, None) or REFERENCE(request)) as server:
        options = ("--base-url", server.base_url, "--rate", "5")
        done = adds(tmp_path, *options, **impatient(tmp_path))
    assert done.returncode == 0, done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith("contracts: waits")]
    told = "contracts: waits 30 s for GET /v2/customers/lookup: the target answers 429 (too many requests)"
    pace = "contracts: waits N s for the limit of 5 requests a minute: as before every request"
    assert [lines[0], re.sub(r"waits \d+ s", "waits N s", lines[1]), *lines[2:]] == [told, pace, told]


def test_short_waits_are_not_said(tmp_path: Path) -> None:
    with Server(REFERENCE) as server:
        done = adds(tmp_path, "--base-url", server.base_url, "--rate", "100", **impatient(tmp_path))
    assert done.returncode == 0, done.stdout
    assert "contracts: waits" not in done.stdout
