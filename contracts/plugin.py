"""The pytest plugin: options, fixtures, verdicts and exit codes of contract suites.

Items that carry a contract (`scenario`) are judged; all others are pytest's own affair.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contracts import files, launch, options, pack, rehearsal
from contracts.errors import BrokenPromise, HarnessError, NotAsked, NoVerdict, UsageError
from contracts.power import DEPTHS
from contracts.reporting import ci, render, text
from contracts.reporting.allure import AllureReport
from contracts.reporting.shell import quoted
from contracts.run import EMBEDDED, Options, Run
from contracts.scenario import Api, Scenario, Setting
from contracts.summary import ItemReport, RunReport
from contracts.target import Record
from contracts.verdict import Exit, Verdict

RUN = pytest.StashKey[Run]()
RECORD = pytest.StashKey[Record]()
REPORT = pytest.StashKey[RunReport]()
INTERRUPTS = pytest.StashKey["_Interrupts"]()
ONE_PROCESS = "contract suites run in one process, for a target has one history: leave out -n"
_misused: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of a contract run; `--base-url` is pytest-base-url's."""
    options.declare(parser.getgroup("contracts", "contract suites"))


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Undo what pytest concluded from the values of options that it did not know yet."""
    launch.find_configuration(early_config, parser, args)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let a dry run take the place of the run."""
    if not config.option.dry_run:
        return
    if config.getoption("numprocesses", None):
        raise pytest.UsageError(ONE_PROCESS)
    rehearsal.silence(config)
    dry = rehearsal.DryRun(RUN, _options, _credentials, lambda item: _contract(item) is not None)
    config.pluginmanager.register(dry, "contracts-dry-run")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Watch for interrupts, and curate the Allure results where `--alluredir` is given."""
    config.stash[INTERRUPTS] = _Interrupts()
    config.pluginmanager.register(config.stash[INTERRUPTS], "contracts-interrupts")
    folder = config.getoption("allure_report_dir", None)
    if folder:
        config.pluginmanager.register(
            AllureReport(
                Path(folder),
                lambda item: _run(item).items.get(_identity(item)) if _run_or_none(item) else None,
                lambda rule: config.stash[RUN].rule(rule),
                _words(config),
                _identity,
            ),
            "contracts-allure",
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a scenario under each of its settings where the reference can be set up so, else as the target is."""
    contract = getattr(metafunc.function, "contract", None)
    embedded = not metafunc.config.getoption("base_url")
    if isinstance(contract, Scenario) and contract.settings and embedded and "setting" in metafunc.fixturenames:
        metafunc.parametrize("setting", contract.settings, ids=[setting.id for setting in contract.settings])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is deeper than the depth or about other operations; what runs at smoke comes first."""
    depth = DEPTHS.index(config.getoption("depth"))
    wanted = options.operations(config)
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        contract = _contract(item)
        out = contract is not None and (
            DEPTHS.index(contract.depth) > depth or bool(wanted and contract.operation not in wanted)
        )
        (left_out if out else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(kept, key=_turn)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Open the target once it is known that something will be asked of it."""
    config = session.config
    if config.option.collectonly or config.option.dry_run or not any(_contract(item) for item in session.items):
        return
    if hasattr(config, "workerinput"):
        return  # each item will say that it cannot run there
    config.stash[INTERRUPTS].catch()
    try:
        run = Run(_options(config), _credentials(config), partial(_say, config))
        config.stash[RUN] = run
        for line in run.open():
            _say(config, line)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    except HarnessError as error:
        pytest.exit(str(error), returncode=int(Exit.NO_VERDICT))
    except OSError as error:  # of certificates, for one
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> str:
    """What repeats a run."""
    options = _options(config)
    return (
        f"contracts: depth {options.depth}, seed {options.seed}, run id {options.run_id}, "
        f"profile {options.profile.name}, target {_target(config)}"
    )


@pytest.fixture
def setting() -> Setting | None:
    """The organisation setting of a scenario; None: as the target is."""
    return None


