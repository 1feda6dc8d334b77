"""What is on the wire, what the rules read and what a case claims to be agree."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from schemathesis import checks as schemathesis_checks

from contracts.documents.files import load_members
from contracts.documents.members import BEFORE_CUSTOMER
from contracts.documents.profile import Place
from contracts.engine.client import Connection
from contracts.engine.exchange import Request
from contracts.engine.server import Server
from contracts.engine.target import Record
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    LOOKUP,
    REGISTER,
    UPDATE,
    UPSERT,
    V11_TYPES,
    Identifier,
)
from contracts.evidence.validity import Validity, validity
from contracts.reporting.summary import OUTCOMES
from contracts.rules import law
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories import around, cases, decks, drawn, flaws, fuzz, links, looks, machine, own_people, payloads
from contracts.stories.bridge import Made
from contracts.stories.checks import CHECKS
from contracts.stories.flaws import Due, Flaw
from contracts.stories.people import Known
from contracts.stories.relations import RELATIONS, Relatives
from contracts.stories.trials import Trials
from contracts.stories.verbs import INSTORE, Api, at

ROOT = Path(__file__).resolve().parents[3]
OPERATIONS = (ADD, REGISTER, UPSERT, LOOKUP, DETAILS, GET, UPDATE, CHANGE, GET_V11)


@pytest.fixture
def received() -> list[Request]:
    """What has reached the target."""
    return []


@pytest.fixture
def api(tmp_path: Path, received: list[Request]) -> Iterator[Api]:
    """The verbs, over HTTP, to a reference that notes what reaches it."""
    model = specimen.reference(specimen.EMBEDDED)

    def noting(request: Request) -> Any:
        received.append(request)
        return model(request)

    with Server(noting) as server:
        run = Run(
            Options(server.base_url, specimen.EMBEDDED, "gate", 0, "4f2a91c", tmp_path, Connection()),
            specimen.credentials(),
        )
        run.open()
        yield run.api(Record("fuzz"))
        run.close()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_a_drawn_case_says_is_what_is_sent(operation: str, api: Api, received: list[Request]) -> None:
    """Query, headers and body arrive as the case has them; a case is within the spec if what is sent is."""
    bridge = drawn.bridge(operation)
    for case in (*bridge.draw(operation, 3, 4, 4), *bridge.coverage(operation)[::20]):
        made = drawn.own(case, api)
        drawn.send(api, [made])
        seen = received[-1]
        assert seen.query == made.query
        assert {(k.lower(), v) for k, v in made.headers} <= {(k.lower(), v) for k, v in seen.headers}
        given = {k.lower() for k, _ in made.headers} | {"accept", "authorization", "content-type"}
        plumbing = {"host", "user-agent", "cache-control", "accept-encoding", "connection", "content-length"}
        assert {k.lower() for k, _ in seen.headers} <= given | plumbing
        raw = made.body if isinstance(made.body, bytes) else b"" if made.body is None else payloads.encode(made.body)
        assert seen.body == raw
        assert made.positive is bridge.allows(made)


def test_the_format_of_v11_is_always_asked_for(api: Api, received: list[Request]) -> None:
    """Another format is another envelope, and none leaves it open."""
    drawn.play(api, REGISTER, 5)
    registrations = [request for request in received if request.path.endswith("/customer/add")]
    assert registrations
    assert {request.query for request in registrations} == {(("format", "json"),)}


def test_a_case_that_our_people_mend_is_no_longer_outside_the_spec(api: Api) -> None:
    """An address of 600 characters, and the run's own in its place."""
    body = {"profiles": [{"identifiers": [{"type": "email", "value": "a@b" * 200}], "source": "INSTORE"}]}
    case = Made(ADD, False, body, (), ())
    assert not drawn.bridge(ADD).allows(case)
    assert drawn.own(case, api).positive
    still = Made(ADD, False, {**body, "more": 1}, (), ())
    assert not drawn.own(still, api).positive


