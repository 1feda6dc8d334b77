"""`contracts merge`: the shards of a campaign as one folder, byte for byte the same in any order and grouping."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from campaigns import Left, failing, shard, target
from outside import ROOT, in_folder

from contracts.engine.errors import UsageError
from contracts.engine.secrecy import Secret
from contracts.engine.verdict import Exit
from contracts.reporting.site import placing
from contracts.runner import cli
from contracts.runner.merging import merge_into

SCENARIO = ("--scenario", "duplicate-source/one-known-identifier", "--no-sockets", str(ROOT / "tests" / "scenarios"))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def merging(folders: Sequence[Path], into: Path, **asked: object) -> tuple[Exit, list[str]]:
    said: list[str] = []
    return merge_into(folders, into, say=said.append, **asked), said  # type: ignore[arg-type]


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """Three shards of five targets that nothing is wrong with but the third."""
    every = {"a": (1, Left()), "b": (2, Left()), "c": (2, Left()), "d": (3, Left()), "e": (1, Left())}
    return [shard(tmp_path / f"shard-{n}", n, 3, every, run_id=f"r{n}") for n in (1, 2, 3)]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two shards with a real run each, of which one finds something."""
    folder = tmp_path_factory.mktemp("real")
    every = {"first": (1, None), "second": (2, None)}
    for number, (name, faults) in enumerate((("first", ("--fault", "accepts-a-duplicate")), ("second", ())), 1):
        place = shard(folder / f"shard-{number}", number, 2, every, run_id=f"r{number}") / "targets" / name
        told = (
            "--reports",
            str(place),
            "--alluredir",
            str(place / "allure-results"),
            "--junitxml",
            f"{place}/junit.xml",
        )
        done = in_folder(folder, *SCENARIO, *faults, *told)
        outcome = {"format": 1, "name": name, "exit": done.returncode, "ended": "2030-01-01T01:00:00+00:00"}
        (place / "outcome.json").write_text(json.dumps(outcome))
    return [folder / "shard-1", folder / "shard-2"]


def test_real_runs_are_one_whatever_the_order(real: list[Path], tmp_path: Path) -> None:
    history = tmp_path / "h.db"
    code, said = merging(real, tmp_path / "all", history=history)
    assert code is Exit.FINDINGS
    assert said[0].startswith("target first: FAIL: ")
    assert said[-1].startswith("verdict: FAIL - campaign brands: 2 targets (1 PASS, 1 FAIL), ")
    page = (tmp_path / "all" / "index.html").read_text()
    assert "An add whose identifier is already held in the same source account MUST be refused with 8006." in page
    assert 'href="targets/first/index.html#finding-1"' in page
    merging(real[1:], tmp_path / "part")
    merging([tmp_path / "part", real[0]], tmp_path / "again", history=history)
    assert content(tmp_path / "again") == content(tmp_path / "all")


def test_any_order_and_grouping_leaves_the_same_bytes(three: list[Path], tmp_path: Path) -> None:
    code, said = merging(three, tmp_path / "all")
    assert code is Exit.CLEAN
    assert said[-1] == "verdict: PASS - campaign brands: 5 targets (5 PASS), 300 requests"
    once = content(tmp_path / "all")
    merging([three[2], three[1]], tmp_path / "left")
    merging([three[0], tmp_path / "left"], tmp_path / "all")
    merging([tmp_path / "all", tmp_path / "all"], tmp_path / "copy")
    assert content(tmp_path / "all") == once == content(tmp_path / "copy")
    assert merging([tmp_path / "all"], tmp_path / "all")[0] is Exit.CLEAN
    assert content(tmp_path / "all") == once


def test_the_folder_of_one_campaign_is_concluded_in_its_place(tmp_path: Path) -> None:
    folder = shard(tmp_path / "reports", 1, 1, {"a": (1, failing("dup/a")), "b": (1, Left())})
    before = content(folder)
    assert merging([folder], folder)[0] is Exit.FINDINGS
    after = content(folder)
    assert {name: after[name] for name in before} == before
    assert {"index.html", "junit.xml"} <= after.keys()


