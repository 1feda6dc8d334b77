"""A campaign as values that add up: shards and the results of targets, of one folder or of many. Pure.

Adding up is the union of sets: in any order, in any grouping and again it comes to the same. What is missing, cut or
doubled is no member of a value: it follows from what the sets hold.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

from contracts.engine.verdict import Exit, exit_code

Cause = tuple[str, str, str]
"""Rule, operation and place of a finding: its key without the scenario, which is a matter of depth."""


@dataclass(frozen=True, order=True)
class Planned:
    """A target as the campaign names it."""

    name: str
    shard: int
    base_url: str = ""
    profile: str = ""
    depth: str = ""
    tags: tuple[str, ...] = ()
    limit: str = ""
    """Name of the limit that it shares; empty where it shares none."""


@dataclass(frozen=True, order=True)
class CampaignPlan:
    """What a campaign is to ask, all shards together; the paths of profiles may differ from machine to machine."""

    campaign: str
    sha256: str
    """Of the list of targets."""
    shards: int
    targets: tuple[Planned, ...]

    @property
    def told(self) -> str:
        """The campaign with its plan, in a few words."""
        return f"{self.campaign}, plan {self.sha256[:12]}, of {self.shards}"


@dataclass(frozen=True, order=True)
class Shard:
    """A part of a plan that was begun."""

    campaign: str
    sha256: str
    place: int
    of: int
    run_id: str

    @property
    def told(self) -> str:
        """As the option says it."""
        return f"{self.place}/{self.of}"


@dataclass(frozen=True, order=True)
class BrokenThere:
    """A finding of one target, once for each scenario that showed it."""

    rule: str
    operation: str
    scenario: str
    where: str
    count: int = 1
    is_remark: bool = False
    waived: str = ""
    number: int = 0
    """That of the finding in its own run."""
    since: str = ""

    @property
    def cause(self) -> Cause:
        """By what it is one with those of other targets."""
        return (self.rule, self.operation, self.where)

    @property
    def decides(self) -> bool:
        """Whether it fails the run."""
        return not self.is_remark and not self.waived


@dataclass(frozen=True, order=True)
class TargetResult:
    """What the run of one target left."""

    name: str
    exit: int
    """As the process ended and as its events say, together."""
    why: str = ""
    started: str = ""
    ended: str = ""
    """Both ISO 8601, UTC; empty where the run told none."""
    requests: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    run_id: str = ""
    depth: str = ""
    sha256: str = ""
    """Of the records that it was read from: two runs of a target differ by it."""
    lacks: str = ""
    """Why it proves nothing: what of its records is missing or cut; empty where they are whole."""
    latency_ms: tuple[int, int] = (0, 0)
    """Median and 95th percentile; zeros where nothing was answered."""
    broken: tuple[BrokenThere, ...] = ()
    promises: tuple[tuple[str, str, str, int], ...] = ()
    """Anchor, family, verdict by its name, how often exercised."""
    exercised: tuple[tuple[str, int], ...] = ()
    """Rule, and how often."""
    readings: tuple[tuple[str, str], ...] = ()
    spec_sha256: str = ""
    variables: tuple[str, ...] = ()
    """Names of the environment variables that held the credentials of the run."""


@dataclass(frozen=True)
class Campaign:
    """Everything that some folders hold."""

    plans: frozenset[CampaignPlan] = frozenset()
    shards: frozenset[Shard] = frozenset()
    results: frozenset[TargetResult] = frozenset()
    doubled: frozenset[tuple[int, int]] = frozenset()
    """Place and number of shards that two folders hold, though each may say the same."""
    troubles: frozenset[str] = frozenset()
    """A line for each folder, or part of one, that cannot be read."""

    @property
    def name(self) -> str:
        """That of the campaign; of several, all."""
        return " and ".join(sorted({plan.campaign for plan in self.plans})) or "nothing"

    @property
    def targets(self) -> Mapping[str, Planned]:
        """All targets of the plan, also of shards that are not here, by name."""
        return {target.name: target for plan in sorted(self.plans) for target in plan.targets}


@dataclass(frozen=True)
class Concluded:
    """A target of the campaign with what is known of it."""

    target: Planned
    result: TargetResult | None
    """None where there is none, or more than one."""
    exit: Exit
    why: str = ""
    """Why there is no verdict; empty where there is one."""

    @property
    def name(self) -> str:
        """That of the target."""
        return self.target.name


@dataclass(frozen=True)
class Conclusion:
    """What a campaign comes to."""

    exit: Exit
    targets: tuple[Concluded, ...]
    """By name."""
    missing: tuple[str, ...] = field(default=())
    """A line for each shard, target or folder that is missing, cut or doubled: each is no verdict."""


def merged(campaigns: Iterable[Campaign]) -> Campaign:
    """The union of some: associative, commutative and idempotent."""
    return reduce(_union, campaigns, Campaign())


def _union(a: Campaign, b: Campaign) -> Campaign:
    return Campaign(
        a.plans | b.plans, a.shards | b.shards, a.results | b.results, a.doubled | b.doubled, a.troubles | b.troubles
    )


def conclude(campaign: Campaign) -> Conclusion:
    """What is known of each target, what is missing, and the one exit code."""
    doubled = dict(_doubled(campaign))
    targets = [_concluded(target, campaign, doubled) for _, target in sorted(campaign.targets.items())]
    missing = [*_of_folders(campaign), *_missing(campaign), *doubled.values()]
    missing += [f"target {each.name}: {each.why}" for each in targets if each.why]
    held = {each.exit for each in targets} | ({Exit.NO_VERDICT} if missing else set())
    held |= set() if targets else {Exit.NOTHING}
    return Conclusion(exit_code(held), tuple(targets), tuple(missing))


def _concluded(target: Planned, campaign: Campaign, doubled: Container[int]) -> Concluded:
    found = sorted(result for result in campaign.results if result.name == target.name)
    if not found:
        present = any(shard.place == target.shard for shard in campaign.shards)
        why = "its run left no outcome" if present else f"its shard {target.shard} is missing"
        return Concluded(target, None, Exit.NO_VERDICT, f"no verdict: {why}")
    if len(found) > 1:
        held = exit_code({*(Exit(result.exit) for result in found), Exit.NO_VERDICT})
        return Concluded(target, None, held, f"no verdict: doubled, {len(found)} runs of it are here")
    result = found[0]
    lacks = result.lacks or ("its shard is doubled" if target.shard in doubled else "")
    if lacks and result.why not in (lacks, ""):
        lacks = f"{result.why}; {lacks}"
    if lacks:
        return Concluded(target, result, exit_code((Exit(result.exit), Exit.NO_VERDICT)), f"no verdict: {lacks}")
    return Concluded(target, result, Exit(result.exit))


def _of_folders(campaign: Campaign) -> Iterator[str]:
    yield from sorted(campaign.troubles)
    if len({(plan.campaign, plan.sha256, plan.shards) for plan in campaign.plans}) > 1:
        told = "; ".join(sorted({plan.told for plan in campaign.plans}))
        yield f"these are not the shards of one campaign: {told}"
    if not campaign.plans:
        yield "no shard of a campaign is here"


def _missing(campaign: Campaign) -> Iterator[str]:
    here = {(shard.place, shard.of) for shard in campaign.shards}
    for of in sorted({plan.shards for plan in campaign.plans}):
        yield from (f"shard {place}/{of} is missing" for place in range(1, of + 1) if (place, of) not in here)


def _doubled(campaign: Campaign) -> Iterator[tuple[int, str]]:
    """The place of each shard of which more than one run is here, or more than one folder, and a line about it."""
    runs: dict[tuple[int, int], set[str]] = {}
    for shard in campaign.shards:
        runs.setdefault((shard.place, shard.of), set()).add(shard.run_id)
    for (place, of), run_ids in sorted(runs.items()):
        if len(run_ids) > 1:
            yield place, f"shard {place}/{of} is doubled: runs {', '.join(sorted(run_ids))}"
        elif (place, of) in campaign.doubled:
            yield place, f"shard {place}/{of} is doubled: more than one folder holds it"
