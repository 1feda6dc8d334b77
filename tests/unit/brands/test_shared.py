"""One limit across shards: by its parts, or exactly through a Redis, which may go away."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from brands.called import (
    ALONE,
    IS_LONG,
    LONG,
    SUITES,
    Brand,
    Told,
    begun,
    campaign,
    end,
    findings,
    outcome,
    served,
    wait_for,
    write_campaign,
)
from brands.stores import NEEDED, PASSWORD, Store, store
from contracts.documents.campaign import read
from contracts.engine.errors import Unreachable
from contracts.engine.pace import TurnsLost
from contracts.engine.server import RateLimit, Server
from contracts.engine.sharding import shard_of
from contracts.runner import cli
from contracts.runner.campaigns import plan as planning
from contracts.runner.campaigns.child import TargetOutcome
from contracts.runner.campaigns.plan import Beside

pytestmark = [NEEDED, ALONE]
FASTER = 1 if IS_LONG else 5
"""How much faster than in life time goes by."""
PER_MINUTE, LIMIT = 100 * FASTER, RateLimit(100, 60 / FASTER)
REQUESTS = 45
SHARE_MIN = 0.9 if IS_LONG else 0.7
"""Of the limit that is used: where time goes by faster, what a busy machine takes weighs more."""
NAMES = ("acme", "bolt", "corp", "c")
"""Each in another of four shards."""
FAULT = "accepts-a-duplicate"


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store(tmp_path_factory.mktemp("redis")) as running:
        yield running


def test_turns_are_even_whoever_asks(redis_server: Store, tmp_path: Path) -> None:
    """Four that ask at once have no two turns in one step between them."""
    from contracts.engine.shared import Shared

    limit, began, taken = 1200.0, time.monotonic(), list[float]()

    def ask() -> None:
        turns = Shared(redis_server.url).limit("even", limit, tmp_path / "lost")
        while len(taken) < 30:
            if pause := turns.take():
                threading.Event().wait(pause)
            else:
                taken.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken) - 1) * 60 / (limit * 0.95) <= max(taken) - began + 0.01


def test_who_loses_the_turns_is_followed_by_all_others(tmp_path: Path) -> None:
    """Also by those who can still ask: turns beside parts would be more than the limit."""
    from contracts.engine.shared import Shared

    with store(tmp_path / "redis") as running:
        one, other = (Shared(running.url).limit("eu", 100, tmp_path / name) for name in ("one", "other"))
        assert one.take() == 0
        assert 0 < other.take() < 0.7
        one.lost()
        with pytest.raises(TurnsLost, match="others have lost the Redis"):
            other.take()
        assert (tmp_path / "other").is_file()
    later = Shared(running.url).limit("us", 100, tmp_path / "third")
    with pytest.raises(TurnsLost, match=f"no Redis answers at 127.0.0.1:{running.port}"):
        later.take()
    with pytest.raises(TurnsLost, match=r"^$"):
        later.take()
    later.lost()


def test_a_redis_is_told_of_without_its_password(redis_server: Store) -> None:
    from contracts.engine.shared import Shared

    wrong = redis_server.url.replace(PASSWORD, "not-this-one")
    with pytest.raises(Unreachable, match="refuses the user or the password") as caught:
        Shared(wrong).check()
    assert "not-this-one" not in str(caught.value)
    with pytest.raises(Unreachable, match=r"no Redis answers at 127\.0\.0\.1:9"):
        Shared(f"redis://:{PASSWORD}@127.0.0.1:9").check()


def test_a_redis_that_is_away_at_the_start_is_one_line(tmp_path: Path) -> None:
    with served([Brand("acme")]) as told:
        write_campaign(tmp_path, [Brand("acme")], {"acme": told["acme"].base_url})
        code, said = campaign(tmp_path, "--shared", f"redis://:{PASSWORD}@127.0.0.1:9")
    assert code == 3
    assert said.splitlines() == ["contracts: no verdict: --shared: no Redis answers at 127.0.0.1:9"]
    assert told["acme"].at == []


def test_interesting_cases_and_the_plan_are_kept_together(redis_server: Store, tmp_path: Path) -> None:
    """What one shard keeps the others begin with; what is no case of a corpus stays where it is."""
    from contracts.engine.shared import Shared
    from contracts.runner.campaigns.commons import Commons

    text = "targets: {acme: {}, bolt: {}}"
    said = read(text, "b.yaml")
    plans = [planning.of("b", said, list(said.targets), {}, Beside((k, 2), "4f2a91c")) for k in (1, 2)]
    one, other = (Commons(Shared(redis_server.url), plan) for plan in plans)
    for commons in (one, other):
        commons.begin()
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    (mine / "0123456789abcdef.json").write_text("{}\n", encoding="utf-8")
    (mine / "notes.json").write_text("{}\n", encoding="utf-8")
    (mine / "fedcba9876543210.json").write_text("x" * 20_000, encoding="utf-8")
    one.take(mine)
    other.bring(theirs)
    assert [path.name for path in theirs.iterdir()] == ["0123456789abcdef.json"]
    first, second = plans[0].targets
    one.ended(TargetOutcome(first.name, 0, "", "", "2030-01-31T00:00:00+00:00", 1, 0.0, 0.0))
    assert other.standing() == f"1 of 2 targets in 2 shards ended; not yet: bolt (shard {second.shard})"


class FourShards:
    """Four shards in folders of their own, as on four machines, whose targets share one limit of one target."""

    def __init__(self, folder: Path, per_minute: int) -> None:
        self.folder, self.per_minute = folder, per_minute
        self.model = Told(Brand("", fault=FAULT))
        self.processes: dict[int, subprocess.Popen[str]] = {}

    @contextlib.contextmanager
    def running(self, *options: str, **environment: str) -> Iterator[None]:
        """From when all of them ask; the target refuses what is over the limit."""
        with Server(self.model, limit=LIMIT) as server:
            self.server = server
            try:
                for number in (1, 2, 3, 4):
                    folder = self.folder / f"shard-{number}"
                    folder.mkdir()
                    said = {"depth": "smoke", "limit": "eu", "max_requests": REQUESTS}
                    urls = dict.fromkeys(NAMES, server.base_url)
                    brands = [Brand(name) for name in NAMES]
                    write_campaign(folder, brands, urls, defaults=said, limits={"eu": self.per_minute})
                    words = ("--shard", f"{number}/4", "--run-id", "4f2a91c", *options)
                    self.processes[number] = begun(folder, *words, suites=SUITES[:1], **environment)
                yield
            finally:
                for process in self.processes.values():
                    end(process)

    def wait(self) -> dict[int, int]:
        """The exit codes of the shards."""
        return {number: process.wait(300) for number, process in self.processes.items()}

    def reports(self, name: str) -> Path:
        """Where the run of a target is."""
        return self.folder / f"shard-{shard_of(name, 4)}" / "reports" / "targets" / name

    def events(self, name: str) -> list[dict[str, Any]]:
        """The whole lines of the log of a run."""
        path = self.reports(name) / "run.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def sent(self, name: str) -> list[float]:
        """When each request of a run went."""
        return [each["started"] for each in self.events(name) if each["event"] == "exchange"]

    def refused(self) -> int:
        """How many requests were over the limit."""
        answers = [each["answer"] for name in NAMES for each in self.events(name) if each["event"] == "exchange"]
        return sum(answer.get("status") == 429 for answer in answers)

    def said(self, number: int) -> str:
        return (self.folder / f"shard-{number}" / "said.txt").read_text(encoding="utf-8")


def share_used(spans: Sequence[Sequence[float]], per_minute: float) -> float:
    """Of a limit, while all are alive: between the first moment of who began last, and the last of who ended first."""
    first, last = max(map(min, spans)), min(map(max, spans))
    moments = sorted(moment for each in spans for moment in each if first <= moment <= last)
    return (len(moments) - 1) / (moments[-1] - moments[0]) * 60 / per_minute


def command_lines() -> Iterator[str]:
    """What the list of processes shows to everybody."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield path.read_bytes().decode("utf-8", "replace")


