"""Rows that say which readings the last of some lines shows: of one family all, and no others.

    told(ADDED, add(ADA).answers(refused(8006)), business_error_status="http-400")

Another row of the same family without an expectation is a near miss: it shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType

from histories import ORG, Line, Profile, Trial

from contracts.documents.files import load_readings
from contracts.rules.readings.observing import OBSERVERS

Lines = tuple[Line | tuple[Line, ...], ...]


@dataclass(frozen=True)
class Row:
    """Some lines, and what the last of them shows."""

    profile: Profile
    lines: Lines
    expected: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{reading} {answer}" for reading, answer in self.expected.items()) or "nothing"

    def check(self, family: ModuleType) -> None:
        """Let a judge read the lines, and compare what it observed in the last."""
        *before, last = self.lines
        earlier = Trial(self.profile, *before, rules={}).judge.readings if before else {}
        shown = {
            reading: " and ".join(sorted(answers - earlier.get(reading, type(answers)())))
            for reading, answers in Trial(self.profile, *before, last, rules={}).judge.readings.items()
            if reading in observed_by(family)
        }
        assert {reading: answer for reading, answer in shown.items() if answer} == self.expected


def told(*lines: Line | tuple[Line, ...], on: Profile = ORG, **expected: str) -> Row:
    """The readings that the last line shows, with underscores for hyphens."""
    return Row(on, lines, {name.replace("_", "-"): answer for name, answer in expected.items()})


def observed_by(family: ModuleType) -> frozenset[str]:
    """The readings that a module observes."""
    return frozenset(id_ for id_, observer in OBSERVERS.items() if observer.show.__module__ == family.__name__)


def unshown(family: ModuleType, rows: Iterable[Row]) -> set[tuple[str, str]]:
    """The answers that no row shows, of all that the readings of a family accept."""
    shown = {pair for row in rows for pair in row.expected.items()}
    readings = load_readings()
    return {(id_, answer) for id_ in observed_by(family) for answer in readings[id_].answers} - shown
