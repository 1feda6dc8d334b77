"""Certificates made for a test, servers that speak TLS with them, and proxies that say little."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from contracts.engine.exchange import Model
from contracts.engine.server import Server

CA = trustme.CA()
"""Who has issued the certificates of the servers."""
STRANGER = trustme.CA()
"""An authority that nobody trusts."""
LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of certificates and proxies."""
    for name in (*BUNDLES, *PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


def good() -> ssl.SSLContext:
    """A server's, for 127.0.0.1 and localhost."""
    return _of(CA.issue_cert("127.0.0.1", "localhost"))


def expired() -> ssl.SSLContext:
    """A server's that was good once."""
    return _of(CA.issue_cert("127.0.0.1", not_before=LONG_AGO, not_after=LONG_AGO + datetime.timedelta(days=1)))


def not_yet_valid() -> ssl.SSLContext:
    """A server's that will be good."""
    begins = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    return _of(CA.issue_cert("127.0.0.1", not_before=begins, not_after=begins + datetime.timedelta(days=1)))


def other_host() -> ssl.SSLContext:
    """A server's that is for another host."""
    return _of(CA.issue_cert("staging.example"))


def self_signed() -> ssl.SSLContext:
    """A server's that nobody else has signed."""
    alone = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as cert, alone.private_key_pem.tempfile() as key:
        context.load_cert_chain(cert, key)
    return context


def stranger() -> ssl.SSLContext:
    """A server's of an authority that nobody trusts."""
    return _of(STRANGER.issue_cert("127.0.0.1"))


def demanding(version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """A server's that wants to see a certificate of the client."""
    context = good()
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    CA.configure_trust(context)
    return context


def _of(cert: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cert.configure_cert(context)
    return context


def bundle(folder: Path, ca: trustme.CA = CA) -> str:
    """The path of a file with the certificate of an authority."""
    path = folder / "ca.pem"
    path.write_bytes(ca.cert_pem.bytes())
    return str(path)


def client_cert(folder: Path, ca: trustme.CA = CA) -> str:
    """The path of a client's certificate with its key."""
    path = folder / "client.pem"
    path.write_bytes(ca.issue_cert("client@example.com").private_key_and_cert_chain_pem.bytes())
    return str(path)


def encrypted(pem: bytes) -> bytes:
    """A private key in PEM, with a passphrase."""
    key = serialization.load_pem_private_key(pem, None)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"hush")
    )


@contextlib.contextmanager
def secured(model: Model, context: ssl.SSLContext) -> Iterator[str]:
    """A model that is served over TLS; yields its URL."""
    with Server(model) as server:
        plain = server._listener.socket

        def get_request() -> tuple[socket.socket, object]:
            peer, address = plain.accept()
            try:  # the handshake is the affair of the thread that reads first
                return context.wrap_socket(peer, server_side=True, do_handshake_on_connect=False), address
            except Exception as error:  # a peer that has gone already
                raise OSError from error

        server._listener.get_request = get_request  # type: ignore[method-assign,assignment]
        yield server.base_url.replace("http:", "https:")


@contextlib.contextmanager
def listening(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port of loopback where each connection is answered so, one after the other, and then ended."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), peer:
                peer.settimeout(5)
                answer(peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(6)


def saying(
    reply: bytes, heard: list[bytes] | None = None, until: bytes = b"\r\n\r\n"
) -> Callable[[socket.socket], None]:
    """Reads what comes up to an empty line, or other bytes, writes these, and waits until its peer hangs up.

    To hang up first on what is unread would be a reset, and might lose the reply.
    """

    def answer(peer: socket.socket) -> None:
        got = bytearray()
        while until not in got and (piece := peer.recv(65_536)):
            got += piece
        if heard is not None:
            heard.append(bytes(got))
        peer.sendall(reply)
        peer.shutdown(socket.SHUT_WR)
        while peer.recv(65_536):
            pass

    return answer


def speaking_no_tls() -> Callable[[socket.socket], None]:
    """Answers the beginning of a handshake as a server of plain HTTP does."""
    return saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", until=b"\x16\x03")


@contextlib.contextmanager
def tunnelling(url: str) -> Iterator[str]:
    """A proxy that lets connections through to a URL, one after the other; yields its own."""
    place = urllib.parse.urlsplit(url)

    def answer(peer: socket.socket) -> None:
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            head += peer.recv(1)
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection((str(place.hostname), place.port or 0), timeout=5) as onward:
            back = threading.Thread(target=_passing, args=(onward, peer))
            back.start()
            _passing(peer, onward)
            back.join(6)

    with listening(answer) as port:
        yield f"http://127.0.0.1:{port}"


def _passing(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
