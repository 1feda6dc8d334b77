"""The HTML report: made where Node and npm are, one clear line where they are not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import contracts
from contracts.engine.errors import HarnessError, UsageError
from contracts.engine.verdict import Exit
from contracts.reporting import html
from contracts.reporting.changes import Night
from contracts.reporting.chronicle import Chronicle
from contracts.reporting.events import RunFacts, RunLog
from contracts.reporting.summary import RunReport

PYTHON = sys.executable
RESULT = {
    "uuid": "1",
    "name": "A known identifier is refused",
    "fullName": "dup/known",
    "testCaseId": "c",
    "historyId": "h",
    "status": "failed",
    "statusDetails": {"message": "A known identifier MUST answer 8006."},
    "labels": [{"name": "epic", "value": "Customers v2"}],
    "start": 1,
    "stop": 2,
}
GTAG = (
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n'
    "<script>window.dataLayer=[];function gtag(){}gtag('js')</script>"
)


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "allure-results"
    folder.mkdir()
    (folder / "1-result.json").write_text(json.dumps(RESULT))
    return folder


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put an npx of our own beside a Python of our own; return a function that writes what it does."""
    beside = tmp_path / "bin"
    beside.mkdir()
    monkeypatch.setattr(html.sys, "executable", str(beside / "python"))

    def write(script):
        for name in ("npx", "node"):
            (beside / name).write_text(f"#!{PYTHON}\nimport json, os, pathlib, sys\n{script}\n")
            (beside / name).chmod(0o755)

    return write


GENERATES = """
config = json.loads(pathlib.Path(sys.argv[sys.argv.index("--config") + 1]).read_text())
out = pathlib.Path(config["output"])
out.mkdir()
out.joinpath("index.html").write_text(%r)
out.joinpath("seen.json").write_text(json.dumps({"argv": sys.argv[1:], "env": dict(os.environ), "config": config}))
"""


def test_a_real_report_is_made_without_a_call_home(results, tmp_path):
    try:
        page = html.generate(results, tmp_path / "html")
    except HarnessError as error:
        if "npm cannot bring it" in str(error) or "Node is not here" in str(error):
            pytest.skip(f"Allure is out of reach: {error}")
        raise

    text = page.read_text("utf-8")
    assert page == tmp_path / "html" / "index.html"
    assert len(text) > 1_000_000
    assert "googletagmanager" not in text
    assert html.REPORT_NAME in text


def test_what_allure_is_asked(results, tmp_path, fake, monkeypatch):
    monkeypatch.setenv("CONTRACTS_PASSWORD", "secret")
    fake(GENERATES % f"<html><head>{GTAG}</head></html>")

    page = html.generate(results, tmp_path / "html", tmp_path / "history.jsonl")

    seen = json.loads((tmp_path / "html" / "seen.json").read_text())
    assert page.read_text() == "<html><head></head></html>"
    assert seen["argv"][:4] == ["--yes", "--offline", "allure@3.18.0", "generate"]
    assert seen["argv"][-1] == "allure-results"
    assert "CONTRACTS_PASSWORD" not in seen["env"]
    options = seen["config"]["plugins"]["awesome"]["options"]
    assert options["groupBy"] == ["epic", "feature", "story"]
    assert options["singleFile"] is True
    assert [rule["name"] for rule in seen["config"]["categories"]["rules"]] == ["Broken promise", "No verdict"]
    assert seen["config"]["historyPath"] == str(tmp_path / "history.jsonl")


def test_many_results_are_a_folder(results, tmp_path, fake, monkeypatch):
    monkeypatch.setattr(html, "SINGLE_FILE_RESULTS_MAX", 0)
    fake(GENERATES % "x")

    html.generate(results, tmp_path / "html")

    seen = json.loads((tmp_path / "html" / "seen.json").read_text())
    assert seen["config"]["plugins"]["awesome"]["options"]["singleFile"] is False


