"""The pytest plugin: options, fixtures, verdicts and exit codes of contract suites.

Items that carry a contract (`scenario`) are judged; all others are pytest's own affair.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contracts.engine.claim import claim
from contracts.engine.errors import BrokenPromise, Derailed, HarnessError, NotAsked, NoVerdict, UsageError
from contracts.engine.leniency import leniency
from contracts.engine.target import Record
from contracts.engine.verdict import Exit
from contracts.reporting import render
from contracts.reporting.allure import AllureReport
from contracts.reporting.shell import quoted
from contracts.runner import launch, options, pack, rehearsal, selection, terminal
from contracts.runner.ending import Ending
from contracts.runner.items import PLACE, RECORD, contract_of, identity_of, in_turn, record_of, report_of
from contracts.runner.run import EMBEDDED, Options, Run
from contracts.runner.terminal import say as _say
from contracts.stories.scenario import Api, Scenario, Setting

RUN = pytest.StashKey[Run]()
ENDING = pytest.StashKey[Ending]()
BROKEN = pytest.StashKey[bool]()
"""Whether an earlier attempt at an item has broken a promise."""
PLACES = pytest.StashKey[Iterator[int]]()
INTERRUPTS = pytest.StashKey["_Interrupts"]()
ONE_PROCESS = "contract suites run in one process, for a target has one history: leave out -n"
_misused: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of a contract run; `--base-url` is pytest-base-url's."""
    terminal.open_closed_streams()  # in the first hook that is called
    with _before_sessions():
        try:
            options.declare(parser.getgroup("contracts", "contract suites"))
        except ValueError as error:
            told = f"another plugin has an option of ours ({error}): leave that plugin out with -p no:NAME"
            raise pytest.UsageError(told) from None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Undo what pytest concluded from the values of options that it did not know yet."""
    with _before_sessions():
        launch.find_configuration(early_config, parser, args)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let a dry run take the place of the run; claim the folder of results before Allure's own plugin empties it."""
    if config.option.dry_run:
        _rehearse(config)
        return
    folder = config.getoption("allure_report_dir", None)
    if folder and not config.option.collectonly and not hasattr(config, "workerinput"):
        try:
            config.add_cleanup(claim(Path(folder), "--alluredir"))
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None


def _rehearse(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        raise pytest.UsageError(ONE_PROCESS)
    rehearsal.silence(config)
    dry = rehearsal.DryRun(RUN, _options, _credentials, lambda item: contract_of(item) is not None)
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
                lambda item: _run(item).items.get(identity_of(item)) if _run_or_none(item) else None,
                lambda rule: config.stash[RUN].rule(rule),
                _words(config),
                identity_of,
            ),
            "contracts-allure",
        )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Depend on nobody who reads the output."""
    terminal.outlast_readers(session.config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a scenario under each of its settings where the reference can be set up so, else as the target is."""
    contract = getattr(metafunc.function, "contract", None)
    embedded = not metafunc.config.getoption("base_url")
    if isinstance(contract, Scenario) and contract.settings and embedded and "setting" in metafunc.fixturenames:
        metafunc.parametrize("setting", contract.settings, ids=[setting.id for setting in contract.settings])