@pytest.mark.parametrize("operation", [*BEFORE_CUSTOMER, CHANGE])
def test_a_case_is_answered_as_it_promises(operation: str, api: Api) -> None:
    """By the reference, with any of the codes that it names; and no case has a 5xx for an answer."""
    ada = api.person()
    known = api.add(ada).id
    for flaw in _decided(operation, api):
        person = api.person(plain=True)
        body, pairs = api.written(operation, person) if operation != CHANGE else ({"add": []}, ())
        customer = cases.spoilt(body, flaw, person, api.profile)
        whole = {UPSERT: [customer], REGISTER: {"root": {"customer": [customer]}}}.get(operation, customer)
        query = {REGISTER: (("format", "json"),), UPSERT: (("skipChangeIdentifier", "true"),)}
        reply = api.send(operation, whole, query=query.get(operation, at(INSTORE)[: known is None]), headers=pairs)
        told = (flaw.path, str(flaw), sorted(reply.codes))
        assert reply.ok is (flaw.due is Due.SUCCESS), told
        assert reply.ok or not flaw.codes or reply.codes & set(flaw.codes), told


def _decided(operation: str, api: Api) -> list[Flaw]:
    """The flaws of a registration of which the documents decide what is answered."""
    if operation not in (ADD, REGISTER, UPSERT):
        return []
    made = flaws.of_customers(operation, load_members(), api.profile)
    return [flaw for flaw in made if flaw.due is not Due.UNDECIDED]


@pytest.mark.parametrize("operation", [*BEFORE_CUSTOMER, CHANGE])
def test_whoever_is_named_is_the_runs_own(operation: str, api: Api) -> None:
    """Whatever is wrong: who could be found by an identifier, or reached at an address, is nobody else."""
    made = (
        flaws.of_lists(load_members())
        if operation == CHANGE
        else flaws.of_customers(operation, load_members(), api.profile)
    )
    person = api.person(plain=True)
    for flaw in made:
        body = {"add": []} if operation == CHANGE else api.written(operation, person)[0]
        customer = cases.spoilt(body, flaw, person, api.profile)
        payloads.encode(customer)
        for identifier in _named(customer):
            fine = validity(identifier, api.profile) is Validity.VALID
            ours = api.cast.namespace.owns(identifier.value) or person["mobile"].value in identifier.value
            assert not fine or ours, flaw


def _named(value: Any) -> Iterator[Identifier]:
    """Whatever in a body looks like an identifier or a way to reach somebody."""
    if isinstance(value, dict):
        pairs = [(value.get("type"), value.get("value")), *((V11_TYPES.get(k), v) for k, v in value.items())]
        yield from (Identifier(k, v) for k, v in pairs if isinstance(k, str) and isinstance(v, str))
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _named(entry)


def test_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    """Byte by byte, generated cases and stories alike; another seed asks otherwise."""

    def asked(seed: int, name: str) -> list[tuple[Any, ...]]:
        options = Options(
            None, specimen.EMBEDDED, "nightly", seed, "4f2a91c", tmp_path / name, Connection(), sockets=False
        )
        run = Run(options, specimen.credentials())
        run.open()
        api = run.api(Record("fuzz"))
        for operation in OPERATIONS:
            fuzz.play(api, operation, 4)
            drawn.play(api, operation, 2)
        machine.play(api, 40)
        run.close()
        sent = (exchange.request for exchange in api.record.exchanges)
        return [(each.path, each.query, each.headers, each.body) for each in sent]

    assert asked(3, "one") == asked(3, "two")
    assert asked(3, "three") != asked(4, "four")


ASKED = f"""
import hashlib, pathlib, sys
from contracts.engine.client import Connection
from contracts.engine.target import Record
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories import drawn, fuzz

folder = pathlib.Path(sys.argv[1])
run = Run(
    Options(None, specimen.EMBEDDED, "nightly", 3, "4f2a91c", folder, Connection(), sockets=False),
    specimen.credentials(),
)
run.open()
api = run.api(Record("fuzz"))
for operation in {(UPSERT, CHANGE, LOOKUP)}:
    fuzz.play(api, operation, 6)
    drawn.play(api, operation, 6)
sent = [each.request for each in api.record.exchanges]
told = [(each.path, each.query, each.headers, each.body) for each in sent]
print(len(told), hashlib.sha256(repr(told).encode()).hexdigest())
"""


