"""What the bench and the outsiders decide, without running anybody."""

from __future__ import annotations

import json

import pytest
import yaml

from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response

from . import __main__ as bench
from . import speed
from .complaints import VIOLATIONS, of_prism
from .contenders import CONTENDERS, ROOT, Told
from .figures import BEGIN, figures, placed, table
from .measure import Measurement
from .outsiders import GOLDEN, compare
from .proxy import one_document

FIRST = CONTENDERS[0].name
READING = "business-error-status"


def measured(fault: str | None, *told: str, requests: int = 1) -> Measurement:
    complaints: Told = frozenset((kind,) for kind in told)
    return Measurement(FIRST, fault, complaints, requests, 1.0, 1.0, 1.0, True)


def test_what_the_healthy_reference_hears_as_well_catches_nothing():
    (row,) = figures(
        [
            measured(None, "a"),
            measured(None, "b"),
            measured("same", "a", "b", requests=3),
            measured("new", "a", "c", requests=5),
            measured("silent", requests=100),
        ]
    )
    assert row.caught == ("new",)
    assert (row.mutants, row.false_findings, row.requests) == (3, 2, 5)
    assert "| 1 of 3 | 2 | 5 |" in table([row])


def test_a_case_of_ours_is_compared_with_one_of_theirs():
    mine, other = speed.Cost(sent=100, cpu_s=1.0, seconds=3.0), speed.Cost(sent=400, cpu_s=8.0, seconds=6.0)
    assert speed.ratios(mine, other) == (
        "ours by theirs: 0.50 of the CPU time of a case, 2.00 of its wall time, 0.50 of the wall time"
    )


def test_the_specs_of_another_commit_are_a_folder(tmp_path, capsys):
    (there,) = [word for word in speed.theirs("http://127.0.0.1:1", tmp_path, 30) if word.endswith(speed.SPEC)]
    assert there == str(tmp_path / speed.SPEC)
    with pytest.raises(SystemExit):
        speed.main(["--specs", str(tmp_path)])
    assert f"--specs: {tmp_path} has no {speed.SPEC}" in capsys.readouterr().err


def test_a_bench_goes_on_where_it_was_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr(bench, "CONTENDERS", CONTENDERS[:1])
    with pytest.raises(SystemExit, match=r"there is no .*bench\.json"):
        list(bench.earlier(7, ["writes-ids-as-text"]))
    before = [measured(None, "a"), measured("writes-ids-as-text", "a", "c"), measured("keys-warnings-by-code")]
    bench.write(before, ["writes-ids-as-text", "keys-warnings-by-code"], 7, 0.5)
    assert list(bench.earlier(7, ["writes-ids-as-text"])) == before[:2]
    with pytest.raises(SystemExit, match="of seed 7"):
        list(bench.earlier(8, ["writes-ids-as-text"]))


def test_the_table_stands_between_the_marks_of_the_page():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    once = placed(page, "some table\n")
    assert placed(once, "another\n") == once.replace("some table", "another")
    assert once.partition(BEGIN)[0] == page.partition(BEGIN)[0]
    with pytest.raises(ValueError, match="lacks"):
        placed("no marks", "a table\n")


def test_the_first_entry_that_fits_explains():
    entries = [{"complaint": "a *", "explained_by": [READING]}, {"complaint": "*", "explained_by": [READING]}]
    assert compare({"a x": 1, "b": 1}, entries) == []
    assert compare({"a x": 1}, entries) == ["occurs no more: *"]
    assert compare({"b": 2}, entries[:1]) == ["unexplained, 2 times: b", "occurs no more: a *"]
    assert compare({"b": 1}, [{"complaint": "b", "explained_by": ["no"]}]) == ["explained by nothing: no"]


def test_explanations_are_readings_promises_or_marks():
    for entries in yaml.safe_load(GOLDEN.read_text(encoding="utf-8")).values():
        assert [line for line in compare({}, entries) if not line.startswith("occurs no more")] == []
        assert all(entry["why"] for entry in entries)


@pytest.mark.parametrize(
    ("side", "body", "kinds"),
    [
        ("response", {"createdId": "7"}, ["answer: addCustomer type createdId"]),
        ("request", {"createdId": 7}, ["accepted: body type createdId"]),
        ("request", {"errors": [{"status": False, "code": 8004, "message": ""}]}, []),
    ],
)
def test_prism_is_heard_about_answers_and_about_what_was_accepted(side, body, kinds):
    said = [{"location": [side, "body", "createdId"], "code": "type", "severity": "Error", "message": ""}]
    headers = ((VIOLATIONS, json.dumps(said)), ("Content-Type", "application/json"))
    answer = Response(200, headers, json.dumps(body).encode())
    request = Request("addCustomer", "POST", "/v2/customers", body=b"{}")
    assert list(of_prism(Exchange(0, request, answer, 0, 0))) == kinds


@pytest.mark.parametrize(("body", "kind"), [(b"{", "a body that is no JSON"), (b"{}", "addCustomer")])
def test_no_answer_is_a_complaint(body, kind):
    request = Request("addCustomer", "POST", "/v2/customers", body=body)
    assert list(of_prism(Exchange(0, request, NoAnswer(Missing.TIMEOUT), 0, 0))) == [f"no answer: {kind}"]


def test_the_specs_as_one_document_refer_to_what_there_is():
    document = one_document()
    assert len(document["paths"]) == 8

    def check(node):
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                place = document
                for part in reference.removeprefix("#/").split("/"):
                    place = place[part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")]
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(document)
