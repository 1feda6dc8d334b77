"""Makes a change in the running interpreter, which a child process then throws away.

Functions keep their identity and get other code, so that whoever has imported one has the
change, too. Where a constant or a declaration is changed, its module is run again, and what
others have imported from it is replaced.
"""

from __future__ import annotations

import functools
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

import contracts.rules as law_module
from contracts.rules import grounds, shown
from contracts.rules import judge as judge_module
from contracts.rules.readings import observed, observing

from .changes import Change

OBSERVING = frozenset(
    {observed.__name__, observing.__name__, *(one.show.__module__ for one in observing.OBSERVERS.values())}
)
"""Modules whose changes show in what the judge observes."""
LAW = (*map(law_module.module_of, law_module.FAMILIES), grounds.__name__, shown.__name__)
"""Modules of which it can be told which rules use what."""


def enact(change: Change) -> None:
    """Make the change; raises what the changed module raises."""
    module = sys.modules[change.module]
    code = compile(change.source, str(module.__file__), "exec")
    for cached in (law_module.law, judge_module._index_of_the_law):
        cached.cache_clear()
    if not change.at_import:
        target = _function(module, change.function)
        target.__code__ = _code(code, change.function)
    else:
        _run_again(module, code)


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType):
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, functools.cached_property):
            found = found.func
        else:  # a static method, or one that functools.cache wraps
            found = found.__wrapped__
    return found


def _code(code: CodeType, name: str) -> CodeType:
    for part in name.split("."):
        code = next(const for const in code.co_consts if isinstance(const, CodeType) and const.co_name == part)
    return code


def _run_again(module: ModuleType, code: CodeType) -> None:
    old = dict(vars(module))
    for id_ in [id_ for id_, rule in law_module._LAW.items() if rule.judge.__module__ == module.__name__]:
        del law_module._LAW[id_]
    exec(code, vars(module))
    for name, value in old.items():
        if isinstance(value, type) and value.__module__ == module.__name__:
            setattr(module, name, value)  # classes stay who they are: nothing of them has changed
    for other in [m for m in sys.modules.values() if getattr(m, "__name__", "").startswith("contracts.")]:
        for name, value in list(vars(other).items()):
            if other is not module and name in old and value is old[name]:
                setattr(other, name, getattr(module, name))


def affected(change: Change) -> frozenset[str] | None:
    """Ids of the rules that use, directly or not, what is changed; None where it may be all."""
    if change.module in OBSERVING:
        return frozenset(id_ for id_, rule in law_module.law().items() if rule.judge.__module__ == observed.__name__)
    if change.module not in LAW or not change.name:
        return None
    return _users(change.module, change.name)


@functools.cache
def _users(changed_module: str, name: str) -> frozenset[str] | None:
    uses = _uses()
    found = set()
    for id_, rule in law_module.law().items():
        known = {rule.judge.__name__} if rule.judge.__module__ == changed_module else set()
        news = _names(rule.judge.__code__)
        while news:
            known |= news
            news = frozenset().union(*(uses.get(new, frozenset()) for new in news)) - known
        if name in known:
            found.add(id_)
    return frozenset(found) or None  # it is found through a table


@functools.cache
def _uses() -> dict[str, frozenset[str]]:
    """Name of a function of any family -> the names that it uses; what several share is used by all."""
    uses: dict[str, frozenset[str]] = {}
    for module in LAW:
        for name, value in vars(sys.modules[module]).items():
            for function in _functions(value):
                uses[name] = uses.get(name, frozenset()) | _names(function.__code__) | {function.__name__}
    return uses


def _functions(value: object) -> list[FunctionType]:
    """A function, or those of a table."""
    entries = value.values() if isinstance(value, dict) else [value]
    return [entry for entry in entries if isinstance(entry, FunctionType)]


def _names(code: CodeType) -> frozenset[str]:
    inner = [_names(const) for const in code.co_consts if isinstance(const, CodeType)]
    return frozenset(code.co_names).union(*inner)