def test_an_empty_cache_is_filled_from_the_network(results, tmp_path, fake):
    fake("if '--offline' in sys.argv: print('npm error code ENOTCACHED'); sys.exit(1)\n" + GENERATES % "x")

    html.generate(results, tmp_path / "html")

    seen = json.loads((tmp_path / "html" / "seen.json").read_text())
    assert seen["argv"][:2] == ["--yes", "allure@3.18.0"]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (
            "print('npm error code E1'); print('npm error request to https://r/allure failed: x'); sys.exit(1)",
            [
                "no HTML report: allure@3.18.0: npm cannot bring it: request to https://r/allure failed: x",
                "  what helps: behind a proxy set HTTPS_PROXY, with a registry of your own npm_config_registry",
            ],
        ),
        (
            "print('npm error code SELF_SIGNED_CERT_IN_CHAIN'); print('npm error request to https://r/allure failed, "
            "reason: self-signed certificate in certificate chain'); sys.exit(1)",
            [
                "no HTML report: allure@3.18.0: npm cannot bring it: request to https://r/allure failed, "
                "reason: self-signed certificate in certificate chain",
                "  what helps: name your authority's certificate in NODE_EXTRA_CA_CERTS",
            ],
        ),
        (
            "print('npm error code EACCES'); print('npm error Your cache has root-owned files'); sys.exit(1)",
            [
                "no HTML report: allure@3.18.0: npm cannot bring it: code EACCES",
                "  what helps: name a folder that can be written, and has room, in npm_config_cache",
            ],
        ),
        (
            "print('RangeError: too long'); sys.exit(3)",
            [
                "no HTML report: allure@3.18.0: it ended with 3: RangeError: too long",
                "  what helps: the results can be read by any Allure; this was allure@3.18.0",
            ],
        ),
        ("pass", ["no HTML report: Allure ended well and left no index.html"]),
        (
            GENERATES % '<script src="https://cdn.example.com/x.js">',
            ['no HTML report: index.html would ask an outside host: <script src="https://cdn.example.com/x.js'],
        ),
    ],
)
def test_what_cannot_be_made_is_said_with_what_helps_and_no_verdict(results, tmp_path, fake, capsys, script, lines):
    fake(script)

    assert html.main([str(results), str(tmp_path / "html")]) == 0

    told = capsys.readouterr().out
    first, *said, again, stands, last = told.splitlines()
    assert first == last == "=" * 100
    assert said == lines
    assert again == f"  to make it: contracts report {tmp_path}"
    assert stands == "  The verdict of the run stands without it."
    assert not (tmp_path / "html").exists()
    assert (results / "1-result.json").exists()
    assert (tmp_path / "html-not-made.txt").read_text() == told


def test_what_is_made_after_all_is_not_said_to_be_missing(results, tmp_path, fake, capsys):
    (tmp_path / "html-not-made.txt").write_text("yesterday")
    fake(GENERATES % "x")

    assert html.main([str(results), str(tmp_path / "html")]) == 0

    assert capsys.readouterr().out == f"HTML report: {tmp_path / 'html' / 'index.html'}\n"
    assert not (tmp_path / "html-not-made.txt").exists()


def test_of_another_folder_the_command_names_both(results, tmp_path, fake, capsys):
    fake("pass")
    assert html.main([str(results), str(tmp_path / "elsewhere")]) == 0
    told = f"  to make it: {html.sys.executable} -m contracts.reporting.html {results} {tmp_path / 'elsewhere'}\n"
    assert told in capsys.readouterr().out


PAGE = """<meta name="generator" content="registration-contracts">
<article id="finding-1" x><p><a href="html/index.html#00000000000000000000000000000abc">...</article>
<article id="finding-2" x><p>no test</article>
<article id="finding-3" x><p><a href="html/index.html#00000000000000000000000000000abc">...</article>
<article id="finding-4" x><p><a href="html/index.html#00000000000000000000000000000def">...</article>"""


def test_the_report_of_a_run_leads_to_its_page(results, tmp_path, fake):
    fake(GENERATES % "<body>x</body>")
    (tmp_path / "index.html").write_text(PAGE)

    assert html.of_run(tmp_path) == 0

    made = (tmp_path / "html" / "index.html").read_text()
    assert 'href="../index.html"' in made
    assert f'"{"abc".zfill(32)}": "1", "{"def".zfill(32)}": "4"' in made
    assert made.endswith("</script></body>")


def test_it_leads_to_no_page_of_somebody_else(results, tmp_path, fake):
    fake(GENERATES % "<body>x</body>")
    (tmp_path / "index.html").write_text("<h1>home</h1>")

    assert html.of_run(tmp_path) == 0

    assert (tmp_path / "html" / "index.html").read_text() == "<body>x</body>"


