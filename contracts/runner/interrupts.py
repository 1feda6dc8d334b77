"""What ends a run before its time: a person, the job, a terminal that goes - or only what pytest takes for that."""

from __future__ import annotations

import signal
import threading
from typing import Any

import pytest

from contracts.engine.verdict import Exit

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts:
    """Tells real interrupts from what pytest takes for them: errors of collection, and `pytest.exit`."""

    def __init__(self) -> None:
        self._seen = False
        self._cut_short = False
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def catch(self) -> None:
        """Let what ends a job in CI, or its terminal, leave a report, as Ctrl-C does; what nohup ignores stays so."""
        if threading.current_thread() is threading.main_thread():
            heard = [which for which in _ENDING if signal.getsignal(which) is not signal.SIG_IGN]
            self._before = {which: signal.signal(which, self._interrupt) for which in heard}

    def _interrupt(self, number: int, frame: object) -> None:
        self._asked = True
        raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Begin nothing more."""
        if self._asked:  # it came while the interpreter called back, where an exception is lost
            raise KeyboardInterrupt

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember which kind it was."""
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
        """Leave the signals to those who heard them before."""
        for which, handler in self._before.items():
            if handler is not None:  # None: it was not Python's
                signal.signal(which, handler)
