"""What hangs on a pytest session: the run, what the person asked for, and how reports speak of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contracts.engine.credentials import Credentials
from contracts.engine.errors import UsageError
from contracts.reporting import render
from contracts.reporting.shell import quoted
from contracts.runner import identity, options
from contracts.runner.asked import Options
from contracts.runner.run import Run

RUN = pytest.StashKey[Run]()
_OPTIONS = pytest.StashKey[Options]()


def run_of(test: pytest.Item) -> Run:
    """The run that a test belongs to."""
    return test.config.stash[RUN]


def run_or_none(test: pytest.Item) -> Run | None:
    """The run that a test belongs to; None where none has begun."""
    return test.config.stash.get(RUN, None)


def options_of(config: pytest.Config) -> Options:
    """What the person asked for, read once; raises pytest.UsageError as `options.read` does."""
    if _OPTIONS not in config.stash:
        config.stash[_OPTIONS] = options.read(config)
    return config.stash[_OPTIONS]


def credentials_of(config: pytest.Config) -> Credentials:
    """In whose name the run sends; raises pytest.UsageError for a credential that cannot be sent."""
    try:
        return identity.of_run(options_of(config), os.environ)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def words_of(config: pytest.Config) -> render.Words:
    """How reports say a request is sent again."""
    asked = options_of(config)
    base_url = asked.base_url or "http://127.0.0.1:8000"
    return render.Words(
        base_url=base_url,
        credential=identity.shell_words(asked.profile, credentials_of(config), base_url, asked.connection.headers),
        replay=_replay_command(asked.reports / "run.jsonl", config.invocation_params.dir),
        page=str(_from(config.invocation_params.dir, asked.reports / "index.html")),
    )


def _replay_command(log: Path, folder: Path) -> str:
    """What replays a finding, typed in that folder; `{number}` stands for its number."""
    path = quoted(str(_from(folder, log))).replace("{", "{{").replace("}", "}}")
    return f"contracts replay {path} --finding {{number}}"


def _from(folder: Path, path: Path) -> Path:
    """A path as one names it in a folder."""
    return path.relative_to(folder) if path.is_relative_to(folder) else path