def test_allures_history_has_each_run_of_ours_once(results, tmp_path, fake):
    fake(
        GENERATES % "<body>x</body>" + "print(open(sys.argv[sys.argv.index('--config') + 1]).read())\n"
        f"pathlib.Path({str(tmp_path / 'asked')!r}).open('a').write(json.dumps(config) + chr(10))"
    )
    kept = Chronicle(tmp_path / "h.db")
    kept.add("t", Night("4f", "2030-01-31T02:00:00+00:00", "gate", 0, 1, 1.0))
    facts = RunFacts(0, "4f", "gate", {}, "", "t", (), (), False, {}, None)
    with RunLog(tmp_path / "run.jsonl", facts) as log:
        log.verdict(RunReport("t", "", "gate", 0, "4f", "", 1, 1.0, Exit.CLEAN, (), {}, (), history=str(kept.path)))

    assert [html.of_run(tmp_path), html.of_run(tmp_path)] == [0, 0]

    asked = [json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()]
    assert [(each["historyPath"], each["appendHistory"]) for each in asked] == [
        (str(tmp_path / "h.db.allure.jsonl"), True),
        (str(tmp_path / "h.db.allure.jsonl"), False),
    ]


def test_a_job_of_github_is_warned(results, tmp_path, fake, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    fake("sys.exit(1)")

    assert html.main([str(results), str(tmp_path / "html")]) == 0

    assert (
        capsys.readouterr().out.splitlines()[-1].startswith("::warning title=no HTML report::no HTML report: allure@")
    )


@pytest.mark.parametrize(("error", "code"), [(OSError("of the disk"), 0), (RuntimeError("ours"), 3)])
def test_an_error_of_ours_is_no_verdict(results, tmp_path, capsys, monkeypatch, error, code):
    def fails(*arguments):
        raise error

    monkeypatch.setattr(html, "generate", fails)

    assert html.main([str(results), str(tmp_path / "html")]) == code

    assert str(error) in capsys.readouterr().out


def test_a_command_that_is_mistyped_is_a_usage_error(capsys):
    assert html.main([]) == 4
    assert html.main(["--help"]) == 0


def test_without_node_one_line_says_what_brings_it(results, tmp_path):
    command = [sys.executable, "-m", "contracts.reporting.html", str(results), str(tmp_path / "html")]
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "python").symlink_to(sys.executable)
    environment = {"PATH": str(alone), "PYTHONPATH": str(Path(contracts.__file__).parents[1])}

    done = subprocess.run([str(alone / "python"), *command[1:]], env=environment, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "\nno HTML report: Node is not here\n  what helps: pip install 'registration-contracts[report]'" in done.stdout
    )


def test_a_hanging_generator_is_ended(results, tmp_path, fake, monkeypatch):
    monkeypatch.setattr(html, "_OFFLINE_S_MAX", 0.2)
    fake("import time; time.sleep(30)")

    with pytest.raises(HarnessError, match=r"took longer than 0\.2 s"):
        html.generate(results, tmp_path / "html")


def test_no_results_are_no_report(tmp_path):
    with pytest.raises(HarnessError, match="holds no results"):
        html.generate(tmp_path, tmp_path / "html")


def test_yesterdays_report_is_gone_even_where_today_has_none(results, tmp_path, fake):
    out = tmp_path / "html"
    out.mkdir()
    (out / "index.html").write_text("yesterday")
    fake("sys.exit(1)")

    with pytest.raises(HarnessError):
        html.generate(results, out)

    assert not out.exists()


@pytest.mark.parametrize("place", [".", "..", "allure-results", "mine"])
def test_a_folder_that_is_no_report_is_never_removed(results, tmp_path, fake, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.html").write_text("my own page")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("mine")
    fake("pass")

    with pytest.raises(UsageError, match=place.replace(".", r"\.")):
        html.generate(results, Path(place))

    assert (tmp_path / "mine" / "work.txt").exists()
    assert (results / "1-result.json").exists()


def test_a_broken_line_of_the_history_is_dropped(results, tmp_path, fake):
    history = tmp_path / "history.jsonl"
    history.write_text('{"uuid":1}\n{"uu\n{"uuid":2}\n')
    fake(GENERATES % "x")

    html.generate(results, tmp_path / "html", history)

    assert history.read_text() == '{"uuid":1}\n{"uuid":2}\n'
