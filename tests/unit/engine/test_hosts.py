"""Hosts are the same whatever way they are spelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.documents.profile import Profile
from contracts.engine.client import Connection
from contracts.engine.errors import UsageError
from contracts.engine.hosts import check_base_url, host_of, is_loopback, is_named, place_of, without_user
from contracts.engine.server import Server
from contracts.runner import preflight, specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run

WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "example")
"""Full-width letters, which a look-up takes for the usual ones."""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://EU.Api.Example.COM", "eu.api.example.com"),
        ("HTTPS://eu.api.example.com./v2", "eu.api.example.com"),
        ("eu.api.example.com:8443", "eu.api.example.com"),
        ("eu.api.example.com", "eu.api.example.com"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("https://XN--bcher-kva.example", "xn--bcher-kva.example"),
        (f"https://{WIDE}.com\u3002/", "example.com"),
        ("http://[0:0:0:0:0:0:0:1]:80", "::1"),
        ("[::1]:80", "::1"),
        ("::1", "::1"),
        ("http://[::ffff:127.0.0.1]", "127.0.0.1"),
        ("http://127.0.0.1.:80", "127.0.0.1"),
        ("", ""),
        ("http://[::1", ""),
        ("http://\u2024\u2024", ""),
    ],
)
def test_a_host_has_one_spelling(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("HTTPS://Host.", "host:443"),
        ("http://h", "h:80"),
        ("https://h:8443/a", "h:8443"),
        ("http://[::1]:8", "[::1]:8"),
    ],
)
def test_a_place_is_a_host_and_a_port(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://LOCALHOST.:1", True),
        ("http://api.localhost", True),
        ("http://127.9.9.9", True),
        ("http://127.0.0.1.", True),
        ("http://[::1]:80", True),
        ("http://[::ffff:127.0.0.1]:80", True),
        ("http://127.evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://127", False),
        ("http://localhost.example", False),
        ("http://notlocalhost", False),
        ("http://10.0.0.1", False),
        ("http://[::2]", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize(("url", "rate"), [("http://127.evil.example", 100.0), ("http://Localhost.", None)])
def test_what_only_begins_like_loopback_is_outside(url: str, rate: float | None, tmp_path: Path) -> None:
    """It is asked at the pace for systems that people share."""
    options = Options(url, Profile(), "gate", 0, "r1", tmp_path, Connection())
    assert (options.is_outside, options.rate) == (rate is not None, rate)


SAID = ["registers", "mobiles 917... may be", "left out: external ids of digits alone"]


@pytest.mark.parametrize(("outside", "told"), [(True, SAID), (False, [])])
def test_outside_loopback_a_run_says_whose_numbers_it_may_use(
    outside: bool, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Options, "is_outside", outside)
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        options = Options(server.base_url, Profile(), "gate", 0, "r1", tmp_path, Connection(), rate_per_minute=6000.0)
        run = Run(options, specimen.credentials())
        try:
            lines = run.open()
        finally:
            run.close()
    assert [line.startswith(start) for line, start in zip(lines, told, strict=True)] == [True] * len(told)


PRODUCTION = [
    "https://eu.api.capillarytech.com",
    "https://eu.api.capillarytech.com.",
    "https://EU.API.CapillaryTech.COM./v2",
    "HTTPS://eu.api.capillarytech.com:8443",
    "http://\uff45u.api.capillarytech.com",
    "https://eu\u3002api\u3002capillarytech\u3002com",
    "https://capillarytech.com",
    "https://apac2.api.capillarytech.cn.com",
    "https://api.capillary.co.in.",
]


@pytest.mark.parametrize("url", PRODUCTION)
def test_production_is_refused_however_it_is_spelt(url: str) -> None:
    with pytest.raises(UsageError, match="looks like a production host: nothing was sent"):
        preflight.refuse_production(url, Profile())
    with pytest.raises(UsageError):
        preflight.refuse_production(url, Profile(hosts=("api.capillarytech.com", "", "example.com")))


@pytest.mark.parametrize("url", PRODUCTION[:6])
@pytest.mark.parametrize(
    "named", ["eu.api.capillarytech.com", "EU.api.capillarytech.com.", "https://eu.api.capillarytech.com:443/v2"]
)
def test_a_profile_names_a_host_however_it_spells_it(url: str, named: str) -> None:
    preflight.refuse_production(url, Profile(hosts=("staging.example", named)))


@pytest.mark.parametrize("url", ["https://notcapillarytech.com", "https://capillarytech.com.example", "http://h"])
def test_what_only_resembles_production_is_none(url: str) -> None:
    preflight.refuse_production(url, Profile())


def test_no_host_is_named_by_nothing() -> None:
    assert not is_named("", ("",))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:hush@proxy:1", "http://proxy:1"),
        ("me:hush@proxy:1", "proxy:1"),
        ("http://me:hu@sh@proxy:1", "http://proxy:1"),
        ("http://me:hush://sh@proxy:1", "http://proxy:1"),
        ("me:hush://sh@proxy", "proxy"),
        ("proxy:1", "proxy:1"),
    ],
)
def test_a_password_is_not_shown(url: str, shown: str) -> None:
    assert without_user(url) == shown


@pytest.mark.parametrize(
    "url",
    ["http://h", "HTTPS://H./", "https://h:8443/a/b/", "http://[::1]:80", "http://127.0.0.1:8000/", "http://bücher.de"],
)
def test_a_base_url_is_a_host_with_a_port_and_a_path(url: str) -> None:
    check_base_url(url)


BAD_HOSTS = ["ftp://h", "h", "http://", "http://:80", "http://h:abc", "http://h:0", "http://h:99999", "http://[::1"]

NO_NAMES = ["http://*", "http://a..b", "http://.h", f"http://{'a' * 64}.example", "http://\u2024", r"http://h\.example"]

BAD_ENDS = ["http://h?a=1", "http://h/a?", "http://h#a", "http://h/a#b", "http://h /a", "http://h\n"]


@pytest.mark.parametrize("url", [*BAD_HOSTS, *NO_NAMES, *BAD_ENDS])
def test_other_base_urls_are_quoted_with_what_would_do(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_base_url(url)
    assert str(caught.value).startswith(f"--base-url: got {url!r}, should be http://host or https://host, with a port")


@pytest.mark.parametrize("url", ["http://till:hush@h", "http://hush@h", "http://till:hu/hush@h", "https://:hush@h:1/a"])
def test_a_base_url_with_a_password_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(UsageError, match="CONTRACTS_USERNAME and CONTRACTS_PASSWORD") as caught:
        check_base_url(url)
    assert "hush" not in str(caught.value)
