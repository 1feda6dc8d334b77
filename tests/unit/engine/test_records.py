"""The records of a run: there before a write goes, one run's at a time, and never half written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import ENVIRONMENT, alone

from contracts.engine import whole
from contracts.engine.claim import claim
from contracts.engine.errors import Derailed, UsageError
from contracts.engine.server import Server
from contracts.runner import specimen

ADDS = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/adds", promise="one-owner-per-source")
def test_adds(api: Api) -> None:
    """Adds people."""
    ada = api.person()
    for one in [ada, ada, *(api.person() for _ in range(50))]:
        api.add(one)

@scenario("story/adds-more", promise="one-owner-per-source")
def test_adds_more(api: Api) -> None:
    """Adds one more."""
    api.add(api.person())
'''


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        yield server


@pytest.mark.parametrize("option", ["--reports", "--alluredir"])
def test_two_runs_do_not_share_a_folder(tmp_path: Path, server: Server, option: str) -> None:
    """The second is refused before its first request, and leaves what the first has written."""
    folder = tmp_path / "shared"
    release = claim(folder, option)
    written = folder / ("run.jsonl" if option == "--reports" else "1-result.json")
    written.write_text("of the first", encoding="utf-8")
    done = alone(tmp_path, ADDS, "--base-url", server.base_url, option, str(folder), **ENVIRONMENT)
    assert done.returncode == 4, done.stdout
    assert f"ERROR: {option}: {folder} is in use by another run" in done.stderr
    assert "--reports" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert written.read_text(encoding="utf-8") == "of the first"
    assert server.requests_served == 0
    release()
    options = ("--base-url", server.base_url, option, str(folder), "-k", "more")
    assert alone(tmp_path, ADDS, *options, **ENVIRONMENT).returncode == 0


HOLDS = """
import sys, pathlib
from contracts.engine.claim import claim
claim(pathlib.Path(sys.argv[1]), "--reports")
print("claimed", flush=True)
sys.stdin.read()
"""


def test_a_claim_ends_with_its_process(tmp_path: Path) -> None:
    """Also where that was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"claimed\n"
        with pytest.raises(UsageError, match="is in use by another run"):
            claim(tmp_path, "--reports")
        other.kill()
    claim(tmp_path, "--reports")()
    claim(tmp_path, "--reports")()


def test_records_and_results_may_share_a_folder(tmp_path: Path) -> None:
    """The claim of a process is its own."""
    outer, inner = claim(tmp_path, "--alluredir"), claim(tmp_path, "--reports")
    inner()
    outer()


def test_a_lock_that_cannot_be_had_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some file systems of a network."""

    def unsupported(lock: int, how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("contracts.engine.claim.fcntl.flock", unsupported)
    with pytest.raises(UsageError, match=r"cannot be locked: No locks available; name a folder on a disk of this"):
        claim(tmp_path, "--reports")


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        ("touch shared", "shared cannot be written: File exists"),
        ("touch up; ln -s up/reports shared", "shared cannot be written"),
        ("ln -s /proc/nowhere shared", "shared cannot be written"),
        ("mkdir -p shared/people.jsonl", "people.jsonl cannot be written: Is a directory"),
        ("mkdir -p shared/run.jsonl", "run.jsonl cannot be written: Is a directory"),
        ("mkdir -p shared/.lock", "shared cannot be written: Is a directory"),
        ("mkdir shared; ln -s /dev/full shared/run.jsonl", "run.jsonl cannot be written: No space left on device"),
    ],
)
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, server: Server, prepare: str, told: str) -> None:
    """In one line, before the first request."""
    subprocess.run(["bash", "-c", prepare], cwd=tmp_path, check=True)
    done = alone(tmp_path, ADDS, "--base-url", server.base_url, "--reports", "shared", **ENVIRONMENT)
    assert done.returncode == 4, done.stdout
    assert [line for line in done.stderr.splitlines() if told in line and "--reports" in line]
    assert "Traceback" not in done.stdout + done.stderr
    assert server.requests_served == 0


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    """With its parents."""
    assert alone(tmp_path, ADDS, "--reports", "not/yet/there", "-k", "more").returncode == 0
    assert (tmp_path / "not/yet/there/run.jsonl").is_file()


def test_nobody_is_written_who_is_not_in_the_ledger(tmp_path: Path, server: Server) -> None:
    """On a full disk the run ends with the first write, which does not go."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "people.jsonl").symlink_to("/dev/full")
    done = alone(tmp_path, ADDS, "--base-url", server.base_url, **ENVIRONMENT)
    assert done.returncode == 3, done.stdout
    assert "people.jsonl cannot be written: No space left on device\n" in done.stdout
    assert server.requests_served == 1  # before anything else, a look-up of nobody


