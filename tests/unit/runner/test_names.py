"""What reports name can be asked for by that name, and is found where it is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from outside import ROOT, run

from contracts.documents import files
from contracts.engine.location import Location, location
from contracts.rules import law
from contracts.runner import cli, specimen

KNOWN = "duplicate-source/one-known-identifier"
DEEP = "stateful/short-story"
SUITES = (str(ROOT / "tests" / "stateful"),)


def _exercised(folder: Path, *options: str) -> set[str]:
    """The scenarios, with parameters, that sent something."""
    done = run(folder, "--no-sockets", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    events = map(json.loads, (folder / "reports" / "run.jsonl").read_text(encoding="utf-8").splitlines())
    return {event["test"] for event in events if event["event"] == "exchange"} - {""}


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--scenario", KNOWN, "--depth", "smoke"], {KNOWN}),
        (["--scenario", "fuzz/generated[addCustomer]"], {"fuzz/generated[addCustomer]"}),
        (
            ["--scenario", "fuzz/generated", "--operation", "addCustomer", "--scenario", KNOWN],
            {"fuzz/generated[addCustomer]", KNOWN},
        ),
        (["--family", "delivery", "--scenario", KNOWN], {"delivery/remembered", KNOWN}),
    ],
    ids=["id", "id with parameter", "id without parameter", "family and id"],
)
def test_only_what_is_named_runs(tmp_path: Path, options: list[str], ids: set[str]) -> None:
    """Each option may be given again; all that they name runs, as far as depth and operation allow."""
    assert _exercised(tmp_path, *options) == ids


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--scenario", f"{KNOWN}s"],
            f"--scenario: got '{KNOWN}s', and nothing collected is called so; the nearest is",
        ),
        (["--scenario", KNOWN, "--family", "duplicate"], "the nearest is 'duplicate-source'"),
        (["--scenario", DEEP, *SUITES], f"--scenario: {DEEP} does not run at depth gate: add --depth nightly"),
        (["--family", "stateful", *SUITES], "--family: stateful does not run at depth gate: add --depth nightly"),
        (["--scenario", KNOWN, "-k", "nothing", "--family", "fuz"], "--family: got 'fuz'"),
    ],
    ids=["unknown id", "unknown family", "deeper", "deeper family", "left out by another option"],
)
def test_what_cannot_run_is_a_usage_error(tmp_path: Path, options: list[str], told: str) -> None:
    """In one line with the nearest name; the target is not even opened."""
    done = run(tmp_path, *options, "--base-url", "http://127.0.0.1:9")
    assert done.returncode == 4, done.stdout + done.stderr
    assert told in done.stderr
    assert "nothing answers" not in done.stdout + done.stderr


def test_a_finding_names_the_line_of_its_rule(tmp_path: Path) -> None:
    """In the text, in the results of Allure, in the events and on GitHub; by no path of this machine."""
    options = ("--fault", "accepts-a-duplicate", "--scenario", KNOWN, "--alluredir", "results", "--no-sockets")
    done = run(tmp_path, *options, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert done.returncode == 1
    rule = law()["duplicate-source/known-identifier-is-8006"]
    at = str(rule.location)
    assert re.fullmatch(r"contracts/rules/\w+\.py:\d+", at)
    assert f"  rule      {at}\n" in done.stdout
    assert f"; rule: {at})" in done.stdout
    assert any(
        f"rule      {at}\n" in json.loads(path.read_text())["statusDetails"]["trace"] for path in _results(tmp_path)
    )
    events = [json.loads(line) for line in (tmp_path / "reports" / "run.jsonl").read_text("utf-8").splitlines()]
    assert {event["location"] for event in events if event["event"] == "finding" and event["rule"] == rule.id} == {at}


def _results(folder: Path) -> list[Path]:
    return sorted((folder / "results").glob("*-result.json"))


@pytest.mark.parametrize("id_", law())
def test_a_rule_is_where_its_location_says(id_: str) -> None:
    """The line begins its function: the decorator, or the `def` of what a table makes."""
    at = law()[id_].location
    assert re.match(
        r"\s*(@(rule|aftermath|shape)\(|def )", at.path.read_text(encoding="utf-8").splitlines()[at.line - 1]
    )


def test_a_location_is_told_as_its_reader_opens_it(tmp_path: Path) -> None:
    """Below the reader's folder in relation to it, else whole; in reports from the package on, or by its name alone."""
    at = location(location)
    assert str(at) == f"contracts/engine/location.py:{at.line}"
    assert at.seen_from(at.path.parents[1]) == f"engine/location.py:{at.line}"
    assert at.seen_from(tmp_path) == f"{at.path}:{at.line}"
    assert str(Location(tmp_path / "x.py", 3)) == "x.py:3"


