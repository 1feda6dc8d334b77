"""Real results of real runs: pytest in a process of its own, with allure-pytest and our plugin."""

import hashlib
import json
from pathlib import Path

import pytest

import contracts
from contracts.reporting import folder, pages

pytest_plugins = ["pytester"]

SECRET = "pass-of-the-till-4711"
CONFTEST = """
import logging
from pathlib import Path

import pytest

from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response
from contracts.reporting.allure import AllureReport
from contracts.reporting.render import Words, told
from contracts.reporting.summary import Citation, ScenarioReport, RuleReport, RunReport, Told
from contracts.engine.verdict import Breach, Exit, Finding, Grade, Verdict

CITATION = Citation("one-owner", "An identifier has one owner.", "Add, Prerequisites", Grade.DOCUMENTED)
RULES = {"dup/known": RuleReport("dup/known", "A known identifier MUST answer 8006.", CITATION, 3, Verdict.FAIL)}
STORY = tuple(
    Exchange(n, Request("add", "POST", "/v2/customers", body=b'{"n": 1}'), Response(200, (), b"{}"), n, n + 0.2, "dup")
    for n in range(30)
)
BROKEN = Finding("dup/known", Grade.DOCUMENTED, Breach("code", 8006, "8006"), "add", "dup", 29, False, story=[27, 29])
LOST = Exchange(30, Request("add", "POST", "/v2/customers"), NoAnswer(Missing.TIMEOUT), 30, 40, "dup")


def told_of(name, verdict, exchanges=(), findings=(), reason="", **more):
    return ScenarioReport(
        f"dup/{name}", f"Title of {name}", "What it does.", "Customers v2", "dup", "One owner", verdict,
        tuple(Told(each, told(each)) for each in exchanges), findings, reason, rules=("dup/known",),
    )


TESTS = {
    "test_fail": told_of("fail", Verdict.FAIL, STORY, (BROKEN,)),
    "test_unknown": told_of("unknown", Verdict.UNKNOWN, (*STORY[:2], LOST), reason="no answer within 10 s"),
    "test_pass": told_of("pass", Verdict.PASS, STORY),
    "test_skip": told_of("skip", Verdict.SKIP, reason="the target has no look-ups"),
    "test_interrupted": told_of("interrupted", Verdict.PASS, STORY[:1]),
    "test_breaks_down": told_of("breaks-down", Verdict.PASS, STORY[:1]),
    "test_twin[1]": told_of("twin", Verdict.PASS),
    "test_twin[2]": told_of("twin", Verdict.PASS),
}


def identify(item):
    return TESTS[item.name].id if item.name in TESTS else None


def pytest_configure(config):
    results = config.option.allure_report_dir
    if results:
        words = Words("http://localhost", replay="contracts replay reports/run.jsonl --finding {number}")
        lookup = lambda item: TESTS.get(item.name)
        plugin = AllureReport(Path(results), lookup, RULES.get, words, identify)
        config.pluginmanager.register(plugin, "curated")


def pytest_sessionfinish(session):
    plugin = session.config.pluginmanager.get_plugin("curated")
    if plugin and not hasattr(session.config, "workerinput"):
        run = RunReport("http://localhost", "p: q", "gate", 7, "4f", "ab" * 32, 9, 1.0, Exit.NO_VERDICT, (), {}, ())
        plugin.describe_run(run, "the report")
"""
SUITE = """
import logging, os
import pytest
from contracts.engine.errors import BrokenPromise, NoVerdict


@pytest.fixture
def password():
    return os.environ["CONTRACTS_PASSWORD"]


def test_fail(password):
    print(password)
    logging.getLogger().warning(password)
    raise BrokenPromise("rendered")


def test_unknown(password):
    raise NoVerdict("no answer")


def test_pass(password):
    print(password)


def test_skip():
    pytest.skip("no look-ups")
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Run a suite; return pytest's result and the Allure results by full name."""
    monkeypatch.setenv("PYTHONPATH", str(Path(contracts.__file__).parents[1]))
    monkeypatch.setenv("CONTRACTS_PASSWORD", SECRET)
    # Only what is under test: neither the plugin of this project nor those that take a second to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(CONFTEST)

    def run_suite(*arguments, **modules):
        pytester.makepyfile(**modules)
        options = ("-p", "no:cacheprovider", "-p", "allure_pytest.plugin", "--alluredir", "results", *arguments)
        done = pytester.runpytest_subprocess(*options)
        found = [json.loads(path.read_text("utf-8")) for path in (pytester.path / "results").glob("*-result.json")]
        return done, {each["fullName"]: each for each in found}

    return run_suite


def attached(pytester, result, place):
    return (pytester.path / "results" / result["attachments"][place]["source"]).read_text("utf-8")


def test_four_tests_are_four_results_with_their_verdicts(run):
    _, results = run(test_suite=SUITE)

    assert {name: each["status"] for name, each in results.items()} == {
        "dup/fail": "failed",
        "dup/unknown": "broken",
        "dup/pass": "passed",
        "dup/skip": "skipped",
    }
    assert len({each["historyId"] for each in results.values()}) == 4
    assert len({each["testCaseId"] for each in results.values()}) == 4


