"""Nobody whom a run may have left on a target is missing in its ledger, whenever it ends; who is can be deactivated."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from outside import ENVIRONMENT, ROOT, alone, in_folder

from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Delivery, Model, Request, Response, Rest
from contracts.engine.server import Server
from contracts.reporting import ledgers
from contracts.reporting.ledgers import Certainty
from contracts.runner import cli, specimen
from runner.test_exit_codes import ADDS

MOMENTS = [(number, when) for number in random.Random(16).sample(range(3, 45), 3) for when in ("before", "after")]
"""At which request to the server the run is killed: before it is looked at, or once it is done and not answered yet."""
PROFILE = "people: {mobile_prefix: '655', deactivated_label: Suspended}\nstatus_labels: [Active, Suspended]\n"


def named(body: bytes) -> Iterator[str]:
    """The identifiers of the customers in the body of a write, read independently of the law."""
    try:
        told = json.loads(body)
    except ValueError:
        return
    yield from _named(told)


def _named(told: Any) -> Iterator[str]:
    if isinstance(told, list):
        for each in told:
            yield from _named(each)
    elif isinstance(told, dict):
        yield from (str(told[name]) for name in ("mobile", "email", "external_id") if isinstance(told.get(name), str))
        for identifier in [*(told.get("identifiers") or []), *(told.get("add") or [])]:
            if isinstance(identifier, dict) and "value" in identifier:
                yield str(identifier["value"])
        for name in ("root", "customer", "profiles"):
            yield from _named(told.get(name))


class Killing:
    """The model, until its nth request ends who asks."""

    def __init__(self, model: Model, number: int, when: str) -> None:
        self._model = model
        self._number = number
        self._when = when
        self.process: subprocess.Popen[bytes] | None = None
        self.seen: list[Request] = []

    def __call__(self, request: Request) -> Answer | Rest:
        self.seen.append(request)
        is_last = len(self.seen) == self._number
        if is_last and self._when == "before":
            return self._kill()
        answer = self._model(request)
        while is_last and not isinstance(answer, Answer):
            answer = answer()
        return self._kill() if is_last else answer

    def _kill(self) -> Answer:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        return Answer(Response(200), delivery=Delivery.RESET)


@pytest.mark.parametrize(("number", "when"), MOMENTS)
def test_who_is_killed_has_left_nobody_out(tmp_path: Path, number: int, when: str) -> None:
    """kill -9 at moments that a seed has chosen: whom the server has heard of is in the ledger, as sent at least."""
    model = Killing(specimen.reference(specimen.EMBEDDED), number, when)
    suites = [str(ROOT / "tests/scenarios"), str(ROOT / "tests/fuzz")]
    with Server(model) as server:
        options = ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--base-url", server.base_url]
        model.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *options, "--depth", "smoke", *suites],
            cwd=tmp_path,
            env={**os.environ, **ENVIRONMENT},
            stdout=subprocess.DEVNULL,
        )
        assert model.process.wait(300) == -signal.SIGKILL
    assert len(model.seen) >= number
    entries = ledgers.read(tmp_path / "reports")
    known = {value for entry in entries for _, value in entry.identifiers}
    writes = [request for request in model.seen if request.method != "GET" and "token" not in request.path]
    assert writes
    assert {value for request in writes for value in named(request.body)} <= known
    open_ = {value for e in entries if e.certainty is Certainty.SENT for _, value in e.identifiers}
    answered = {value for e in entries if e.certainty is Certainty.ANSWERED for _, value in e.identifiers}
    assert open_ - answered <= set(named(model.seen[-1].body))
    assert all(entry.target == server.base_url for entry in entries)


def lines(*told: dict[str, Any]) -> str:
    usual = {"run_id": "r1", "target": "http://t", "operation": "addCustomer", "source": "INSTORE"}
    ada = {"identifiers": [{"type": "mobile", "value": "655000000001"}]}
    return "".join(json.dumps({**usual, **ada, **each}) + "\n" for each in told)


@pytest.mark.parametrize(
    ("told", "certainty", "answer", "may_exist"),
    [
        ([{}], "sent", "", True),
        ([{}, {"answer": "no answer"}], "no answer", "", True),
        ([{}, {"answer": "ok", "id": 7}], "answered", "ok", True),
        ([{}, {"answer": "refused 8006"}], "answered", "refused 8006", False),
        ([{}, {"answer": "refused 3017", "id": 7}], "answered", "refused 3017", True),
        ([{}, {"answer": "unavailable"}], "answered", "unavailable", True),
        ([{}, {"answer": "throttled"}, {"answer": "ok", "id": 7}], "answered", "ok", True),
        ([{}, {"answer": "throttled"}], "answered", "throttled", False),
        ([{}, {"answer": "ok", "id": 7}, {}, {"answer": "refused 8006"}], "answered", "ok", True),
        ([{}, {"answer": "ok", "id": 7}, {}], "answered", "ok", True),
        ([{}, {"answer": "no answer"}, {}, {"answer": "refused 8006"}], "no answer", "", True),
        ([{}, {"answer": "refused 8006"}, {}], "sent", "", True),
        ([{}, {"answer": "ok", "id": 7}, {"answer": "deactivated Off"}], "answered", "deactivated Off", True),
        ([{}, {"answer": "no answer"}, {"answer": "not found"}], "answered", "not found", False),
    ],
)
def test_equal_writes_are_one(
    tmp_path: Path, told: list[dict[str, Any]], certainty: str, answer: str, may_exist: bool
) -> None:
    (tmp_path / "people.jsonl").write_text(lines(*told), encoding="utf-8")
    (entry,) = ledgers.read(tmp_path)
    assert (entry.certainty, entry.answer, entry.may_exist) == (certainty, answer, may_exist)


def test_a_line_that_was_cut_off_names_nobody(tmp_path: Path) -> None:
    """Its request did not go; the next run begins a line of its own."""
    path = tmp_path / "people.jsonl"
    path.write_text(lines({}) + lines({})[:40], encoding="utf-8")
    assert len(ledgers.read(path)) == 1
    assert alone(tmp_path, ADDS, "--reports", ".").returncode == 0
    assert [entry.target for entry in ledgers.read(path)] == ["http://t", "embedded reference"]
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"people.jsonl:1: nobody of a run is named there"):
        ledgers.read(path)
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        ledgers.read(tmp_path / "nowhere.jsonl")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(["people", *arguments])
    output = capsys.readouterr()
    return code, output.out + output.err


def test_people_are_told_in_three_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = {"identifiers": [{"type": "email", "value": "a\x1b[31m,b@example.com"}], "source": "LINE", "account": "l1"}
    text = lines({}, {"answer": "ok", "id": 7}, odd, {"run_id": "r2", "operation": "addCustomerV11", "source": ""})
    (tmp_path / "people.jsonl").write_text(text, encoding="utf-8")
    code, table = told(capsys, str(tmp_path))
    assert code == 0
    assert table.splitlines() == [
        "  run  source   operation       certainty  answer  id  identifiers",
        "on http://t:",
        "  r2   -        addCustomerV11  sent                   mobile 655000000001",
        "  r1   INSTORE  addCustomer     answered   ok      7   mobile 655000000001",
        r"  r1   LINE/l1  addCustomer     sent                   email a\x1b[31m,b@example.com",
        "3 writes with somebody's name: 1 answered, 0 no answer, 2 sent; 0 were refused, or are not there",
    ]
    rows = list(csv.DictReader(io.StringIO(told(capsys, str(tmp_path), "--format", "csv")[1])))
    assert [row["identifiers"] for row in rows][2] == "email=a\x1b[31m,b@example.com"
    assert [row["certainty"] for row in rows] == ["sent", "answered", "sent"]
    (ada,) = json.loads(told(capsys, str(tmp_path), "--format", "json", "--run-id", "r2")[1])
    assert (ada["run_id"], ada["certainty"], ada["may_exist"]) == ("r2", "sent", True)


ADDS_SOME = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/adds", promise="one-owner-per-source")
def test_adds(api: Api) -> None:
    """Four people, one of them twice."""
    ada, *others = (api.person() for _ in range(4))
    api.add(ada)
    api.add(ada)
    api.register(*others)
'''


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Server, list[Request]]]:
    """A folder with a run whose four people are on a target, the target, and what it was asked since."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    model, heard = specimen.reference(specimen.EMBEDDED), list[Request]()

    def hearing(request: Request) -> Answer | Rest:
        heard.append(request)
        return model(request)

    (tmp_path / "brand.yaml").write_text(PROFILE, encoding="utf-8")
    with Server(hearing) as server:
        done = alone(tmp_path, ADDS_SOME, "--base-url", server.base_url, "--profile", "brand.yaml")
        assert done.returncode == 0, done.stdout
        heard.clear()
        yield tmp_path / "reports", server, heard


