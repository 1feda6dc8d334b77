"""What the page of a campaign shows, as plain values that its template only has to write down. Pure.

What a target says stands here as it came, but cut: writing it down makes it harmless.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.engine.verdict import Exit, Verdict
from contracts.reporting.campaign.values import BrokenThere, Campaign, Cause, Concluded, Conclusion
from contracts.reporting.changes import Change, Night
from contracts.reporting.render import counted, cut
from contracts.reporting.site.plots import campaign_plots
from contracts.reporting.text import VERDICT_WORD, duration

CAUSES_MAX = 100
"""So many findings of a group are rows; further ones stand on the pages of the targets."""
BRANDS_MAX = 8
"""So many targets of a finding are named, of a reading twice as many."""
CHANGES_MAX = 120
LINES_MAX = 100
NIGHTS_SHOWN = 14
CHARACTERS_MAX = 160
_RANK = (Exit.FINDINGS, Exit.USAGE, Exit.INTERRUPTED, Exit.NO_VERDICT, Exit.NOTHING, Exit.CLEAN)
_TONE = {Exit.CLEAN: "good", Exit.FINDINGS: "bad"}
_CELL = {
    Verdict.FAIL: ("✗", "broken"),
    Verdict.UNKNOWN: ("?", "no"),
    Verdict.PASS: ("✓", "held"),
    Verdict.SKIP: ("·", "left"),
}
_WORD = {"broken": "broken", "no": "no verdict", "held": "held", "left": "not exercised", "remarked": "accepted"}


@dataclass(frozen=True)
class OverviewSource:
    """What the page of a campaign is made of."""

    campaign: Campaign
    conclusion: Conclusion
    must: Mapping[str, str] = field(default_factory=dict)
    """Rule -> its sentence."""
    pages: Collection[str] = ()
    """Names of the targets whose own pages are beside this one."""
    nights: Mapping[str, Sequence[Night]] = field(default_factory=dict)
    """Target -> its nights and tonight, the oldest first; empty without a history."""
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    """Target -> what tonight says of its findings."""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Chip:
    """A target where it is named; `href` leads to its own page, empty where there is none."""

    name: str
    href: str = ""
    word: str = ""


@dataclass(frozen=True)
class BrandRow:
    """A target in the matrix."""

    brand: Chip
    verdict: str
    tone: str
    why: str
    found: int
    cells: tuple[tuple[str, str, str, str], ...]
    """Sign, kind, what it says in words, where it leads."""


@dataclass(frozen=True)
class SharedFinding:
    """A finding, at whatever targets it is."""

    must: str
    rule: str
    operation: str
    where: str
    at: tuple[Chip, ...]
    more: int
    told: str


def context(source: OverviewSource) -> dict[str, Any]:
    """Everything that the template names."""
    conclusion, campaign = source.conclusion, source.campaign
    targets = sorted(conclusion.targets, key=_worst_first)
    families = _families(targets)
    groups = _grouped(source)
    plots = list(campaign_plots(source.nights))
    return {
        "title": f"{VERDICT_WORD[conclusion.exit]} - campaign {campaign.name}",
        "campaign": campaign.name,
        "verdict": VERDICT_WORD[conclusion.exit],
        "tone": _TONE.get(conclusion.exit, "unsure"),
        "sentence": sentence(source, groups),
        "brief": brief(source),
        "missing": [cut(line, 2 * CHARACTERS_MAX) for line in conclusion.missing[:LINES_MAX]],
        "more_missing": max(0, len(conclusion.missing) - LINES_MAX),
        "notes": list(source.notes),
        "families": families,
        "rows": [_row(each, families, source) for each in targets],
        "groups": [(name, told, rows[:CAUSES_MAX], max(0, len(rows) - CAUSES_MAX)) for name, told, rows in groups],
        "readings": list(_differing(source)),
        "changes": list(_changed(source))[:CHANGES_MAX],
        "spent": [_spent(each, source) for each in targets],
        "total": _total(targets),
        "nights": [_nights(each, source) for each in targets if source.nights.get(each.name)],
        "plots": plots,
    }


def _worst_first(each: Concluded) -> tuple[int, int, str]:
    return (_RANK.index(each.exit), -len(causes(each)), each.name)


def causes(target: Concluded) -> set[Cause]:
    """The findings of a target that fail its run."""
    return {each.cause for each in target.result.broken if each.decides} if target.result else set()


def has_verdict(target: Concluded) -> bool:
    """Whether the run of a target came to its end, and all of it is here."""
    return target.exit in (Exit.CLEAN, Exit.FINDINGS) and not target.why


def sentence(source: OverviewSource, groups: Sequence[tuple[str, str, Sequence[SharedFinding]]]) -> str:
    """The verdict as a person would say it."""
    targets = source.conclusion.targets
    broken = sum(bool(causes(each)) or each.exit is Exit.FINDINGS for each in targets)
    silent = sum(not has_verdict(each) for each in targets)
    told = f"{broken} of {counted(len(targets), 'target')} break what the documents promise"
    if not broken:
        told = f"None of {counted(len(targets), 'target')} was seen to break a promise"
    numbers = [f"{len(rows)} {name}" for name, _, rows in groups if rows and name != "remarks and waived"]
    told += (
        f" ({counted(sum(len(rows) for n, _, rows in groups[:3]), 'finding')}: {', '.join(numbers)})" if numbers else ""
    )
    return f"{told}; {silent or 'none'} without a verdict."


def brief(source: OverviewSource) -> str:
    """What the verdict rests on, in a line."""
    results = [each.result for each in source.conclusion.targets if each.result]
    shards = sorted({(shard.place, shard.of) for shard in source.campaign.shards})
    depths = sorted({result.depth for result in results if result.depth})
    of = max((plan.shards for plan in source.campaign.plans), default=0)
    return (
        f"{counted(sum(result.requests for result in results), 'request')}, depth {' and '.join(depths) or '-'}, "
        f"{len(shards)} of {counted(of, 'shard')}"
    )


def _families(targets: Sequence[Concluded]) -> list[str]:
    """The families, that which is broken at most targets first."""
    broken: dict[str, int] = {}
    for target in targets:
        for family in {family for _, family, _, _ in target.result.promises} if target.result else ():
            broken.setdefault(family, 0)
        for family in {_family(rule) for rule, _, _ in causes(target)}:
            broken[family] = broken.get(family, 0) + 1
    return sorted(broken, key=lambda family: (-broken[family], family))


def _row(target: Concluded, families: Sequence[str], source: OverviewSource) -> BrandRow:
    result = target.result
    why = target.why or (result.why if result and target.exit is not Exit.CLEAN else "")
    return BrandRow(
        brand=_chip(target.name, source),
        verdict="no verdict" if target.why else VERDICT_WORD[target.exit],
        tone="bad" if causes(target) else "unsure" if target.why else _TONE.get(target.exit, "unsure"),
        why=cut(why, CHARACTERS_MAX),
        found=len(causes(target)),
        cells=tuple(_cell(target, family, source) for family in families),
    )


def _cell(target: Concluded, family: str, source: OverviewSource) -> tuple[str, str, str, str]:
    found = sum(_family(rule) == family for rule, _, _ in causes(target))
    sign, kind = _kind(target, family, found)
    told = f"{target.name}, {family}: {_WORD[kind]}{_of('finding', found)}"
    href = f"targets/{target.name}/index.html#family-{family}" if target.name in source.pages and found else ""
    return f"{sign}{found or ''}", kind, told, href


def _kind(target: Concluded, family: str, found: int) -> tuple[str, str]:
    """What a cell shows: of a target without a verdict nothing is held."""
    if found:
        return _CELL[Verdict.FAIL]
    result = target.result
    if result is None or not has_verdict(target):
        return _CELL[Verdict.UNKNOWN]
    verdicts = [Verdict[name] for _, of, name, _ in result.promises if of == family and name in Verdict.__members__]
    verdict = max(verdicts, default=Verdict.SKIP)
    if verdict is not Verdict.PASS:
        return _CELL[verdict]
    accepted = any(_family(each.rule) == family for each in result.broken)
    return ("!", "remarked") if accepted else _CELL[Verdict.PASS]


def _family(rule: str) -> str:
    return rule.partition("/")[0]


def _of(noun: str, number: int) -> str:
    return f", {counted(number, noun)}" if number else ""


def _chip(name: str, source: OverviewSource, anchor: str = "", word: str = "") -> Chip:
    href = f"targets/{name}/index.html{f'#{anchor}' if anchor else ''}" if name in source.pages else ""
    return Chip(name, href, word)


def _grouped(source: OverviewSource) -> list[tuple[str, str, list[SharedFinding]]]:
    """The findings by where they are: everywhere, at some targets, at one; those that fail no run apart."""
    shown: dict[Cause, dict[str, BrokenThere]] = {}
    for target in source.conclusion.targets:
        for each in target.result.broken if target.result else ():
            shown.setdefault(each.cause, {}).setdefault(target.name, each)
    asked: dict[str, set[str]] = {}
    for target in source.conclusion.targets:
        for rule, _ in target.result.exercised if target.result else ():
            asked.setdefault(rule, set()).add(target.name)
    new = {(name, change.cause): change.told for name, told in source.changes.items() for change in told}
    heard = sum(has_verdict(target) for target in source.conclusion.targets)
    every: list[tuple[int, Cause, dict[str, BrokenThere], set[str], str]] = []
    for cause, at in shown.items():
        held = asked.get(cause[0], set()) - at.keys()
        decides = any(each.decides for each in at.values())
        group = "aside" if not decides else "some"
        if decides and len(at) > 1 and not held and 2 * len(at) > heard:
            group = "everywhere"
        elif decides and len(at) == 1:
            group = "one"
        every.append((-len(at), cause, at, held, group))
    every.sort(key=lambda each: each[:2])

    def of(group: str) -> list[SharedFinding]:
        return [_shared(cause, at, held, source, new) for _, cause, at, held, which in every if which == group]

    return [
        ("everywhere", "At every target that was asked, and that is more than half: the vendor's.", of("everywhere")),
        ("for some", "At some targets; others held, or were not asked: what do these have in common?", of("some")),
        ("for one", "At one target alone: its own set-up, unless no other was asked, which it says.", of("one")),
        ("remarks and waived", "These fail no run.", of("aside")),
    ]  # fmt: skip


def _shared(
    cause: Cause,
    at: Mapping[str, BrokenThere],
    held: Collection[str],
    source: OverviewSource,
    new: Mapping[tuple[str, Cause], str],
) -> SharedFinding:
    rule, operation, where = cause
    chips = [
        _chip(name, source, f"finding-{each.number}", _short(each.since or new.get((name, cause), "")))
        for name, each in sorted(at.items())
    ]
    others = len(held)
    told = f"broken at {len(at)} of {len(at) + others} that asked" if others else f"broken at all {len(at)} that asked"
    if len(at) == 1 and not others:
        told = "broken at the only one that asked"
    return SharedFinding(
        must=cut(source.must.get(rule, rule), 2 * CHARACTERS_MAX),
        rule=cut(rule, CHARACTERS_MAX),
        operation=cut(operation, CHARACTERS_MAX),
        where=cut(where, CHARACTERS_MAX),
        at=tuple(chips[:BRANDS_MAX]),
        more=max(0, len(chips) - BRANDS_MAX),
        told=told,
    )


def _short(since: str) -> str:
    word = since.partition(" ")[0].rstrip(":,")
    return word if word in ("new", "flaky") else ""


def _differing(source: OverviewSource) -> Iterator[tuple[str, tuple[tuple[str, tuple[Chip, ...], int], ...]]]:
    """Each reading that targets answer otherwise than each other: its answers, the rarest last, with the targets."""
    answers: dict[str, dict[str, list[str]]] = {}
    for target in source.conclusion.targets:
        for reading, answer in target.result.readings if target.result else ():
            answers.setdefault(reading, {}).setdefault(answer, []).append(target.name)
    for reading, told in sorted(answers.items()):
        if len(told) > 1:
            by = sorted(told.items(), key=lambda each: (-len(each[1]), each[0]))
            most = 2 * BRANDS_MAX
            yield (
                cut(reading, CHARACTERS_MAX),
                tuple(
                    (
                        cut(answer, CHARACTERS_MAX),
                        tuple(_chip(n, source) for n in names[:most]),
                        max(0, len(names) - most),
                    )
                    for answer, names in by[:most]
                ),
            )


def _changed(source: OverviewSource) -> Iterator[tuple[str, Chip, str]]:
    for name, changes in sorted(source.changes.items()):
        for change in changes:
            yield cut(change.told, CHARACTERS_MAX), _chip(name, source), cut(change.what, 2 * CHARACTERS_MAX)


def _spent(target: Concluded, source: OverviewSource) -> tuple[Chip, tuple[str, ...]]:
    planned, result = target.target, target.result
    depth = (result.depth if result else "") or planned.depth or "-"
    setting = (f"{planned.shard}", depth, planned.limit or "-", ", ".join(planned.tags) or "-")
    if not result:
        return _chip(target.name, source), (*setting, *["-"] * 5)
    latency = f"{result.latency_ms[0]}, {result.latency_ms[1]}" if any(result.latency_ms) else "-"
    figures = (
        f"{result.requests:,}", duration(result.seconds), f"{result.cpu_seconds:.1f}", f"{result.peak_mb:.0f}", latency
    )  # fmt: skip
    return _chip(target.name, source), tuple(cut(text, CHARACTERS_MAX) for text in (*setting, *figures))


def _total(targets: Sequence[Concluded]) -> str:
    results = [each.result for each in targets if each.result]
    return (
        f"All together {counted(sum(each.requests for each in results), 'request')}, "
        f"{duration(sum(each.seconds for each in results))} of targets' time, "
        f"{sum(each.cpu_seconds for each in results):,.0f} CPU seconds"
    )


def _nights(target: Concluded, source: OverviewSource) -> tuple[Chip, tuple[tuple[str, str, str], ...]]:
    shown = source.nights[target.name][-NIGHTS_SHOWN:]
    return _chip(target.name, source), tuple(_night(night) for night in shown)


def _night(night: Night) -> tuple[str, str, str]:
    """Sign, kind, what it says in words."""
    broken = {key.partition(" | ")[0] for key, each in night.broken.items() if not each.is_remark and not each.waived}
    verdict = {Exit.CLEAN: Verdict.PASS, Exit.FINDINGS: Verdict.FAIL}.get(Exit(night.exit), Verdict.UNKNOWN)
    sign, kind = _CELL[verdict]
    return sign, kind, f"{night.day}: {_WORD[kind]}{_of('rule', len(broken))}"