@LONG
def test_four_shards_share_a_limit(redis_server: Store, tmp_path: Path) -> None:
    """All of it while all are alive, nothing is refused, and each finds what it would alone."""
    shards = FourShards(tmp_path, PER_MINUTE)
    with shards.running("--shared", "STORE", STORE=redis_server.url):
        codes = shards.wait()
    assert codes == {1: 1, 2: 1, 3: 1, 4: 1}, shards.said(1)
    assert shards.refused() == 0
    assert share_used([shards.sent(name) for name in NAMES], PER_MINUTE) >= SHARE_MIN
    assert any("4 of 4 targets in 4 shards ended" in shards.said(number) for number in codes)
    folders = [str(tmp_path / f"shard-{number}" / "reports") for number in codes]
    assert cli.main(["merge", *folders, "--into", str(tmp_path / "merged")]) == 1
    found = {name: findings(tmp_path / "merged" / "targets" / name) for name in NAMES}
    assert found == dict.fromkeys(NAMES, alone(tmp_path, shards.per_minute))


def alone(folder: Path, per_minute: int) -> list[tuple[str, str, str]]:
    """What one process finds."""
    with served([Brand("acme", fault=FAULT)]) as told:
        (folder / "alone").mkdir()
        brand = Brand("acme", said={"depth": "smoke", "max_requests": REQUESTS})
        write_campaign(folder / "alone", [brand], {"acme": told["acme"].base_url})
        assert campaign(folder / "alone", suites=SUITES[:1])[0] == 1
    return findings(folder / "alone" / "reports" / "targets" / "acme")


