"""A run can be followed at the target, by who asks, by headers that a person adds, and by ids that answers name."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from outside import ENVIRONMENT, alone, in_folder

from contracts.documents import profile
from contracts.engine.client import Connection
from contracts.engine.environment import added_header, added_headers
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Model, Request, Response, Rest, Who
from contracts.engine.server import Server
from contracts.reporting.shell import FromEnvironment
from contracts.runner import specimen
from runner.test_exit_codes import REPEATS

HEADERS = ("--header", "X-Gateway-Key=CONTRACTS_GATEWAY", "--header", "X-Tenant=tenant")
VALUES = {"CONTRACTS_GATEWAY": "gateway-key-1", "tenant": "tenant-2"}
ID = "1f0c-7\x1b[31m"


def naming(model: Model, heard: list[Request]) -> Model:
    """The model, whose answers name the request as captured ones do, and give a header away."""

    def named(request: Request) -> Answer | Rest:
        heard.append(request)
        answer = model(request)
        while not isinstance(answer, Answer):
            answer = answer()
        more = ("X-CAP-REQUEST-ID", f"{ID}-{len(heard)}"), ("X-Echo", request.header("X-Gateway-Key") or "")
        return replace(answer, response=replace(answer.response, headers=(*answer.response.headers, *more)))

    return named


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path, list[Request]]:
    folder, heard = tmp_path_factory.mktemp("traced"), list[Request]()
    model = specimen.reference(specimen.EMBEDDED, ["accepts-a-duplicate"])
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    with Server(naming(model, heard)) as server:
        options = ("--base-url", server.base_url, "--run-id", "abcd", *HEADERS)
        done = alone(folder, REPEATS, *options, **ENVIRONMENT, **VALUES, **github)
    return done, folder, heard


def test_every_request_says_who_asks_and_carries_the_headers(
    traced: tuple[subprocess.CompletedProcess[str], Path, list[Request]],
) -> None:
    done, _, heard = traced
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(heard) > 2
    for request in heard:
        agent = request.header("User-Agent") or ""
        assert agent.startswith("registration-contracts/")
        assert agent.endswith(" (run abcd)")
        assert (request.header("X-Gateway-Key"), request.header("X-Tenant")) == ("gateway-key-1", "tenant-2")


def test_no_record_holds_what_a_header_says(
    traced: tuple[subprocess.CompletedProcess[str], Path, list[Request]],
) -> None:
    done, folder, _ = traced
    written = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert [value for value in VALUES.values() if value in "".join([done.stdout, done.stderr, *written])] == []
    assert '-H "X-Gateway-Key: $CONTRACTS_GATEWAY"' in done.stdout
    log = (folder / "reports/run.jsonl").read_text("utf-8")
    assert json.loads(log.splitlines()[0])["connection"]["headers"] == [
        ["X-Gateway-Key", "CONTRACTS_GATEWAY"],
        ["X-Tenant", "tenant"],
    ]


def test_a_finding_names_its_request_wherever_it_is_told(
    traced: tuple[subprocess.CompletedProcess[str], Path, list[Request]],
) -> None:
    """With nothing in it that a terminal would obey; each request of its story has its own."""
    done, folder, heard = traced
    events = [json.loads(line) for line in (folder / "reports/run.jsonl").read_text("utf-8").splitlines()]
    finding = next(e for e in events if e["event"] == "finding" and e["rule"].startswith("duplicate-source/"))
    exchange = next(e for e in events if e["event"] == "exchange" and e["index"] == finding["exchange"])
    last = f"{ID}-{len(heard)}"
    assert finding["request_id"] == exchange["request_id"] == last
    shown = last.replace("\x1b", "\\x1b")
    assert f"  id        {shown} (of the request, for the target's operators)" in done.stdout
    assert f"(id {shown[:-1]}{len(heard) - 1})" in done.stdout
    assert "\x1b" not in done.stdout
    assert "request id 1f0c-7" in (folder / "summary.md").read_text("utf-8")
    page = (folder / "reports/index.html").read_text("utf-8")
    assert f"(id {shown})" in page
    assert "\x1b" not in page


def test_where_a_profile_names_other_headers_they_count() -> None:
    chosen = profile.read("request_ids: [X-Trace]\n").request_ids
    assert chosen == ("X-Trace",)
    with pytest.raises(UsageError, match="got 'X Trace', should be the name of a header"):
        profile.read("request_ids: ['X Trace']\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("X-Key", "got no NAME=VARIABLE: should be"),
        ("X Key=A", "got no NAME=VARIABLE: should be"),
        ("=A", "got no NAME=VARIABLE: should be"),
        ("authorization=A", "got authorization, which a run sets itself"),
        ("Wait_For_Downstream=A", "got Wait_For_Downstream, which a run sets itself"),
        ("X-Key=", "X-Key: what stands behind = is no name of a variable"),
        ("X-Key=s3cr3t/value", "X-Key: what stands behind = is no name of a variable"),
    ],
)
def test_a_header_that_will_not_do(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        added_header(text, {"wait_for_downstream"})
    assert str(caught.value).startswith(told)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "--header X-Key: KEY is not set"),
        ({"KEY": ""}, "--header X-Key: KEY is empty"),
        ({"KEY": "a\nb"}, "KEY: got a value that no header can carry, should be one line without a break at its end"),
        ({"KEY": "$(SECRET)"}, "KEY: got the name of a variable in place of its value: nothing has expanded it"),
    ],
)
def test_a_variable_that_will_not_do(environ: Mapping[str, str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        added_headers((("X-Key", "KEY"),), environ)
    assert str(caught.value) == told


def test_what_may_be_a_value_is_not_quoted() -> None:
    with pytest.raises(UsageError, match="--header X-Key: the variable that it names is not set"):
        added_headers((("X-Key", "hunter2"),), {})
    with pytest.raises(UsageError, match="--header x-key: is given twice"):
        added_headers((("X-Key", "A"), ("x-key", "B")), {"A": "1", "B": "2"})


@pytest.mark.parametrize("option", ["Host=A", "X-Key=CONTRACTS_UNSET"])
def test_a_run_that_cannot_have_its_headers_is_an_error_of_usage(tmp_path: Path, option: str) -> None:
    done = alone(tmp_path, REPEATS, "--header", option)
    assert done.returncode == 4
    (line,) = [each for each in (done.stdout + done.stderr).splitlines() if each.startswith("ERROR: ")]
    assert option.partition("=")[0] in line


def test_a_command_adds_the_headers_for_whoever_sends() -> None:
    words = FromEnvironment(added=(("X-Key", "KEY"),))
    assert words(Who.NOBODY) == ["-H", '"X-Key: $KEY"']
    assert Connection().headers == ()


def test_the_sandbox_names_requests() -> None:
    """As the documents show it, each anew, also where a fault lets others come in between."""
    step = Request("", "GET", "/v2/customers/lookup")
    ok = Answer(Response(200))
    for model in (specimen.naming_requests(lambda request: ok), specimen.naming_requests(lambda request: lambda: ok)):
        ids = set()
        for _ in range(2):
            answer = model(step)
            while not isinstance(answer, Answer):
                answer = answer()
            ids.add(answer.response.header("X-Cap-RequestID"))
        assert len(ids - {None}) == 2


@pytest.mark.parametrize(("options", "told"), [(("--scenario", "x"), True), (("--depth", "smoke"), False)])
def test_who_means_a_run_where_there_is_none_hears_how(tmp_path: Path, options: tuple[str, ...], told: bool) -> None:
    """Pytest alone would but say that no tests ran."""
    done = in_folder(tmp_path, *options)
    line = "contracts: no suite was collected here: pytest --pyargs contracts.suites runs those of the package"
    assert (line in done.stdout) is told