def test_the_same_seed_asks_the_same_in_another_process(tmp_path: Path) -> None:
    """Whatever order sets have there."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ASKED, str(tmp_path / hash_seed)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for hash_seed in ("1", "2")
    ]
    one, two = (each.communicate()[0] for each in running)
    assert [each.returncode for each in running] == [0, 0]
    assert one.startswith("36 ")
    assert one == two


def test_what_came_of_cases_is_counted(api: Api) -> None:
    """Each item once, under what it tried, beside how many cases there are of that and how many came."""
    for operation in (ADD, UPSERT, LOOKUP):
        fuzz.play(api, operation, 6)
    summed = api.cast.trials.summed()
    assert set(summed) == {ADD, UPSERT, LOOKUP}
    assert sum(summed[UPSERT]["nothing, within"].values()) > 10
    rows = [numbers for constraints in summed.values() for numbers in constraints.values()]
    assert {word for numbers in rows for word in numbers} <= {"documented", "dealt", *OUTCOMES}
    decks = [numbers for numbers in rows if "documented" in numbers]
    assert all(0 <= numbers["dealt"] <= numbers["documented"] for numbers in decks)
    assert all(any(numbers.get(word) for word in OUTCOMES) is bool(numbers["dealt"]) for numbers in decks)
    odd = summed[UPSERT]["odd text, open"]
    made = flaws.of_customers(UPSERT, load_members(), api.profile)
    assert odd["documented"] == sum(flaw.constraint == "odd text" for flaw in made) > odd["dealt"]
    undealt = summed[ADD]["odd text of a header, open"]
    assert undealt["documented"] == len([f for f in around.of_headers(ADD) if f.constraint == "odd text of a header"])


def test_a_card_counts_once_however_often_it_is_dealt() -> None:
    """A deck begins anew once it is through; what is dealt of it is never more than there is."""
    trials = Trials(0)
    cards = [Flaw(ADD, "null", path) for path in ("firstName", "lastName")] + [Flaw(ADD, "odd text", "firstName")]
    for dealt in (1, 2, 3, 3, 3):
        trials.deal((ADD, "any"), lambda: cards)
        summed = trials.summed()[ADD]
        assert [numbers["documented"] for numbers in summed.values()] == [2, 1]
        assert sum(numbers["dealt"] for numbers in summed.values()) == dealt


def test_lists_of_every_length_come_at_nightly(api: Api) -> None:
    """Those beyond fifty in long runs only; whoever is in them is the run's own."""
    person = api.person(plain=True)
    for operation, path in ((ADD, "profiles[].commChannels"), (CHANGE, "add"), (REGISTER, "commChannels")):
        made = [flaw for flaw in flaws.of_long_lists(operation, load_members()) if flaw.path == path]
        assert [flaw.name for flaw in made] == ["51", "100"]
        for flaw in made:
            entries = flaw.value.of(person)
            assert len(entries) == int(flaw.name)
            assert all(api.cast.namespace.owns(each["value"]) for each in entries)
    assert {51, 100, 50, 2, 1, 0} <= set(fuzz.SIZES)


def test_what_is_left_out_is_listed_from_the_first_request_on(api: Api) -> None:
    """Of each deck that an operation has, whether or not it has begun to be dealt."""
    fuzz.play(api, UPSERT, 1)
    listed = api.cast.trials.summed()[UPSERT]
    for name in ("a body of another form, beyond", "another type, open", "odd text, open", "left out, beyond"):
        assert name in listed
    assert listed["a body of another form, beyond"]["dealt"] == 0


@pytest.mark.parametrize("operation", [UPSERT, LOOKUP])
def test_what_schemathesis_would_make_is_named_as_left_out(operation: str, api: Api) -> None:
    """Until it is dealt: then its constraints stand there with their numbers."""
    fuzz.play(api, operation, 1)
    before = api.cast.trials.summed()[operation]
    assert before[fuzz.COVERAGE] == {}
    drawn.play(api, operation, 1)
    after = api.cast.trials.summed()[operation]
    assert fuzz.COVERAGE not in after
    documented = [sum(numbers.get("documented", 0) for numbers in told.values()) for told in (before, after)]
    assert documented[1] - documented[0] == len(drawn.bridge(operation).coverage(operation))


def test_what_is_wrong_around_a_batch_counts_once(api: Api) -> None:
    """Its items do not: they may be refused for it."""
    for _ in range(3):
        api.cast.trials.count(("around", REGISTER))
    fuzz.play(api, REGISTER, 1)
    assert sum(api.cast.trials.counted.values()) == 1
    assert len(api.record.judged[0].intent.items) <= 3


