"""Shards of a campaign add up: to the same in any order and grouping, and never to more than was proved."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from campaigns import Left, failing, shard, target
from hypothesis import given
from hypothesis import strategies as st

from contracts.engine.verdict import Exit
from contracts.reporting.campaign import junit, reading, results
from contracts.reporting.campaign.nights import Nights, shown
from contracts.reporting.campaign.values import (
    Campaign,
    CampaignPlan,
    Planned,
    Shard,
    TargetResult,
    conclude,
    merged,
)
from contracts.reporting.chronicle import Chronicle

NAMES = "abcd"
PLAN = CampaignPlan("brands", "ab", 2, tuple(Planned(name, 1 + place % 2) for place, name in enumerate(NAMES)))
OTHER = CampaignPlan("brands", "cd", 3, (Planned("a", 3),))
shards = st.builds(
    Shard, st.just("brands"), st.just("ab"), st.integers(1, 2), st.just(2), st.sampled_from(["r1", "r2"])
)
outcomes = st.builds(TargetResult, st.sampled_from(NAMES), st.integers(0, 5), sha256=st.sampled_from(["x", "y"]))
campaigns = st.builds(
    Campaign,
    st.frozensets(st.sampled_from([PLAN, OTHER]), max_size=2),
    st.frozensets(shards, max_size=3),
    st.frozensets(outcomes, max_size=5),
    st.frozensets(st.just((1, 2)), max_size=1),
    st.frozensets(st.sampled_from(["shard-9: cut"]), max_size=1),
)


def whole(**exits: int) -> Campaign:
    """Two shards with the exit codes of their targets, clean where none is named."""
    told = frozenset(TargetResult(name, exits.get(name, 0), sha256=name) for name in NAMES)
    runs = frozenset(Shard("brands", "ab", place, 2, f"r{place}") for place in (1, 2))
    return Campaign(frozenset({PLAN}), runs, told)


@given(campaigns, campaigns, campaigns)
def test_they_add_up_to_the_same_in_any_order_and_grouping_and_again(a: Campaign, b: Campaign, c: Campaign) -> None:
    assert merged([a, merged([b, c])]) == merged([merged([a, b]), c]) == merged([c, a, b, a])
    assert conclude(merged([a, b])) == conclude(merged([b, a, b]))
    assert merged([a]) == a


@given(st.frozensets(st.sampled_from(sorted(whole().results))), st.frozensets(st.sampled_from(sorted(whole().shards))))
def test_nothing_of_which_a_part_is_missing_is_green(
    results_lost: frozenset[TargetResult], shards_lost: frozenset[Shard]
) -> None:
    left = Campaign(whole().plans, whole().shards - shards_lost, whole().results - results_lost)
    concluded = conclude(left)
    assert concluded.exit is (Exit.NO_VERDICT if results_lost or shards_lost else Exit.CLEAN)
    told = "\n".join(concluded.missing)
    assert all(f"target {result.name}: no verdict" in told for result in results_lost)
    assert all(f"shard {shard_.told} is missing" in told for shard_ in shards_lost)


@given(campaigns)
def test_what_is_added_never_makes_a_target_greener(other: Campaign) -> None:
    before = {each.name: each.exit for each in conclude(whole(a=3)).targets}
    after = {each.name: each.exit for each in conclude(merged([whole(a=3), other])).targets}
    assert {name for name in NAMES if after[name] is Exit.CLEAN} <= {n for n in NAMES if before[n] is Exit.CLEAN}


@pytest.mark.parametrize("name", NAMES)
def test_a_target_without_an_outcome_has_no_verdict_and_is_named(name: str) -> None:
    held = frozenset(result for result in whole().results if result.name != name)
    concluded = conclude(Campaign(whole().plans, whole().shards, held))
    assert concluded.exit is Exit.NO_VERDICT
    assert concluded.missing == (f"target {name}: no verdict: its run left no outcome",)


def test_a_missing_shard_is_named_with_its_targets() -> None:
    first = frozenset(shard for shard in whole().shards if shard.place == 1)
    held = frozenset(result for result in whole().results if result.name in "ac")
    concluded = conclude(Campaign(whole().plans, first, held))
    assert concluded.exit is Exit.NO_VERDICT
    assert concluded.missing == (
        "shard 2/2 is missing",
        "target b: no verdict: its shard 2 is missing",
        "target d: no verdict: its shard 2 is missing",
    )


def test_another_run_of_a_shard_is_named_and_none_of_its_targets_is_green() -> None:
    again = Campaign(shards=frozenset({Shard("brands", "ab", 1, 2, "r9")}))
    concluded = conclude(merged([whole(), again]))
    assert concluded.exit is Exit.NO_VERDICT
    assert concluded.missing[0] == "shard 1/2 is doubled: runs r1, r9"
    assert [each.exit for each in concluded.targets] == [Exit.NO_VERDICT, Exit.CLEAN, Exit.NO_VERDICT, Exit.CLEAN]


def test_shards_of_two_campaigns_are_no_whole() -> None:
    concluded = conclude(merged([whole(), Campaign(plans=frozenset({OTHER}))]))
    assert concluded.exit is Exit.NO_VERDICT
    assert (
        concluded.missing[0] == "these are not the shards of one campaign: brands, plan ab, of 2; brands, plan cd, of 3"
    )


@pytest.mark.parametrize("codes", list(itertools.combinations([4, 2, 1, 3, 5, 0], 2)), ids=str)
def test_the_exit_code_is_that_of_the_worst_target_as_in_a_single_run(codes: tuple[int, int]) -> None:
    first, second = codes
    assert conclude(whole(a=second, b=first, c=second, d=second)).exit == first


def test_nothing_is_no_campaign() -> None:
    assert conclude(Campaign()).exit is Exit.NO_VERDICT
    assert conclude(Campaign()).missing == ("no shard of a campaign is here",)


def lacks(place: Path, name: str = "a") -> str:
    result = reading.result_of(place, name)
    assert result is not None
    assert result.lacks == "" or conclude_one(result) is not Exit.CLEAN
    return result.lacks


def conclude_one(result: TargetResult) -> Exit:
    plan = CampaignPlan("brands", "ab", 1, (Planned(result.name, 1),))
    return conclude(
        Campaign(frozenset({plan}), frozenset({Shard("brands", "ab", 1, 1, "r1")}), frozenset({result}))
    ).exit


def test_what_a_run_left_is_read_without_judging_it_again(tmp_path: Path) -> None:
    place = target(tmp_path, "a", failing("dup/a", remarks=["reads/c"], readings={"order": "by-name"}))
    result = reading.result_of(place, "a")
    assert result is not None
    assert (result.exit, result.lacks, result.requests, result.seconds) == (1, "", 60, 30.0)
    assert [(each.rule, each.scenario, each.decides) for each in result.broken] == [
        ("dup/a", "dup/one", True),
        ("reads/c", "dup/one", False),
    ]
    assert ("dup-promise", "dup", "FAIL", 1) in result.promises
    assert result.readings == (("order", "by-name"),)
    assert dict(result.exercised)["dup/b"] == 3


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda place: (place / "run.jsonl").unlink(), "run.jsonl is missing"),
        (lambda place: cut(place / "run.jsonl", 1), "run.jsonl is cut or broken"),
        (lambda place: drop_last_line(place / "run.jsonl"), "run.jsonl has no verdict: it was cut"),
        (lambda place: (place / "run.jsonl").write_text("[" * 200_000 + "\n"), "run.jsonl is cut or broken"),
        (lambda place: cut(place / "outcome.json", 9), "its outcome.json is cut or broken"),
        (
            lambda place: (place / "outcome.json").write_text('{"format": 1, "name": "b", "exit": 0}'),
            "its outcome.json",
        ),
    ],
)
def test_records_that_are_cut_prove_nothing(tmp_path: Path, spoil, told: str) -> None:  # type: ignore[no-untyped-def]
    place = target(tmp_path, "a", Left())
    assert lacks(place) == ""
    spoil(place)
    assert lacks(place).startswith(told)


def cut(path: Path, number: int) -> None:
    path.write_bytes(path.read_bytes()[:-number])


def drop_last_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def test_a_process_that_ends_worse_than_its_events_say_is_believed_and_the_other_way_round(tmp_path: Path) -> None:
    place = target(tmp_path, "a", failing("dup/a"))
    outcome = json.loads((place / "outcome.json").read_text())
    for code, together in ((0, 1), (3, 1), (2, 2)):
        (place / "outcome.json").write_text(json.dumps(outcome | {"exit": code}))
        result = reading.result_of(place, "a")
        assert result is not None
        assert result.exit == together


def test_a_target_that_was_never_reached_needs_no_events(tmp_path: Path) -> None:
    place = target(tmp_path, "a", Left(exit=Exit.NO_VERDICT, log=False, why="nothing answers"))
    assert lacks(place) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "shard-1: campaign.json is cut or broken (JSONDecodeError)"),
        ("[]", "shard-1: campaign.json is cut or broken (TypeError)"),
        ('{"format": 2}', "shard-1: campaign.json is of format 2, should be 1"),
        ('{"format": 1, "shard": [1, 2]}', "shard-1: campaign.json is cut or broken (KeyError)"),
        (None, "shard-1: no campaign.json (No such file or directory): it is no shard of a campaign, or was cut"),
    ],
)
def test_a_folder_that_is_none_is_named(tmp_path: Path, text: str | None, told: str) -> None:
    folder = tmp_path / "shard-1"
    folder.mkdir()
    if text is not None:
        (folder / "campaign.json").write_text(text)
    assert reading.read(folder).troubles == {told}


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    folder = shard(tmp_path / "shard-1", 1, 1, {"../../up": (1, None)})
    assert reading.read(folder).troubles == {"shard-1: campaign.json is cut or broken (ValueError)"}


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A whole campaign of three targets."""
    every = {"a": (1, failing("dup/a")), "b": (1, Left()), "c": (1, Left(exit=Exit.NO_VERDICT, log=False, why="down"))}
    return shard(tmp_path / "shard-1", 1, 1, every)