@pytest.fixture
def api(request: pytest.FixtureRequest, setting: Setting | None) -> Api:
    """The verbs of a story, against the target of this run."""
    if hasattr(request.config, "workerinput"):
        raise pytest.UsageError(ONE_PROCESS)
    record = request.node.stash.setdefault(RECORD, Record(_identity(request.node)))
    try:
        return _run(request.node).api(record, setting)
    except NotAsked as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """What decides the shapes and the order of generated cases."""
    return _options(request.config).seed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Turn what was recorded into the outcome of the item: broken promises first, then no verdict."""
    if _contract(item) is None:
        return (yield)
    record = item.stash.get(RECORD, None) or Record(_identity(item))
    skipped = ""
    try:
        yield
    except NotAsked as why:
        skipped = str(why)
    except NoVerdict as why:
        record.reasons.append(str(why))
    except Exception as error:  # a story that the target's answer took by surprise tells the breach all the same
        if not record.breaches:
            raise
        raise BrokenPromise(render.gist(record.breaches)) from error
    if record.breaches:
        raise BrokenPromise(render.gist(record.breaches))
    if record.reasons:
        raise NoVerdict("; ".join(dict.fromkeys(record.reasons)))
    if skipped:
        pytest.skip(skipped)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keep what came of an item, and let a broken promise be told in one line, without a traceback."""
    outcome = yield
    run = _run_or_none(item)
    if _contract(item) is None or run is None:
        return outcome
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, (BrokenPromise, NoVerdict)):
        outcome.longrepr = f"{'broken promise' if isinstance(error, BrokenPromise) else 'no verdict'}: {error}"
    if call.when == "call" or (call.when == "setup" and error is not None):
        run.conclude(_item_report(item, error))
        if run.is_hopeless:
            item.session.shouldfail = run.give_up()
    return outcome


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notice that contract suites were to run in several processes."""
    if report.failed and ONE_PROCESS in report.longreprtext:
        _misused.add(ONE_PROCESS)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
    """Add everything up, and set the exit code."""
    if _misused and not hasattr(session.config, "workerinput"):
        session.exitstatus = int(Exit.USAGE)
    run = session.config.stash.get(RUN, None)
    if run is None or not hasattr(run, "log"):
        if run is not None:
            run.close()
        return
    if exitstatus == pytest.ExitCode.USAGE_ERROR:
        run.exits.add(Exit.USAGE)
    elif session.config.stash[INTERRUPTS].seen:
        run.exits.add(Exit.INTERRUPTED)
    elif exitstatus not in (0, 1, 5):
        run.exits.add(Exit.NO_VERDICT)
    run.note_failures(session.testsfailed)
    report = run.finish()
    session.config.stash[REPORT] = report
    session.exitstatus = int(report.exit)
    allure = session.config.pluginmanager.get_plugin("contracts-allure")
    if allure is not None:
        allure.describe_run(report, "\n".join(_lines(session.config, report)))
    run.close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the findings and the table of promises."""
    report = config.stash.get(REPORT, None)
    if report is None:
        return
    terminalreporter.section("contracts")
    for line in _styled(config, report):
        terminalreporter.write_line(line.text, **({line.style: True} if line.style else {}))
    try:
        ci.publish(report, os.environ, terminalreporter.write_line)
    except HarnessError as error:  # a decoration never changes the verdict
        terminalreporter.write_line(f"contracts: {error}")


class _Interrupts:
    """Tells real interrupts from what pytest takes for them: errors of collection, and `pytest.exit`."""

    def __init__(self) -> None:
        self.seen = False
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def catch(self) -> None:
        """Let what ends a job in CI leave a report, as Ctrl-C does."""
        if threading.current_thread() is threading.main_thread():
            self._before = {which: signal.signal(which, self._interrupt) for which in (signal.SIGINT, signal.SIGTERM)}

    def _interrupt(self, number: int, frame: object) -> None:
        self._asked = True
        raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        if self._asked:  # it came while the interpreter called back, where an exception is lost
            raise KeyboardInterrupt

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.seen = excinfo.type is KeyboardInterrupt

    def pytest_unconfigure(self) -> None:
        for which, handler in self._before.items():
            signal.signal(which, handler)