def test_whoever_has_an_odd_name_is_found_again(api: Api) -> None:
    """A flaw that leaves identifiers and source as they are hides nobody: he is read back, and written to later on."""
    hiding, others = set[str](), set[str]()
    for flaw in flaws.of_customers(ADD, load_members(), api.profile):
        (hiding if flaw.path in fuzz.HIDING else others).add(flaw.path)
    assert {"profiles[].firstName", "profiles[].commChannels", "profiles[].identifiers[].statusLabel"} <= others
    assert {"profiles[].identifiers[].value", "profiles[].source"} <= hiding
    fuzz.play(api, UPSERT, 1)
    made = api.record.judged[0]
    taken = [result.id for result in made.outcome.results if result.ok]
    assert len([known for known in api.cast.known if known.id in taken]) > len(taken) * 3 // 4


@pytest.mark.parametrize(("alone", "size"), [(False, 3), (True, 12)])
def test_shapes_come_by_the_dozen_once_each_costs_itself_alone(alone: bool, size: int, api: Api) -> None:
    """A batch of three first: a target may refuse the whole for what it cannot read in one of them."""
    trials = api.cast.trials
    trials.reads_items_alone[UPSERT] = alone
    for _ in range(2):
        trials.count(("batch", UPSERT))
    fuzz.play(api, UPSERT, 1)
    (judged,) = api.record.judged
    assert len(judged.intent.items) == size
    first, last = (judged.outcome.results[i].ok for i in (0, -1)) if judged.outcome.results else (False, False)
    assert trials.reads_items_alone[UPSERT] is bool(first and last)


@pytest.mark.parametrize("operation", [ADD, REGISTER, UPSERT, UPDATE, CHANGE])
def test_each_form_of_a_body_is_another_body(operation: str, api: Api) -> None:
    """Also where the body has other members than an add has."""
    ada = api.person(plain=True)
    body: Any = {"add": [{"type": "mobile", "value": ada["mobile"].value}]}
    if operation != CHANGE:
        body = api.written(operation, ada)[0]
    whole = {UPSERT: [body], REGISTER: {"root": {"customer": [body]}}}.get(operation, body)
    raw = payloads.encode(whole)
    assert [name for name, change in around.BODIES.items() if change(raw) == raw] == []


@pytest.mark.parametrize(("operation", "kind"), [(ADD, "any"), (UPSERT, "values")])
def test_a_copy_of_the_cast_goes_on_where_it_was_made(operation: str, kind: str, api: Api) -> None:
    """As a resumed run makes one before each test that it may have to begin again."""
    fuzz.play(api, operation, 2)
    drawn.play(api, operation, 2)
    copied = copy.deepcopy(api.cast)
    dealt = [
        trials.deal((operation, kind), lambda: decks.of_writes(api, operation, kind))
        for trials in (api.cast.trials, copied.trials)
    ]
    assert dealt[0] is dealt[1]
    assert copied.trials.rng.random() == api.cast.trials.rng.random()
    assert copied.trials.summed() == api.cast.trials.summed()


def test_relatives_are_of_those_who_are_registered(api: Api) -> None:
    """Each kind comes, and nobody is in a request twice."""
    assert Relatives(api).of(api.person()) is None
    people = [api.person(plain=True) for _ in range(12)]
    for person in people:
        reply = api.add(person.alone)
        api.cast.known.append(Known(person, INSTORE, ADD, reply.id or 0))
    relatives = Relatives(api)
    for _ in RELATIONS:
        relatives.begin()
        made = [relatives.of(api.person(plain=True)) for _ in range(4)]
        named = [i.value for pair in made if pair for i in pair[0].identifiers]
        assert len(named) == len(set(named))
    known = {i.value for person in people for i in person.identifiers}
    assert known & set(named)


def test_a_gate_loads_no_generator() -> None:
    """schemathesis and Hypothesis are what it costs to begin; a gate has cases of its own."""
    code = "import contracts.stories.fuzz, contracts.stories.machine, contracts.stories.drawn, sys;"
    code += "print(sorted({'hypothesis', 'schemathesis'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "[]"


def test_every_check_of_schemathesis_is_mapped_or_off() -> None:
    """By a rule that there is, or with the reason."""
    schemathesis_checks.load_all_checks()
    assert {*schemathesis_checks.CHECKS.get_all_names()} <= set(CHECKS)
    for check in CHECKS.values():
        assert check.rules or check.why
        assert set(check.rules) <= set(law())


