"""Changes the law in thousands of small ways and counts those that the hand-made histories notice."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
import yaml

import contracts

from .changes import Change, changes
from .trial import Trial

ROOT = Path(__file__).resolve().parents[2]
_OF_KNOWLEDGE = ("knowledge", "classification", "learning", "learning_from_reads", "storing", "identity_spaces")
HISTORIES = ("rules", *(f"evidence/test_{what}.py" for what in _OF_KNOWLEDGE))
FOUNDATIONS = ("knowledge", "memory", "overlapping", "seen")
"""Modules of the evidence that are changed with the law."""
EQUIVALENTS = Path(__file__).with_name("equivalents.yaml")
GOAL = 90.0
"""Per cent of the changes that make a difference."""


def modules() -> dict[str, Path]:
    """The modules that are changed: the law, and the knowledge that it stands on."""
    package = Path(contracts.__file__).parent
    found = [*sorted((package / "rules").rglob("*.py")), *(package / "evidence" / f"{name}.py" for name in FOUNDATIONS)]
    names = {path: ".".join(("contracts", *path.relative_to(package).with_suffix("").parts)) for path in found}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def _changes_of(module: str) -> list[Change]:
    return changes(module, modules()[module].read_text(encoding="utf-8"))


def _all_changes(names: Sequence[str], jobs: int) -> list[Change]:
    with ProcessPoolExecutor(jobs) as pool:
        return [change for found in pool.map(_changes_of, names) for change in found]


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """The reviewed changes that make no difference, and why."""
    listed = yaml.safe_load(EQUIVALENTS.read_text(encoding="utf-8")) or []
    return {(e["module"], e["function"], e["was"], e["now"]): e["why"] for e in listed}


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _score(changed: Iterable[Change], survivors: Iterable[Change], alike: Iterable[Change]) -> float:
    tried, survived, same = (Counter(c.module for c in group) for group in (changed, survivors, alike))
    _say(f"\n{'module':<34}{'changes':>8}{'alike':>7}{'noticed':>9}{'score':>9}\n")
    rows = {**{name: (tried[name], same[name], survived[name]) for name in tried}}
    rows["all"] = (tried.total(), same.total(), survived.total())
    score = 0.0
    for name, (count, equal, missed) in rows.items():
        score = 100 * (count - equal - missed) / max(count - equal, 1)
        _say(f"{name:<34}{count:>8}{equal:>7}{count - equal - missed:>9}{score:>8.1f}%\n")
    return score


def main() -> int:
    """Print the score, and every survivor that is not known to be equivalent; 1 below the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="try N of the changes only, always the same")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many are tried at once")
    parser.add_argument("modules", nargs="*", help="names such as rules.counts; all without")
    options = parser.parse_args()
    chosen = [f"contracts.{name}" for name in options.modules] or list(modules())
    changed = _all_changes(chosen, options.jobs)
    if options.sample is not None and options.sample < len(changed):
        changed = random.Random(0).sample(changed, options.sample)
    trial = Trial(changed, options.jobs, _say)
    paths = [str(ROOT / "tests" / "unit" / name) for name in HISTORIES]
    quiet = ["-o", "addopts=", "-p", "no:terminal", "-p", "no:cacheprovider", "--assert=plain", "--rootdir", str(ROOT)]
    ended = pytest.main([*quiet, *paths], plugins=[trial])
    if trial.unsound or ended != pytest.ExitCode.OK:
        _say(f"{trial.unsound} histories fail without any change, or trials broke down: nothing can be said\n")
        return 3
    listed = equivalents()
    alike = [change for change in trial.survivors if change.place in listed]
    missed = [change for change in trial.survivors if change.place not in listed]
    for change in sorted(missed, key=lambda c: (c.module, c.lines.start)):
        _say(f"{change.module}:{change.lines.start} {change.function or change.name}\n")
        _say(f"  - {change.was}\n  + {change.now}\n")
    score = _score(changed, missed, alike)
    _say(f"of the noticed, {trial.unloadable} cannot even be loaded\n")
    places = {change.place for change in alike}
    stale = [place for place in listed if place[0] in chosen and place not in places and options.sample is None]
    for place in stale:
        _say(f"listed as equivalent, but noticed or gone: {' | '.join(place)}\n")
    return 1 if stale or score < GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
