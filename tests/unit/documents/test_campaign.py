"""The file of a campaign: what holds for all and for one, and everything that is wrong with it, by line."""

from __future__ import annotations

import re

import pytest
from outside import ROOT

from contracts.documents.campaign import CREDENTIALS, TargetSaid, read
from contracts.documents.profile import CredentialNames
from contracts.engine.errors import UsageError

BRANDS = """\
name: brands
defaults:
  depth: smoke
  profile: profiles/{name}.yaml
  history: histories/{name}.sqlite
  tags: [nightly]
limits: {eu: 100}
targets:
  acme: {base_url: "https://eu.staging.example", limit: eu, username: ACME_USER, headers: {X-Tenant: ACME_TENANT}}
  bolt: {base_url: "https://us.staging.example", depth: gate, profile: bolt.yaml, tags: [us]}
"""


def test_a_target_says_what_differs_from_the_defaults() -> None:
    said = read(BRANDS, "brands.yaml")
    acme, bolt = said.target("acme"), said.target("bolt")
    assert (acme.depth, acme.profile, acme.history) == ("smoke", "profiles/acme.yaml", "histories/acme.sqlite")
    assert (bolt.depth, bolt.profile, bolt.history) == ("gate", "bolt.yaml", "histories/bolt.sqlite")
    assert (acme.tags, bolt.tags) == (("nightly",), ("us",))
    assert acme.headers == {"X-Tenant": "ACME_TENANT"}


def test_the_guide_is_right() -> None:
    """Its file can be read, and it says something of every key."""
    text = (ROOT / "docs" / "campaigns.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    said = read(example, "brands.yaml")
    assert [said.target(name).limit for name in said.targets] == ["eu", "eu", None]
    assert [name for name in TargetSaid.model_fields if f"`{name}`" not in text] == []


def test_credentials_are_called_as_in_a_profile() -> None:
    names = CredentialNames.model_fields
    assert {name for name in names if str(names[name].default).startswith("CONTRACTS_")} == set(CREDENTIALS)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1: got no targets, should name one at least"]),
        ("targets: [a]", ["1: targets: got a list, should be names with what is said of each"]),
        ("defaults: {depht: smoke}\ntargets: {a: {}}", ["1: unknown key 'defaults.depht'; the nearest valid key is"]),
        ("targets:\n  a: {base_ulr: x}", ["2: unknown key 'targets.a.base_ulr'; the nearest valid key is 'base_url'"]),
        ("depth: gate\ntargets: {a: {}}", ["1: unknown key 'depth'; it belongs below 'defaults'"]),
        ("targets:\n  a: {}\n  a: {}", ["3: repeated key 'targets.a', which is in line 2 already"]),
        ("targets:\n  a: {}\n  A: {}", ["3: targets.A: a target is called a already"]),
        ("targets:\n  a/b: {}", ["2: targets.a/b: should be 1 to 64 letters, digits"]),
        ("targets:\n  ..: {}", ["2: targets...: should be 1 to 64 letters, digits"]),
        ("targets:\n  a: {depth: deep}", ["2: targets.a.depth: got 'deep', should be one of smoke, gate, nightly"]),
        ("targets:\n  a: {rate: 0}", ["2: targets.a.rate: got 0, should be a number above 0"]),
        ("targets:\n  a: {base_url: 'ftp://x'}", ["2: targets.a.base_url: got 'ftp://x', should be http://host"]),
        ("targets:\n  a: {base_url: 'http://h', fault: [x]}", ["2: targets.a.base_url: fault and manner are about"]),
        ("targets:\n  a: {fail_on: drift}", ["2: targets.a.fail_on: got no history"]),
        ("limits: {eu: 100}\ntargets:\n  a: {limit: ue}", ["1: limits.eu: no target has that limit; the nearest is"]),
        (
            "defaults:\n  history: h.sqlite\ntargets:\n  a: {}\n  b: {}",
            ["2: defaults.history: a and b would keep one history: let {name} stand in it"],
        ),
        (
            "targets:\n  a: {seed: x, tags: one}\n  b: {limit: x y}",
            [
                "2: targets.a.seed: got 'x', should be a whole number",
                "2: targets.a.tags: got 'one', should be a list, as in tags: [one, two]",
                "3: targets.b.limit: should be 1 to 64 letters",
            ],
        ),
    ],
)
def test_every_problem_is_named_with_its_line(text: str, problems: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        read(text, "b.yaml")
    told = str(caught.value).splitlines()
    assert len(told) == len(problems)
    assert all(line.startswith(f"b.yaml:{problem}") for line, problem in zip(told, problems, strict=True)), told


@pytest.mark.parametrize(
    "said",
    [
        "password: hunter2",
        "oauth_secret: s3cr3t!hush",
        "proxy: 'http://till:hush@proxy'",
        "base_url: 'http://till:hush@h'",
    ],
)
def test_what_may_be_a_credential_is_not_quoted(said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(f"targets:\n  a: {{{said}}}", "b.yaml")
    assert not re.search("hunter2|hush", str(caught.value))
