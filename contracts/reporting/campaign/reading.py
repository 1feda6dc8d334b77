"""A folder of a campaign, or of several that were merged, read into a value; what cannot be read is told in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from contracts.engine.keys import read as read_key
from contracts.engine.verdict import Exit, exit_code
from contracts.reporting import forms
from contracts.reporting.campaign.values import BrokenThere, Campaign, CampaignPlan, Planned, Shard, TargetResult

FORMAT = 1
PLAN, TARGETS, OUTCOME, DOUBLED = "campaign.json", "targets", "outcome.json", "doubled"
"""`DOUBLED` holds, by target, each run of those that a merge was given several of."""
_LOG = "run.jsonl"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_OF_NO_INTEREST = (b'{"event":"exchange"', b'{"event":"sent"', b'{"event":"token"', b'{"event":"target"')
"""How most lines of a log begin: they are not decoded, so that a night is read in moments."""
_WITHOUT_LOG = (Exit.USAGE, Exit.INTERRUPTED, Exit.NO_VERDICT, Exit.NOTHING)
_SECRET = ("password", "readonly_password", "oauth_token", "oauth_secret")
"""Members of a profile that name the variables of secrets."""
_WHY_CHARACTERS_MAX = 300


def read(folder: Path) -> Campaign:
    """What a folder holds; a line in `troubles` where it is no campaign, or not a whole one."""
    try:
        told = json.loads((folder / PLAN).read_bytes())
        if told["format"] != FORMAT:
            return _trouble(folder, f"{PLAN} is of format {told['format']!r}, should be {FORMAT}")
        return _read(folder, told)
    except OSError as error:
        return _trouble(folder, f"no {PLAN} ({error.strerror}): it is no shard of a campaign, or was cut")
    except RecursionError:
        return _trouble(folder, f"{PLAN} is cut or broken")
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return _trouble(folder, f"{PLAN} is cut or broken ({type(error).__name__})")


def _trouble(folder: Path, why: str) -> Campaign:
    return Campaign(troubles=frozenset({f"{folder.name or folder}: {why}"}))


def _read(folder: Path, told: Mapping[str, Any]) -> Campaign:
    if "shards" not in told:
        place, of = map(int, told["shard"])
        plan = _plan(told, of)
        here = {(place, of)}
        runs = frozenset({Shard(plan.campaign, plan.sha256, place, of, str(told["run_id"]))})
        base = Campaign(plans=frozenset({plan}), shards=runs)
    else:
        plans = frozenset(_plan(each, int(each["of"])) for each in told["plans"])
        runs = frozenset(Shard(str(a), str(b), int(k), int(n), str(run_id)) for a, b, k, n, run_id in told["runs"])
        here = {(shard.place, shard.of) for shard in runs}
        doubled = frozenset((int(k), int(n)) for k, n in told["doubled"])
        base = Campaign(plans, runs, frozenset(), doubled, frozenset(map(str, told["troubles"])))
    results = set()
    for plan in base.plans:
        for target in plan.targets:
            if (target.shard, plan.shards) in here:
                results |= set(_results(folder, target))
    return replace(base, results=frozenset(results))


def _plan(told: Mapping[str, Any], of: int) -> CampaignPlan:
    targets = tuple(sorted(_planned(each) for each in told["targets"]))
    return CampaignPlan(str(told["campaign"]), str(told["plan"]), of, targets)


def _planned(told: Mapping[str, Any]) -> Planned:
    name = str(told["name"])
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return Planned(
        name=name,
        shard=int(told["shard"]),
        base_url=str(told.get("base_url") or ""),
        profile=str(told.get("profile") or ""),
        depth=str(told.get("depth") or ""),
        tags=tuple(map(str, told.get("tags") or ())),
        limit=str(told.get("limit") or ""),
    )


def places(folder: Path, name: str) -> Iterator[Path]:
    """Where the runs of a target are in a folder: one, unless a merge was given several."""
    if (folder / TARGETS / name).is_dir():
        yield folder / TARGETS / name
    if (folder / DOUBLED / name).is_dir():
        yield from sorted(path for path in (folder / DOUBLED / name).iterdir() if path.is_dir())


def _results(folder: Path, target: Planned) -> Iterator[TargetResult]:
    for place in places(folder, target.name):
        result = result_of(place, target.name)
        if result is not None:
            yield result


def result_of(place: Path, name: str) -> TargetResult | None:
    """What a run left of a target; None where it has no outcome: it never ended."""
    try:
        raw = (place / OUTCOME).read_bytes()
    except OSError:
        return None
    digest = sha256(raw)
    log = _log(place / _LOG, digest.update)
    try:
        told = json.loads(raw)
        if told["format"] != FORMAT or told["name"] != name:
            raise ValueError(name)
        result = TargetResult(
            name=name,
            exit=int(Exit(told["exit"])),
            why=_cut(told.get("why")),
            started=str(told.get("started") or ""),
            ended=str(told.get("ended") or ""),
            requests=int(told.get("requests") or 0),
            cpu_seconds=float(told.get("cpu_seconds") or 0),
            peak_mb=float(told.get("peak_mb") or 0),
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        lacks = f"its {OUTCOME} is cut or broken"
        return TargetResult(name, int(Exit.NO_VERDICT), sha256=digest.hexdigest(), lacks=lacks)
    return replace(_with_log(result, log), sha256=digest.hexdigest())


def _cut(told: object) -> str:
    return " ".join(str(told or "").split())[:_WHY_CHARACTERS_MAX]


def _log(path: Path, hear: Callable[[bytes], object]) -> list[dict[str, Any]] | None:
    """The events of a log that tell what came of it; None where there is none. A line that is cut ends them."""
    found: list[dict[str, Any]] = []
    try:
        with path.open("rb") as file:
            for line in file:
                hear(line)
                if line.startswith(_OF_NO_INTEREST) and line.endswith(b"\n"):
                    continue
                event = json.loads(line) if line.endswith(b"\n") else None
                if isinstance(event, dict):
                    found.append(event)
                else:
                    found.append({"event": "cut"})
    except OSError:
        return None
    except (RecursionError, ValueError):
        found.append({"event": "cut"})
    return found


def _with_log(result: TargetResult, log: Sequence[dict[str, Any]] | None) -> TargetResult:
    """The result with what the events tell: of a run that was killed, too, its findings are not lost."""
    if log is None:
        return replace(result, lacks="" if result.exit in _WITHOUT_LOG else f"{_LOG} is missing")
    whole = [event for event in log if event.get("event") != "cut"]
    try:
        told = _told(result, whole)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return replace(result, lacks=f"{_LOG} is cut or broken")
    return told if len(whole) == len(log) else replace(told, lacks=f"{_LOG} is cut or broken")


def _told(result: TargetResult, log: Sequence[dict[str, Any]]) -> TargetResult:
    facts = next((event for event in log if event.get("event") == "run"), {})
    ends = [event for event in log if event.get("event") in ("verdict", "resumed")]
    verdict = ends[-1] if ends and ends[-1]["event"] == "verdict" else None
    latest = {
        (event["target"], *finding.cause): finding
        for event in log
        if event.get("event") == "finding" and (finding := forms.to_finding(event))
    }
    broken = sorted(
        BrokenThere(
            key.rule, key.operation, key.scenario, key.where, finding.count, finding.remark, finding.waived,
            finding.number, finding.since,
        )
        for finding in latest.values()
        for key in map(read_key, map(str, finding.keys))
        if key
    )  # fmt: skip
    held = {Exit(result.exit), *([Exit.FINDINGS] if any(each.decides for each in broken) else [])}
    result = replace(
        result,
        exit=int(exit_code(held)),
        run_id=str(facts.get("run_id") or ""),
        depth=str(facts.get("depth") or ""),
        spec_sha256=str(facts.get("spec_sha256") or ""),
        variables=tuple(sorted(_variables(facts))),
        broken=tuple(broken),
    )
    if verdict is None:
        if not held & set(_WITHOUT_LOG):
            return replace(result, lacks=f"{_LOG} has no verdict: it was cut")
        return replace(result, lacks=(result.why or "it was cut") if Exit.FINDINGS in held else "")
    latency = verdict.get("latency_ms") or (0, 0)
    return replace(
        result,
        exit=int(exit_code((*held, Exit(verdict["exit"])))),
        requests=result.requests or int(verdict.get("requests") or 0),
        seconds=float(verdict.get("seconds") or 0),
        why=result.why or _cut((verdict.get("notes") or [""])[-1] if verdict["exit"] not in (0, 1) else ""),
        promises=tuple(
            sorted(
                (anchor, str(of[0]), str(of[1]), int(of[2])) for anchor, of in (verdict.get("promises") or {}).items()
            )
        ),
        exercised=tuple(sorted((rule, int(times)) for rule, times in _items(verdict, "exercised"))),
        readings=tuple(sorted((name, str(answer)) for name, answer in _items(verdict, "readings"))),
        latency_ms=(int(latency[0]), int(latency[1])),
    )


def _variables(facts: Mapping[str, Any]) -> set[str]:
    named = (facts.get("profile") or {}).get("credentials") or {}
    added = (facts.get("connection") or {}).get("headers") or ()
    return {str(named[name]) for name in _SECRET if named.get(name)} | {str(variable) for _, variable in added}


def _items(event: Mapping[str, Any], member: str) -> Sequence[tuple[str, Any]]:
    """Of a member that a release before did not write, too."""
    return list(dict(event.get(member) or {}).items())
