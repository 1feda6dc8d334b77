"""`contracts people`: who may exist on a target since our runs, told, or given a status label."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from contracts.documents.profile import Profile
from contracts.engine.client import Connection
from contracts.engine.errors import UsageError
from contracts.engine.hosts import check_base_url
from contracts.engine.verdict import Exit
from contracts.evidence.intent import DETAILS, UPDATE
from contracts.reporting import events, ledgers
from contracts.runner import options, profiles, replay, specimen
from contracts.runner.asked import Options
from contracts.runner.deactivating import Deactivation

REQUESTS_MAX = 300
"""How many requests `--deactivate` sends where nobody says: as many as a gate."""
Say = Callable[[str], None]


def declare(parser: argparse.ArgumentParser, say: Say) -> None:
    """Declare the command."""
    parser.add_argument("reports", type=Path, nargs="?", default=Path("reports"), help="folder of the runs (reports)")
    parser.add_argument("--format", choices=ledgers.FORMS, default="table")
    parser.add_argument("--run-id", metavar="ID", help="only those of this run")
    parser.add_argument("--deactivate", action="store_true", help="set the profile's people.deactivated_label for them")
    parser.add_argument("--base-url", help="the target (default: that of the last run)")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="another profile than that of the last run")
    parser.add_argument(
        "--max-requests", type=options.count, default=None, metavar="N", help=f"send so many ({REQUESTS_MAX})"
    )
    parser.add_argument("--rate", type=options.amount, metavar="N", help="the target's limit in requests a minute")
    options.declare_connection(parser.add_argument)
    parser.set_defaults(run=partial(_people, say))


def _people(say: Say, arguments: argparse.Namespace) -> int:
    entries = [e for e in ledgers.read(arguments.reports) if arguments.run_id in (None, e.run_id)]
    if arguments.base_url:
        check_base_url(arguments.base_url)
        entries = [entry for entry in entries if entry.target in ("", arguments.base_url)]
    if not arguments.deactivate:
        for line in ledgers.FORMS[arguments.format](ledgers.in_order(entries)):
            say(line)
        return int(Exit.CLEAN)
    asked = _options(arguments)
    left = Deactivation(asked, say).run(entries, os.environ)
    return int(Exit.NO_VERDICT if left else Exit.CLEAN)


def _options(arguments: argparse.Namespace) -> Options:
    """How the target is reached: as the last run did, where nothing else is said."""
    log = arguments.reports / "run.jsonl"
    facts = events.facts_of(log) if log.exists() else None
    if facts and arguments.base_url not in (None, facts.target):  # what holds for one target does not for another
        facts = None
    base_url = arguments.base_url or (facts.target if facts else None)
    if base_url in (None, specimen.NAME):
        raise UsageError("--deactivate: there is no target whose people outlast the run: --base-url names one")
    profile = Profile()
    if arguments.profile:
        profile = profiles.load(arguments.profile)
    elif facts:
        profile = replay.profile_of(log, facts)
    if profile.people.deactivated_label is None:
        raise UsageError("--deactivate: people.deactivated_label in the profile has to name the status label to set")
    for needed in (DETAILS, UPDATE):
        if getattr(profile.operations, needed) is False:
            raise UsageError(f"--deactivate: by its profile the target has no {needed}, which it takes")
    known = Connection(profile.limits.timeout_s, profile.limits.max_body_bytes, **(facts.connection if facts else {}))
    bound = arguments.max_requests or profile.limits.max_requests or REQUESTS_MAX
    return Options(
        base_url=base_url,
        profile=profile,
        depth="gate",
        seed=0,
        run_id=facts.run_id if facts else "people",
        reports=arguments.reports,
        connection=replace(
            options.connection(vars(arguments).get, known),
            run_id=facts.run_id if facts else "",
            timeout_s=known.timeout_s,
        ),
        max_requests=bound,
        rate_per_minute=arguments.rate or (facts.rate_per_minute if facts else None),
    )