def _options(config: pytest.Config) -> Options:
    cached: Options | None = getattr(config, "_contracts_options", None)
    if cached is None:
        cached = options.read(config)
        config._contracts_options = cached  # type: ignore[attr-defined]
    return cached


def _credentials(config: pytest.Config) -> Any:
    options = _options(config)
    if options.base_url is None:
        return pack.reference_credentials()
    return pack.credentials(options.profile, os.environ)


def _contract(item: pytest.Item) -> Scenario | None:
    contract = getattr(getattr(item, "function", None), "contract", None)
    if not isinstance(contract, Scenario):
        return None
    callspec = getattr(item, "callspec", None)
    operation = callspec.params.get("operation") if callspec else None
    return replace(contract, operation=operation) if isinstance(operation, str) else contract


def _turn(item: pytest.Item) -> tuple[int, int]:
    """When an item has its turn: the shallower before the deeper; of suites that go on and on, round by round."""
    contract = _contract(item)
    callspec = getattr(item, "callspec", None)
    return DEPTHS.index(contract.depth) if contract else 0, callspec.params.get("round_", 0) if callspec else 0


def _identity(item: pytest.Item) -> str:
    contract = _contract(item)
    if contract is None:
        return item.nodeid
    callspec = getattr(item, "callspec", None)
    return f"{contract.id}[{callspec.id}]" if callspec else contract.id


def _run(item: pytest.Item) -> Run:
    return item.config.stash[RUN]


def _run_or_none(item: pytest.Item) -> Run | None:
    return item.config.stash.get(RUN, None)


def _item_report(item: pytest.Item, error: BaseException | None) -> ItemReport:
    contract = _contract(item)
    assert contract is not None
    record = item.stash.get(RECORD, None) or Record(_identity(item))
    verdict, reason = Verdict.PASS, ""
    if isinstance(error, BrokenPromise):
        verdict = Verdict.FAIL
    elif isinstance(error, pytest.skip.Exception):
        verdict, reason = Verdict.SKIP, str(error)
    elif error is not None:
        verdict, reason = Verdict.UNKNOWN, str(error) if isinstance(error, HarnessError) else repr(error)
    promise = files.load_promises()[contract.promise]
    doc = (getattr(item, "function").__doc__ or contract.id).strip()  # noqa: B009 - Item declares no function
    callspec = getattr(item, "callspec", None)
    return ItemReport(
        id=_identity(item),
        title=" ".join(doc.split("\n\n")[0].split()) + (f" [{callspec.id}]" if callspec else ""),
        description=" ".join(doc.split()),
        epic=files.load_spec().operations[contract.operation].title,
        feature=contract.family,
        story=promise.text,
        verdict=verdict,
        exchanges=tuple(record.exchanges),
        findings=tuple(record.findings),
        reason=reason,
        promise=contract.promise,
        rules=record.rules,
    )


def _words(config: pytest.Config) -> render.Words:
    options = _options(config)
    return render.Words(
        base_url=options.base_url or "http://127.0.0.1:8000",
        tell=pack.tell,
        credential=pack.shell_words(options.profile, _credentials(config)),
        replay=_replay_command(options.reports / "run.jsonl", config.invocation_params.dir),
    )


def _replay_command(log: Path, folder: Path) -> str:
    """What replays a finding, typed in that folder; `{number}` stands for its number."""
    with contextlib.suppress(ValueError):
        log = log.relative_to(folder)
    path = quoted(str(log)).replace("{", "{{").replace("}", "}}")
    return f"contracts replay {path} --finding {{number}}"


def _styled(config: pytest.Config, report: RunReport) -> list[text.Line]:
    return text.styled(report, _words(config), config.stash[RUN].story)


def _lines(config: pytest.Config, report: RunReport) -> list[str]:
    return [line.text for line in _styled(config, report)]


def _target(config: pytest.Config) -> str:
    return _options(config).base_url or EMBEDDED


def _say(config: pytest.Config, line: str) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(f"contracts: {line}")
