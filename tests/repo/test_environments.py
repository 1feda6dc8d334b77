"""The environments of tox: what a person's network needs reaches each of them, from one place."""

from __future__ import annotations

import configparser
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOX = configparser.ConfigParser(interpolation=None)
TOX.read(ROOT / "tox.ini", encoding="utf-8")
SHARED = TOX["testenv"]["pass_env"].split()
REFERRED = "{[testenv]pass_env}"


@pytest.mark.parametrize(
    "name",
    [
        *("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        *("PIP_INDEX_URL", "PIP_CERT", "npm_config_registry", "NPM_CONFIG_CAFILE", "NODE_OPTIONS"),
        *("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"),
    ],
)
def test_what_a_network_needs_is_passed_on(name: str) -> None:
    """Proxies, certificates and registries; tox tells no capitals from small letters."""
    assert [pattern for pattern in SHARED if fnmatch(name.lower(), pattern.lower())]


@pytest.mark.parametrize("section", [name for name in TOX.sections() if re.match(r"testenv:|pkgenv", name)])
def test_every_environment_gets_it(section: str) -> None:
    """Those of tests inherit it where they say nothing; the one that builds the wheel inherits nothing."""
    own = TOX[section].get("pass_env", "" if section == "pkgenv" else REFERRED).split()
    assert REFERRED in own
    assert not set(own) & set(SHARED), "it stands in one place"


def test_the_own_tests_are_strict() -> None:
    """A warning fails them wherever it is raised, also while they are collected."""
    commands = [line for line in TOX["testenv:own"]["commands"].splitlines() if "pytest " in line]
    assert commands
    assert all("-W error" in line for line in commands)


def test_ci_says_again_what_was_not_made() -> None:
    """At its very end, and with the exit code that it would have had."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "trap 'cat reports/*-not-made.txt 2>/dev/null || true' EXIT" in script