@pytest.mark.parametrize("operation", [ADD, UPSERT, REGISTER, LOOKUP, DETAILS, GET, UPDATE, CHANGE])
def test_links_lead_on(operation: str, api: Api) -> None:
    """From each answer that has links to somebody who is there."""
    ada = api.person(plain=True)
    id_ = api.add(ada).id or 0
    start = {
        ADD: lambda: api.add(api.person()),
        UPSERT: lambda: api.upsert(ada),
        REGISTER: lambda: api.register(api.person(plain=True)),
        LOOKUP: lambda: api.lookup(ada["mobile"]),
        DETAILS: lambda: api.details(ada["mobile"]),
        GET: lambda: api.get(id_),
        UPDATE: lambda: api.update(id_, ada),
        CHANGE: lambda: api.change(id_, add=[api.person(plain=True)["externalId"]]),
    }[operation]()
    found = links.of(api.spec, operation)
    assert found
    for link in found:
        followed = links.follow(link, start.exchange)
        assert followed is not None, link.name
        assert followed.operation == link.operation
    assert looks.along_a_link(api, start, ada) is not None


@pytest.mark.parametrize(
    ("type_", "value", "sent"),
    [
        ("mobile", "919876543210", "917"),
        ("email", "someone@gmail.com", "ct.4f2a91c."),
        ("wechat", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "wechat_ct-4f2a91c-"),
        ("", "919876543210", "ct-4f2a91c-"),
        ("mobile", "98x7", "00x0"),
        ("email", "nobody", "nobody"),
        ("email", " ", " "),
    ],
)
def test_nobody_else_is_looked_up(api: Api, type_: str, value: str, sent: str) -> None:
    """What may be somebody's is replaced by the run's own of the same type; what is nobody's stays."""
    ((_, kept), (_, asked)) = own_people.query((("identifierName", type_), ("identifierValue", value)), api.cast)
    assert (kept, asked.startswith(sent)) == (type_, True)


WEBSITE = Place("WEBSITE", "web-1")


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (
            {"source": "WECHAT", "accountId": "x", "identifierName": "email", "identifierValue": "y"},
            {"source": "WEBSITE", "accountId": "web-1", "identifierName": "email", "identifierValue": "theirs"},
        ),
        ({"source": "ALL"}, {"source": "ALL"}),
        ({"mobile": "1", "email": "2"}, {"mobile": "1", "email": "theirs"}),
        (
            {"source": "INSTORE", "identifierName": "cuid", "identifierValue": "y"},
            {"source": "WEBSITE", "accountId": "web-1", "identifierName": "cuid", "identifierValue": "y"},
        ),
    ],
)
def test_somebody_known_is_asked_for_where_they_are(api: Api, query: dict[str, str], asked: dict[str, str]) -> None:
    """By an identifier of theirs; what they do not have stays as it is."""
    person = api.person().known_by(Identifier("email", "theirs"))
    assert dict(own_people.query_about((*query.items(),), Known(person, WEBSITE, ADD, 7))) == asked


def test_somebody_known_is_changed_where_they_are(api: Api) -> None:
    """What a change takes away is theirs; a profile that names no place still names none."""
    known = Known(api.person().known_by(Identifier("email", "theirs")), WEBSITE, ADD, 7)
    change = {"add": [{"type": "mobile", "value": "1"}], "remove": [{"type": "mobile", "value": "2"}]}
    assert own_people.body_about(change, known) == {**change, "remove": [{"type": "email", "value": "theirs"}]}
    update = {"profiles": [{"source": "JD", "firstName": "A"}, {"firstName": "B"}, 7]}
    there = {"firstName": "A", "source": "WEBSITE", "accountId": "web-1"}
    assert own_people.body_about(update, known) == {"profiles": [there, {"firstName": "B"}, 7]}
    assert own_people.body_about(b"[", known) == b"["


@pytest.mark.parametrize(
    "body",
    [
        {"root": {"customer": [{"mobile": 919876543210}]}},
        {"root": {"customer": [{"external_id": 12345.0}]}},
        {"profiles": [{"identifiers": [{"type": "mobile", "value": 919876543210}]}]},
        {"profiles": [{"identifiers": {"type": "externalId", "value": "12345"}}]},
        {"add": {"type": "email", "value": "someone@gmail.com"}},
    ],
)
def test_no_form_of_an_identifier_is_somebody_elses(api: Api, body: Any) -> None:
    """Numbers in the place of text, and an object in that of a list, may be read as meant."""
    text = json.dumps(own_people.body(body, api.cast, api.profile, positive=False))
    assert not any(theirs in text for theirs in ("919876543210", "12345", "someone"))
    assert own_people.body({"mobile": True, "email": None}, api.cast, api.profile, positive=False) == {
        "mobile": True,
        "email": None,
    }
