"""What a run has taught of an organisation that its profile leaves open: each lesson with what shows it. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Operations, Profile
from contracts.evidence.envelope import Kind
from contracts.evidence.facts import ESTABLISHED
from contracts.evidence.intent import ADD, DETAILS, GET, LOOKUP, REGISTER, UPSERT, WRITES, Identifier
from contracts.reporting.render import counted
from contracts.rules.judge import Judged

SETTINGS: Mapping[str, tuple[tuple[str, ...], Mapping[str, bool]]] = {
    "skip-flag": (("flags", "skip_secondary_on_mismatch"), {"flag-on": True, "flag-off": False}),
    "strict-flag": (("flags", "strict_check"), {"flag-on": True, "flag-off": False}),
    "shared-identity": (("shared_identity",), {"shared": True, "separate": False}),
    "default-label": (("default_status_label",), {"configured": True, "not-configured": False}),
}
"""Reading that asks for a setting -> the member of a profile that says it, and what its answers mean."""
_LAG_MARGIN = 1.5
"""A replica that was behind for so long may be behind for half as long again another night."""
_LAG_MAX_S = 120


@dataclass(frozen=True)
class Lesson:
    """A member of a profile, what it is, and how that is known."""

    path: tuple[str, ...]
    value: Any
    shown_by: str


def lessons(
    profile: Profile, judged: Sequence[Judged], readings: Mapping[str, Mapping[str, int]], shared_identity: bool | None
) -> list[Lesson]:
    """What fills in a profile: nothing that it says already is touched.

    `judged` are the exchanges with the target itself, in the order in which they ended; `shared_identity` is what the
    judge has settled of it.
    """
    found = [*_sources(profile, judged), *_operations(profile, judged), *_settings(profile, readings)]
    if shared_identity is not None and profile.shared_identity is None:
        found = [lesson for lesson in found if lesson.path != ("shared_identity",)]
        found.append(Lesson(("shared_identity",), shared_identity, "v1.1 and v2 showed the same customers"))
    found += _fields(profile, judged)
    lag = lag_s(judged)
    if lag is not None and lag > profile.reads.lag_s:
        found.append(Lesson(("reads", "lag_s"), lag, "reads missed what later reads found"))
    return found


def _sources(profile: Profile, judged: Iterable[Judged]) -> Iterator[Lesson]:
    """Documented sources, and accounts, in which somebody was registered, where no profile lists them."""
    taken: Counter[tuple[str, str]] = Counter()
    for each in judged:
        operation = each.intent.operation
        if operation not in (ADD, REGISTER, UPSERT):
            continue
        for item, result in zip(each.intent.items, each.decoded.results, strict=False):
            source, account = item.source, item.account
            if not result.ok or not isinstance(source, str) or not _may_be_one(source, profile):
                continue
            has_account = profile.has_accounts(source) and isinstance(account, str) and account
            taken[source, str(account) if has_account else ""] += 1
    for source in sorted({source for source, _ in taken}, key=_place_of):
        accounts = [account for name, account in taken if name == source and account]
        known = profile.accounts(source)
        if profile.sources is not None and (source not in profile.sources or known or not accounts):
            continue  # the profile says where a run goes
        if source in MULTI_ACCOUNT_SOURCES and not accounts and not known:
            continue  # nobody could name an account of it
        value = {"accounts": sorted(accounts)} if accounts else {}
        times = sum(number for (name, _), number in taken.items() if name == source)
        yield Lesson(("sources", source), value, f"{counted(times, 'registration')} there")


def _may_be_one(source: str, profile: Profile) -> bool:
    return source in DOCUMENTED_SOURCES or source in (profile.sources or {})


def _place_of(source: str) -> tuple[int, str]:
    return (DOCUMENTED_SOURCES.index(source) if source in DOCUMENTED_SOURCES else len(DOCUMENTED_SOURCES), source)


def _operations(profile: Profile, judged: Iterable[Judged]) -> Iterator[Lesson]:
    """Which operations answered, and which are not there."""
    kinds: dict[str, Counter[bool]] = {}
    for each in judged:
        if each.decoded.is_decided or each.decoded.kind is Kind.ABSENT:
            kinds.setdefault(each.intent.operation, Counter())[each.decoded.is_decided] += 1
    for operation in Operations.model_fields:
        seen = kinds.get(operation, Counter())
        if getattr(profile.operations, operation) is None and len(seen) == 1:
            (is_there,) = seen
            told = "it answered" if is_there else "not there"
            yield Lesson(("operations", operation), is_there, f"{told} {counted(seen[is_there], 'time')}")


def _settings(profile: Profile, readings: Mapping[str, Mapping[str, int]]) -> Iterator[Lesson]:
    """Switches of the organisation that answers have shown, often enough and never otherwise."""
    for reading, (path, meaning) in SETTINGS.items():
        seen = readings.get(reading, {})
        part: Any = profile
        for name in path:
            part = getattr(part, name)
        if part is None and len(seen) == 1:
            ((answer, times),) = seen.items()
            if times >= ESTABLISHED and answer in meaning:
                yield Lesson(path, meaning[answer], f"{counted(times, 'answer')} showed {reading}: {answer}")


def _fields(profile: Profile, judged: Iterable[Judged]) -> Iterator[Lesson]:
    """Fields that details show."""
    custom: Counter[str] = Counter()
    extended: Counter[str] = Counter()
    for each in judged:
        if each.intent.operation not in (DETAILS, GET) or each.decoded.kind is not Kind.SUCCESS:
            continue
        body = each.decoded.body if isinstance(each.decoded.body, Mapping) else {}
        extended.update(_names(body.get("extendedFields")))
        profiles = body.get("profiles")
        for shown in profiles if isinstance(profiles, list) else ():
            custom.update(_names(shown.get("fields") if isinstance(shown, Mapping) else None))
    for member, names in (("custom_fields", custom), ("extended_fields", extended)):
        if getattr(profile, member) is None and names:
            yield Lesson((member,), sorted(names), f"shown {counted(sum(names.values()), 'time')}")


def _names(fields: object) -> Iterator[str]:
    yield from (
        (name for name, value in fields.items() if value not in (None, "")) if isinstance(fields, Mapping) else ()
    )


def lag_s(judged: Sequence[Judged]) -> float | None:
    """How far reads were behind writes, in whole seconds with a margin; None where they were not.

    A look-up missed what a write had registered, though a later one found it and nothing was written of it in between.
    """
    longest = 0.0
    for written, missed in misses(judged):
        longest = max(longest, missed.exchange.started - written.exchange.ended)
    return min(math.ceil(longest * _LAG_MARGIN), _LAG_MAX_S) if longest > 0 else None


def misses(judged: Sequence[Judged]) -> list[tuple[Judged, Judged]]:
    """Writes with the look-ups that missed what they had registered, and that later ones found."""
    registered: dict[tuple[Identifier, str, str], Judged] = {}
    missed: dict[tuple[Identifier, str, str], list[Judged]] = {}
    found: list[tuple[Judged, Judged]] = []
    for each in judged:
        for place, item in enumerate(each.intent.items):
            result = each.decoded.results[place] if place < len(each.decoded.results) else None
            for identifier in item.identifiers:
                key = (identifier, repr(item.source), repr(item.account))
                if each.intent.operation in WRITES:
                    missed.pop(key, None)
                    registered.pop(key, None)
                    if result is not None and result.ok and each.intent.operation in (ADD, REGISTER, UPSERT):
                        registered[key] = each
                elif each.intent.operation in (LOOKUP, DETAILS) and key in registered and result is not None:
                    if result.ok:
                        found += [(registered[key], miss) for miss in missed.pop(key, ())]
                    elif result.ok is False:
                        missed.setdefault(key, []).append(each)
    return found
