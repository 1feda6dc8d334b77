"""YAML that a person wrote, as a model: what it says, or all that is wrong with it, each with its line.

What a model leaves open by None may be left out, be called unknown, or have nothing behind its colon.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from contracts.documents import yamltext
from contracts.documents.complaints import complaints, odd_numbers
from contracts.documents.yamltext import Path, Problem, Written, dotted
from contracts.engine.errors import UsageError


class Keyed(BaseModel):
    """A mapping of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, members: Any) -> Any:
        """Take a key with nothing behind its colon, and what may be unknown and is said to be, for left out."""
        if not isinstance(members, dict):
            return members
        fields = cls.model_fields
        unknown = {name for name, field in fields.items() if field.default is None and members.get(name) == "unknown"}
        return {k: v for k, v in members.items() if k not in unknown and (v is not None or k not in fields)}


KeyedT = TypeVar("KeyedT", bound=Keyed)


def read(
    model: type[KeyedT], text: str, origin: str, example: str, check: Callable[[KeyedT], Iterable[tuple[Path, str]]]
) -> KeyedT:
    """What a text says; raises UsageError naming every problem with its line.

    `example` is a line that would do; `check` knows what else is wrong: each with the path of what it is about.
    """
    try:
        written = yamltext.read(text)
    except yamltext.NotYaml as error:
        raise UsageError(f"{origin}:{error.problem.line}: {error.problem.told}") from None
    if written.value is None:
        return model()
    if not isinstance(written.value, dict):
        got = "a list" if isinstance(written.value, list) else "a single value"
        raise UsageError(f"{origin}:1: got {got}, should be keys with values, as in {example}")
    said, found = _validated(model, written)
    for path, told in check(said):
        spot = next(written.spots[path[:end]] for end in range(len(path), -1, -1) if path[:end] in written.spots)
        found.setdefault(path, []).append(Problem(spot.line, f"{dotted(path)}: {told}"))
    if found:
        problems = sorted({problem for problems in found.values() for problem in problems})
        raise UsageError("\n".join(f"{origin}:{problem.line}: {problem.told}" for problem in problems))
    return said


def _validated(model: type[KeyedT], written: Written) -> tuple[KeyedT, dict[Path, list[Problem]]]:
    """What a text says, without the members that are no good, and what is wrong with those."""
    found = {path: list(problems) for path, problems in written.problems.items()}
    told = set(found)
    good = copy.deepcopy(written.value)
    try:
        said = model.model_validate(good)
    except ValidationError as error:
        for path, problem in complaints(error, written, model):
            if path not in told:
                found.setdefault(path, []).append(problem)
            _drop(good, path)
        said = model.model_validate(good)
    for path, problem in odd_numbers(written):
        if not any(path[:end] in found for end in range(1, len(path) + 1)):
            found[path] = [problem]
    return said, found


def _drop(members: dict[str, Any], path: Path) -> None:
    """Take out what stands at a path; of a list with something wrong in it, all."""
    name = str(path[0])
    below = members.get(name)
    if isinstance(below, dict) and len(path) > 1:
        _drop(below, path[1:])
    else:
        members.pop(name, None)
