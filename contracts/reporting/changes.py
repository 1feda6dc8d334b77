"""What changed since the last run, in five words; pure.

A finding is followed by what breaks: rule, operation and place. In each night that a history holds it was broken, or
held, or nobody knows. Held means that a scenario which had shown it has exercised the rule again, to its end.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from contracts.engine.keys import read
from contracts.engine.verdict import Exit, Finding, Verdict

FLAKY_NIGHTS = 14
"""Of so many nights, as far as anything is known of them, a finding is flaky that broke, held and broke again."""
SETTLED_NIGHTS = 5
"""After so many nights that agree it is flaky no more."""
EXERCISED_NIGHTS = 3
"""A promise is missed once as many runs of that depth have exercised it one after the other, or all that there are."""

Cause = tuple[str, str, str]
"""Rule, operation and place of a finding."""


class Word(enum.StrEnum):
    """What a night says of a finding, or of a promise."""

    NEW = "new"
    STILL = "still broken since"
    FLAKY = "flaky"
    MENDED = "mended"
    MISSED = "no longer exercised"


@dataclass(frozen=True)
class Broken:
    """A finding of one night, as a history keeps it under each of its keys."""

    count: int
    is_remark: bool = False
    waived: str = ""


@dataclass(frozen=True)
class Night:
    """A run, as a history keeps it."""

    run_id: str
    ended: str
    """ISO 8601, UTC."""
    depth: str
    exit: int
    requests: int
    seconds: float
    latency_ms: tuple[int, int] | None = None
    """Median and 95th percentile of the answers; None where there was none."""
    broken: Mapping[str, Broken] = field(default_factory=dict)
    """Key -> what of it."""
    held: frozenset[str] = frozenset()
    """Keys of earlier findings that were exercised again, and held."""
    promises: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Anchor -> name of the verdict, how often exercised."""
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """When it ended, as a person says it: the day."""
        return self.ended[:10]

    @property
    def has_verdict(self) -> bool:
        """Whether it came to its end."""
        return self.exit in (Exit.CLEAN, Exit.FINDINGS)


@dataclass(frozen=True)
class Change:
    """What a night says of one finding, or of a promise that it missed."""

    word: Word
    rule: str
    """Of a promise its anchor."""
    operation: str = ""
    where: str = ""
    since: str = ""
    """The day on which it broke, or was last seen."""
    broke: int = 0
    """Flaky: in how many of `of` nights it broke."""
    of: int = 0
    is_remark: bool = False

    @property
    def cause(self) -> Cause:
        """Of which finding it speaks."""
        return (self.rule, self.operation, self.where)

    @property
    def told(self) -> str:
        """The word with what belongs to it: "still broken since 2026-11-02"."""
        if self.word is Word.FLAKY:
            return f"flaky: broke in {self.broke} of {self.of} nights"
        if self.word is Word.STILL:
            return f"{self.word} {self.since}"
        return f"{self.word}, last broken on {self.since}" if self.word is Word.MENDED else str(self.word)

    @property
    def what(self) -> str:
        """The finding, or the promise, that it is about."""
        return " | ".join(part for part in self.cause if part)


def cause_of(finding: Finding) -> Cause:
    """What a finding is followed by."""
    return _cause(str(finding.keys[0]))


def keys_held(before: Iterable[Night], broken: Collection[str], exercised: Mapping[str, Collection[str]]) -> set[str]:
    """The keys of earlier findings that this run exercised and that held; `exercised` are the rules by scenario."""
    known = {key for night in before for key in night.broken} - set(broken)
    return {text for text in known if (key := read(text)) and key.rule in exercised.get(key.scenario, ())}


def word_for(finding: Finding, before: Sequence[Night]) -> Change:
    """What is to be said of a finding of tonight; `before` are the nights before, the oldest first."""
    return _of_broken(cause_of(finding), before, finding.remark)


def changes(tonight: Night, before: Sequence[Night]) -> list[Change]:
    """All that tonight says: of findings in the order of the words, then of promises that were missed."""
    found: list[Change] = []
    remarks = {_cause(key): each.is_remark for night in (*before, tonight) for key, each in night.broken.items()}
    for cause, is_remark in remarks.items():
        broken = _was_broken(cause, tonight)
        told = _of_broken(cause, before, is_remark) if broken else _of_unbroken(cause, before, broken, is_remark)
        found += [told] if told else []
    found.sort(key=lambda change: (list(Word).index(change.word), change.is_remark))
    return [*found, *_missed(tonight, before)]


def _of_broken(cause: Cause, before: Sequence[Night], is_remark: bool) -> Change:
    states = _states(cause, before)
    recent = [*(broken for _, broken in states), True][-FLAKY_NIGHTS:]
    if _is_flaky(recent):
        return Change(Word.FLAKY, *cause, broke=sum(recent), of=len(recent), is_remark=is_remark)
    streak = list(itertools.takewhile(lambda state: state[1], reversed(states)))
    if not streak:
        return Change(Word.NEW, *cause, is_remark=is_remark)
    return Change(Word.STILL, *cause, since=streak[-1][0], is_remark=is_remark)


def _of_unbroken(cause: Cause, before: Sequence[Night], broken: bool | None, is_remark: bool) -> Change | None:
    states = _states(cause, before)
    was_broken = bool(states) and states[-1][1]
    if broken is None:
        return Change(Word.MISSED, *cause, since=states[-1][0], is_remark=is_remark) if was_broken else None
    recent = [*(each for _, each in states), False][-FLAKY_NIGHTS:]
    if _is_flaky(recent):
        return Change(Word.FLAKY, *cause, broke=sum(recent), of=len(recent), is_remark=is_remark)
    return Change(Word.MENDED, *cause, since=states[-1][0], is_remark=is_remark) if was_broken else None


def _is_flaky(recent: Sequence[bool]) -> bool:
    """Whether it broke, held and broke again, and has not settled since."""
    begun = sum(broken and not (place and recent[place - 1]) for place, broken in enumerate(recent))
    return begun > 1 and len(set(recent[-SETTLED_NIGHTS:])) > 1


def _missed(tonight: Night, before: Sequence[Night]) -> Iterator[Change]:
    alike = [night for night in before if night.depth == tonight.depth and night.has_verdict][-EXERCISED_NIGHTS:]
    if not alike or not tonight.has_verdict:
        return
    for anchor, (verdict, _) in tonight.promises.items():
        if verdict == Verdict.SKIP.name and all(night.promises.get(anchor, ("", 0))[1] for night in alike):
            yield Change(Word.MISSED, anchor, since=alike[-1].day)


def _states(cause: Cause, nights: Sequence[Night]) -> list[tuple[str, bool]]:
    """The day of each night that knows, and whether it was broken then."""
    known = ((night.day, _was_broken(cause, night)) for night in nights)
    return [(day, broken) for day, broken in known if broken is not None]


def _was_broken(cause: Cause, night: Night) -> bool | None:
    """None where nobody knows."""
    if any(_cause(key) == cause for key in night.broken):
        return True
    return False if any(_cause(key) == cause for key in night.held) else None


@lru_cache(maxsize=4096)
def _cause(text: str) -> Cause:
    """Of a key as it is written."""
    key = read(text)
    return (key.rule, key.operation, key.where) if key else (text, "", "")
