"""A corpus: what a run keeps of itself, and what the next one makes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from outside import run

from contracts.engine.client import Connection
from contracts.engine.errors import UsageError
from contracts.engine.target import Record
from contracts.evidence.intent import ADD, GET, REGISTER, UPDATE, UPSERT
from contracts.reporting import events
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories import fuzz

OPERATIONS = (ADD, REGISTER, UPSERT, UPDATE, GET)


def played(reports: Path, corpus: Path, run_id: str = "4f2a91c", requests: int = 8, **options: Any) -> list[Any]:
    """What a nightly sends that plays so many requests of some operations."""
    chosen = {"depth": "nightly", "seed": 3, "sockets": False, **options}
    asked = Options(
        None, specimen.EMBEDDED, run_id=run_id, reports=reports, connection=Connection(), corpus=corpus, **chosen
    )
    opened = Run(asked, specimen.credentials())
    try:
        opened.open()
    except UsageError:
        opened.close()
        raise
    api = opened.api(Record("fuzz"))
    for operation in OPERATIONS:
        fuzz.play(api, operation, requests)
    opened.close()
    assert not opened.findings
    sent = (exchange.request for exchange in api.record.exchanges)
    return [(each.path, each.query, each.headers, each.body) for each in sent]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """What a run has kept."""
    played(tmp_path / "first", tmp_path / "corpus", "1111aaa")
    return tmp_path / "corpus"


def test_what_is_kept_is_small_and_has_nobody_in_it(corpus: Path) -> None:
    """A file for each story, named by what it sends."""
    files = sorted(corpus.iterdir())
    assert len(files) > 20
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "1111aaa" not in text.lower()
        assert specimen.EMBEDDED.people.mobile_prefix + "1" not in text
        assert len(text) < 17_000
        assert len(file.stem) == 16
        assert json.loads(text)["steps"]


def test_the_next_run_begins_with_it(corpus: Path, tmp_path: Path) -> None:
    """About people of its own, within the same number of requests; its hash stands in the first event."""
    before = {file.name: file.read_bytes() for file in corpus.iterdir()}
    sent = played(tmp_path / "second", corpus, "2222bbb")
    kept = [json.loads(text)["steps"][-1] for text in before.values()]
    bodies = {step["body"].partition("{{")[0].encode() for step in kept if step["operation"] == ADD}
    adds = [body for path, _, _, body in sent if path == "/v2/customers"]
    assert any(adds[0].startswith(body) for body in bodies if body)
    assert len(sent) < 8 * len(OPERATIONS) + 5
    assert all(b"1111aaa" not in body.lower() for *_, body in sent)
    first, second = (events.facts_of(tmp_path / name / "run.jsonl").corpus_sha256 for name in ("first", "second"))
    assert len(first) == len(second) == 64
    assert first != second
    assert {file.name: file.read_bytes() for file in corpus.iterdir() if file.name in before} == before


def test_the_same_corpus_asks_the_same(corpus: Path, tmp_path: Path) -> None:
    """Byte by byte; another one asks otherwise."""
    for name in ("one", "other"):
        shutil.copytree(corpus, tmp_path / name)
    assert played(tmp_path / "a", tmp_path / "one") == played(tmp_path / "b", tmp_path / "other")
    facts = [events.facts_of(tmp_path / name / "run.jsonl").corpus_sha256 for name in "ab"]
    assert facts[0] == facts[1]
    assert played(tmp_path / "c", tmp_path / "empty") != played(tmp_path / "d", corpus)


def test_a_gate_keeps_as_well_and_a_rehearsal_does_not(tmp_path: Path) -> None:
    """The one learns nothing from it, the other leaves the folder as it is."""
    played(tmp_path / "a", tmp_path / "gate", depth="gate")
    assert list((tmp_path / "gate").iterdir())
    played(tmp_path / "b", tmp_path / "none", is_rehearsal=True)
    assert not list((tmp_path / "none").iterdir())


def test_a_broken_file_costs_a_line(tmp_path: Path) -> None:
    """Whatever is wrong with it; the run goes on without it."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    whom = {"format": 1, "steps": [{"operation": "addCustomer", "body": '{"mobile":"919876543210"}'}]}
    (corpus / "a.json").write_text("{", encoding="utf-8")
    (corpus / "b.json").write_text(json.dumps(whom), encoding="utf-8")
    (corpus / "c.json").write_bytes(b"\xff\xfe")
    (corpus / "d.json").write_text(" " * 20_000, encoding="utf-8")
    (corpus / "other.txt").write_text("mine", encoding="utf-8")
    options = ("--scenario", "fuzz/generated[getCustomer]", "--no-sockets", "--corpus", str(corpus))
    done = run(tmp_path, *options)
    assert done.returncode == 0, done.stdout
    told = [line.partition("corpus/")[2] for line in done.stdout.splitlines() if "--corpus" in line]
    assert told == [
        "a.json: left out: no JSON",
        "b.json: left out: it names mobile 919876543210, which is no mark: a run names nobody but its own people",
        "c.json: left out: not UTF-8",
        "d.json: left out: over 16,384 bytes",
    ]


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """Before anything is sent."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"--corpus: .*file cannot be read"):
        played(tmp_path / "a", tmp_path / "file")