def test_who_may_exist_is_deactivated_once(
    left: tuple[Path, Server, list[Request]], capsys: pytest.CaptureFixture[str]
) -> None:
    """As the budget allows, and then the rest; who is not there is looked for once."""
    reports, server, heard = left
    code, text = told(capsys, str(reports), "--deactivate", "--max-requests", "5")
    assert code == 3
    assert f"4 people may exist on {server.base_url}; at most 5 requests" in text
    assert "2 deactivated, 0 not there, 0 left alone; 2 are left: --max-requests N allows more" in text
    entry = ledgers.read(reports)[-1]
    with (reports / "people.jsonl").open("a", encoding="utf-8") as file:
        stranger = {
            "run_id": entry.run_id,
            "target": server.base_url,
            "identifiers": [{"type": "mobile", "value": "1"}],
        }
        file.write(lines(stranger))
    code, text = told(capsys, str(reports), "--deactivate")
    assert (code, text.splitlines()[-1]) == (0, "2 deactivated, 1 not there, 0 left alone")
    changed = [request for request in heard if request.method == "PUT"]
    assert [request.json["statusLabel"] for request in changed] == ["Suspended"] * 4
    assert len({request.path for request in changed}) == 4
    assert len(heard) == 5 + 6
    assert told(capsys, str(reports), "--deactivate")[0] == 0
    assert len(heard) == 5 + 6
    shown = json.loads(told(capsys, str(reports), "--format", "json")[1])
    assert [each["answer"] for each in shown].count("deactivated Suspended") == 4