def test_junit_has_a_suite_for_each_target_with_its_verdict(three: Path) -> None:
    campaign = reading.read(three)
    root = ElementTree.fromstring(junit.text(campaign, conclude(campaign), three / "targets"))
    counts = [(suite.get("name"), *map(suite.get, ("tests", "failures", "errors"))) for suite in root]
    assert counts == [("a", "3", "2", "0"), ("b", "3", "1", "0"), ("c", "1", "0", "1")]
    assert [case.get("classname") for case in root[0]] == ["a.dup", "a.dup", "a"]
    assert root[0][2].find("failure").text == "dup/a | add | errors[].code"
    assert root[2][0].find("error").get("message") == "UNKNOWN: down"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("7", "3", "1")


def test_junit_holds_what_xml_cannot(tmp_path: Path) -> None:
    folder = shard(tmp_path / "shard-1", 1, 2, {"a": (1, failing("dup/a", where='x\x00"<b>\x1b')), "b": (2, None)})
    (folder / "targets" / "a" / "junit.xml").write_text("<cut")
    campaign = reading.read(folder)
    root = ElementTree.fromstring(junit.text(campaign, conclude(campaign), folder / "targets"))
    assert [suite.get("name") for suite in root] == ["a", "b", "campaign"]
    assert root[2][0].find("error").text.startswith("shard 2/2 is missing\ntarget b: ")


