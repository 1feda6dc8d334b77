"""What a campaign tells the process that runs one of its targets, by its environment; and what that does about it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace

from contracts.runner.asked import InCampaign

CHILD, SHARED = "CONTRACTS_IN_CAMPAIGN", "CONTRACTS_SHARED"
"""The variables: all but what may hold a password, and that."""
_GRACE_S = 10.0
"""So long may a run that lost its campaign take to leave its reports."""


def environment(asked: InCampaign) -> Mapping[str, str]:
    """What a run finds in its environment."""
    told = {CHILD: json.dumps(asdict(replace(asked, shared="")), allow_nan=False)}
    return told | ({SHARED: asked.shared} if asked.limit else {})


def heard(environ: Mapping[str, str]) -> InCampaign:
    """What a campaign has told this process; nothing where there is none."""
    if CHILD not in environ:
        return InCampaign()
    return replace(InCampaign(**json.loads(environ[CHILD])), shared=environ.get(SHARED, ""))


def outlive_nobody(environ: Mapping[str, str]) -> None:
    """Where a campaign has started this process: end with what started it, whose end of a pipe our input then loses.

    To be called before anybody takes the input for something else.
    """
    if CHILD not in environ:
        return
    with contextlib.suppress(OSError):  # the input is closed: nobody holds the other end
        threading.Thread(target=_watch, args=(os.dup(0),), name="contracts-campaign", daemon=True).start()


def _watch(pipe: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(pipe, 1):
            pass
    _interrupt()
    threading.Event().wait(_GRACE_S)
    os._exit(3)  # whatever holds the run up sends nothing more


def _interrupt() -> None:
    """End the run as Ctrl-C would, whatever it waits for."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)  # a process of the background is deaf to SIGINT
    else:
        signal.raise_signal(signal.SIGINT)
