"""What reports say of rules: the promise behind each, and where both stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from contracts.documents import coverage, files
from contracts.documents.promises import Promise
from contracts.engine.verdict import Tally
from contracts.reporting.summary import Citation, RuleReport
from contracts.rules import law


def cited(promise: Promise) -> Citation:
    """A promise as the reports name it."""
    return Citation(promise.anchor, promise.text, promise.source, promise.grade)


def rule_report(id_: str, tally: Tally) -> RuleReport:
    """A rule as a run saw it."""
    rule = law()[id_]
    citation = cited(files.load_promises()[rule.source])
    return RuleReport(id_, rule.must, citation, tally.exercised, tally.verdict, location_of(id_))


def location_of(rule: str) -> str:
    """File and line of a rule, the same on every machine; empty for a waiver."""
    return str(law()[rule].location) if rule in law() else ""


def statements() -> Mapping[str, int]:
    """How many statements of the documents there are of each cover."""
    return {str(cover): number for cover, number in coverage.counted(files.load_coverage()).items()}


@cache
def rules_of_promises() -> Mapping[str, tuple[str, ...]]:
    """Anchor -> ids of the rules that check it."""
    found: dict[str, tuple[str, ...]] = {}
    for id_, rule in law().items():
        for anchor in (rule.source, *rule.also):
            found[anchor] = (*found.get(anchor, ()), id_)
    return found
