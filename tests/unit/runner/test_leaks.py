"""The last step of a run: what it leaves behind holds no secret, or there is no verdict."""

from __future__ import annotations

import json
import urllib.parse
from dataclasses import replace
from pathlib import Path

import pytest
from outside import USERS, alone

from contracts.engine.exchange import MASK, Answer, Request, Rest
from contracts.engine.secrecy import Secret
from contracts.engine.server import Server
from contracts.runner import leaks, specimen

PASSWORD = str(USERS.password)

SUITE = '''
import os
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/talks", promise="one-owner-per-source")
def test_talks(api: Api) -> None:
    """Adds somebody, and prints what the environment holds."""
    api.add(api.person())
    print(os.environ.get("TOLD", "nothing"))
'''


@pytest.mark.parametrize("written", [str(USERS.password), f'say "{USERS.password}"', "reference%2Dwriter"])
def test_what_a_file_holds_is_no_verdict_and_names_the_file(tmp_path: Path, written: str) -> None:
    done = alone(tmp_path, SUITE, "--junitxml=elsewhere/junit.xml", "-o", "junit_logging=all", TOLD=written)
    assert done.returncode == 3
    told = f"contracts: {Path('elsewhere/junit.xml')} holds the password: delete what was published of it"
    assert told in done.stdout
    assert "so the verdict is UNKNOWN (exit code 3)" in done.stdout
    last = json.loads((tmp_path / "reports/run.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["event"], last["exit"]) == ("verdict", 3)
    assert [note for note in last["notes"] if "holds the password" in note]


def test_what_holds_nothing_is_not_spoken_of(tmp_path: Path) -> None:
    done = alone(tmp_path, SUITE, "--junitxml=junit.xml", "--alluredir=results", "-o", "junit_logging=all")
    assert done.returncode == 0
    assert "holds the" not in done.stdout


def test_a_file_of_an_earlier_run_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "notes.txt").write_text(str(USERS.readonly_password), encoding="utf-8")
    done = alone(tmp_path, SUITE)
    assert done.returncode == 3
    assert f"{Path('reports/notes.txt')} holds the reader's password" in done.stdout


def test_what_a_target_echoes_is_masked_when_it_is_recorded(tmp_path: Path) -> None:
    """A finding of the target's, and none of the files'."""
    reference = specimen.reference(specimen.EMBEDDED)

    def echo(request: Request) -> Answer | Rest:
        answer = reference(request)
        if request.method == "GET" or not isinstance(answer, Answer):
            return answer
        told = {"password": PASSWORD, "url": urllib.parse.quote(PASSWORD), "header": request.header("Authorization")}
        response = answer.response
        body = json.dumps({**json.loads(response.body), "debug": json.dumps(told)}).encode()
        headers = (*(pair for pair in response.headers if pair[0].lower() != "content-length"), ("X-Told", PASSWORD))
        return replace(answer, response=replace(response, body=body, headers=headers))

    with Server(echo) as server:
        known = {"CONTRACTS_USERNAME": str(USERS.username), "CONTRACTS_PASSWORD": PASSWORD}
        done = alone(tmp_path, SUITE, "--base-url", server.base_url, "--alluredir=reports/results", **known)
    assert done.returncode == 1
    assert "reports/" not in done.stdout.partition("verdict: ")[2]
    recorded = (tmp_path / "reports/run.jsonl").read_text(encoding="utf-8")
    assert recorded.count(MASK.decode()) >= 4


def test_a_short_secret_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("a test of tests", encoding="utf-8")
    sure, warnings = leaks.told([tmp_path], [Secret("the password", "test")], tmp_path)
    assert sure == []
    assert warnings == ["run.jsonl holds the password, of fewer than 8 characters, so it may be a word there"]


def test_files_are_named_once_and_some_of_many_are_counted(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text("pass-word-1", encoding="utf-8")
    secrets = [Secret("the password", "pass-word-1"), Secret("the password", "pass-word-")]
    sure, warnings = leaks.told([tmp_path, tmp_path / "0.txt"], secrets, tmp_path)
    assert [line.partition(" ")[0] for line in sure] == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "3"]
    assert sure[-1] == "3 more files hold such"
    assert warnings == []
