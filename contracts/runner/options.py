"""The options of a contract run: declared for pytest, and read into values."""

from __future__ import annotations

import argparse
import datetime
import math
import os
import random
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts.documents import files, waivers
from contracts.documents.depths import DEPTHS
from contracts.documents.profile import Profile
from contracts.documents.tokens import TOKEN_HEADER
from contracts.engine.client import Connection
from contracts.engine.environment import added_header
from contracts.engine.errors import UsageError
from contracts.engine.hosts import check_base_url
from contracts.runner import profiles, specimen
from contracts.runner.asked import Options, Resumed
from contracts.runner.campaigns import told as campaign

PATIENCE_S = 120.0


def declare(add: Callable[..., object]) -> None:
    """Declare the options; `--base-url` is pytest-base-url's."""
    add("--profile", metavar="FILE", help="what the organisation configures (contracts init writes one)")
    add("--depth", choices=DEPTHS, default="gate", help="smoke: 60 requests, gate: 300, nightly: all")
    add("--seed", type=int, default=None, help="decides shapes and order (default 0; nightly: random)")
    add("--run-id", metavar="ID", help="decides who the people are (default: random)")
    add("--max-requests", type=count, metavar="N", help="send at most so many requests")
    add("--max-people", type=count, metavar="N", help="register at most so many people")
    add("--resume", metavar="DIR", help="go on with the interrupted run whose reports these are")
    add("--dry-run", action="store_true", help="say what a run would send and whom register; send nothing")
    add("--max-time", type=amount, metavar="SECONDS", help="send nothing after so many seconds")
    told = "wait so long for a target that has answered before (default 120; 0: not)"
    add("--patience", type=_seconds, default=PATIENCE_S, metavar="SECONDS", help=told)
    add("--operation", action="append", default=[], metavar="ID", help="only scenarios about this operation")
    add("--scenario", action="append", default=[], metavar="ID", help="only this scenario, as reports say it")
    add("--family", action="append", default=[], metavar="NAME", help="only this family of scenarios")
    add("--rate", type=amount, metavar="N", help="the target's limit in requests a minute; 95 %% is used")
    add("--fault", action="append", default=[], metavar="ID", help="spoil the embedded reference")
    add("--manner", action="append", default=[], metavar="NAME=VALUE", help="how the embedded reference answers")
    add("--no-sockets", action="store_true", help="call the embedded reference instead of serving it")
    add("--fail-on", choices=["drift"], help="drift: what the target answers otherwise than before fails the run")
    add("--reports", default="reports", metavar="DIR", help="where events and people are written")
    add("--history", metavar="FILE", help="what a job carries from night to night: says what is new, mended, flaky")
    add("--corpus", metavar="DIR", help="replay the cases of this folder first, and keep those that show the unseen")
    add("--cut-down", type=_whole, metavar="N", help="requests to find smaller ones that break the same (default 20)")
    declare_connection(add)
    declare_campaign(add)


def declare_campaign(add: Callable[..., object]) -> None:
    """Declare how many targets are run by one command."""
    add("--campaign", metavar="FILE", help="run the suites against every target that this file names")
    add("--target", action="append", default=[], metavar="NAME", help="only this target of the campaign")
    add("--tag", action="append", default=[], metavar="NAME", help="only targets of the campaign with this tag")
    add("--shard", type=shard, metavar="K/N", help="only the K-th of N parts of the campaign")
    told = "share limits with other machines by this Redis; a variable's NAME keeps its password to yourself"
    add("--shared", metavar="URL|NAME", help=told)


def shard(text: str) -> tuple[int, int]:
    """Which part of how many, from "K/N"; raises ArgumentTypeError."""
    found = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,5})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"got {text!r}, should be K/N, as in 1/4 to 4/4")
    return int(found[1]), int(found[2])


def declare_connection(add: Callable[..., object]) -> None:
    """Declare how a target is reached, to pytest or to a command of ours."""
    add("--ca-bundle", metavar="FILE", help="certificates to trust")
    add("--client-cert", metavar="FILE", help="certificate to show")
    add("--insecure", action="store_true", help="do not check certificates")
    add("--proxy", metavar="URL", help="send through a proxy (default: the environment's)")
    told = "send this header with every request; the environment variable VARIABLE holds its value"
    add("--header", action="append", default=[], metavar="NAME=VARIABLE", help=told)


def dest(name: str) -> str:
    """What an option is called among the values."""
    return name.removeprefix("--").replace("-", "_")


def connection(option: Callable[[str], Any], known: Connection) -> Connection:
    """How the options say that a target is reached, as is known where they are silent; UsageError for a bad header."""
    added = tuple(map(header, option("header") or ()))
    return replace(
        known,
        verify=False if option("insecure") else option("ca_bundle") or known.verify,
        cert=option("client_cert") or known.cert,
        proxy=option("proxy") or known.proxy,
        headers=added or tuple((name, variable) for name, variable in known.headers),
    )


NEVER_EMPTY = ("--profile", "--reports", "--run-id", "--history", "--corpus")
RESUMED = pytest.StashKey[Resumed]()
BASE_URL = "PYTEST_BASE_URL"
"""What pytest-base-url asks of the environment."""


