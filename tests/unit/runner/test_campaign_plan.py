"""What is planned for a campaign: shards, limits and their parts, and the words and variables of each run."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from contracts.documents.campaign import read
from contracts.documents.profile import Profile
from contracts.engine.pace import SHARE
from contracts.engine.sharding import shard_of
from contracts.runner.asked import InCampaign
from contracts.runner.campaigns import plan as planning
from contracts.runner.campaigns import told
from contracts.runner.campaigns.child import Suites, command, environment
from contracts.runner.campaigns.plan import Beside, Roster, TargetRun, chosen, run_id_of

EU = "https://eu.staging.example"


def plan(text: str, beside: Beside | None = None, **profiles: Profile) -> Roster:
    said = read(text, "b.yaml")
    return planning.of("brands", said, list(said.targets), profiles, beside or Beside(run_id="4f2a91c"))


def planned(text: str, beside: Beside | None = None, **profiles: Profile) -> dict[str, TargetRun]:
    return {each.name: each for each in plan(text, beside, **profiles).targets}


def options_of(target: TargetRun) -> dict[str, str]:
    return dict(zip(target.words[::2], target.words[1::2], strict=True))


def test_a_host_with_one_key_is_one_limit() -> None:
    """Another key there has a limit of its own, and so has the key elsewhere."""
    targets = planned(
        f"""\
targets:
  a: {{base_url: "{EU}", username: ONE_USER, password: ONE_PASSWORD}}
  b: {{base_url: "{EU}/api", username: ONE_USER, password: ONE_PASSWORD}}
  c: {{base_url: "{EU}", username: TWO_USER, password: TWO_PASSWORD}}
  d: {{base_url: "https://us.staging.example", username: ONE_USER, password: ONE_PASSWORD}}
"""
    )
    assert targets["a"].limit == targets["b"].limit
    assert targets["a"].group == targets["b"].group
    assert targets["c"].limit is None
    assert targets["d"].limit is None
    assert len({each.group for each in targets.values()}) == 3
    assert (targets["a"].rate, targets["a"].part, targets["c"].part) == (100, 100, None)


def test_a_profile_may_name_the_key() -> None:
    key = Profile.model_validate(
        {"credentials": {"username": "CONTRACTS_EU_USER", "password": "CONTRACTS_EU_PASSWORD"}}
    )
    text = f'targets:\n  a: {{base_url: "{EU}"}}\n  b: {{base_url: "{EU}"}}'
    assert planned(text)["a"].limit is not None
    assert planned(text, a=key)["a"].limit is None


def test_a_limit_that_is_named_holds_for_whoever_names_it() -> None:
    """At the rate that is said of it, else at the lowest of theirs."""
    text = "targets:\n  a: {base_url: 'http://127.0.0.1:1', limit: eu, rate: 60}\n  b: {limit: eu, rate: 90}"
    assert [each.rate for each in planned(text).values()] == [60, 60]
    assert [each.rate for each in planned("limits: {eu: 120}\n" + text).values()] == [120, 120]
    assert [each.rate for each in planned(text, Beside(rate=30)).values()] == [30, 30]


def test_ports_of_this_machine_are_other_hosts() -> None:
    text = "targets:\n  a: {base_url: 'http://127.0.0.1:1'}\n  b: {base_url: 'http://127.0.0.1:2'}"
    assert [each.limit for each in planned(text).values()] == [None, None]


def test_each_shard_that_holds_some_of_a_limit_has_its_part() -> None:
    names = [name for name in "abcdefghij" if shard_of(name, 4) != 4]
    text = "limits: {eu: 120}\ndefaults: {limit: eu}\ntargets:\n" + "".join(f"  {name}: {{}}\n" for name in names)
    targets = planned(text, Beside(shard=(1, 4)))
    assert {each.shard for each in targets.values()} == {1, 2, 3}
    assert {each.part for each in targets.values()} == {40}
    assert {each.limit for each in targets.values()} == {"eu"}


def test_the_parts_of_many_shards_keep_the_limit_together() -> None:
    """Even where all of them send at the same moments."""
    for shards in (2, 4, 8, 16):
        names = [f"brand-{number}" for number in range(100)]
        text = "limits: {eu: 100}\ndefaults: {limit: eu}\ntargets:\n" + "".join(f"  {name}: {{}}\n" for name in names)
        targets = planned(text, Beside(shard=(1, shards))).values()
        (part,) = {each.part or 0 for each in targets}
        assert len({each.shard for each in targets}) * (part * SHARE + 1) <= 100 + 1e-9
        assert part > 0.8 * 100 / shards


def test_shards_plan_the_same_and_a_new_target_moves_none() -> None:
    text = "targets:\n" + "".join(f"  brand-{number}: {{}}\n" for number in range(20))
    shards = [plan(text, Beside(shard=(k, 4), run_id=f"run{k}")) for k in (1, 2, 3, 4)]
    assert len({each.sha256 for each in shards}) == 1
    assert sorted(target.name for each in shards for target in each.mine) == sorted(t.name for t in shards[0].targets)
    more = plan(text + "  newcomer: {}\n", Beside(shard=(1, 4)))
    assert {t.name: t.shard for t in more.targets if t.name != "newcomer"} == {
        t.name: t.shard for t in shards[0].targets
    }
    assert more.sha256 != shards[0].sha256


def test_a_worker_reads_the_plan_that_was_written() -> None:
    whole = plan(f'targets:\n  a: {{base_url: "{EU}", tags: [x], fault: []}}', Beside(shard=(1, 2), seed=3))
    assert Roster.read(whole.written()) == whole


def test_what_campaign_json_holds() -> None:
    told_ = plan("targets:\n  a: {tags: [x], profile: p.yaml}", Beside(run_id="4f2a91c", folder=PurePath("ci"))).told()
    assert told_["targets"] == [
        {
            "name": "a",
            "shard": 1,
            "base_url": None,
            "profile": "ci/p.yaml",
            "depth": "gate",
            "tags": ("x",),
            "limit": None,
        }
    ]
    assert {name: told_[name] for name in ("format", "campaign", "shard", "seed", "run_id")} == {
        "format": 1,
        "campaign": "brands",
        "shard": [1, 1],
        "seed": None,
        "run_id": "4f2a91c",
    }


def test_the_words_of_a_run_are_those_of_its_target_then_those_beside_the_file() -> None:
    text = """\
