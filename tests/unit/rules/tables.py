"""All histories: the tables of the test files that stand beside the modules of rules."""

from __future__ import annotations

import importlib

from histories import History

from contracts.rules import law


def tables() -> list[History]:
    """The histories of the whole law, module by module."""
    modules = dict.fromkeys(rule.judge.__module__ for rule in law().values())
    return [history for module in modules for history in importlib.import_module(tester_of(module)).HISTORIES]


def tester_of(module: str) -> str:
    """The module that tests a module of rules: `rules.readings.test_observed` for that of `observed`."""
    *folders, name = module.removeprefix("contracts.rules.").split(".")
    return ".".join((__package__, *folders, f"test_{name}"))