@pytest.mark.parametrize(
    ("catalogue", "pattern", "ids"),
    [
        ("rules", "/known-identifier-is-8006", ["duplicate-source/known-identifier-is-8006"]),
        ("rules", "*/one-winner", ["concurrency/one-winner"]),
        ("rules", "concurrent-adds-one-winner", ["concurrency/one-winner"]),
        ("faults", "accepts-a-dup", ["accepts-a-duplicate"]),
        ("promises", "card-*", ["card-has-one-owner", "card-status-labels"]),
        (
            "promises",
            "cross-api",
            ["one-identity-space", "separate-identity-spaces", "add-and-upsert-know-the-same-customers"],
        ),
        ("readings", "creation-st*", ["creation-status"]),
    ],
)
def test_a_catalogue_is_filtered(
    catalogue: str, pattern: str, ids: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a part of a name or a glob; each entry says where it is written."""
    monkeypatch.chdir(ROOT)
    assert cli.main([catalogue, pattern]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in heads] == ids
    for line in heads:
        path, _, number = line.split()[-1].rpartition(":")
        assert 0 < int(number) <= len(Path(path).read_text(encoding="utf-8").splitlines())
        assert not Path(path).is_absolute()


def test_faults_are_found_by_family_and_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """As somebody looks for them who has a rule in hand."""
    for wanted in ("concurrency", "concurrency/one-winner"):
        assert cli.main(["faults", wanted]) == 0
        listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")}
        assert {fault.id for fault in specimen.faults().values() if fault.first == "concurrency/one-winner"} <= listed


@pytest.mark.parametrize(
    ("catalogue", "known"),
    [
        ("rules", law()),
        ("faults", specimen.faults()),
        ("promises", files.load_promises()),
        ("readings", files.load_readings()),
    ],
    ids=["rules", "faults", "promises", "readings"],
)
def test_a_pattern_that_fits_nothing_is_a_usage_error(
    catalogue: str, known: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the nearest name."""
    name = next(iter(known))
    assert cli.main([catalogue, f"{name}-x"]) == 4
    assert capsys.readouterr().err == (
        f"contracts: no {catalogue[:-1]} is called '{name}-x'; the nearest is '{name}'\n"
    )


def test_a_promise_is_listed_with_what_it_covers(capsys: pytest.CaptureFixture[str]) -> None:
    """Its source, the statements that it stands for, what they lack, its readings and rules."""
    assert cli.main(["promises", "register-only-identifiers"]) == 0
    head, text, *rest = capsys.readouterr().out.splitlines()
    assert "  [a]  " in head
    assert text == f"    {files.load_promises()['register-only-identifiers'].text}"
    assert [line.split(":")[0].strip().split(" of ")[0] for line in rest] == [
        "source",
        "statements",
        "lacking",
        "lacking",
        "readings",
        "rules",
    ]
    assert rest[1] == "    statements: 2 partly"
    assert rest[-1] == "    rules: identifiers/fresh-person-is-registered"


@pytest.mark.parametrize(
    ("anchor", "told"),
    [
        ("till-of-a-request", ["statements: none of its own", "no rule can tell: tills do not show in the answers"]),
        ("id-is-shown-in-member-care", ["statements: 2 unseen", "no rule can tell: it concerns a web page"]),
    ],
)
def test_a_promise_that_nothing_checks_says_why(
    anchor: str, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """In place of rules."""
    assert cli.main(["promises", anchor]) == 0
    last = [line.strip() for line in capsys.readouterr().out.splitlines()[-2:]]
    assert [line[: len(said)] for line, said in zip(last, told, strict=True)] == told


@pytest.mark.parametrize("anchor", files.load_promises())
def test_a_promise_is_where_its_line_says(anchor: str) -> None:
    lines = files.promises_file().read_text(encoding="utf-8").splitlines()
    assert lines[files.load_promises()[anchor].line - 1] == f"### {anchor}"


@pytest.mark.parametrize("id_", files.load_readings())
def test_a_reading_is_where_its_line_says(id_: str) -> None:
    lines = files.readings_file().read_text(encoding="utf-8").splitlines()
    assert lines[files.load_readings()[id_].line - 1] == f"- id: {id_}"