def test_who_is_somebody_else_is_left_alone(
    left: tuple[Path, Server, list[Request]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A target that shows an identifier which no run has made up: nobody is changed there."""
    reports, server, heard = left
    text = (reports / "people.jsonl").read_text("utf-8").replace("655", "656").replace("example.com", "example.org")
    (reports / "people.jsonl").write_text(text, encoding="utf-8")
    real = {"profiles": [{"identifiers": [{"type": "email", "value": "eve@example.net"}]}]}
    found = json.dumps({"id": 9, **real, "errors": [], "warnings": []}).encode()
    with Server(lambda request: Answer(Response(200, (("Content-Type", "application/json"),), found))) as other:
        text = (reports / "people.jsonl").read_text("utf-8").replace(server.base_url, other.base_url)
        (reports / "people.jsonl").write_text(text, encoding="utf-8")
        brand = str(reports.parent / "brand.yaml")
        code, said = told(capsys, str(reports), "--deactivate", "--base-url", other.base_url, "--profile", brand)
        assert code == 3
        assert said.count("left alone: no run has made up all identifiers that customer 9 has") == 4
        assert other.requests_served == 4
    assert heard == []


@pytest.mark.parametrize(
    ("shown", "code", "said"),
    [(None, 0, "no read shows status labels here"), ("Active", 3, "and still shows the label 'Active'")],
)
def test_a_label_is_read_back_once(
    left: tuple[Path, Server, list[Request]],
    capsys: pytest.CaptureFixture[str],
    shown: str | None,
    code: int,
    said: str,
) -> None:
    """A target may take the update and do nothing."""
    reports, server, _ = left

    def showing(request: Request) -> Answer | Rest:
        if request.method == "PUT":
            return Answer(Response(200, (), json.dumps({"createdId": 7, "warnings": []}).encode()))
        mobile = dict(request.query).get("identifierValue", "")
        body = {"id": 7, "profiles": [{"identifiers": [{"type": "mobile", "value": mobile}]}]}
        return Answer(Response(200, (), json.dumps(body | ({"statusLabel": shown} if shown else {})).encode()))

    with Server(showing) as other:
        text = (reports / "people.jsonl").read_text("utf-8").replace(server.base_url, other.base_url)
        (reports / "people.jsonl").write_text(text, encoding="utf-8")
        brand = str(reports.parent / "brand.yaml")
        came = told(capsys, str(reports), "--deactivate", "--base-url", other.base_url, "--profile", brand)
    assert came[0] == code
    assert said in came[1]


@pytest.mark.parametrize(
    ("changes", "told_"),
    [
        ({"label": "Nowhere"}, "the target does not know the status label 'Nowhere'"),
        ({"label": None}, "people.deactivated_label in the profile has to name the status label to set"),
        ({"more": "operations: {updateCustomer: false}\n"}, "by its profile the target has no updateCustomer"),
    ],
)
def test_what_hinders_is_one_line(
    left: tuple[Path, Server, list[Request]], capsys: pytest.CaptureFixture[str], changes: dict[str, Any], told_: str
) -> None:
    reports, _, heard = left
    label = changes.get("label", "Suspended")
    people = "people: {mobile_prefix: '655'" + (f", deactivated_label: {label}" if label else "") + "}\n"
    brand = reports.parent / "other.yaml"
    brand.write_text(people + changes.get("more", ""), encoding="utf-8")
    code, said = told(capsys, str(reports), "--deactivate", "--profile", str(brand))
    assert code == (3 if label == "Nowhere" else 4)
    assert told_ in said
    assert sum(request.method == "PUT" for request in heard) == (label == "Nowhere")


def test_nobody_outlasts_the_embedded_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert in_folder(tmp_path, "--version").returncode == 0
    assert alone(tmp_path, ADDS).returncode == 0
    code, said = told(capsys, str(tmp_path / "reports"), "--deactivate")
    assert code == 4
    assert "there is no target whose people outlast the run: --base-url names one" in said