def test_a_missing_shard_is_named_and_no_verdict(
    three: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["merge", str(three[0]), str(three[2]), "--into", str(tmp_path / "all")]) == Exit.NO_VERDICT
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == ["shard 2/3 is missing", *(f"target {n}: no verdict: its shard 2 is missing" for n in "bc")]
    assert said[-1].startswith("verdict: UNKNOWN - ")
    page = (tmp_path / "all" / "index.html").read_text()
    assert "<title>UNKNOWN - campaign brands</title>" in page
    assert "shard 2/3 is missing" in page
    junit = (tmp_path / "all" / "junit.xml").read_text()
    assert 'message="shard 2/3 is missing"' in junit
    assert merging([tmp_path / "all", three[1]], tmp_path / "whole")[0] is Exit.CLEAN, "a later merge mends it"


def test_findings_stand_before_what_is_missing(tmp_path: Path) -> None:
    folder = shard(tmp_path / "shard-1", 1, 2, {"a": (1, failing("dup/a")), "b": (2, None)})
    code, said = merging([folder], tmp_path / "all")
    assert code is Exit.FINDINGS
    assert said[0] == "shard 2/2 is missing"


@pytest.mark.parametrize("spoilt", ["campaign.json", "targets/b/outcome.json", "targets/b/run.jsonl"])
def test_a_shard_that_is_cut_is_named_and_no_verdict(three: list[Path], tmp_path: Path, spoilt: str) -> None:
    path = three[1] / spoilt
    path.write_bytes(path.read_bytes()[:-40])
    code, said = merging(three, tmp_path / "all")
    assert code is Exit.NO_VERDICT
    name = "shard-2: campaign.json is cut" if spoilt == "campaign.json" else f"target b: no verdict: {path.name}"
    assert any(line.replace("its ", "").startswith(name) for line in said), said
    again = merging([tmp_path / "all"], tmp_path / "again")
    assert again[0] is Exit.NO_VERDICT
    assert [line for line in again[1] if "page" not in line] == [line for line in said if "page" not in line]


def test_a_target_that_was_killed_is_named_and_what_it_left_is_kept(three: list[Path], tmp_path: Path) -> None:
    (three[1] / "targets" / "b" / "outcome.json").unlink()
    code, said = merging(three, tmp_path / "all")
    assert code is Exit.NO_VERDICT
    assert said[0] == "target b: no verdict: its run left no outcome"
    assert (tmp_path / "all" / "targets" / "b" / "run.jsonl").exists()


def test_a_shard_in_two_folders_is_named_and_no_verdict(three: list[Path], tmp_path: Path) -> None:
    shutil.copytree(three[0], tmp_path / "copy-of-1")
    code, said = merging([*three, tmp_path / "copy-of-1"], tmp_path / "all")
    assert code is Exit.NO_VERDICT
    assert said[0] == "shard 1/3 is doubled: more than one folder holds it"
    assert merging([tmp_path / "all"], tmp_path / "again")[1][0] == said[0]


def test_another_run_of_a_shard_is_named_and_both_are_kept(three: list[Path], tmp_path: Path) -> None:
    every = {
        "a": (1, failing("dup/a")),
        "b": (2, None),
        "c": (2, None),
        "d": (3, None),
        "e": (1, Left(run_id="other1")),
    }
    again = shard(tmp_path / "again", 1, 3, every, run_id="r9")
    code, said = merging([*three, again], tmp_path / "all")
    assert code is Exit.FINDINGS
    assert said[:3] == [
        "shard 1/3 is doubled: runs r1, r9",
        *(f"target {name}: no verdict: doubled, 2 runs of it are here" for name in "ae"),
    ]
    assert len(list((tmp_path / "all" / "doubled" / "a").iterdir())) == 2
    nested = merging([tmp_path / "all"], tmp_path / "copy")
    assert nested[0] is Exit.FINDINGS
    assert content(tmp_path / "copy") == content(tmp_path / "all")


