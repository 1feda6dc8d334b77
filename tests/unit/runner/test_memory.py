"""What a run keeps: nothing of the exchanges of a test that is over, and little of each person."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from contracts.engine.client import Connection
from contracts.engine.exchange import Request, Response
from contracts.engine.target import Record
from contracts.engine.verdict import Verdict
from contracts.evidence import portraits
from contracts.evidence.intent import ADD
from contracts.reporting.summary import ScenarioReport
from contracts.rules.judge import Judged
from contracts.runner import run as run_module
from contracts.runner import specimen, words
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories import Api, twins

EXCHANGE_BYTES_MAX = 1_000
PERSON_BYTES_MAX = 3_000
STORY = 25


class Registrar:
    """A target that keeps nothing: whoever is added gets the next id, and whoever is looked for is the first one."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response:
        self._made += request.operation == ADD
        told = {"createdId": self._made} if request.operation == ADD else {"entity": 1}
        return Response(200, (("Content-Type", "application/json"),), json.dumps(told | {"warnings": []}).encode())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setattr(run_module, "open_transport", lambda *asked: ("nowhere", Registrar()))
    monkeypatch.setattr(portraits, "WARM_MAX", 5)
    monkeypatch.setattr(twins, "_MODELS_MAX", 5)
    options = Options(None, specimen.EMBEDDED, "nightly", 0, "4f2a91c", tmp_path, Connection())
    made = Run(options, specimen.credentials())
    made.open()
    yield made
    made.close()


def play(run: Run, story: Callable[[Api], object], tests: int) -> None:
    """So many tests of a story, as the plugin goes about them."""
    for number in range(tests):
        record = Record[Judged](f"test {len(run.tests)} {number}")
        story(run.api(record))
        told = tuple(words.told_of(record))
        run.conclude(ScenarioReport(record.id, "", "", "", "", "", Verdict.PASS, told, tuple(record.findings)))
        record.let_go()
        run.let_go(record.id)


def growth(run: Run, story: Callable[[Api], object], tests: int) -> tuple[float, int, int]:
    """Bytes that tests have left behind, their exchanges, and the people that they have registered."""
    play(run, story, 10)  # what is loaded and filled once
    history = run._opened[""].target.client.history
    exchanges, people = len(history), run.ledger.people
    gc.collect()
    tracemalloc.start()
    try:
        play(run, story, tests)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return kept, len(history) - exchanges, run.ledger.people - people


def looks(api: Api) -> None:
    """Somebody is looked for again and again."""
    if not api.cast.registered:
        api.add(api.person())
    for _ in range(STORY):
        api.lookup(api.cast.registered[0]["mobile"])


def adds(api: Api) -> None:
    """People are registered, each in another form, with whatever rides along."""
    for _ in range(STORY):
        api.add(api.person())


def test_what_was_seen_is_let_go(run: Run) -> None:
    kept, exchanges, _ = growth(run, looks, 20)
    assert exchanges == 500
    assert kept < exchanges * EXCHANGE_BYTES_MAX / 4


def test_each_person_takes_little(run: Run) -> None:
    """Within the bound already where tables still grow the most, and the first of each form is remembered."""
    kept, exchanges, people = growth(run, adds, 20)
    assert exchanges == people == 500
    assert kept < exchanges * EXCHANGE_BYTES_MAX + people * PERSON_BYTES_MAX