def test_the_identity_is_the_tests_id_in_both_generations(run):
    _, results = run(test_suite=SUITE)
    result = results["dup/pass"]
    case = hashlib.md5(b"dup/pass").hexdigest()

    assert result["testCaseId"] == case
    # Allure 3 hashes the case again and joins the hash of the parameters that count: none.
    assert result["historyId"] == f"{hashlib.md5(case.encode()).hexdigest()}.{hashlib.md5(b'').hexdigest()}"
    assert "parameters" not in result


def test_a_failed_test_tells_the_broken_promise(run, pytester):
    _, results = run(test_suite=SUITE)
    result = results["dup/fail"]

    assert result["name"] == "Title of fail"
    assert result["titlePath"] == ["Customers v2", "dup", "One owner"]
    assert result["statusDetails"]["message"] == (
        "A known identifier MUST answer 8006. At code: '8006' (str), due 8006 (int)"
    )
    assert result["statusDetails"]["expected"] == "code = 8006 (int)"
    assert result["statusDetails"]["actual"] == "code = '8006' (str)"
    assert "test_suite" not in result["statusDetails"]["trace"]
    assert "**The promise:** An identifier has one owner. (Add, Prerequisites," in result["description"]
    tags = [label["value"] for label in result["labels"] if label["name"] == "tag"]
    assert tags == ["dup", "dup/known"]
    assert {"name": "epic", "value": "Customers v2"} in result["labels"]
    assert "package" not in [label["name"] for label in result["labels"]]


def test_the_breaking_exchange_is_first_with_its_command_and_twenty_are_shown(run, pytester):
    _, results = run(test_suite=SUITE)
    result = results["dup/fail"]
    names = [each["name"] for each in result["attachments"]]

    assert names[:3] == [
        "breaks it: POST /v2/customers -> 200",
        "send it again (curl)",
        "story 11: POST /v2/customers -> 200",
    ]
    assert len(names) == pages.EXCHANGES_MAX + 1
    assert {each["type"] for each in result["attachments"]} == {pages.HTTP, "text/plain"}
    assert json.loads(attached(pytester, result, 0))["request"]["url"] == "http://localhost/v2/customers"
    assert '-u "$CONTRACTS_USERNAME:$CONTRACTS_PASSWORD"' in attached(pytester, result, 1)


def test_a_test_without_a_verdict_shows_its_story_and_why(run, pytester):
    _, results = run(test_suite=SUITE)
    result = results["dup/unknown"]

    assert result["statusDetails"] == {"message": "no answer within 10 s"}
    assert [each["name"] for each in result["attachments"]] == [
        "story 1: POST /v2/customers -> 200",
        "story 2: POST /v2/customers -> 200",
        "story 3: POST /v2/customers -> no answer (timeout)",
    ]
    assert json.loads(attached(pytester, result, 2))["error"]["name"] == "no answer: timeout"


def test_a_passed_test_shows_its_last_exchange_only(run):
    _, results = run(test_suite=SUITE)

    assert [each["name"] for each in results["dup/pass"]["attachments"]] == ["POST /v2/customers -> 200"]
    assert "statusDetails" not in results["dup/pass"]
    assert results["dup/skip"]["statusDetails"] == {"message": "the target has no look-ups"}


def test_no_secret_and_no_noise_reaches_any_file(run, pytester):
    run(test_suite=SUITE)
    texts = [path.read_text("utf-8") for path in (pytester.path / "results").iterdir()]

    assert texts
    assert not [text for text in texts if SECRET in text]
    assert not [text for text in texts if '"befores"' in text or "password" in text]


def test_run_level_files_are_written_once(run, pytester):
    run(test_suite=SUITE)
    results = pytester.path / "results"

    properties = (results / "environment.properties").read_text()
    assert "Target=http://localhost\nVerdict=no verdict\nProfile=p: q\n" in properties
    assert "Spec\\ sha256=abababababab\n" in properties
    assert "Requests=9\nDistinct\\ questions=0\n" in properties
    assert [each["name"] for each in json.loads((results / "categories.json").read_text())] == [
        "Broken promise",
        "No verdict",
    ]
    (shared,) = results.glob("*-globals.json")
    told = json.loads(shared.read_text())
    assert told["errors"][0]["message"] == "no verdict: no full verdict"
    assert (results / told["attachments"][0]["source"]).read_text() == "the report"


def test_an_interrupted_test_is_broken(run):
    done, results = run(test_suite="def test_interrupted(): raise KeyboardInterrupt\ndef test_pass(): pass\n")

    assert done.ret == pytest.ExitCode.INTERRUPTED
    assert list(results) == ["dup/interrupted"]
    assert results["dup/interrupted"]["status"] == "broken"
    assert results["dup/interrupted"]["statusDetails"]["message"] == "the run was interrupted (KeyboardInterrupt)"
    assert results["dup/interrupted"]["historyId"].startswith(
        hashlib.md5(hashlib.md5(b"dup/interrupted").hexdigest().encode()).hexdigest()
    )


