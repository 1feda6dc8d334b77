"""The four catalogues as text: rules, faults, promises, readings, or those of them that a pattern names."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from contracts.documents import coverage, files
from contracts.documents.coverage import Cover, Statement
from contracts.documents.promises import Promise
from contracts.documents.readings import Reading
from contracts.engine.errors import UsageError, nearest
from contracts.engine.location import Location, location
from contracts.reference.faults import Fault
from contracts.rules import law
from contracts.runner import citing, specimen

T = TypeVar("T")


def rules(pattern: str, folder: Path) -> Iterator[str]:
    """Each rule with its promise; a pattern names rules by their id or their promise."""
    promises = files.load_promises()
    for rule in _named("rule", pattern, law(), lambda rule: (rule.id, rule.source)):
        yield _head(rule.id, rule.grade, rule.location, folder)
        yield f"    {rule.must}\n    {rule.source}: {promises[rule.source].source}"


def faults(pattern: str, folder: Path) -> Iterator[str]:
    """Each fault with the rule that must speak first; a pattern names faults by their id, family or rule."""
    for fault in _named("fault", pattern, specimen.faults(), _names_of_fault):
        yield _head(fault.id, fault.family, location(fault.apply), folder)
        yield f"    {' '.join(fault.crime.split())}\n    first: {fault.first}"


def promises(pattern: str, folder: Path) -> Iterator[str]:
    """Each promise with what of the documents it stands for, its rules and readings; its family names it, too."""
    path, rules_of = files.promises_file().resolve(), citing.rules_of_promises()
    statements = coverage.of_promises(files.load_coverage())
    for promise in _named("promise", pattern, files.load_promises(), lambda one: (one.anchor, one.family)):
        yield _head(promise.anchor, promise.grade, Location(path, promise.line), folder)
        yield f"    {promise.text}\n    source: {promise.source}"
        yield from _asked(promise, statements.get(promise.anchor, ()), rules_of.get(promise.anchor, ()))


def _asked(promise: Promise, statements: tuple[Statement, ...], rules_of: tuple[str, ...]) -> Iterator[str]:
    counts = ", ".join(f"{count} {cover}" for cover, count in coverage.counted(statements).items() if count)
    yield f"    statements: {counts or 'none of its own'}"
    for one in statements:
        if one.cover is Cover.PARTLY:
            yield f"    lacking of {one.says!r}: {one.lacking} ({', '.join(one.closes)})"
    if promise.readings:
        yield f"    readings: {', '.join(promise.readings)}"
    yield f"    rules: {', '.join(rules_of)}" if rules_of else f"    no rule can tell: {promise.unchecked}"


def readings(pattern: str, folder: Path) -> Iterator[str]:
    """Each reading with its answers, the preferred one starred; a pattern names readings by their id."""
    path = files.readings_file().resolve()
    for reading in _named("reading", pattern, files.load_readings(), lambda reading: (reading.id,)):
        yield _head(reading.id, reading.grade, Location(path, reading.line), folder)
        yield f"    {reading.question}"
        yield from _answers(reading)


def _answers(reading: Reading) -> Iterator[str]:
    for answer, meaning in reading.answers.items():
        yield f"    {'*' if answer == reading.preferred else '-'} {answer}: {meaning}"
    if not reading.observable:
        yield f"    no run can tell: {reading.why}"


def _names_of_fault(fault: Fault) -> tuple[str, ...]:
    return fault.id, fault.family, fault.first


def _head(id_: str, kind: str, at: Location, folder: Path) -> str:
    return f"{id_}  [{kind}]  {at.seen_from(folder)}"


def _named(kind: str, pattern: str, known: Mapping[str, T], names_of: Callable[[T], tuple[str, ...]]) -> list[T]:
    """The entries of which a name holds the pattern, or fits it as a glob; UsageError where there is none."""
    wanted = pattern if set(pattern) & set("*?[") else f"*{pattern}*"
    found = [each for each in known.values() if any(fnmatch.fnmatchcase(name, wanted) for name in names_of(each))]
    if not found:
        raise UsageError(f"no {kind} is called {pattern!r}; {nearest(pattern, known)}")
    return found
