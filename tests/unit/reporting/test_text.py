"""The terminal report: what is printed whole, what is summed up, and the last line."""

import dataclasses

import pytest

from contracts.engine.exchange import Exchange, Request, Response
from contracts.engine.verdict import Breach, Exit, Finding, Grade, Verdict
from contracts.reporting import render, text
from contracts.reporting.drift import Drift, What
from contracts.reporting.summary import Citation, PromiseReport, RuleReport, RunReport, Told

WORDS = render.Words("http://localhost", replay="again {number}")


def citation(anchor):
    return Citation(anchor, f"The promise {anchor}.", "Document", Grade.DOCUMENTED)


def promise(anchor, verdict=Verdict.PASS, exercised=3, reason="", family="dup"):
    return PromiseReport(citation(anchor), family, (f"{family}/{anchor}",), exercised, verdict, reason)


def finding(rule, remark=False, **changes):
    found = Finding(rule, Grade.DOCUMENTED, Breach("code", 1, 2), "add", "test", 0, remark)
    return dataclasses.replace(found, **changes)


def report(*findings, promises=(), exit_=Exit.FINDINGS, **changes):
    rules = {
        each.rule: RuleReport(each.rule, "It MUST.", citation("one"), each.count, Verdict.FAIL) for each in findings
    }
    run = RunReport(
        "http://localhost", "p", "gate", 7, "4f2a91c", "ab", 212, 3.14, exit_, tuple(promises), rules, findings
    )
    return dataclasses.replace(run, **changes)


def story_of(_):
    return [Told(Exchange(0, Request("add", "POST", "/c"), Response(200), 0, 0), "POST /c -> 200")]


def lines(run, width=100):
    return text.lines(run, WORDS, story_of, width)


def test_the_last_line_is_the_verdict_with_its_figures():
    run = report(
        finding("dup/a"),
        finding("dup/b", remark=True),
        finding("dup/c", remark=True),
        promises=[promise("one"), promise("two", Verdict.SKIP, 0)],
        questions=4711,
    )

    assert lines(run)[-1] == (
        "verdict: FAIL - 1 finding, 2 remarks; 1 of 2 promises exercised; "
        "212 requests in 3.1 s asked 4,711 distinct questions (seed 7, run id 4f2a91c)"
    )


def test_how_much_of_the_documents_is_asked_is_told_with_the_promises():
    told = lines(report(promises=[promise("one")], statements={"covered": 3, "unseen": 1}))
    assert "  of 4 statements of the documents: 3 covered, 1 unseen (contracts promises)" in told


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (Exit.CLEAN, "PASS"),
        (Exit.INTERRUPTED, "INTERRUPTED"),
        (Exit.NO_VERDICT, "UNKNOWN"),
        (Exit.USAGE, "USAGE ERROR"),
        (Exit.NOTHING, "NOTHING EXERCISED"),
    ],
)
def test_every_exit_has_its_word(code, word):
    assert text.conclusion(report(exit_=code)).startswith(f"verdict: {word} - 0 findings, 0 remarks;")


def test_a_waived_finding_is_counted_as_one():
    assert "1 finding (1 waived)," in text.conclusion(report(finding("dup/a", waived="CT-1")))


def test_the_first_of_a_family_is_whole_and_the_next_are_short():
    found = [finding(rule, test=rule) for rule in ("dup/a", "dup/b", "other/c")]
    printed = "\n".join(lines(report(*found)))

    assert printed.count("curl ") == 2
    assert [f"again {n}" in printed for n in (1, 2, 3)] == [True, True, True]
    assert printed.index("[1] dup/a") < printed.index("[2] dup/b") < printed.index("[3] other/c")


def test_what_was_seen_besides_stands_beneath_its_cause():
    found = [finding("dup/a"), finding("other/b", test="other"), finding("reads/c", since="new")]
    printed = lines(report(*found))

    begin = printed.index("    also      1 more finding, probably of the same cause:")
    assert printed[begin + 1 : begin + 4] == [
        "      [3] reads/c | add | test | code (new)",
        "          expected 1, actual 2",
        "      each again: again NUMBER",
    ]
    assert begin < next(place for place, line in enumerate(printed) if line.startswith("  [2] other/b"))


def test_remarks_stand_apart():
    printed = lines(report(finding("dup/a"), finding("dup/b", remark=True)))

    assert printed.index("findings") < printed.index("remarks (no documented promise is broken)")


def test_very_many_findings_are_counted_not_printed():
    printed = lines(report(*(finding(f"dup/{n}") for n in range(text.FINDINGS_MAX + 7))))

    assert "  and 7 more: the events of the run hold all of them" in printed


