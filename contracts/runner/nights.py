"""The commands about runs that are over: adopt one, lay two side by side."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path

from contracts.engine.errors import UsageError
from contracts.engine.leniency import leniency
from contracts.engine.verdict import Exit
from contracts.reporting import comparison
from contracts.runner import adopting
from contracts.runner.rejudging import Recorded

Say = Callable[[str], None]


def declare(command: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Declare the commands; `command` makes one of a name and its help, `say` prints a line."""
    taken = command("adopt", help="turn a run into a profile: the next run says what is new")
    taken.add_argument("reports", type=Path, help="the folder of the run, or its run.jsonl")
    taken.add_argument("--into", type=Path, required=True, metavar="FILE", help="the profile, there already or not")
    taken.add_argument("--pin", action="store_true", help="hold the target to the readings that the run has seen")
    taken.add_argument("--waive", action="store_true", help="accept each finding of the run, by its key")
    taken.add_argument("--ticket", metavar="ID", help="with --waive: where it is worked on")
    taken.add_argument("--owner", metavar="NAME", help="with --waive: who answers for it")
    taken.add_argument("--expires", metavar="DATE", help="with --waive: until when, as in 2030-01-31")
    taken.set_defaults(run=partial(_adopt, say))

    beside = command("compare", help="two runs side by side: findings, readings, members, codes, latency")
    beside.add_argument("a", type=Path, metavar="A", help="the folder of a run, or its run.jsonl")
    beside.add_argument("b", type=Path, metavar="B", help="that of the other one")
    beside.set_defaults(run=partial(_compare, say))


def _adopt(say: Say, arguments: argparse.Namespace) -> int:
    today = datetime.date.today()
    terms = (arguments.ticket, arguments.owner, arguments.expires)
    if not arguments.waive and any(terms):
        raise UsageError("--ticket, --owner and --expires are about waivers: got no --waive")
    waived = adopting.terms_of(*terms, today) if arguments.waive else None
    with leniency():
        for line in adopting.adopt(Recorded.of(arguments.reports), arguments.into, arguments.pin, waived, today):
            say(line)
    say(f"{arguments.into}: adopted; the next run takes it with --profile {arguments.into}")
    return int(Exit.CLEAN)


def _compare(say: Say, arguments: argparse.Namespace) -> int:
    with leniency():
        a, b = (Recorded.of(reports).side(str(reports)) for reports in (arguments.a, arguments.b))
    for line in comparison.lines(a, b):
        say(line)
    return int(Exit.CLEAN)
