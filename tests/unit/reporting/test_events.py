"""The events of a run: what is written is read back exactly, and a broken file is named by its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engine import jsontext
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response, Who
from contracts.engine.grant import Fetched
from contracts.engine.verdict import Breach, Exit, Finding, Grade
from contracts.reporting import events, forms
from contracts.reporting.summary import RunReport

FACTS = events.RunFacts(
    seed=7,
    run_id="4f2a91c",
    depth="gate",
    profile={"name": "brand", "sources": {"INSTORE": {"accounts": []}}},
    spec_sha256="ab12",
    target="http://localhost",
    faults=[],
    manner=["wording=observed"],
    sockets=True,
    connection={"verify": True, "cert": None, "proxy": None},
    rate_per_minute=None,
)
REPORT = RunReport(
    "http://localhost", "brand", "gate", 7, "4f2a91c", "ab12", 2, 3.1, Exit.CLEAN, (), {}, (), questions=40
)

times = st.floats(0, 1e9)
pairs = st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple)
answers = st.one_of(
    st.builds(Response, st.integers(100, 599), pairs, st.binary()),
    st.builds(NoAnswer, st.sampled_from(Missing), st.text()),
)
requests = st.builds(Request, st.text(), st.text(), st.text(), pairs, pairs, st.binary(), st.sampled_from(Who))
exchanges = st.builds(Exchange, st.integers(0), requests, answers, times, times, st.text())
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
keys = st.none() | st.integers() | st.text() | st.binary() | st.tuples(st.text(), st.integers())
facts = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.frozensets(keys, max_size=3)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=8,
)


def finding(number=1, rule="dup/a", **changes):
    known = {"exchange": 1, "story": [0, 1], "count": 3} | changes
    return Finding(
        rule, Grade.VENDOR, Breach("code", 8006, ("8006",), "why"), "add", "test", remark=False, number=number, **known
    )


def exchange(index, body=b"{}", test="test"):
    return Exchange(index, Request("add", "POST", "/c", body=body), Response(200, (("A", "b"),), body), 0.1, 0.2, test)


@given(exchanges)
def test_an_exchange_comes_back_exactly(exchange):
    assert forms.to_exchange(json.loads(json.dumps(forms.from_exchange(exchange)))) == exchange


def test_a_call_for_a_token_is_a_line_of_its_own(tmp_path):
    """Whoever reads exchanges passes it by."""
    with events.RunLog(tmp_path / "run.jsonl", FACTS) as log:
        log.token(Fetched(0.1, 0.2, "fetched", 300.0), "strict")
        log.exchange(exchange(0))
    line = json.loads((tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()[1])

    told = {"started": 0.1, "ended": 0.2, "outcome": "fetched", "lifetime_s": 300.0}
    assert line == {"event": "token", "target": "strict", **told}
    assert events.exchanges_of(tmp_path / "run.jsonl") == [exchange(0)]


@given(facts)
def test_a_fact_comes_back_exactly(fact):
    back = forms.to_fact(json.loads(json.dumps(forms.from_fact(fact), allow_nan=False)))

    assert back == fact
    assert type(back) is type(fact)


@pytest.mark.parametrize("body", [b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1e999]", b'{"a": -1e999}'])
def test_a_fact_that_json_does_not_have_is_written_as_json(body):
    """What a target answers may be no number, or over every number."""
    fact = jsontext.read(body).value
    back = forms.to_fact(json.loads(json.dumps(forms.from_fact(fact), allow_nan=False)))

    assert repr(back).lower() == repr(fact).lower().replace("infinity", "inf")


@pytest.mark.parametrize(
    ("body", "form"), [(b"{}", {"text": "{}"}), ("é".encode(), {"text": "é"}), (b"\xff", {"base64": "/w=="})]
)
def test_a_body_is_text_where_it_can_be(body, form):
    assert forms.from_bytes(body) == form


def test_a_run_is_read_back(tmp_path):
    path = tmp_path / "reports" / "run.jsonl"
    exchanges = [exchange(0), exchange(1, b"\xff\x00\n")]
    with events.RunLog(path, FACTS) as log:
        for each in exchanges:
            log.exchange(each)
        log.finding(finding())
        log.verdict(REPORT)

    assert events.facts_of(path) == FACTS
    assert events.exchanges_of(path) == exchanges
    assert events.findings_of(path) == [finding()]
    assert events.finding_of(path, 1) == (finding(), "")
    assert events.changes_of(path, "") == {}
    told = [json.loads(line) for line in path.read_text().splitlines()]
    assert [event["event"] for event in told] == ["run", "exchange", "exchange", "finding", "verdict"]
    assert (told[-1]["requests"], told[-1]["questions"]) == (2, 40)


def test_what_called_a_test_an_item_is_read_all_the_same(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.exchange(exchange(0))
        log.finding(finding())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"test":', '"item":'), encoding="utf-8")

    assert '"item":' in path.read_text(encoding="utf-8")
    assert events.exchanges_of(path) == [exchange(0)]
    assert events.findings_of(path) == [finding()]


def test_every_line_is_on_the_disk_at_once(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.exchange(exchange(0))

        assert events.exchanges_of(path) == [exchange(0)]


def test_a_finding_recorded_again_replaces_itself(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.finding(finding(number=0, count=1))
        log.finding(finding(number=0, rule="dup/b"))
        log.finding(finding(number=0, count=14))

    assert [(each.number, each.rule, each.count) for each in events.findings_of(path)] == [
        (1, "dup/a", 14),
        (2, "dup/b", 3),
    ]


def test_a_finding_is_of_its_own_target(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.exchange(exchange(0, test="here"), "here")
        log.target("there", {"flags": {"strict_check": True}})
        log.exchange(exchange(0, test="there"), "there")
        log.finding(finding(exchange=0, story=[0]), "there")

    assert events.finding_of(path, 1)[1] == "there"
    assert events.changes_of(path, "there") == {"flags": {"strict_check": True}}
    assert [each.test for each in events.exchanges_of(path, "there")] == ["there"]
    assert len(events.exchanges_of(path)) == 2
    assert len(events.exchanges_of(path, "here")) == 1


def test_a_finding_that_is_not_there_is_said_to_be_missing(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.finding(finding())

    with pytest.raises(UsageError, match=r"run\.jsonl: there is no finding 3; the file has 1"):
        events.finding_of(path, 3)


def test_a_target_of_which_nothing_is_told_is_said_to_be_missing(tmp_path):
    path = tmp_path / "run.jsonl"
    events.RunLog(path, FACTS).close()

    with pytest.raises(UsageError, match=r"run\.jsonl: nothing tells how the target 'there' was set up"):
        events.changes_of(path, "there")


RUN = json.dumps({"event": "run", "format": events.FORMAT})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "run.jsonl: empty"),
        ("{}\n", "run.jsonl:1: no event"),
        ('{"event":"exchange"}\n', "run.jsonl:1: not the events of a run"),
        ('{"event":"run","format":99}\n', "run.jsonl:1: got events in format 99, should be 2"),
        (f"{RUN}\nnot json\n", "run.jsonl:2: no event"),
        (f'{RUN}\n{{"event":"finding","actual":NaN}}\n', "run.jsonl:2: no event"),
        (RUN[:-1], "run.jsonl:1: no event"),
        (f'{RUN}\n{{"event":"exchange"}}\n', "run.jsonl:2: not a recorded exchange"),
        (f'{RUN}\n{{"event":"exchange","request":[],"answer":{{}}}}\n', "run.jsonl:2: not a recorded exchange"),
    ],
)
def test_a_broken_file_is_named_by_its_line(tmp_path, text, problem):
    path = tmp_path / "run.jsonl"
    path.write_text(text)

    with pytest.raises(UsageError) as caught:
        events.exchanges_of(path)

    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_facts_that_are_missing_are_named(tmp_path):
    path = tmp_path / "run.jsonl"
    path.write_text(RUN + "\n")

    with pytest.raises(UsageError, match=r"run\.jsonl:1: the run event has no 'seed'"):
        events.facts_of(path)


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        events.findings_of(tmp_path / "none.jsonl")


def test_a_place_that_cannot_be_written_is_a_usage_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        events.RunLog(tmp_path / "file" / "run.jsonl", FACTS)


def test_a_killed_run_is_read_without_the_line_that_it_was_writing(tmp_path):
    path = tmp_path / "run.jsonl"
    with events.RunLog(path, FACTS) as log:
        log.finding(finding(number=1))
        log.finding(finding(number=2, rule="dup/b"))
    path.write_bytes(path.read_bytes()[:-9])

    assert [each.number for each in events.findings_of(path)] == [1]