defaults: {max_requests: 200, max_time: 90, insecure: false, ca_bundle: ca.pem}
targets:
  a: {base_url: "http://127.0.0.1:1", rate: 60, profile: a.yaml, headers: {X-Tenant: A_TENANT}}
"""
    beside = Beside(folder=PurePath("ci"), words=("--max-requests", "50"), depth="smoke")
    (target,) = planned(text, beside).values()
    assert target.words[-2:] == ("--max-requests", "50")
    assert {
        name: options_of(target)[name] for name in ("--base-url", "--profile", "--rate", "--ca-bundle", "--header")
    } == {
        "--base-url": "http://127.0.0.1:1",
        "--profile": "ci/a.yaml",
        "--rate": "60",
        "--ca-bundle": "ci/ca.pem",
        "--header": "X-Tenant=A_TENANT",
    }
    assert target.depth == "smoke"


def test_two_targets_make_up_other_people() -> None:
    whole = plan("targets: {a: {}, b: {}}")
    assert len({run_id_of(whole, name) for name in ("a", "b")}) == 2
    assert len(run_id_of(whole, "a")) == 7


def test_a_run_hears_of_its_own_credentials_alone() -> None:
    """Under the names that it reads, and of nothing that is said to the campaign."""
    text = """\
targets:
  a: {username: A_USER, password: A_PASSWORD, headers: {X-Tenant: A_TENANT}}
  b: {username: B_USER, password: B_PASSWORD}
"""
    whole = plan(text)
    environ = {f"{who}_{what}": f"{who}-{what}" for who in "AB" for what in ("USER", "PASSWORD", "TENANT")}
    environ |= {
        "CONTRACTS_USERNAME": "somebody",
        "CONTRACTS_SHARED": "redis://:hush@r",
        "PATH": "/bin",
    }
    environ |= {"PYTEST_ADDOPTS": "-n 4", "PYTEST_XDIST_WORKER": "gw0"}
    found, why = environment(whole.targets[0], whole, environ, InCampaign())
    assert why == ""
    assert {name: value for name, value in found.items() if name != told.CHILD} == {
        "CONTRACTS_USERNAME": "A-USER",
        "CONTRACTS_PASSWORD": "A-PASSWORD",
        "A_TENANT": "A-TENANT",
        "B_TENANT": "B-TENANT",
        "PATH": "/bin",
    }
    assert environment(whole.targets[1], whole, {}, InCampaign())[1] == "B_USER and B_PASSWORD are not set"


def test_where_turns_are_to_be_had_goes_by_the_environment() -> None:
    asked = InCampaign(5.0, "eu", 100, "redis://:hush@redis.example", "lost")
    told_ = told.environment(asked)
    assert [name for name, value in told_.items() if "hush" in value] == [told.SHARED]
    assert told.heard(told_) == asked
    assert told.heard({}) == InCampaign()
    whole = plan("limits: {eu: 100}\ntargets: {a: {limit: eu}}")
    words = command(whole.targets[0], whole, Suites(("-P",), ("-k", "x")), Path("reports/targets/a"))
    assert words[1:4] == ["-P", "-m", "pytest"]
    assert words[words.index("--rate") + 1] == "100"
    assert words[-2:] == ["-k", "x"]


@pytest.mark.parametrize(
    ("names", "tags", "expected"),
    [([], [], ["a", "b", "c"]), (["b"], [], ["b"]), ([], ["eu"], ["a", "c"]), (["b"], ["us"], ["b", "c"])],
)
def test_names_and_tags_choose(names: list[str], tags: list[str], expected: list[str]) -> None:
    said = read("targets: {a: {tags: [eu]}, b: {}, c: {tags: [eu, us]}}", "b.yaml")
    assert chosen(said, names, tags) == expected
