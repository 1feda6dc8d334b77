"""What a page of the report holds of exchanges and findings, without a run."""

import os

from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response
from contracts.engine.verdict import Breach, Finding, Grade, Verdict
from contracts.reporting import pages, render
from contracts.reporting.summary import Citation, RuleReport, ScenarioReport


def test_bodies_are_cut_and_bytes_are_base64():
    big = Exchange(0, Request("add", "POST", "/c", body=b"x" * 100_000), Response(299, (), b"\xff"), 0, 1)

    form = pages.exchange_form(big, "http://localhost", lambda s: round(s * 1000))

    assert form["request"]["body"]["truncated"]
    assert len(form["request"]["body"]["value"]) == pages.BODY_CHARACTERS_MAX
    assert form["response"]["body"] == {
        "contentType": "text/plain",
        "encoding": "base64",
        "value": "/w==",
        "size": 1,
        "truncated": False,
    }
    assert (form["start"], form["stop"], form["response"]["statusText"]) == (0, 1000, "")


def test_descriptions_hold_no_markup_of_the_target():
    citation = Citation("a", "A <b> promise | [x](y)", "Doc", Grade.INFERRED)
    rule = RuleReport("r/x", "It `MUST`.", citation, 1, Verdict.PASS)
    hostile = Breach("a`b", "<script>", "|\n#")
    remark = Finding("r/x", Grade.INFERRED, hostile, "add", "i", 0, remark=True)
    test = ScenarioReport("i", "t", "d", "e", "f", "s", Verdict.PASS, (), (remark,), rules=("r/x",))

    text = pages.description(test, {"r/x": rule}.get)

    assert "A \\<b> promise \\| \\[x\\](y)" in text
    assert "where `a'b`, expected `<script>`, actual `'\\|\\n#'`" in text


def test_a_waived_finding_is_told_beside_and_decides_nothing():
    finding = Finding("r/x", Grade.DOCUMENTED, Breach("w", 1, 2), "add", "i", 0, remark=False, waived="CT-7")
    test = ScenarioReport("i", "t", "d", "e", "f", "s", Verdict.PASS, (), (finding,))

    assert pages.broken(test) == []
    assert "**Waived (CT-7)** `r/x`" in pages.description(test, lambda _: None)


def test_an_unknown_rule_is_named_rather_than_lost():
    finding = Finding("r/gone", Grade.DOCUMENTED, Breach("w", 1, 2), "add", "i", 0, remark=False)
    test = ScenarioReport("i", "t", "d", "e", "f", "s", Verdict.FAIL, (), (finding, finding))

    told = pages.red_box(test, lambda _: None, render.Words("http://localhost"))

    assert told.message == "r/gone At w: 2, due 1 (1 further finding below)"


def test_no_answer_is_an_error_of_the_exchange():
    lost = Exchange(0, Request("add", "POST", "/c"), NoAnswer(Missing.RESET, "by peer"), 0, 1)

    form = pages.exchange_form(lost, "http://localhost", round)

    assert form["error"] == {"name": "no answer: reset", "message": "by peer"}
    assert "response" not in form
    assert os.linesep not in form["request"]["url"]
