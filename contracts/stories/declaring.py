"""Declares tests to be scenarios: what each is called, which promise it is about, and when it runs."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pytest

from contracts.documents.depths import DEPTHS
from contracts.engine.verdict import Exit
from contracts.evidence.intent import ADD

FIXTURES = ("api", "seed", "setting")
"""What our plugin lends to a scenario."""

Test = TypeVar("Test", bound=Callable[..., None])


@dataclass(frozen=True)
class Setting:
    """An organisation setting under which a scenario runs against the embedded reference."""

    id: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Members of the profile that differ from the embedded organisation's."""


@dataclass(frozen=True)
class Scenario:
    """A story: its identity, the promise it is about, and when it runs."""

    id: str
    promise: str
    """Anchor in specs/promises.md."""
    operation: str
    depth: str
    settings: tuple[Setting, ...]

    @property
    def family(self) -> str:
        """First part of the id."""
        return self.id.partition("/")[0]


def scenario(
    id: str,  # noqa: A002 - the word of the field
    *,
    promise: str,
    operation: str = ADD,
    depth: str = "gate",
    settings: Sequence[Setting] = (),
) -> Callable[[Test], Test]:
    """Declare a test to be a scenario; `depth` is the least depth at which it runs."""
    if depth not in DEPTHS:
        raise ValueError(f"scenario {id}: depth {depth!r} is none of {', '.join(DEPTHS)}")

    def declare(test: Test) -> Test:
        test.contract = Scenario(id, promise, operation, depth, tuple(settings))  # type: ignore[attr-defined]
        return test if "contracts.runner.plugin" in sys.modules else _unjudged(test)

    return declare


def _unjudged(test: Test) -> Test:
    """What runs in the place of a scenario where our plugin is not loaded: it says what to do."""

    @functools.wraps(test)
    def unjudged(**parameters: object) -> None:
        pytest.exit("contract suites need their plugin: load it with -p contracts", returncode=int(Exit.USAGE))

    signature = inspect.signature(test)
    kept = [each for name, each in signature.parameters.items() if name not in FIXTURES]
    unjudged.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
    return cast("Test", unjudged)
