"""Whom a run names is written down and counted before the request goes, and bounded."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from outside import ENVIRONMENT, alone, run

from contracts.documents import files, profile
from contracts.documents.profile import Profile
from contracts.engine.exchange import Request
from contracts.engine.pace import BudgetSpent
from contracts.engine.server import Server
from contracts.evidence.intent import ADD, CHANGE, LOOKUP, REGISTER, UPDATE, UPSERT
from contracts.evidence.parsing import parse
from contracts.runner import preflight, specimen
from contracts.stories.ledger import Ledger
from contracts.stories.payloads import encode


def customer(*values: str, source: Any = "INSTORE", **members: Any) -> dict[str, Any]:
    identifiers = [{"type": "email" if "@" in value else "mobile", "value": value} for value in values]
    return {"profiles": [{"identifiers": identifiers, "source": source, **members}]}


def v11(*items: Any) -> dict[str, Any]:
    return {"root": {"customer": list(items)}}


def write(operation: str, body: Any) -> Request:
    raw = body if isinstance(body, bytes) else encode(body)
    return Request(operation, "POST", "/", headers=(("Content-Type", "application/json"),), body=raw)


def announce(ledger: Ledger, *requests: Request) -> None:
    ledger.announce(requests, [parse(request) for request in requests])


def counted(*requests: Request) -> int:
    ledger = Ledger(io.StringIO(), "r1")
    for request in requests:
        announce(ledger, request)
    return ledger.people


ADA = customer("917000000001", "ada@example.com")


@pytest.mark.parametrize(
    ("requests", "people"),
    [
        ([write(ADD, ADA)], 1),
        ([write(ADD, ADA), write(ADD, ADA), write(UPSERT, [ADA])], 1),
        ([write(ADD, ADA), write(REGISTER, v11({"mobile": "917000000001"}))], 1),
        ([write(ADD, ADA), write(ADD, customer("917000000001", source="WEBSITE"))], 1),
        ([write(ADD, customer("917000000001")), write(ADD, ADA)], 2),
        ([write(ADD, customer("917000000001")), write(ADD, customer("ada@example.com")), write(ADD, ADA)], 2),
        ([write(REGISTER, v11({"mobile": "1"}, {"mobile": "2"}, {"mobile": "1"}))], 2),
        ([write(UPSERT, [customer("1"), customer("2"), customer("3")])], 3),
        ([write(ADD, customer()), write(ADD, customer())], 2),
        ([write(REGISTER, v11({}, "nobody"))], 2),
        ([write(ADD, b"\x00")], 1),
        ([write(ADD, [ADA, ADA])], 2),
        ([write(UPSERT, ADA)], 1),
        ([write(UPSERT, [])], 0),
        ([write(REGISTER, {"root": {}})], 1),
        ([write(ADD, customer("1", source=["INSTORE"], accountId={}))], 1),
        ([write(UPDATE, ADA), write(CHANGE, {"add": [{"type": "mobile", "value": "1"}]}), write(LOOKUP, {})], 0),
    ],
)
def test_people_are_counted_by_their_identifiers(requests: list[Request], people: int) -> None:
    assert counted(*requests) == people


def test_what_would_exceed_the_bound_is_not_sent() -> None:
    """All that go together or none; who is known may come again; nothing is written of what does not go."""
    file = io.StringIO()
    ledger = Ledger(file, "r1", people_max=2)
    announce(ledger, write(ADD, ADA))
    with pytest.raises(BudgetSpent, match="the bound of 2 people is reached: --max-people N allows more, or"):
        announce(ledger, write(ADD, customer("1")), write(ADD, customer("2")))
    announce(ledger, write(ADD, customer("1")))
    with pytest.raises(BudgetSpent):
        announce(ledger, write(REGISTER, v11({"mobile": "2"})))
    announce(ledger, write(UPSERT, [ADA, customer("1", source="LINE", accountId="l1")]))
    announce(ledger, write(CHANGE, {"add": [{"type": "mobile", "value": "3"}]}))
    named = [[i["value"] for i in json.loads(line)["identifiers"]] for line in file.getvalue().splitlines()]
    ada = ["917000000001", "ada@example.com"]
    assert named == [ada, ["1"], ada, ["1"], ["3"]]
    assert (ledger.people, ledger.places) == (2, {"INSTORE": 3, "LINE/l1": 1})


ADDS = '''
import pytest
from contracts.stories import fuzz, machine
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@pytest.mark.parametrize("number", range(4))
@scenario("story/adds", promise="one-owner-per-source")
def test_adds(api: Api, number: int) -> None:
    """Adds somebody, and again."""
    ada = api.person()
    api.add(ada)
    api.add(ada)

@scenario("story/batches", promise="one-owner-per-source")
def test_batches(api: Api) -> None:
    """Three in one request."""
    api.register(api.person(), api.person(), api.person())

@scenario("story/together", promise="one-owner-per-source")
def test_together(api: Api) -> None:
    """Two at once."""
    ada, eve = api.person(), api.person()
    api.together(lambda one: one.add(ada), lambda one: one.add(eve))

@scenario("story/fuzz", promise="one-owner-per-source")
def test_fuzz(api: Api) -> None:
    """Generated ones."""
    fuzz.play(api, "upsertCustomers", 5)

@scenario("story/machine", promise="one-owner-per-source")
def test_machine(api: Api) -> None:
    """Whatever may happen."""
    machine.play(api, 40)
'''


@pytest.mark.parametrize("by", ["option", "profile"])
def test_a_run_registers_at_most_so_many_people(tmp_path: Path, by: str) -> None:
    """By whatever suite, and it is green on what it did; the option wins over the profile."""
    profile = tmp_path / "brand.yaml"
    profile.write_text(f"limits:\n  max_people: {3 if by == 'profile' else 50}\n", encoding="utf-8")
    options = ("--max-people", "3") if by == "option" else ()
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        url = ("--base-url", server.base_url, "--profile", str(profile))
        done = alone(tmp_path, ADDS, *url, "-rs", *options, **ENVIRONMENT)
    assert done.returncode == 0, done.stdout
    assert "the bound of 3 people is reached" in done.stdout
    told = (tmp_path / "reports" / "run.jsonl").read_text(encoding="utf-8").splitlines()
    requests = [event["request"] for event in map(json.loads, told) if event["event"] == "exchange"]
    registrations = [each for each in requests if each["operation"] in (ADD, REGISTER, UPSERT)]
    assert counted(*(write(each["operation"], each["body"]["text"].encode()) for each in registrations)) == 3


def test_a_run_that_may_register_nobody_worth_asking_exercises_nothing(tmp_path: Path) -> None:
    """As where the budget of requests is spent before the first story."""
    suite = (
        ADDS[: ADDS.index("@pytest")]
        + ADDS[ADDS.index('@scenario("story/batches"') : ADDS.index('@scenario("story/fuzz')]
    )
    assert alone(tmp_path, suite, "--max-people", "1").returncode == 5


def test_the_bound_is_a_number_above_zero(tmp_path: Path) -> None:
    done = run(tmp_path, "--max-people", "0")
    assert done.returncode == 4
    assert "argument --max-people: got '0', should be a whole number above 0" in done.stderr


@pytest.mark.parametrize(
    ("requests_max", "people_max", "told"),
    [
        (
            300,
            20,
            "registers at most 20 people, named ct..., in INSTORE, and others that answer, by at most 300 requests, "
            "at most 5 of them with a wrong password of the user",
        ),
        (
            None,
            20,
            "registers at most 20 people, named ct..., in INSTORE, and others that answer, by requests without a bound"
            ", at most 5 of them with a wrong password of the user",
        ),
        (60, None, "with a wrong password of the user: --max-people bounds them, --dry-run counts them"),
    ],
)
def test_the_plan_names_the_bound(requests_max: int | None, people_max: int | None, told: str) -> None:
    line = preflight.plan(Profile(), requests_max, people_max)
    assert line.endswith(told) if people_max is None else line == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mobiles 917... may be real people's: people.mobile_prefix in the profile names a range that is nobody's"),
        ("people: {label: ct}", "mobiles 917... may be real"),
        (files.profile_template(), "mobiles 917... may be real"),
        ('people: {mobile_prefix: "917"}', ""),
        ('people: {mobile_prefix: "9155"}', ""),
    ],
)
def test_numbers_that_no_profile_chose_are_announced(text: str, told: str) -> None:
    """No document gives a test range: whose they are only the organisation knows."""
    line = preflight.whose_mobiles(profile.read(text))
    assert line.startswith(told)
    assert bool(line) is bool(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "",
            "left out: external ids of digits alone (people.external_id_digits in the profile gives a range for them), "
            "emails of a number before the @ (people.mobile_prefix gives one)",
        ),
        (
            'people: {mobile_prefix: "9155"}',
            "left out: external ids of digits alone (people.external_id_digits in the profile gives a range for them)",
        ),
        ('people: {mobile_prefix: "9155", external_id_digits: "00990"}', ""),
    ],
)
def test_forms_that_might_be_somebodys_are_announced(text: str, told: str) -> None:
    assert preflight.left_out(profile.read(text)) == told
