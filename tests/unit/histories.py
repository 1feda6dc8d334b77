"""Histories: claims about rules, and the lines that prove them, read by a judge without memory.

    good(KNOWN, "8006", ADDED, add(ADA).answers(refused(8006)))

`from histories import *` brings all the words: of `lines`, what is asked and answered; of `usual`, what many
histories begin with; and those of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import lines
import usual
from lines import *
from usual import *

from contracts.documents.files import load_spec
from contracts.documents.spec import Spec
from contracts.engine.verdict import Finding
from contracts.rules import Rule
from contracts.rules.judge import Judge

__all__ = [
    *lines.__all__,
    *usual.__all__,
    "DRIFT",
    "History",
    "Trial",
    "bad",
    "breaches",
    "good",
    "judge",
    "silent",
    "spec",
]


@cache
def spec() -> Spec:
    """The specs, read once."""
    return load_spec()


def judge(profile: Profile = ORG, rules: Mapping[str, Rule] | None = None) -> Judge:
    """A judge without memory, of the whole law or of some rules."""
    return Judge(profile, spec(), NAMESPACE.owns, rules)


class Trial:
    """What a judge said of some lines, line by line; lines in a tuple were under way together."""

    def __init__(
        self, profile: Profile, *lines: Line | tuple[Line, ...], rules: Mapping[str, Rule] | None = None
    ) -> None:
        self.judge = judge(profile, rules)
        self.findings: list[list[Finding]] = []
        self.exercised: list[dict[str, int]] = []
        before = dict.fromkeys(self.judge.rules, 0)
        index = 0
        for line in lines:
            together = line if isinstance(line, tuple) else (line,)
            exchanges = [each.exchange(index + place) for place, each in enumerate(together)]
            self.ruling = self.judge.judge_all(exchanges)
            self.findings.append(list(self.ruling.findings))
            index += len(together)
            after = {id_: tally.exercised for id_, tally in self.judge.tallies.items()}
            self.exercised.append({id_: after[id_] - before[id_] for id_ in after if after[id_] > before[id_]})
            before = after

    @property
    def spoken(self) -> list[tuple[str, ...]]:
        """The rules that each line broke, each once, in the order in which they spoke."""
        return [tuple(dict.fromkeys(finding.rule for finding in found)) for found in self.findings]


def breaches(profile: Profile, *lines: Line | tuple[Line, ...]) -> tuple[str, ...]:
    """The rules that the last of some lines broke."""
    return Trial(profile, *lines).spoken[-1]


DRIFT = "codes/known-codes"
"""A remark that histories with invented codes leave aside, unless they name it."""


@dataclass(frozen=True)
class History:
    """A claim about one rule, and the lines that prove it; the last line is the one that counts."""

    rule: str
    kind: str
    claim: str
    lines: tuple[Line | tuple[Line, ...], ...]
    profile: Profile
    also: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    says: tuple[object, object, object] | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.claim}"

    def check(self, rules: Mapping[str, Rule] | None = None) -> None:
        """Let a judge read the lines, and compare what it says - or what some rules say - with the claim."""
        trial = Trial(self.profile, *self.lines, rules=rules)
        named = {self.rule, *self.also, *self.before}
        *earlier, last = [tuple(r for r in spoken if r != DRIFT or DRIFT in named) for spoken in trial.spoken]
        assert not any(earlier), f"preparation is not clean: {earlier}"
        due = (*self.before, *((self.rule,) if self.kind == "bad" else ()), *self.also)
        due = tuple(id_ for id_ in due if id_ in trial.judge.rules)
        assert last == due, f"{last} instead of {due}"
        if self.rule not in trial.judge.rules:
            return
        if self.kind == "silent":
            assert self.rule not in trial.exercised[-1], f"{self.rule} was exercised"
        else:
            assert trial.exercised[-1].get(self.rule), f"{self.rule} was not exercised"
        if self.says is not None:
            found = next(finding for finding in trial.findings[-1] if finding.rule == self.rule)
            told = (found.breach.where, found.breach.expected, found.breach.actual)
            assert told == self.says, f"{told} instead of {self.says}"


def good(
    rule: str, claim: str, *lines: Line | tuple[Line, ...], on: Profile = ORG, also: tuple[str, ...] = ()
) -> History:
    """The last line exercises the rule, and no line breaks any, but the last those in `also`."""
    return History(rule, "good", claim, lines, on, also)


def bad(
    rule: str,
    claim: str,
    *lines: Line | tuple[Line, ...],
    on: Profile = ORG,
    also: tuple[str, ...] = (),
    before: tuple[str, ...] = (),
    says: tuple[object, object, object] | None = None,
) -> History:
    """The last line breaks the rule, first of all or after those in `before`, and besides exactly those in `also`."""
    return History(rule, "bad", claim, lines, on, also, before, says)


def silent(
    rule: str, claim: str, *lines: Line | tuple[Line, ...], on: Profile = ORG, also: tuple[str, ...] = ()
) -> History:
    """The last line does not concern the rule, and breaks no other but those in `also`."""
    return History(rule, "silent", claim, lines, on, also)
