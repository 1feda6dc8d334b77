"""A scenario where nobody judges: pytest runs it without our plugin, which was left out or not loaded."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TypeVar, cast

import pytest

from contracts.verdict import Exit

Test = TypeVar("Test", bound=Callable[..., None])
FIXTURES = ("api", "seed", "setting")
"""What our plugin lends to a scenario."""


def unjudged(test: Test) -> Test:
    """What runs in the place of a scenario where our plugin is not loaded: it says what to do."""

    @functools.wraps(test)
    def told(**parameters: object) -> None:
        pytest.exit("contract suites need their plugin: load it with -p contracts", returncode=int(Exit.USAGE))

    signature = inspect.signature(test)
    kept = [each for name, each in signature.parameters.items() if name not in FIXTURES]
    told.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
    return cast("Test", told)
