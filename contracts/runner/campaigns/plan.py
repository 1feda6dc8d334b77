"""The plan of a campaign: which targets, in which shard, behind which limit, and by which words each one's run begins.

Pure: what a file says, and what is said beside it, as values that workers and other machines read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import PurePath
from typing import Any

from contracts.documents.campaign import CREDENTIALS, CampaignSaid, TargetSaid
from contracts.documents.profile import CredentialNames, Profile
from contracts.engine.hosts import host_of, is_loopback, place_of
from contracts.engine.pace import SHARE
from contracts.engine.sharding import shard_of
from contracts.runner.asked import DEFAULT_RATE_PER_MINUTE

FORMAT = 1
_NO_GROUP = re.compile(r"[^A-Za-z0-9._:-]")
"""What pytest-xdist would read in the name of a group."""
_NO_SECRETS = ("username", "readonly_username", "oauth_key")
_PATHS = ("profile", "history", "corpus", "ca_bundle", "client_cert")


@dataclass(frozen=True)
class TargetRun:
    """One target as it is to be run."""

    name: str
    shard: int
    base_url: str | None
    profile: str | None
    depth: str
    tags: tuple[str, ...] = ()
    limit: str | None = None
    """The limit that it shares."""
    rate: float | None = None
    """That limit, in requests a minute."""
    part: float | None = None
    """What of it the shard may use; None: the run has its own."""
    corpus: str | None = None
    words: tuple[str, ...] = ()
    """The options of its run, but for its folder and its part of a limit."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variable that its run reads -> variable that holds the value here."""
    secrets: tuple[str, ...] = ()
    """Variables here whose values no file may hold."""

    @property
    def group(self) -> str:
        """Whose targets one worker runs, one after another: those behind one limit."""
        return _NO_GROUP.sub("-", f"limit:{self.limit}" if self.limit else self.name)


@dataclass(frozen=True)
class Roster:
    """All targets that were asked for, those of other shards too."""

    name: str
    targets: tuple[TargetRun, ...]
    shard: tuple[int, int]
    """Which one this is, and of how many."""
    run_id: str
    seed: int | None = None

    @property
    def mine(self) -> tuple[TargetRun, ...]:
        """The targets of this shard."""
        return tuple(target for target in self.targets if target.shard == self.shard[0])

    @property
    def sha256(self) -> str:
        """Of what is to be proved: equal in all shards of one campaign, however many there are."""
        told = [[each.name, each.base_url, each.depth, each.limit, list(each.words)] for each in self.targets]
        canonical = json.dumps(sorted(told), separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def told(self) -> Mapping[str, Any]:
        """What campaign.json holds."""
        kept = ("name", "shard", "base_url", "profile", "depth", "tags", "limit")
        targets = [{name: getattr(each, name) for name in kept} for each in self.targets]
        head = {"format": FORMAT, "campaign": self.name, "plan": self.sha256, "shard": list(self.shard)}
        return head | {"seed": self.seed, "run_id": self.run_id, "targets": targets}

    def written(self) -> str:
        """The plan as a worker is told it."""
        return json.dumps(asdict(self), allow_nan=False)

    @classmethod
    def read(cls, text: str) -> Roster:
        """The plan that was written."""
        form = json.loads(text)
        targets = tuple(
            TargetRun(**(each | {name: tuple(each[name]) for name in ("tags", "words", "secrets")}))
            for each in form["targets"]
        )
        return cls(**(form | {"targets": targets, "shard": tuple(form["shard"])}))


@dataclass(frozen=True)
class Beside:
    """What is said beside the file, and holds for all targets."""

    shard: tuple[int, int] = (1, 1)
    run_id: str = ""
    depth: str | None = None
    rate: float | None = None
    seed: int | None = None
    words: tuple[str, ...] = ()
    corpus: str | None = None
    variables: tuple[str, ...] = ()
    """Those that the words name: of added headers."""
    folder: PurePath = field(default_factory=PurePath)
    """From where the paths of the file lead."""


def chosen(said: CampaignSaid, names: Iterable[str], tags: Iterable[str]) -> list[str]:
    """The names of the targets that are asked for, in the order of the file; all where nothing is."""
    wanted, having = set(names), set(tags)
    every = not (wanted or having)
    return [name for name in said.targets if every or name in wanted or having.intersection(said.target(name).tags)]


def of(name: str, said: CampaignSaid, names: Sequence[str], profiles: Mapping[str, Profile], beside: Beside) -> Roster:
    """The plan for targets of these names; `profiles` has those of the targets that name one."""
    targets = {each: said.target(each) for each in names}
    known = {each: profiles.get(each, Profile()) for each in names}
    limits = _limits(targets, known)
    planned = [_planned(each, target, known[each], limits[each], beside) for each, target in targets.items()]
    rates = {each: _rate(target, known[each], beside) for each, target in targets.items()}
    parted = list(_parted(planned, rates, {} if beside.rate else said.limits))
    return Roster(name, tuple(parted), beside.shard, beside.run_id, beside.seed)


def _planned(name: str, target: TargetSaid, profile: Profile, limit: str | None, beside: Beside) -> TargetRun:
    shard = shard_of(name, beside.shard[1])
    depth = beside.depth or target.depth or "gate"
    target = TargetSaid.model_construct(
        **dict(target) | {field: _from(beside, getattr(target, field)) for field in _PATHS}
    )
    return TargetRun(
        name,
        shard,
        target.base_url,
        target.profile,
        depth,
        target.tags,
        limit,
        corpus=beside.corpus or target.corpus,
        words=(*_words(target, limit), *beside.words),
        variables=dict(_variables(target, profile.credentials)) | {name: name for name in beside.variables},
        secrets=(*_secrets(target, profile.credentials), *beside.variables),
    )


def _from(beside: Beside, path: str | None) -> str | None:
    """A path of the file as one names it where the campaign was started."""
    return None if path is None else str(beside.folder / path)


def _words(target: TargetSaid, limit: str | None) -> Iterable[str]:
    """The options of a run that say what a target says."""
    plain = ("base_url", "profile", "depth", "seed", "max_requests", "max_people", "max_time", "patience", "cut_down")
    paths = ("history", "corpus", "fail_on", "ca_bundle", "client_cert", "proxy")
    for name in (*plain, *paths, *(() if limit else ("rate",))):
        if (value := getattr(target, name)) is not None:
            yield from (f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value))
    if target.insecure:
        yield "--insecure"
    for header, variable in target.headers.items():
        yield from ("--header", f"{header}={variable}")
    for name in ("fault", "manner"):
        for value in getattr(target, name):
            yield from (f"--{name}", value)


