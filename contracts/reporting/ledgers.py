"""Whom runs have left on their targets, by `people.jsonl`: read, merged, and told as a table, CSV or JSON. Pure but for
the file that is read."""

from __future__ import annotations

import csv
import enum
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from contracts.engine.errors import UsageError
from contracts.engine.exchange import Pairs
from contracts.reporting.render import counted, cut, escaped

FILE = "people.jsonl"
ENDED = ("deactivated", "not found")
"""How answers begin of whom `contracts people --deactivate` has looked after."""
_UNTOLD = frozenset({"throttled"})
"""Answers upon which the same request goes again: they say that nothing has happened."""
_IDENTIFIERS_CHARACTERS_MAX = 90


class Certainty(enum.StrEnum):
    """What is known of a write that names somebody."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    """It went, and nothing came back: it may have happened."""
    SENT = "sent"
    """It was about to go when the run was killed: it may have gone, and happened."""


@dataclass(frozen=True)
class Entry:
    """Somebody whom a write of a run has named: equal writes of one run are one."""

    run_id: str
    target: str
    """Base URL, or what the target is called; empty in files of older releases."""
    operation: str
    source: str
    """Empty where the write names none, as in v1.1."""
    account: str
    identifiers: Pairs
    """Types and values."""
    certainty: Certainty = Certainty.SENT
    answer: str = ""
    """What the last answer says: ok, refused with codes, deactivated, ..."""
    id: int | None = None
    """Of the customer, where an answer told it."""

    @property
    def key(self) -> tuple[Any, ...]:
        """What equal writes have in common."""
        return (self.run_id, self.target, self.operation, self.source, self.account, self.identifiers)

    @property
    def may_exist(self) -> bool:
        """Whether the write may have left somebody, by what was answered."""
        if self.id is not None and not self.answer.startswith("not found"):
            return True  # refused for a detail, and there all the same
        return not self.answer.startswith(("refused", "denied", "throttled", "absent", "not found"))


def read(path: Path) -> list[Entry]:
    """The entries of a file, or of a folder that holds it, in the order in which they were first written.

    A last line that is cut off names nobody: its request did not go. Raises UsageError for any other text.
    """
    path = path / FILE if path.is_dir() else path
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    merged: dict[tuple[Any, ...], _Merged] = {}
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            told = json.loads(line)
            entry = _entry(told)
        except (ValueError, KeyError, TypeError, AttributeError):
            if line.startswith(b'{"run_id"') and not line.endswith(b"}"):
                continue
            raise UsageError(f"{path}:{number}: nobody of a run is named there") from None
        merged.setdefault(entry.key, _Merged(entry)).take(told)
    return [each.entry for each in merged.values()]


class _Merged:
    """Equal writes: how many are open, and what the others came to."""

    def __init__(self, first: Entry) -> None:
        self._first = first
        """Without what came of it."""
        self._open = 0
        self._lost = 0
        self._answer = ""
        self._id: int | None = None

    def take(self, told: Mapping[str, Any]) -> None:
        answer = told.get("answer")
        if answer is None:
            self._open += 1
            return
        if answer not in _UNTOLD:
            self._open = max(self._open - 1, 0)
        self._lost += answer == Certainty.NO_ANSWER
        is_later = answer.startswith(ENDED) or not self._answer.startswith(("ok", *ENDED))
        if answer != Certainty.NO_ANSWER and is_later:  # who is refused once he is there is there
            self._answer = answer
        self._id = told.get("id", self._id)

    @property
    def entry(self) -> Entry:
        is_open = self._open and self._answer not in _UNTOLD
        certainty = Certainty.NO_ANSWER if self._lost else Certainty.SENT if is_open else Certainty.ANSWERED
        if self._answer.startswith(("ok", *ENDED)):
            certainty = Certainty.ANSWERED
        answer = self._answer if certainty is Certainty.ANSWERED else ""
        return replace(self._first, certainty=certainty, answer=answer, id=self._id)


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(
        run_id=str(told["run_id"]),
        target=str(told.get("target", "")),
        operation=str(told["operation"]),
        source=str(told.get("source", "")),
        account=str(told.get("account", "")),
        identifiers=tuple((str(each["type"]), str(each["value"])) for each in told["identifiers"]),
    )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By target, source account, operation and certainty."""
    certainties = list(Certainty)
    return sorted(
        entries, key=lambda e: (e.target, e.source, e.account, e.operation, certainties.index(e.certainty), e.run_id)
    )


def as_table(entries: Sequence[Entry]) -> Iterator[str]:
    """Lines for a person, each safe to print: somebody each, and how many there are of each certainty."""
    heads = ("run", "source", "operation", "certainty", "answer", "id")
    rows = [
        (e.run_id, "/".join(filter(None, (e.source, e.account))) or "-", e.operation, e.certainty, e.answer, e.id or "")
        for e in entries
    ]
    cells = [tuple(cut(escaped(str(cell)), 40) for cell in row) for row in (heads, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(heads))]
    named = ["identifiers", *(", ".join(f"{type_} {value}" for type_, value in e.identifiers) for e in entries)]
    for number, (row, who) in enumerate(zip(cells, named, strict=True)):
        if number and (number == 1 or entries[number - 1].target != entries[number - 2].target):
            yield f"on {escaped(entries[number - 1].target) or 'a target that is not named'}:"
        told = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"  {told}  {cut(escaped(who), _IDENTIFIERS_CHARACTERS_MAX)}"
    yield summary(entries)


def summary(entries: Sequence[Entry]) -> str:
    """How many there are of each certainty, in a line."""
    counts = Counter(entry.certainty for entry in entries)
    told = ", ".join(f"{counts[certainty]:,} {certainty}" for certainty in Certainty)
    gone = sum(not entry.may_exist for entry in entries)
    return f"{counted(len(entries), 'write')} with somebody's name: {told}; {gone:,} were refused, or are not there"


def as_csv(entries: Sequence[Entry]) -> Iterator[str]:
    """A head and a line for each, for a spreadsheet; identifiers as `type=value`, with blanks between them."""
    file = io.StringIO()
    names = [field.name for field in fields(Entry)]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*names, "may_exist"])
    for entry in entries:
        told = asdict(entry) | {"identifiers": " ".join(f"{type_}={value}" for type_, value in entry.identifiers)}
        writer.writerow([*(told[name] for name in names), str(entry.may_exist).lower()])
    yield file.getvalue().removesuffix("\n")


def as_json(entries: Sequence[Entry]) -> Iterator[str]:
    """One list of objects."""
    told = [
        asdict(entry)
        | {"identifiers": [{"type": type_, "value": value} for type_, value in entry.identifiers]}
        | {"may_exist": entry.may_exist}
        for entry in entries
    ]
    yield json.dumps(told, indent=1, allow_nan=False)


FORMS: Mapping[str, Callable[[Sequence[Entry]], Iterator[str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