def pytest_itemcollected(item: pytest.Item) -> None:
    """Remember what there is, and the order, which others may change."""
    places: Iterator[int] = item.config.stash.setdefault(PLACES, itertools.count())
    item.stash[PLACE] = next(places)
    selection.note(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is deeper than the depth or was not asked for; what runs at smoke comes first."""
    collected = items.copy()
    items.clear()  # pytest goes on after an error of usage, and the target would be opened for nothing
    kept, left_out = selection.split(config, collected)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = in_turn(kept)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Open the target once it is known that something will be asked of it."""
    config = session.config
    if config.option.collectonly or config.option.dry_run or not any(contract_of(item) for item in session.items):
        return
    if hasattr(config, "workerinput"):
        return  # each item will say that it cannot run there
    config.stash[INTERRUPTS].catch()
    try:
        run = Run(_options(config), _credentials(config), partial(_say, config))
        config.stash[RUN] = run
        with leniency():
            told = run.open()
        for line in told:
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
    try:
        return _run(request.node).api(record_of(request.node), setting)
    except NotAsked as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """What decides the shapes and the order of generated cases."""
    return _options(request.config).seed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let no warning stand between a request and its verdict."""
    with leniency() if contract_of(item) else contextlib.nullcontext():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin each attempt with a clean record, but where an earlier one has broken a promise."""
    earlier = item.stash.get(RECORD, None)
    item.stash[BROKEN] = earlier is not None and bool(earlier.breaches)
    if not item.stash[BROKEN]:
        item.stash[RECORD] = Record(identity_of(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Turn what was recorded into the outcome of the item: broken promises first, then no verdict."""
    if contract_of(item) is None:
        return (yield)
    record, skipped = record_of(item), ""
    if item.stash[BROKEN]:  # whatever a new attempt would show
        raise BrokenPromise(render.gist(record.breaches))
    try:
        yield
    except NotAsked as why:
        skipped = str(why)
    except Derailed as why:
        _run(item).end_early(str(why))
        record.reasons.append(str(why))
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
    run, contract = _run_or_none(item), contract_of(item)
    if contract is None or run is None:
        return outcome
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, (BrokenPromise, HarnessError)):
        outcome.longrepr = f"{'broken promise' if isinstance(error, BrokenPromise) else 'no verdict'}: {error}"
    if call.when == "call" or (call.when == "setup" and error is not None):
        run.conclude(report_of(item, contract, error))
        if isinstance(error, Derailed):
            run.end_early(str(error))
        elif run.is_hopeless:
            run.give_up()
        if run.ends:
            item.session.shouldfail = run.ends
    return outcome


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notice that contract suites were to run in several processes."""
    if report.failed and ONE_PROCESS in report.longreprtext:
        _misused.add(ONE_PROCESS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> Iterator[None]:
    """Add everything up before others end, and have the last word on the exit code."""
    config = session.config
    if _misused and not hasattr(config, "workerinput"):
        session.exitstatus = int(Exit.USAGE)
    run = config.stash.get(RUN, None)
    if run is None:
        return (yield)
    ending = config.stash[ENDING] = Ending(config, run, partial(_words, config))
    with ending.guarded("the exit status"):
        run.exits.update(config.stash[INTERRUPTS].exits(exitstatus))
    if run.is_open:
        ending.add_up(session.testsfailed)
        session.exitstatus = int(run.exit)
    with ending.guarded("a plugin"):
        yield
    session.exitstatus = int(ending.finish(session.exitstatus))
    return None


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Print the findings and the table of promises."""
    ending = config.stash.get(ENDING, None)
    if ending is not None:
        ending.tell()


@contextlib.contextmanager
def _before_sessions() -> Iterator[None]:
    """Where an error would end pytest as one of Python, in 1, which is the code of findings."""
    try:
        yield
    except pytest.UsageError:
        raise
    except Exception as error:
        sys.stderr.write(f"contracts: no verdict: {type(error).__name__}: {error}\n")
        raise SystemExit(int(Exit.NO_VERDICT)) from error


class _Interrupts:
    """Tells real interrupts from what pytest takes for them: errors of collection, and `pytest.exit`."""

    def __init__(self) -> None:
        self._seen = False
        self._cut_short = False
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
        self._seen = excinfo.type is KeyboardInterrupt
        self._cut_short = not self._seen

    def exits(self, status: int) -> set[Exit]:
        """What the exit status of a session says of the run."""
        if status == pytest.ExitCode.USAGE_ERROR:
            return {Exit.USAGE}
        if self._seen:
            return {Exit.INTERRUPTED}
        return {Exit.NO_VERDICT} if self._cut_short or status not in (0, 1, 5) else set()

    def pytest_unconfigure(self) -> None:
        for which, handler in self._before.items():
            if handler is not None:  # None: it was not Python's
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


def _run(item: pytest.Item) -> Run:
    return item.config.stash[RUN]


def _run_or_none(item: pytest.Item) -> Run | None:
    return item.config.stash.get(RUN, None)


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


def _target(config: pytest.Config) -> str:
    return _options(config).base_url or EMBEDDED