def test_promises_are_grouped_and_the_worst_come_first():
    run = report(
        promises=[promise("good"), promise("bad", Verdict.FAIL, 9), promise("lost", Verdict.UNKNOWN, 0, "429")]
    )

    table = lines(run)

    start = table.index("promises")
    assert table[start + 1] == "  dup"
    assert [line.split() for line in table[start + 2 : start + 5]] == [
        ["FAIL", "9x", "bad", "The", "promise", "bad."],
        ["UNKNOWN", "0x", "lost", "429"],
        ["PASS", "3x", "good", "The", "promise", "good."],
    ]


def test_what_was_not_asked_for_is_one_line_a_reason():
    skipped = [promise(f"p{n}", Verdict.SKIP, 0, "no look-ups") for n in range(60)]
    run = report(promises=[*skipped, promise("a", Verdict.SKIP, 0), promise("b", Verdict.SKIP, 0)])

    table = [line for line in lines(run) if line.startswith("  SKIP")]

    assert table == ["  SKIP     60 promises no look-ups", "  SKIP     2 promises never exercised"]


def test_readings_and_notes_are_told_and_nothing_is_told_of_nothing():
    printed = lines(report(readings={"empty-email": "absent"}, notes=("FACEBOOK is not enabled",)))

    assert "  empty-email  absent" in printed
    assert "  - FACEBOOK is not enabled" in printed
    assert len(lines(report())) == 1


def test_generated_cases_are_summed_up_by_operation():
    """How many constraints were tried and by how many of their cases, what came of them, and what was left out."""
    tried = {
        "odd text, open": {"documented": 621, "dealt": 1, "accepted": 2, "refused": 1},
        "nothing, within": {"undecided": 1},
        "left out, within": {"documented": 379, "dealt": 0},
        "cases of others": {},
    }
    told = lines(report(cases={"addCustomer": tried, "getCustomer": {"cases of others": {}}}))
    assert "  addCustomer  1 of 2 by 1 of 1,000: 2 accepted, 1 refused, 1 undecided" in told
    assert "  left out of 2 operations: cases of others" in told


def test_the_cases_of_a_long_night_fit_a_line():
    night = {"documented": 9_999, "dealt": 9_999, "accepted": 99_999, "refused": 9_999, "undecided": 99}
    told = lines(report(cases={"lookupCustomerDetails": {"odd text, open": night}}))
    (line,) = [line for line in told if line.startswith("  lookupCustomerDetails")]
    assert line.endswith(" 99 undecided")


def test_nothing_of_the_target_reaches_the_terminal_raw():
    hostile = "\x1b[2J\n::error::x"
    run = report(
        finding("dup/a", breach=Breach(hostile, hostile, hostile)),
        promises=[promise("one", Verdict.UNKNOWN, 0, hostile), promise("two", Verdict.SKIP, 0, hostile)],
        readings={"r": hostile},
        notes=(hostile,),
    )

    for line in lines(run):
        assert line.isprintable()
        assert not line.lstrip().startswith("::")


def test_lines_keep_to_the_width_save_for_the_verdict_and_commands():
    run = report(
        promises=[promise("x" * 200, Verdict.UNKNOWN, 0, "r" * 200), promise("y", Verdict.SKIP, 0, "s" * 200)],
        readings={"r" * 90: "a" * 90},
        notes=("note " * 60,),
    )

    assert max(map(len, lines(run)[:-1])) <= 100


def test_lines_have_colours_of_their_verdicts():
    styled = text.styled(report(finding("dup/a"), promises=[promise("one")]), WORDS, story_of)

    assert {line.style for line in styled} == {"", "bold", "red", "green"}
    assert styled[-1].style == "red"


@pytest.mark.parametrize(("seconds", "words"), [(3.14, "3.1 s"), (724, "12 min 4 s"), (7500, "2 h 5 min")])
def test_durations_are_said_as_people_say_them(seconds, words):
    assert text.duration(seconds) == words


def test_drift_is_told_one_line_each_and_fits():
    drift = (
        Drift(What.READING, ("missing-source-code",), "code-8004", "code-3217"),
        Drift(What.NEW, tuple(f"add, success: \x1b{n}" for n in range(9)), "none", "string"),
    )
    told = lines(report(drift=drift))

    begin = told.index("drift (no documented promise is broken by it)")
    assert told[begin + 1] == "  another reading         code-8004 -> code-3217: missing-source-code"
    assert told[begin + 2].startswith("  an undocumented member  none -> string: add, success: \\x1b0; ")
    assert max(map(len, told[begin : begin + 3])) <= 100
