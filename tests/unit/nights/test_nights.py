"""Each night's page and last lines say the plan, and no more; NIGHTS says how many nights, else there are five."""

from __future__ import annotations

import os
import re
import sys
from html import unescape
from pathlib import Path

from outside import ROOT, in_folder

from nights import weather
from nights.plan import PLAN, Planned, day

NIGHTS = int(os.environ.get("NIGHTS", "5"))
_MIDNIGHT, _A_DAY_S = 1893456000, 86_400


def test_each_night_says_the_plan_and_no_more(tmp_path: Path) -> None:
    for number, planned in enumerate(PLAN[:NIGHTS], 1):
        output = night(tmp_path, number, planned)
        page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
        said = tuple(sorted(planned.says))
        assert tuple(sorted(changes_of(output))) == said, f"night {number}: last lines\n{output}"
        assert tuple(sorted(changes_on(page))) == said, f"night {number}: page"
        assert drifts_of(output) == planned.drifts, f"night {number}: last lines\n{output}"
        assert drifts_on(page) == planned.drifts, f"night {number}: page"
        assert page.count("<svg") == (4 if number > 1 else 0)
        assert (f">{day(1)}</text>" in page) is (number > 1)


def night(folder: Path, number: int, planned: Planned) -> str:
    """One night; what it printed."""
    done = in_folder(
        folder,
        *("-q", "--no-header", "--no-sockets", "-p", "nights.weather", "--history", "nights.db"),
        *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "--depth", "smoke", "--run-id", "nights7"),
        *(*planned.faults, *planned.options, str(ROOT / "tests" / "scenarios"), str(ROOT / "tests" / "fuzz")),
        SOURCE_DATE_EPOCH=str(_MIDNIGHT + (number - 1) * _A_DAY_S),
        PYTHONPATH=os.pathsep.join((str(ROOT), str(ROOT / "tests" / "unit"), *sys.path)),
        **{weather.STEP_S: planned.step_s, weather.MEMBER: planned.member},
    )
    assert done.returncode == bool(planned.broken), f"night {number}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def section(output: str, head: str) -> list[str]:
    """The lines of a section."""
    _, _, after = output.partition(f"\n{head}")
    return after.split("\n\n")[0].splitlines()[1:]


def changes_of(output: str) -> list[tuple[str, str]]:
    """What the last lines say, and of what; the first of them counts it."""
    split = (re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in section(output, "since the nights before ")[1:])
    return [(word, what.partition(" | ")[0]) for word, what in split]


def changes_on(page: str) -> list[tuple[str, str]]:
    """The same of the page."""
    _, _, after = page.partition('<section id="changes">')
    rows = re.findall(r'<td><span class="tag \w+">([^<]+)</span></td><td><code>([^<]+)</code>', after)
    return [(word, unescape(what).partition(" | ")[0]) for word, what in rows]


def drifts_of(output: str) -> tuple[str, ...]:
    """The kinds of drift in the last lines."""
    return tuple(re.split(r"\s{2,}", line.strip())[0] for line in section(output, "drift (no documented promise"))


def drifts_on(page: str) -> tuple[str, ...]:
    """The same of the page."""
    table = page.partition('<section id="drift">')[2].partition("</section>")[0]
    return tuple(re.findall(r"<tr><td>([^<]+)</td>", table))
