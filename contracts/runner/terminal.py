"""What a run says to a person, whoever reads it: a terminal, a pipe that ends early, a full disk, nobody."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, TextIO, cast

import pytest
from _pytest._io import TerminalWriter


def open_closed_streams() -> None:
    """Give Python the output streams that its caller closed (`>&-`): pytest takes for granted that they are there."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process


def outlast_readers(config: pytest.Config) -> None:
    """Let pytest's reporter go on when nobody takes its output any more: that decides nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        lasting = Lasting(reporter._tw._file)
        reporter._tw._file = lasting
        config.add_cleanup(lasting.flush)


def begin_section(config: pytest.Config, title: str) -> None:
    """Begin a section of the output."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.section(title)
    else:
        write(config, title)


def say(config: pytest.Config, line: str, **markup: bool) -> None:
    """Say one line in our name."""
    write(config, f"contracts: {line}", **markup)


def write(config: pytest.Config, line: str, **markup: bool) -> None:
    """Write one line, through pytest's reporter or, where a person left it out, without; in a test at once, too."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    with uncaptured(config):
        if reporter is not None:
            reporter.write_line(line, **markup)
        else:
            writer = TerminalWriter(cast("TextIO", Lasting(sys.stdout)))
            writer.line(line, **markup)
            writer.flush()


def uncaptured(config: pytest.Config) -> contextlib.AbstractContextManager[None]:
    """While it lasts, what is written reaches the person, though a test is under way whose output pytest keeps."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    disabled: contextlib.AbstractContextManager[None] | None = capture and capture.global_and_fixture_disabled()
    return disabled or contextlib.nullcontext()


class Lasting:
    """A text file whose end is not an error: what nobody takes goes nowhere."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        """As of a text file; raises UnicodeEncodeError only."""
        try:
            self._file.write(text)
        except UnicodeEncodeError:
            raise
        except (OSError, ValueError):  # ValueError: it is closed
            self._drain()
        return len(text)

    def flush(self) -> None:
        """As of a text file, but that it raises nothing."""
        try:
            self._file.flush()
        except (OSError, ValueError):
            self._drain()

    def _drain(self) -> None:
        """Send what is left to nowhere: Python would try once more as it ends, and end in an error."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
            self._file.flush()
