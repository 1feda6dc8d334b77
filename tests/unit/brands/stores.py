"""A redis-server of the tests: on a free port of loopback, in a folder of its own, ended by its process id."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from brands.called import wait_for

PASSWORD = "hush-this-one"
SERVER = shutil.which("redis-server")
NEEDED = pytest.mark.skipif(SERVER is None, reason="NO REDIS-SERVER HERE: apt-get install redis-server, then try again")


@dataclass
class Store:
    """A Redis that wants a password."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it is, with its password."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """End it, at once."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def store(folder: Path) -> Iterator[Store]:
    """A Redis, until the context ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([str(SERVER), *settings, "--requirepass", PASSWORD], stdout=log, stderr=log)
    try:
        wait_for(lambda: _listens(port), 20)
        yield Store(port, process)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
