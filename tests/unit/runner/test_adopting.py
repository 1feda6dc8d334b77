"""A recorded run goes into a profile: what it taught, what it saw, what it broke; bad input is one line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import pytest
from histories import ADDED, EVE_ADDED, NAMESPACE, ORG, Line, Profile, Trial, add, created, refused, status, upsert
from lines import ADA, KIM

from contracts.documents import files, profile
from contracts.engine.verdict import Exit
from contracts.reporting.events import RunFacts, RunLog
from contracts.reporting.summary import RunReport
from contracts.runner import cli, profiles, specimen
from contracts.runner.adopting import Terms, adopt
from contracts.runner.rejudging import Recorded

TODAY = datetime.date(2030, 1, 1)
TERMS = Terms("CRM-1", "ada", datetime.date(2030, 2, 1))
AGAIN = add(ADA).answers(created(9))
"""Ada, for the second time, is somebody new: a breach."""
TWICE = "duplicate-source/known-identifier-is-8006 | addCustomer | dup/one | errors[].code"


def logged(folder: Path, *lines: Line, on: Profile = ORG, code: Exit = Exit.CLEAN) -> Path:
    """The folder of a run that sent these lines."""
    run_id = NAMESPACE.run_id
    facts = RunFacts(0, run_id, "gate", on.model_dump(mode="json"), "ab", "http://t", [], [], True, {}, None)
    with RunLog(folder / "run.jsonl", facts) as log:
        tested = [line.exchange(index) for index, line in enumerate(lines)]
        exchanges = [exchange.__class__(**{**vars(exchange), "test": "dup/one"}) for exchange in tested]
        judge = Trial(on).judge
        for exchange in exchanges:
            log.exchange(exchange)
            judge.judge(exchange)
        for finding in judge.findings.values():
            log.finding(finding)
        log.verdict(RunReport("http://t", "x", "gate", 0, run_id, "ab", len(lines), 1.0, code, (), {}, ()))
    return folder


def taken(run: Path, into: Path, pin: bool = False, terms: Terms | None = None) -> list[str]:
    return list(adopt(Recorded.of(run), into, pin, terms, TODAY))


def waived(known: Profile) -> list[str]:
    return [waiver.key or waiver.rule for waiver in known.waivers]


def words(lines: Iterable[str]) -> set[str]:
    return {line.partition(" ")[0] for line in lines}


def test_a_new_profile_is_the_template_with_what_the_run_knew_and_learnt(tmp_path: Path) -> None:
    run = logged(tmp_path / "run", ADDED, upsert(KIM).answers(status(404)))
    told = taken(run, tmp_path / "brand.yaml")
    made = profiles.load(tmp_path / "brand.yaml")
    assert made.operations.upsertCustomers is False
    assert made.sources == ORG.sources
    assert made.custom_fields == ORG.custom_fields
    assert made.readings == ORG.readings
    assert "# CONF_REGISTRATION_PRIMARY_KEY" in (tmp_path / "brand.yaml").read_text(encoding="utf-8")
    assert words(told) == {"learnt"}


def test_a_new_profile_lists_the_sources_that_answered_where_the_run_knew_none(tmp_path: Path) -> None:
    """What the template has for an example is nothing that a person has said."""
    run = logged(tmp_path / "run", ADDED, add(ADA, "TMALL").answers(created(7)), on=Profile())
    taken(run, tmp_path / "brand.yaml")
    assert list(profiles.load(tmp_path / "brand.yaml").sources or ()) == ["INSTORE", "TMALL"]


def test_a_profile_that_is_there_keeps_what_it_says(tmp_path: Path) -> None:
    brand = tmp_path / "brand.yaml"
    brand.write_text("# ours\noperations: {addCustomer: true}   # it has\nname: x\n", encoding="utf-8")
    taken(logged(tmp_path / "run", ADDED, upsert(KIM).answers(status(404))), brand)
    text = brand.read_text(encoding="utf-8")
    assert text.startswith("# ours\noperations: {addCustomer: true, upsertCustomers: false} # it has\nname: x\n")
    assert profiles.load(brand).name == "x"


def test_readings_are_pinned_where_answers_agree(tmp_path: Path) -> None:
    ok, again = ADDED, add(ADA).answers(refused(8006, status=400))
    other = add(KIM, "NOWHERE").answers(refused(3217, status=409))
    told = taken(logged(tmp_path / "run", ok, again, other), tmp_path / "brand.yaml", pin=True)
    pinned = profiles.load(tmp_path / "brand.yaml").readings
    assert "business-error-status" not in pinned
    assert pinned["null-members-on-failure"] == "absent"
    assert "open     business-error-status (http-400 and http-409)" in told


def test_findings_are_waived_by_their_key_and_the_next_run_is_green(tmp_path: Path) -> None:
    run, brand = logged(tmp_path / "run", ADDED, AGAIN, code=Exit.FINDINGS), tmp_path / "brand.yaml"
    told = taken(run, brand, terms=TERMS)
    made = profiles.load(brand)
    assert waived(made) == [TWICE]
    assert {(waiver.ticket, waiver.owner, waiver.expires) for waiver in made.waivers} == {
        ("CRM-1", "ada", TERMS.expires)
    }
    assert "&" not in brand.read_text(encoding="utf-8").partition("waivers:")[2]
    assert "1 finding waived until 2030-02-01, CRM-1, ada" in told
    assert not [finding for finding in Recorded.of(run).found(made) if finding.decides]
    assert taken(run, brand, terms=TERMS)[-1] == "0 findings waived"
    assert waived(profiles.load(brand)) == [TWICE]


def test_waivers_that_are_over_or_waive_nothing_go(tmp_path: Path) -> None:
    over = "{rule: warnings/no-default-label-is-8107, ticket: T, owner: o, expires: 2029-12-31}"
    known = "{rule: duplicate-source/known-identifier-is-8006, ticket: U, owner: o, expires: 2030-12-31}"
    brand = tmp_path / "brand.yaml"
    brand.write_text(f"waivers:\n- {over}\n# known\n- {known}\n", encoding="utf-8")
    told = taken(logged(tmp_path / "run", ADDED, AGAIN, code=Exit.FINDINGS), brand, terms=TERMS)
    assert brand.read_text(encoding="utf-8").count("ticket: U") == 1
    assert waived(profiles.load(brand)) == ["duplicate-source/known-identifier-is-8006"]
    assert "# known" in brand.read_text(encoding="utf-8")
    assert told[-1] == "1 waiver removed that had expired or waived nothing"


def test_a_run_whose_profile_has_waivers_is_read_back(tmp_path: Path) -> None:
    """By adopt, and by replay: JSON has no days."""
    brand = tmp_path / "brand.yaml"
    taken(logged(tmp_path / "run", ADDED, AGAIN, code=Exit.FINDINGS), brand, terms=TERMS)
    again = logged(tmp_path / "again", ADDED, AGAIN, on=profiles.load(brand))
    assert waived(Recorded.of(again).profile) == [TWICE]
    assert taken(again, brand, terms=TERMS)[-1] == "0 findings waived"


def test_nothing_is_waived_that_was_not_asked_for(tmp_path: Path) -> None:
    taken(logged(tmp_path / "run", ADDED, AGAIN, code=Exit.FINDINGS), tmp_path / "brand.yaml", pin=True)
    assert waived(profiles.load(tmp_path / "brand.yaml")) == []


@pytest.mark.parametrize("code", [Exit.NO_VERDICT, Exit.INTERRUPTED, Exit.NOTHING])
def test_a_run_without_a_verdict_is_not_adopted(code: Exit, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = logged(tmp_path / "run", ADDED, code=code)
    assert cli.main(["adopt", str(run), "--into", str(tmp_path / "brand.yaml")]) == 4
    assert f"the run came to no verdict (exit code {int(code)}): adopt one that did" in capsys.readouterr().err
    assert not (tmp_path / "brand.yaml").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--waive"], "got no --ticket and no --owner and no --expires"),
        (["--waive", "--ticket", "T", "--owner", "o"], "--waive: got no --expires"),
        (["--waive", "--ticket", "T", "--owner", "o", "--expires", "soon"], "got 'soon', should be a day"),
        (["--waive", "--ticket", "T", "--owner", "o", "--expires", "2001-01-01"], "got 2001-01-01, which is over"),
        (["--ticket", "T"], "got no --waive"),
    ],
)
def test_who_waives_says_who_answers_for_it(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = logged(tmp_path / "run", ADDED)
    assert cli.main(["adopt", str(run), "--into", str(tmp_path / "brand.yaml"), *options]) == 4
    assert told in capsys.readouterr().err


def test_a_profile_that_is_none_and_a_folder_without_a_run_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brand = tmp_path / "brand.yaml"
    brand.write_text("nane: x\n", encoding="utf-8")
    assert cli.main(["adopt", str(logged(tmp_path / "run", ADDED)), "--into", str(brand)]) == 4
    assert "brand.yaml:1: unknown key 'nane'" in capsys.readouterr().err
    assert brand.read_text(encoding="utf-8") == "nane: x\n"
    assert cli.main(["adopt", str(tmp_path), "--into", str(brand)]) == 4
    assert "run.jsonl: cannot be read" in capsys.readouterr().err
    assert cli.main(["adopt", str(tmp_path / "run"), "--into", str(tmp_path / "none" / "brand.yaml")]) == 4
    assert "cannot be written" in capsys.readouterr().err


def test_the_embedded_organisation_survives_a_new_profile(tmp_path: Path) -> None:
    """Of the reference everything that its own profile says."""
    taken(logged(tmp_path / "run", ADDED, on=specimen.EMBEDDED), tmp_path / "brand.yaml")
    assert profiles.load(tmp_path / "brand.yaml").model_copy(update={"operations": specimen.EMBEDDED.operations}) == (
        specimen.EMBEDDED
    )
    assert profile.read(files.profile_template()) != specimen.EMBEDDED


def test_two_runs_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = logged(tmp_path / "a", ADDED, EVE_ADDED), logged(tmp_path / "b", ADDED, AGAIN, code=Exit.FINDINGS)
    assert cli.main(["compare", str(first), str(second / "run.jsonl")]) == 0
    out = capsys.readouterr().out
    assert TWICE[:50] in out
    assert "findings and remarks: 1 in B only, 0 in A only, 0 in both" in out
