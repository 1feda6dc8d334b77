"""Adds up what several judges counted: rules, promises, findings of one cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.documents import files, waivers
from contracts.engine.keys import FUZZ, scenario_of
from contracts.engine.verdict import Finding, Grade, Tally, Verdict
from contracts.evidence.uses import Uses
from contracts.reporting.render import counted
from contracts.reporting.summary import (
    NOT_EXERCISED,
    UNCHECKED,
    UNRULED,
    Citation,
    MemberReport,
    PromiseReport,
    RuleReport,
    ScenarioReport,
)
from contracts.rules import law
from contracts.rules.judge import Judge
from contracts.runner import citing


def tallies(several: Iterable[Mapping[str, Tally]]) -> Mapping[str, Tally]:
    """The tallies of several judges as one, a tally for every rule of the law."""
    total = {id_: Tally() for id_ in law()}
    for each in several:
        for id_, tally in each.items():
            total[id_].add(tally)
    return total


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of equal cause, made under several settings, as one with a count; remarks last."""
    first: dict[tuple[str, ...], Finding] = {}
    for finding in findings:
        known = first.setdefault(finding.cause, finding)
        if known is not finding:
            known.count += finding.count
            for scenario, times in finding.scenarios.items():
                known.note(scenario, times)
    return sorted(first.values(), key=lambda finding: (finding.remark, bool(finding.waived)))


def promises(by_rule: Mapping[str, Tally], tests: Iterable[ScenarioReport]) -> Iterator[PromiseReport]:
    """What came of each promise of the catalogue, by the tallies of its rules; why nothing did, where nothing did."""
    rules_of = citing.rules_of_promises()
    untold = {test.promise: test.reason for test in tests if test.verdict is Verdict.UNKNOWN}
    for anchor, promise in files.load_promises().items():
        rules = rules_of.get(anchor, ())
        total = Tally()
        for rule in rules:
            total.add(by_rule[rule] if law()[rule].source == anchor else by_rule[rule].of(anchor))
        verdict, reason = total.verdict, ""
        if promise.unchecked or not rules:
            reason = UNCHECKED if promise.unchecked else UNRULED
        elif total.accepted and not total.broken:
            reason = f"broken {counted(total.accepted, 'time')}: remarked or waived"
        elif not total.exercised and anchor in untold:
            verdict, reason = Verdict.UNKNOWN, untold[anchor]
        elif not total.exercised:
            reason = NOT_EXERCISED
        yield PromiseReport(citing.cited(promise), promise.family, rules, total.exercised, verdict, reason)


def why_not(tests: Iterable[ScenarioReport], left_out: Mapping[str, str]) -> Mapping[str, str]:
    """Promise -> why it cannot be checked, or why the scenario that is about it first of all did not exercise it."""
    skipped = {test.promise: f"{test.id}: {test.reason}" for test in tests if test.verdict is Verdict.SKIP}
    unchecked = {anchor: promise.unchecked for anchor, promise in files.load_promises().items() if promise.unchecked}
    return {**left_out, **skipped, **unchecked}


def exercised(tests: Iterable[ScenarioReport]) -> Mapping[str, set[str]]:
    """Scenario -> the rules that it exercised, if its tests all came to a verdict; what is drawn may end anywhere."""
    found: dict[str, set[str]] = {}
    cut_short: set[str] = set()
    for test in tests:
        found.setdefault(scenario_of(test.id), set()).update(test.rules)
        if test.verdict not in (Verdict.PASS, Verdict.FAIL) and scenario_of(test.id) != FUZZ:
            cut_short.add(scenario_of(test.id))
    return {scenario: rules for scenario, rules in found.items() if scenario not in cut_short}


def members(uses: Uses) -> Iterator[MemberReport]:
    """What was tried of each documented member, in the order of the table."""
    for key, member in uses.members.items():
        yield MemberReport(
            operation=member.operation,
            path=member.full_path,
            part=member.part.value,
            fate=member.fate.value,
            sent=uses.sent[key],
            accepted=uses.accepted[key],
            read_back=uses.read_back[key] if member.shown else None,
            why=member.why,
        )


def of_waivers(found: Sequence[Finding]) -> Mapping[str, RuleReport]:
    """The rules of waivers that are broken, as the reports want them."""
    broken = {finding.rule for finding in found}
    return {
        id_: RuleReport(id_, must, Citation("waivers", must, "profile § waivers", Grade.DOCUMENTED), 1, Verdict.FAIL)
        for id_, must in waivers.MUST.items()
        if id_ in broken
    }


def readings(judge: Judge) -> dict[str, str]:
    """Reading id -> the answers that a target gave, the usual one first."""
    return {
        reading: " and ".join(answer for answer, _ in seen.most_common())
        for reading, seen in sorted(judge.readings.items())
    }