def _variables(target: TargetSaid, names: CredentialNames) -> Iterable[tuple[str, str]]:
    for name in CREDENTIALS:
        variable = getattr(names, name)
        yield variable, getattr(target, name) or variable
    for variable in target.headers.values():
        yield variable, variable


def _secrets(target: TargetSaid, names: CredentialNames) -> Iterable[str]:
    yield from (getattr(target, name) or getattr(names, name) for name in CREDENTIALS if name not in _NO_SECRETS)
    yield from target.headers.values()


def run_id_of(plan: Roster, name: str) -> str:
    """The run id of one target: two at one system must not make up the same people."""
    return hashlib.sha256(f"{plan.run_id}\0{name}".encode()).hexdigest()[:7]


def _rate(target: TargetSaid, profile: Profile, beside: Beside) -> float | None:
    """What a target allows, as a run of it alone would have it."""
    is_outside = target.base_url is not None and not is_loopback(target.base_url)
    told = beside.rate or target.rate or profile.limits.rate_per_minute
    return told or (DEFAULT_RATE_PER_MINUTE if is_outside else None)


def _limits(targets: Mapping[str, TargetSaid], profiles: Mapping[str, Profile]) -> Mapping[str, str | None]:
    """The limit behind which each target is, by name: the one that is said, or that of a host and a key that others
    name, too."""
    owners: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, target in targets.items():
        if target.limit is None and target.base_url is not None:
            place = place_of(target.base_url) if is_loopback(target.base_url) else host_of(target.base_url)
            variables = dict(_variables(target, profiles[name].credentials))
            owners[(place, *sorted(variables.values()))].append(name)
    shared = {name: key for key, names in owners.items() if len(names) > 1 for name in names}
    return {
        name: target.limit or (_called(shared[name]) if name in shared else None) for name, target in targets.items()
    }


def _called(key: Sequence[str]) -> str:
    """What a limit is called that nobody has named: by its host, and by what tells its key from others."""
    return f"{key[0]}-{hashlib.sha256(repr(key[1:]).encode()).hexdigest()[:6]}"


def _parted(
    planned: Sequence[TargetRun], rates: Mapping[str, float | None], told: Mapping[str, float]
) -> Iterable[TargetRun]:
    """The targets with the rate of their limits, and the part of each shard that has some behind it."""
    shards: defaultdict[str, set[int]] = defaultdict(set)
    lowest: dict[str, float] = {}
    for target in planned:
        if target.limit is not None:
            shards[target.limit].add(target.shard)
            rate = told.get(target.limit) or rates[target.name]
            if rate is not None:
                lowest[target.limit] = min(rate, lowest.get(target.limit, rate))
    for target in planned:
        rate = lowest.get(target.limit or "")
        # without a rate nothing is to be shared out
        limit = target.limit if rate is not None else None
        part = _part(rate, len(shards[limit])) if limit is not None and rate is not None else None
        yield replace(target, limit=limit, rate=rate, part=part)


def _part(rate: float, shards: int) -> float:
    """The part of each shard of a limit in requests a minute.

    Whoever keeps even steps may have one request more in a minute than a minute has steps: of many shards that do so
    at the same time together that is more than what a run leaves unused.
    """
    share = rate / shards
    return min(share, max(share / 2, (share - 1) / SHARE)) if shards > 1 else share
