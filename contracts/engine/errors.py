"""Whose fault it is.

    ContractsError            never raised itself
    ├── UsageError            the person's: an option, a profile, a file (exit code 4)
    ├── NotAsked              nobody's: the run does not set out to exercise a promise (a SKIP)
    └── HarnessError          ours or the network's (exit code 3)
        ├── Unreachable       nothing usable answers at the base URL
        ├── NoVerdict         a test set out to exercise a promise and could not
        └── Derailed          the run can be neither recorded nor judged any more, and ends

A broken promise of the target is not an error: it is a `verdict.Finding`, and the test that
made it fails with `BrokenPromise`, an AssertionError, so that every pytest consumer
files it under "failed" and the others under "broken".
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ContractsError(Exception):
    """Parent of what is not the target's fault."""


class UsageError(ContractsError):
    """What a person gave us cannot be used; the message is one line and says what would do."""


class NotAsked(ContractsError):
    """The promise is not asked for here: no such operation, source or user; the message says which."""


class HarnessError(ContractsError):
    """Ours or the network's: no verdict on the target follows from it."""


class Unreachable(HarnessError):
    """The base URL does not answer; the message is one line."""


class NoVerdict(HarnessError):
    """A promise could not be exercised: throttled, preparation failed, or no answer."""


class Derailed(HarnessError):
    """What a run stands on is gone, its records or its judge: it ends, for nothing after that would prove anything."""


class BrokenPromise(AssertionError):
    """The findings of one test, rendered; the only exception that stands for a FAIL."""


def nearest(name: str, known: Iterable[str]) -> str:
    """What helps after a name that there is not: which of those there are comes nearest; empty where there is none."""
    return "".join(f"the nearest is {near!r}" for near in difflib.get_close_matches(name, list(known), n=1, cutoff=0.0))
