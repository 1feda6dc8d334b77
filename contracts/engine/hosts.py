"""URLs and their hosts as machines compare them, however a person spelt them. Pure."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from collections.abc import Iterable

import idna

from contracts.engine.errors import UsageError

PORTS = {"http": 80, "https": 443}
"""Where a URL without a port leads."""

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_URL = re.compile(r"https?://[^/?#\s\\]+(/[^?#\s]*)?", re.IGNORECASE)
_LABEL = re.compile(r"[^*.]{1,63}")


def host_of(url: str) -> str:
    """The host of a URL, of host:port or of a host alone, in its one spelling; empty where there is none.

    That is: lower case, no dot at the end, IDNA as it goes over the wire, an IP address in its short form.
    """
    try:
        return _spelt(_split(url).hostname or "") if _address(url) is None else _spelt(url)
    except ValueError:  # half an IPv6 address, letters that no name may have
        return ""


def place_of(url: str) -> str:
    """Host and port of a URL, as a message names them."""
    host = host_of(url)
    parts = _split(url)
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or PORTS.get(parts.scheme.lower(), 80)}"


def is_named(url: str, hosts: Iterable[str]) -> bool:
    """Whether the host of a URL is one of these hosts, each given as a URL, with a port, or alone."""
    host = host_of(url)
    return bool(host) and any(host_of(named) == host for named in hosts)


def is_loopback(url: str) -> bool:
    """Whether the host of a URL is this machine: 127.0.0.0/8, ::1, or a name in `localhost` (RFC 6761, 6.3)."""
    host = host_of(url)
    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback


def without_user(url: str) -> str:
    """A URL without user and password; the scheme may be missing, as it may of a proxy."""
    scheme = found[0] if (found := _SCHEME.match(url)) else ""
    return scheme + url[len(scheme) :].rpartition("@")[2]


def check_base_url(base_url: str) -> None:
    """Raise UsageError with one line where requests cannot go below a URL, or where it holds a user or password."""
    if "@" in base_url:  # not quoted, for what stands before it may be a password
        raise UsageError(
            "--base-url: got a user or password in it, should be without: credentials come from the environment "
            "(CONTRACTS_USERNAME and CONTRACTS_PASSWORD, or what the profile names)"
        )
    if not _URL.fullmatch(base_url) or not is_reachable_name(base_url):
        raise UsageError(
            f"--base-url: got {base_url!r}, should be http://host or https://host, with a port and a path at most"
        )


def is_reachable_name(url: str) -> bool:
    """Whether a URL has a host that could be looked up, and no port that cannot be one."""
    host = host_of(url)
    try:
        port_is_one = _split(url).port != 0
    except ValueError:  # letters, or over 65535
        return False
    return port_is_one and (_address(host) is not None or all(map(_LABEL.fullmatch, host.split("."))))


def _split(url: str) -> urllib.parse.SplitResult:
    return urllib.parse.urlsplit(url if _SCHEME.match(url) else f"//{url}")


def _spelt(host: str) -> str:
    """One host's one spelling; ValueError for what is not the name of a host."""
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode()  # as requests does
    host = host.lower().rstrip(".")
    return str(_address(host) or host)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
