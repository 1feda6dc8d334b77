"""Gives the people of runs the status label that says that nobody needs them: looked up first, and nobody else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from contracts.documents.files import load_spec
from contracts.engine import limits
from contracts.engine.claim import claim
from contracts.engine.client import Client
from contracts.engine.errors import HarnessError
from contracts.engine.exchange import Pairs, Request
from contracts.engine.http_transport import check_reachable
from contracts.engine.pace import BudgetSpent, Pace
from contracts.engine.whole import Lines
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import DETAILS, PRIMARY_TYPES, UPDATE
from contracts.reporting import ledgers
from contracts.reporting.ledgers import Entry
from contracts.rules.judge import Judged
from contracts.runner import identity, preflight
from contracts.runner.asked import Options, open_transport
from contracts.stories.namespace import Namespace
from contracts.stories.payloads import encode

_CHARACTERS_MIN = 6
"""A shorter value, of an odd request perhaps, may be anybody's."""
Say = Callable[[str], None]
_NO_SUCH_LABEL = frozenset({3017, 8086})


class Deactivation:
    """Gives the people of runs a status label: each is looked up, and only who is wholly made up by a run is changed.

    What came of each is written behind the others, so that a second call goes on with the rest.
    """

    def __init__(self, asked: Options, say: Say) -> None:
        self._asked = asked
        self._profile = asked.profile
        self._label = asked.profile.people.deactivated_label
        self._say = say
        self._done: set[int] = set()
        """Ids of customers that have the label."""

    def run(self, entries: Iterable[Entry], environ: Mapping[str, str]) -> int:
        """Deactivate whom there is; returns how many could not be asked for.

        Raises HarnessError where the target lacks what it takes, does not know the label, or does not answer.
        """
        asked = self._asked
        base_url = asked.base_url or ""
        credentials = identity.of_run(asked, environ)
        preflight.refuse_production(base_url, self._profile)
        check_reachable(base_url, asked.connection)
        mine = [entry for entry in entries if entry.target.rstrip("/") in ("", base_url.rstrip("/"))]
        whom = _by_person(mine)
        self._ours = {run: Namespace(self._profile.people, run) for run in {entry.run_id for entry in mine}}
        self._named = {
            value.casefold() for entry in mine for _, value in entry.identifiers if len(value) >= _CHARACTERS_MIN
        }
        counts = dict.fromkeys(("deactivated", "not there", "left alone"), 0)
        self._say(f"{len(whom):,} people may exist on {base_url}; at most {asked.budget} requests")
        with contextlib.ExitStack() as stack:
            stack.callback(claim(asked.reports, "--reports"))
            noted = stack.enter_context(Lines(asked.reports / ledgers.FILE, durable=asked.is_outside))
            _, transport = open_transport(asked, self._profile, stack)
            self._client = Client(
                transport, Pace(asked.rate, asked.budget, tell=self._say), credentials, tell=self._say
            )
            for number, entry in enumerate(whom):
                try:
                    came = self._deactivate(entry)
                except BudgetSpent:
                    self._say(f"{_told(counts)}; {len(whom) - number} are left: --max-requests N allows more")
                    return len(whom) - number
                counts[came.partition(":")[0]] += 1
                if came.startswith("left alone"):
                    self._say(f"{' '.join(entry.identifiers[0])}: {came}")
                else:
                    noted.write(_line(entry, {"not there": "not found"}.get(came, f"{came} {self._label}")))
        self._say(_told(counts))
        return counts["left alone"]

    def _deactivate(self, entry: Entry) -> str:
        """What came of one person: "deactivated", "not there", or "left alone: " and why."""
        where = (("source", entry.source or "INSTORE"), *((("accountId", entry.account),) if entry.account else ()))
        named = [pair for pair in entry.identifiers if pair[0] in PRIMARY_TYPES]
        if not named:
            return "left alone: no look-up knows identifiers of that type"
        for type_, value in named:
            found = self._sent(DETAILS, (*where, ("identifierName", type_), ("identifierValue", value)))
            if found.decoded.kind is not Kind.FAILURE:
                break
        else:
            return "not there"
        id_ = found.decoded.results[0].id if found.decoded.results else None
        if id_ is None:
            return "left alone: the look-up does not say who it is"
        if id_ in self._done:
            return "deactivated"
        if not self._is_ours(found):
            return f"left alone: no run has made up all identifiers that customer {id_} has"
        body: dict[str, Any] = {"profiles": [{}], "statusLabel": self._label}
        changed = self._sent(UPDATE, where, id_, body)
        result = changed.decoded.results[0] if changed.decoded.results else None
        if _NO_SUCH_LABEL & {*changed.decoded.codes, *(result.codes + result.warnings if result else ())}:
            raise HarnessError(f"the target does not know the status label {self._label!r}: nobody has it now")
        if result is None or not result.ok:
            return f"left alone: the update is refused ({', '.join(map(str, result.codes if result else ())) or '?'})"
        if not self._done:
            self._check(id_, self._sent(DETAILS, (*where, ("identifierName", type_), ("identifierValue", value))))
        self._done.add(id_)
        return "deactivated"

    def _check(self, id_: int, read: Judged) -> None:
        """Whether the first one has the label, as far as a read shows labels; raises HarnessError where not."""
        body = read.decoded.results[0].body if read.decoded.results else None
        shown = body.get("statusLabel") if isinstance(body, dict) else None
        if shown is None:
            self._say("no read shows status labels here: whether they are set, the target's own pages tell")
        elif shown != self._label:
            raise HarnessError(f"the target takes the update of customer {id_}, and still shows the label {shown!r}")

    def _is_ours(self, found: Judged) -> bool:
        """Whether whoever was found has identifiers, and a run has made up all of them."""
        body = found.decoded.results[0].body
        profiles_ = body.get("profiles") if isinstance(body, dict) else None
        values = [
            str(identifier.get("value"))
            for profile in (profiles_ if isinstance(profiles_, list) else [])
            if isinstance(profile, dict)
            for identifier in profile.get("identifiers") or []
            if isinstance(identifier, dict)
        ]
        ours = self._ours.values()
        return bool(values) and all(v.casefold() in self._named or any(run.owns(v) for run in ours) for v in values)

    def _sent(self, operation: str, query: Pairs, id_: int = 0, body: Any = None) -> Judged:
        declared = load_spec().operations[operation]
        headers = (("Content-Type", "application/json"),) if body else ()
        path = declared.path.replace("{id}", str(id_))
        request = Request(operation, declared.method, path, query, headers, encode(body) if body else b"")
        *_, last = self._client.send(request)
        judged = Judged.recorded(last)
        kind = judged.decoded.kind
        sent = f"{request.method} {request.path}"
        if kind is Kind.ABSENT:
            raise HarnessError(f"the target has no {operation}: nobody more is deactivated")
        if kind is Kind.DENIED:
            raise HarnessError(f"the credentials are refused: {sent}")
        if not judged.decoded.is_decided:
            status = f" (HTTP {last.response.status})" if last.response else ""
            why = last.obstacle or (
                limits.told(last.response) if last.response and kind is Kind.THROTTLED else str(kind)
            )
            raise HarnessError(f"{sent}: {why}{status}; the same command goes on from here")
        return judged


def _by_person(entries: Iterable[Entry]) -> list[Entry]:
    """Who may exist and was not looked after yet: one entry for each set of identifiers in a source account."""
    known: dict[tuple[Any, ...], Entry] = {}
    ended = set()
    for entry in entries:
        key = entry.source or "INSTORE", entry.account, entry.identifiers
        if entry.answer.startswith(ledgers.ENDED):
            ended.add(key)
        if entry.may_exist:
            known.setdefault(key, entry)
    return [entry for key, entry in known.items() if key not in ended]


def _line(entry: Entry, answer: str) -> str:
    where = {"source": entry.source, "account": entry.account}
    line = {
        "run_id": entry.run_id,
        "target": entry.target,
        "operation": entry.operation,
        **{name: value for name, value in where.items() if value},
        "identifiers": [{"type": type_, "value": value} for type_, value in entry.identifiers],
        "answer": answer,
    }
    return json.dumps(line, allow_nan=False) + "\n"


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {word}" for word, number in counts.items())
