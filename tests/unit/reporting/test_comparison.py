"""Two runs side by side: what differs is shown, what is alike is counted."""

from __future__ import annotations

from dataclasses import replace

from contracts.engine.verdict import Breach, Finding, Grade
from contracts.reporting.comparison import Side, conclusion, lines, tables


def finding(rule: str, remark: bool = False) -> Finding:
    return Finding(rule, Grade.DOCUMENTED, Breach("errors[].code", 8006, 8007), "add", "dup/one", 3, remark)


def answered(status: str, **members: str) -> dict[str, object]:
    outcome = {
        "statuses": {status: 3},
        "codes": {},
        "warnings": {},
        "content_types": {"application/json": 3},
        "members": {name: {"of": 3, "types": {kind: 3}} for name, kind in members.items()},
    }
    return {
        "operations": {"add": {"latency": {"n": 3, "p50": 0.01, "p90": 0.02}, "outcomes": {"success": outcome}}},
        "situations": {"add: held": {f"HTTP {status}, refused 8006": 3}},
        "readings": {"status": {f"http-{status}": 3}, "always": {"same": 1}},
    }


A = Side("before", "https://a", "gate", 0, 0, 290, [finding("a/one"), finding("a/two")], answered("200", id="integer"))
B = Side(
    "after",
    "https://b",
    "gate",
    0,
    1,
    291,
    [finding("a/two"), finding("a/three")],
    answered("400", id="string", tier="string"),
)


def told() -> dict[str, list[tuple[str, str, str]]]:
    return {table.title: [(row.what, row.a, row.b) for row in table.rows] for table in tables(A, B)}


def test_what_differs_is_told_by_kind() -> None:
    rows = told()
    assert rows["findings"] == [
        ("a/one | add | dup/one | errors[].code", "broken", "-"),
        ("a/three | add | dup/one | errors[].code", "-", "broken"),
    ]
    assert rows["readings"] == [("status", "http-200", "http-400")]
    assert rows["answers in the same situation"] == [("add: held", "HTTP 200, refused 8006", "HTTP 400, refused 8006")]
    assert rows["statuses, codes, warnings of one alone"] == [("add, success: statuses", "200", "400")]
    assert rows["members"] == [("add, success: id", "integer", "string"), ("add, success: tier", "-", "string")]
    assert rows["latency: half of the answers, nine in ten"] == [("add", "10 ms, 20 ms (3)", "10 ms, 20 ms (3)")]
    assert ("verdict", "PASS", "FAIL") in rows["runs"]
    assert conclusion(A, B) == "findings and remarks: 1 in B only, 1 in A only, 1 in both"


def test_what_is_alike_is_counted() -> None:
    assert {table.title: table.alike for table in tables(A, B)}["readings"] == 1
    shown = list(lines(A, replace(A, called="again")))
    assert shown.count("  no difference") == 5
    assert shown[-1] == "findings and remarks: 0 in B only, 0 in A only, 2 in both"


def test_lines_fit_and_are_safe_to_print() -> None:
    shown = list(lines(A, replace(B, target="\x1b[2J" + "x" * 300), width=80))
    assert max(map(len, shown)) <= 80
    assert "\x1b" not in "".join(shown)


def test_a_run_that_was_killed_and_one_of_another_release_are_told_as_they_are() -> None:
    odd = replace(A, exit=None, answered={})
    assert ("verdict", "killed", "FAIL") in [(row.what, row.a, row.b) for row in tables(odd, B)[0].rows]