def test_a_redis_and_a_shard_that_die_cost_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First all share the limit, then each has its part; the shard that dies has no verdict."""
    shards = FourShards(tmp_path, PER_MINUTE)
    with store(tmp_path / "redis") as running, shards.running("--shared", "STORE", STORE=running.url):
        wait_for(lambda: all(len(shards.sent(name)) >= 12 for name in NAMES), 120)
        so_far = [shards.sent(name) for name in NAMES]
        assert [words for words in command_lines() if PASSWORD in words and "redis-server" not in words] == []
        running.kill()
        wait_for(lambda: all(len(shards.sent(name)) >= 16 for name in NAMES), 120)
        lost = min(NAMES, key=lambda name: len(shards.sent(name)))
        shards.processes[shard_of(lost, 4)].kill()
        died = time.monotonic()
        codes = shards.wait()
    assert codes == {number: -9 if number == shard_of(lost, 4) else 1 for number in codes}, shards.said(2)
    assert share_used(so_far, PER_MINUTE) >= SHARE_MIN
    assert shards.refused() == 0
    assert max(shards.sent(lost)) < died + 1
    assert outcome(shards.reports(lost).parents[1], lost) is None
    for name, number in ((name, shard_of(name, 4)) for name in NAMES if name != lost):
        assert ("duplicate-source/known-identifier-is-8006", "addCustomer", "errors[].code") in findings(
            shards.reports(name)
        )
        assert shards.said(number).count(f"no Redis answers at 127.0.0.1:{running.port}") <= 1
    assert any(f"no Redis answers at 127.0.0.1:{running.port}" in shards.said(number) for number in codes)
    folders = [str(tmp_path / f"shard-{number}" / "reports") for number in codes]
    assert cli.main(["merge", *folders, "--into", str(tmp_path / "merged")]) == 1
    assert f"target {lost}: no verdict" in capsys.readouterr().out
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
