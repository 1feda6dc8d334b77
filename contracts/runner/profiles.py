"""Profile files, read and held against the catalogues that they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contracts.documents import files, yamltext
from contracts.documents.profile import Profile, Waiver
from contracts.engine.errors import nearest
from contracts.engine.keys import read
from contracts.rules import law


def load(path: Path) -> Profile:
    """Read a profile file; raises UsageError with every problem and its line, pinned readings and waivers included."""
    return files.load_profile(path, catalogue_problems)


def catalogue_problems(profile: Profile) -> Iterator[tuple[yamltext.Path, str]]:
    """Where a profile pins a reading that there is not or no run can tell, or waives no rule."""
    readings = files.load_readings()
    for reading, answer in profile.readings.items():
        at = ("readings", reading)
        if reading not in readings:
            yield at, f"no reading is called so; {nearest(reading, readings)}"
        elif answer not in readings[reading].answers:
            yield at, f"got {answer!r}, should be one of {', '.join(readings[reading].answers)}"
        elif not readings[reading].observable:
            yield at, f"no run can tell its answer, so leave it out ({readings[reading].why.rstrip('.')})"
    for number, waiver in enumerate(profile.waivers):
        yield from _problems_of(waiver, ("waivers", number))


def _problems_of(waiver: Waiver, at: yamltext.Path) -> Iterator[tuple[yamltext.Path, str]]:
    if bool(waiver.rule) is bool(waiver.key):
        yield at, "should have either rule or key: what it waives"
        return
    key = read(waiver.key)
    if waiver.key and key is None:
        yield (
            (*at, "key"),
            f"got {waiver.key!r}, should be as a report prints it: rule | operation | scenario | where",
        )
        return
    rule = key.rule if key else waiver.rule
    if rule not in law():
        yield (*at, "key" if key else "rule"), f"no rule is called {rule!r}; {nearest(rule, law())}"
