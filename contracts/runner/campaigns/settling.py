"""What `--campaign` makes of a session of pytest: a plan in the place of the suites, which the runs of its targets get.

What is wrong with the file or the options is told before anything is sent, one line a problem.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from contracts.documents import files
from contracts.documents.campaign import CampaignSaid, TargetSaid
from contracts.documents.profile import Profile
from contracts.documents.yamltext import Path as Spot
from contracts.engine.errors import UsageError, nearest
from contracts.runner import options, profiles
from contracts.runner.campaigns import plan as planning
from contracts.runner.campaigns import told
from contracts.runner.campaigns.child import Suites
from contracts.runner.campaigns.plan import Beside, Roster

_HANDED_ON = (
    *("--max-requests", "--max-people", "--max-time", "--patience", "--cut-down", "--corpus", "--fail-on"),
    *("--rate", "--depth", "--seed", "--ca-bundle", "--client-cert", "--proxy"),
)
"""Options that hold for every target, whatever the file says."""
_LISTED = ("--scenario", "--family", "--operation", "--header")
_ABOUT_ONE = ("--base-url", "--profile", "--resume", "--dry-run", "--fault", "--manner", "--no-sockets")


def refuse_without_campaign(config: pytest.Config) -> None:
    """Raise UsageError for an option that is about campaigns where there is none."""
    for name in ("--target", "--tag", "--shard", "--shared"):
        if config.getoption(options.dest(name)):
            raise UsageError(f"{name} is about the targets of a campaign: got no --campaign FILE")


def plan_of(config: pytest.Config) -> Roster:
    """The plan that the command line and the file make; raises UsageError with one line for every problem."""
    option = config.option
    for name in ("--campaign", *options.NEVER_EMPTY):
        if config.getoption(options.dest(name)) == "":
            raise UsageError(f"{name}: got nothing, should be followed by a value")
    for name in _ABOUT_ONE:
        if config.getoption(options.dest(name)):
            raise UsageError(
                f"{name} is about one target, and --campaign names many: leave it out, or say it in the file"
            )
    if option.history and option.shard and option.shard[1] > 1:
        raise UsageError("--history: of a campaign in shards contracts merge --history remembers the nights")
    if option.run_id and not re.fullmatch(r"[a-z0-9]{4,16}", option.run_id):
        raise UsageError(f"--run-id: got {option.run_id!r}, should be 4 to 16 of a-z and 0-9")
    path = Path(option.campaign)
    here = config.invocation_params.dir
    said = files.load_campaign(here / path, _headers_that_cannot_be_sent)
    names = _chosen(said, option.target, option.tag)
    beside = Beside(
        shard=option.shard or (1, 1),
        run_id=option.run_id or secrets.token_hex(4)[:7],
        depth=option.depth if options.says(config, "--depth") else None,
        rate=option.rate,
        seed=option.seed,
        words=tuple(_handed_on(config)),
        corpus=option.corpus,
        variables=tuple(variable for _, variable in map(options.header, option.header)),
        folder=path.parent,
    )
    known = _profiles(said, names, here / path.parent)
    return planning.of(said.name or _stem(path), said, names, known, beside)


def _stem(path: Path) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", path.stem) or "campaign"


def _chosen(said: CampaignSaid, names: Iterable[str], tags: Iterable[str]) -> list[str]:
    every = {tag for name in said.targets for tag in said.target(name).tags}
    for option, wanted, known in (("--target", names, set(said.targets)), ("--tag", tags, every)):
        for name in wanted:
            if name not in known:
                hint = nearest(name, known) or "no target has a tag"
                raise UsageError(f"{option}: got {name!r}, and no target of the campaign is called so; {hint}")
    return planning.chosen(said, names, tags)


def _headers_that_cannot_be_sent(said: CampaignSaid) -> Iterator[tuple[Spot, str]]:
    where: list[tuple[Spot, TargetSaid]] = [(("defaults", "headers"), said.defaults)]
    where += [(("targets", name, "headers"), target) for name, target in said.targets.items()]
    for at, target in where:
        for header, variable in target.headers.items():
            try:
                options.header(f"{header}={variable}")
            except UsageError as error:
                yield at, str(error).removeprefix("--header: ")


def _profiles(said: CampaignSaid, names: Iterable[str], folder: Path) -> Mapping[str, Profile]:
    """The profiles of targets, each file read once."""
    read: dict[str, Profile] = {}
    problems: dict[str, None] = {}
    for name in names:
        path = said.target(name).profile
        if path is not None and path not in read:
            try:
                read[path] = profiles.load(folder / path)
            except UsageError as error:
                problems.update(dict.fromkeys(str(error).splitlines()))
    if problems:
        raise UsageError("\n".join(problems))
    return {name: read[path] for name in names if (path := said.target(name).profile) is not None}


def _handed_on(config: pytest.Config) -> Iterator[str]:
    for name in _HANDED_ON:
        value = config.getoption(options.dest(name))
        if value is not None and options.says(config, name):
            yield from (name, f"{value:g}" if isinstance(value, float) else str(value))
    for name in _LISTED:
        for value in config.getoption(options.dest(name)):
            yield from (name, value)
    if config.option.insecure:
        yield "--insecure"


def suites_of(config: pytest.Config) -> Suites:
    """Which suites the runs of targets have, and how pytest is called for them: as it was called here."""
    option = config.option
    words: list[str] = []
    for name, value in (("-k", option.keyword), ("-m", option.markexpr), ("-c", option.inifilename)):
        words += [name, str(value)] if value else []
    words += ["--rootdir", str(option.rootdir)] if option.rootdir else []
    for name, values in (("-p", option.plugins), ("-o", option.override_ini), ("-W", option.pythonwarnings)):
        words += [word for value in values or () for word in (name, value)]
    words += ["-n0"] if config.pluginmanager.hasplugin("xdist") else []
    words += ["--pyargs"] if option.pyargs else []
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        words += config.args
    elif config.args_source is pytest.Config.ArgsSource.INVOCATION_DIR and _has_suites():
        words += ["--pyargs", "contracts.suites"]
    here = str(config.invocation_params.dir)
    return Suites(() if {"", here}.intersection(sys.path) else ("-P",), tuple(words))


def _has_suites() -> bool:
    """Whether the package has suites with it, as a wheel has."""
    return (Path(__file__).resolve().parents[2] / "suites").is_dir()


def shared_url(config: pytest.Config) -> str:
    """Where machines meet, from a URL or the variable that holds one; empty where they do not. Raises UsageError."""
    asked = config.option.shared
    if not asked:
        return ""
    if "://" in asked:
        return str(asked)
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", asked):
        raise UsageError("--shared: should be a URL of a Redis, or the name of an environment variable that holds one")
    if not os.environ.get(asked):
        raise UsageError(f"--shared: {asked} is not set")
    return os.environ.get(asked, "")


def is_child() -> bool:
    """Whether a campaign has started this process: what an ini says of campaigns is not for it."""
    return told.CHILD in os.environ
