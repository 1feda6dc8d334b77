"""Which findings of a run seem to have one cause, so that a reader meets a bug once. Pure.

It is a matter of showing: each finding keeps its number, its key and its place in every count, and is told beneath
the first of its bundle. Where in doubt findings stand apart: whoever reads two that are one loses a minute, whoever
never reads one loses the bug.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.engine.verdict import Finding
from contracts.reporting.summary import Told

COMPARED_MAX = 200
"""So many findings are compared with each other; further ones stand by themselves."""

StoryOf = Callable[[Finding], Sequence[Told]]
"""The exchanges of a finding in their order, the breaking one last; empty where they are not at hand."""


@dataclass(frozen=True)
class Bundle:
    """Findings that seem to have one cause: the first, and what was seen besides."""

    first: Finding
    also: tuple[Finding, ...] = ()


def bundled(findings: Sequence[Finding], story_of: StoryOf) -> list[Bundle]:
    """The findings in bundles, both in their order.

    Two are of one cause where one rule was broken at one place, over several operations; where one exchange showed
    both, at one place of it or otherwise; or where the story of the later one hangs on the exchange that showed the
    earlier one. At another place or by its story a finding is only added to what accompanied it in half of its
    scenarios or more, and where the first was not seen more often: what is seen where the other is not has a cause of
    its own. What is accepted - a remark, a waived finding - never stands for what is not.
    """
    groups = [_alone(place, each, story_of) for place, each in enumerate(findings)]
    compared, rest = groups[:COMPARED_MAX], groups[COMPARED_MAX:]
    _merge(compared, _is_at_one_place, _Group.add)
    while _merge(compared, _goes_with):
        pass
    return [Bundle(first, tuple(also)) for first, *also in (group.in_order for group in (*compared, *rest))]


_Exchange = tuple[str, int]
"""Test and index: histories of several targets have the same indices."""


@dataclass
class _Group:
    findings: dict[int, Finding]
    """By their places."""
    places: set[tuple[str | _Exchange, str]]
    """Where something was amiss: rule or exchange, and place."""
    scenarios: set[str]
    shown_in: set[_Exchange]
    hung_on: set[_Exchange]
    """Those that showed it, and those before them about the same people."""

    @property
    def seen(self) -> int:
        """How often the first of them was seen."""
        return self.in_order[0].count

    @property
    def in_order(self) -> list[Finding]:
        return [self.findings[place] for place in sorted(self.findings)]

    def add(self, other: _Group) -> None:
        """Take what was broken at the same place: it is told with the first, and leads to nothing else."""
        self.findings |= other.findings
        self.places |= other.places
        self.scenarios |= other.scenarios

    def take(self, other: _Group) -> None:
        self.findings |= other.findings
        self.places |= other.places
        self.scenarios |= other.scenarios
        self.shown_in |= other.shown_in
        self.hung_on |= other.hung_on


def _alone(place: int, finding: Finding, story_of: StoryOf) -> _Group:
    keys = finding.keys
    shown = (finding.test, finding.exchange)
    return _Group(
        findings={place: finding},
        places={(each, key.where) for key in keys for each in (key.rule, shown)},
        scenarios={key.scenario for key in keys},
        shown_in={shown},
        hung_on={shown, *((finding.test, told.index) for told in story_of(finding))},
    )


def _merge(
    groups: list[_Group],
    is_one: Callable[[_Group, _Group], bool],
    unite: Callable[[_Group, _Group], None] = _Group.take,
) -> bool:
    """Add each group to the first before it of which that holds; whether any was."""
    kept: list[_Group] = []
    for group in groups:
        of = next((each for each in kept if _are_alike(each, group) and is_one(each, group)), None)
        if of:
            unite(of, group)
        else:
            kept.append(group)
    merged = len(kept) < len(groups)
    groups[:] = kept
    return merged


def _are_alike(group: _Group, other: _Group) -> bool:
    """Whether both are about the target, and accepted in the same way."""
    one, two = (next(iter(each.findings.values())) for each in (group, other))
    return min(one.exchange, two.exchange) >= 0 and (one.remark, one.waived) == (two.remark, two.waived)


def _is_at_one_place(group: _Group, other: _Group) -> bool:
    return not other.places.isdisjoint(group.places)


def _goes_with(group: _Group, other: _Group) -> bool:
    accompanies = 2 * len(other.scenarios & group.scenarios) >= len(other.scenarios)
    return accompanies and group.seen <= other.seen and not other.hung_on.isdisjoint(group.shown_in)
