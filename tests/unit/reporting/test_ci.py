"""What a GitHub job is told."""

import dataclasses

import pytest

from contracts.engine.errors import HarnessError
from contracts.engine.verdict import Breach, Exit, Finding, Grade, Verdict
from contracts.reporting import ci
from contracts.reporting.changes import Change, Word
from contracts.reporting.drift import Drift, What
from contracts.reporting.summary import Citation, PromiseReport, RuleReport, RunReport

CITATION = Citation("one", "The promise.", "Document", Grade.DOCUMENTED)


def finding(rule="dup/a", **changes):
    found = Finding(rule, Grade.DOCUMENTED, Breach("code", 1, "1"), "add", "test", 4, remark=False, count=2)
    return dataclasses.replace(found, **changes)


def report(*findings, exit_=Exit.FINDINGS, **changes):
    rules = {each.rule: RuleReport(each.rule, "It MUST.", CITATION, 1, Verdict.FAIL) for each in findings}
    promises = (PromiseReport(CITATION, "dup", ("dup/a",), 1, Verdict.FAIL),)
    run = RunReport("http://localhost", "p", "gate", 7, "4f", "ab", 2, 1.0, exit_, promises, rules, findings)
    return dataclasses.replace(run, **changes)


def test_elsewhere_nothing_happens(tmp_path):
    page, written = tmp_path / "page", []

    ci.publish(report(finding()), {"GITHUB_STEP_SUMMARY": str(page)}, written.append)

    assert not page.exists()
    assert written == []


def test_on_github_the_page_is_extended_and_the_finding_annotated(tmp_path):
    page, written = tmp_path / "page", []
    page.write_text("before\n")

    ci.publish(report(finding()), {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}, written.append)

    assert page.read_text("utf-8").startswith("before\n### ❌ Contract tests: http://localhost\n")
    assert written == [
        "::error title=dup/a::It MUST. At code: '1' (str), due 1 (int) (2 times, first in exchange 4 by test)"
    ]


def test_a_page_that_cannot_be_written_is_no_verdict(tmp_path):
    with pytest.raises(HarnessError, match="job summary"):
        ci.publish(report(), {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path)}, str)


def test_the_page_says_what_is_new_and_what_is_mended():
    changes = (Change(Word.NEW, "dup/a", "add", "code"), Change(Word.MENDED, "dup/b", "add", "id", "2030-01-01"))
    page = ci.summary(report(finding(since="new"), changes=changes, nights=3))

    assert "**Since the nights before:** 1 new, 1 mended\n" in page
    assert "- mended, last broken on 2030-01-01: dup/b &#124; add &#124; id\n" in page
    assert "| 1 | `dup/a` (**new**)<br>" in page


def test_the_page_has_findings_remarks_and_families():
    page = ci.summary(report(finding(), finding("dup/b", remark=True), notes=("look-ups are absent",)))

    assert "- look-ups are absent\n" in page
    key = "dup/a &#124; add &#124; test &#124; code"
    assert f"| 1 | `dup/a`<br>It MUST.<br>key: {key} | code | 1 (int) | '1' (str) | 2 |" in page
    assert "#### Remarks" in page
    assert "| dup | ❌ FAIL | 1 | 1 |" in page


def test_at_most_ten_annotations_and_the_last_counts_the_rest():
    lines = ci.commands(report(*(finding(f"dup/{n}") for n in range(25))))

    assert len(lines) == ci.ANNOTATIONS_MAX
    assert lines[-1] == "::error title=more findings::16 more: see the job summary"


def test_remarks_and_waived_findings_are_no_errors():
    assert ci.commands(report(finding(remark=True), finding("dup/b", waived="CT-1"))) == []


def test_no_verdict_is_an_error_of_its_own():
    (line,) = ci.commands(report(exit_=Exit.NO_VERDICT, notes=("throttled, 100%",)))

    assert line.startswith("::error title=no verdict::verdict: UNKNOWN")
    assert line.endswith("; throttled, 100%25")


def test_nothing_of_the_target_becomes_a_command_or_markup():
    hostile = "x\r\n::stop-commands::%0A<img src=x>|`a`"
    run = report(finding("a:b,c", breach=Breach(hostile, hostile, hostile)))

    (line,) = ci.commands(run)
    page = ci.summary(run)

    assert line.startswith("::error title=a%3Ab%2Cc::")
    assert "\n" not in line
    assert "%0A<" not in line
    assert "<img" not in page
    assert not [row for row in page.splitlines() if row.lstrip().startswith("::")]


def test_a_page_keeps_to_githubs_limit():
    page = ci.summary(report(*(finding(f"dup/{n}" + "x" * 2_000) for n in range(1_000))))

    assert len(page.encode()) < 1_000_000
    assert page.endswith("The rest is in the events and in the report of the run.\n")


def test_the_page_tells_drift_and_escapes_it():
    page = ci.summary(report(drift=(Drift(What.NEW, ("add, success: <b>",), "none", "string"),)))

    assert "- an undocumented member: none -> string: add, success: &lt;b>\n" in page
