"""Side by side: `schemathesis run`, our suites and our gate against the same mutants, in one run.

`tox -e bench`, `-- --faults N` for a larger sample. Writes reports/bench.md and reports/bench.json
after each mutant, so that a run that is ended has told what it saw, and `--resume` goes on; `--readme`: the table into
the README as well.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from datetime import date

from contracts.runner import specimen

from .contenders import CONTENDERS, ROOT
from .figures import each_fault, figures, placed, table
from .measure import Measurement, measure

FAULTS = 21
"""One of each family: about half an hour on two idle cores."""
HEALTHY_RUNS = 2
FOLDER, FACTS = ROOT / "reports", "bench.json"


def write(measured: Sequence[Measurement], chosen: Sequence[str], seed: int, load: float) -> str:
    """The reports as far as they go; returns the table."""
    done = {each.fault for each in measured}
    rows = list(figures(measured))
    known = specimen.faults()
    text = (
        f"# Side by side\n\n{len(done - {None})} of {len(known)} faults, as evenly from all families as can be, "
        f"seed {seed}. A fault is caught by a complaint that the contender does not make about the healthy "
        f"reference ({HEALTHY_RUNS} runs). Medians over the mutants; requests are counted at the server. "
        f"Load average before the run {load:.1f} on {os.cpu_count()} cores.\n\n{table(rows)}\n"
        + each_fault(rows, [(known[fault].family, fault) for fault in chosen if fault in done])
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "bench.md").write_text(text, encoding="utf-8")
    facts = {
        "seed": seed,
        "load": load,
        "rows": [asdict(row) for row in rows],
        "measured": [asdict(each) | {"told": sorted(each.told)} for each in measured],
    }
    (FOLDER / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return table(rows)


def earlier(seed: int, chosen: Sequence[str]) -> Iterator[Measurement]:
    """What a run with that seed has measured that was ended: of the chosen faults, and of the healthy reference.

    SystemExit where there is none.
    """
    try:
        facts = json.loads((FOLDER / FACTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SystemExit(f"--resume: there is no {FOLDER / FACTS}") from None
    known = {contender.name for contender in CONTENDERS}
    if facts["seed"] != seed or {each["contender"] for each in facts["measured"]} != known:
        raise SystemExit(f"--resume: {FOLDER / FACTS} is of seed {facts['seed']}, or of other contenders")
    for each in facts["measured"]:
        if each["fault"] is None or each["fault"] in chosen:
            yield Measurement(**{**each, "told": frozenset(map(tuple, each["told"]))})


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="tox -e bench --", description=__doc__)
    parser.add_argument("--faults", type=int, default=FAULTS, help=f"size of the sample (default {FAULTS})")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--readme", action="store_true", help="write the table into the README as well")
    parser.add_argument("--resume", action="store_true", help="go on after what reports/bench.json has of that seed")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="mutants at the same time")
    asked = parser.parse_args()
    chosen = specimen.sampled(asked.faults, asked.seed)
    load = os.getloadavg()[0]
    measured = list(earlier(asked.seed, chosen)) if asked.resume else []
    done = Counter(each.fault for each in measured if each.contender == CONTENDERS[0].name)

    def all_of(fault: str | None) -> list[Measurement]:
        return [measure(contender, fault) for contender in CONTENDERS]

    told = ""
    lacking = [*[None] * (HEALTHY_RUNS - done[None]), *(fault for fault in chosen if fault not in done)]
    with ThreadPoolExecutor(asked.jobs) as pool:
        waiting = {pool.submit(all_of, fault): fault for fault in lacking}
        for number, future in enumerate(as_completed(waiting), 1):
            measured += future.result()
            told = write(measured, chosen, asked.seed, load)
            sys.stdout.write(f"{number} of {len(waiting)}: {waiting[future] or 'healthy'}\n")
            sys.stdout.flush()
    if asked.readme:
        page = ROOT / "README.md"
        said = (
            f"{len(chosen)} faults of {len(specimen.faults())}, as evenly from all families as can be (seed "
            f"{asked.seed}), {asked.jobs} at a time; medians over the mutants; {date.today():%Y-%m-%d}:\n\n"
        )
        page.write_text(placed(page.read_text(encoding="utf-8"), said + told), encoding="utf-8")
    sys.stdout.write(f"\n{told}\nreports/bench.md has each fault, reports/bench.json each figure\n")


if __name__ == "__main__":
    main()
