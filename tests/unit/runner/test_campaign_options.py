"""What the command line says to a campaign: what is wrong with it in one line, what chooses, what is handed on."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contracts.engine.errors import UsageError
from contracts.runner import options
from contracts.runner.asked import InCampaign
from contracts.runner.campaigns import settling
from contracts.runner.campaigns.child import Suites
from contracts.runner.campaigns.plan import Roster
from contracts.runner.campaigns.session import CampaignRun

BRANDS = """\
targets:
  acme: {tags: [eu]}
  bolt: {tags: [us], depth: smoke, max_requests: 30}
"""


class Asked:
    """As much of a pytest.Config as options are read from."""

    def __init__(self, folder: Path, *words: str) -> None:
        parser = argparse.ArgumentParser()
        options.declare(parser.add_argument)
        parser.add_argument("--base-url")
        self.option = parser.parse_args(words)
        self.invocation_params = SimpleNamespace(args=words, dir=folder)

    def getoption(self, name: str, default: Any = None) -> Any:
        return getattr(self.option, name, default)

    def getini(self, name: str) -> list[str]:
        return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brands.yaml").write_text(BRANDS, encoding="utf-8")
    return tmp_path


def asked(folder: Path, *words: str) -> Roster:
    given = words if "--campaign" in words else ("--campaign", "brands.yaml", *words)
    config = cast("pytest.Config", Asked(folder, *given))
    settling.shared_url(config)
    return settling.plan_of(config)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--campaign", "missing.yaml"], "missing.yaml cannot be read: No such file or directory"),
        (["--campaign", ""], "--campaign: got nothing, should be followed by a value"),
        (
            ["--target", "acne"],
            "--target: got 'acne', and no target of the campaign is called so; the nearest is 'acme'",
        ),
        (["--tag", "ue"], "--tag: got 'ue', and no target of the campaign is called so; the nearest is "),
        (["--base-url", "http://127.0.0.1:9"], "--base-url is about one target, and --campaign names many"),
        (
            ["--history", "h", "--shard", "1/2"],
            "--history: of a campaign in shards contracts merge --history remembers",
        ),
        (["--dry-run"], "--dry-run is about one target"),
        (["--resume", "reports"], "--resume is about one target"),
        (["--shared", "not a name"], "--shared: should be a URL of a Redis, or the name of an environment variable"),
        (["--shared", "NOT_SET"], "--shared: NOT_SET is not set"),
        (["--run-id", "A B"], "--run-id: got 'A B', should be 4 to 16 of a-z and 0-9"),
    ],
)
def test_what_cannot_be_run_is_one_line(folder: Path, words: list[str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        asked(folder, *words)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("words", [("--shard", "1/2"), ("--tag", "eu"), ("--target", "a"), ("--shared", "redis://r")])
def test_options_about_campaigns_need_one(folder: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match=f"{words[0]} is about the targets of a campaign: got no --campaign FILE"):
        settling.refuse_without_campaign(cast("pytest.Config", Asked(folder, *words)))


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/0", "a/b", "1/4/2"])
def test_a_shard_is_one_of_some(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"should be K/N, as in 1/4 to 4/4"):
        options.shard(text)
    assert options.shard("3/4") == (3, 4)


def test_problems_of_profiles_and_headers_are_named_together(folder: Path) -> None:
    (folder / "acme.yaml").write_text("flags:\n  strict_chek: true\n", encoding="utf-8")
    (folder / "brands.yaml").write_text("targets: {acme: {profile: acme.yaml}, b: {profile: b.yaml}}", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        asked(folder)
    first, second = str(caught.value).splitlines()
    assert "acme.yaml:2: unknown key 'flags.strict_chek'" in first
    assert "b.yaml cannot be read" in second
    (folder / "brands.yaml").write_text("targets:\n  acme: {headers: {Host: hush}}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"brands\.yaml:2: targets\.acme\.headers: got Host, which a run sets itself"):
        asked(folder)


def test_names_and_tags_choose(folder: Path) -> None:
    assert [each.name for each in asked(folder).targets] == ["acme", "bolt"]
    assert [each.name for each in asked(folder, "--tag", "us").targets] == ["bolt"]
    assert [each.name for each in asked(folder, "--target", "acme", "--tag", "us").targets] == ["acme", "bolt"]


def test_what_is_said_beside_the_file_holds_for_every_target(folder: Path) -> None:
    words = ("--max-requests", "9", "--scenario", "a/b", "--family", "reads", "--header", "X-T=T_VALUE", "--seed", "3")
    _, bolt = asked(folder, *words).targets
    assert bolt.variables["T_VALUE"] == "T_VALUE"
    assert "T_VALUE" in bolt.secrets
    assert {each.corpus for each in asked(folder, "--corpus", "cases").targets} == {"cases"}
    with pytest.raises(UsageError, match=r"--header: got no NAME=VARIABLE"):
        asked(folder, "--header", "hush")
    beside = bolt.words[bolt.words.index("30") + 1 :]
    assert " ".join(beside) == "--max-requests 9 --seed 3 --scenario a/b --family reads --header X-T=T_VALUE"
    assert [each.depth for each in asked(folder).targets] == ["gate", "smoke"]
    assert [each.depth for each in asked(folder, "--depth", "nightly").targets] == ["nightly"] * 2


def test_who_comes_after_another_behind_a_limit_keeps_the_step(folder: Path) -> None:
    """After the end of the last one, and after now where nobody knows when that was."""
    (folder / "brands.yaml").write_text(
        "limits: {eu: 60}\ndefaults: {limit: eu}\ntargets: {acme: {}, bolt: {}, corp: {}, dune: {limit: us}}", "utf-8"
    )
    config = cast("pytest.Config", Asked(folder, "--campaign", "brands.yaml"))
    run = CampaignRun(config, settling.plan_of(config), Suites(), "")
    acme, bolt, corp, dune = run.plan.targets
    assert run.told_to(acme).begins_at < time.time() - 1e6
    leave(folder, "acme", ended="2030-01-31T00:00:00+00:00")
    leave(folder, "dune", ended="2031-01-31T00:00:00+00:00")
    ended = datetime.datetime(2030, 1, 31, tzinfo=datetime.UTC).timestamp()
    assert run.told_to(bolt).begins_at == pytest.approx(ended + 1 / 0.95)
    (folder / "reports/targets/acme/outcome.json").unlink()
    assert 0 < run.told_to(corp).begins_at - time.time() < 60
    assert run.told_to(dune) == InCampaign()


def leave(folder: Path, name: str, ended: str) -> None:
    """What a run leaves that has ended then."""
    reports = folder / "reports" / "targets" / name
    reports.mkdir(parents=True)
    (reports / ".begun").touch()
    outcome = {"format": 1, "name": name, "exit": 0, "why": "", "started": ended, "ended": ended, "requests": 1}
    (reports / "outcome.json").write_text(json.dumps(outcome | {"cpu_seconds": 0.0, "peak_mb": 0.0}), encoding="utf-8")


def test_a_library_that_is_missing_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    for name in ("contracts.engine.shared", "contracts.runner.campaigns.commons"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delattr("contracts.runner.campaigns.commons", raising=False)
    config = cast("pytest.Config", Asked(folder, "--campaign", "brands.yaml"))
    with pytest.raises(UsageError, match=r"--shared needs redis: pip install 'registration-contracts\[shared\]'"):
        CampaignRun(config, settling.plan_of(config), Suites(), "redis://redis.example")


def test_a_campaign_is_called_as_its_file(folder: Path) -> None:
    assert asked(folder).name == "brands"
    (folder / "all of them.yaml").write_text(BRANDS, encoding="utf-8")
    assert asked(folder, "--campaign", "all of them.yaml").name == "all-of-them"
