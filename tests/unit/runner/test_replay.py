"""A finding again: the log alone repeats it, with new people, set up as the target of the run was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import secured

from contracts.documents.profile import People, Profile
from contracts.engine.client import Connection
from contracts.engine.errors import NoVerdict, Unreachable, UsageError
from contracts.engine.exchange import Answer, Exchange, Response, Who
from contracts.engine.server import Server
from contracts.engine.target import Record
from contracts.evidence.intent import Identifier
from contracts.reporting import events
from contracts.runner import cli, specimen
from contracts.runner.asked import Options
from contracts.runner.replay import Replay
from contracts.runner.run import Run
from contracts.stories.declaring import Setting
from contracts.stories.namespace import Namespace
from contracts.stories.verbs import Api

USERS = specimen.credentials()
ENVIRONMENT = {"CONTRACTS_USERNAME": str(USERS.username), "CONTRACTS_PASSWORD": str(USERS.password)}
STRICT = Setting("strict", {"flags": {"skip_secondary_on_mismatch": False, "strict_check": True}})
DUPLICATE = "duplicate-source/known-identifier-is-8006"
Story = Callable[[Api], object]


def twice(api: Api) -> None:
    """Somebody twice, without what only one organisation has: tills and fields of it another target may refuse."""
    ada = api.person().alone
    api.add(ada)
    api.add(ada)


def logged(folder: Path, *stories: Story, setting: Setting | None = None, **options: Any) -> Path:
    """The log of a run of these stories, each a test of its own."""
    known = {"base_url": None, "profile": specimen.EMBEDDED, "run_id": "4f2a91c", "sockets": False} | options
    connection = known.pop("connection", Connection())
    run = Run(Options(depth="gate", seed=0, reports=folder, connection=connection, **known), USERS)
    run.open()
    for number, story in enumerate(stories):
        story(run.api(Record(f"story-{number}"), setting))
    run.record(run.report())
    run.close()
    return folder / "run.jsonl"


def number_of(log: Path, rule: str) -> int:
    return next(finding.number for finding in events.findings_of(log) if finding.rule == rule)


def replayed(again: Replay, **environment: str) -> tuple[bool, list[str]]:
    said: list[str] = []
    return again.run(environment, "7b3c55d", said.append), said


def rewritten(log: Path, kind: str, change: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """Change the events of a kind in a log; each becomes the events that `change` returns."""
    told = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    kept = [new for event in told for new in (change(event) if event["event"] == kind else [event])]
    log.write_text("".join(json.dumps(event) + "\n" for event in kept), encoding="utf-8")


@pytest.fixture
def healthy() -> Iterator[Server]:
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        yield server


@pytest.mark.parametrize("sockets", [False, True])
def test_the_log_alone_repeats_a_finding(tmp_path: Path, sockets: bool) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",), sockets=sockets)

    broken, said = replayed(Replay(log, number_of(log, DUPLICATE)))

    assert broken
    assert [line[:23] for line in said[:-1]] == ["1. POST /v2/customers I", "2. POST /v2/customers I"]
    assert said[-1] == f"{DUPLICATE}: broken again"


def test_the_command_exits_as_a_run_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))
    number = str(number_of(log, DUPLICATE))

    assert cli.main(["replay", str(log), "--finding", number]) == 1
    assert cli.main(["replay", str(log), "--finding", number, "--fault", "answers-backwards"]) == 0
    assert cli.main(["replay", str(log), "--finding", "99"]) == 4
    assert "there is no finding 99" in capsys.readouterr().err


def test_a_manner_is_kept(tmp_path: Path) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",), manner=("created_status=201",))

    assert Replay(log, 1).options.manner == ("created_status=201",)


def test_a_setting_is_kept(tmp_path: Path) -> None:
    def newcomer(api: Api) -> None:
        ada, eve = api.person(), api.person()
        api.register(ada)
        api.register(eve.only("mobile").with_(ada["email"]))

    log = logged(tmp_path, newcomer, setting=STRICT, faults=("registers-anew-under-strict",))

    assert replayed(Replay(log, number_of(log, "primary-mismatch/strict-refuses")))[0]


def test_what_was_under_way_together_goes_together(tmp_path: Path) -> None:
    def race(api: Api) -> None:
        ada = api.person()
        api.together(lambda api: api.add(ada), lambda api: api.add(ada))

    log = logged(tmp_path, race, faults=("checks-then-inserts",))

    broken, said = replayed(Replay(log, number_of(log, "concurrency/one-winner")))

    assert broken
    assert [line[:3] for line in said[:2]] == ["1. ", "1. "]


def test_what_other_tests_did_before_is_sent_where_the_story_does_not_do(tmp_path: Path) -> None:
    def stranger(api: Api) -> None:
        api.as_(Who.WRONG_PASSWORD).add(api.person())

    log = logged(tmp_path, *[stranger] * 6, faults=("lets-everybody-in-after-five-failures",))
    again = Replay(log, number_of(log, "security/wrong-credentials-are-refused"))

    broken, said = replayed(again)

    assert (len(again.story), len(again.before)) == (1, 6)
    assert broken
    assert said[1] == "not broken by its story alone: all 6 requests of the run up to it go"


def test_people_are_new_whatever_the_profile_calls_them(tmp_path: Path) -> None:
    theirs = specimen.EMBEDDED.model_dump() | {
        "people": {"mobile_prefix": "655", "label": "zz", "email_domain": "a.test"}
    }

    def in_capitals(api: Api) -> None:
        ada = api.person()
        api.add(ada)
        api.add(ada.with_(Identifier("email", ada["email"].value.upper())))

    log = logged(tmp_path, in_capitals, profile=Profile.model_validate(theirs), faults=("accepts-a-duplicate",))
    people = tmp_path / "people.jsonl"
    before = people.read_text(encoding="utf-8")
    ours = specimen.EMBEDDED.model_dump() | {"people": {"mobile_prefix": "7001", "mobile_digits": 11, "label": "ours"}}

    again = Replay(log, number_of(log, DUPLICATE), profile=Profile.model_validate(ours))

    assert replayed(again)[0]
    after = people.read_text(encoding="utf-8")
    assert after.startswith(before)
    lines = map(json.loads, after.removeprefix(before).splitlines())
    told = [line["identifiers"] for line in lines if "answer" in line]
    met = [{identifier["type"]: identifier["value"] for identifier in identifiers} for identifiers in told]
    assert [person["email"] for person in met] == ["ours.7b3c55d.0@example.com", "OURS.7B3C55D.0@EXAMPLE.COM"]
    assert [person["externalId"] for person in met] == ["ours-7b3c55d-0"] * 2
    assert all(len(person["mobile"]) == 11 and person["mobile"].startswith("7001") for person in met)
    replayed(Replay(log, number_of(log, DUPLICATE)))
    same = people.read_text(encoding="utf-8").removeprefix(after)
    assert "4f2a91c" not in same.lower()
    assert "zz.7b3c55d.0@a.test" in same


def test_people_of_every_form_are_new(tmp_path: Path) -> None:
    """What a value holds of the run is that of the replay, in capitals, in numbers and at subdomains, too."""

    def crowd(api: Api) -> None:
        api.upsert(*(api.person() for _ in range(60)))
        twice(api)

    log = logged(tmp_path, crowd, faults=("accepts-a-duplicate",))
    people = tmp_path / "people.jsonl"
    before = people.read_text(encoding="utf-8")

    again = Replay(log, number_of(log, DUPLICATE))
    again.story = again.before
    assert replayed(again)[0]

    ours, theirs = Namespace(People(), "7b3c55d"), Namespace(People(), "4f2a91c")
    ours.heads(1), theirs.heads(1)
    lines = map(json.loads, people.read_text("utf-8").removeprefix(before).splitlines())
    told = [line["identifiers"] for line in lines if "answer" not in line]
    values = [identifier["value"] for identifiers in told for identifier in identifiers]
    assert len(values) == 3 * 62
    assert [value for value in values if not ours.owns(value) or theirs.owns(value)] == []


def test_another_target(tmp_path: Path, healthy: Server) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))
    again = Replay(log, number_of(log, DUPLICATE), base_url=healthy.base_url)

    assert again.options.profile == Profile()
    assert replayed(again, **ENVIRONMENT)[0] is False
    assert healthy.requests_served == 2
    with Server(specimen.reference(specimen.EMBEDDED, ["accepts-a-duplicate"])) as spoilt:
        again = Replay(log, number_of(log, DUPLICATE), base_url=spoilt.base_url)
        assert replayed(again, **ENVIRONMENT)[0]


def test_refused_credentials_are_no_verdict(tmp_path: Path, healthy: Server) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))

    with pytest.raises(NoVerdict, match="2 of 2 answers are missing, the first: POST /v2/customers"):
        replayed(Replay(log, number_of(log, DUPLICATE), base_url=healthy.base_url))


def test_a_way_that_is_barred_is_told_before_the_second_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secured.bare(monkeypatch)
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))
    with secured.secured(specimen.reference(specimen.EMBEDDED), secured.self_signed()) as url:
        lines: list[str] = []
        with pytest.raises(
            Unreachable, match=r"^the certificate of 127\.0\.0\.1:\d+ is self-signed: .* nothing was sent$"
        ):
            Replay(log, 1, base_url=url).run({}, "again", lines.append)
        assert lines == []
        with pytest.raises(UsageError, match=r"^--client-cert: got 'none\.pem', which cannot be read"):
            Replay(log, 1, base_url=url, connect=lambda known: replace(known, cert="none.pem")).run({}, "again", print)


def test_a_long_wait_of_a_replay_is_said_before_it_begins(tmp_path: Path, healthy: Server) -> None:
    class Heard(Exception):
        pass

    def hear(line: str) -> None:
        if line.startswith("waits"):
            raise Heard(line)

    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))
    slow = Profile.model_validate({"limits": {"rate_per_minute": 5}})
    with pytest.raises(Heard, match=r"^waits \d+ s for the limit of 5 requests a minute"):
        Replay(log, 1, base_url=healthy.base_url, profile=slow).run(ENVIRONMENT, "again", hear)


def test_what_answers_in_the_place_of_the_target_is_no_verdict(tmp_path: Path) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))

    with Server(lambda request: Answer(Response(302, (("Location", "/in"),)))) as moved:
        again = Replay(log, number_of(log, DUPLICATE), base_url=moved.base_url)
        with pytest.raises(NoVerdict, match=r"2 of 2 answers are missing, .* -> a redirect to /in \(HTTP 302\)"):
            replayed(again, **ENVIRONMENT)


@pytest.mark.parametrize(
    ("status", "who", "count"),
    [
        (429, Who.WRITER, 2),
        (401, Who.WRITER, 2),
        (401, Who.TOKEN, 2),
        (429, Who.NOBODY, 2),
        (498, Who.WRITER, 2),
        (401, Who.NOBODY, 3),
    ],
)
def test_what_the_client_sent_again_by_itself_goes_once(
    tmp_path: Path, healthy: Server, status: int, who: Who, count: int
) -> None:
    """After a limit, and after a refusal of a token that had ended: who is a stranger, a story sends again."""
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))
    number = number_of(log, DUPLICATE)
    again = Replay(log, number, base_url=healthy.base_url)
    first, second = again.story
    first = replace(first, request=replace(first.request, as_who=who))
    refused = Exchange(-1, first.request, Response(status), first.started, first.started)
    again.story = [refused, first, second]

    replayed(again, **ENVIRONMENT, CONTRACTS_OAUTH_TOKEN=specimen.lasting_token())

    assert healthy.requests_served == count


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_connection_is_kept_without_secrets(tmp_path: Path, scheme: str) -> None:
    proxied = Connection(verify="ours.pem", proxy=f"{scheme}me:hidden-word@proxy.test:3128")
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",), connection=proxied)

    assert "hidden-word" not in log.read_text(encoding="utf-8")
    connection = Replay(log, 1).options.connection
    assert (connection.verify, connection.proxy) == ("ours.pem", f"{scheme}proxy.test:3128")
    assert Replay(log, 1, base_url="http://127.0.0.1:9").options.connection.verify is True


@pytest.mark.parametrize(
    ("kind", "change", "problem"),
    [
        ("run", lambda event: [event | {"format": 1}], r"1: got events in format 1, should be 2: run the suites again"),
        ("run", lambda event: [event | {"profile": {"nme": "x"}}], r"1: profile\.nme: Extra inputs .*: run the suites"),
        ("target", lambda event: [], r"nothing tells how the target 'strict' was set up: run the suites again"),
        ("target", lambda event: [event | {"changes": 1}], r":[0-9]+: not a recorded target"),
        ("exchange", lambda event: [], r"exchange 0 of finding 1 is not there: run the suites again"),
        ("finding", lambda event: [event | {"rule": "waivers/expired"}], r"\(waivers/expired\) is about no request"),
    ],
)
def test_what_cannot_be_repeated_is_said_in_one_line(
    tmp_path: Path, kind: str, change: Callable[[dict[str, Any]], list[dict[str, Any]]], problem: str
) -> None:
    log = logged(tmp_path, twice, setting=STRICT, faults=("accepts-a-duplicate",))
    rewritten(log, kind, change)

    with pytest.raises(UsageError, match=problem) as caught:
        Replay(log, 1)

    assert "\n" not in str(caught.value)


def test_faults_are_for_the_embedded_reference(tmp_path: Path) -> None:
    log = logged(tmp_path, twice, faults=("accepts-a-duplicate",))

    with pytest.raises(UsageError, match=r"leave them out at http://127\.0\.0\.1:9"):
        Replay(log, 1, base_url="http://127.0.0.1:9", faults=["accepts-a-duplicate"])
