"""What stands between us and the target: an exception becomes one line, the cause first, then what would help."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, NewConnectionError
from urllib3.exceptions import ReadTimeoutError as Late

from contracts.engine.connections import Unconnected
from contracts.engine.exchange import Missing, NoAnswer
from contracts.engine.hosts import host_of, place_of, without_user

_SELF_SIGNED, _NOT_YET, _EXPIRED = 18, 9, 10
_UNKNOWN_ISSUER = frozenset({2, 19, 20, 21})
_OTHER_HOST = frozenset({62, 64})
"""Codes of X509_verify_cert: `openssl verify` lists them."""
_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
)
_NO_VERSION = frozenset({"UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "TLSV1_ALERT_PROTOCOL_VERSION"})
_CERTIFICATE = re.compile("certificate|unknown ca|access denied")
"""Alerts about who we are: with TLS 1.3 they come when we have sent, and before the other side has read it."""
_ALERT_RECORD = "\x15\x03"
"""How a TLS alert begins, which is what some servers answer to plain HTTP (RFC 8446, 5.1)."""
_IN_OPENSSL = re.compile(r" ?\(_ssl\.c:\d+\)|_ssl\.c:\d+: ?")
"""Where in Python's source it was noticed."""
_REASON_MAX = 160
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3}) ?(.*)")
_HTTPS_ONLY = re.compile(
    rb"plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server"
    rb"|speaking plain HTTP to an SSL-enabled|combination of host and port requires TLS",
)
"""What nginx, Go, Apache and Tomcat say, under HTTP 400, to who speaks HTTP where TLS is due."""


@dataclass(frozen=True)
class Way:
    """How a target is reached, as far as a person has a say in it."""

    base_url: str
    timeout_s: float
    proxy: str = ""
    proxy_said_by: str = ""
    """The option or variable that says so."""
    trusted: str = ""
    """Whose certificates are trusted, where the person has said so."""
    cert: str = ""
    """The file with our own certificate, where we have one."""

    @property
    def place(self) -> str:
        """Host and port of the target."""
        return place_of(self.base_url)

    @property
    def proxy_words(self) -> str:
        """The proxy as a message names it, without its password."""
        return f"the proxy {without_user(self.proxy)} ({self.proxy_said_by})"

    @property
    def without_proxy(self) -> str:
        """What helps where the environment sends us to a proxy that the target does not need."""
        return "" if self.proxy_said_by == "--proxy" else " NO_PROXY names hosts that need none"

    @property
    def forwards(self) -> bool:
        """Whether a proxy of HTTP reads our requests, rather than letting us through to the target."""
        return bool(self.proxy) and not self.is_secure and not self.proxy.lower().startswith("socks")

    @property
    def speaks_tls(self) -> bool:
        """Whether anything on the way does."""
        return self.is_secure or self.proxy.lower().startswith("https:")

    @property
    def is_secure(self) -> bool:
        """Whether the target is to speak TLS."""
        return self.base_url.lower().startswith("https:")


def no_answer(error: BaseException, way: Way) -> NoAnswer:
    """Why an exception of requests, urllib3, http.client, ssl or a socket left a request without an answer.

    REFUSED where the request was certainly not delivered: no connection, no TLS, no passage through the proxy.
    """
    links = list(_chain(error))
    root = links[-1]
    for link in links:
        if isinstance(link, NewConnectionError):
            return NoAnswer(Missing.REFUSED, _unconnected(link, root, way))
    if isinstance(root, ssl.SSLError) and _CERTIFICATE.search(alert := _alert(root)):
        return NoAnswer(Missing.REFUSED, _refused_by_alert(way.place, alert, way))
    subject = way.proxy_words if way.forwards else way.place
    if _is_alert(root):
        return NoAnswer(Missing.REFUSED, _speaks_tls(subject, way.forwards))
    if any(isinstance(link, Late | TimeoutError) for link in links):
        return NoAnswer(Missing.TIMEOUT, f"no answer of {subject} within {way.timeout_s:g} s")
    if isinstance(root, http.client.RemoteDisconnected):
        return NoAnswer(Missing.RESET, f"{subject} closed the connection without an answer")
    if isinstance(root, http.client.HTTPException | InvalidHeader):
        told = f"what {subject} answers cannot be read as HTTP ({_reason(root)}): is the base URL right?"
        return NoAnswer(Missing.UNREADABLE, told)
    return NoAnswer(Missing.RESET, f"{subject} ended the connection ({_reason(root)})")


def cut(error: BaseException, way: Way) -> NoAnswer:
    """Why an answer that had begun did not come to its end."""
    links = list(_chain(error))
    if any(isinstance(link, Late) for link in links):
        return NoAnswer(Missing.TIMEOUT, f"no more of the answer of {way.place} within {way.timeout_s:g} s")
    return NoAnswer(Missing.CUT, f"the answer of {way.place} ended before its end ({_reason(links[-1])})")


def miscoded(coding: str, asked_for: str, way: Way) -> NoAnswer:
    """An answer that its Content-Encoding, which is quoted, does not describe."""
    told = f"the answer of {way.place} says Content-Encoding: {coding}, and its body cannot be decoded so"
    return NoAnswer(Missing.UNREADABLE, f"{told} ({asked_for} was asked for): what stands before the target?")


def unreached(error: BaseException, way: Way) -> str:
    """Why there is not even a connection to the target."""
    if isinstance(error, socket.gaierror):
        told = f"the name {host_of(way.base_url)} does not resolve ({_reason(error)})"
        return f"{told}: is it spelt right, or does it need a VPN or a proxy?"
    return f"nothing answers at {way.place} ({_reason(error)}); is the base URL right?"


def https_only(way: Way) -> NoAnswer:
    """The target speaks TLS, and we do not."""
    return NoAnswer(Missing.REFUSED, _speaks_tls(way.place, at_proxy=False))


