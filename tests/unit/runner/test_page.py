"""Every run leaves a page, also one that does not begin."""

from __future__ import annotations

import json
from hashlib import md5
from pathlib import Path

import pytest
from outside import ENVIRONMENT, ROOT, in_folder

from contracts.engine.server import Server
from contracts.runner import specimen

SCENARIO = ("--scenario", "duplicate-source/one-known-identifier", "--no-sockets", str(ROOT / "tests" / "scenarios"))


def page_of(folder: Path) -> str:
    return (folder / "reports" / "index.html").read_text(encoding="utf-8")


def test_a_run_leaves_a_page_that_tells_its_finding(tmp_path: Path) -> None:
    done = in_folder(tmp_path, *SCENARIO, "--fault", "accepts-a-duplicate")
    page = page_of(tmp_path)
    assert done.returncode == 1
    assert "\npage: reports/index.html\nverdict: FAIL" in done.stdout
    for told in (
        "<title>FAIL - contract tests of embedded reference</title>",
        "An add whose identifier is already held in the same source account MUST be refused with 8006.",
        "Add Customer (v2) § Introduction",
        "contracts replay reports/run.jsonl --finding 1",
        "seen here",
        "profiles[].identifiers[].value",
    ):
        assert told in page


def test_a_run_that_does_not_begin_says_so_on_the_page(tmp_path: Path) -> None:
    in_folder(tmp_path, *SCENARIO)
    assert "<title>PASS" in page_of(tmp_path)
    done = in_folder(tmp_path, *SCENARIO, "--run-id", "?")
    assert done.returncode == 4
    assert "The run did not begin: --run-id: got &#39;?&#39;, should be 4 to 16 of a-z and 0-9" in page_of(tmp_path)


def test_somebody_elses_page_costs_a_line_and_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "index.html").write_text("<h1>home</h1>")
    done = in_folder(tmp_path, *SCENARIO)
    assert done.returncode == 0
    assert "no page: " in done.stdout
    assert page_of(tmp_path) == "<h1>home</h1>"


@pytest.mark.parametrize("content", [b"name: my brand\n", b"SQLite format 3\0" + b"x" * 5_000])
def test_a_history_that_cannot_be_used_costs_a_line_and_no_verdict(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "h.db").write_bytes(content)
    done = in_folder(tmp_path, *SCENARIO, "--history", "h.db")
    assert done.returncode == 0
    assert done.stdout.count("no history: ") == 1


def test_a_run_against_a_target_leaves_results_for_allure_and_the_page_leads_to_them(tmp_path: Path) -> None:
    with Server(specimen.reference(specimen.EMBEDDED, ("accepts-a-duplicate",))) as server:
        command = (*SCENARIO[:2], SCENARIO[3], "--base-url", server.base_url, "--history", "h.db")
        first, done = (in_folder(tmp_path, *command, SOURCE_DATE_EPOCH="1893456000", **ENVIRONMENT) for _ in range(2))
    assert "\n  since     " not in first.stdout
    assert done.returncode == 1
    (result,) = (tmp_path / "reports" / "allure-results").glob("contracts-*-result.json")
    told = json.loads(result.read_text())
    place = md5(told["uuid"].encode(), usedforsecurity=False).hexdigest()
    assert told["status"] == "failed"
    assert "since     still broken since 2030-01-01" in told["statusDetails"]["trace"]
    assert f'href="html/index.html#{place}"' in page_of(tmp_path)


def test_somebody_elses_tests_leave_no_results_where_nobody_asked_for_any(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_it(): pass")
    done = in_folder(tmp_path, "--base-url", "http://127.0.0.1:9")
    assert done.returncode == 0
    assert not (tmp_path / "reports").exists()
