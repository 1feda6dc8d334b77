"""The key of a finding: by what it is known from night to night, in waivers, and where runs are laid side by side.

Written it is one line, `rule | operation | scenario | where`. No part of it depends on the seed, on the people of a
run, on a place in a list or on the parameters of a scenario.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FUZZ = "fuzz"
"""Stands for all scenarios whose requests are drawn: which of them shows a breach is chance."""
_DRAWN = ("fuzz/", "stateful/")
_BETWEEN = " | "
_WHERE_CHARACTERS_MAX = 160
_PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)
_INDEX = re.compile(r"\[\d+\]")
_VALUE = re.compile(r"\[(\w+) [^]]*\]")
"""An entry of a list that is named by its kind and a value, as of a channel: the value is of somebody made up."""


@dataclass(frozen=True, order=True, slots=True)
class FindingKey:
    """What makes two findings of different runs one."""

    rule: str
    operation: str
    scenario: str
    """Id of the scenario, or `FUZZ`."""
    where: str
    """The place of the breach, or its cause where that says more."""

    def __str__(self) -> str:
        return _BETWEEN.join((self.rule, self.operation, self.scenario, self.where))


def key_of(rule: str, operation: str, test: str, where: str) -> FindingKey:
    """The key of a breach that a test has shown there."""
    return FindingKey(rule, operation, scenario_of(test), _place(where))


def scenario_of(test: str) -> str:
    """The scenario that a test belongs to, or `FUZZ`: without the parameters."""
    return FUZZ if test.startswith(_DRAWN) else _PARAMETERS.sub("", test)


def read(text: str) -> FindingKey | None:
    """The key that is written so; None for any other text."""
    parts = [part.strip() for part in text.split("|", 3)]
    return FindingKey(*parts) if len(parts) == 4 and all(parts) else None


def _place(where: str) -> str:
    """On one line, printable, however a target names its members; the place in a list is chance."""
    told = _VALUE.sub(r"[\1]", _INDEX.sub("[]", " ".join(where.split())))[:_WHERE_CHARACTERS_MAX]
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in told)