@pytest.mark.parametrize(("fault", "code"), [((), 3), (("--fault", "accepts-a-duplicate"), 1)])
def test_a_disk_that_fills_up_ends_the_run(tmp_path: Path, fault: tuple[str, ...], code: int) -> None:
    """What was recorded is whole, what was found is told, and nothing more is asked."""
    (tmp_path / "conftest.py").write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (30_000, -1))\n", encoding="utf-8"
    )
    done = alone(tmp_path, ADDS, *fault)
    assert done.returncode == code, done.stdout
    assert "run.jsonl cannot be written: File too large" in done.stdout
    assert "1 failed" in done.stdout
    assert "passed" not in done.stdout
    for name in ("run.jsonl", "people.jsonl"):
        text = (tmp_path / "reports" / name).read_text(encoding="utf-8")
        assert text.endswith("}\n")
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    assert ("[1] duplicate-source/known-identifier-is-8006" in done.stdout) == bool(fault)


def test_what_a_full_disk_cut_off_is_taken_back(tmp_path: Path) -> None:
    """Here by a limit in the middle of the second line."""
    code = (
        "import pathlib, resource, sys\n"
        "from contracts.engine.whole import Lines\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, -1))\n"
        "lines = Lines(pathlib.Path(sys.argv[1]))\n"
        "lines.write('123456\\n')\n"
        "lines.write('789012\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "x")], capture_output=True, text=True, check=False
    )
    assert f"Derailed: {tmp_path / 'x'} cannot be written: File too large" in done.stderr
    assert (tmp_path / "x").read_text(encoding="utf-8") == "123456\n"


def test_lines_are_appended(tmp_path: Path) -> None:
    """Behind those of an earlier run, or in their place."""
    path = tmp_path / "x"
    for fresh, text in ((False, "a\n"), (False, "a\nb\n"), (True, "c\n")):
        with whole.Lines(path, fresh=fresh) as lines:
            lines.write(text[-2:])
        assert path.read_text(encoding="utf-8") == text
    with whole.Lines(Path("/dev/full")) as full, pytest.raises(Derailed, match="No space left on device"):
        full.write("a\n")


def test_a_file_is_written_whole_or_left_as_it_was(tmp_path: Path) -> None:
    """And nothing of the attempt is left."""
    path = tmp_path / "x.yaml"
    whole.write(path, "a\n")
    with pytest.raises(UnicodeEncodeError):
        whole.write(path, "b\n\udc00")
    assert [each.name for each in tmp_path.iterdir()] == ["x.yaml"]
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        whole.write(path, "b\n")
    assert [each.name for each in tmp_path.iterdir()] == ["x.yaml"]


GONE = '''
import shutil
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/repeats", promise="one-owner-per-source")
def test_repeats(api: Api) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
    shutil.rmtree("results")
'''


@pytest.mark.parametrize(("fault", "code"), [((), 3), (("--fault", "accepts-a-duplicate"), 1)])
def test_results_that_cannot_be_written_are_no_verdict(tmp_path: Path, fault: tuple[str, ...], code: int) -> None:
    """A gap in them must not look green; what was found is told all the same."""
    done = alone(tmp_path, GONE, "--alluredir", "results", *fault)
    assert done.returncode == code, done.stdout
    assert ("[1] duplicate-source/known-identifier-is-8006" in done.stdout) == bool(fault)
    assert "verdict: " in done.stdout


@pytest.mark.parametrize("durable", [True, False])
def test_what_has_to_outlast_the_machine_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    """Before the write returns, and so before the request of its line goes; 0.1 ms on the disk of a server."""
    synced: list[bytes] = []
    path = tmp_path / "lines"
    monkeypatch.setattr("contracts.engine.whole.os.fsync", lambda number: synced.append(path.read_bytes()))
    with whole.Lines(path, durable=durable) as lines:
        lines.write("one\n")
        lines.write("two\n")
    assert synced == ([b"one\n", b"one\ntwo\n"] if durable else [])
