"""A run as a file of events, one JSON object a line: what replay and every later question read.

The first event holds the facts of the run, then come exchanges and findings as they
happen, the last is the verdict. Every line is written at once: a killed run leaves what it saw.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from contracts.engine.errors import Derailed, UsageError
from contracts.engine.exchange import Exchange
from contracts.engine.grant import Fetched
from contracts.engine.verdict import Finding
from contracts.engine.whole import Lines
from contracts.reporting import forms
from contracts.reporting.summary import RunReport

FORMAT = 2


@dataclass(frozen=True)
class RunFacts:
    """What a run can be repeated from."""

    seed: int
    run_id: str
    depth: str
    profile: Mapping[str, Any]
    """The whole profile as data; it names environment variables, and never holds what is in them."""
    spec_sha256: str
    target: str
    """Base URL, or "embedded reference"."""
    faults: Sequence[str]
    manner: Sequence[str]
    """name=value pairs."""
    sockets: bool
    """Whether the embedded reference was asked over HTTP."""
    connection: Mapping[str, Any]
    """How the target was reached, without credentials: verify, cert, proxy, and the variables behind added headers."""
    rate_per_minute: float | None
    """The limit that the run was told of beside the profile."""
    corpus_sha256: str = ""
    """Of the stories of earlier runs that it began with; empty without a folder of them."""


_NEEDED = [name for name in RunFacts.__dataclass_fields__ if name != "corpus_sha256"]
"""An event of before there was a corpus has all the others."""


class RunLog:
    """The events of one run, written as they come.

    Raises UsageError where the file cannot be begun, Derailed where it cannot be gone on with.

    `target` tells the histories of several targets apart whose indices overlap. `known` exchanges with the
    first of them stand there already, where the run is resumed `after` so many requests.
    """

    def __init__(self, path: Path, facts: RunFacts, known: int = 0, after: int = 0) -> None:
        self.path = path
        self._known = known
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if known:
                _end_whole(path)
            self._file = Lines(path, fresh=not known)
        except OSError as error:
            raise UsageError(f"--reports: {path} cannot be written: {error.strerror}") from None
        begins = {"event": "resumed", "after": after} if known else {"event": "run", "format": FORMAT, **asdict(facts)}
        try:
            self._write(begins)
        except Derailed as error:  # nothing was sent yet: it is for the person to mend
            self._file.close()
            raise UsageError(f"--reports: {error}") from None

    def target(self, name: str, changes: Mapping[str, Any]) -> None:
        """Record that a target was set up, with the members of the profile that differ from the run's."""
        self._write({"event": "target", "target": name, "changes": changes})

    def exchange(self, exchange: Exchange, target: str = "", request_id: str = "") -> None:
        """Record an exchange that ended, and by which id the target's operators find it."""
        if not target and exchange.index < self._known:
            return
        told = {"request_id": request_id} if request_id else {}
        self._write({"event": "exchange", "target": target, **forms.from_exchange(exchange), **told})

    def sent(self, count: int, index: int) -> None:
        """Record that so many requests are about to go to the first target; the first will be that exchange."""
        self._write({"event": "sent", "count": count, "index": index})

    def token(self, fetched: Fetched, target: str = "") -> None:
        """Record that a token was asked for: when, and what came of it, never the token."""
        self._write({"event": "token", "target": target, **asdict(fetched)})

    def finding(self, finding: Finding, target: str = "", location: str = "") -> None:
        """Record a finding as it stands, with the file and line of its rule; recorded again it replaces itself."""
        self._write({"event": "finding", "target": target, "location": location, **forms.from_finding(finding)})

    def verdict(self, report: RunReport) -> None:
        """Record how the run ended; the last event."""
        self._write(
            {
                "event": "verdict",
                "exit": int(report.exit),
                "name": report.exit.name,
                "findings": sum(not each.remark for each in report.findings),
                "remarks": sum(each.remark for each in report.findings),
                "requests": report.requests,
                "questions": report.questions,
                "cases": report.cases,
                "seconds": report.seconds,
                "notes": list(report.notes),
                "history": report.history,
                "promises": {p.citation.anchor: (p.family, p.verdict.name, p.exercised) for p in report.promises},
                "exercised": {id_: rule.exercised for id_, rule in report.rules.items() if rule.exercised},
                "readings": dict(report.readings),
                "latency_ms": report.latency_ms,
            }
        )

    def close(self) -> None:
        """End the file; a second time does nothing."""
        self._file.close()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _write(self, event: dict[str, Any]) -> None:
        line = json.dumps(event, separators=(",", ":"), allow_nan=False) + "\n"
        with self._lock:
            self._file.write(line)


