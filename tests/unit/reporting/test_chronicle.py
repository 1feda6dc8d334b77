"""A history keeps every run whole, whoever ends at the same time, and is read by releases before and after."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.reporting import chronicle
from contracts.reporting.changes import Broken, Night
from contracts.reporting.chronicle import Chronicle, NoHistory, subject_of

KEY = "a/b | add | dup/one | code"
NIGHT = Night(
    run_id="4f",
    ended="2030-01-31T02:00:00+00:00",
    depth="gate",
    exit=1,
    requests=300,
    seconds=4.5,
    latency_ms=(12, 40),
    broken={KEY: Broken(3, True, "T-1")},
    held=frozenset({"a/c | add | fuzz | id"}),
    promises={"one": ("FAIL", 7), "two": ("SKIP", 0)},
    readings={"skip-flag": "flag-off"},
)
ADDS_A_HUNDRED = """
import sys
from pathlib import Path
from dataclasses import replace
from contracts.reporting.chronicle import Chronicle
from tests.unit.reporting.test_chronicle import NIGHT
for number in range(40):
    Chronicle(Path(sys.argv[1])).add("t", replace(NIGHT, run_id=f"{sys.argv[2]}{number}"), {"x": "y" * 5000})
"""
ROOT = Path(__file__).resolve().parents[3]


def started(path: Path, name: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    return subprocess.Popen([sys.executable, "-c", ADDS_A_HUNDRED, str(path), name], env=environment)


def test_a_run_is_read_as_it_was_added(tmp_path: Path) -> None:
    kept = Chronicle(tmp_path / "deep" / "h.db")
    kept.add("t", NIGHT, {"drift": [{"what": "x"}]})
    kept.add("t", replace(NIGHT, run_id="50", latency_ms=None))
    kept.add("another", NIGHT)

    assert kept.nights("t") == [NIGHT, replace(NIGHT, run_id="50", latency_ms=None)]
    assert [observed for _, observed in kept.observed("t")] == [{"drift": [{"what": "x"}]}, {}]
    assert kept.observed("t", last=1)[0][0].run_id == "50"


def test_of_two_that_add_at_the_same_time_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    both = [started(path, "a"), started(path, "b")]
    assert [each.wait(120) for each in both] == [0, 0]

    assert {night.run_id for night in Chronicle(path).nights("t")} == {f"{who}{n}" for who in "ab" for n in range(40)}


def test_of_several_that_begin_the_file_nothing_is_lost(tmp_path: Path) -> None:
    """Who finds it half made takes it for nobody else's."""
    for round_ in range(20):
        path, together = tmp_path / f"{round_}.db", threading.Barrier(3)

        def add(name: str, path: Path = path, together: threading.Barrier = together) -> None:
            together.wait()
            Chronicle(path).add("t", replace(NIGHT, run_id=name))

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(add, "abc"))
        assert {night.run_id for night in Chronicle(path).nights("t")} == set("abc")


def test_one_that_is_killed_leaves_the_runs_before_it(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    Chronicle(path).add("t", NIGHT)
    adding = started(path, "a")
    while len(Chronicle(path).nights("t")) < 3 and adding.poll() is None:
        pass
    adding.send_signal(signal.SIGKILL)
    adding.wait()

    kept = [night.run_id for night in Chronicle(path).nights("t")]
    assert kept[0] == "4f"
    assert kept[1:] == [f"a{number}" for number in range(len(kept) - 1)]
    Chronicle(path).add("t", replace(NIGHT, run_id="after"))
    assert Chronicle(path).nights("t")[-1].run_id == "after"


def test_the_last_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronicle, "RUNS_MAX", 3)
    kept = Chronicle(tmp_path / "h.db")
    for number in range(5):
        kept.add("t", replace(NIGHT, run_id=str(number)))
    assert [night.run_id for night in kept.nights("t")] == ["2", "3", "4"]


