"""What is wrong with a value that a person wrote, in that person's words: what was got, and what would do."""

from __future__ import annotations

import datetime
import difflib
import math
import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from contracts.documents.yamltext import Path, Problem, Spot, Written, dotted, read_as

_DIGITS = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_SHOWN_CHARS = 60
_SAMPLES = {str: "one, two", int: "1, 2"}


def complaints(error: ValidationError, written: Written, model: type[BaseModel]) -> Iterator[tuple[Path, Problem]]:
    """What pydantic has against a text, each with the path of what it is about.

    What would do is the description of a field, or follows from its type; a model that may
    stand in a sample says by `AS_IN` how it is written. A field with `repr=False` is not quoted.
    """
    for each in error.errors():
        path = _path(each["loc"], written.spots, is_missing=each["type"] == "missing")
        line = next(written.spots[path[:end]].line for end in range(len(path), -1, -1) if path[:end] in written.spots)
        yield path, Problem(line, _told(path, dict(each), written, model))


def odd_numbers(written: Written) -> Iterator[tuple[Path, Problem]]:
    """Numbers that YAML reads otherwise than people do: 0100 is 64, 1:20 is 80, 1_000 is a thousand."""
    for path, value in written.leaves():
        spot = written.spots[path]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if is_number and not _DIGITS.fullmatch(spot.text or ""):
            told = f"got {spot.text}, which YAML reads as {read_as(value)}: write {_number(value)} if that is meant"
            yield path, Problem(spot.line, f"{dotted(path)}: {told}")


def _path(loc: tuple[str | int, ...], spots: Mapping[Path, Spot], is_missing: bool) -> Path:
    """The keys and indices of a spot, without the words by which pydantic tells the members of a union apart."""
    path: Path = ()
    for part in loc:
        if (*path, part) in spots or (is_missing and part == loc[-1]):
            path = (*path, part)
    return path


def _told(path: Path, error: Mapping[str, Any], written: Written, model: type[BaseModel]) -> str:
    name, value = dotted(path), error["input"]
    if error["type"] == "extra_forbidden":
        home = _home(str(path[-1]), model)
        if home and home not in path:
            return f"unknown key {name!r}; it belongs below {home!r}"
        _, owner = _type_at(model, path[:-1])
        near = difflib.get_close_matches(str(path[-1]), list(owner.model_fields), n=1, cutoff=0.0)
        return f"unknown key {name!r}; the nearest valid key is {near[0]!r}"
    declared, annotation = _type_at(model, path)
    wanted = _wanted(path, declared, annotation)
    if error["type"] == "value_error":
        wanted = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{name}: got nothing, should be {wanted}"
    if declared is not None and not declared.repr:
        return f"{name}: got a value that is not shown here, should be {wanted}"
    spot = written.spots[path]
    return f"{name}: got {_got(spot, value)}, should be {wanted}{_spelling(spot, value, annotation)}"


def _home(name: str, model: type[BaseModel]) -> str:
    """The member of a model that has members of that name; empty where none has, or the model itself."""
    parts = {part: getattr(_bare(field.annotation), "model_fields", {}) for part, field in model.model_fields.items()}
    return "" if name in parts else next((part for part, fields in parts.items() if name in fields), "")


def _type_at(model: type[BaseModel], path: Path) -> tuple[FieldInfo | None, Any]:
    """The field at a path, where it is one of a model, and its type."""
    declared, annotation = None, _bare(model)
    for part in path:
        declared = getattr(annotation, "model_fields", {}).get(part)
        inner = {tuple: 0, dict: 1}.get(get_origin(annotation))
        if declared is not None:
            annotation = _bare(declared.annotation)
        else:
            annotation = object if inner is None else _bare(get_args(annotation)[inner])
    return declared, annotation


def _bare(annotation: Any) -> Any:
    """A type without what is said beside it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


def _got(spot: Spot, value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    text = spot.text or ""
    shown = text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 3] + "..."
    if isinstance(value, str):
        return repr(shown)
    means = read_as(value)
    return shown if means in (shown, f"the number {shown}") else f"{shown}, which YAML reads as {means}"


def _spelling(spot: Spot, value: Any, annotation: Any) -> str:
    """How what was meant is written, where it is only written otherwise."""
    if annotation is str and isinstance(value, (bool, int, float, datetime.date)):
        return f': write it in quotes, "{spot.text}"'
    if annotation in (int, float) and isinstance(value, (str, float)) and (number := _meant(spot.text or "")):
        return f": write {number}" + (" without quotes" if spot.quoted else "")
    if annotation in (bool, datetime.date) and spot.quoted and re.fullmatch("[A-Za-z0-9-]+", spot.text or "", re.ASCII):
        return f": write it without quotes, {spot.text}"
    return ""


def _meant(text: str) -> str:
    """The number that a text writes in another form, in digits; empty where it is none."""
    try:
        number = float(text.replace("_", ""))
    except ValueError:
        return ""
    return _number(number) if math.isfinite(number) else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _wanted(path: Path, declared: FieldInfo | None, annotation: Any) -> str:
    if declared is not None and declared.description:
        return declared.description
    if annotation is bool:
        return "true, false or unknown" if declared is not None and declared.default is None else "true or false"
    if annotation in (int, float):
        return ("a whole number" if annotation is int else "a number") + _range(declared)
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(map(str, get_args(annotation)))
    if annotation in (str, datetime.date):
        return "text" if annotation is str else "a date, as in 2030-01-31"
    kind = "a list" if get_origin(annotation) is tuple else "a mapping"
    name = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{kind}, as in {name}{_sample(annotation)}"


def _range(declared: FieldInfo | None) -> str:
    limits = {
        name: limit
        for each in (declared.metadata if declared is not None else ())
        for name in ("ge", "gt", "le")
        if (limit := getattr(each, name, None)) is not None
    }
    if "gt" in limits:
        return f" above {limits['gt']}"
    if "ge" not in limits:
        return ""
    return f" from {limits['ge']} to {limits['le']}" if "le" in limits else f", {limits['ge']} or more"


def _sample(annotation: Any) -> str:
    """A value of a type as it is written."""
    if get_origin(annotation) is tuple:
        inner = _bare(get_args(annotation)[0])
        some = ", ".join(map(str, get_args(inner)[:2])) if get_origin(inner) is Literal else _SAMPLES.get(inner)
        return f"[{some or _sample(inner)}]"
    return str(getattr(annotation, "AS_IN", "{name: text}"))
