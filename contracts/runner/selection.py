"""What a run takes of what pytest collected: by depth, by operation, and by the names that reports print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from contracts.documents.depths import DEPTHS
from contracts.engine.errors import nearest
from contracts.runner import options
from contracts.runner.tests import contract_of, identity_of
from contracts.stories.declaring import Scenario

COLLECTED = pytest.StashKey[dict[str, str]]()
"""Ids of all scenarios that were collected, with and without their parameters, each with its depth."""


LEFT_OUT = pytest.StashKey[dict[str, str]]()
"""Promise -> why the scenario that is about it first of all does not run."""


def note(test: pytest.Item) -> None:
    """Remember that a scenario was collected, whoever deselects it later."""
    contract = contract_of(test)
    if contract is not None:
        known = test.config.stash.setdefault(COLLECTED, {})
        known.update({contract.id: contract.depth, identity_of(test): contract.depth})


def check(config: pytest.Config) -> None:
    """Raise pytest.UsageError as `split` does where another option has left out every scenario there is."""
    if COLLECTED in config.stash:
        _named(config)


def split(config: pytest.Config, tests: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What runs, and what is left out; tests without a contract run.

    Raises pytest.UsageError for a scenario, a family or an operation that there is not, and for a scenario or a
    family that is deeper than the depth.
    """
    depth = DEPTHS.index(config.getoption("depth"))
    operations = options.operations(config)
    scenarios, families = _named(config)
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for test in tests:
        contract = contract_of(test)
        runs = contract is None or (
            DEPTHS.index(contract.depth) <= depth
            and (not operations or contract.operation in operations)
            and (not (scenarios or families) or _is_named(test, contract, scenarios, families))
        )
        (kept if runs else left_out).append(test)
        if contract is not None and not runs:
            deeper = DEPTHS.index(contract.depth) > depth
            why = f"{contract.id} runs at depth {contract.depth}" if deeper else f"{contract.id} was not asked for"
            config.stash.setdefault(LEFT_OUT, {}).setdefault(contract.promise, why)
    return kept, left_out


def _is_named(test: pytest.Item, contract: Scenario, scenarios: set[str], families: set[str]) -> bool:
    return contract.family in families or not scenarios.isdisjoint((contract.id, identity_of(test)))


def _named(config: pytest.Config) -> tuple[set[str], set[str]]:
    """The scenarios and the families that the command line names."""
    known = config.stash.get(COLLECTED, {})
    shallow_last = sorted(known, key=lambda id_: DEPTHS.index(known[id_]), reverse=True)
    families = {id_.partition("/")[0]: known[id_] for id_ in shallow_last}
    depth = config.getoption("depth")
    return (
        _known("--scenario", config.getoption("scenario"), known, depth),
        _known("--family", config.getoption("family"), families, depth),
    )


def _known(option: str, names: Sequence[str], least: Mapping[str, str], depth: str) -> set[str]:
    """The names, each of something that runs at that depth; `least` has the least depth of all that there is."""
    for name in names:
        if name not in least:
            hint = nearest(name, least) or "no scenario was collected here"
            raise pytest.UsageError(f"{option}: got {name!r}, and nothing collected is called so; {hint}")
        if DEPTHS.index(least[name]) > DEPTHS.index(depth):
            raise pytest.UsageError(f"{option}: {name} does not run at depth {depth}: add --depth {least[name]}")
    return set(names)