def test_allure_never_takes_a_test_of_one_target_for_a_retry_of_anothers(three: Path, tmp_path: Path) -> None:
    campaign = reading.read(three)
    for _ in range(2):
        results.leave(tmp_path / "allure-results", campaign, conclude(campaign), three / "targets")
    told = [json.loads(path.read_text()) for path in sorted((tmp_path / "allure-results").glob("*-result.json"))]
    assert len(told) == 3
    for identity in ("uuid", "fullName", "testCaseId", "historyId"):
        assert len({each[identity] for each in told}) == 3
    by = {each["fullName"]: each for each in told}
    assert by["a: dup/one"]["titlePath"] == ["a", "v2", "dup"]
    labels = {label["name"]: label["value"] for label in by["a: dup/one"]["labels"]}
    assert labels == {"parentSuite": "a", "suite": "dup", "target": "a"}
    assert by["c: verdict"]["status"] == "broken"
    assert by["c: verdict"]["statusDetails"]["message"] == "UNKNOWN: down"
    kept = (tmp_path / "allure-results" / "contracts-a-attachment.txt").read_text()
    assert kept == "story of a"
    assert (tmp_path / "allure-results" / "environment.properties").read_text().startswith("Target=campaign brands\n")


def remember(file: Path, folder: Path) -> tuple[int, Nights]:
    campaign = reading.read(folder)
    nights = Nights(Chronicle(file), campaign, conclude(campaign).targets)
    return nights.add(), nights


