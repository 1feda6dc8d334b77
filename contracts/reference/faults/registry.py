"""The catalogue of faults, and the decorator that enters one into it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.engine.docstrings import docstring
from contracts.engine.errors import UsageError
from contracts.reference.behaviour import Behaviour

Deviation = Callable[[Behaviour], Behaviour]
NEEDS: Mapping[str, str] = {
    "": "requests one by one",
    "overlap": "requests at the same moment",
    "volume": "more people or requests than a gate has",
}
"""What it may take to see a fault from outside."""


@dataclass(frozen=True)
class Fault:
    """One deviation: id and family in kebab case, the rule to speak first, the crime."""

    id: str
    family: str
    breaks: str
    """The promise that it breaks; empty where it is the one that the rule named first checks."""
    first: str
    """Id of the rule that must speak first."""
    crime: str
    """How a real system would come to do it."""
    apply: Deviation
    """Makes the spoilt behaviour; a fault's own memory, if any, begins here."""
    needs: str = ""
    """What it takes to see it: a key of NEEDS."""


_CATALOGUE: dict[str, Fault] = {}


def fault(
    first: str,
    *,
    id: str = "",  # noqa: A002 - its name everywhere
    breaks: str = "",
    needs: str = "",
) -> Callable[[Deviation], Fault]:
    """Register a fault by the rule that must speak first; the docstring of the function is its crime.

    Its id is the name of the function; `id` is for one that differs. Its family is the name of
    the module, or its FAMILY, with which the name of a second module of a family begins.
    ValueError for an id that says nothing new or is taken, and for needs that there are not.
    """

    def register(apply: Deviation) -> Fault:
        derived = apply.__name__.replace("_", "-")
        if id == derived:
            raise ValueError(f"fault: id={id!r} says again what follows from its place: leave it out")
        id_ = id or derived
        family = apply.__globals__.get("FAMILY") or apply.__module__.rpartition(".")[2].replace("_", "-")
        if needs not in NEEDS:
            raise ValueError(f"fault {id_!r} needs {needs!r}, should be one of {', '.join(filter(None, NEEDS))}")
        if id_ in _CATALOGUE:
            raise ValueError(f"fault {id_!r} is registered twice")
        crime = docstring(apply)
        if not crime:
            raise ValueError(f"fault {id_!r} has no docstring: it is the crime")
        _CATALOGUE[id_] = Fault(id_, family, breaks, first, crime, apply, needs)
        return _CATALOGUE[id_]

    return register


def catalogue() -> Mapping[str, Fault]:
    """Every fault by its id, in the order of the modules."""
    return MappingProxyType(_CATALOGUE)


def named(id: str) -> Fault:  # noqa: A002
    """The fault of that id; UsageError naming the nearest where there is none."""
    if id in _CATALOGUE:
        return _CATALOGUE[id]
    near = difflib.get_close_matches(id, _CATALOGUE, n=1, cutoff=0.0)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    raise UsageError(f"there is no fault {id!r}{hint}")