def facts_of(path: Path) -> RunFacts:
    """The facts of a recorded run; raise UsageError for any other file."""
    for line, event in _events(path):
        try:
            return RunFacts(corpus_sha256=event.get("corpus_sha256", ""), **{name: event[name] for name in _NEEDED})
        except KeyError as error:
            raise UsageError(f"{path}:{line}: the run event has no {error}") from None
    raise AssertionError("the first event is always there")


def history_of(path: Path) -> Path | None:
    """The history that a recorded run was added to; None where there is none, or the run did not end."""
    told = [event.get("history") for _, event in _of_kind(path, "verdict", None)]
    return Path(told[-1]) if told and isinstance(told[-1], str) and told[-1] else None


def exchanges_of(path: Path, target: str | None = None) -> list[Exchange]:
    """The exchanges of a recorded run, in order; of one target where it is named."""
    wanted = _of_kind(path, "exchange", target)
    return [_decoded(path, line, event, forms.to_exchange) for line, event in wanted]


def past_of(path: Path) -> tuple[list[Exchange], int, list[int]]:
    """The exchanges with the target of a run, how many requests it sent after them without a recorded answer, and
    after how many requests it was resumed before."""
    exchanges = exchanges_of(path, "")
    until = max((event["index"] + event["count"] for _, event in _of_kind(path, "sent", None)), default=0)
    resumed = [event["after"] for _, event in _of_kind(path, "resumed", None)]
    return exchanges, max(0, until - len(exchanges)), resumed


def findings_of(path: Path) -> list[Finding]:
    """The findings of a recorded run, each once, in the order of their numbers."""
    return [finding for finding, _ in _findings(path)]


def exit_of(path: Path) -> int | None:
    """The exit code of a recorded run; None where it was killed."""
    code: int | None = None
    for line, event in _of_kind(path, "verdict", None):
        code = _decoded(path, line, event, lambda told: int(told["exit"]))
    return code


def targets_of(path: Path) -> list[str]:
    """The targets that a recorded run set up beside its own."""
    return [str(event.get("target")) for _, event in _of_kind(path, "target", None)]


def changes_of(path: Path, target: str) -> Mapping[str, Any]:
    """The members of the profile that differ at a target; raise UsageError where the run set up none of that name."""
    for line, event in _of_kind(path, "target", target):
        changes: dict[str, Any] = _decoded(path, line, event, lambda told: dict(told["changes"]))
        return changes
    if target:
        raise UsageError(f"{path}: nothing tells how the target {target!r} was set up: run the suites again")
    return {}


def finding_of(path: Path, number: int) -> tuple[Finding, str]:
    """A finding by its number, and its target; raise UsageError where there is none."""
    recorded = _findings(path)
    chosen = next(((finding, target) for finding, target in recorded if finding.number == number), None)
    if chosen is None:
        raise UsageError(f"{path}: there is no finding {number}; the file has {len(recorded)}")
    return chosen


def _findings(path: Path) -> list[tuple[Finding, str]]:
    latest: dict[tuple[str, ...], tuple[Finding, str]] = {}
    for line, event in _of_kind(path, "finding", None):
        finding: Finding = _decoded(path, line, event, forms.to_finding)
        latest[(event["target"], *finding.cause)] = (finding, event["target"])
    found = list(latest.values())
    for place, (finding, _) in enumerate(found, 1):
        finding.number = finding.number or place
    return sorted(found, key=lambda pair: pair[0].number)


def _of_kind(path: Path, kind: str, target: str | None) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, event in _events(path):
        if event["event"] == kind and target in (None, event.get("target")):
            yield line, event


def _decoded(path: Path, line: int, event: dict[str, Any], form: Any) -> Any:
    try:
        return form(event)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise UsageError(f"{path}:{line}: not a recorded {event['event']} ({what})") from None


def _events(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and event, the run event first."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if not raw:
        raise UsageError(f"{path}: empty: not the events of a run")
    for line, text in enumerate(raw.split(b"\n")[:-1] if raw.endswith(b"\n") else raw.split(b"\n"), 1):
        try:
            event = json.loads(text, parse_constant=_no_json)
        except ValueError:
            event = None
        if not isinstance(event, dict) or not isinstance(event.get("event"), str):
            if line > 1 and not raw.endswith(b"\n") and line == raw.count(b"\n") + 1:
                return  # a run was killed while it wrote this line
            raise UsageError(f"{path}:{line}: no event")
        if line == 1 and event["event"] != "run":
            raise UsageError(f"{path}:1: not the events of a run")
        if line == 1 and event.get("format") != FORMAT:
            got = event.get("format")
            raise UsageError(f"{path}:1: got events in format {got}, should be {FORMAT}: run the suites again")
        yield line, event


def _end_whole(path: Path) -> None:
    """Cut off the line that a run was killed in."""
    with path.open("rb+") as file:
        file.truncate(file.read().rfind(b"\n") + 1)


def _no_json(constant: str) -> Any:
    raise ValueError(constant)