def test_a_secret_lets_no_verdict_stand(three: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (three[0] / "targets" / "a" / "note.txt").write_text("till-password-1 and redis-password")
    assert merging(three, tmp_path / "all")[0] is Exit.CLEAN
    monkeypatch.setenv("CONTRACTS_PASSWORD", "till-password-1")
    code, said = merging(three, tmp_path / "all")
    assert code is Exit.NO_VERDICT
    assert "note.txt holds what is in CONTRACTS_PASSWORD: " in said[0]
    assert "<title>UNKNOWN" in (tmp_path / "all" / "index.html").read_text()
    monkeypatch.delenv("CONTRACTS_PASSWORD")
    known = (Secret("the password of Redis", "redis-password"),)
    assert merging(three, tmp_path / "all", secrets=known)[0] is Exit.NO_VERDICT


def test_a_link_of_a_shard_leads_into_no_report(three: list[Path], tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("private")
    (three[0] / "targets" / "a" / "link").symlink_to(tmp_path / "outside")
    (three[0] / "targets" / "a" / "allure-results" / "contracts-a-attachment.txt").unlink()
    (three[0] / "targets" / "a" / "allure-results" / "contracts-a-attachment.txt").symlink_to(tmp_path / "outside")
    merging(three, tmp_path / "all")
    assert b"private" not in content(tmp_path / "all").values()


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (lambda into: single_run(into), "holds a single run"),
        (lambda into: shard(into, 1, 3, {"a": (1, Left())}), "is a shard of a campaign"),
        (lambda into: target(into, "a", Left()), "holds targets that no merge has left"),
        (lambda into: into.write_text(""), "cannot be written"),
    ],
)
def test_what_is_no_merge_is_not_overwritten(three: list[Path], tmp_path: Path, there, told: str) -> None:  # type: ignore[no-untyped-def]
    there(tmp_path / "all")
    before = content(tmp_path)
    with pytest.raises(UsageError, match=told):
        merging(three, tmp_path / "all")
    assert {name: of for name, of in content(tmp_path).items() if not name.endswith(".lock")} == before


def single_run(into: Path) -> None:
    into.mkdir()
    (into / "run.jsonl").write_text("{}")
    placing.leave(into, f'<meta name="generator" content="{placing.GENERATOR}">')


def test_a_merge_that_was_cut_is_named_and_can_be_made_again(
    three: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merging(three, tmp_path / "all")
    once = content(tmp_path / "all")
    with monkeypatch.context() as patch:
        patch.setattr("contracts.runner.merging.shelf.leave", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            merging(three, tmp_path / "all")
    assert not (tmp_path / "all" / "index.html").exists()
    code, said = merging([tmp_path / "all"], tmp_path / "other")
    assert code is Exit.NO_VERDICT
    assert said[0] == "all: campaign.json is cut or broken (KeyError)"
    assert merging(three, tmp_path / "all")[0] is Exit.CLEAN
    assert content(tmp_path / "all") == once


def test_a_shard_where_the_merge_goes_is_not_overwritten(three: list[Path], tmp_path: Path) -> None:
    inside = tmp_path / "all" / "targets" / "shard-1"
    shutil.copytree(three[0], inside)
    with pytest.raises(UsageError, match="holds a folder that is to be merged"):
        merging([inside, *three[1:]], tmp_path / "all")
    assert content(inside) == content(three[0])


def test_somebody_elses_page_costs_a_line_and_no_verdict(three: list[Path], tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "index.html").write_text("<h1>home</h1>")
    code, said = merging(three, tmp_path / "all")
    assert code is Exit.CLEAN
    assert any(line.startswith("no page: somebody else's page is there") for line in said)


def test_a_history_that_cannot_be_used_costs_a_line_and_no_verdict(three: list[Path], tmp_path: Path) -> None:
    (tmp_path / "h.db").write_text("name: brand")
    code, said = merging(three, tmp_path / "all", history=tmp_path / "h.db")
    assert code is Exit.CLEAN
    assert sum(line.startswith("no history: ") for line in said) == 1


def test_nights_are_told_on_the_page(tmp_path: Path) -> None:
    for day, left in (("2030-01-01", Left()), ("2030-01-02", failing("dup/a"))):
        ended = {"ended": f"{day}T01:00:00+00:00"}
        every = {"a": (1, Left(**{**vars(left), **ended}))}
        for _ in range(2):
            folder = tmp_path / day
            if not folder.exists():
                shard(folder, 1, 1, every)
            merging([folder], tmp_path / "all", history=tmp_path / "h.db")
    page = (tmp_path / "all" / "index.html").read_text()
    assert '<span class="is-held" title="2030-01-01: held">✓</span>' in page
    assert '<span class="is-broken" title="2030-01-02: broken, 1 rule">✗</span>' in page
    assert page.count('<span class="tag new">new</span>') == 2
