"""The history of a target: a SQLite file that a job carries from night to night.

A row is a run: a JSON document of what `Night` has, and beside it a second one, `observed`, for whatever else a release
wants to remember. Releases add members and columns with a default, and never change one, so that each reads what the
others wrote. A run is added in one transaction at its end: whole or not at all, and one of two that end together waits.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.engine.errors import HarnessError
from contracts.engine.hosts import is_loopback
from contracts.reporting.changes import Broken, Night

RUNS_MAX = 400
"""So many runs are kept, the latest."""
OBSERVED_MAX = 60
"""Of so many runs of a target what was observed besides is kept: it is large, and compared with the last ones only."""
CAMPAIGN_MAX = 90
"""So many runs of a target of a campaign are kept."""
CAMPAIGN = "campaign "
"""How the subjects of campaigns' targets begin: they do not count among the runs."""
APPLICATION = 0x43545248
"""By which SQLite tells the file from those of others."""
_WAIT_S = 60.0
_MAGIC = b"SQLite format 3\0"
_TABLE = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    run_id TEXT NOT NULL,
    ended TEXT NOT NULL,
    document TEXT NOT NULL,
    observed TEXT NOT NULL DEFAULT '{}'
)
"""
_LATER = {"in_trend": "INTEGER NOT NULL DEFAULT 0"}
"""Columns that came after the first release of the table."""


class NoHistory(HarnessError):
    """The file cannot be used; the message says why and what would do, in a line."""

    def __init__(self, told: str, *, begins_anew: bool = False) -> None:
        super().__init__(told)
        self.begins_anew = begins_anew
        """Whether the file is out of the way, so that a new one can be begun."""


def subject_of(target: str) -> str:
    """By what a history knows a target: its base URL; on this machine ports are chance."""
    return "loopback" if "://" in target and is_loopback(target) else target.rstrip("/")


class Chronicle:
    """A file of runs, made where there is none. NoHistory tells of one that cannot be used; what is broken is moved."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def nights(self, subject: str) -> list[Night]:
        """The runs of a target, the oldest first."""
        with self._connected() as connection:
            rows = connection.execute("SELECT document FROM runs WHERE subject = ? ORDER BY id", (subject,)).fetchall()
        return [night for (document,) in rows if (night := _night(document)) is not None]

    def observed(self, subject: str, last: int = RUNS_MAX) -> list[tuple[Night, Mapping[str, Any]]]:
        """The last runs of a target with what else was remembered of each, the oldest first."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT document, observed FROM runs WHERE subject = ? ORDER BY id DESC LIMIT ?", (subject, last)
            ).fetchall()
        found = [(_night(document), _object(observed)) for document, observed in reversed(rows)]
        return [(night, observed) for night, observed in found if night is not None]

    def add(self, subject: str, night: Night, observed: Mapping[str, Any] | None = None) -> None:
        """Add a run, and let go of those that are too many."""
        document = _document(night)
        beside = json.dumps(dict(observed or {}), separators=(",", ":"), allow_nan=False)
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO runs (subject, run_id, ended, document, observed) VALUES (?, ?, ?, ?, ?)",
                (subject, night.run_id, night.ended, document, beside),
            )
            connection.execute(
                "DELETE FROM runs WHERE subject NOT LIKE ? AND id NOT IN"
                " (SELECT id FROM runs WHERE subject NOT LIKE ? ORDER BY id DESC LIMIT ?)",
                (f"{CAMPAIGN}%", f"{CAMPAIGN}%", RUNS_MAX),
            )
            connection.execute(
                "UPDATE runs SET observed = '{}' WHERE subject = ? AND observed != '{}' AND id NOT IN"
                " (SELECT id FROM runs WHERE subject = ? ORDER BY id DESC LIMIT ?)",
                (subject, subject, OBSERVED_MAX),
            )
            connection.execute("COMMIT")

    def nights_of(self, subjects: Collection[str]) -> dict[str, list[Night]]:
        """The runs of several targets, as they were added."""
        with self._connected() as connection:
            rows = connection.execute("SELECT subject, document FROM runs ORDER BY id").fetchall()
        found: dict[str, list[Night]] = {}
        for subject, document in rows:
            if subject in subjects and (night := _night(document)) is not None:
                found.setdefault(subject, []).append(night)
        return found

    def add_all(self, nights: Mapping[str, Night]) -> int:
        """Add the runs of a campaign, by subject, together or not at all; returns how many were not there already."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            for subject, night in sorted(nights.items()):
                connection.execute(
                    "INSERT INTO runs (subject, run_id, ended, document) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
                    " (SELECT 1 FROM runs WHERE subject = ?1 AND run_id = ?2 AND ended = ?3)",
                    (subject, night.run_id, night.ended, _document(night)),
                )
            added = connection.total_changes - before
            for subject in nights:
                connection.execute(
                    "DELETE FROM runs WHERE subject = ?1 AND id NOT IN"
                    " (SELECT id FROM runs WHERE subject = ?1 ORDER BY ended DESC LIMIT ?2)",
                    (subject, CAMPAIGN_MAX),
                )
            connection.execute("COMMIT")
        return added

    @property
    def trend(self) -> Path:
        """The file beside it in which Allure keeps its own history."""
        return self.path.with_name(f"{self.path.name}.allure.jsonl")

    def is_in_trend(self, run_id: str) -> bool:
        """Whether Allure's history has a run: then it is not to be added once more."""
        with self._connected() as connection:
            return bool(connection.execute("SELECT 1 FROM runs WHERE run_id = ? AND in_trend", (run_id,)).fetchone())

    def note_trend(self, run_id: str) -> None:
        """Note that Allure's history has a run now."""
        with self._connected() as connection:
            connection.execute("UPDATE runs SET in_trend = 1 WHERE run_id = ?", (run_id,))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection to a file that has the table; what is not committed at its end was never there."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._refuse_what_is_none()
            connection = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
            try:
                self._prepare(connection)
                yield connection
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            raise NoHistory(f"no history: {self.path} cannot be used: {error}; --history names the file") from None
        except sqlite3.DatabaseError as error:
            raise self._moved(error) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise NoHistory(f"no history: {self.path} cannot be used: {why}; --history names the file") from None

    def _refuse_what_is_none(self) -> None:
        if self.path.is_file():
            with self.path.open("rb") as file:
                head = file.read(len(_MAGIC))
            if head and not _MAGIC.startswith(head[: len(_MAGIC)]):
                raise NoHistory(f"no history: {self.path} is no history; --history names a file of its own")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN")  # both at one moment: another run may be making the table
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        connection.execute("COMMIT")
        if application not in (0, APPLICATION) or (tables and not application):
            raise NoHistory(f"no history: {self.path} is somebody else's database; --history names a file of its own")
        if tables and not self._missing(connection):
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        for name in self._missing(connection):
            connection.execute(f"ALTER TABLE runs ADD COLUMN {name} {_LATER[name]}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("COMMIT")

    def _missing(self, connection: sqlite3.Connection) -> list[str]:
        known = {name for _, name, *_ in connection.execute("PRAGMA table_info(runs)")}
        return [name for name in _LATER if name not in known]

    def _moved(self, broken: sqlite3.DatabaseError) -> NoHistory:
        aside = self.path.with_name(f"{self.path.name}.broken")
        told = f"no history: {self.path} is broken ({broken})"
        try:
            self.path.replace(aside)
        except OSError as error:
            return NoHistory(f"{told} and cannot be moved aside: {error.strerror}")
        return NoHistory(f"{told}; it is {aside.name} now, and a new one is begun", begins_anew=True)


def _document(night: Night) -> str:
    return json.dumps(asdict(night) | {"held": sorted(night.held)}, separators=(",", ":"), allow_nan=False)


def _night(document: str) -> Night | None:
    """A run as a release before or after this one wrote it; None where that is beyond this one."""
    told = _object(document)
    try:
        return Night(
            run_id=str(told["run_id"]),
            ended=str(told["ended"]),
            depth=str(told["depth"]),
            exit=int(told["exit"]),
            requests=int(told["requests"]),
            seconds=float(told["seconds"]),
            latency_ms=_pair(told.get("latency_ms")),
            broken={key: _broken(each) for key, each in dict(told.get("broken", {})).items()},
            held=frozenset(map(str, told.get("held", ()))),
            promises={anchor: (str(each[0]), int(each[1])) for anchor, each in dict(told.get("promises", {})).items()},
            readings={name: str(answer) for name, answer in dict(told.get("readings", {})).items()},
        )
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _broken(told: Mapping[str, Any]) -> Broken:
    return Broken(int(told.get("count", 1)), bool(told.get("is_remark", False)), str(told.get("waived", "")))


def _pair(told: Any) -> tuple[int, int] | None:
    return (int(told[0]), int(told[1])) if told else None


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
