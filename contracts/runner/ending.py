"""The end of a run: everything added up, told, recorded, and turned into an exit code.

Whatever fails here, of ours or of another plugin, is told and makes no verdict; it hinders
nothing else, and never ends in the exit code of a Python that crashed, which is that of findings.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from contracts.documents import files
from contracts.engine.errors import HarnessError
from contracts.engine.leniency import leniency
from contracts.engine.verdict import Exit
from contracts.reporting import ci, render, text
from contracts.reporting.allure import AllureReport
from contracts.reporting.site import placing
from contracts.reporting.site.source import PageSource
from contracts.reporting.summary import RunReport
from contracts.runner import adding, leaks, words
from contracts.runner.run import Run
from contracts.runner.selection import LEFT_OUT
from contracts.runner.terminal import begin_section, say, write

REPORT = pytest.StashKey[RunReport]()
"""What the run came to."""


class Ending:
    """Ends one run; `words` are how its reports speak."""

    def __init__(self, config: pytest.Config, run: Run, words: Callable[[], render.Words]) -> None:
        self._config = config
        self._run = run
        self._words = words
        self._report: RunReport | None = None
        self._untold: RunReport | None = None
        self._last: list[str] = []
        """What is said at the very end: what was not made, and why there is no verdict after all."""

    @contextlib.contextmanager
    def guarded(self, doing: str) -> Iterator[None]:
        """Let an error in it be no verdict, and no more than that; a warning decides nothing."""
        try:
            with leniency():
                yield
        except KeyboardInterrupt:
            self._run.exits.add(Exit.INTERRUPTED)
        except HarnessError as error:
            self._fail(str(error))
        except Warning as warning:  # that others made an error of
            self._last.append(f"{doing} warned: {warning}")
        except Exception as error:
            self._fail(f"{doing} failed: {type(error).__name__}: {error}")
            with contextlib.suppress(Exception):
                self._config.notify_exception(pytest.ExceptionInfo.from_exception(error), self._config.option)

    def add_up(self, failures: int) -> None:
        """Come to a report; `failures` are what pytest counted."""
        with self.guarded("adding up"):
            self._run.note_failures(failures)
            self._report = self._run.report()
            self._untold = self._config.stash[REPORT] = self._report
        allure: AllureReport | None = self._config.pluginmanager.get_plugin("contracts-allure")
        if allure is not None and self._report is not None:
            with self.guarded("describing the run to Allure"):
                lines = text.lines(self._report, self._words(), self._run.story)
                allure.describe_run(self._report, "\n".join(lines))

    def tell(self) -> None:
        """Print the findings and the table of promises, once, and decorate the job where it is GitHub's."""
        report, self._untold = self._untold, None
        if report is None:
            return
        with self.guarded("telling what was found"):
            lines = text.styled(report, self._words(), self._run.story)
            begin_section(self._config, "contracts")
            for line in lines:
                write(self._config, line.text, **({line.style: True} if line.style else {}))
            try:
                ci.publish(report, os.environ, partial(write, self._config))
            except HarnessError as error:  # a decoration never changes the verdict
                self._last.append(f"not made: {error}")

    def finish(self, code: int) -> Exit:
        """Record the run and let go of what it holds; `code` is what pytest and its plugins made of the exit code."""
        self.tell()  # after an error of its own, and where a person wants none, pytest asks for no summary
        if self._report is not None:
            if code != self._report.exit:
                self._fail(f"pytest or a plugin of it ended with exit code {int(code)}")
            with self.guarded("recording the run"):
                self._run.record(replace(self._report, exit=self._run.exit))
            with self.guarded("making the page"):
                self._make_page(replace(self._report, exit=self._run.exit))
        if self._run.is_open:
            with self.guarded("looking for secrets"):
                self._look_for_secrets()
        if self._report is not None:
            with self.guarded("remembering the run"):
                self._run.remember(replace(self._report, exit=self._run.exit))
        with self.guarded("closing the target"):
            self._run.close()
        if self._report is not None:
            self._config.stash[REPORT] = replace(self._report, exit=self._run.exit)
        self._say_last()
        return self._run.exit

    def _look_for_secrets(self) -> None:
        """Read every byte that the run leaves behind; what is found is recorded as the reason for no verdict."""
        option = self._config.getoption
        places = [
            self._run.options.reports,
            *filter(None, (option("allure_report_dir", None), option("xmlpath", None))),
        ]
        sure, warnings = leaks.told(map(Path, places), self._run.secrets, self._config.invocation_params.dir)
        for line in sure:
            self._fail(line)
        self._last += warnings
        if sure and self._report is not None:
            told = replace(self._report, exit=self._run.exit, notes=(*self._report.notes, *sure))
            self._run.record(told)
            self._make_page(told)

    def _make_page(self, report: RunReport) -> None:
        """A page that cannot be written changes no verdict."""
        from contracts.reporting.site import writing  # where no run ends, nobody waits for Jinja

        allure: AllureReport | None = self._config.pluginmanager.get_plugin("contracts-allure")
        left_out: dict[str, str] = self._config.stash.get(LEFT_OUT, {})
        source = PageSource(
            report=report,
            words=self._words(),
            story_of=self._run.story,
            nights=self._run.remembrance.nights(self._run.night(report)),
            titles=files.load_titles(),
            statements=files.load_coverage(),
            meaning_of=words.meaning_of,
            why_not=adding.why_not(self._run.tests.values(), left_out),
            allure={test: f"html/index.html#{place}" for test, place in (allure.places if allure else {}).items()},
        )
        folder = self._run.options.reports
        try:
            placing.leave(folder, writing.written(source))
        except OSError as error:
            self._last.append(f"no page: {folder / placing.NAME} cannot be written: {error.strerror}")

    def _fail(self, why: str) -> None:
        self._run.exits.add(Exit.NO_VERDICT)
        self._last.append(why)

    def _say_last(self) -> None:
        code = self._run.exit
        if self._report is not None and code is not self._report.exit:
            self._last.append(f"so the verdict is {text.VERDICT_WORD[code]} (exit code {int(code)})")
        if self._run.remembrance.trouble:
            self._last.append(self._run.remembrance.trouble)
        with contextlib.suppress(Exception):
            for line in self._last:
                say(self._config, line, red=True)
