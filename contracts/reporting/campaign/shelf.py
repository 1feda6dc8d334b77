"""The folder of a merged campaign: what a merge before left there is removed, the runs of targets are copied in."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracts.engine import whole
from contracts.engine.claim import LOCK
from contracts.engine.errors import UsageError
from contracts.reporting.campaign.reading import DOUBLED, FORMAT, PLAN, TARGETS, places, result_of
from contracts.reporting.campaign.values import Campaign, CampaignPlan, Planned
from contracts.reporting.folder import RESULTS

_LOG = "run.jsonl"
_BEGUN = json.dumps({"format": FORMAT, "shards": []}, allow_nan=False)
"""What stands in a folder until a merge is at its end: by itself it is no campaign."""


def prepare(into: Path, sources: Iterable[Path]) -> None:
    """Empty the folder of what a merge before left; raise UsageError where something else is there, or a source is."""
    if (into / _LOG).exists():
        raise UsageError(f"--into: {into} holds a single run; name another folder")
    if any(
        source.resolve().is_relative_to((into / part).resolve()) for source in sources for part in (TARGETS, DOUBLED)
    ):
        raise UsageError(f"--into: {into} holds a folder that is to be merged where its own targets go")
    try:
        if (into / PLAN).exists():
            if "shards" not in _object(into / PLAN):
                raise UsageError(f"--into: {into} is a shard of a campaign; name another folder")
        elif any((into / part).exists() for part in (TARGETS, DOUBLED)):
            raise UsageError(f"--into: {into} holds {TARGETS} that no merge has left; name another folder")
        whole.write(into / PLAN, _BEGUN)
        for part in (TARGETS, DOUBLED):
            shutil.rmtree(into / part, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"--into: {into} cannot be written: {error.strerror}") from None


def _object(path: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {"shards": []}  # the merge was cut
    return told if isinstance(told, dict) else {}


def gather(sources: Sequence[Path], into: Path, campaign: Campaign) -> None:
    """Copy what each target left, but for links and locks; of one with several runs each goes into `doubled`.

    Raises OSError.
    """
    for target in campaign.targets.values():
        shas = {result.sha256 for result in campaign.results if result.name == target.name}
        unfinished = []
        for place in (place for source in sources for place in places(source, target.name)):
            result = result_of(place, target.name)
            if result is None:
                unfinished.append(place)
            elif result.sha256 in shas:
                shas.discard(result.sha256)
                _copy(place, _home(into, target, campaign, result.sha256))
        if unfinished and not (into / TARGETS / target.name).exists():
            _copy(unfinished[0], into / TARGETS / target.name)


def _home(into: Path, target: Planned, campaign: Campaign, sha256: str) -> Path:
    runs = sum(result.name == target.name for result in campaign.results)
    return into / TARGETS / target.name if runs == 1 else into / DOUBLED / target.name / sha256[:16]


def _copy(place: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(place, home, ignore=_not_ours_to_follow, copy_function=_carry)


def _carry(source: str, home: str) -> None:
    """Copy a file; results, of which a night has thousands, are never written twice, and need no bytes of their own."""
    if Path(source).parent.name == RESULTS:
        with contextlib.suppress(OSError):
            os.link(source, home)
            return
    shutil.copy2(source, home)


def _not_ours_to_follow(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == LOCK or os.path.islink(os.path.join(folder, name))]


def leave(into: Path, campaign: Campaign) -> None:
    """Write what is in the folder, so that it can be merged again; raises OSError."""
    told = {
        "format": FORMAT,
        "campaign": campaign.name,
        "shards": sorted({(shard.place, shard.of) for shard in campaign.shards}),
        "runs": sorted((each.campaign, each.sha256, each.place, each.of, each.run_id) for each in campaign.shards),
        "plans": [_plan(plan) for plan in sorted(campaign.plans)],
        "doubled": sorted(campaign.doubled),
        "troubles": sorted(campaign.troubles),
    }
    whole.write(into / PLAN, json.dumps(told, indent=1, allow_nan=False) + "\n")


def _plan(plan: CampaignPlan) -> Mapping[str, Any]:
    targets = [
        {
            "name": each.name,
            "shard": each.shard,
            "base_url": each.base_url,
            "profile": each.profile or None,
            "depth": each.depth,
            "tags": list(each.tags),
            "limit": each.limit or None,
        }
        for each in plan.targets
    ]
    return {"campaign": plan.campaign, "plan": plan.sha256, "of": plan.shards, "targets": targets}
