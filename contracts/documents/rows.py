"""Rows of a YAML table as frozen values: each with its line, and what is wrong with one in a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.documents import libyaml
from contracts.engine.errors import UsageError

Raw = Mapping[str, Any]


class Fixed(BaseModel):
    """A part of a row: no member beside those of the table, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TableRow(Fixed):
    """A row, which knows where it stands."""

    line: int
    """Where it stands in its text."""


T = TypeVar("T", bound=TableRow)


def read(text: str, name: str, row: type[T], spread: Callable[[Raw], Iterable[Raw]], title: str) -> list[T]:
    """The rows of a text, in its order; raises UsageError with one line for each problem.

    `spread` makes of what is written once the rows that it stands for; `title` is the member by which a problem names
    its row.
    """
    found: list[T] = []
    problems: dict[str, None] = {}
    for line, written in _entries(text, name):
        for raw in spread(written):
            try:
                found.append(row.model_validate({**raw, "line": line}))
            except ValidationError as error:
                told = _told(error, raw.get(title, "a row"))
                problems |= dict.fromkeys(f"{name}:{line}: {each}" for each in told)
    if problems:
        raise UsageError("\n".join(problems))
    return found


def one_or_several(value: Any) -> Sequence[Any]:
    """A list as it is, anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def _entries(text: str, name: str) -> Iterator[tuple[int, Raw]]:
    try:
        node, entries = libyaml.tree(text)
    except yaml.YAMLError as error:
        raise UsageError(f"{name} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(node, yaml.SequenceNode):
        raise UsageError(f"{name} should be a list of rows")
    for place, entry in zip(node.value, entries, strict=True):
        line = place.start_mark.line + 1
        if not isinstance(entry, dict):
            raise UsageError(f"{name}:{line}: got {entry!r}, should be a row of members")
        yield line, entry


def _told(error: ValidationError, title: Any) -> Iterator[str]:
    for each in error.errors():
        where = "".join(f"{part}: " for part in each["loc"])
        yield f"{title}: {where}{each['msg'].removeprefix('Value error, ')}"