def refused_in_words(status: int, body: bytes, way: Way) -> NoAnswer | None:
    """What an answer is that does not come from the target: of a proxy that wants a password, of a port of TLS."""
    if way.forwards and status == 407:
        return NoAnswer(Missing.REFUSED, _proxy_refuses(407, "", way))
    if status == 400 and not way.is_secure and not way.proxy and _HTTPS_ONLY.search(body):
        return https_only(way)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it was made of, down to the first. Its context may be any affair of the caller's."""
    while error is not None:
        yield error
        held = (getattr(error, "reason", None), *error.args)
        error = next((each for each in held if isinstance(each, BaseException)), error.__cause__)


def _unconnected(lost: NewConnectionError, root: BaseException, way: Way) -> str:
    at_proxy = lost.at_proxy if isinstance(lost, Unconnected) else bool(way.proxy)
    subject, host = (way.proxy_words, host_of(way.proxy)) if at_proxy else (way.place, host_of(way.base_url))
    if tunnel := _TUNNEL.match(str(root)):
        return _proxy_refuses(int(tunnel[1]), tunnel[2], way)
    if isinstance(root, ssl.SSLCertVerificationError):
        return _untrusted(root, f"the certificate of {subject}", host, way)
    if isinstance(root, ssl.SSLError) and (root.reason or "") in _NO_TLS:
        return f"{subject} does not speak TLS: http:// in {'its URL' if at_proxy else '--base-url'} would do"
    if isinstance(root, ssl.SSLError) and (root.reason or "") in _NO_VERSION:
        return f"{subject} speaks no TLS of version 1.2 or newer ({_reason(root)}): older ones are not spoken here"
    if isinstance(root, ssl.SSLError) and (alert := _alert(root)):
        refused = f"{subject} refuses the TLS handshake ({alert}): a proxy is shown no client certificate"
        return refused if at_proxy else _refused_by_alert(subject, alert, way)
    if at_proxy and _is_alert(root):
        return _speaks_tls(subject, at_proxy)
    if at_proxy and isinstance(root, socket.gaierror):
        return f"the name of {subject} does not resolve ({_reason(root)}): is it spelt right?{way.without_proxy}"
    if at_proxy:
        return f"{subject} does not answer ({_reason(root)}): is it up, and its URL right?{way.without_proxy}"
    if isinstance(lost.__cause__, ConnectTimeoutError):  # of TCP, as all that urllib3 raises below TLS
        return unreached(root, way)
    through = f" through {way.proxy_words}" if way.proxy else ""
    return f"no TLS handshake with {subject}{through} ({_reason(root)}): does that port speak TLS?"


def _speaks_tls(subject: str, at_proxy: bool) -> str:
    where = "its URL" if at_proxy else "--base-url"
    return f"{subject} speaks TLS, and was asked without: https:// in {where} would do"


def _untrusted(error: ssl.SSLCertVerificationError, whose: str, host: str, way: Way) -> str:
    unchecked = "--insecure leaves certificates unchecked"
    trusting = f"--ca-bundle FILE names certificates to trust, {unchecked}"
    if error.verify_code == _SELF_SIGNED:
        return f"{whose} is self-signed: {trusting}"
    if error.verify_code in _UNKNOWN_ISSUER:
        nobody = f"nobody in {way.trusted}" if way.trusted else "nobody who is trusted here"
        return f"{whose} is issued by {nobody} ({error.verify_message}): {trusting}"
    if error.verify_code == _EXPIRED:
        return f"{whose} has expired: it has to be renewed, or the clock of this machine be set; {unchecked}"
    if error.verify_code == _NOT_YET:
        return f"{whose} is not valid yet: is the clock of this machine right? {unchecked}"
    if error.verify_code in _OTHER_HOST:
        return f"{whose} is for another host than {host}: the URL has to name the host that it is for; {unchecked}"
    return f"{whose} is refused ({error.verify_message}): {trusting}"


def _proxy_refuses(status: int, phrase: str, way: Way) -> str:
    told = f"HTTP {status} {phrase}".rstrip()
    if status == 407 and "@" in way.proxy:
        return f"{way.proxy_words} refuses the user and password of its URL ({told}): are they right, and %-encoded?"
    if status == 407:
        return (
            f"{way.proxy_words} wants a user and a password ({told}): put them into its URL, http://user:password@..."
        )
    asked = f"does not let us through to {way.place} ({told})"
    return f"{way.proxy_words} {asked}: may it, and is the base URL right?{way.without_proxy}"


def _refused_by_alert(subject: str, alert: str, way: Way) -> str:
    if way.cert:
        return f"{subject} refuses the TLS handshake ({alert}): is {way.cert} (--client-cert) a certificate it trusts?"
    if alert == "certificate required":
        return f"{subject} wants a client certificate: --client-cert FILE shows one"
    return f"{subject} refuses the TLS handshake ({alert}): may it want a client certificate (--client-cert FILE)?"


def _is_alert(error: BaseException) -> bool:
    """Whether plain HTTP was answered by an alert of TLS."""
    return isinstance(error, http.client.BadStatusLine) and str(error.args[0]).startswith(_ALERT_RECORD)


def _alert(error: ssl.SSLError) -> str:
    """What the other side says that it does not like, in words; empty where it says nothing."""
    return (error.reason or "").partition("ALERT_")[2].replace("_", " ").lower()


def _reason(error: BaseException) -> str:
    """An exception in a few words, on one line and safe to print; long rubbish that it quotes ends early."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    told = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
    told = repr(" ".join(_IN_OPENSSL.sub("", told).split()))[1:-1]
    return told if len(told) <= _REASON_MAX else f"{told[:_REASON_MAX]}..."
