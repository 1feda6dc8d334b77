"""Prism as a validating proxy in front of the reference: our specs as one document, and the process."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from contracts.documents import files

from .contenders import ROOT

PACKAGE = "@stoplight/prism-cli@5.16.0"
_START_S = 60.0
_COMPONENT = re.compile(r"^#/components/(\w+)/")


def one_document() -> dict[str, Any]:
    """The specs as one: the names of components carry the number of their document."""
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    first, *_ = documents = files.load_spec().documents
    for number, document in enumerate(documents):
        paths |= _renamed(document["paths"], number)
        for kind, named in document["components"].items():
            prefix = "" if kind == "securitySchemes" else f"d{number}-"
            into = components.setdefault(kind, {})
            into |= {prefix + name: _renamed(component, number) for name, component in named.items()}
    return {"openapi": first["openapi"], "info": first["info"], "paths": paths, "components": components}


def _renamed(node: Any, number: int) -> Any:
    if isinstance(node, list):
        return [_renamed(entry, number) for entry in node]
    if not isinstance(node, Mapping):
        return node
    found = {key: _renamed(value, number) for key, value in node.items()}
    if isinstance(node.get("$ref"), str):
        found["$ref"] = _COMPONENT.sub(rf"#/components/\1/d{number}-", node["$ref"])
    return found


@contextlib.contextmanager
def prism(upstream: str, folder: Path) -> Iterator[str]:
    """The base URL of a Prism on loopback that passes everything on to `upstream`; ends with the context.

    It says what it thinks of each request and answer in the header `sl-violations` of the
    answer. The npm package is installed into .tox once.
    """
    document, log = folder / "specs.json", folder / "prism.log"
    document.write_text(json.dumps(one_document()), encoding="utf-8")
    port = _free_port()
    command = [*_installed(), "proxy", str(document), upstream, "--port", str(port), "--host", "127.0.0.1"]
    with log.open("wb") as output:
        # A group of its own: the `node` of the extra is a script that starts the real one.
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _installed() -> list[str]:
    """The command that is Prism, by the node of the `report` extra."""
    tools = Path(sys.executable).parent
    home = ROOT / ".tox" / "prism"
    script = home / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    if not script.exists():
        home.mkdir(parents=True, exist_ok=True)
        install = [str(tools / "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home)]
        subprocess.run([*install, PACKAGE], check=True, timeout=600)
    return [str(tools / "node"), str(script)]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    raise RuntimeError(f"Prism did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
