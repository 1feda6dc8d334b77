"""Brings an environment to the newest releases of what the project stands on, whatever it allows, and says which.

python -m tests.release.newest
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from . import say

ROOT = Path(__file__).resolve().parents[2]


def names() -> list[str]:
    """The libraries that a run needs, without what is said of their releases."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^A-Za-z0-9._-]", wanted)[0] for wanted in project["dependencies"]]


def main() -> int:
    """Install them; returns pip's exit code."""
    libraries = names()
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--upgrade", *libraries], check=False)
    say("\n".join(f"{name} {version(name)}" for name in libraries))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