def test_a_history_takes_each_run_of_each_target_once(tmp_path: Path) -> None:
    days = [f"2030-01-0{day}T01:00:00+00:00" for day in (1, 2, 3)]
    found = [("dup/a",), (), ("dup/a", "dup/b")]
    for day, rules in zip(days, found, strict=True):
        left = failing(*rules, ended=day) if rules else Left(ended=day)
        folder = shard(tmp_path / day[:10], 1, 1, {"a": (1, left), "b": (1, Left(ended=day)), "c": (1, None)})
        assert remember(tmp_path / "h.db", folder)[0] == 2
        added, nights = remember(tmp_path / "h.db", folder)
        assert added == 0
    assert [night.exit for night in nights.all["a"]] == [1, 0, 1]
    assert nights.all["c"] == []
    told = {change.rule: change.told for change in nights.changes["a"]}
    assert told == {"dup/a": "flaky: broke in 2 of 3 nights", "dup/b": "new"}
    _, again = remember(tmp_path / "h.db", tmp_path / "2030-01-02")
    assert [change.told for change in again.changes["a"]] == ["mended, last broken on 2030-01-01"]
    assert shown(nights.all)
    assert not shown({"a": nights.all["a"][:1]})


def test_a_history_takes_a_merge_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = shard(tmp_path / "shard-1", 1, 1, {"a": (1, Left())})
    _, nights = remember(tmp_path / "other.db", folder)
    night = nights.all["a"][0]
    file = Chronicle(tmp_path / "h.db")
    with pytest.raises(ValueError, match="not JSON compliant"):
        file.add_all({"campaign brands | a": night, "campaign brands | b": replace(night, seconds=float("nan"))})
    assert file.nights("campaign brands | a") == []


def test_single_runs_do_not_push_a_campaign_out_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.reporting.chronicle.RUNS_MAX", 1)
    folder = shard(tmp_path / "shard-1", 1, 1, {"a": (1, Left()), "b": (1, Left())})
    _, nights = remember(tmp_path / "h.db", folder)
    for _ in range(3):
        Chronicle(tmp_path / "h.db").add("https://a.example", nights.all["a"][0])
    assert len(Chronicle(tmp_path / "h.db").nights("https://a.example")) == 1
    assert remember(tmp_path / "h.db", folder)[0] == 0


def test_a_run_that_was_killed_loses_no_finding(tmp_path: Path) -> None:
    place = target(tmp_path, "a", failing("dup/a"))
    drop_last_line(place / "run.jsonl")
    outcome = json.loads((place / "outcome.json").read_text()) | {"exit": 3, "why": "ended by signal 9"}
    (place / "outcome.json").write_text(json.dumps(outcome))
    result = reading.result_of(place, "a")
    assert result is not None
    assert (result.exit, result.lacks) == (1, "ended by signal 9")
    (place / "run.jsonl").write_bytes((place / "run.jsonl").read_bytes() + b'{"event":"exch')
    result = reading.result_of(place, "a")
    assert result is not None
    assert (result.exit, result.lacks, len(result.broken)) == (1, "run.jsonl is cut or broken", 1)


def test_profiles_may_stand_elsewhere_on_each_machine(tmp_path: Path) -> None:
    every = {"a": (1, Left()), "b": (2, Left())}
    folders = [shard(tmp_path / f"shard-{n}", n, 2, every) for n in (1, 2)]
    plan = json.loads((folders[1] / "campaign.json").read_text())
    for told in plan["targets"]:
        told["profile"] = "/elsewhere/brand.yaml"
    (folders[1] / "campaign.json").write_text(json.dumps(plan))
    assert conclude(merged(map(reading.read, folders))).exit is Exit.CLEAN
