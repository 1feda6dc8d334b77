"""A run that does not come to its first test: told wherever reports are read, so that none of an earlier run stands."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from contracts.engine.claim import claim
from contracts.engine.errors import HarnessError, UsageError
from contracts.engine.hosts import without_user
from contracts.engine.leniency import leniency
from contracts.engine.verdict import Exit
from contracts.reporting import ci
from contracts.reporting.render import Words
from contracts.reporting.site import placing
from contracts.reporting.site.source import PageSource
from contracts.reporting.summary import RunReport
from contracts.runner import specimen
from contracts.runner.guests import fail_in_junit
from contracts.runner.records import forget
from contracts.runner.run import Run
from contracts.runner.session import RUN
from contracts.runner.terminal import say, write

UNBEGUN = pytest.StashKey[str]()
"""Why the run did not begin."""


@contextlib.contextmanager
def beginning(config: pytest.Config) -> Iterator[None]:
    """End pytest in one line, and in our exit codes, where the run cannot begin."""
    try:
        with leniency():
            yield
    except (UsageError, pytest.UsageError) as error:
        _tell(config, config.stash.get(RUN, None), str(error), Exit.USAGE)
        raise pytest.UsageError(str(error)) from None
    except HarnessError as error:
        _tell(config, config.stash.get(RUN, None), str(error), Exit.NO_VERDICT)
        if not config.pluginmanager.has_plugin("terminalreporter"):
            say(config, str(error))  # nobody else would
        pytest.exit(str(error), returncode=int(Exit.NO_VERDICT))
    except BaseException as error:
        config.stash[UNBEGUN] = f"{type(error).__name__}: {error}"
        raise


def _tell(config: pytest.Config, run: Run | None, line: str, code: Exit) -> None:
    config.stash[UNBEGUN] = line
    fail_in_junit(config, line)
    if run is not None and run.is_open:
        run.notes.append(line)  # it has a report of its own
        return
    folder = config.invocation_params.dir / config.getoption("reports")
    if folder.is_dir():
        with contextlib.suppress(UsageError):  # where it is another run's
            release = claim(folder, "--reports")
            forget(folder)
            if config.option.resume is None:  # which goes on from there
                with contextlib.suppress(OSError):
                    os.replace(folder / "run.jsonl", folder / "run.previous.jsonl")
            with contextlib.suppress(OSError):
                placing.leave(folder, _page(_report(config, line, code)))
            release()
    with contextlib.suppress(HarnessError):
        ci.publish(_report(config, line, code), os.environ, partial(write, config))


def _page(report: RunReport) -> str:
    from contracts.reporting.site import writing  # where all goes well, nobody waits for Jinja

    return writing.written(PageSource(report, Words(report.target), lambda finding: ()))


def _report(config: pytest.Config, line: str, code: Exit) -> RunReport:
    return RunReport(
        target=without_user(config.getoption("base_url") or "") or specimen.NAME,
        profile="",
        depth=config.getoption("depth"),
        seed=config.getoption("seed") or 0,
        run_id=config.getoption("run_id") or "-",
        spec_sha256="",
        requests=0,
        seconds=0.0,
        exit=code,
        promises=(),
        rules={},
        findings=(),
        tests=Counter(),
        notes=(line,),
    )
