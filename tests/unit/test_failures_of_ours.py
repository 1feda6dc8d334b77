"""Whatever fails on our side of a run is no verdict: never findings, never clean, never a Python that crashed."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from contracts.errors import Derailed

STORY = '''
from contracts.scenario import Api, scenario

@scenario("story/repeats", promise="one-owner-per-source")
def test_repeats(api: Api) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
'''
OURS = [
    "contracts.launch:find_configuration",
    "contracts.options:declare",
    "contracts.guests:Guest.settle",
    "contracts.plugin:is_contract",
    "contracts.plugin:beginning",
    "contracts.options:read",
    "contracts.options:operations",
    "contracts.terminal:outlast_readers",
    "contracts.plugin:contract_of",
    "contracts.plugin:identity_of",
    "contracts.plugin:in_turn",
    "contracts.plugin:record_of",
    "contracts.plugin:report_of",
    "contracts.interrupts:Interrupts.catch",
    "contracts.interrupts:Interrupts.exits",
    "contracts.run:claim",
    "contracts.ledger:Ledger.announce",
    "contracts.run:Run.open",
    "contracts.run:Run.api",
    "contracts.run:Run._watch",
    "contracts.run:Run.conclude",
    "contracts.run:Run.note_failures",
    "contracts.run:Run.report",
    "contracts.run:Run.record",
    "contracts.run:Run.close",
    "contracts.rules.judge:Judge.judge_all",
    "contracts.whole:Lines.write",
    "contracts.whole:write",
    "contracts.reporting.events:RunLog.exchange",
    "contracts.reporting.events:RunLog.verdict",
    "contracts.reporting.text:styled",
    "contracts.reporting.ci:publish",
    "contracts.reporting.folder:clear",
    "contracts.reporting.folder:describe",
    "contracts.reporting.pages:attachments",
    "contracts.reporting.allure:AllureReport.pytest_configure",
    "contracts.reporting.allure:AllureReport.pytest_collection_finish",
    "contracts.reporting.allure:AllureReport.pytest_runtest_makereport",
    "contracts.reporting.allure:AllureReport.report_result",
    "contracts.reporting.allure:AllureReport.report_container",
    "contracts.reporting.allure:AllureReport.describe_run",
]
DISK = [
    ("contracts.ledger:Ledger.announce", Derailed),
    ("contracts.reporting.events:RunLog.exchange", Derailed),
    ("contracts.reporting.events:RunLog.verdict", Derailed),
    ("contracts.whole:write", OSError),
]


@pytest.mark.filterwarnings("ignore")  # what fails to close is not closed
@pytest.mark.parametrize(("place", "error"), [*((place, RuntimeError) for place in OURS), *DISK])
def test_it_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: type[Exception]) -> None:
    """Wherever it fails, with a healthy target."""
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    with monkeypatch.context() as patch:  # the run that runs this test has the same hooks
        patch.setattr(owner, name, failing(getattr(owner, name), error("ours")))
        code = exit_code(
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
            "--no-sockets",
            "--alluredir",
            "results",
            "test_alone.py",
        )
    gc.collect()
    assert code == 3


def failing(function: Callable[..., object], error: Exception) -> Callable[..., object]:
    """The function, with whatever makes it a hook of plugins, but that it fails."""

    @functools.wraps(function)
    def fails(*args: object, **options: object) -> NoReturn:
        raise error

    @functools.wraps(function)
    def fails_at_once(*args: object, **options: object) -> Iterator[None]:
        raise error
        yield

    return fails_at_once if inspect.isgeneratorfunction(function) else fails


def exit_code(*options: str) -> int:
    """What a process that runs pytest so ends in."""
    try:
        return int(pytest.main(list(options)))
    except SystemExit as ended:
        return int(str(ended))