def test_an_error_of_ours_is_broken_though_nothing_was_found(run):
    suite = """
        import pytest

        @pytest.fixture
        def disk():
            yield
            raise OSError("disk")

        def test_breaks_down(disk):
            pass
    """

    _, results = run(test_suite=suite)

    assert results["dup/breaks-down"]["status"] == "broken"
    assert results["dup/breaks-down"]["statusDetails"]["message"] == "teardown: OSError: disk"


def test_a_collection_error_leaves_a_result_named_after_the_file(run):
    done, results = run(test_broken="import nothing_of_that_name\n")

    assert done.ret == pytest.ExitCode.INTERRUPTED
    assert list(results) == ["test_broken.py"]
    assert results["test_broken.py"]["status"] == "broken"
    assert "nothing_of_that_name" in results["test_broken.py"]["statusDetails"]["message"]


def test_a_crashed_worker_leaves_a_result(run):
    pytest.importorskip("xdist")
    suite = "import os\ndef test_crash(): os._exit(7)\ndef test_pass(): pass\ndef test_skip(): pass\n"

    _, results = run("-p", "xdist.plugin", "-n1", test_suite=suite)

    assert {name: each["status"] for name, each in results.items()} == {
        "test_suite.py::test_crash": "broken",
        "dup/pass": "passed",
        "dup/skip": "skipped",
    }
    assert "crashed" in results["test_suite.py::test_crash"]["statusDetails"]["message"]


def test_two_workers_tell_one_collection_error_once(run):
    pytest.importorskip("xdist")

    _, results = run("-p", "xdist.plugin", "-n2", test_broken="import nothing_of_that_name\n")

    assert list(results) == ["test_broken.py"]


def test_the_worker_trap_is_refused(run):
    pytest.importorskip("xdist")

    done, _ = run("-p", "xdist.plugin", "-n1", "--clean-alluredir", test_suite=SUITE)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*--clean-alluredir: leave it out*"])


def test_two_tests_of_one_id_are_refused_by_both_names(run):
    suite = "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_twin(n): pass\n"

    done, results = run(test_suite=suite)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(
        ["ERROR: two tests are 'dup/twin': test_suite.py::test_twin?1? and test_suite.py::test_twin?2?"]
    )
    assert results == {}


def test_a_worker_names_two_tests_of_one_id_too(run):
    pytest.importorskip("xdist")
    suite = "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_twin(n): pass\n"

    done, _ = run("-p", "xdist.plugin", "-n1", test_suite=suite)

    assert done.ret == pytest.ExitCode.INTERRUPTED
    assert "two tests are 'dup/twin'" in done.stdout.str()


def test_our_results_of_yesterday_are_gone_and_those_of_others_stay(run, pytester):
    results = pytester.path / "results"
    foreign = {
        "1-result.json": '{"fullName": "checkout works"}',
        "2-attachment.txt": "theirs",
        "executor.json": "{}",
        "environment.properties": "Browser=Firefox\n",
        "notes.md": "mine",
    }
    results.mkdir()
    for name, text in foreign.items():
        (results / name).write_text(text)

    run(test_suite=SUITE)
    first = {path.name for path in results.iterdir()}
    _, found = run(test_suite=SUITE)
    second = {path.name for path in results.iterdir()}

    assert {name: (results / name).read_text() for name in foreign} == foreign
    assert len(found) == 5
    assert len(first) == len(second)
    assert first & second == {*foreign, "categories.json", ".lock"}


def test_a_foreign_test_is_told_as_if_we_were_not_there(run):
    foreign = """
        import allure
        import pytest

        @pytest.fixture(scope="module")
        def shared():
            yield 1

        @pytest.fixture
        def words():
            return "x"

        @allure.epic("Shop")
        @pytest.mark.parametrize("word", ["hidden"], ids=["one"])
        def test_other(shared, words, word):
            print("captured")
            assert word == "x"

        def test_pass(shared):
            pass
    """

    _, results = run(test_suite=foreign)
    _, alone = run("-p", "no:curated", "-k", "test_other", test_suite=foreign)

    ours, theirs = results["dup/pass"], results["test_suite#test_other"]
    assert "parameters" not in ours
    for each in (theirs, alone := alone["test_suite#test_other"]):
        for varying in ("uuid", "start", "stop", "attachments"):
            each.pop(varying)
        each["labels"] = [label for label in each["labels"] if label["name"] != "thread"]
    assert theirs == alone
    assert theirs["parameters"] == [{"name": "word", "value": "'hidden'"}]


def test_properties_are_escaped_as_java_reads_them():
    run = folder._property

    assert run("a b:c=d", key=True) == "a\\ b\\:c\\=d"
    assert run("x\\y\nZoë 😀") == "x\\\\y\\nZo\\u00eb \\ud83d\\ude00"