def test_what_was_observed_is_kept_of_the_last_runs_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronicle, "OBSERVED_MAX", 2)
    kept = Chronicle(tmp_path / "h.db")
    kept.add("another", NIGHT, {"of": "another"})
    for number in range(4):
        kept.add("t", NIGHT, {"of": number})
    assert [observed for _, observed in kept.observed("t")] == [{}, {}, {"of": 2}, {"of": 3}]
    assert [observed for _, observed in kept.observed("another")] == [{"of": "another"}]


def test_what_a_later_release_adds_is_left_alone(tmp_path: Path) -> None:
    kept = Chronicle(tmp_path / "h.db")
    kept.add("t", NIGHT)
    with sqlite3.connect(kept.path) as connection:
        connection.execute("ALTER TABLE runs ADD COLUMN weather TEXT NOT NULL DEFAULT 'fine'")
        (document,) = connection.execute("SELECT document FROM runs").fetchone()
        told = json.loads(document) | {"moon": "full"}
        told["broken"][KEY]["colour"] = "red"
        connection.execute("UPDATE runs SET document = ?", (json.dumps(told),))
    connection.close()
    kept.add("t", replace(NIGHT, run_id="50"))
    assert [night.run_id for night in kept.nights("t")] == ["4f", "50"]
    assert kept.nights("t")[0] == NIGHT


def test_what_an_earlier_release_did_not_write_is_left_out(tmp_path: Path) -> None:
    kept = Chronicle(tmp_path / "h.db")
    kept.add("t", NIGHT)
    few = {name: getattr(NIGHT, name) for name in ("run_id", "ended", "depth", "exit", "requests", "seconds")}
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE runs SET document = ?", (json.dumps(few),))
        connection.execute("INSERT INTO runs (subject, run_id, ended, document) VALUES ('t', '1', '', 'half of i')")
    connection.close()
    assert kept.nights("t") == [Night(**few)]


def test_a_file_of_an_earlier_release_gets_what_it_lacks(tmp_path: Path) -> None:
    kept = Chronicle(tmp_path / "h.db")
    kept.add("t", NIGHT)
    with sqlite3.connect(kept.path) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN in_trend")
    connection.close()
    assert not kept.is_in_trend("4f")
    kept.note_trend("4f")
    assert kept.is_in_trend("4f")
    assert kept.nights("t") == [NIGHT]


def test_a_broken_file_is_moved_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    kept = Chronicle(tmp_path / "h.db")
    kept.add("t", NIGHT, {"x": "y" * 50_000})
    kept.path.write_bytes(kept.path.read_bytes()[:10_000])
    with pytest.raises(
        NoHistory, match=r"h\.db is broken \(.*\); it is h\.db\.broken now, and a new one is begun"
    ) as caught:
        kept.nights("t")
    assert caught.value.begins_anew
    kept.add("t", NIGHT)
    assert kept.nights("t") == [NIGHT]


@pytest.mark.parametrize("head", [b"name: my brand\n", b"SQLite format 2\0 and more"])
def test_what_is_none_of_ours_stays_as_it_is(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "brand.yaml"
    path.write_bytes(head)
    with pytest.raises(NoHistory, match="is no history; --history names a file of its own"):
        Chronicle(path).add("t", NIGHT)
    assert path.read_bytes() == head


def test_somebody_elses_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NoHistory, match="is somebody else's database"):
        Chronicle(path).nights("t")
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match=r"cannot be used: .*; --history names the file"):
        Chronicle(tmp_path).nights("t")


@pytest.mark.parametrize(
    ("target", "subject"),
    [
        ("http://127.0.0.1:8123", "loopback"),
        ("http://localhost:1/api/", "loopback"),
        ("https://staging.example/", "https://staging.example"),
        ("embedded reference", "embedded reference"),
    ],
)
def test_a_port_of_this_machine_is_chance(target: str, subject: str) -> None:
    assert subject_of(target) == subject
