"""What the shards of a campaign keep together where `--shared` says so: interesting cases, and how far the plan is.

The folders of a shard hold all of it, too: where Redis is lost, nothing is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from contracts.engine import whole
from contracts.engine.errors import Unreachable
from contracts.engine.shared import Shared
from contracts.reporting.render import counted
from contracts.runner.campaigns.child import TargetOutcome
from contracts.runner.campaigns.plan import Roster

_CORPUS = "corpus"
_CASE = re.compile(r"[0-9a-f]{16}\.json")
_CASE_CHARS_MAX = 16_384
_CASES_MAX = 1000
_DAYS = 90
_PLAN_DAYS = 7
_NAMES_MAX = 10


class Commons:
    """A Redis as the shards of one plan use it. Only `begin` raises, Unreachable, where it is not there."""

    def __init__(self, shared: Shared, plan: Roster) -> None:
        self._shared = shared
        self._plan = plan
        self._key = f"plan:{plan.sha256[:16]}:{plan.run_id}"
        self._sent: set[str] = set()

    def begin(self) -> None:
        """Say which targets this shard is about to run."""
        self._shared.check()
        self._shared.keep(self._key, {target.name: "" for target in self._plan.mine}, _PLAN_DAYS)

    def ended(self, outcome: TargetOutcome) -> None:
        """Say that a target has ended, and how."""
        told = {"exit": outcome.exit, "ended": outcome.ended, "shard": self._plan.shard[0]}
        self._try_to_keep(self._key, {outcome.name: json.dumps(told, allow_nan=False)}, _PLAN_DAYS)

    def standing(self) -> str:
        """How far the plan is in all shards, in one line; empty where it cannot be told."""
        try:
            known = self._shared.texts(self._key)
        except Unreachable:
            return ""
        open_ = [target for target in self._plan.targets if not known.get(target.name)]
        done = len(self._plan.targets) - len(open_)
        line = f"{done} of {counted(len(self._plan.targets), 'target')} in {self._plan.shard[1]} shards ended"
        return f"{line}; not yet: {_listed(f'{each.name} (shard {each.shard})' for each in open_)}" if open_ else line

    def bring(self, folder: Path) -> None:
        """Put the interesting cases of other shards into the folder of a corpus."""
        try:
            cases = self._shared.texts(_CORPUS)
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in sorted(cases.items())[:_CASES_MAX]:
                if _CASE.fullmatch(name) and len(text) <= _CASE_CHARS_MAX and not (folder / name).exists():
                    whole.write(folder / name, text)
                self._sent.add(name)
        except (Unreachable, OSError):
            return  # a run begins with what it has, and says itself what is wrong with its folder

    def take(self, folder: Path) -> None:
        """Give the others what a run has put into the folder."""
        try:
            fresh = [path for path in sorted(folder.glob("*.json")) if path.name not in self._sent]
            cases = {path.name: path.read_text(encoding="utf-8") for path in fresh if _CASE.fullmatch(path.name)}
        except (OSError, UnicodeDecodeError):
            return
        kept = {name: text for name, text in cases.items() if len(text) <= _CASE_CHARS_MAX}
        if self._try_to_keep(_CORPUS, kept, _DAYS):
            self._sent.update(kept)

    def _try_to_keep(self, key: str, texts: dict[str, str], days: int) -> bool:
        try:
            self._shared.keep(key, texts, days)
        except Unreachable:
            return False
        return True


def of(url: str, plan: Roster) -> Commons:
    """What a plan keeps there; raises UsageError for what is no URL of a Redis."""
    return Commons(Shared(url), plan)


def _listed(names: Iterable[str]) -> str:
    told: Sequence[str] = list(names)
    more = f" and {len(told) - _NAMES_MAX} more" if len(told) > _NAMES_MAX else ""
    return ", ".join(told[:_NAMES_MAX]) + more