def read(config: pytest.Config) -> Options:
    """What the person asked for; raises pytest.UsageError with one line for every bad value."""
    option, resumed = config.getoption, config.stash.get(RESUMED, None)
    _refuse_empty(config)
    profile = resumed.profile if resumed else Profile() if option("base_url") else specimen.EMBEDDED
    try:
        if option("base_url"):
            check_base_url(option("base_url"))
        if option("profile"):
            profile = profiles.load(config.invocation_params.dir / option("profile"))
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    run_id = option("run_id") or secrets.token_hex(4)[:7]
    if not re.fullmatch(r"[a-z0-9]{4,16}", run_id):
        raise pytest.UsageError(f"--run-id: got {run_id!r}, should be 4 to 16 of a-z and 0-9")
    if option("fail_on") and not option("history"):
        raise pytest.UsageError("--fail-on drift: got no --history FILE, which knows what was answered before")
    if option("base_url") and (option("fault") or option("manner") or option("no_sockets")):
        raise pytest.UsageError(
            "--fault, --manner and --no-sockets are about the embedded reference: not with --base-url"
        )
    profile, expired = waivers.split(profile, datetime.date.today())
    seed = option("seed")
    if seed is None:
        seed = random.SystemRandom().randrange(2**31) if option("depth") == "nightly" else 0
    limits = profile.limits
    known = resumed.connection if resumed else Connection(limits.timeout_s, limits.max_body_bytes)
    return Options(
        base_url=option("base_url") or None,
        profile=profile,
        depth=option("depth"),
        seed=seed,
        run_id=run_id,
        reports=config.invocation_params.dir / option("reports"),
        connection=connection(option, replace(known, run_id=run_id)),
        resumes=resumed is not None,
        expired=expired,
        max_requests=option("max_requests"),
        max_people=option("max_people"),
        max_seconds=option("max_time"),
        rate_per_minute=option("rate"),
        patience_s=option("patience"),
        faults=tuple(option("fault")),
        manner=tuple(option("manner")),
        sockets=not option("no_sockets"),
        fails_on_drift=option("fail_on") == "drift",
        cut_down=option("cut_down"),
        corpus=config.invocation_params.dir / option("corpus") if option("corpus") else None,
        history=config.invocation_params.dir / option("history") if option("history") else None,
        in_campaign=campaign.heard(os.environ),
    )


def header(text: str) -> tuple[str, str]:
    """A header and the variable that holds its value, from "NAME=VARIABLE"; raises UsageError."""
    try:
        return added_header(text, {name.lower() for name in (TOKEN_HEADER, *files.load_spec().names)})
    except UsageError as error:
        raise UsageError(f"--header: {error}") from None


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, should be a whole number, 0 for none")
    return int(text)


def count(text: str) -> int:
    """A whole number above 0; raises ArgumentTypeError."""
    if not re.fullmatch(r"0*[1-9][0-9]*", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, should be a whole number above 0")
    return int(text)


def _seconds(text: str) -> float:
    return 0.0 if text == "0" else amount(text)


def amount(text: str) -> float:
    """A number above 0; raises ArgumentTypeError."""
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount < math.inf:
        raise argparse.ArgumentTypeError(f"got {text!r}, should be a number above 0")
    return amount


def operations(config: pytest.Config) -> set[str]:
    """The operationIds that `--operation` names; raises pytest.UsageError for one that there is not."""
    known = files.load_spec().operations
    wanted = set()
    for asked in config.getoption("operation"):
        found = [id_ for id_, operation in known.items() if asked in (id_, operation.label)]
        if not found:
            raise pytest.UsageError(f"--operation: got {asked!r}, should be one of {', '.join(known)}")
        wanted.update(found)
    return wanted


def _refuse_empty(config: pytest.Config) -> None:
    """Refuse an option that a variable without a value left empty: the run would be about something else."""
    for name in NEVER_EMPTY:
        if config.getoption(dest(name)) == "":
            raise pytest.UsageError(f"{name}: got nothing, should be followed by a value")
    if config.getoption("base_url"):
        return
    if config.known_args_namespace.base_url == "":
        name = "--base-url" if says(config, "--base-url") else BASE_URL
        raise pytest.UsageError(f"{name}: got nothing, should be followed by a value")
    if "base_url" in config._inicfg:
        raise pytest.UsageError(f"base_url in {config.inipath}: got nothing, should be a URL")


def speaks_of_a_run(config: pytest.Config) -> bool:
    """Whether somebody said what only a run of contracts wants to know."""
    given = (
        "base_url",
        "profile",
        "scenario",
        "family",
        "operation",
        "fault",
        "manner",
        "dry_run",
        "run_id",
        "history",
    )
    return any(config.getoption(name, None) for name in given)


def source_of_base_url(config: pytest.Config) -> str:
    """What says where the target is: an option, the environment, an ini."""
    told = getattr(config.known_args_namespace, "base_url", None)
    if not told:
        return f"base_url in {config.inipath}"
    return BASE_URL if told == os.environ.get(BASE_URL) and not says(config, "--base-url") else "--base-url"


def says(config: pytest.Config, name: str) -> bool:
    """Whether the command line has an option, or the words that are put before it."""
    given = [*map(os.fspath, config.invocation_params.args), *config.getini("addopts")]
    given += os.environ.get("PYTEST_ADDOPTS", "").split()
    return any(word == name or word.startswith(f"{name}=") for word in given)
